"""How many different people somebody may check in a day, and what looks like stepping through the list.

Spent in the transaction of the check: a check that is not committed costs nothing, and none is committed without being counted.
"""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, func, literal, select, text
from sqlalchemy.orm import Session

from vetting import audit
from vetting.access.models import MisuseFlag, SpentSubject
from vetting.access.permissions import Actor
from vetting.access.tripwires import touches_tripwire
from vetting.db import insert_rows, new_id, utc_now
from vetting.errors import Refused
from vetting.matching import PersonName, fold_full_name
from vetting.vault import vault_of

BUDGETS_FILE = Path(__file__).resolve().parents[2] / "config" / "budgets.toml"
LONDON = ZoneInfo("Europe/London")
MANY_SHARE = "-01-01"


class Misuse(StrEnum):
    """What a flag tells of."""

    STEPS_THROUGH_DATES = "steps_through_dates"
    STEPS_THROUGH_NAMES = "steps_through_names"
    TRIPWIRE = "tripwire"


STOPPED = (Misuse.STEPS_THROUGH_DATES, Misuse.STEPS_THROUGH_NAMES)
"""What stops an account for the day. A tripwire does not: whoever touches one must not learn that it is there."""


@dataclass(frozen=True, slots=True)
class Budgets:
    """The numbers of `config/budgets.toml`."""

    person: int
    api_client: int
    organisation: int
    different_dates: int
    different_names: int
    stop_stepping: bool = True

    @classmethod
    def load(cls, path: Path = BUDGETS_FILE, *, stop_stepping: bool = True) -> Budgets:
        """Read the file. A demonstration is there to be tried with many spellings of one name: it flags, and stops nobody."""
        content = tomllib.loads(path.read_text(encoding="utf-8"))
        return cls(**content["people_a_day"], **content["stepping"], stop_stepping=stop_stepping)


@dataclass(frozen=True, slots=True)
class Person:
    """Whom a check is about: every name given, the first of them the present one, and the date of birth as it will be compared."""

    names: Sequence[PersonName]
    date_of_birth: str | None


@dataclass(frozen=True, slots=True)
class Flag:
    """A pattern that somebody should look at, as shown to the organisation's lead."""

    actor_id: str
    day: date
    kind: Misuse
    raised_at: datetime


def spend_budget(session: Session, actor: Actor, person: Person) -> None:
    """Count one person against the budgets of today; call it before the search, in the transaction of the check.

    Raises Refused with the code `budget_spent`, or `stepping_suspected` when many checks alike were flagged today (a demonstration
    only flags them). The system itself has no budget.
    """
    if actor.organisation_id is None:
        return
    budgets, day = _budgets_of(session), _today()
    _queue_up(session, actor, day)
    if budgets.stop_stepping and _flagged(session, actor, day):
        raise Refused(
            "Checks by this account are stopped for today: many alike were made. Ask your force administrator.",
            "stepping_suspected",
        )
    row = _row(session, actor, person, day, in_file=False)
    mine = (SpentSubject.actor_id == actor.id) & (SpentSubject.day == day)
    if session.scalar(select(SpentSubject.id).where(mine, SpentSubject.subject_index == row["subject_index"])) is not None:
        return
    one_by_one = SpentSubject.in_file.is_(False)
    alone = _count(session, mine & one_by_one)
    everybody = _count(session, (SpentSubject.organisation_id == actor.organisation_id) & (SpentSubject.day == day) & one_by_one)
    if alone >= (budgets.api_client if actor.kind == "api_client" else budgets.person) or everybody >= budgets.organisation:
        raise Refused("No more people can be checked today: the daily budget is spent. Nothing was checked.", "budget_spent")
    insert_rows(session, SpentSubject, [row])
    _look_for_stepping(session, actor, day, budgets, [row])
    _look_for_tripwires(session, actor, day, [person])


def count_people(session: Session, actor: Actor, people: Sequence[Person]) -> None:
    """Count the people of a file's rows, in the transaction that stores their checks, and flag what steps through the list.

    Never refuses: how many rows a file may have is the file's own limit, and a row is not lost half-way.
    """
    if actor.organisation_id is None:
        return
    day = _today()
    _queue_up(session, actor, day)
    rows = {row["subject_index"]: row for row in (_row(session, actor, person, day, in_file=True) for person in people)}
    mine = select(SpentSubject.subject_index).where(SpentSubject.actor_id == actor.id, SpentSubject.day == day)
    known = set(session.scalars(mine.where(SpentSubject.subject_index.in_(rows))))
    new = [row for index, row in rows.items() if index not in known]
    if new:
        insert_rows(session, SpentSubject, new)
        _look_for_stepping(session, actor, day, _budgets_of(session), new)
        _look_for_tripwires(session, actor, day, people)


def flags_of(session: Session, organisation_id: str, limit: int = 100) -> list[Flag]:
    """The flags of one organisation, latest first."""
    rows = session.scalars(
        select(MisuseFlag).where(MisuseFlag.organisation_id == organisation_id).order_by(MisuseFlag.raised_at.desc()).limit(limit)
    )
    return [Flag(row.actor_id, row.day, Misuse(row.kind), row.raised_at) for row in rows]


def _budgets_of(session: Session) -> Budgets:
    budgets: Budgets | None = session.info.get("budgets")
    return budgets if budgets is not None else Budgets.load()


def _today() -> date:
    return utc_now().astimezone(LONDON).date()


def _queue_up(session: Session, actor: Actor, day: date) -> None:
    """Let one transaction at a time spend from one actor's budget. On SQLite a writing transaction is alone anyway."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("SELECT pg_advisory_xact_lock(hashtextextended(:who, 0))"), {"who": f"budget {actor.id} {day}"})


def _flagged(session: Session, actor: Actor, day: date) -> bool:
    mine = (MisuseFlag.actor_id == actor.id) & (MisuseFlag.day == day)
    return session.scalar(select(MisuseFlag.id).where(mine, MisuseFlag.kind.in_(STOPPED)).limit(1)) is not None


def _row(session: Session, actor: Actor, person: Person, day: date, *, in_file: bool) -> dict[str, Any]:
    vault, born = vault_of(session), person.date_of_birth or ""
    folded = [fold_full_name(name.forenames, name.surname) for name in person.names]
    shared = not born or born.endswith(MANY_SHARE) or len(born) <= len("1990")
    return {
        "id": new_id(),
        "organisation_id": actor.organisation_id,
        "actor_id": actor.id,
        "day": day,
        "in_file": in_file,
        "subject_index": vault.blind_index("subject", f"{' / '.join(sorted(folded))}\x00{born}"),
        "name_index": vault.blind_index("stepping name", f"{actor.id}\x00{day}\x00{folded[0]}"),
        "date_index": None if shared else vault.blind_index("stepping date", f"{actor.id}\x00{day}\x00{born}"),
        "spent_at": utc_now(),
    }


def _count(session: Session, which: ColumnElement[bool]) -> int:
    return session.scalar(select(func.count()).select_from(SpentSubject).where(which)) or 0


def _look_for_stepping(session: Session, actor: Actor, day: date, budgets: Budgets, rows: Sequence[dict[str, Any]]) -> None:
    """Flag the actor when one of these rows' names or dates was asked for too often today. The digests hold actor and day."""
    names, dates = {row["name_index"] for row in rows}, {row["date_index"] for row in rows} - {None}
    asked = (
        (SpentSubject.name_index, names, budgets.different_dates, Misuse.STEPS_THROUGH_DATES),
        (SpentSubject.date_index, dates, budgets.different_names, Misuse.STEPS_THROUGH_NAMES),
    )
    for column, values, allowed, kind in asked:
        counted = select(func.count().label("people")).where(column.in_(values)).group_by(column).subquery()
        most = (session.scalar(select(func.max(counted.c.people))) or 0) if values else 0
        if most >= allowed and not _asked_for_more(session, actor, day, 1000 * (most - allowed + 1)):
            _raise_flag(session, actor, day, kind)


def _look_for_tripwires(session: Session, actor: Actor, day: date, people: Sequence[Person]) -> None:
    if touches_tripwire(session, ((person.names, person.date_of_birth) for person in people)):
        _raise_flag(session, actor, day, Misuse.TRIPWIRE)


def _asked_for_more(session: Session, actor: Actor, day: date, people: int) -> bool:
    """Whether the actor asked for at least so many people today; no more than so many are counted."""
    mine = select(literal(1)).where(SpentSubject.actor_id == actor.id, SpentSubject.day == day).limit(people).subquery()
    return (session.scalar(select(func.count()).select_from(mine)) or 0) >= people


def _raise_flag(session: Session, actor: Actor, day: date, kind: Misuse) -> None:
    known = select(MisuseFlag.id).where(MisuseFlag.actor_id == actor.id, MisuseFlag.day == day, MisuseFlag.kind == kind.value)
    if session.scalar(known) is not None:
        return
    flag = MisuseFlag(
        id=new_id(), organisation_id=actor.organisation_id, actor_id=actor.id, day=day, kind=kind.value, raised_at=utc_now()
    )
    session.add(flag)
    session.flush()
    audit.record(session, actor, "misuse_flagged", kind=kind.value)
