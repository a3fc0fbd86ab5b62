"""Ways off, back on, and amendments on the pages: at once on receipt, two people, nothing typed lost for the second of two."""

from __future__ import annotations

from tests.people import OTHER_REPORTER, REGISTRAR, REPORTER, SECOND_REGISTRAR
from tests.registry.cases import CONSTABLE, changed, listed, submitted
from tests.web.conftest import People

DECISION = {"event_date-day": "3", "event_date-month": "6", "event_date-year": "2024", "details": "The tribunal allowed it."}
FIELDS = {
    "expected_version": "1",
    "force": "Leicestershire Police",
    "forenames": "Bronwen",
    "surname": "Marshwiggle",
    "date_of_birth-day": "2",
    "date_of_birth-month": "11",
    "date_of_birth-year": "1985",
    "rank": "constable",
    "identifying_number": "2211",
    "ground": "gross_misconduct",
    "standards": "Honesty and Integrity",
    "conduct": "Lied in a statement.",
    "event_date-day": "7",
    "event_date-month": "2",
    "event_date-year": "2024",
    "reason": "She wrote that it was misspelt.",
}


def entry(people: People, surname: str) -> str:
    return listed(people.service.database, people.actors, changed(CONSTABLE, surname=surname))


def test_an_appeal_won_is_sent_by_the_force_and_completed_by_a_registrar(people: People) -> None:
    entry_id = entry(people, "Puddleglum")
    force, registrar = people.browser(REPORTER), people.browser(REGISTRAR)
    address = f"/register/entries/{entry_id}/further-report"
    assert force.post(address, {}).errors.keys() == {"ground"}
    empty = force.post(address, {"ground": "appeal_won"})
    assert (empty.status, set(empty.errors)) == (422, {"event_date-day"})
    sent = force.post(address, {"ground": "appeal_won"} | DECISION)
    assert sent.status == 303, sent.errors
    assert "Waits for a second person" in force.get(sent.location).text
    assert "Suspended" in registrar.get(f"/register/entries/{entry_id}").text
    assert "Further report" in registrar.get("/register/proposals").text
    assert registrar.post(f"{sent.location}/refuse", {"reason": ""}, form_at=sent.location).status == 422
    assert registrar.post(f"{sent.location}/approve", form_at=sent.location).status == 303
    assert "gone from every answer" in registrar.get(sent.location).text
    assert registrar.get(f"/register/entries/{entry_id}").status == 404
    stone = registrar.get(f"/register/removed/{entry_id}")
    assert "tribunal set the dismissal or finding aside" in stone.text
    assert "Puddleglum" not in stone.html
    assert registrar.post(f"/register/removed/{entry_id}", {"details": ""}).status == 422
    back = registrar.post(f"/register/removed/{entry_id}", {"details": "It was another’s appeal."})
    assert "another registrar must decide" in registrar.get(back.location).text
    second = people.browser(SECOND_REGISTRAR)
    assert second.post(f"{back.location}/approve", form_at=back.location).status == 303
    assert "Listed" in second.get(f"/register/entries/{entry_id}").text


def test_who_decides_sees_who_is_likely_the_same(people: People) -> None:
    people.open_lists()
    entry_id = entry(people, "Glenstorm")
    report_id = submitted(people.service.database, people.actors[REPORTER], changed(CONSTABLE, surname="Glenstorme"))
    page = people.browser(REGISTRAR).get(f"/reports/{report_id}")
    assert "Likely the same person" in page.text
    assert f"/register/entries/{entry_id}" in page.html
    assert "Likely the same person" not in people.browser(REPORTER).get(f"/reports/{report_id}").text


def test_another_force_finds_nothing(people: People) -> None:
    entry_id = entry(people, "Trufflehunter")
    other = people.browser(OTHER_REPORTER)
    assert other.get(f"/register/entries/{entry_id}/further-report").status == 404
    assert other.get(f"/register/entries/{entry_id}/amend").status == 403
    assert other.get("/register/proposals").status == 200


def test_an_error_is_recorded_and_refused(people: People) -> None:
    entry_id = entry(people, "Nikabrik")
    first, second = people.browser(REGISTRAR), people.browser(SECOND_REGISTRAR)
    address = f"/register/entries/{entry_id}/error"
    assert first.post(address, {"details": " "}).status == 422
    sent = first.post(address, {"details": "A typing error in the number."})
    assert sent.status == 303
    refused = second.post(f"{sent.location}/refuse", {"reason": "The number is right."}, form_at=sent.location)
    assert refused.status == 303
    assert "The number is right." in first.get(sent.location).text
    assert "Listed" in first.get(f"/register/entries/{entry_id}").text


def test_the_second_of_two_amendments_sees_both_texts(people: People) -> None:
    entry_id = entry(people, "Reepicheep")
    first, second = people.browser(REGISTRAR), people.browser(SECOND_REGISTRAR)
    address = f"/register/entries/{entry_id}/amend"
    assert "Reepicheep" in first.get(address).html
    assert first.post(address, FIELDS | {"reason": ""}).status == 422
    sent = first.post(address, FIELDS | {"other_names": "Bron, Peepiceek"})
    assert sent.status == 303, sent.errors
    page = first.get(sent.location)
    assert all(word in page.text for word in ("Reepicheep", "Marshwiggle", "Bron Peepiceek"))
    late = second.post(address, FIELDS | {"surname": "Glimfeather"})
    assert late.status == 409
    assert "Marshwiggle" in late.text
    assert 'value="Glimfeather"' in late.html
    assert second.post(f"{sent.location}/approve", form_at=sent.location).status == 303
    late = second.post(address, FIELDS | {"surname": "Glimfeather"})
    assert late.status == 409
    assert "Marshwiggle" in late.text
    assert "version 2" in second.get(f"/register/entries/{entry_id}").text.lower()
