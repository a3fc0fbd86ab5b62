"""A check as JSON, in the shape that design.md section 5 promises: the same from the API and from the command line."""

from __future__ import annotations

from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any

from vetting.screening.dispositions import Decided
from vetting.screening.rules import Stand
from vetting.screening.views import Answer, CheckView, HitView


def check_document(view: CheckView) -> dict[str, Any]:
    """What the actor may know of a check: the whole answer, or only its state and dates."""
    if view.answer is not None:
        return _answer_document(view, view.answer)
    return {
        "id": view.id,
        "reference": view.reference,
        "state": view.state.value,
        "submitted_at": moment(view.submitted_at),
        "completed_at": moment(view.completed_at) if view.completed_at is not None else None,
    }


def decided_document(decided: Decided) -> dict[str, Any]:
    """What came of a decision on a hit."""
    return {
        "id": decided.id,
        "check_id": decided.check_id,
        "hit_id": decided.hit_id,
        "decision": decided.decision.value,
        "state": "waiting_for_second" if decided.stand is Stand.WAITING else decided.stand.value,
        "hit_state": decided.hit_state.value,
        "outcome": decided.outcome.value,
    }


def moment(when: datetime) -> str:
    """A moment in UTC, to the millisecond: `2027-03-03T14:02:11.042Z`."""
    return when.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _answer_document(view: CheckView, answer: Answer) -> dict[str, Any]:
    return {
        "id": view.id,
        "reference": view.reference,
        "outcome": answer.outcome.value,
        "lists_consulted": list(answer.lists_consulted),
        "register_version": answer.register_version,
        "model_version": answer.model_version,
        "checked_at": moment(answer.checked_at),
        "coverage": list(answer.coverage),
        "hits": [_hit_document(hit) for hit in answer.hits],
    }


def _hit_document(hit: HitView) -> dict[str, Any]:
    return {
        "id": hit.id,
        "list": hit.list_id,
        "standing": hit.standing,
        "band": hit.band,
        "match_weight": hit.match_weight,
        "probability": hit.probability,
        "state": hit.state.value,
        "reason": hit.reason,
        "comparisons": [asdict(comparison) for comparison in hit.comparisons],
    }
