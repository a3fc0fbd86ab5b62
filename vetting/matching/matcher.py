"""The door's shapes: what a search of the index returns."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Comparison:
    """One row of an explanation: a field, the two values compared, the level they fell on, and its weight in bits.

    `field` and `level` come from the closed vocabularies of `comparisons.py`; `submitted` and `listed` are the values as written
    (None when missing; the other name used is named). The weights of a match's rows add up to its match weight.
    """

    field: str
    submitted: str | None
    listed: str | None
    level: str
    weight: float
    sentence: str


@dataclass(frozen=True, slots=True)
class Match:
    """One retrieved entry compared with the subject.

    `band` is `strong`, `possible` or `none`; `reason` the review lane, if one applied.
    """

    entry_id: str
    match_weight: float
    probability: float | None
    band: str
    reason: str | None
    comparisons: tuple[Comparison, ...]
