"""How often each level is seen on true pairs (m) and on pairs of strangers (u), counted on a labelled corpus."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import log2
from random import Random

import numpy as np
from numpy.typing import NDArray

from vetting.matching import data, dates
from vetting.matching import levels as lv
from vetting.matching.evaluation.world import Corpus
from vetting.matching.identity import Identity, PersonName
from vetting.matching.model import MatchModel
from vetting.matching.prepare import prepare
from vetting.matching.segment import Entry, Segment, build_segment, lay_out, search_segment

LOWEST = -1e9
AT_ONCE = 50
"""Subjects compared with the whole register at a time."""
_UNLIKE = ((dates.ONE_DIGIT, dates.UNLIKE_DIGIT, 0.15), (dates.TWO_SLIPS, dates.UNLIKE_SLIPS, 0.15))
"""The level of slips in digits easily mistaken, that of others, and the share of such slips that are taken to be others.

The generated world knows hardly any but digits that are easily mistaken; people do others too.
"""
NEAR = (*range(lv.ONE_EDIT, lv.INITIAL), lv.RESEMBLING)
"""Levels of two forenames that look alike."""
DRAWN = 300
"""Forenames of each origin that are compared with each other."""
MISSING = {
    "surname": lv.MISSING,
    "forenames": lv.MISSING,
    "middle_names": lv.MIDDLE_MISSING,
    "date_of_birth": lv.LEVELS[lv.DATE].index("missing"),
    "service_number": lv.NUMBER_MISSING,
    "national_insurance_number": lv.INSURANCE_MISSING,
    "force": lv.FORCE_MISSING,
}
"""The level of each field that says nothing: m and u are shares of the pairs that are on another."""
Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Level:
    """One level of a field: its name, and how often it is seen on true pairs and on strangers."""

    name: str
    m: float
    u: float

    @property
    def bits(self) -> float:
        """Return the weight."""
        return log2(self.m / self.u)


def count_levels(model: MatchModel, corpus: Corpus) -> Mapping[str, Sequence[Level]]:
    """Return m and u of all levels by field: m from members and their own entries, u from everybody else against the register.

    A level never seen is counted as half a pair. What is missing, and a number given in two forces, weighs nothing either way.
    """
    people = [Entry(entry_id, identity, prepare(identity)) for entry_id, identity in corpus.register]
    segment = build_segment(model, people)
    places = {entry_id: place for place, entry_id in enumerate(segment.entry_ids)}
    listed = dict(corpus.register)
    true = np.zeros((lv.COMBINATION, 32), np.int64)
    for query in corpus.members:
        entry_id = str(query.entry_id)
        one = build_segment(model, (Entry(entry_id, listed[entry_id], prepare(listed[entry_id])),))
        true += _seen(model, one, [query], {})
    strangers = np.zeros_like(true)
    others = [query for query in corpus.queries if query.kind in ("ordinary", "member")][: len(corpus.others)]
    for start in range(0, len(others), AT_ONCE):
        strangers += _seen(model, segment, others[start : start + AT_ONCE], places)
    return {field: _levels(row, true[row], strangers[row]) for row, field in enumerate(lv.FIELDS[: lv.COMBINATION])}


def _seen(model: MatchModel, segment: Segment, queries: Sequence[object], places: Mapping[str, int]) -> Ints:
    """Count the levels of every query against every entry, by field, without the queries' own entries if `places` are given."""
    asked = lay_out(model, [prepare(query.identity) for query in queries])  # type: ignore[attr-defined]
    hits = search_segment(model, segment, np.zeros(len(segment), np.bool_), asked, LOWEST, everything=True, brute=True)
    own = np.array([places.get(str(query.entry_id), -1) for query in queries])  # type: ignore[attr-defined]
    found = hits.found[hits.who[:, 1] != own[hits.who[:, 0]]]
    return np.array([np.bincount(found[:, row], minlength=32) for row in range(lv.COMBINATION)])


def _levels(row: int, true: Ints, strangers: Ints) -> list[Level]:
    field, names = lv.FIELDS[row], lv.LEVELS[row]
    spoken = [place for place in range(len(names)) if place != MISSING[field]]
    if field == "service_number":
        spoken = [place for place in spoken if place not in (lv.NUMBER_OTHER_FORCE, lv.NUMBER_FORCES_DIFFER)]
    all_true, all_strangers = true[spoken].sum() + 0.5, strangers[spoken].sum() + 0.5
    if field == "service_number":  # the same number is as good without the force, as far as forces' numbers differ
        true[lv.NUMBER_FORCE_UNKNOWN] = true[lv.NUMBER_SAME_FORCE]
        strangers[lv.NUMBER_FORCE_UNKNOWN] = strangers[lv.NUMBER_SAME_FORCE] + strangers[lv.NUMBER_OTHER_FORCE]
    if field == "date_of_birth":
        _spread(true)
    shares = [(max(true[p], 0.5) / all_true, max(strangers[p], 0.5) / all_strangers) for p in range(len(names))]
    return [Level(name, *(shares[place] if place in spoken else (1.0, 1.0))) for place, name in enumerate(names)]


def _spread(true: Ints) -> None:
    """Move a share of the slips in digits to the levels of digits that nobody mistakes."""
    for likely, unlike, share in _UNLIKE:
        moved = int(share * true[likely])
        true[unlike] += moved
        true[likely] -= moved


def count_crowds(model: MatchModel) -> list[float]:
    """Return by group of origin of a forename how many bits more often than usual two of its names are near each other.

    Among Sikh forenames (Gurpreet, Gurmeet, Jaspreet) a few letters are no slip of the pen, but another name. Names are drawn by
    their frequency; the same data always give the same figures. 0 for unknown names, and where names stand further apart.
    """
    rng = Random(0)  # noqa: S311
    groups: dict[int, list[str]] = {}
    for name, (_, group) in data.name_origins().items():
        if group:
            groups.setdefault(group, []).append(name)
    frequency, near, bearers = data.forename_frequency(), {}, {}
    for group, names in sorted(groups.items()):
        shares = [frequency.get(name, data.unseen_forename_frequency()) for name in names]
        bearers[group], near[group] = sum(shares), _near_share(model, rng.choices(names, weights=shares, k=DRAWN))
    usual = sum(bearers[group] * share for group, share in near.items()) / sum(bearers.values())
    groups_of_names = range(len(data.origin_shares()))
    return [max(log2((near.get(group, 0.0) + 1e-4) / (usual + 1e-4)), 0.0) for group in groups_of_names]


def _near_share(model: MatchModel, forenames: Sequence[str]) -> float:
    """Return the share of the pairs of these names that are near each other."""
    people = [Identity((PersonName(name, "Warner"),)) for name in forenames]
    entries = [Entry(str(place), identity, prepare(identity)) for place, identity in enumerate(people)]
    segment, asked = build_segment(model, entries), lay_out(model, [prepare(identity) for identity in people])
    hits = search_segment(model, segment, np.zeros(len(segment), np.bool_), asked, LOWEST, everything=True, brute=True)
    return float(np.isin(hits.found[:, lv.FORENAMES], NEAR).mean())
