"""A thousand checks over fifty register versions and two model versions: every replay equals what was answered."""

from __future__ import annotations

import random

from tests.people import AUDITOR, VETTING_OFFICER
from tests.screening.models_kept import another_model, present_model, use
from tests.screening.test_checks import rows
from tests.screening.world import World, misspelt, on_sqlite
from vetting.screening import CheckRequest, Replayer, Verdict, run_checks

VERSIONS, CHECKS_A_VERSION = 50, 20
SURNAMES = ("Featherstonehaugh", "Quillfeather", "Brackenthwaite", "Thistlewood", "Llewellyn")


def listed_as(place: int) -> tuple[str, str]:
    """The surname and date of birth of the person listed at this place."""
    return SURNAMES[place % 5] + "abcdefghij"[place // 5], f"19{60 + place % 30}-0{1 + place % 9}-1{place % 9}"


def asked(rng: random.Random, listed: int) -> CheckRequest:
    """A check about one of those listed so far, half of the time with a letter missing."""
    surname, born = listed_as(rng.randrange(listed))
    return misspelt(
        forenames=rng.choice(["Bob", "Robert", "James"]),
        surname=surname[:-2] if rng.random() < 0.5 else surname,
        date_of_birth=born,
    )


@on_sqlite
def test_a_thousand_checks_are_replayed_equal(world: World) -> None:
    """The former version is not handed to the replay: it has to be found where it was kept when it answered."""
    rng = random.Random(1)
    present, other = present_model(world), another_model()
    ids: list[str] = []
    for place in range(VERSIONS):
        surname, born = listed_as(place)
        world.report(surname=surname, date_of_birth=born, identifying_number=str(1000 + place))
        use(world, present if place % 2 else other)
        with world.database.write() as session:
            ids += run_checks(session, world.people[VETTING_OFFICER], [asked(rng, place + 1) for _ in range(CHECKS_A_VERSION)])
    use(world, present)
    with Replayer() as replayer, world.database.write() as session:
        verdicts = [replayer.replay(session, world.people[AUDITOR], check_id).verdict for check_id in ids]
    assert verdicts == [Verdict.EQUAL] * (VERSIONS * CHECKS_A_VERSION)
    versions = rows(world, "SELECT count(DISTINCT register_version), count(DISTINCT model_version) FROM screening_check")
    assert versions == [(VERSIONS, 2)]
    ((hits,),) = rows(world, "SELECT count(DISTINCT check_id) FROM screening_hit")
    assert int(str(hits)) > 900
