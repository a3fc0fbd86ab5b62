"""Answering somebody who asks what is held on them: one person looks, a second one releases the answer or refuses it.

Exemptions are theirs to weigh (practice.md section 4; Data Protection Act 2018 Schedules 2 to 4, s.45(4) for law enforcement): the
service shows what is held, with third parties taken out as far as it can know them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from vetting import audit
from vetting.access import Actor, Permission, get_owned, owned_by, parts_played, require
from vetting.db import new_id, utc_now
from vetting.errors import Conflict, InvalidInput, Problem, Refused
from vetting.matching import PersonName
from vetting.records.models import SubjectAccess
from vetting.records.subject_access import Answer, Asker, everything_on
from vetting.records.subject_tables import CHECKS, LISTS
from vetting.registry import names_problems, read_day
from vetting.vault import open_column, seal_column

MOST_NAMES = 10
MOST_LISTED = 100
ERASED_PERSON: dict[str, Any] = {"forenames": "", "surname": "(erased)", "date_of_birth": None, "other_names": []}
OPEN, RELEASED, REFUSED = "open", "released", "refused"


@dataclass(frozen=True, slots=True)
class AccessRequest:
    """One request: whose, where it stands, and who answers it. `may_decide` is true for the second person alone."""

    id: str
    scope: str
    state: str
    asker: Asker
    proposed_by: str
    proposed_at: datetime
    decided_by: str | None
    decided_at: datetime | None
    may_decide: bool


def propose_access(session: Session, actor: Actor, asker: Asker) -> str:
    """Record that a person asks what is held on them, their identity proven; gives the request's id. Raises InvalidInput."""
    require(actor, Permission.ANSWER_SUBJECT_ACCESS)
    asker = _checked(asker)
    row = SubjectAccess(
        id=new_id(),
        organisation_id=actor.organisation_id,
        scope=scope_of(actor),
        state=OPEN,
        proposed_by=actor.id,
        proposed_at=utc_now(),
    )
    first, *others = [asdict(name) for name in asker.names]
    seal_column(session, row, "sealed_person", {**first, "date_of_birth": asker.date_of_birth, "other_names": others})
    session.add(row)
    session.flush()
    audit.record(session, actor, "subject_access_proposed", request=row.id, scope=row.scope)
    return row.id


def decide_access(session: Session, actor: Actor, request_id: str, *, release: bool) -> None:
    """Release the answer, or refuse it. Raises Refused for whoever proposed it, and Conflict when it is decided."""
    require(actor, Permission.ANSWER_SUBJECT_ACCESS)
    row = get_owned(session, actor, SubjectAccess, request_id, "request", lock=True)
    if row.state != OPEN:
        raise Conflict("This request is decided already.")
    if row.proposed_by == actor.id:
        raise Refused("You began this request: a second person has to decide on it.", code="second_person_needed")
    row.state, row.decided_by, row.decided_at = RELEASED if release else REFUSED, actor.id, utc_now()
    session.flush()
    audit.record(session, actor, "subject_access_decided", request=row.id, decision=row.state)


def read_access(session: Session, actor: Actor, request_id: str) -> tuple[AccessRequest, Answer]:
    """What is held on whoever asked, for the two people who answer; reading it is audited. Raises NotFound."""
    require(actor, Permission.ANSWER_SUBJECT_ACCESS)
    row = get_owned(session, actor, SubjectAccess, request_id, "request")
    request = _view(session, actor, row)
    answer = everything_on(session, actor, row.scope, request.asker)
    audit.record(session, actor, "subject_access_read", request=row.id, records=answer.records, events=len(answer.trail))
    return request, answer


def released_document(session: Session, actor: Actor, request_id: str) -> dict[str, Any]:
    """The answer as it is handed over. Raises Conflict until a second person has released it."""
    require(actor, Permission.ANSWER_SUBJECT_ACCESS)
    row = get_owned(session, actor, SubjectAccess, request_id, "request")
    if row.state != RELEASED:
        raise Conflict("A second person has to release this answer first.", code="not_released")
    request = _view(session, actor, row)
    answer = everything_on(session, actor, row.scope, request.asker)
    audit.record(session, actor, "subject_access_released", request=row.id, records=answer.records, events=len(answer.trail))
    about = {"names": [asdict(name) for name in request.asker.names], "date_of_birth": request.asker.date_of_birth}
    return {"request": row.id, "made_at": utc_now().isoformat(timespec="seconds"), "about": about, **answer.as_json()}


def list_accesses(session: Session, actor: Actor) -> tuple[tuple[AccessRequest, ...], int]:
    """The organisation's latest requests, and how many there are in all; reading them is audited."""
    require(actor, Permission.ANSWER_SUBJECT_ACCESS)
    mine = owned_by(actor, SubjectAccess)
    total = session.scalar(select(func.count()).select_from(mine.subquery())) or 0
    rows = session.scalars(mine.order_by(SubjectAccess.proposed_at.desc(), SubjectAccess.id).limit(MOST_LISTED)).all()
    audit.record(session, actor, "subject_accesses_listed", requests=len(rows))
    return tuple(_view(session, actor, row) for row in rows), total


def ended_requests_before(session: Session, moment: datetime, limit: int, done: Select[Any]) -> list[str]:
    """The ids of requests that were begun before a moment, but for those that `done` selects."""
    due = select(SubjectAccess.id).where(SubjectAccess.proposed_at < moment, SubjectAccess.id.not_in(done))
    return list(session.scalars(due.order_by(SubjectAccess.id).limit(limit)))


def erase_requests(session: Session, ids: Sequence[str]) -> None:
    """Erase who asked. That somebody asked, when, and who answered stay."""
    for row in session.scalars(select(SubjectAccess).where(SubjectAccess.id.in_(ids))):
        seal_column(session, row, "sealed_person", ERASED_PERSON)
    session.flush()


def scope_of(actor: Actor) -> str:
    """What an actor's organisation answers for: the lists, if it keeps them; otherwise its own checks."""
    return LISTS if actor.may(Permission.READ_REGISTER) else CHECKS


def _checked(asker: Asker) -> Asker:
    """The asker with the date of birth in ISO form; whoever is listed may be of any age, so only the calendar is asked."""
    problems = [] if asker.names else [Problem("surname", "Enter the person’s name.")]
    for number, name in enumerate(asker.names):
        found = names_problems(name.forenames, name.surname)
        problems += [Problem(field if number == 0 else "other_names", words) for field, words in found.items()]
    born = read_day(asker.date_of_birth)
    if born.day is None:
        problems.append(Problem("date_of_birth", f"The date of birth {born.problem}."))
    if len(asker.names) > MOST_NAMES:
        problems.append(Problem("other_names", f"Give at most {MOST_NAMES} names."))
    if problems or born.day is None:
        raise InvalidInput(problems)
    return replace(asker, date_of_birth=born.day.isoformat())


def _view(session: Session, actor: Actor, row: SubjectAccess) -> AccessRequest:
    kept = open_column(session, row, "sealed_person")
    names = [PersonName(each["forenames"], each["surname"]) for each in (kept, *kept["other_names"])]
    people = parts_played(session, {row.proposed_by, *([row.decided_by] if row.decided_by else [])})
    return AccessRequest(
        id=row.id,
        scope=row.scope,
        state=row.state,
        asker=Asker(tuple(names), kept["date_of_birth"] or ""),
        proposed_by="you" if row.proposed_by == actor.id else people.get(row.proposed_by, "somebody"),
        proposed_at=row.proposed_at,
        decided_by=people.get(row.decided_by or ""),
        decided_at=row.decided_at,
        may_decide=row.state == OPEN and row.proposed_by != actor.id,
    )
