"""Two officers of one organisation, and what they do to hits, for the tests of decisions."""

from __future__ import annotations

from tests.people import VETTING_OFFICER
from tests.screening.world import World, misspelt
from vetting.access import Actor, Door, Role, actor_for_email, find_organisation
from vetting.access.models import Account
from vetting.db import new_id, utc_now
from vetting.screening import CheckRequest, Decided, HitView, decide_hit, reopen_hit, second_disposition

SECOND_EMAIL = "vetting.two@kent.example"
WHY = "The passport shows another place of birth."


def second_officer(world: World) -> Actor:
    """Another vetting officer of Kent."""
    with world.database.write() as session:
        identity = new_id()
        account = Account(
            id=identity,
            organisation_id=find_organisation(session, "46").id,
            email=SECOND_EMAIL,
            full_name="Second Officer",
            role=Role.VETTING_OFFICER.value,
            password=None,
            fs_uniquifier=identity,
            created_at=utc_now(),
        )
        session.add(account)
        session.flush()
        return actor_for_email(session, SECOND_EMAIL, Door.COMMAND)


class Desk:
    """The hits of one world and its two officers, `one` and `two`."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.one, self.two = world.people[VETTING_OFFICER], second_officer(world)

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
