"""The index of listed people.

An immutable base and small later segments, replaced as one state, so a search sees before or after.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from vetting.matching.bulk import in_workers
from vetting.matching.explain import explain
from vetting.matching.identity import Identity
from vetting.matching.lookups import Array
from vetting.matching.matcher import Match
from vetting.matching.model import MatchModel
from vetting.matching.prepare import prepare
from vetting.matching.segment import Entry, Hits, Segment, Subjects, build_segment, lay_out, search_segment

_CHUNK = 2_000
_SMALL = 32
"""Entries of the newest segment; when it is full it is joined to the next."""
_LOWEST = -1e9


@dataclass(frozen=True, slots=True)
class _Block:
    segment: Segment
    removed: Array

    @property
    def alive(self) -> int:
        return len(self.segment) - int(self.removed.sum())


@dataclass(frozen=True, slots=True)
class _State:
    blocks: tuple[_Block, ...]
    newest: tuple[Entry, ...]
    count: int


class MatchIndex:
    """Listed people, searchable. Searches run without locks on one state; `put` and `remove` swap in the next state."""

    def __init__(self, model: MatchModel, state: _State, places: dict[str, int]) -> None:
        self.model = model
        self._state = state
        self._places = places
        self._lock = threading.Lock()

    @classmethod
    def build(cls, model: MatchModel, entries: Iterable[tuple[str, Identity]]) -> MatchIndex:
        """Build an index; the later of two entries with one id counts.

        Raises `UnusableIdentity` for an entry without a usable name.
        """
        latest = {entry_id: Entry(entry_id, identity, prepare(identity)) for entry_id, identity in entries}
        segment = build_segment(model, tuple(latest.values()))
        block = _Block(segment, np.zeros(len(segment), np.bool_))
        places = {entry_id: place for place, entry_id in enumerate(segment.entry_ids)}
        return cls(model, _State((block,), (), len(segment)), places)

    def __len__(self) -> int:
        return self._state.count

    def memory(self) -> int:
        """Return the bytes of all index arrays (without ids and the people as written)."""
        return sum(block.segment.memory() for block in self._state.blocks)

    def search(self, subject: Identity) -> list[Match]:
        """Return every hit on one person, explained.

        Best first, then by entry id. Raises `UnusableIdentity`; never hides an unread query.
        """
        return self.search_many((subject,))[0]

    def search_many(self, subjects: Sequence[Identity], workers: int = 1) -> list[list[Match]]:
        """Return the hits of each subject, in order; each answer equals that of `search`. `workers` above one forks processes."""
        return in_workers(lambda part: self._matches(part, self.model.possible, everything=False), subjects, workers)

    def retrieve_many(self, subjects: Sequence[Identity], min_weight: float, workers: int = 1) -> list[list[Match]]:
        """Return for each subject what `retrieve` returns."""
        return in_workers(lambda part: self._matches(part, min_weight, everything=True), subjects, workers)

    def retrieve(self, subject: Identity, min_weight: float) -> list[Match]:
        """Return every hit, and every other retrieved pair whose weight is `min_weight` bits or more (band `none`)."""
        return self._matches((subject,), min_weight, everything=True)[0]

    def nearest(self, subject: Identity) -> Match | None:
        """Return the retrieved pair of the highest weight that is no hit: the *why not*."""
        return next((match for match in self.retrieve(subject, _LOWEST) if match.band == "none"), None)

    def _matches(self, subjects: Sequence[Identity], floor: float, *, everything: bool) -> list[list[Match]]:
        state = self._state
        floor = min(floor, self.model.possible)
        results: list[list[Match]] = []
        for start in range(0, len(subjects), _CHUNK):
            chunk = subjects[start : start + _CHUNK]
            laid = lay_out(self.model, map(prepare, chunk))
            found: list[list[Match]] = [[] for _ in chunk]
            for block in state.blocks:
                hits = search_segment(self.model, block.segment, block.removed, laid, floor, everything=everything)
                _explain_into(found, hits, chunk, laid, block.segment)
            for matches in found:
                matches.sort(key=lambda match: (-match.match_weight, match.entry_id))
            results.extend(found)
        return results

    def put(self, entry_id: str, identity: Identity) -> None:
        """Add an entry, or replace the one of that id; visible to the next search."""
        entry = Entry(entry_id, identity, prepare(identity))
        with self._lock:
            self._swap(entry_id, entry)

    def remove(self, entry_id: str) -> None:
        """Take an entry out; raises `KeyError` if there is none of that id."""
        with self._lock:
            if not self._holds(entry_id):
                raise KeyError(entry_id)
            self._swap(entry_id, None)

    def _holds(self, entry_id: str) -> bool:
        return entry_id in self._places or any(entry.entry_id == entry_id for entry in self._state.newest)

    def _swap(self, entry_id: str, entry: Entry | None) -> None:
        state = self._state
        held = self._holds(entry_id)
        base = state.blocks[0]
        place = self._places.pop(entry_id, None)
        if place is not None:
            removed = base.removed.copy()
            removed[place] = True
            base = _Block(base.segment, removed)
        newest = tuple(other for other in state.newest if other.entry_id != entry_id)
        if entry is not None:
            newest = (*newest, entry)
        segment = build_segment(self.model, newest)
        blocks = (base, _Block(segment, np.zeros(len(segment), np.bool_))) if newest else (base,)
        self._state = _State(blocks, newest, state.count - held + (entry is not None))


def _explain_into(found: list[list[Match]], hits: Hits, subjects: Sequence[Identity], laid: Subjects, segment: Segment) -> None:
    for (subject, entry), numbers, rows in zip(hits.who.tolist(), hits.found.tolist(), hits.rows.tolist(), strict=True):
        match = explain(
            segment.entry_ids[entry],
            subjects[subject],
            laid.people[subject].sources,
            segment.identities[entry],
            segment.sources[entry],
            numbers,
            rows,
        )
        found[subject].append(match)


def compare(model: MatchModel, subject: Identity, listed: Identity) -> Match:
    """Compare one pair, explained, by the same code as a search."""
    entry = Entry("listed", listed, prepare(listed))
    segment, laid = build_segment(model, (entry,)), lay_out(model, (prepare(subject),))
    hits = search_segment(model, segment, np.zeros(1, np.bool_), laid, _LOWEST, everything=True, brute=True)
    found: list[list[Match]] = [[]]
    _explain_into(found, hits, (subject,), laid, segment)
    return found[0][0]
