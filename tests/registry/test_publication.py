"""The public list: what may be on it, who is found there, and what finding nothing says."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import text

from tests.people import REGISTRAR, REPORTER, SECOND_REGISTRAR, Someone
from tests.registry.cases import CONSTABLE, FORMER_PCSO, changed, submitted
from tests.registry.test_reports import events
from vetting.access import Actor
from vetting.db import Database
from vetting.errors import Conflict, InvalidInput, NotFound, Refused
from vetting.registry import PublishedSearch, approve_report, get_entry, publish_entry, published_entries
from vetting.registry.publication import publication_ends

People = dict[Someone, Actor]
REASON = "Dishonesty in a witness statement."


@pytest.mark.parametrize(
    ("began", "ends"),
    [(date(2026, 11, 22), date(2031, 11, 22)), (date(2024, 2, 29), date(2029, 3, 1)), (date(2023, 2, 28), date(2028, 2, 28))],
)
def test_publication_ends_five_years_after_it_began(began: date, ends: date) -> None:
    assert publication_ends(began, 5) == ends


@pytest.fixture
def entry_id(database: Database, people: People) -> str:
    """The constable's entry, not yet published."""
    return listed(database, people)


def listed(database: Database, people: People, **changes: object) -> str:
    report_id = submitted(database, people[REPORTER], changed(CONSTABLE, **changes))
    with database.write() as session:
        return approve_report(session, people[REGISTRAR], report_id, 1).id


def publish(database: Database, actor: Actor, entry_id: str, reason: str = REASON) -> date:
    with database.write() as session:
        return publish_entry(session, actor, entry_id, reason).published_from


def public_search(database: Database, name: str, today: date) -> PublishedSearch:
    with database.read() as session:
        return published_entries(session, name, today)


SAME_NAME = ("Bronwen O’Hara-Lloyd", "BRONWEN O'HARA LLOYD", "bronwen ohara lloyd", "Brónwen  O´Hara–Lloyd")
OTHER_NAMES = ("Bronwen O'Hara", "Lloyd", "Bronwin O'Hara-Lloyd", "O'Hara-Lloyd Bronwen", "B O'Hara-Lloyd")


def test_a_published_person_is_found_under_the_exact_name(database: Database, people: People, entry_id: str) -> None:
    today = publish(database, people[SECOND_REGISTRAR], entry_id)
    for typed in SAME_NAME:
        assert [entry.entry_id for entry in public_search(database, typed, today).entries] == [entry_id], typed
    found = public_search(database, SAME_NAME[0], today)
    published = found.entries[0]
    assert (published.force_name, published.rank, published.event_date) == ("Leicestershire Police", "Constable", date(2024, 2, 7))
    assert published.reason == REASON
    assert "Lied in a statement" not in repr(found)
    assert "1985" not in repr(found)


def test_other_spellings_answer_with_nobody(database: Database, people: People, entry_id: str) -> None:
    today = publish(database, people[SECOND_REGISTRAR], entry_id)
    for typed in OTHER_NAMES:
        found = public_search(database, typed, today)
        assert found.entries == (), typed
        assert found.statement.startswith("No published entry for this spelling. This does not show that someone is not barred")


def test_middle_names_may_be_left_out(database: Database, people: People) -> None:
    entry = listed(database, people, forenames="Bronwen Mair")
    today = publish(database, people[SECOND_REGISTRAR], entry)
    for typed in ("Bronwen O'Hara-Lloyd", "Bronwen Mair O'Hara-Lloyd"):
        assert len(public_search(database, typed, today).entries) == 1
    assert public_search(database, "Mair O'Hara-Lloyd", today).entries == ()


def test_only_what_is_published_is_found(database: Database, people: People, entry_id: str) -> None:
    assert public_search(database, "Bronwen O'Hara-Lloyd", date(2026, 11, 22)).entries == ()
    assert entry_id


def test_publication_ends_by_the_clock_and_the_entry_stays(database: Database, people: People, entry_id: str) -> None:
    began = publish(database, people[SECOND_REGISTRAR], entry_id)
    ends = publication_ends(began, 5)
    assert len(public_search(database, "Bronwen O'Hara-Lloyd", ends - timedelta(days=1)).entries) == 1
    assert public_search(database, "Bronwen O'Hara-Lloyd", ends).entries == ()
    assert public_search(database, "Bronwen O'Hara-Lloyd", began - timedelta(days=1)).entries == ()
    with database.read() as session:
        view = get_entry(session, people[REGISTRAR], entry_id)
    assert view.publication is not None
    assert view.publication.ends == ends
    assert "Published" in [event.what for event in view.timeline]


def test_an_entry_not_in_force_is_not_shown(database: Database, people: People, entry_id: str) -> None:
    today = publish(database, people[SECOND_REGISTRAR], entry_id)
    for standing in ("suspended", "removed"):
        with database.write() as session:
            session.execute(text("UPDATE entry SET standing = :standing"), {"standing": standing})
        assert public_search(database, "Bronwen O'Hara-Lloyd", today).entries == (), standing


def test_what_is_out_of_scope_is_never_published(database: Database, people: People) -> None:
    performance = listed(database, people, ground="unsatisfactory_performance")
    report_id = submitted(database, people[REPORTER], FORMER_PCSO)
    with database.write() as session:
        pcso = approve_report(session, people[REGISTRAR], report_id, 1).id
    for entry in (performance, pcso):
        with pytest.raises(Refused) as caught:
            publish(database, people[SECOND_REGISTRAR], entry)
        assert caught.value.code == "not_publishable"


def test_publishing_needs_words_a_registrar_and_happens_once(database: Database, people: People, entry_id: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        publish(database, people[REGISTRAR], entry_id, " ")
    assert [problem.field for problem in caught.value.problems] == ["public_reason"]
    with pytest.raises(Refused):
        publish(database, people[REPORTER], entry_id)
    with pytest.raises(NotFound):
        publish(database, people[REGISTRAR], "no such entry")
    publish(database, people[REGISTRAR], entry_id)
    with pytest.raises(Conflict):
        publish(database, people[REGISTRAR], entry_id)
    assert [event["entry"] for event in events(database, "entry_published")] == [entry_id]


def test_a_search_without_a_name_is_refused(database: Database) -> None:
    for typed in ("", "   ", "123", "x" * 3000):
        with pytest.raises(InvalidInput) as caught:
            public_search(database, typed, date(2026, 11, 22))
        assert [problem.field for problem in caught.value.problems] == ["name"]
