"""`make drill-enumeration`: who uses checks to find out who is listed learns at most one person a day, and is seen doing it.

The bots know the names that people on the register bear, hold the account that sees most (a vetting officer's), and ask until they
are stopped: one steps through dates with a name, one through names with a date, one guesses both. One more hides the stepping in a
file. An ordinary morning of sixty checks must pass unnoticed.
"""

from __future__ import annotations

import random
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

from tests.drills.deployments import deployment
from tests.people import REGISTRAR, SECOND_REGISTRAR, VETTING_OFFICER
from tests.screening.world import World
from vetting.access import Actor, Budgets, Person, count_people, flags_of
from vetting.app import Service
from vetting.commands.demo_people import fictional_reports
from vetting.db import new_id
from vetting.errors import Refused
from vetting.matching import PersonName
from vetting.registry import load_demonstration
from vetting.screening import CheckRequest, Outcome, run_check, view_check

ENTRIES = 2_000
DAYS = 3
Guess = tuple[str, str, str]


class Town:
    """A register, the names on it, and what bots make of them."""

    def __init__(self, service: Service) -> None:
        service.database.writers.kw["info"]["budgets"] = Budgets.load()  # as in live use, where stepping is stopped
        self.database = service.database
        self.world = World.make(service.database)
        reports = fictional_reports(ENTRIES)
        people = self.world.people
        load_demonstration(service.database, people[REGISTRAR], people[SECOND_REGISTRAR], reports)
        self.forenames = sorted({each.report.forenames.split()[0] for each in reports if each.report.forenames})
        self.surnames = sorted({each.report.surname for each in reports})

    def account(self) -> Actor:
        """A vetting officer of its own, so that each bot has a whole day's budget."""
        return replace(self.world.people[VETTING_OFFICER], id=new_id())

    def ask(self, actor: Actor, guess: Guess) -> bool:
        """Whether a check of the guess hits somebody. Raises Refused when the account is stopped."""
        forenames, surname, born = guess
        request = CheckRequest(forenames=forenames, surname=surname, date_of_birth=born, purpose="appointment", reference="VAC-1")
        with self.database.write() as session:
            view = view_check(session, actor, run_check(session, actor, request))
            assert view.answer is not None
            assert view.answer.outcome is not Outcome.COULD_NOT_CHECK
            return view.answer.outcome is not Outcome.NO_MATCH

    def flagged(self, actor: Actor) -> bool:
        """Whether the account was flagged."""
        assert actor.organisation_id is not None
        with self.database.read() as session:
            return any(flag.actor_id == actor.id for flag in flags_of(session, actor.organisation_id, limit=1_000))

    def run(self, guesses: Iterator[Guess]) -> tuple[int, int, int | None]:
        """What one account learns in a day: hits, checks made, and at which check it was flagged."""
        actor, hits, checks, flagged_at = self.account(), 0, 0, None
        for guess in guesses:
            try:
                hits += self.ask(actor, guess)
            except Refused:
                break
            checks += 1
            if flagged_at is None and self.flagged(actor):
                flagged_at = checks
        return hits, checks, flagged_at


def some_date(chance: random.Random) -> str:
    """A date of birth like many."""
    return (date(1955, 1, 2) + timedelta(days=chance.randint(0, 18_000))).isoformat()


def steps_dates(town: Town, chance: random.Random) -> Iterator[Guess]:
    """One name, date after date."""
    name, start = (chance.choice(town.forenames), chance.choice(town.surnames)), date(1975, 3, 2)
    for day in range(10_000):
        yield *name, (start + timedelta(days=day)).isoformat()


def steps_names(town: Town, chance: random.Random) -> Iterator[Guess]:
    """One date, name after name."""
    born = some_date(chance)
    for surname in town.surnames:
        yield chance.choice(town.forenames), surname, born


def guesses_both(town: Town, chance: random.Random) -> Iterator[Guess]:
    """Another name and another date each time."""
    while True:
        yield chance.choice(town.forenames), chance.choice(town.surnames), some_date(chance)


def flagged_in_a_file(town: Town, chance: random.Random) -> bool:
    """Whether ten rows that step through dates are seen among two hundred that do not."""
    actor = town.account()
    rows = [next(guesses_both(town, chance)) for _ in range(200)]
    step = steps_dates(town, chance)
    rows += [next(step) for _ in range(10)]
    chance.shuffle(rows)
    with town.database.write() as session:
        count_people(session, actor, [Person((PersonName(forenames, surname),), born) for forenames, surname, born in rows])
    return town.flagged(actor)


def main() -> int:
    """Run the drill and print its figures; 0 only if all of them hold."""
    chance = random.Random(5)
    with deployment("sqlite") as service:
        town = Town(service)
        stepping = [town.run(bot(town, chance)) for _ in range(DAYS) for bot in (steps_dates, steps_names)]
        guessing = [town.run(guesses_both(town, chance)) for _ in range(DAYS)]
        seen_in_file = all(flagged_in_a_file(town, chance) for _ in range(DAYS))
        officer = town.account()
        morning = guesses_both(town, chance)
        for _ in range(60):
            town.ask(officer, next(morning))
        quiet = not town.flagged(officer)
    latest = max(flagged or 10_000 for _, _, flagged in stepping)
    learned = max(hits for hits, _, _ in stepping + guessing)
    average = sum(hits for hits, _, _ in guessing) / len(guessing)
    print(
        f"drill-enumeration: with {ENTRIES:,} people listed an account learned at most {learned} a day ({average:.1f} by guessing, "
        f"{max(checks for _, checks, _ in guessing)} checks), stepping flagged at check {latest}, inside a file: {seen_in_file}, "
        f"an ordinary morning of 60 flagged: {not quiet}"
    )
    return 0 if learned <= 1 and latest <= 10 and seen_in_file and quiet else 1


if __name__ == "__main__":
    sys.exit(main())
