"""An entry's past on its pages: what it said at a moment, what two versions say differently, also of one that is gone."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.people import REGISTRAR, REPORTER, SECOND_REGISTRAR
from tests.registry.cases import CONSTABLE, changed, listed
from tests.web.conftest import People
from vetting.db import Database, utc_now
from vetting.registry import Amendment, approve_proposal, day_in_london, propose_amendment, record_entered_in_error
from vetting.registry.models import Entry, EntryStanding, EntryVersion


def made_earlier(database: Database, entry_id: str, by: timedelta) -> None:
    """Put everything about an entry so much earlier, as if time had passed."""
    with database.write() as session:
        entry = session.get_one(Entry, entry_id)
        entry.listed_at -= by
        for model in (EntryVersion, EntryStanding):
            for row in session.query(model).where(model.entry_id == entry_id):
                row.valid_from -= by


def amended(people: People, surname: str) -> str:
    """An entry of two versions: two days old, and since a moment ago."""
    database, actors = people.service.database, people.actors
    entry_id = listed(database, actors, changed(CONSTABLE, surname=surname))
    made_earlier(database, entry_id, timedelta(days=2))
    with database.write() as session:
        report = changed(CONSTABLE, surname=f"{surname}-Marsh", standards=("Confidentiality",))
        proposal = propose_amendment(session, actors[REGISTRAR], entry_id, Amendment(report, reason="She married."), 1)
        approve_proposal(session, actors[SECOND_REGISTRAR], proposal.id)
    return entry_id


def asked(days_ago: int, time: str = "") -> str:
    """The question what was said so many days ago; days are London's."""
    day = day_in_london(utc_now()) - timedelta(days=days_ago)
    return f"?day-day={day.day}&day-month={day.month}&day-year={day.year}&time={time}"


def test_what_an_entry_said_at_a_moment(people: People) -> None:
    address = f"/register/entries/{amended(people, 'Glumwater')}/history"
    registrar = people.browser(REGISTRAR)
    then = registrar.get(address + asked(1, "12:00"))
    assert "Version 1 said" in then.text
    assert "Honesty and Integrity" in then.text
    now = registrar.get(address + asked(0))
    assert "Version 2 said" in now.text
    assert "Glumwater-Marsh" in now.text.partition("Version 2 said")[2]


@pytest.mark.parametrize(
    ("query", "field"),
    [
        (asked(31), "day-day"),
        (asked(1, "noon"), "time"),
        ("?day-day=31&day-month=2&day-year=2024&time=", "day-day"),
        ("?day-day=&day-month=&day-year=&time=", "day-day"),
    ],
    ids=["too early", "no time", "no day", "nothing"],
)
def test_a_question_that_has_no_answer_says_why(people: People, query: str, field: str) -> None:
    entry_id = listed(people.service.database, people.actors, changed(CONSTABLE, surname="Snodgrove"))
    page = people.browser(REGISTRAR).get(f"/register/entries/{entry_id}/history{query}")
    assert (page.status, set(page.errors)) == (422, {field})


def test_two_versions_are_compared_field_by_field(people: People) -> None:
    entry_id = amended(people, "Fennimore")
    registrar = people.browser(REGISTRAR)
    assert "What changed from version 1 to 2" in registrar.get(f"/register/entries/{entry_id}").text
    page = registrar.get(f"/register/entries/{entry_id}/history?before=2&after=1")
    table = page.text.partition("What they say differently: 2 of the fields")[2]
    assert "Surname Version 1 says: Fennimore Version 2 says: Fennimore-Marsh" in table
    standards = "Standards breached Version 1 says: Honesty and Integrity; Discreditable Conduct Version 2 says: Confidentiality"
    assert standards in table
    for query in ("?before=1&after=1", "?before=7&after=9", "?before=x&after=1"):
        assert "What they say differently" not in registrar.get(f"/register/entries/{entry_id}/history{query}").text


def test_an_entry_that_is_gone_tells_what_it_said_before_and_nothing_after(people: People) -> None:
    database, actors = people.service.database, people.actors
    entry_id = listed(database, actors, changed(CONSTABLE, surname="Bramblethwaite"))
    made_earlier(database, entry_id, timedelta(days=2))
    with database.write() as session:
        proposal = record_entered_in_error(session, actors[REGISTRAR], entry_id, "It was another person.")
        approve_proposal(session, actors[SECOND_REGISTRAR], proposal.id)
    registrar, address = people.browser(REGISTRAR), f"/register/entries/{entry_id}/history"
    assert registrar.get(address).status == 200
    assert "Bramblethwaite" not in registrar.get(address).html
    assert "Bramblethwaite" in registrar.get(address + asked(1)).text
    after = registrar.get(address + asked(0))
    assert "It was no longer on the barred list." in after.text
    assert "Bramblethwaite" not in after.html


def test_the_past_of_an_entry_is_the_registrars(people: People) -> None:
    assert people.browser(REPORTER).get(f"/register/entries/{'0' * 32}/history").status == 403
    assert people.browser(REGISTRAR).get(f"/register/entries/{'0' * 32}/history").status == 404
