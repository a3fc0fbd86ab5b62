"""The register as a state machine: whatever people do in whatever order, against a model of what must then be true.

`VETTING_STATE_MACHINE_RUNS` sets how many lives are lived: few by default, 2,000 in the full tests, half of them in each of two
tests so that two processors share them.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, seed, settings
from hypothesis.stateful import invariant
from sqlalchemy import func, select

from tests.people import REGISTRAR
from tests.registry.life_steps import DONE, TRIED, WORLD, Steps
from tests.registry.life_world import World, as_seen, numbers, pairs_of_people, standings, takes_off, waiting, who_is
from vetting.db import utc_now
from vetting.errors import Unavailable
from vetting.matching import Identity, PersonName
from vetting.registry import (
    as_at,
    day_in_london,
    index_of,
    published_entries,
)
from vetting.registry.import_models import PersonMember
from vetting.registry.lists import unreadable_rows
from vetting.registry.models import (
    Entry,
    EntryStanding,
    EntryVersion,
    Proposal,
    Report,
)
from vetting.registry.past import records_at
from vetting.registry.persons import person_of
from vetting.registry.present import entry_content
from vetting.registry.records import read_all
from vetting.registry.vocabulary import COUNTING

MANY = os.environ.get("VETTING_STATE_MACHINE_RUNS")
RUNS = int(MANY or "10")
SAME = {1: 9, 2: 11}
"""The few lives of an ordinary run are the same each time: of 44 seeds, the two in whose lives most kinds of steps succeed."""
STEPS = 25
LISTS = ["barred", "advisory"]
PERSON = Identity((PersonName("Ambrose", "Nobody"),), "1960-01-01")


class LifeOfAnEntry(Steps):
    """What must be true of the register after every step, and of all that was seen of it at the end."""

    @invariant()
    def every_record_that_counts_is_searched(self) -> None:
        if not hasattr(self, "world"):
            return
        with self.world.database.read() as session:
            head, records = read_all(session)
            counting = set(session.scalars(select(Report.id).where(Report.state.in_(COUNTING))))
            counting |= set(session.scalars(select(Entry.id).where(Entry.standing != "removed")))
            assert {record.id for record in records} == counting
            assert head.records == head.present == len(counting)
            self.waiting = waiting(session)
            if head.version not in self.registers:
                self.registers[head.version] = as_seen(records)
                self.moments.append((utc_now(), standings(session)))
            subjects = [record.identity for record in records]
            if unreadable_rows(session, LISTS):
                with pytest.raises(Unavailable):
                    index_of(session).search(session, [PERSON], LISTS)
                return
            found = index_of(session).search(session, subjects, LISTS).matches if subjects else ()
        for record, matches in zip(records, found, strict=True):
            assert record.id in {hit.entry_id or hit.report_id for hit in matches}, "a received or listed person is hidden"

    @invariant()
    def nobody_does_two_peoples_work_and_no_version_is_lost(self) -> None:
        if not hasattr(self, "world"):
            return
        with self.world.database.read() as session:
            for one, other in pairs_of_people(session):
                assert one != other
            versions = numbers(session, EntryVersion.entry_id, EntryVersion.number)
            standings = numbers(session, EntryStanding.entry_id, EntryStanding.number)
            members = numbers(session, PersonMember.record_id, PersonMember.number)
            for entry in session.scalars(select(Entry)):
                assert versions[entry.id] == list(range(1, entry.version + 1))
                assert entry.version >= self.seen_versions.get(entry.id, 1)
                self.seen_versions[entry.id] = entry.version
                assert standings[entry.id] == list(range(1, len(standings[entry.id]) + 1))
                open_ones = select(func.count()).select_from(Proposal).where(Proposal.entry_id == entry.id)
                waits = session.scalar(open_ones.where(Proposal.state == "open", Proposal.slot == "standing"))
                assert (entry.standing == "suspended") == (waits == 1), "suspended is what waits for a second person"
            assert all(numbers == list(range(1, len(numbers) + 1)) for numbers in members.values())
            known = set(session.scalars(select(Report.id)))
            assert {record for record in members} <= known, "grouping never makes or loses a record"

    @invariant()
    def on_both_lists_only_where_the_law_has_it(self) -> None:
        if not hasattr(self, "world"):
            return
        with self.world.database.read() as session:
            there = session.scalars(select(Entry).where(Entry.standing != "removed")).all()
            entries = [(entry, entry_content(session, entry)) for entry in there]
            barred = [(entry.listed_at, content) for entry, content in entries if entry.list_id == "barred" and takes_off(content)]
            for entry, content in entries:
                for since, other in barred:
                    on_both = entry.list_id == "advisory" and entry.listed_at <= since and who_is(content) == who_is(other)
                    assert not on_both, "s.88L(5): whoever is barred under (b) or (d) leaves the advisory list"

    @invariant()
    def the_public_sees_only_what_is_listed_and_in_scope(self) -> None:
        if not hasattr(self, "world"):
            return
        with self.world.database.read() as session:
            names = {entry_content(session, entry).full_name for entry in session.scalars(select(Entry))}
            for name in names:
                for shown in published_entries(session, name, day_in_london(utc_now())).entries:
                    entry = session.get_one(Entry, shown.entry_id)
                    content = entry_content(session, entry)
                    assert (entry.list_id, entry.standing) == ("barred", "listed")
                    assert content.limb.is_officer
                    assert content.ground.value == "gross_misconduct"

    def teardown(self) -> None:
        if not hasattr(self, "registers"):
            return
        with self.world.database.read() as session:
            head, records = read_all(session)
            assert as_seen(records_at(session, head.version)) == as_seen(records), "replaying rebuilds the register"
            for version, seen in self.registers.items():
                assert as_seen(records_at(session, version)) == seen, "the register of a past version is another than was seen"
            for moment, standings in self.moments:
                for entry_id, (standing, version) in standings.items():
                    past = as_at(session, self.people[REGISTRAR], entry_id, moment)
                    assert (past.standing, past.version) == (standing, version), "what was seen then is told otherwise now"
            for record_id in session.scalars(select(Report.id)):
                assert person_of(session, record_id, utc_now()) == person_of(session, record_id)


@pytest.fixture(scope="module")
def world() -> Iterator[World]:
    WORLD.append(World())
    yield WORLD[0]
    WORLD.pop().close()


@pytest.mark.parametrize("half", [1, 2])
def test_the_life_of_an_entry(world: World, half: int) -> None:
    machine: Any = LifeOfAnEntry.TestCase
    machine.settings = settings(
        max_examples=max(1, RUNS // 2),
        stateful_step_count=STEPS,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        database=None,
        derandomize=False,
        report_multiple_bugs=False,
    )
    if not MANY:
        seed(SAME[half])(LifeOfAnEntry)
    began = time.perf_counter()
    machine().runTest()
    done = ", ".join(f"{name} {DONE[name]}/{TRIED[name]}" for name in sorted(TRIED))
    print(f"half {half}: {max(1, RUNS // 2):,} lives of up to {STEPS} steps in {time.perf_counter() - began:.0f} s; {done}")
