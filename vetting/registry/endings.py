"""Entries of the advisory list that end by themselves: classes that the law ends after a period (s.88L(7), practice.md 1.4).

The rule is read from the clock: whether an entry is over depends on the day alone, not on when this runs. It runs every minute, so
that the end is a change of the register like any other, which old answers and every copy of the index follow. While it does not
run, somebody stays listed too long, and nobody is cleared too early. Nothing of the barred list ends here.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from vetting import audit
from vetting.access import SYSTEM
from vetting.db import Database, utc_now
from vetting.registry.clocks import Clock, clock_for, strikes_on
from vetting.registry.decisions import content_of
from vetting.registry.models import Entry, EntryVersion, Proposal
from vetting.registry.policy import BARRED, lists_of
from vetting.registry.present import entry_now
from vetting.registry.proposals import OPEN, WITHDRAWN
from vetting.registry.reviews import end_reviews
from vetting.registry.standing import REMOVED, move_standing
from vetting.registry.versions import Action, Change, raise_version
from vetting.registry.vocabulary import Standing
from vetting.registry.working_days import day_in_london

AT_ONCE = 500


def run_endings(database: Database) -> int:
    """End what is over today, at one version of the register; returns how many. For the worker."""
    with database.write() as session:
        return end_by_rule(session, day_in_london(utc_now()))


def end_by_rule(session: Session, today: date) -> int:
    """Take entries off whose class's period is over on this day. A suspended one waits for the people who decide it."""
    due = [(entry, clock) for entry, clock in _candidates(session, today) if entry.list_id != BARRED]
    at = utc_now()
    for entry, _ in due:
        move_standing(session, entry, REMOVED, at)
        end_reviews(session, entry.id, at)
        session.execute(
            update(Proposal)
            .where(Proposal.entry_id == entry.id, Proposal.state == OPEN)
            .values(state=WITHDRAWN, decided_at=at)
            .execution_options(synchronize_session=False)
        )
    if due:
        session.flush()
        version = raise_version(session, [Change(Action.REMOVE, "entry", entry.id) for entry, _ in due])
        for entry, clock in due:
            audit.record(session, SYSTEM, "entry_ended", entry=entry.id, rule=clock.id, register_version=version)
    return len(due)


def _candidates(session: Session, today: date) -> list[tuple[Entry, Clock]]:
    clocks = lists_of(session).ending_clocks
    periods = [clock.years for clock in clocks if clock.years is not None]
    if not periods:
        return []
    latest = datetime.combine(today - timedelta(days=365 * min(periods)), time(), UTC) + timedelta(days=1)
    rows = session.execute(
        select(Entry, EntryVersion)
        .join(EntryVersion, entry_now())
        .where(Entry.list_id.in_({clock.list_id for clock in clocks}), Entry.standing == Standing.LISTED.value)
        .where(Entry.listed_at < latest)
        .order_by(Entry.listed_at, Entry.id)
        .execution_options(populate_existing=True)
    )
    found: list[tuple[Entry, Clock]] = []
    for entry, version in rows:
        content = content_of(session, version)
        clock = clock_for(clocks, entry.list_id, content.ground, content.served_as)
        ends = strikes_on(clock, day_in_london(entry.listed_at))
        if clock is not None and ends is not None and ends <= today:
            found.append((entry, clock))
        if len(found) == AT_ONCE:
            break
    return found
