"""The rules of a case: the application's states and what may follow what, the clock of the work, what may be recorded. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from enum import StrEnum

from vetting.registry import due_date
from vetting.screening.outcomes import HitState, Outcome


class ApplicationState(StrEnum):
    """What became of the application (practice.md section 4). While it is live or offered, the check is kept up to date."""

    LIVE = "live"
    OFFERED = "offered"
    APPOINTED = "appointed"
    NOT_APPOINTED = "not_appointed"
    WITHDRAWN = "withdrawn"


GOING_ON = frozenset({ApplicationState.LIVE, ApplicationState.OFFERED})
"""The states in which a changed list still matters to the application."""
GOES_FURTHER = frozenset({ApplicationState.OFFERED, ApplicationState.APPOINTED})
"""The states that a check must allow."""
ENDED = frozenset({ApplicationState.NOT_APPOINTED, ApplicationState.WITHDRAWN})


class CaseEventKind(StrEnum):
    """What can be done or written on a case."""

    ASSIGNED = "assigned"
    NOTE = "note"
    HELD = "held"
    RESUMED = "resumed"
    ESCALATED = "escalated"
    REFERRED_BACK = "referred_back"
    FORCE_ASKED = "force_asked"
    FORCE_ANSWERED = "force_answered"


class ConsiderationDecision(StrEnum):
    """What an employer decides after considering an advisory entry."""

    APPOINT = "appoint"
    NOT_APPOINT = "not_appoint"


class LinkKind(StrEnum):
    """Why a check takes the place of an earlier one."""

    CORRECTION = "correction"
    RETRY = "retry"


class ManualAnswer(StrEnum):
    """What somebody was told by hand while the service was down. None of it is an outcome of a check."""

    NOTHING_FOUND = "nothing_found"
    POSSIBLE_MATCH = "possible_match"
    NO_ANSWER = "no_answer"


def case_due(opened: date, working_days: int, held_days: int) -> date:
    """The last day for deciding: so many working days, the day of opening being the first, and the days on hold left out."""
    return due_date(opened, working_days + held_days)


def working_days_between(since: date, until: date) -> int:
    """The working days from the day a hold began up to the day before it ended: those on which the clock stood."""
    days = (since + timedelta(days=each) for each in range(max(0, (until - since).days)))
    return sum(due_date(day, 1) == day for day in days)


def needs_work(outcome: Outcome, hits: Iterable[tuple[HitState, str]], considered: int, unanswered: int) -> bool:
    """Whether a check's case is open: it could not be made, a hit is undecided, a confirmed advisory entry is unconsidered, or a
    former force of a transferee has not answered.

    `hits` are states and the effects of their lists (`stop`, `consider`), `considered` counts the consideration records that stand.
    A confirmed hit on a list that stops ends the case: there is nothing left to decide.
    """
    if outcome is Outcome.NO_MATCH:
        return unanswered > 0
    if outcome is not Outcome.CONFIRMED_MATCH:
        return True
    confirmed = [effect for state, effect in hits if state is HitState.CONFIRMED]
    return "stop" not in confirmed and (considered < len(confirmed) or unanswered > 0)


def unanswered_forces(former: Iterable[str], events: Iterable[tuple[CaseEventKind, str | None]]) -> list[str]:
    """The former forces that have not answered whether there is a live investigation or a report due, in their order."""
    answered = {code for kind, code in events if kind is CaseEventKind.FORCE_ANSWERED}
    return [code for code in dict.fromkeys(former) if code not in answered]


def referral_words(reference: str, asked: Iterable[str]) -> str:
    """What an applicant can be sent who has to bring something: words that reveal no list, no hit and nobody else."""
    items = "\n".join(f"- {item}" for item in asked)
    return (
        f"Reference {reference}\n\n"
        "To go on with the checks that everybody has before they start work with us, we need:\n\n"
        f"{items}\n\n"
        "This is a usual part of the checks. It says nothing about your application."
    )


def application_problem(
    state: ApplicationState, released: bool, effects: frozenset[str], decision: ConsiderationDecision | None
) -> tuple[str, str] | None:
    """Why an application cannot be recorded as offered or appointed: a stable code and a sentence; None when it can.

    `effects` are those of the lists on which the applicant is confirmed, `decision` is the consideration that stands. Source:
    Police Act 1996 s.88C (a barred person must not be employed or appointed), practice.md section 3.
    """
    if state not in GOES_FURTHER:
        return None
    if "stop" in effects:
        return "appointment_blocked", "This application cannot go on. Ask the vetting unit. Do not appoint."
    if state is ApplicationState.OFFERED:
        return None
    if effects and decision is not ConsiderationDecision.APPOINT:
        return "not_considered", "The vetting unit has not finished with this check. Do not appoint."
    if not released:
        return "not_complete", "This check is not complete: the vetting unit has to release it first. Do not appoint."
    return None


def is_too_old(checked: date, start: date | None, today: date, most_days: int) -> bool:
    """Whether the person must be checked again before starting: more than `most_days` days before the first day of work.

    Without a planned day, today is taken for it. Source: practice.md section 4; the number is a setting of the house.
    """
    return ((start or today) - checked).days > most_days
