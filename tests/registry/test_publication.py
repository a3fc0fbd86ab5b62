"""The public list: what may be on it, who is found there, and what finding nothing says."""

from __future__ import annotations

import re
import time
from datetime import date, timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from tests.people import REGISTRAR, REPORTER, SECOND_REGISTRAR, Someone
from tests.registry.cases import CONSTABLE, FORMER_PCSO, changed, published, submitted
from tests.registry.test_reports import events
from vetting.access import Actor
from vetting.db import Database, utc_now
from vetting.errors import Conflict, InvalidInput, NotFound, Refused
from vetting.matching import fold_full_name
from vetting.registry import (
    Amendment,
    DontPublish,
    FurtherReport,
    PublishedSearch,
    approve_proposal,
    approve_report,
    day_in_london,
    decide_publication,
    get_entry,
    propose_amendment,
    propose_not_publishing,
    propose_publication,
    published_entries,
    published_entry,
    submit_further_report,
)
from vetting.registry.publication import publication_ends, publication_of
from vetting.registry.spellings import near_spellings

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


def publish(database: Database, people: People, entry_id: str, reason: str = REASON) -> date:
    published(database, people, entry_id, reason)
    with database.read() as session:
        view = publication_of(session, entry_id)
    assert view is not None
    return view.published_from


def public_search(database: Database, name: str, today: date) -> PublishedSearch:
    with database.read() as session:
        return published_entries(session, name, today)


SAME_NAME = ("Bronwen O’Hara-Lloyd", "BRONWEN O'HARA LLOYD", "bronwen ohara lloyd", "Brónwen  O´Hara–Lloyd")
OTHER_NAMES = ("Bronwen O'Hara", "Lloyd", "Bronwin O'Hara-Lloyd", "O'Hara-Lloyd Bronwen", "B O'Hara-Lloyd")


def test_a_published_person_is_found_under_the_exact_name(database: Database, people: People, entry_id: str) -> None:
    today = publish(database, people, entry_id)
    for typed in SAME_NAME:
        assert [entry.entry_id for entry in public_search(database, typed, today).entries] == [entry_id], typed
    found = public_search(database, SAME_NAME[0], today)
    published = found.entries[0]
    assert (published.force_name, published.rank, published.event_date) == ("Leicestershire Police", "Constable", date(2024, 2, 7))
    assert published.reason == REASON
    assert "Lied in a statement" not in repr(found)
    assert re.search(r"\b1985\b", repr(found)) is None


def test_other_spellings_answer_with_nobody(database: Database, people: People, entry_id: str) -> None:
    today = publish(database, people, entry_id)
    for typed in OTHER_NAMES:
        found = public_search(database, typed, today)
        assert found.entries == (), typed
        assert found.statement.startswith("No published entry for this spelling. This does not show that someone is not barred")


def test_middle_names_may_be_left_out(database: Database, people: People) -> None:
    entry = listed(database, people, forenames="Bronwen Mair")
    today = publish(database, people, entry)
    for typed in ("Bronwen O'Hara-Lloyd", "Bronwen Mair O'Hara-Lloyd"):
        assert len(public_search(database, typed, today).entries) == 1
    assert public_search(database, "Mair O'Hara-Lloyd", today).entries == ()


def test_only_what_is_published_is_found(database: Database, people: People, entry_id: str) -> None:
    assert public_search(database, "Bronwen O'Hara-Lloyd", date(2026, 11, 22)).entries == ()
    assert entry_id


def test_publication_ends_by_the_clock_and_the_entry_stays(database: Database, people: People, entry_id: str) -> None:
    began = publish(database, people, entry_id)
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
    today = publish(database, people, entry_id)
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
            publish(database, people, entry)
        assert caught.value.code == "not_publishable"


def propose(database: Database, actor: Actor, entry_id: str, reason: str = REASON) -> str:
    with database.write() as session:
        return propose_publication(session, actor, entry_id, reason).id


@pytest.mark.parametrize("reason", [" ", "x" * 2001, "half a \ud83d face", "Lied in a statement.", "  LIED in a\nstatement. "])
def test_the_public_reason_is_a_text_of_its_own(database: Database, people: People, entry_id: str, reason: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        propose(database, people[REGISTRAR], entry_id, reason)
    assert [problem.field for problem in caught.value.problems] == ["public_reason"]


def test_publishing_needs_two_registrars_and_happens_once(database: Database, people: People, entry_id: str) -> None:
    with pytest.raises(Refused):
        propose(database, people[REPORTER], entry_id)
    with pytest.raises(NotFound):
        propose(database, people[REGISTRAR], "no such entry")
    decision = propose(database, people[REGISTRAR], entry_id)
    with pytest.raises(Conflict) as open_already:
        propose(database, people[SECOND_REGISTRAR], entry_id)
    assert open_already.value.code == "already_open"
    with pytest.raises(Refused) as own, database.write() as session:
        decide_publication(session, people[REGISTRAR], decision, approve=True)
    assert own.value.code == "own_change"
    assert public_search(database, SAME_NAME[0], day_in_london(utc_now())).entries == (), "proposed is not published"
    with database.write() as session:
        decide_publication(session, people[SECOND_REGISTRAR], decision, approve=True)
    with pytest.raises(Conflict):
        propose(database, people[REGISTRAR], entry_id)
    assert [event["entry"] for event in events(database, "entry_published")] == [entry_id]


def test_the_database_refuses_one_persons_publishing(database: Database, people: People, entry_id: str) -> None:
    publish(database, people, entry_id)
    with pytest.raises(IntegrityError), database.write() as session:
        session.execute(text("UPDATE publication SET published_by = proposed_by"))


def test_what_was_suspended_meanwhile_is_not_published(database: Database, people: People, entry_id: str) -> None:
    decision = propose(database, people[REGISTRAR], entry_id)
    with database.write() as session:
        submit_further_report(session, people[REPORTER], entry_id, FurtherReport("appeal_won", "2024-05-01", "The tribunal."))
    with pytest.raises(Refused), database.write() as session:
        decide_publication(session, people[SECOND_REGISTRAR], decision, approve=True)
    with database.read() as session:
        assert publication_of(session, entry_id) is None


def amend(database: Database, people: People, entry_id: str, **changes: object) -> None:
    amended = Amendment(changed(CONSTABLE, **changes), reason="The force wrote.")
    with database.write() as session:
        proposal = propose_amendment(session, people[REGISTRAR], entry_id, amended, 1).id
    with database.write() as session:
        approve_proposal(session, people[SECOND_REGISTRAR], proposal)


def test_a_corrected_name_is_the_one_that_is_published(database: Database, people: People, entry_id: str) -> None:
    today = publish(database, people, entry_id)
    amend(database, people, entry_id, surname="Rumblebuffin")
    assert public_search(database, "Bronwen O'Hara-Lloyd", today).entries == ()
    (shown,) = public_search(database, "bronwen rumblebuffin", today).entries
    assert (shown.full_name, shown.reason) == ("Bronwen Rumblebuffin", REASON)


def test_what_an_amendment_takes_out_of_scope_is_not_shown(database: Database, people: People, entry_id: str) -> None:
    today = publish(database, people, entry_id)
    amend(database, people, entry_id, ground="unsatisfactory_performance", standards=())
    assert public_search(database, "Bronwen O'Hara-Lloyd", today).entries == ()
    with database.read() as session:
        assert publication_of(session, entry_id) is None


@pytest.mark.parametrize(
    ("typed", "suggested"),
    [
        ("Bronwin O'Hara-Lloyd", True),
        ("Bornwen O'Hara Lloyd", True),
        ("Bronwen O'Hara-Loyd", True),
        ("Bronwen Nobody", False),
        ("Lloyd", False),
    ],
)
def test_a_near_spelling_is_suggested_and_answers_nobody(
    database: Database, people: People, entry_id: str, typed: str, suggested: bool
) -> None:
    today = publish(database, people, entry_id)
    found = public_search(database, typed, today)
    assert found.entries == ()
    assert found.suggestions == (("Bronwen O’Hara-Lloyd",) if suggested else ())
    assert found.statement.startswith("No published entry for this spelling.")
    assert public_search(database, typed, publication_ends(today, 5)).suggestions == ()


def test_a_suggestion_leaves_a_trace(database: Database, people: People, entry_id: str) -> None:
    today = publish(database, people, entry_id)
    with database.write() as session:
        published_entries(session, "Bronwin O'Hara-Lloyd", today)
    assert events(database, "published_names_suggested") == [{"entries": [entry_id]}]


@pytest.mark.parametrize(
    ("typed", "names", "near"),
    [
        ("Jo Ray", ("Jo Ray", "JO RÁY"), ()),
        ("Jo Ray", ("Jo Day", "Jo Dax"), ("Jo Day",)),
        ("Fennel Costmary", ("Fenel Costmery", "Fennel Costmarie", "Fenel Costmori"), ("Fenel Costmery", "Fennel Costmarie")),
        ("Abcdefghijkl A", tuple(f"Abcdefghijkl {letter}" for letter in "bcdefg"), 3),
    ],
)
def test_near_spellings(typed: str, names: tuple[str, ...], near: tuple[str, ...] | int) -> None:
    found = near_spellings(fold_full_name("", typed), names)
    assert len(found) == near if isinstance(near, int) else set(found) == set(near)


def test_the_page_of_an_entry_shows_what_the_search_shows(database: Database, people: People, entry_id: str) -> None:
    today = day_in_london(utc_now())
    with database.read() as session, pytest.raises(NotFound):
        published_entry(session, entry_id, today)
    publish(database, people, entry_id)
    with database.read() as session:
        assert published_entry(session, entry_id, today) == public_search(database, SAME_NAME[0], today).entries[0]
        with pytest.raises(NotFound):
            published_entry(session, entry_id, publication_ends(today, 5))


def test_a_withdrawal_works_within_a_second(database: Database, people: People, entry_id: str) -> None:
    today = publish(database, people, entry_id)
    assert len(public_search(database, SAME_NAME[0], today).entries) == 1
    begun = time.process_time()  # how long others keep the machine busy is not its doing
    with database.write() as session:
        propose_not_publishing(session, people[REGISTRAR], entry_id, DontPublish("significant_harm", "", "A witness was found."))
    after = public_search(database, SAME_NAME[0], today)
    assert time.process_time() - begun < 1
    assert (after.entries, public_search(database, "Bronwin O'Hara-Lloyd", today).suggestions) == ((), ())


def test_a_search_without_a_name_is_refused(database: Database) -> None:
    for typed in ("", "   ", "123", "x" * 3000):
        with pytest.raises(InvalidInput) as caught:
            public_search(database, typed, date(2026, 11, 22))
        assert [problem.field for problem in caught.value.problems] == ["name"]
