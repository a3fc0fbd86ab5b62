"""The fictional people of the demonstration register: drawn with a fixed seed from the world the matcher is measured on."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

from vetting.access import FORCES
from vetting.matching.evaluation.people import Person, make_person, pick_culture
from vetting.matching.evaluation.pool import NamePool, load_pool
from vetting.registry import (
    OFFICER_GROUNDS,
    RANKS,
    REASONS,
    STAFF_GROUNDS,
    STANDARDS,
    DemonstrationReport,
    Ground,
    Limb,
    ReportInput,
)

SEED = 20_171_215
FIRST_EVENT = date(2018, 1, 8)
LAST_EVENT = date(2026, 10, 30)
# Roughly as the College's figures of 2019-20 divide (domain.md 3.1): officers serving and former, staff serving and former.
LIMB_WEIGHTS = {Limb.A: 40, Limb.B: 32, Limb.C: 18, Limb.D: 10}
CONDUCT = "Demonstration entry: this person and this conduct are invented."
PUBLIC_REASON = "Demonstration entry: an invented breach of the Standards of Professional Behaviour."
YOUNGEST_AT_EVENT = 19
PUBLISHED_SHARE = 0.3
WAITING_ONE_IN = 1_000


def fictional_reports(count: int) -> list[DemonstrationReport]:
    """The first `count` reports of the demonstration, always the same: a few wait in the queue, some entries are published."""
    rng = Random(SEED)  # noqa: S311 (people are drawn, not keys)
    pool = load_pool(SEED)
    made = []
    for number in range(count):
        report = _report(rng, _grown_up(rng, pool))
        publishable = Limb(report.limb).is_officer and report.ground == Ground.GROSS_MISCONDUCT
        published = publishable and rng.random() < PUBLISHED_SHARE
        waits = number % WAITING_ONE_IN == WAITING_ONE_IN - 1
        made.append(DemonstrationReport(report, not waits, PUBLIC_REASON if published and not waits else None))
    return made


def _grown_up(rng: Random, pool: NamePool) -> Person:
    """Somebody old enough to have been dismissed by the last event of the demonstration."""
    while True:
        person = make_person(rng, pool, pick_culture(rng, 0.0))
        if _old_enough(person) < LAST_EVENT:
            return person


def _old_enough(person: Person) -> date:
    return person.born + timedelta(days=round(YOUNGEST_AT_EVENT * 365.25))


def _report(rng: Random, person: Person) -> ReportInput:
    limb = rng.choices(list(LIMB_WEIGHTS), weights=list(LIMB_WEIGHTS.values()))[0]
    figures = Random(f"{SEED} {person.surname} {person.born}")  # noqa: S311 (apart, so that the people stay the same)
    earliest = max(FIRST_EVENT, _old_enough(person))
    event = earliest + timedelta(days=rng.randrange((LAST_EVENT - earliest).days))
    numbered = rng.random() < 0.9
    return ReportInput(
        limb=limb.value,
        force=rng.choice(FORCES).code,
        forenames=" ".join(person.forenames) or "-",
        surname=person.surname,
        date_of_birth=person.born.isoformat(),
        rank=_rank(rng) if limb.is_officer else "",
        identifying_number=str(rng.randrange(1_000, 99_999)) if numbered else "",
        ground=_ground(rng, limb),
        conduct=CONDUCT,
        standards=tuple(rng.sample(STANDARDS, k=rng.randint(1, 3))) if limb.is_officer else (),
        event_date=event.isoformat(),
        reasons=tuple(figures.sample(_REASONS, k=figures.choice((1, 1, 2)))),
        left_by=figures.choices(("resigned", "retired", ""), weights=(85, 12, 3))[0] if limb.is_former else "",
    )


_REASONS = [choice.code for choice in REASONS]


def _rank(rng: Random) -> str:
    """Most people are constables; chief officers are reported by another body and are left out here."""
    return rng.choices([choice.code for choice in RANKS[:4]], weights=[80, 13, 5, 2])[0]


def _ground(rng: Random, limb: Limb) -> str:
    settled = OFFICER_GROUNDS if limb.is_officer else STAFF_GROUNDS
    grounds = [ground for ground in settled if ground is not Ground.VETTING_WITHDRAWN]
    return rng.choices(grounds, weights=[88, 4, 5, 3] if limb.is_officer else [80, 10, 10])[0].value
