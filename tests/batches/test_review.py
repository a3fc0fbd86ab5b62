"""The hits of a batch: like weak ones cleared together, each by a decision of its own, and a sample looked at twice."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import func, select, text

from tests.batches.world import BatchWorld, people_csv
from tests.people import HR_OFFICER, OTHER_VETTING_OFFICER, SECOND_VETTING_OFFICER, VETTING_OFFICER, Someone
from tests.screening.world import on_sqlite
from vetting.audit.models import AuditEvent
from vetting.batches import (
    BatchReview,
    batch_group,
    batch_look,
    batch_looks,
    batch_report,
    clear_group,
    review_batch,
    take_look,
)
from vetting.errors import Conflict, InvalidInput, NotFound, Refused, VettingError
from vetting.matching import Comparison
from vetting.screening import PRACTICE, Decision, HitState, decide_hit, load_practice
from vetting.screening.among import weight_steps
from vetting.screening.grouping import pattern_key, pattern_of
from vetting.screening.models import Hit, SecondLook
from vetting.screening.second_looks import is_drawn
from vetting.vault import Vault

WHY = "Another force, and the passports show another place of birth."
ALIKE = ("26/04/1985", "28/04/1985", "27/05/1985", "27/04/1986")
LISTED_HERE = {
    **{number: f"W{number},John,Smith,{day}" for number, day in enumerate(ALIKE)},
    4: "STRONG,John,Smith,27/04/1985",
    5: "YEAR,John,Smith,1985",
    6: "REPORT,Thomas,Brown,13/02/1979",
    7: "TWIN,Karen,Smith,27/04/1985",
}


def compared(**levels: str) -> list[Comparison]:
    return [Comparison(field, "a", "b", level, 1.0, "A sentence.") for field, level in levels.items()]


def test_hits_are_alike_when_every_field_stands_on_the_same_level() -> None:
    one = pattern_of(compared(surname="exact", forenames="similar", combination="x"))
    assert one == pattern_of(compared(forenames="similar", surname="exact"))
    assert one != pattern_of(compared(forenames="exact", surname="exact"))
    assert pattern_key(one) != pattern_key(pattern_of(compared(forenames="exact", surname="exact")))


@pytest.mark.parametrize(
    ("weights", "steps"),
    [
        ([], []),
        ([3.9], [(2, 4, 1)]),
        ([4.0, 5.9, 9.1], [(4, 6, 2), (6, 8, 0), (8, 10, 1)]),
        ([-0.1, 0.0], [(-2, 0, 1), (0, 2, 1)]),
    ],
)
def test_weights_are_counted_in_steps_without_a_gap(weights: list[float], steps: list[tuple[int, int, int]]) -> None:
    assert [(each.low, each.high, each.hits) for each in weight_steps(weights)] == steps


@pytest.mark.parametrize(("percent", "least", "most"), [(0, 0, 0), (5, 120, 280), (100, 4_000, 4_000)])
def test_the_sample_has_its_share_and_another_key_draws_others(percent: float, least: int, most: int) -> None:
    vaults = [Vault({"a": b"1" * 32}, key) for key in (b"2" * 32, b"3" * 32)]
    ids = [f"{number:032x}" for number in range(4_000)]
    first, second = ({each for each in ids if is_drawn(vault, each, percent)} for vault in vaults)
    assert least <= len(first) <= most
    assert first == {each for each in ids if is_drawn(vaults[0], each, percent)}
    assert (first == second) == (percent in (0, 100))


@pytest.fixture
def washed(world: BatchWorld) -> tuple[BatchWorld, str]:
    """A closed batch with four like weak hits, a strong one, one of its own kind, one on a report, and one that may be a twin."""
    world.world.entry(surname="Smith", forenames="John")
    world.world.report(surname="Brown", forenames="Thomas", date_of_birth="1979-02-14", identifying_number="777")
    return world, world.closed(people_csv(12, LISTED_HERE))


def review(world: BatchWorld, batch_id: str, someone: Someone = VETTING_OFFICER, **how: Any) -> BatchReview:
    with world.database.write() as session:
        return review_batch(session, world.world.people[someone], batch_id, **how)


def clear(world: BatchWorld, batch_id: str, key: str, hits: list[str], *, reason: str = WHY) -> int:
    with world.database.write() as session:
        return clear_group(session, world.world.people[VETTING_OFFICER], batch_id, key, hits, reason=reason)


def look(world: BatchWorld, someone: Someone, batch_id: str, hit_id: str, decision: str = "different_person") -> bool:
    with world.database.write() as session:
        return take_look(session, world.world.people[someone], batch_id, hit_id, decision, reason=WHY)


def draw_all(world: BatchWorld) -> None:
    """Let the sample be everything."""
    for factory in (world.database.writers, world.database.readers):
        factory.kw["info"][PRACTICE] = replace(load_practice(), second_look_percent=100.0)


def test_like_weak_hits_are_cleared_together_and_nothing_else_is(washed: tuple[BatchWorld, str]) -> None:
    world, batch_id = washed
    seen = review(world, batch_id)
    assert [each.row for each in seen.hits] == [2, 3, 4, 5, 6, 7, 8, 9]
    assert seen.counts[HitState.OPEN] == 8 and sum(step.hits for step in seen.weights) == 8
    (group,) = seen.groups
    assert group.hits == 4
    with world.database.write() as session:
        places, page = batch_group(session, world.world.people[VETTING_OFFICER], batch_id, group.key)
    assert sorted(places.rows.values()) == [2, 3, 4, 5]
    of_row = {places.rows[pair.check_id]: pair for pair in page.pairs}
    chosen = [of_row[row].hit_id for row in (2, 3, 4)]
    others = [each.hit.hit_id for each in seen.hits if each.row >= 6]
    for wrong in others:
        with pytest.raises(Conflict):
            clear(world, batch_id, group.key, [*chosen, wrong])
    for hits, reason in (([], WHY), (chosen, " "), ([], "")):
        with pytest.raises(InvalidInput):
            clear(world, batch_id, group.key, hits, reason=reason)
    assert review(world, batch_id).counts[HitState.CLEARED] == 0
    assert clear(world, batch_id, group.key, chosen) == 3
    after = review(world, batch_id, state="cleared")
    assert [each.row for each in after.hits] == [2, 3, 4] and after.groups == ()
    assert review(world, batch_id, state="open").counts == {**after.counts, HitState.OPEN: 5}
    for each in after.hits:
        assert world.answer(each.hit.check_id)["outcome"] == "no_match"
    with world.database.read() as session:
        decided = session.execute(text("SELECT count(*), count(DISTINCT hit_id) FROM screening_disposition")).one()
        said = session.scalars(select(AuditEvent.fields).where(AuditEvent.event == "batch_group_cleared")).all()
        events = session.scalar(select(func.count()).where(AuditEvent.event == "hit_decided"))
    assert tuple(decided) == (3, 3) and events == 3
    assert len(said) == 1
    with pytest.raises(Conflict):
        clear(world, batch_id, group.key, chosen)


@on_sqlite
def test_a_hit_that_anybody_decided_on_before_is_in_no_group(washed: tuple[BatchWorld, str]) -> None:
    world, batch_id = washed
    (group,) = review(world, batch_id).groups
    first = review(world, batch_id).hits[0].hit
    with world.database.write() as session:
        officer = world.world.people[VETTING_OFFICER]
        decide_hit(session, officer, first.check_id, first.hit_id, "undetermined", reason=WHY)
    assert [each.hits for each in review(world, batch_id).groups] == [3]
    with pytest.raises(Conflict):
        clear(world, batch_id, group.key, [first.hit_id])


@on_sqlite
def test_who_may_review_and_who_may_not(washed: tuple[BatchWorld, str]) -> None:
    world, batch_id = washed
    with pytest.raises(Refused):
        review(world, batch_id, HR_OFFICER)
    with pytest.raises(NotFound):
        review(world, batch_id, OTHER_VETTING_OFFICER)
    with pytest.raises(InvalidInput):
        review(world, batch_id, state="other")


def test_a_second_officer_looks_blind_and_what_they_do_not_agree_on_is_open_again(washed: tuple[BatchWorld, str]) -> None:
    world, batch_id = washed
    draw_all(world)
    (group,) = review(world, batch_id).groups
    with world.database.write() as session:
        _, page = batch_group(session, world.world.people[VETTING_OFFICER], batch_id, group.key)
    hits = [pair.hit_id for pair in page.pairs]
    checks = {pair.hit_id: pair.check_id for pair in page.pairs}
    clear(world, batch_id, group.key, hits)
    first, second = world.world.people[VETTING_OFFICER], world.world.people[SECOND_VETTING_OFFICER]
    with world.database.write() as session:
        assert (batch_looks(session, first, batch_id)[1].mine, batch_looks(session, first, batch_id)[1].waiting) == ((), 4)
        assert {hit for _, hit in batch_looks(session, second, batch_id)[1].mine} == set(hits)
        _, pair = batch_look(session, second, batch_id, hits[0])
        assert WHY not in repr(pair) and first.id not in repr(pair) and pair.comparisons
    with pytest.raises(Refused) as refused:
        look(world, VETTING_OFFICER, batch_id, hits[0])
    assert refused.value.code == "same_officer"
    assert look(world, SECOND_VETTING_OFFICER, batch_id, hits[0]) is True
    assert look(world, SECOND_VETTING_OFFICER, batch_id, hits[1], "same_person") is False
    assert look(world, SECOND_VETTING_OFFICER, batch_id, hits[2], "undetermined") is False
    for hit_id in hits[:3]:
        with pytest.raises(VettingError):
            look(world, SECOND_VETTING_OFFICER, batch_id, hit_id)
    assert world.answer(checks[hits[0]])["outcome"] == "no_match"
    assert [world.answer(checks[hit_id])["outcome"] for hit_id in hits[1:3]] == ["possible_match"] * 2
    with world.database.write() as session:
        report = batch_report(session, first, batch_id)
        stands = session.execute(
            text("SELECT decision, stand FROM screening_disposition WHERE hit_id = :h ORDER BY number"), {"h": hits[1]}
        ).all()
        assert session.get_one(Hit, hits[1]).reopened_because == ["second_look"]
        kept = session.scalars(select(SecondLook.decision).order_by(SecondLook.looked_at)).all()
    assert [tuple(row) for row in stands] == [("different_person", "past"), ("reopened", "counts")]
    assert kept == ["different_person", "same_person", "undetermined"]
    assert (report.looks.waiting, report.looks.agreed, report.looks.not_agreed) == (1, 1, 2)
    assert report.decisions.counting == {Decision.DIFFERENT_PERSON: 2} and report.decisions.taken_back == 2
    assert (report.open_hits, report.closing.rows_read, report.closing.rows_checked) == (6, 12, 12)
    assert report.decisions.median_hours is not None and 0 <= report.decisions.median_hours < 1
    assert len(report.closing.model_versions) == 1
