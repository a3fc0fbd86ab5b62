"""The pages of the vetting unit: its queue, a case, what became of the application, what happened, and the figures."""

from __future__ import annotations

import csv
import io
import re
from datetime import timedelta

import pytest

from tests.people import (
    HR_OFFICER,
    OTHER_VETTING_OFFICER,
    RECRUITER,
    REGISTRAR,
    REPORTER,
    SECOND_VETTING_OFFICER,
    VETTING_OFFICER,
    Someone,
)
from tests.web.conftest import People
from tests.web.test_check_pages import NAMESAKE, a_check, listed  # noqa: F401 (a fixture)
from tests.web.test_decision_pages import SAME, a_hit, seconded
from vetting.db import utc_now

pytestmark = pytest.mark.usefixtures("listed")
ACTIONS = {
    "note": ({"text": "Rang the applicant."}, "Rang the applicant."),
    "escalate": ({"text": "The start is tomorrow."}, "Escalated"),
    "document": (
        {"kind": "passport", "last_four": "12X4", "seen_on-day": "3", "seen_on-month": "March", "seen_on-year": "2026"},
        "Passport ending 12X4",
    ),
    "force": ({"force": "46", "done": "asked", "text": "Any live investigation?"}, "Force asked: Kent Police"),
    "refer": ({"asked": "identity"}, "It says nothing about your application."),
}


def a_case(people: People, **changes: str) -> str:
    """The address of the check of a new case."""
    return a_check(people, VETTING_OFFICER, forenames="Peregrine", surname="Thistlewood", **changes)


def test_the_queue_is_shared_out_with_ticks_and_one_button(people: People) -> None:
    checks = [a_case(people, reference=f"QUEUE-{number}").rpartition("/")[2] for number in range(2)]
    browser = people.browser(VETTING_OFFICER)
    page = browser.get("/queue")
    assert "QUEUE-0" in page.text
    for number in ("strong", "bits", "Band"):
        assert number not in page.text, "the comparison is read before any number"
    other = people.actors[SECOND_VETTING_OFFICER].id
    assert browser.post("/queue/assign", {"case": checks, "to": other, "view": "all"}, form_at="/queue").status == 303
    mine = people.browser(SECOND_VETTING_OFFICER).get("/queue?view=mine").text
    assert "QUEUE-0" in mine
    assert "QUEUE-1" in mine
    assert browser.post("/queue/assign", {"to": other}, form_at="/queue").status == 422
    assert people.browser(OTHER_VETTING_OFFICER).get("/queue").text.count("QUEUE-") == 0


@pytest.mark.parametrize("action", list(ACTIONS))
def test_what_is_done_on_a_case_is_told_on_it(people: People, action: str) -> None:
    place = f"{a_case(people)}/case"
    sent, told = ACTIONS[action]
    browser = people.browser(VETTING_OFFICER)
    assert browser.post(f"{place}/{action}", sent).status == 303
    assert told in browser.get(place).text
    if action != "force":
        empty = people.browser(VETTING_OFFICER).post(f"{place}/{action}", {}) if action not in {"refer"} else None
        assert empty is None or (empty.status, bool(empty.errors)) == (422, True)


def test_a_case_is_held_and_taken_up_again(people: People) -> None:
    place = f"{a_case(people)}/case"
    browser = people.browser(VETTING_OFFICER)
    assert browser.post(f"{place}/hold", {"reason": "with_applicant"}).status == 303
    assert "On hold: waiting for the applicant" in browser.get(place).text
    assert browser.post(f"{place}/resume", {}).status == 303
    assert "On hold: waiting for the applicant" not in browser.get(place).text
    assert browser.get(f"{place}/nonsense").status == 404


def test_the_application_is_recorded_by_hr_and_shown_with_the_check(people: People) -> None:
    place = a_check(people, RECRUITER)
    browser = people.browser(HR_OFFICER)
    assert people.browser(RECRUITER).get(f"{place}/application").status == 403
    assert list(browser.post(f"{place}/application", {}).errors) == ["state"]
    assert browser.post(f"{place}/application", {"state": "appointed"}).status in (409, 422)
    first = utc_now().date() + timedelta(days=400)
    day = {"on_day-day": str(first.day), "on_day-month": str(first.month), "on_day-year": str(first.year)}
    assert browser.post(f"{place}/application", {"state": "offered"} | day).status == 303
    for someone in (RECRUITER, HR_OFFICER):
        text = people.browser(someone).get(place).text
        assert f"The job was offered, first day of work {first.day} {first:%B %Y}" in text
        assert "Check again: this check is too old for the first day of work." in text


def test_after_two_officers_it_is_blocked_told_and_what_happened_is_read(people: People) -> None:
    place = a_hit(people)
    check = place.partition("/hits/")[0]
    browser = people.browser(VETTING_OFFICER)
    assert browser.get(f"{place}/summary").status == 409
    browser.post(place, SAME)
    assert browser.get(f"{place}/summary").status == 409
    seconded(people, place)
    text = browser.get(f"{place}/summary").text
    assert "By law this person must not be employed or appointed." in text
    assert "No contact is entered for this force: ask the College for one" in text
    assert browser.post(f"{check}/application", {"state": "offered"}).status == 409
    for someone, link in ((REPORTER, "/reports/"), (REGISTRAR, "/register/entries/")):
        page = people.browser(someone).get("/confirmations")
        assert "Kent Police has confirmed a match on the Police barred list" in page.text
        assert link in page.html
        read = re.search(r"/confirmations/[0-9a-f]{32}/read", page.html)
        assert read
        assert people.browser(someone).post(read[0], form_at="/confirmations").status == 303
    assert people.browser(VETTING_OFFICER).get("/confirmations").status == 403


def test_the_weights_are_a_picture_and_a_table_after_the_comparison(people: People) -> None:
    html = people.browser(VETTING_OFFICER).get(a_hit(people)).html
    assert '<svg class="app-chart" role="img" aria-labelledby="waterfall-1-title waterfall-1-desc"' in html
    picture = re.search(r'<desc id="waterfall-1-desc">([^<]+)</desc>', html)
    assert picture
    table = html.partition("The rows of the match weight and their sum")[2].partition("</table>")[0]
    rows = re.findall(r'<th scope="row"[^>]*>([^<]+)</th>\s*<td[^>]*>([+-][\d.]+)</td>', table)
    assert len(rows) >= 6
    for label, weight in rows:
        assert f"{label} {weight}" in picture[1]


def test_the_history_is_filtered_and_exported_without_a_formula(people: People) -> None:
    a_check(people, RECRUITER, reference="=HYPERLINK(1)")
    a_check(people, VETTING_OFFICER, reference="HIST-OFFICER", purpose="transfer")
    browser = people.browser(VETTING_OFFICER)
    filtered = browser.get("/checks/?purpose=transfer&state=with_vetting_unit").text
    assert "HIST-OFFICER" in filtered
    assert "=HYPERLINK" not in filtered
    assert "No check fits the filter." in browser.get("/checks/?since=2999-01-01").text
    assert browser.get("/checks/?state=nonsense&since=nonsense&outcome=nonsense").status == 200
    rows = _exported(people, VETTING_OFFICER)
    assert rows[0] == ["reference", "submitted_at", "completed_at", "state", "application", "purpose", "outcome"]
    assert any(row[0] == "'=HYPERLINK(1)" for row in rows)


def test_a_recruiters_history_holds_states_only_and_a_filter_by_answer_tells_nothing(people: People) -> None:
    a_check(people, RECRUITER, reference="HIST-CLEAR")
    a_check(people, RECRUITER, reference="HIST-HIT", forenames="Peregrine", surname="Thistlewood")
    rows = _exported(people, RECRUITER, "?outcome=possible_match")
    assert rows[0] == ["reference", "submitted_at", "completed_at", "state", "application", "purpose"]
    told = {row[0]: row[2:] for row in rows if row[0].startswith("HIST-")}
    assert told["HIST-CLEAR"] == told["HIST-HIT"]
    assert "outcome" not in people.browser(RECRUITER).get("/checks/").html


def test_the_figures_are_pictures_with_tables(people: People) -> None:
    page = people.browser(VETTING_OFFICER).get("/figures")
    assert page.html.count('role="img"') == page.html.count("<table") == 4
    for words in ("Cases now", "Checks a day in the last fortnight", "How long decisions took"):
        assert words in page.text
    assert people.browser(HR_OFFICER).get("/figures").status == 403


def _exported(people: People, someone: Someone, query: str = "") -> list[list[str]]:
    answer = people.browser(someone).get(f"/checks/export.csv{query}")
    assert answer.response.headers["Content-Type"].startswith("text/csv")
    return list(csv.reader(io.StringIO(answer.html.lstrip("\ufeff"))))


def test_a_second_officer_from_another_force_looks_at_one_decision(people: People) -> None:
    place = a_hit(people)
    browser, guest = people.browser(VETTING_OFFICER), people.browser(OTHER_VETTING_OFFICER)
    assert browser.get(f"{place}/guest").status == 409, "nothing waits for a second officer yet"
    browser.post(place, SAME)
    assert "Ask the vetting unit of another force" in browser.get(place).text
    assert browser.get(f"{place}/guest").status == 200
    assert guest.get(f"{place}/guest").status == browser.get(f"{place[:-32]}{'0' * 32}/guest").status == 404
    assert list(browser.post(f"{place}/guest", {}).errors) == ["organisation"]
    wanted = {
        "organisation": people.actors[OTHER_VETTING_OFFICER].organisation_id or "",
        "reason": "Agreed with Essex by telephone.",
    }
    assert browser.post(f"{place}/guest", wanted).status == 303
    asked = re.search(r"/second-officer/[0-9a-f]{32}", guest.get("/second-officer").html)
    assert asked
    shown = guest.get(asked[0])
    assert "Passport seen." in shown.text
    assert shown.text.index("What it means") < shown.text.index("Band:")
    assert people.browser(SECOND_VETTING_OFFICER).get(asked[0]).status == 404
    assert guest.get(place).status == 404
    assert guest.post(asked[0], {"agrees": "yes"}).status == 422
    assert guest.post(asked[0], {"agrees": "yes", "reason": "Compared myself."}).status == 303
    assert "Confirmed by two officers" in browser.get(place).text


def test_a_registrar_reads_why_an_entry_was_not_found(people: People) -> None:
    check = a_check(people, RECRUITER, forenames="Peregrine", surname="Thistlewood", **NAMESAKE).rpartition("/")[2]
    browser = people.browser(REGISTRAR)
    entry = re.search(r"/register/entries/([0-9a-f]{32})", browser.get("/register/entries").html)
    assert entry
    page = browser.post("/why-not", {"check": check, "entry": entry[1]})
    assert "did not come upon this entry" in page.text
    assert "stay under the threshold" in page.text
    assert 'role="img"' in page.html
    assert list(browser.post("/why-not", {"check": "x", "entry": entry[1]}).errors) == ["check"]
    assert people.browser(VETTING_OFFICER).get("/why-not").status == 403
