"""The registrar's desk: each pile holds what belongs on it and nothing else, what is late is counted, and nobody is named."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from tests.people import REGISTRAR, REPORTER, SECOND_REGISTRAR, Someone
from tests.registry.cases import CONSTABLE, FORMER_PCSO, changed, listed, published, submitted
from tests.registry.keeper import confirm, list_file, person, uploaded
from vetting.access import Actor
from vetting.db import Database, utc_now
from vetting.errors import Refused
from vetting.registry import (
    Amendment,
    DeskSection,
    DontPublish,
    FurtherReport,
    agree,
    ask_withdrawal,
    day_in_london,
    decide_publication,
    propose_amendment,
    propose_not_publishing,
    read_desk,
    return_report,
    submit_further_report,
)
from vetting.registry.desk import _undecided_since
from vetting.registry.imports import decide_resolution, propose_setting_aside
from vetting.registry.models import Entry
from vetting.registry.publication_models import Publication

A_DAY = date(2026, 11, 22)
"""For what depends on the days that a test writes down, and not on the clock."""
People = dict[Someone, Actor]


def piles(database: Database, people: People, day: date | None = None, *, later: int = 0) -> dict[str, DeskSection]:
    """The piles of a day, or of today and so many days later."""
    day = day or day_in_london(utc_now()) + timedelta(days=later)
    with database.read() as session:
        return {pile.code: pile for pile in read_desk(session, people[REGISTRAR], day)}


def ids(pile: DeskSection) -> set[str]:
    return {item.id for item in pile.items}


def test_an_empty_desk(open_register: Database, people: People) -> None:
    assert {pile.total for pile in piles(open_register, people).values()} == {0}


def test_reports_wait_until_they_are_decided_and_the_late_ones_are_counted(open_register: Database, people: People) -> None:
    late = submitted(open_register, people[REPORTER])
    today = day_in_london(utc_now()).isoformat()
    in_time = submitted(open_register, people[REPORTER], changed(CONSTABLE, event_date=today))
    pile = piles(open_register, people)["reports"]
    assert (pile.total, pile.late, ids(pile)) == (2, 1, {late, in_time})
    with open_register.write() as session:
        return_report(session, people[REGISTRAR], late, "The date is wrong.", 1)
    now = piles(open_register, people, later=9)
    assert (ids(now["reports"]), ids(now["returned"])) == ({in_time}, {late})
    assert now["returned"].items[0].days >= 9
    names = [item.words for pile in now.values() for item in pile.items]
    assert not any("Featherstone" in words or "Hara" in words for words in names)


def test_the_first_ten_are_shown_and_all_are_counted(open_register: Database, people: People) -> None:
    for number in range(12):
        submitted(open_register, people[REPORTER], changed(CONSTABLE, surname=f"Applequist{'abcdefghijkl'[number]}"))
    pile = piles(open_register, people)["reports"]
    assert (pile.total, len(pile.items)) == (12, 10)


def test_a_suspended_entry_waits_and_is_late_after_the_next_working_day(open_register: Database, people: People) -> None:
    entry_id = listed(open_register, people, CONSTABLE)
    with open_register.write() as session:
        submit_further_report(session, people[REPORTER], entry_id, FurtherReport("appeal_won", "2024-03-01", "Allowed."))
    now, later = piles(open_register, people), piles(open_register, people, later=14)
    assert (ids(now["suspended"]), now["suspended"].late, later["suspended"].late) == ({entry_id}, 0, 1)
    assert (now["proposals"].total, now["proposals"].late) == (1, 1)  # it came years after the decision
    assert now["publication_due"].total == 0


def test_an_amendment_waits_for_a_second_person(open_register: Database, people: People) -> None:
    entry_id = listed(open_register, people, CONSTABLE)
    with open_register.write() as session:
        amendment = Amendment(changed(CONSTABLE, surname="Marshwiggle"), reason="It was misspelt.")
        proposal = propose_amendment(session, people[REGISTRAR], entry_id, amendment, 1)
    assert ids(piles(open_register, people)["proposals"]) == {proposal.id}


def test_publication_is_due_for_what_is_in_scope_and_undecided(open_register: Database, people: People) -> None:
    due = listed(open_register, people, CONSTABLE)
    listed(open_register, people, FORMER_PCSO)
    listed(open_register, people, changed(CONSTABLE, surname="Incompetent", ground="gross_incompetence"))
    done = listed(open_register, people, changed(CONSTABLE, surname="Publius"))
    withheld = listed(open_register, people, changed(CONSTABLE, surname="Hushaby"))
    published(open_register, people, done)
    with open_register.write() as session:
        harm = DontPublish("significant_harm", "", "A witness could be found by it.")
        decision = propose_not_publishing(session, people[REGISTRAR], withheld, harm)
    now = piles(open_register, people)
    assert (ids(now["publication_due"]), ids(now["publication_proposals"])) == ({due}, {withheld})
    with open_register.write() as session:
        decide_publication(session, people[SECOND_REGISTRAR], decision.id, approve=True)
    later = piles(open_register, people, later=60)
    assert (ids(later["publication_due"]), later["publication_due"].late, later["publication_proposals"].total) == ({due}, 1, 0)


@pytest.mark.parametrize(
    ("decision", "since"),
    [
        (None, date(2026, 1, 5)),
        (("withheld", None), None),
        (("deferred", date(2026, 11, 23)), None),
        (("deferred", date(2026, 11, 22)), date(2026, 11, 22)),
        (("published", None), date(2026, 1, 5)),
    ],
)
def test_from_when_a_decision_on_publication_is_due(decision: tuple[str, date | None] | None, since: date | None) -> None:
    assert _undecided_since(decision, date(2026, 1, 5), date(2026, 11, 22)) == since


@pytest.mark.parametrize(
    ("report", "years", "days", "comes"),
    [
        (CONSTABLE, 5, 10, True),
        (CONSTABLE, 5, -1, False),  # it is possible already
        (CONSTABLE, 5, 200, False),
        (CONSTABLE, 3, 10, False),
        (changed(CONSTABLE, ground="gross_incompetence"), 3, 10, True),
        (changed(CONSTABLE, ground="gross_incompetence"), 5, 10, False),
    ],
)
def test_reviews_that_become_possible(  # noqa: PLR0917
    open_register: Database, people: People, report: object, years: int, days: int, comes: bool
) -> None:
    entry_id = listed(open_register, people, report)  # type: ignore[arg-type]
    possible = A_DAY + timedelta(days=days)
    with open_register.write() as session:
        listed_on = possible.replace(year=possible.year - years)
        session.get_one(Entry, entry_id).listed_at = datetime(listed_on.year, listed_on.month, listed_on.day, 12, tzinfo=UTC)
    pile = piles(open_register, people, A_DAY)["reviews_coming"]
    assert ids(pile) == ({entry_id} if comes else set())
    assert [item.days for item in pile.items] == ([days] if comes else [])


@pytest.mark.parametrize(("days", "ends"), [(10, True), (0, False), (200, False)])
def test_publications_that_end(open_register: Database, people: People, days: int, ends: bool) -> None:
    entry_id = listed(open_register, people, CONSTABLE)
    published(open_register, people, entry_id)
    with open_register.write() as session:
        row = session.query(Publication).one()
        over = A_DAY + timedelta(days=days)
        row.published_from = over.replace(year=over.year - 5)
    assert ids(piles(open_register, people, A_DAY)["publications_ending"]) == ({entry_id} if ends else set())


def test_the_desk_is_the_registrars(open_register: Database, people: People) -> None:
    with open_register.read() as session, pytest.raises(Refused):
        read_desk(session, people[REPORTER], A_DAY)


def test_questions_wait_until_two_registrars_have_answered(open_register: Database, people: People) -> None:
    report_id = submitted(open_register, people[REPORTER])
    with open_register.write() as session:
        question = ask_withdrawal(session, people[REPORTER], report_id, "It was sent twice.")
    pile = piles(open_register, people, later=3)["questions"]
    assert [(item.kind, item.id, item.words, item.days >= 3) for item in pile.items] == [
        ("report", report_id, "Withdraw the report: two registrars to agree", True)
    ]
    with open_register.write() as session:
        agree(session, people[REGISTRAR], question.id)
    assert "one registrar has agreed" in piles(open_register, people)["questions"].items[0].words
    with open_register.write() as session:
        agree(session, people[SECOND_REGISTRAR], question.id)
    now = piles(open_register, people)
    assert (now["questions"].total, now["reports"].total) == (0, 0)


def test_an_import_waits_for_a_second_person_and_its_unread_rows_for_two(open_register: Database, people: People) -> None:
    rows = [person(1), person(2, DOB="31/02/1970"), person(3, Surname="Unknown")]
    import_id = uploaded(open_register, people, list_file(rows))
    before = piles(open_register, people)
    assert (ids(before["imports_ready"]), before["rows_unread"].total) == ({import_id}, 0)
    confirm(open_register, people, import_id)
    after = piles(open_register, people, later=2)
    assert (after["imports_ready"].total, after["rows_unread"].total, after["rows_unread"].late) == (0, 2, 1)
    assert [item.words for item in after["rows_unread"].items] == ["Barred list, row 4", "Barred list, row 3"]
    row_id = after["rows_unread"].items[0].id
    with open_register.write() as session:
        propose_setting_aside(session, people[REGISTRAR], row_id, "A line of totals.")
    with open_register.write() as session:
        decide_resolution(session, people[SECOND_REGISTRAR], row_id, approve=True)
    left = piles(open_register, people)["rows_unread"]
    assert (left.total, left.late) == (1, 0)
