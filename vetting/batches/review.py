"""What a vetting officer does with the hits of a batch: reads how they stand, clears like ones together, looks a second time.

Every hit keeps its own decision, taken through the door of screening; here it is only said which checks are the batch's.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from vetting import audit
from vetting.access import Actor, Permission, get_owned, require
from vetting.batches.models import Batch, BatchRow, BatchState
from vetting.batches.results import ClosingReport, closing_report
from vetting.errors import InvalidInput, Problem
from vetting.screening import (
    AlikeGroup,
    AlikePage,
    BlindPair,
    DecisionTally,
    HitBrief,
    HitState,
    LookTally,
    WeightStep,
    alike_groups,
    clear_alike,
    decisions_among,
    hits_among,
    look_again,
    second_looks,
    view_alike,
    view_blind,
    weights_among,
)
from vetting.vault import open_column

HITS_A_PAGE = 50
IDS_AT_ONCE = 5_000


@dataclass(frozen=True, slots=True)
class ReviewedHit:
    """One hit of a batch with the row of the file that it is about."""

    row: int
    hit: HitBrief


@dataclass(frozen=True, slots=True)
class BatchReview:
    """How the hits of a batch stand. `hits` is one page of those in `state` (None: all), in the order of the file's rows."""

    id: str
    reference: str
    batch_state: BatchState
    rows_done: int
    rows_failed: int
    counts: dict[HitState, int]
    weights: tuple[WeightStep, ...]
    groups: tuple[AlikeGroup, ...]
    looks: LookTally
    state: HitState | None
    hits: tuple[ReviewedHit, ...]
    shown: int
    page: int
    pages: int


@dataclass(frozen=True, slots=True)
class RowPlaces:
    """Whose batch a page is about, and the row of the file behind each check of it that the page shows."""

    reference: str
    rows: dict[str, int]


@dataclass(frozen=True, slots=True)
class BatchReport:
    """The closing report of a batch for the vetting unit. `closing` holds the control total and what the checks came to."""

    reference: str
    purpose: str
    batch_state: BatchState
    closing: ClosingReport
    decisions: DecisionTally
    looks: LookTally
    open_hits: int


def review_batch(session: Session, actor: Actor, batch_id: str, *, state: str = "", page: int = 1) -> BatchReview:
    """How the hits of a batch stand; a running batch is read as far as it is. Raises Refused, NotFound, InvalidInput."""
    batch, checks = _checks(session, actor, batch_id, "review")
    found = hits_among(session, actor, checks)
    chosen = _known_state(state)
    kept = [hit for hit in found if chosen is None or hit.state is chosen]
    rows = _rows_of(session, batch, {hit.check_id for hit in kept})
    ordered = sorted((ReviewedHit(rows[hit.check_id], hit) for hit in kept), key=lambda each: (each.row, each.hit.hit_id))
    pages = max(1, -(-len(ordered) // HITS_A_PAGE))
    page = max(1, min(page, pages))
    counts = Counter(hit.state for hit in found)
    return BatchReview(
        id=batch.id,
        reference=open_column(session, batch, "sealed_reference"),
        batch_state=BatchState(batch.state),
        rows_done=batch.rows_done,
        rows_failed=batch.rows_failed,
        counts={each: counts[each] for each in HitState},
        weights=weights_among(session, actor, checks),
        groups=alike_groups(session, actor, checks),
        looks=second_looks(session, actor, checks),
        state=chosen,
        hits=tuple(ordered[(page - 1) * HITS_A_PAGE : page * HITS_A_PAGE]),
        shown=len(ordered),
        page=page,
        pages=pages,
    )


def batch_group(session: Session, actor: Actor, batch_id: str, group: str) -> tuple[RowPlaces, AlikePage]:
    """What was compared in the first pairs of a group of like weak hits. Raises Refused, NotFound and VaultError."""
    batch, checks = _checks(session, actor, batch_id, "group")
    found = view_alike(session, actor, checks, group)
    return _places(session, batch, {pair.check_id for pair in found.pairs}), found


def clear_group(session: Session, actor: Actor, batch_id: str, group: str, hit_ids: Collection[str], *, reason: str) -> int:
    """Call the ticked hits of a group different people, each by its own decision; gives how many. Raises as `clear_alike` does."""
    batch, checks = _checks(session, actor, batch_id, "group")
    cleared = clear_alike(session, actor, checks, group, hit_ids, reason=reason)
    audit.record(session, actor, "batch_group_cleared", batch=batch.id, group=group, hits=len(cleared))
    return len(cleared)


def batch_looks(session: Session, actor: Actor, batch_id: str) -> tuple[RowPlaces, LookTally]:
    """The second looks at a batch's cleared hits, as they stand. Raises Refused and NotFound."""
    batch, checks = _checks(session, actor, batch_id, "second looks")
    looks = second_looks(session, actor, checks)
    return _places(session, batch, {check_id for check_id, _ in looks.mine}), looks


def batch_look(session: Session, actor: Actor, batch_id: str, hit_id: str) -> tuple[RowPlaces, BlindPair]:
    """One comparison for a blind second look. Raises as `view_blind` does."""
    batch, checks = _checks(session, actor, batch_id, "second look")
    pair = view_blind(session, actor, checks, hit_id)
    return _places(session, batch, {pair.check_id}), pair


def take_look(session: Session, actor: Actor, batch_id: str, hit_id: str, decision: str, *, reason: str) -> bool:
    """Record a second look; gives whether both officers agree. Raises as `look_again` does."""
    _, checks = _checks(session, actor, batch_id, "second look")
    return look_again(session, actor, checks, hit_id, decision, reason=reason)


def batch_report(session: Session, actor: Actor, batch_id: str) -> BatchReport:
    """The closing report of an ended batch, with what was decided since. Raises Refused, NotFound, and Conflict (`not_ended`)."""
    batch, checks = _checks(session, actor, batch_id, "decisions")
    undecided = (HitState.OPEN, HitState.UNDETERMINED)
    return BatchReport(
        reference=open_column(session, batch, "sealed_reference"),
        purpose=batch.purpose,
        batch_state=BatchState(batch.state),
        closing=closing_report(session, actor, batch.id),
        decisions=decisions_among(session, actor, checks),
        looks=second_looks(session, actor, checks),
        open_hits=sum(hit.state in undecided for hit in hits_among(session, actor, checks)),
    )


def _checks(session: Session, actor: Actor, batch_id: str, view: str) -> tuple[Batch, Select[Any]]:
    """A batch of the actor's organisation, and the ids of its checks as a select. Reading it is audited."""
    require(actor, Permission.READ_COMPARISONS)
    require(actor, Permission.DECIDE_HITS)
    batch = get_owned(session, actor, Batch, batch_id, "batch")
    audit.record(session, actor, "batch_consulted", batch=batch.id, view=view)
    return batch, select(BatchRow.check_id).where(BatchRow.batch_id == batch.id, BatchRow.check_id.is_not(None))


def _places(session: Session, batch: Batch, check_ids: Collection[str]) -> RowPlaces:
    return RowPlaces(open_column(session, batch, "sealed_reference"), _rows_of(session, batch, check_ids))


def _rows_of(session: Session, batch: Batch, check_ids: Collection[str]) -> dict[str, int]:
    ids = sorted(check_ids)
    rows: dict[str, int] = {}
    for start in range(0, len(ids), IDS_AT_ONCE):
        some = select(BatchRow.check_id, BatchRow.row_number).where(BatchRow.batch_id == batch.id)
        some = some.where(BatchRow.check_id.in_(ids[start : start + IDS_AT_ONCE]))
        rows.update((check_id, number) for check_id, number in session.execute(some) if check_id is not None)
    return rows


def _known_state(text: str) -> HitState | None:
    if not text:
        return None
    if text not in {state.value for state in HitState}:
        raise InvalidInput([Problem("state", "Choose one of the states on the page.")])
    return HitState(text)
