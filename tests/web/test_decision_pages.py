"""The pages of deciding: the comparison first, three choices, a second officer, and the words that follow."""

from __future__ import annotations

import re

import pytest

from tests.people import HR_OFFICER, OTHER_VETTING_OFFICER, RECRUITER, SECOND_VETTING_OFFICER, VETTING_OFFICER
from tests.web.conftest import Page, People
from tests.web.test_check_pages import a_check, listed  # noqa: F401 (a fixture)

pytestmark = pytest.mark.usefixtures("listed")
SAME = {"decision": "same_person", "reason": "Passport seen.", "seen": "0"}


def a_hit(people: People) -> str:
    """The address of the hit of a new check."""
    place = a_check(people, VETTING_OFFICER, forenames="Peregrine", surname="Thistlewood")
    found = re.search(r'href="(/checks/[0-9a-f]{32}/hits/[0-9a-f]{32})"', people.browser(VETTING_OFFICER).get(place).html)
    assert found
    return found[1]


def waiting(people: People, place: str) -> dict[str, str]:
    found = re.search(r'name="disposition" value="([0-9a-f]{32})"', people.browser(SECOND_VETTING_OFFICER).get(place).html)
    assert found
    return {"disposition": found[1]}


def seconded(people: People, place: str, agrees: str = "yes") -> Page:
    answer = {"agrees": agrees, "reason": "Compared myself."}
    return people.browser(SECOND_VETTING_OFFICER).post(f"{place}/second", waiting(people, place) | answer, form_at=place)


def test_the_comparison_comes_first_then_the_choices_then_the_numbers(people: People) -> None:
    text = people.browser(VETTING_OFFICER).get(a_hit(people)).text
    order = [
        text.index(words)
        for words in (
            "What it means",
            "Same person, because…",
            "Different person, because…",
            "Cannot tell yet: keep on hold",
            "Band:",
        )
    ]
    assert order == sorted(order)
    for number in ("strong.", "Match weight", "Probability"):
        assert number not in text.partition("Cannot tell yet")[0]


def test_same_person_waits_for_the_second_officer_and_then_bars(people: People) -> None:
    place = a_hit(people)
    assert people.browser(VETTING_OFFICER).post(place, SAME).status == 303
    own = people.browser(VETTING_OFFICER).get(place)
    assert "Another vetting officer of your organisation must look at it" in own.text
    assert 'name="agrees"' not in own.html
    forged = waiting(people, place) | {"agrees": "yes", "reason": "Me again."}
    assert people.browser(VETTING_OFFICER).post(f"{place}/second", forged, form_at="/checks/new").status == 403
    assert seconded(people, place).status == 303
    for address in (place, place.partition("/hits/")[0]):
        page = people.browser(VETTING_OFFICER).get(address)
        assert "Confirmed by two officers: on the barred list. By law this person must not be employed or appointed." in page.text
    assert "Passport seen." in people.browser(VETTING_OFFICER).get(place).text


def test_a_refusal_leaves_it_open_and_taking_back_is_a_record(people: People) -> None:
    place = a_hit(people)
    people.browser(VETTING_OFFICER).post(place, SAME | {"decision": "different_person"})
    assert "waits for a second officer" in people.browser(VETTING_OFFICER).get(place).text
    seconded(people, place, "no")
    page = people.browser(VETTING_OFFICER).get(place)
    assert "refused by the second officer" in page.text
    people.browser(VETTING_OFFICER).post(place, SAME | {"decision": "undetermined", "seen": "1"})
    assert "It stays in the way of a clear until it is decided." in people.browser(VETTING_OFFICER).get(place).text


def test_what_is_missing_is_named_at_its_field(people: People) -> None:
    place = a_hit(people)
    page = people.browser(VETTING_OFFICER).post(place, {"seen": "0"})
    assert page.status == 422
    assert page.errors == {"decision-0": "Choose whether it is the same person"} or "decision" in next(iter(page.errors))
    page = people.browser(VETTING_OFFICER).post(place, {"decision": "undetermined", "seen": "0"})
    assert (page.status, list(page.errors)) == (422, ["reason"])
    people.browser(VETTING_OFFICER).post(place, SAME)
    page = people.browser(SECOND_VETTING_OFFICER).post(f"{place}/second", waiting(people, place), form_at=place)
    assert page.status == 422


def test_a_stale_page_is_a_conflict(people: People) -> None:
    place = a_hit(people)
    people.browser(VETTING_OFFICER).post(place, SAME | {"decision": "undetermined"})
    assert people.browser(SECOND_VETTING_OFFICER).post(place, SAME).status == 409


def test_only_the_vetting_unit_of_the_organisation_reads_it(people: People) -> None:
    place = a_hit(people)
    for someone, status in ((RECRUITER, 403), (HR_OFFICER, 403), (OTHER_VETTING_OFFICER, 404)):
        assert people.browser(someone).get(place).status == status
