"""*Why not?*: a registrar reads the comparison that kept an entry from being a hit, and each time is in the trail."""

from __future__ import annotations

import pytest

from tests.people import AUDITOR, HR_OFFICER, RECRUITER, REGISTRAR, REPORTER, VETTING_OFFICER
from tests.screening.test_checks import events
from tests.screening.world import World, a_request, misspelt
from vetting.errors import Conflict, NotFound, Refused
from vetting.screening import Absence, explain_absence
from vetting.screening.keeping import erase_clear_checks


def why(world: World, check_id: str, entry_id: str, someone: object = REGISTRAR) -> Absence:
    with world.database.write() as session:
        return explain_absence(session, world.people[someone], check_id, entry_id)  # type: ignore[index]


def test_what_kept_it_under_the_threshold_is_told_row_by_row(world: World) -> None:
    entry = world.entry()
    check_id = world.run(RECRUITER, a_request(forenames="Robert James", surname="Featherstonehaugh", date_of_birth="1971-09-03"))
    told = why(world, check_id, entry)
    assert (told.was_hit, told.band) == (False, "none")
    assert told.match_weight == pytest.approx(sum(each.weight for each in told.comparisons))
    date_of_birth = next(each for each in told.comparisons if each.field == "date_of_birth")
    assert (date_of_birth.submitted, date_of_birth.listed) == ("1971-09-03", "1985-04-27")
    assert date_of_birth.weight < 0
    assert events(world, "absence_explained") == [{"check": check_id, "entry": entry}]


def test_a_hit_is_explained_as_the_check_explained_it(world: World) -> None:
    entry = world.entry()
    check_id = world.run(VETTING_OFFICER, misspelt())
    told, view = why(world, check_id, entry), world.view(VETTING_OFFICER, check_id)
    assert view.answer is not None
    assert told.was_hit
    assert (told.band, told.comparisons) == (view.answer.hits[0].band, view.answer.hits[0].comparisons)


@pytest.mark.parametrize("someone", [RECRUITER, HR_OFFICER, VETTING_OFFICER, REPORTER, AUDITOR])
def test_nobody_else_may_ask(world: World, someone: object) -> None:
    entry = world.entry()
    with pytest.raises(Refused):
        why(world, world.run(RECRUITER, a_request()), entry, someone)


def test_what_is_not_there_is_not_explained(world: World) -> None:
    entry = world.entry()
    check_id = world.run(RECRUITER, a_request())
    for pair in ((check_id, "0" * 32), ("0" * 32, entry), (check_id, "x"), ("x", entry)):
        with pytest.raises(NotFound):
            why(world, *pair)
    with world.database.write() as session:
        erase_clear_checks(session, [check_id])
    with pytest.raises(Conflict) as raised:
        why(world, check_id, entry)
    assert raised.value.code == "erased"
