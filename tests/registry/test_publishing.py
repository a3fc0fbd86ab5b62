"""Publication as a recorded decision: the status as a table; withholding, deferring and withdrawing by two people."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from tests.people import REGISTRAR, SECOND_REGISTRAR, Someone
from tests.registry.cases import CONSTABLE, FORMER_PCSO, listed, published
from vetting.access import Actor
from vetting.db import Database, utc_now
from vetting.errors import Conflict, InvalidInput, NotFound, Refused
from vetting.registry import (
    DontPublish,
    PublicationProposal,
    PublicationView,
    day_in_london,
    decide_publication,
    get_entry,
    propose_not_publishing,
    propose_publication,
    publication_status,
    published_entries,
)

People = dict[Someone, Actor]
LISTED, TODAY = date(2026, 6, 1), date(2026, 11, 20)
HARM = DontPublish("significant_harm", "", "A victim could be identified by it.")
NAME = "Bronwen O’Hara-Lloyd"


def decided(state: str, until: date | None = None) -> PublicationProposal:
    at = datetime(2026, 7, 1, tzinfo=UTC)
    decision = "withheld" if until is None else "deferred"
    return PublicationProposal("1" * 32, "2" * 32, decision, "significant_harm", until, state, "one", at, "two", at, "Because.")


def shown_since(day: date) -> PublicationView:
    return PublicationView(day, day.replace(year=day.year + 5), "one", "Was dishonest.")


@pytest.mark.parametrize(
    ("scope", "publication", "decisions", "code"),
    [
        ("Never.", None, (), "never"),
        (None, None, (), "decision_due"),
        (None, shown_since(date(2024, 1, 1)), (), "published"),
        (None, shown_since(date(2021, 11, 20)), (), "ended"),
        (None, shown_since(date(2021, 11, 21)), (), "published"),
        (None, None, (decided("open"),), "decision_due"),
        (None, None, (decided("refused"),), "decision_due"),
        (None, None, (decided("approved"),), "withheld"),
        (None, None, (decided("approved", date(2026, 11, 21)),), "deferred"),
        (None, None, (decided("approved", date(2026, 11, 20)),), "decision_due"),
        (None, None, (decided("approved"), decided("approved", date(2026, 8, 1))), "decision_due"),
    ],
)
def test_where_an_entry_stands(
    scope: str | None, publication: PublicationView | None, decisions: tuple[PublicationProposal, ...], code: str
) -> None:
    status = publication_status(scope, publication, decisions, listed_on=LISTED, today=TODAY, days=20)
    assert status.code == code
    assert (status.due is not None) == (code in {"decision_due", "deferred"})
    assert (status.days_late > 0) == (code == "decision_due" and not (decisions and decisions[-1].until == TODAY))


def shown(database: Database) -> int:
    with database.read() as session:
        return len(published_entries(session, NAME, day_in_london(utc_now())).entries)


def code(database: Database, people: People, entry_id: str) -> str:
    with database.read() as session:
        status = get_entry(session, people[REGISTRAR], entry_id).publication_status
    assert status is not None
    return status.code


def proposed(database: Database, people: People, entry_id: str, data: DontPublish = HARM) -> str:
    with database.write() as session:
        return propose_not_publishing(session, people[REGISTRAR], entry_id, data).id


def test_withholding_needs_an_exception_and_two_people(database: Database, people: People) -> None:
    entry_id = listed(database, people, CONSTABLE)
    assert code(database, people, entry_id) == "decision_due"
    decision = proposed(database, people, entry_id)
    assert code(database, people, entry_id) == "decision_due"
    with pytest.raises(Refused), database.write() as session:
        decide_publication(session, people[REGISTRAR], decision, approve=True)
    with pytest.raises(Conflict), database.write() as session:
        propose_not_publishing(session, people[SECOND_REGISTRAR], entry_id, HARM)
    with pytest.raises(Conflict), database.write() as session:
        propose_publication(session, people[REGISTRAR], entry_id, "Was dishonest.")
    with database.write() as session:
        decide_publication(session, people[SECOND_REGISTRAR], decision, approve=True)
    assert code(database, people, entry_id) == "withheld"
    with pytest.raises(Conflict), database.write() as session:
        decide_publication(session, people[SECOND_REGISTRAR], decision, approve=False)


def test_a_withdrawal_works_at_once_and_is_decided_afterwards(database: Database, people: People) -> None:
    entry_id = listed(database, people, CONSTABLE)
    published(database, people, entry_id)
    assert (shown(database), code(database, people, entry_id)) == (1, "published")
    decision = proposed(database, people, entry_id)
    assert shown(database) == 0
    with database.write() as session:
        decide_publication(session, people[SECOND_REGISTRAR], decision, approve=False)
    assert code(database, people, entry_id) == "decision_due"
    published(database, people, entry_id, "Was dishonest in writing.")
    assert shown(database) == 1


def test_two_people_end_a_withholding_as_they_made_it(database: Database, people: People) -> None:
    entry_id = listed(database, people, CONSTABLE)
    with database.write() as session:
        decide_publication(session, people[SECOND_REGISTRAR], proposed(database, people, entry_id), approve=True)
    with database.write() as session:
        words = propose_publication(session, people[REGISTRAR], entry_id, "Was dishonest.").id
    with database.write() as session:
        decide_publication(session, people[SECOND_REGISTRAR], words, approve=False)
    assert (code(database, people, entry_id), shown(database)) == ("withheld", 0)
    published(database, people, entry_id)
    assert (code(database, people, entry_id), shown(database)) == ("published", 1)


def test_what_is_deferred_is_due_again_on_its_day(database: Database, people: People) -> None:
    entry_id = listed(database, people, CONSTABLE)
    tomorrow = day_in_london(utc_now()) + timedelta(days=1)
    decision = proposed(database, people, entry_id, DontPublish("ongoing_investigation", tomorrow.isoformat(), "A trial is near."))
    with database.write() as session:
        decide_publication(session, people[SECOND_REGISTRAR], decision, approve=True)
    assert code(database, people, entry_id) == "deferred"


@pytest.mark.parametrize(
    ("data", "field"),
    [
        (DontPublish("", "", "No exception."), "exception"),
        (DontPublish("embarrassment", "", "Not one of them."), "exception"),
        (DontPublish("national_security", "", " "), "reason"),
        (DontPublish("national_security", "2020-01-01", "In the past."), "until"),
        (DontPublish("national_security", "2099-01-01", "Too far away."), "until"),
    ],
)
def test_what_is_no_decision(database: Database, people: People, data: DontPublish, field: str) -> None:
    entry_id = listed(database, people, CONSTABLE)
    with pytest.raises(InvalidInput) as caught, database.write() as session:
        propose_not_publishing(session, people[REGISTRAR], entry_id, data)
    assert [problem.field for problem in caught.value.problems] == [field]


def test_there_is_nothing_to_decide_out_of_scope(database: Database, people: People) -> None:
    entry_id = listed(database, people, FORMER_PCSO)
    with pytest.raises(Refused), database.write() as session:
        propose_not_publishing(session, people[REGISTRAR], entry_id, HARM)
    with pytest.raises(NotFound), database.write() as session:
        decide_publication(session, people[REGISTRAR], "no such decision", approve=True)


def test_the_database_refuses_one_persons_doing_both(database: Database, people: People) -> None:
    proposed(database, people, listed(database, people, CONSTABLE))
    with pytest.raises(IntegrityError), database.write() as session:
        session.execute(text("UPDATE publication_decision SET state = 'approved', decided_by = proposed_by"))
