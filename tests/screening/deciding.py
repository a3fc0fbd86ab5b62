"""Two officers of one organisation, and what they do to hits, for the tests of decisions."""

from __future__ import annotations

from tests.people import SECOND_VETTING_OFFICER, VETTING_OFFICER
from tests.screening.world import World, misspelt
from vetting.access import Actor
from vetting.screening import CheckRequest, Decided, HitView, decide_hit, reopen_hit, second_disposition

WHY = "The passport shows another place of birth."


class Desk:
    """The hits of one world and its two officers, `one` and `two`."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.one, self.two = world.people[VETTING_OFFICER], world.people[SECOND_VETTING_OFFICER]

    def hit_of(self, request: CheckRequest | None = None) -> tuple[str, str]:
        """Run a check that has one hit, and give the ids of both."""
        check_id = self.world.run(VETTING_OFFICER, request or misspelt())
        return check_id, self.hit(check_id).id

    def hit(self, check_id: str) -> HitView:
        view = self.world.view(VETTING_OFFICER, check_id)
        assert view.answer is not None
        (hit,) = view.answer.hits
        return hit

    def outcome(self, check_id: str) -> str:
        view = self.world.view(VETTING_OFFICER, check_id)
        assert view.answer is not None
        return view.answer.outcome.value

    def decide(self, officer: Actor, place: tuple[str, str], decision: str, reason: str = WHY, seen: int | None = None) -> Decided:
        with self.world.database.write() as session:
            return decide_hit(session, officer, *place, decision, reason=reason, seen=seen)

    def second(self, officer: Actor, decided: Decided, *, agrees: bool = True, reason: str = WHY) -> Decided:
        with self.world.database.write() as session:
            return second_disposition(session, officer, decided.check_id, decided.hit_id, decided.id, agrees=agrees, reason=reason)

    def reopen(self, officer: Actor, place: tuple[str, str], reason: str = WHY) -> Decided:
        with self.world.database.write() as session:
            return reopen_hit(session, officer, *place, reason=reason)

    def clear(self, place: tuple[str, str]) -> Decided:
        """Clear a hit, with two officers where two are needed."""
        decided = self.decide(self.one, place, "different_person")
        return self.second(self.two, decided) if decided.stand.value == "waiting" else decided

    def confirm(self, place: tuple[str, str]) -> Decided:
        return self.second(self.two, self.decide(self.one, place, "same_person"))
