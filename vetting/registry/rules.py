"""What a report under s.88A must say: every problem with it at once, a sentence a field. Pure: no database, no clock.

Sources: Police Act 1996 s.88A(1) and SI 2017/1135 reg 3(2), as read in domain.md 1.1 and 2.1; its section 8, rules 2, 3, 11 and 14.
"""

from __future__ import annotations

from datetime import date
from typing import TypeVar

from vetting.access import Force, OutOfScopeBody, find_force, force_history
from vetting.errors import InvalidInput, Problem
from vetting.registry.facts import ReportContent, ReportInput
from vetting.registry.plausible import (
    ONE_NAME_ONLY,
    YOUNGEST,
    age_on,
    clean_paragraphs,
    clean_text,
    is_readable,
    names_problems,
    read_date_of_birth,
    read_day,
)
from vetting.registry.policy import ListPolicy
from vetting.registry.reasons import REASONS, find_reason
from vetting.registry.vocabulary import (
    OFFICER_GROUNDS,
    SPECIAL_RANKS,
    STAFF_GROUNDS,
    STANDARDS,
    Ground,
    Limb,
    find_rank,
    find_standard,
)

LEFT_BY = ("resigned", "retired")
LONGEST_CONDUCT = 20_000
LONGEST_NUMBER = 40
Known = TypeVar("Known", Limb, Ground)


class Problems:
    """The problems found so far, in the order of the form."""

    def __init__(self) -> None:
        self.found: list[Problem] = []

    def add(self, field: str, message: str) -> None:
        """Note one."""
        self.found.append(Problem(field, message))


def take_report(data: ReportInput, policy: ListPolicy, today: date) -> ReportContent:
    """The content of a report that can be taken as it stands. Raises InvalidInput with a problem for every field that cannot."""
    problems = Problems()
    limb = _limb(data.limb, problems)
    force = read_force(data.force, problems)
    for field, message in names_problems(data.forenames, data.surname).items():
        problems.add(field, message)
    born = _date_of_birth(data.date_of_birth, today, problems)
    rank = _rank(data, limb, problems)
    number = _number(data.identifying_number, problems)
    ground = _ground(data.ground, limb, problems)
    conduct = _conduct(data.conduct, problems)
    standards = _standards(data.standards, problems)
    reasons = _reasons(data.reasons, problems)
    left_by = _left_by(data.left_by, limb, problems)
    event = _event_date(data.event_date, born, policy, today, problems)
    _force_then(force, event, problems)
    prior = _prior_advisory(data.prior_advisory_report_date, policy, today, problems)
    if limb and not limb.is_officer and data.special_constable:
        problems.add("special_constable", "A special constable is not a civilian employee: check who is reported.")
    if problems.found or limb is None or force is None or born is None or ground is None or event is None:
        raise InvalidInput(problems.found)
    forenames = clean_text(data.forenames)
    return ReportContent(
        limb=limb,
        force_code=force.code,
        forenames="" if forenames == ONE_NAME_ONLY else forenames,
        surname=clean_text(data.surname),
        date_of_birth=born,
        rank=rank,
        identifying_number=number,
        ground=ground,
        conduct=conduct,
        standards=standards,
        event_date=event,
        prior_advisory_report_date=prior,
        special_constable=data.special_constable or rank in SPECIAL_RANKS,
        left_by=left_by,
        reasons=reasons,
    )


def read_force(text: str, problems: Problems) -> Force | None:
    """The force that a report is about. A body outside the College's lists is told whose list it belongs to (practice.md 1.7)."""
    body = find_force(text)
    if isinstance(body, Force):
        return body
    if isinstance(body, OutOfScopeBody):
        problems.add("force", out_of_scope_message(body))
    elif not clean_text(text):
        problems.add("force", "Enter the police force where the person serves or last served.")
    else:
        problems.add("force", "Enter one of the 43 forces of England and Wales, by its name or its code.")
    return None


def _force_then(force: Force | None, event: date | None, problems: Problems) -> None:
    """The force concerned is the one of the event's day: after a merger another force answers for it (`config/forces.toml`)."""
    if force is None or event is None:
        return
    history = force_history()
    ended, began = history.ended(force.code), history.began(force.code)
    if ended is not None and ended <= event:
        heir = history.title_on(history.answers_for(force.code, event), event)
        problems.add("force", f"{force.title} ended on {_day(ended)}, before this day: {heir} took over from it.")
    elif began is not None and event < began:
        problems.add("force", f"{force.title} began on {_day(began)}, after this day: enter the force of that day.")


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"


def out_of_scope_message(body: OutOfScopeBody) -> str:
    """Why a body's report cannot be taken, and where it belongs."""
    begin = f"The College’s lists do not cover {body.name}, whatever a panel ordered."
    if body.keeper is None:
        return f"{begin} No keeper of a list for its people is known to this service."
    return f"{begin} Send the report to {body.keeper}, the keeper of the list for its people."


def _limb(text: str, problems: Problems) -> Limb | None:
    written = text.strip().strip("()").lower()
    if written in {limb.value for limb in Limb}:
        return Limb(written)
    problems.add("limb", "Choose who is reported: a, b, c or d of section 88A(1).")
    return None


def _date_of_birth(text: str, today: date, problems: Problems) -> date | None:
    read = read_date_of_birth(text, today)
    if read.problem:
        problems.add("date_of_birth", f"Date of birth {read.problem}.")
    return read.day


def _rank(data: ReportInput, limb: Limb | None, problems: Problems) -> str | None:
    written = clean_text(data.rank)
    if limb is None:
        return None
    if not limb.is_officer:
        if written:
            problems.add("rank", "A civilian employee, such as a PCSO, has no rank: leave the rank empty.")
        return None
    if not written:
        problems.add("rank", "Choose the officer’s rank; for a former officer, the last one.")
        return None
    rank = find_rank(written)
    if rank is None:
        problems.add("rank", "Choose the rank from the list.")
    elif data.special_constable and rank not in SPECIAL_RANKS:
        problems.add("rank", "Choose a rank of the special constabulary, or say that the person was no special constable.")
    return rank


def _number(text: str, problems: Problems) -> str | None:
    written = clean_text(text)
    if not written:
        return None
    if len(written) > LONGEST_NUMBER or not any(letter.isalnum() for letter in written) or not is_readable(written):
        message = f"Warrant, collar or staff number must be letters and digits, {LONGEST_NUMBER} characters or fewer."
        problems.add("identifying_number", message)
    return written


def _ground(text: str, limb: Limb | None, problems: Problems) -> Ground | None:
    written = clean_text(text).lower().replace(" ", "_")
    allowed = _grounds_of(limb)
    if written in {ground.value for ground in allowed}:
        return Ground(written)
    problems.add("ground", f"Choose the ground: {', '.join(ground.value for ground in allowed)}.")
    return None


def _grounds_of(limb: Limb | None) -> tuple[Ground, ...]:
    if limb is None:
        return OFFICER_GROUNDS + STAFF_GROUNDS
    return OFFICER_GROUNDS if limb.is_officer else STAFF_GROUNDS


def _conduct(text: str, problems: Problems) -> str:
    written = clean_paragraphs(text)
    if not any(letter.isalpha() for letter in written):
        problems.add("conduct", "Describe the conduct, performance or attendance that led to the dismissal or finding.")
    elif len(written) > LONGEST_CONDUCT:
        problems.add("conduct", f"The description must be {LONGEST_CONDUCT:,} characters or fewer.")
    elif not is_readable(written):
        problems.add(
            "conduct", "The description contains characters that cannot be shown. Type it again, or paste it as plain text."
        )
    return written


def _standards(names: tuple[str, ...], problems: Problems) -> tuple[str, ...]:
    found = [find_standard(name) for name in names]
    if None in found:
        problems.add("standards", f"Choose the Standards by their statutory names: {'; '.join(STANDARDS)}.")
    return tuple(name for name in STANDARDS if name in found)


def _reasons(names: tuple[str, ...], problems: Problems) -> tuple[str, ...]:
    """The College's categories, in their order; they decide nothing and may be left out."""
    found = [find_reason(name) for name in names]
    if None in found:
        problems.add("reasons", f"Choose the reasons among these: {'; '.join(choice.label for choice in REASONS)}.")
    return tuple(choice.code for choice in REASONS if choice.code in found)


def _left_by(text: str, limb: Limb | None, problems: Problems) -> str | None:
    """How somebody had left before the finding (limbs b and d); counted in the figures, so it may be unknown."""
    written = clean_text(text).lower()
    if not written or limb is None or not limb.is_former:
        return None
    if written not in LEFT_BY:
        problems.add("left_by", "Say whether the person had resigned or retired, or leave it empty.")
        return None
    return written


def _event_date(text: str, born: date | None, policy: ListPolicy, today: date, problems: Problems) -> date | None:
    name = "Date of dismissal or finding"
    read = read_day(text)
    if read.day is None:
        problems.add("event_date", f"{name} {read.problem}.")
    elif read.day > today:
        problems.add("event_date", f"{name} must not be in the future: report it once it has happened.")
    elif read.day < policy.earliest_event:
        message = f"{name} must be on or after {_day(policy.earliest_event)}: the lists hold nothing from before that day."
        problems.add("event_date", message)
    elif born is not None and age_on(born, read.day) < YOUNGEST:
        problems.add("event_date", f"{name} is before the person was {YOUNGEST}: check it and the date of birth.")
    return read.day


def _prior_advisory(text: str, policy: ListPolicy, today: date, problems: Problems) -> date | None:
    if not clean_text(text):
        return None
    read = read_day(text)
    if read.day is None:
        problems.add("prior_advisory_report_date", f"Date of the earlier advisory report {read.problem}.")
    elif not policy.earliest_event <= read.day <= today:
        problems.add(
            "prior_advisory_report_date",
            "Date of the earlier advisory report must be between 15 December 2017 and today; leave it empty if there was none.",
        )
    return read.day
