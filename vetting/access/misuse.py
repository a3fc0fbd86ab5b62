"""Who checked how many people: for the organisation's lead, by pseudonym and never by name (practice.md sections 2 and 4)."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from vetting import audit
from vetting.access.budgets import Flag, flags_of
from vetting.access.models import Account, ApiClient, SpentSubject
from vetting.access.organisations import owned_by
from vetting.access.permissions import Actor, Permission, require
from vetting.vault import vault_of

WEEK, MONTH = timedelta(days=7), timedelta(days=28)
LETTERS = 8
SEVERAL_DAYS = 3
MOST_PEOPLE = 20


@dataclass(frozen=True, slots=True)
class Checker:
    """One person or system that checked people: how many different ones in 7 and in 28 days, and on how many days of those."""

    pseudonym: str
    part: str
    week: int
    month: int
    in_files: int
    days: int
    flags: tuple[Flag, ...]


@dataclass(frozen=True, slots=True)
class Checked:
    """Somebody who was checked on several days of the last 28: by whom, by pseudonym."""

    pseudonym: str
    days: int
    checkers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class WhoChecked:
    """What the page shows."""

    checkers: tuple[Checker, ...]
    often: tuple[Checked, ...]
    flags: int


def who_checked(session: Session, actor: Actor, today: date) -> WhoChecked:
    """Counts of the actor's organisation over 28 days, whoever carries a flag first; reading them is audited. Raises Refused."""
    require(actor, Permission.SEE_WHO_CHECKED)
    flags: dict[str, list[Flag]] = defaultdict(list)
    for flag in flags_of(session, actor.organisation_id or ""):
        if flag.day > today - MONTH:
            flags[flag.actor_id].append(flag)
    parts = _parts(session, actor)
    counts = _counts(session, actor, today)
    checkers = [
        Checker(pseudonym(session, each), parts.get(each, "No longer here"), *counts.get(each, (0, 0, 0, 0)), tuple(flags[each]))
        for each in counts.keys() | flags.keys()
    ]
    checkers.sort(key=lambda each: (-len(each.flags), -each.month, each.pseudonym))
    often = _often(session, actor, today)
    found = WhoChecked(tuple(checkers), often, sum(map(len, flags.values())))
    audit.record(session, actor, "who_checked_read", people=len(checkers), flags=found.flags)
    return found


def pseudonym(session: Session, actor_id: str) -> str:
    """The keyed pseudonym of whoever checks: the same every week, and nothing that anybody without the key can turn back."""
    return vault_of(session).blind_index("who checked", actor_id)[:LETTERS]


def actor_behind(session: Session, wanted: str) -> str | None:
    """The id that a pseudonym stands for, for an auditor's inquiry; None when there is none."""
    ids = [*session.scalars(select(Account.id)), *session.scalars(select(ApiClient.id))]
    return next((each for each in ids if pseudonym(session, each) == wanted.strip().lower()), None)


def _counts(session: Session, actor: Actor, today: date) -> dict[str, tuple[int, int, int, int]]:
    """By whoever checked: different people in a week and in a month, those of the month in files, and days."""
    spent = owned_by(actor, SpentSubject).where(SpentSubject.day > today - MONTH, SpentSubject.day <= today).subquery()
    of_week = func.count(func.distinct(spent.c.subject_index)).filter(spent.c.day > today - WEEK)
    in_files = func.count(func.distinct(spent.c.subject_index)).filter(spent.c.in_file)
    people, days = func.count(func.distinct(spent.c.subject_index)), func.count(func.distinct(spent.c.day))
    rows = session.execute(select(spent.c.actor_id, of_week, people, in_files, days).group_by(spent.c.actor_id))
    return {actor_id: (week, month, filed, active) for actor_id, week, month, filed, active in rows}


def _often(session: Session, actor: Actor, today: date) -> tuple[Checked, ...]:
    spent = owned_by(actor, SpentSubject).where(SpentSubject.day > today - MONTH, SpentSubject.day <= today).subquery()
    days = func.count(func.distinct(spent.c.day))
    most = select(spent.c.subject_index, days).group_by(spent.c.subject_index).having(days >= SEVERAL_DAYS)
    rows = session.execute(most.order_by(days.desc(), spent.c.subject_index).limit(MOST_PEOPLE)).all()
    return tuple(
        Checked(
            index[:LETTERS],
            count,
            tuple(
                sorted(
                    pseudonym(session, each)
                    for each in session.scalars(select(spent.c.actor_id).where(spent.c.subject_index == index).distinct())
                )
            ),
        )
        for index, count in rows
    )


def _parts(session: Session, actor: Actor) -> dict[str, str]:
    people = session.execute(select(Account.id, Account.role).where(Account.organisation_id == actor.organisation_id))
    systems = session.execute(select(ApiClient.id, ApiClient.role).where(ApiClient.organisation_id == actor.organisation_id))
    words = {each: role.replace("_", " ").capitalize().replace("Hr ", "HR ") for each, role in people}
    return words | {each: "API key" for each, _ in systems}
