"""What a report under s.88I must say: the fields of each limb, its refusals, its clock. Pure: no database, no clock.

Sources: Police Act 1996 s.88I(1) and (2), SI 2017/1135 reg 12, as read in domain.md 1.5 and 2.2; its section 8, rules 4, 7, 14.
The text of reg 12 for limb (d) was not seen; it is taken to be like (c) with the day it came to the authority's attention.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from vetting.errors import InvalidInput
from vetting.registry.facts import AdvisoryFacts, ReportContent, ReportInput
from vetting.registry.plausible import clean_text, read_day
from vetting.registry.policy import ListPolicy
from vetting.registry.rules import LEFT_BY, Problems, take_report
from vetting.registry.vocabulary import SPECIAL_RANKS, AdvisoryLimb, Ground, Limb, ServedAs, find_rank

LONGEST_PROCEEDINGS = 200


def take_advisory(data: ReportInput, policy: ListPolicy, today: date) -> ReportContent:
    """The content of a report for the advisory list. Raises InvalidInput with a problem for every field that cannot be taken."""
    problems = Problems()
    limb = _limb(data.limb, problems)
    role = _role(data.served_as, limb, problems)
    _cleared(data, limb, problems)
    common = _common(data, role, policy, today, problems)
    _rank(data, role, problems)
    left_by = _left_by(data.left_by, limb, problems)
    event = common.event_date if common else None
    ceased = _ceased(data.ceased_on, limb, event, problems)
    known = _known(data.known_on, limb, event, today, problems)
    proceedings = clean_text(data.proceedings)[:LONGEST_PROCEEDINGS] or None
    if problems.found or common is None or limb is None or role is None:
        raise InvalidInput(problems.found)
    facts = AdvisoryFacts(role, left_by, ceased, known, proceedings if limb is AdvisoryLimb.A else None)
    return replace(common, limb=limb, ground=Ground.ALLEGATION, standards=(), prior_advisory_report_date=None, advisory=facts)


def _common(data: ReportInput, role: ServedAs | None, policy: ListPolicy, today: date, problems: Problems) -> ReportContent | None:
    """What both kinds of report say in the same way: the person, the force, the number, the words, the day of the event."""
    officer = role is not None and role.is_officer
    limb, ground = (Limb.A, Ground.GROSS_MISCONDUCT) if officer else (Limb.C, Ground.CONDUCT)
    like = replace(
        data,
        limb=limb.value,
        ground=ground.value,
        rank=data.rank if officer else "",
        standards=(),
        reasons=(),
        prior_advisory_report_date="",
        special_constable=role is ServedAs.SPECIAL_CONSTABLE,
    )
    try:
        return take_report(like, policy, today)
    except InvalidInput as error:
        for problem in error.problems:
            problems.add(
                problem.field, _WORDS.get(problem.field, problem.message) if _is_empty(data, problem.field) else problem.message
            )
        return None


_WORDS = {
    "conduct": "Summarise the allegation.",
    "event_date": "Enter the day on which they left, or the allegation was made.",
}


def _is_empty(data: ReportInput, field: str) -> bool:
    return not str(getattr(data, field, "")).strip()


def _limb(text: str, problems: Problems) -> AdvisoryLimb | None:
    written = text.strip().strip("()").lower()
    if written in {limb.value for limb in AdvisoryLimb}:
        return AdvisoryLimb(written)
    problems.add("limb", "Choose how the person left: a, b, c or d of section 88I(1).")
    return None


def _role(text: str, limb: AdvisoryLimb | None, problems: Problems) -> ServedAs | None:
    written = text.strip().lower()
    role = ServedAs(written) if written in {role.value for role in ServedAs} else None
    if role is None:
        problems.add("served_as", "Choose what the person was.")
    elif limb is AdvisoryLimb.B and role is ServedAs.CIVILIAN_EMPLOYEE:
        message = "An allegation made after they left does not list former police staff: section 88I(1)(b) is of officers."
        problems.add("served_as", message)
    elif limb is not None and role not in limb.roles:
        problems.add("served_as", f"This does not fit: the report is about a {limb.person}.")
    return role


def _cleared(data: ReportInput, limb: AdvisoryLimb | None, problems: Problems) -> None:
    """s.88I(2): who was cleared before leaving does not go on the list by limb (a)."""
    if data.cleared_before_leaving and limb in (AdvisoryLimb.A, None):
        message = "It was decided before they left that no proceedings would be brought: they do not go on the advisory list."
        problems.add("cleared_before_leaving", message)


def _rank(data: ReportInput, role: ServedAs | None, problems: Problems) -> None:
    if role is not None and not role.is_officer and clean_text(data.rank):
        problems.add("rank", "Police staff and volunteers have no rank: leave the rank empty.")
    if role is ServedAs.OFFICER and find_rank(clean_text(data.rank)) in SPECIAL_RANKS:
        problems.add("rank", "This is a rank of the special constabulary: say that the person was a special constable.")


def _left_by(text: str, limb: AdvisoryLimb | None, problems: Problems) -> str | None:
    written = text.strip().lower()
    if limb not in (AdvisoryLimb.A, AdvisoryLimb.B):
        return None
    if written not in LEFT_BY:
        problems.add("left_by", "Say whether the person resigned or retired.")
        return None
    return written


def _ceased(text: str, limb: AdvisoryLimb | None, event: date | None, problems: Problems) -> date | None:
    """Limb (b): the day they left, which is not after the allegation was made."""
    if limb is not AdvisoryLimb.B:
        return None
    read = read_day(text)
    if read.day is None:
        problems.add("ceased_on", f"Date on which they left {read.problem}.")
    elif event is not None and read.day > event:
        problems.add("ceased_on", "Date on which they left must not be after the allegation: for that, report under (a).")
    return read.day


def _known(text: str, limb: AdvisoryLimb | None, event: date | None, today: date, problems: Problems) -> date | None:
    """Limb (d): the day on which the authority learnt that the volunteer had stopped starts the clock (reg 12(1)(b))."""
    if limb is not AdvisoryLimb.D:
        return None
    read = read_day(text)
    if read.day is None:
        problems.add("known_on", f"Date on which it came to the force’s attention {read.problem}.")
    elif read.day > today or (event is not None and read.day < event):
        problems.add("known_on", "Date on which it came to the force’s attention must be from the event to today.")
    return read.day
