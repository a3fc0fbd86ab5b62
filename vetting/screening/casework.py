"""Working on cases: assign, note, hold, escalate, refer back to the applicant, ask another force, record the documents seen.

Each is one event of the case with who, when and why, and one event of the trail. None of it decides on a hit.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy.orm import Session

from vetting import audit
from vetting.access import Actor, Permission, colleagues, get_owned, owned_by, require
from vetting.db import new_id, utc_now
from vetting.errors import Conflict, InvalidInput, NotFound, Problem
from vetting.registry import day_in_london
from vetting.screening.case_models import Case, CaseEvent, DocumentSeen
from vetting.screening.case_rules import CaseEventKind, referral_words, working_days_between
from vetting.screening.cases import due_again, follow_case, force_key
from vetting.screening.models import Check
from vetting.screening.practice import known_choice, practice_of
from vetting.screening.rules import clean_words
from vetting.vault import open_column, seal_column

MOST_AT_ONCE = 200
LAST_CHARACTERS = 4


def assign_cases(session: Session, actor: Actor, check_ids: Sequence[str], to_id: str) -> int:
    """Give open cases to a colleague, or to nobody with an empty `to_id`; gives how many changed hands.

    Raises Refused, NotFound, Conflict (`case_closed`) and InvalidInput when there are too many or the colleague is none.
    """
    require(actor, Permission.DECIDE_HITS)
    if not 0 < len(check_ids) <= MOST_AT_ONCE:
        raise InvalidInput([Problem("cases", f"Choose between 1 and {MOST_AT_ONCE} cases.")])
    if to_id and to_id not in colleagues(session, actor, Permission.DECIDE_HITS):
        raise InvalidInput([Problem("to", "Choose a vetting officer of your organisation.")])
    changed = 0
    for check_id in sorted(set(check_ids)):
        case = _open_case(session, actor, check_id)
        if case.assigned_to_id != (to_id or None):
            case.assigned_to_id = to_id or None
            _note(session, actor, case.check_id, CaseEventKind.ASSIGNED, code=to_id or None)
            changed += 1
    session.flush()
    return changed


def add_note(session: Session, actor: Actor, check_id: str, text: str) -> None:
    """Write a note on a check's case, open or closed. Raises Refused, NotFound and InvalidInput."""
    check = _check(session, actor, check_id)
    _note(session, actor, check.id, CaseEventKind.NOTE, text=clean_words(text, "text", "Write the note."))


def hold_case(session: Session, actor: Actor, check_id: str, reason: str, text: str = "") -> None:
    """Put an open case on hold: its clock stands still.

    Raises Refused, NotFound, InvalidInput and Conflict (`case_closed`, `on_hold`).
    """
    require(actor, Permission.DECIDE_HITS)
    choice = known_choice(practice_of(session).hold_reasons, reason, "reason", "Choose why the case is on hold.")
    _hold(session, actor, _open_case(session, actor, check_id), choice.code, text)


def resume_case(session: Session, actor: Actor, check_id: str) -> None:
    """Let a case's clock run again; the working days on hold are added to its last day. Raises Conflict (`not_on_hold`)."""
    require(actor, Permission.DECIDE_HITS)
    case = _open_case(session, actor, check_id)
    if case.held_since is None:
        raise Conflict("This case is not on hold.", code="not_on_hold")
    case.held_days += working_days_between(day_in_london(case.held_since), day_in_london(utc_now()))
    case.hold_reason = case.held_since = None
    case.due_on = due_again(session, case)
    _note(session, actor, case.check_id, CaseEventKind.RESUMED)


def escalate_case(session: Session, actor: Actor, check_id: str, text: str) -> None:
    """Put an open case before everybody of the unit, first in the queue, with a reason. Raises Conflict (`case_closed`)."""
    require(actor, Permission.DECIDE_HITS)
    case = _open_case(session, actor, check_id)
    case.escalated_at = utc_now()
    _note(session, actor, case.check_id, CaseEventKind.ESCALATED, text=clean_words(text, "text", "Say why it is escalated."))


def refer_back(session: Session, actor: Actor, check_id: str, asked: Sequence[str]) -> str:
    """Ask the applicant for something, in neutral words that are kept and given back; the case waits for the applicant.

    Raises Refused, NotFound, InvalidInput, Conflict (`case_closed`).
    """
    require(actor, Permission.DECIDE_HITS)
    case = _open_case(session, actor, check_id)
    choices = {choice.code: choice.label for choice in practice_of(session).asked_of_applicant}
    if not asked or not set(asked) <= choices.keys():
        raise InvalidInput([Problem("asked", "Choose what the applicant is asked for.")])
    reference = open_column(session, get_owned(session, actor, Check, check_id, "check"), "sealed_reference")
    words = referral_words(reference, [label for code, label in choices.items() if code in asked])
    _note(session, actor, case.check_id, CaseEventKind.REFERRED_BACK, text=words)
    if case.held_since is None:
        _hold(session, actor, case, "with_applicant", "")
    return words


def ask_force(session: Session, actor: Actor, check_id: str, force: str, text: str) -> None:
    """Record that another force was asked, and what. Raises Refused, NotFound and InvalidInput."""
    words = clean_words(text, "text", "Say what the force was asked.")
    _about_force(session, actor, _check(session, actor, check_id), CaseEventKind.FORCE_ASKED, force=force, text=words)


def record_force_answer(session: Session, actor: Actor, check_id: str, force: str, text: str) -> None:
    """Record what another force answered; a transferee's case may close with the last one. Raises as `ask_force` does."""
    words = clean_words(text, "text", "Say what the force answered.")
    _about_force(session, actor, _check(session, actor, check_id), CaseEventKind.FORCE_ANSWERED, force=force, text=words)


def record_document(session: Session, actor: Actor, check_id: str, kind: str, *, last_four: str, seen_on: date) -> None:
    """Record that the actor saw a document: its type, the day, its last four characters. The document itself is never kept.

    Raises Refused, NotFound and InvalidInput.
    """
    check = _check(session, actor, check_id)
    choice = known_choice(practice_of(session).documents, kind, "kind", "Choose the type of document.")
    kept = "".join(last_four.split()).upper()
    problems = []
    if len(kept) != LAST_CHARACTERS or not kept.isascii() or not kept.isalnum():
        problems.append(Problem("last_four", "Enter the last four letters or digits of the document’s number, and no more."))
    if seen_on > day_in_london(utc_now()):
        problems.append(Problem("seen_on", "The day on which you saw it must not be in the future."))
    if problems:
        raise InvalidInput(problems)
    row = DocumentSeen(
        id=new_id(),
        organisation_id=check.organisation_id,
        check_id=check.id,
        kind=choice.code,
        seen_on=seen_on,
        seen_by_id=actor.id,
        recorded_at=utc_now(),
    )
    seal_column(session, row, "sealed_last_four", kept)
    session.add(row)
    session.flush()
    audit.record(session, actor, "document_seen", check=check.id, kind=choice.code)


def _about_force(session: Session, actor: Actor, check: Check, kind: CaseEventKind, *, force: str, text: str) -> None:
    if not force.strip():
        raise InvalidInput([Problem("force", "Choose the force.")])
    _note(session, actor, check.id, kind, code=force_key(force.strip()), text=text)
    follow_case(session, check)


def _check(session: Session, actor: Actor, check_id: str) -> Check:
    require(actor, Permission.DECIDE_HITS)
    return get_owned(session, actor, Check, check_id, "check", lock=True)


def _open_case(session: Session, actor: Actor, check_id: str) -> Case:
    statement = owned_by(actor, Case).where(Case.check_id == check_id).with_for_update()
    case = session.scalar(statement.execution_options(populate_existing=True))
    if case is None:
        raise NotFound("case")
    if case.closed_at is not None:
        raise Conflict("This case is closed: nothing in it is left to decide.", code="case_closed")
    return case


def _hold(session: Session, actor: Actor, case: Case, reason: str, text: str) -> None:
    if case.held_since is not None:
        raise Conflict("This case is on hold already.", code="on_hold")
    case.hold_reason, case.held_since, case.due_on = reason, utc_now(), None
    words = clean_words(text, "text", "") if text.strip() else None
    _note(session, actor, case.check_id, CaseEventKind.HELD, code=reason, text=words)


def _note(
    session: Session, actor: Actor, check_id: str, kind: CaseEventKind, *, code: str | None = None, text: str | None = None
) -> None:
    row = CaseEvent(
        id=new_id(),
        organisation_id=actor.organisation_id,
        check_id=check_id,
        kind=kind.value,
        code=code,
        at=utc_now(),
        by_id=actor.id,
    )
    if text is not None:
        seal_column(session, row, "sealed_text", text)
    session.add(row)
    session.flush()
    audit.record(session, actor, "case_changed", check=check_id, kind=kind.value, code=code)
