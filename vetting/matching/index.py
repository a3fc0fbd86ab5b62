"""The index of listed people.

An immutable base and smaller later blocks, replaced as one state, so a search sees before or after, and never waits.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from vetting.matching.beside import beside_searches
from vetting.matching.bulk import in_workers
from vetting.matching.explain import explain
from vetting.matching.identity import Identity
from vetting.matching.lookups import Array
from vetting.matching.matcher import Match
from vetting.matching.model import MatchModel
from vetting.matching.prepare import prepare
from vetting.matching.segment import Entry, Hits, Segment, build_segment, lay_out, search_segment

_CHUNK = 2_000
_OPEN = 32
"""Entries of the newest block; when it is full, another is begun."""
_MOST_BLOCKS = 8
"""Later blocks above which a thread joins them to one, beside the searches."""
_LOWEST = -1e9


@dataclass(frozen=True, slots=True)
class _Block:
    segment: Segment
    removed: Array
    entries: tuple[Entry, ...] = ()
    """Of a later block: its entries, in the segment's order."""

    def without(self, places: Sequence[int]) -> _Block:
        """Return the block with more entries removed."""
        if not places:
            return self
        removed = self.removed.copy()
        removed[places] = True
        return replace(self, removed=removed)

    def alive(self) -> list[Entry]:
        """Return the entries of a later block that are not removed."""
        return [entry for entry, removed in zip(self.entries, self.removed.tolist(), strict=True) if not removed]


@dataclass(frozen=True, slots=True)
class _State:
    blocks: tuple[_Block, ...]
    """The base first."""
    count: int


@dataclass(frozen=True, slots=True)
class _Found:
    """What a chunk of subjects found: hits by block, and which written name each reading of a subject with hits came from."""

    subjects: int
    hits: tuple[Hits, ...]
    sources: dict[int, tuple[int, ...]]


def _block(model: MatchModel, entries: Sequence[Entry]) -> _Block:
    """Build a later block."""
    segment = build_segment(model, entries)
    held = {entry.entry_id: entry for entry in entries}
    return _Block(segment, np.zeros(len(segment), np.bool_), tuple(held[entry_id] for entry_id in segment.entry_ids))


class MatchIndex:
    """Listed people, searchable. Searches run without locks on one state; changes swap in the next state."""

    def __init__(self, model: MatchModel, base: Segment) -> None:
        self.model = model
        self._state = _State((_Block(base, np.zeros(len(base), np.bool_)),), len(base))
        self._places = {entry_id: (base, place) for place, entry_id in enumerate(base.entry_ids)}
        self._lock = threading.Lock()
        self._joining: threading.Thread | None = None

    @classmethod
    def build(cls, model: MatchModel, entries: Iterable[tuple[str, Identity]]) -> MatchIndex:
        """Build an index; the later of two entries with one id counts.

        Raises `UnusableIdentity` for an entry without a usable name.
        """
        listed = dict(entries)
        with beside_searches(len(listed)):
            latest = [Entry(entry_id, identity, prepare(identity)) for entry_id, identity in listed.items()]
            return cls(model, build_segment(model, latest))

    def __len__(self) -> int:
        return self._state.count

    def memory(self) -> int:
        """Return the bytes of all index arrays (without ids and the people as written)."""
        return sum(block.segment.memory() for block in self._state.blocks)

    def search(self, subject: Identity) -> list[Match]:
        """Return every hit on one person, explained.

        Best first, then by entry id. Raises `UnusableIdentity`; never hides an unread query.
        """
        return self._matches((subject,), self.model.possible, everything=False)[0]

    def search_many(self, subjects: Sequence[Identity], workers: int = 1) -> list[list[Match]]:
        """Return the hits of each subject, in order; each answer equals that of `search`. `workers` above one forks processes."""
        return self._matches(subjects, self.model.possible, everything=False, workers=workers)

    def retrieve_many(self, subjects: Sequence[Identity], min_weight: float, workers: int = 1) -> list[list[Match]]:
        """Return for each subject what `retrieve` returns."""
        return self._matches(subjects, min_weight, everything=True, workers=workers)

    def retrieve(self, subject: Identity, min_weight: float) -> list[Match]:
        """Return every hit, and every other retrieved pair whose weight is `min_weight` bits or more (band `none`)."""
        return self._matches((subject,), min_weight, everything=True)[0]

    def nearest(self, subject: Identity) -> Match | None:
        """Return the retrieved pair of the highest weight that is no hit: the *why not*."""
        return next((match for match in self.retrieve(subject, _LOWEST) if match.band == "none"), None)

    def _matches(self, subjects: Sequence[Identity], floor: float, *, everything: bool, workers: int = 1) -> list[list[Match]]:
        state = self._state
        floor = min(floor, self.model.possible)
        results: list[list[Match]] = []
        for parts in in_workers(lambda some: self._find(state, some, floor, everything=everything), subjects, workers):
            for found in parts:
                results.extend(_explained(found, subjects[len(results) : len(results) + found.subjects], state))
        return results

    def _find(self, state: _State, subjects: Sequence[Identity], floor: float, *, everything: bool) -> list[_Found]:
        found = []
        for start in range(0, len(subjects), _CHUNK):
            laid = lay_out(self.model, map(prepare, subjects[start : start + _CHUNK]))
            hits = tuple(
                search_segment(self.model, block.segment, block.removed, laid, floor, everything=everything)
                for block in state.blocks
            )
            asked = {subject for each in hits for subject in each.who[:, 0].tolist()}
            found.append(_Found(len(laid.people), hits, {subject: laid.people[subject].sources for subject in asked}))
        return found

    def put(self, entry_id: str, identity: Identity) -> None:
        """Add an entry, or replace the one of that id; visible to the next search."""
        self.change([(entry_id, identity)])

    def remove(self, entry_id: str) -> None:
        """Take an entry out; raises `KeyError` if there is none of that id."""
        self.change((), [entry_id])

    def change(self, put: Iterable[tuple[str, Identity]], remove: Iterable[str] = ()) -> None:
        """Add, replace and take out many entries as one: a search sees all of it or nothing.

        What is searched meanwhile is not held up. Raises `KeyError` for an entry to remove that is not there; nothing is changed.
        """
        coming, gone = dict(put), set(remove)
        with beside_searches(len(coming)):
            entries = [Entry(entry_id, identity, prepare(identity)) for entry_id, identity in coming.items()]
            with self._lock:
                unknown = [entry_id for entry_id in gone if entry_id not in self._places]  # a set less a view walks the whole view
                if unknown:
                    raise KeyError(min(unknown))
                self._swap(entries, gone.union(entry_id for entry_id in coming if entry_id in self._places))

    def _swap(self, entries: Sequence[Entry], replaced: set[str]) -> None:
        """Build the next state beside the present one, then show it."""
        places = [self._places[entry_id] for entry_id in replaced]
        blocks = [block.without([place for segment, place in places if segment is block.segment]) for block in self._state.blocks]
        if entries:
            if len(blocks) > 1 and len(blocks[-1].segment) + len(entries) <= _OPEN:
                entries = [*blocks.pop().alive(), *entries]
            blocks.append(_block(self.model, entries))
        for entry_id in replaced:
            del self._places[entry_id]
        if entries:
            self._know(blocks[-1].segment)
        self._state = _State(tuple(blocks), len(self._places))
        if len(blocks) > _MOST_BLOCKS + 1 and self._joining is None:
            self._joining = threading.Thread(target=self._join, name="join index blocks", daemon=True)
            self._joining.start()

    def _know(self, segment: Segment) -> None:
        self._places.update({entry_id: (segment, place) for place, entry_id in enumerate(segment.entry_ids)})

    def _join(self) -> None:
        """Join the later blocks, but the newest, to one: built beside searches and changes, then put in their place."""
        try:
            joined = self._state.blocks[1:-1]
            held = [(entry, block.segment) for block in joined for entry in block.alive()]
            with beside_searches(len(held)):
                block = _block(self.model, [entry for entry, _ in held])
            origin = {entry.entry_id: segment for entry, segment in held}
            with self._lock:
                gone = [
                    place
                    for place, entry_id in enumerate(block.segment.entry_ids)
                    if self._places.get(entry_id, (None, 0))[0] is not origin[entry_id]
                ]
                self._places.update(
                    {
                        entry_id: (block.segment, place)
                        for place, entry_id in enumerate(block.segment.entry_ids)
                        if self._places.get(entry_id, (None, 0))[0] is origin[entry_id]
                    }
                )
                base, *later = self._state.blocks
                others = [each for each in later if all(each.segment is not old.segment for old in joined)]
                self._state = _State((base, block.without(gone), *others), len(self._places))
        finally:
            self._joining = None


def _explained(found: _Found, subjects: Sequence[Identity], state: _State) -> list[list[Match]]:
    """Return the matches of each subject, best first, then by entry id."""
    matches: list[list[Match]] = [[] for _ in range(found.subjects)]
    for block, hits in zip(state.blocks, found.hits, strict=True):
        segment = block.segment
        for (subject, entry), numbers, rows in zip(hits.who.tolist(), hits.found.tolist(), hits.rows.tolist(), strict=True):
            matches[subject].append(
                explain(
                    segment.entry_ids[entry],
                    subjects[subject],
                    found.sources[subject],
                    segment.identities[entry],
                    segment.sources[entry],
                    numbers,
                    rows,
                )
            )
    for each in matches:
        if len(each) > 1:
            each.sort(key=lambda match: (-match.match_weight, match.entry_id))
    return matches


def compare(model: MatchModel, subject: Identity, listed: Identity) -> Match:
    """Compare one pair, explained, by the same code as a search."""
    entry = Entry("listed", listed, prepare(listed))
    segment, laid = build_segment(model, (entry,)), lay_out(model, (prepare(subject),))
    hits = search_segment(model, segment, np.zeros(1, np.bool_), laid, _LOWEST, everything=True, brute=True)
    found = _Found(1, (hits,), {0: laid.people[0].sources})
    return _explained(found, (subject,), _State((_Block(segment, np.zeros(1, np.bool_)),), 1))[0][0]
