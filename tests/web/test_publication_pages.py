"""Deciding not to publish, on the pages: an exception and two registrars; what was published leaves the public list at once."""

from __future__ import annotations

from tests.people import REGISTRAR, SECOND_REGISTRAR
from tests.registry.cases import CONSTABLE, changed, listed
from tests.web.conftest import Browser, People


def decide(browser: Browser, page: str, decision: str) -> int:
    """Decide on what is open: the only form of the page that has the address of a decision."""
    asked = browser.get(page).html.partition("/register/publication-decisions/")[2].partition("/")[0]
    return browser.post(f"/register/publication-decisions/{asked}/{decision}", form_at=page).status


def test_a_published_entry_is_taken_off_and_the_decision_refused(people: People) -> None:
    entry_id = listed(people.service.database, people.actors, changed(CONSTABLE, surname="Rumblebuffin"))
    first, second = people.browser(REGISTRAR), people.browser(SECOND_REGISTRAR)
    page, address = f"/register/entries/{entry_id}", f"/register/entries/{entry_id}/not-published"
    assert "Publication decision due by" in first.get(page).text
    assert "may apply to come off from" in first.get(page).text
    assert first.post(address, {}).errors.keys() == {"exception", "reason"}
    assert first.post(f"{page}/publish", {"public_reason": "Was dishonest."}).status == 303
    assert "You proposed this" in first.get(page).text
    assert decide(second, page, "approve") == 303
    assert "Published from" in first.get(page).text
    harm = {"exception": "significant_harm", "reason": "A witness could be found by it."}
    assert first.post(address, harm).status == 303
    assert "You proposed this" in first.get(page).text
    assert decide(second, page, "approve") == 303
    assert "Withheld from the public list" in first.get(page).text
    assert first.post(f"{page}/publish", {"public_reason": "Was dishonest in writing."}).status == 303
    assert decide(second, page, "refuse") == 303
    assert "Withheld from the public list" in first.get(page).text
