"""Erasing what is due: in small transactions, each with its line in the ledger of erasures and its event in the trail."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from vetting import audit
from vetting.access import SYSTEM, Actor, Permission, keeping, require
from vetting.batches import keeping as batches
from vetting.db import Database, new_id, utc_now
from vetting.errors import NotFound
from vetting.monitoring import keeping as monitoring
from vetting.records import subject_release
from vetting.records.ledger import ledger_of
from vetting.records.models import Erasure, LegalHold
from vetting.records.rules import Rule, load_rules, may_run
from vetting.registry.imports import keeping as imports
from vetting.screening import keeping as screening

AT_ONCE = 200


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of thing that can be erased: how what is due is found, how it is erased, and whether the ledger names each."""

    due: Callable[[Session, datetime, int, Select[Any]], list[str]]
    erase: Callable[[Session, Sequence[str]], None]
    in_ledger: bool = False


KINDS: dict[str, Kind] = {
    "kept_answer": Kind(lambda s, before, n, _done: keeping.kept_answers_before(s, before, n), keeping.erase_kept_answers),
    "stepping_index": Kind(
        lambda s, before, n, _done: keeping.stepping_indexes_before(s, before, n), keeping.erase_stepping_indexes
    ),
    "spent_subject": Kind(lambda s, before, n, _done: keeping.spent_subjects_before(s, before, n), keeping.erase_spent_subjects),
    "stale_import": Kind(imports.stale_imports_before, imports.erase_stale_imports, in_ledger=True),
    "ended_batch": Kind(batches.ended_batches_before, batches.erase_batches, in_ledger=True),
    "stale_batch": Kind(batches.stale_batches_before, batches.erase_batches, in_ledger=True),
    "ended_watch": Kind(monitoring.ended_watches_before, monitoring.erase_ended_watches, in_ledger=True),
    "worked_alert": Kind(monitoring.worked_alerts_before, monitoring.erase_worked_alerts),
    "clear_check": Kind(screening.clear_checks_before, screening.erase_clear_checks, in_ledger=True),
    "asked_access": Kind(subject_release.ended_requests_before, subject_release.erase_requests, in_ledger=True),
    "ended_check": Kind(screening.ended_checks_before, screening.erase_clear_checks, in_ledger=True),
}


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one rule came to: how many records were erased, or would be, and whether two people have let it run."""

    rule: str
    records: int
    runs: bool


def run_rules(database: Database, now: datetime, *, dry_run: bool = False, rules: Sequence[Rule] | None = None) -> list[Outcome]:
    """Erase what is due, or only count it. A rule that two people have not let run erases nothing."""
    return [_run(database, rule, now, dry_run) for rule in (load_rules() if rules is None else rules)]


def run_due(database: Database) -> None:
    """What the worker's timetable does each minute."""
    run_rules(database, utc_now())


def place_hold(session: Session, actor: Actor, kind: str, record_id: str) -> str:
    """Keep one record from every rule until the hold is lifted; gives the hold's id."""
    require(actor, Permission.CHANGE_REGISTER)
    if kind not in KINDS:
        raise NotFound("kind of record")
    hold = LegalHold(id=new_id(), kind=kind, record_id=record_id, placed_by=actor.id, placed_at=utc_now())
    session.add(hold)
    session.flush()
    audit.record(session, actor, "legal_hold_placed", hold=hold.id, kind=kind, record=record_id)
    return hold.id


def lift_hold(session: Session, actor: Actor, hold_id: str) -> None:
    """Let the rules have a record again. Raises NotFound."""
    require(actor, Permission.CHANGE_REGISTER)
    hold = session.get(LegalHold, hold_id, with_for_update=True)
    if hold is None or hold.lifted_at is not None:
        raise NotFound("legal hold")
    hold.lifted_by, hold.lifted_at = actor.id, utc_now()
    session.flush()
    audit.record(session, actor, "legal_hold_lifted", hold=hold.id)


def erase_records(session: Session, rule: str, kind: str, ids: Sequence[str], moment: datetime) -> None:
    """Erase records of one kind, and keep which they were where the kind asks for it."""
    KINDS[kind].erase(session, ids)
    if not KINDS[kind].in_ledger:
        return
    known = set(session.scalars(select(Erasure.record_id).where(Erasure.kind == kind, Erasure.record_id.in_(ids))))
    rows = [Erasure(id=new_id(), rule=rule, kind=kind, record_id=each, erased_at=moment) for each in ids if each not in known]
    session.add_all(rows)
    session.flush()


def _run(database: Database, rule: Rule, now: datetime, dry_run: bool) -> Outcome:
    before = now - timedelta(days=rule.after_days)
    with database.read() as session:
        runs = may_run(session, rule)
        if dry_run or not runs:
            return Outcome(rule.id, len(_due(session, rule, before, 1_000_000)), runs)
    erased = 0
    while True:
        with database.write() as session:
            ids = _due(session, rule, before, AT_ONCE)
            if not ids:
                return Outcome(rule.id, erased, runs)
            _erase(session, rule, ids, now)
        erased += len(ids)


def _due(session: Session, rule: Rule, before: datetime, limit: int) -> list[str]:
    held = select(LegalHold.record_id).where(LegalHold.kind == rule.what, LegalHold.lifted_at.is_(None))
    done = select(Erasure.record_id).where(Erasure.kind == rule.what)
    kept = set(session.scalars(held))
    return [each for each in KINDS[rule.what].due(session, before, limit + len(kept), done) if each not in kept][:limit]


def _erase(session: Session, rule: Rule, ids: Sequence[str], now: datetime) -> None:
    if KINDS[rule.what].in_ledger:
        ledger_of(session).append(rule.id, rule.what, ids, now)
    erase_records(session, rule.id, rule.what, ids, now)
    audit.record(session, SYSTEM, "erased", rule=rule.id, kind=rule.what, records=len(ids))
