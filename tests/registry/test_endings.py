"""Classes of advisory entry that end by themselves: by the day alone, only where a period is entered, and never a barred one."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import select

from tests.people import REGISTRAR, REPORTER, Someone
from tests.registry.cases import CONSTABLE, listed
from tests.registry.test_advisory import ADVISORY, STOPPED, on_lists
from tests.registry.test_reports import events
from vetting.access import Actor
from vetting.db import Database, utc_now
from vetting.errors import NotFound
from vetting.registry import (
    FurtherReport,
    as_at,
    day_in_london,
    get_entry,
    get_tombstone,
    index_of,
    run_endings,
    submit_further_report,
)
from vetting.registry.clocks import years_after
from vetting.registry.endings import end_by_rule
from vetting.registry.models import Entry

People = dict[Someone, Actor]
YEARS = 5


@pytest.fixture
def with_a_period(open_register: Database) -> Database:
    """A deployment whose College has entered how long designated volunteers stay."""
    for factory in (open_register.writers, open_register.readers):
        policy = factory.kw["info"]["lists"]
        clocks = tuple(replace(clock, years=YEARS) for clock in policy.ending_clocks)
        factory.configure(info={**factory.kw["info"], "lists": replace(policy, ending_clocks=clocks)})
    return open_register


def end(database: Database, day: date) -> int:
    with database.write() as session:
        return end_by_rule(session, day)


def test_nothing_ends_where_nobody_has_entered_a_period(open_register: Database, people: People) -> None:
    entry_id = listed(open_register, people, STOPPED)
    assert end(open_register, date(2099, 1, 1)) == 0
    assert run_endings(open_register) == 0
    with open_register.read() as session:
        assert get_entry(session, people[REGISTRAR], entry_id).ends_on is None


def test_a_volunteers_entry_ends_on_its_day_and_not_before(with_a_period: Database, people: People) -> None:
    entry_id = listed(with_a_period, people, STOPPED)
    with with_a_period.read() as session:
        view = get_entry(session, people[REGISTRAR], entry_id)
    ends, subject = years_after(day_in_london(view.listed_at), YEARS), view.content.identity()
    assert view.ends_on == ends
    assert end(with_a_period, date.fromordinal(ends.toordinal() - 1)) == 0
    assert (end(with_a_period, ends), end(with_a_period, ends)) == (1, 0)
    with with_a_period.read() as session:
        assert index_of(session).search(session, [subject], ["advisory"]).matches[0] == ()
        with pytest.raises(NotFound):
            get_entry(session, people[REGISTRAR], entry_id)
        assert as_at(session, people[REGISTRAR], entry_id, view.listed_at).content == view.content
        assert as_at(session, people[REGISTRAR], entry_id, utc_now()).standing == "removed"
    assert [event["rule"] for event in events(with_a_period, "entry_ended")] == ["designated_volunteers"]


def test_nobody_else_ends_with_them(with_a_period: Database, people: People) -> None:
    for report in (CONSTABLE, ADVISORY):
        listed(with_a_period, people, report)
    assert end(with_a_period, date(2099, 1, 1)) == 0
    with with_a_period.read() as session:
        assert set(session.scalars(select(Entry.standing))) == {"listed"}


def test_a_suspended_entry_waits_for_its_people(with_a_period: Database, people: People) -> None:
    entry_id = listed(with_a_period, people, STOPPED)
    with with_a_period.write() as session:
        cleared = FurtherReport("no_proceedings", "2024-05-01", "It was decided.")
        submit_further_report(session, people[REPORTER], entry_id, cleared)
    assert end(with_a_period, date(2099, 1, 1)) == 0
    assert [standing for _, standing in on_lists(with_a_period)] in ([], ["suspended"])


def test_the_tombstone_says_that_it_ended_by_rule(with_a_period: Database, people: People) -> None:
    entry_id = listed(with_a_period, people, STOPPED)
    with with_a_period.write() as session:
        session.get_one(Entry, entry_id).listed_at = utc_now().replace(year=2018, month=3, day=1)
    assert run_endings(with_a_period) == 1
    with with_a_period.read() as session:
        assert get_tombstone(session, people[REGISTRAR], entry_id).ground == "ended_by_rule"
