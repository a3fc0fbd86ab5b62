"""Reviews on the pages: application, consultation, decision by two, and what each side may read; all without a script."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import text

from tests.people import OTHER_REPORTER, REGISTRAR, REPORTER, SECOND_REGISTRAR
from tests.registry.cases import CONSTABLE, FORMER_PCSO, changed, listed
from tests.web.conftest import Browser, People
from vetting.db import utc_now

TODAY = date.today() - timedelta(days=1)  # noqa: DTZ011 (yesterday is in the past everywhere)
APPLIED = {
    "applied_on-day": str(TODAY.day),
    "applied_on-month": str(TODAY.month),
    "applied_on-year": str(TODAY.year),
    "application": "Six years of work with young people; two references.",
}


@pytest.fixture
def entry(people: People, request: pytest.FixtureRequest) -> str:
    """The address of an entry that was listed six years ago."""
    surname = "Q" + "".join(letter for letter in request.node.name if letter.isalpha())[:30].lower()
    entry_id = listed(people.service.database, people.actors, changed(CONSTABLE, surname=surname.capitalize()))
    with people.service.database.write() as session:
        at = (utc_now() - timedelta(days=2300)).isoformat()
        session.execute(text("UPDATE entry SET listed_at = :at WHERE id = :id"), {"at": at, "id": entry_id})
    return f"/register/entries/{entry_id}"


def test_a_review_from_application_to_the_end(people: People, entry: str) -> None:
    first, second, force = (people.browser(who) for who in (REGISTRAR, SECOND_REGISTRAR, REPORTER))
    assert "Take in an application for a review" in first.get(entry).text
    assert first.post(f"{entry}/review", {}).errors.keys() == {"applied_on-day", "application"}
    review = first.post(f"{entry}/review", APPLIED).location
    assert "Application of" in first.get(entry).text
    assert review.rpartition("/")[2] not in force.get("/register/reviews").html
    assert force.get(review).status == 404
    assert "question" in first.post(f"{review}/consult", {"question": ""}, form_at=review).errors
    assert first.post(f"{review}/consult", {"question": "What do you know of the time since?"}, form_at=review).status == 303
    asked = force.get(review)
    assert "What do you know of the time since?" in asked.text
    assert "young people" not in asked.text
    assert people.browser(OTHER_REPORTER).get(review).status == 404
    assert "Propose the decision" not in first.get(review).text
    assert force.post(f"{review}/answer", {"answer": "Nothing against it."}, form_at=review).status == 303
    assert first.post(f"{review}/decide", {}, form_at=review).errors.keys() == {"decision", "reasons"}
    granted = {"decision": "granted", "reasons": "The evidence is clear."}
    assert first.post(f"{review}/decide", granted, form_at=review).status == 303
    assert "waits for a second registrar" in first.get(review).text
    proposal = decision_of(second, review)
    assert "Approve it if you agree that the review is granted" in second.get(proposal).text
    assert first.post(f"{proposal}/approve", form_at="/reports/new").status == 403
    assert second.post(f"{proposal}/approve", form_at=proposal).status == 303
    assert "Granted: off the list" in second.get(review).text
    assert second.get(entry).status == 404
    assert "Review granted" in second.get(entry.replace("/entries/", "/removed/")).text


def decision_of(browser: Browser, review: str) -> str:
    """The address of the proposal that a review waits for."""
    return "/register/proposals/" + browser.get(review).html.partition("/register/proposals/")[2].partition('"')[0]


def test_an_authority_whose_time_is_over_does_not_hold_it_up(people: People, entry: str) -> None:
    first, second = people.browser(REGISTRAR), people.browser(SECOND_REGISTRAR)
    review = first.post(f"{entry}/review", APPLIED).location
    first.post(f"{review}/consult", {"question": "What do you know?"}, form_at=review)
    with people.service.database.write() as session:
        session.execute(text("UPDATE review SET due = '2020-01-01' WHERE id = :id"), {"id": review.rpartition("/")[2]})
    page = first.get(review)
    assert "The authority’s time is over" in page.text
    assert "Take in the answer" in page.text
    refused = {"decision": "refused", "reasons": "The evidence is thin."}
    assert first.post(f"{review}/decide", refused, form_at=review).status == 303
    proposal = decision_of(second, review)
    assert second.post(f"{proposal}/refuse", {"reason": "It is strong."}, form_at=proposal).status == 303
    assert "Against it: It is strong." in first.get(review).text
    assert first.post(f"{review}/withdraw", form_at=review).status == 303
    assert "Withdrawn by the person" in first.get(review).text
    assert first.get(entry).status == 200


def test_a_ground_without_a_known_period_asks_for_advice(people: People) -> None:
    entry_id = listed(people.service.database, people.actors, changed(FORMER_PCSO, surname="Qadvice"))
    page = people.browser(REGISTRAR).get(f"/register/entries/{entry_id}/review")
    assert "ask the College’s lawyers first" in page.text
    assert "By whose advice it is taken" in page.text
    assert people.browser(REPORTER).get(f"/register/entries/{entry_id}/review").status == 403
