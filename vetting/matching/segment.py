"""One immutable block of an index.

People as arrays in the order of their dates of birth, with look-ups, and the people as written.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from vetting.matching.identity import Identity
from vetting.matching.lookups import Array, Lookups, build_lookups
from vetting.matching.model import MatchModel
from vetting.matching.retrieval import search_people
from vetting.matching.tables import PersonTable, Prepared, TableBuilder

_FIRST_CAPACITY = 8_192
_scratch = threading.local()


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of an index: its id, the person as written and as folded."""

    entry_id: str
    identity: Identity
    prepared: Prepared


@dataclass(frozen=True, slots=True)
class Subjects:
    """Subjects of one search, laid out for comparison."""

    people: tuple[Prepared, ...]
    table: PersonTable


@dataclass(frozen=True, slots=True)
class Hits:
    """Pairs found in one segment: subject and entry numbers, levels and places, row weights, totals (bits)."""

    who: Array
    found: Array
    rows: Array
    totals: Array


@dataclass(frozen=True, slots=True)
class Segment:
    """An immutable block of entries."""

    entry_ids: tuple[str, ...]
    identities: tuple[Identity, ...]
    sources: tuple[tuple[int, ...], ...]
    table: PersonTable
    lookups: Lookups

    def __len__(self) -> int:
        return len(self.entry_ids)

    def memory(self) -> int:
        """Return the bytes of all arrays."""
        return sum(array.nbytes for table in (self.table, self.lookups) for array in table)


def lay_out(model: MatchModel, people: Iterable[Prepared]) -> Subjects:
    """Lay out subjects for a search."""
    builder = TableBuilder(model.book)
    kept = tuple(people)
    for person in kept:
        builder.add(person)
    return Subjects(kept, builder.table(querying=True))


def build_segment(model: MatchModel, entries: Sequence[Entry]) -> Segment:
    """Build a segment; the order of `entries` makes no difference to any answer."""
    ordered = sorted(entries, key=lambda entry: (entry.prepared.date, entry.entry_id))
    builder = TableBuilder(model.book)
    for entry in ordered:
        builder.add(entry.prepared)
    table = builder.table(querying=False)
    return Segment(
        tuple(entry.entry_id for entry in ordered),
        tuple(entry.identity for entry in ordered),
        tuple(entry.prepared.sources for entry in ordered),
        table,
        build_lookups(table),
    )


def _marks(kind: str, size: int) -> Array:
    """Return this thread's marking array of at least `size`; entries hold the number of the search that last touched them."""
    marks: Array | None = getattr(_scratch, kind, None)
    if marks is None or len(marks) < size:
        marks = np.zeros(max(size, 1024), np.int32)
        setattr(_scratch, kind, marks)
    return marks


def _next_mark(count: int) -> int:
    """Reserve `count` marks for this thread; starts over with clean arrays before the numbers run out."""
    mark: int = getattr(_scratch, "mark", 0)
    if mark + count >= 2_000_000_000:
        _scratch.people = _scratch.parts = None
        mark = 0
    _scratch.mark = mark + count
    return mark


def search_segment(
    model: MatchModel, segment: Segment, removed: Array, subjects: Subjects, floor: float, *, everything: bool, brute: bool = False
) -> Hits:
    """Compare the subjects with a segment's candidates (with `brute`, with all entries).

    Keeps pairs of a band and, with `everything`, every pair of weight `floor` (bits) or more.
    """
    blocks: list[tuple[Any, ...]] = []
    count, subject, capacity = len(subjects.people), 0, _FIRST_CAPACITY
    while subject < count:
        mark = _next_mark(count - subject + 1)
        following, _, wanted, *block = search_people(
            subjects.table,
            segment.table,
            segment.lookups,
            removed,
            model.weights[0],
            floor,
            everything,
            brute,
            subject,
            capacity,
            _marks("people", len(segment)),
            _marks("parts", len(segment.table.parts)),
            mark,
        )
        blocks.append(tuple(block))
        if following < count and wanted > capacity:
            capacity = int(wanted)
        subject = following
    return Hits(*(np.concatenate(columns) for columns in zip(*blocks, strict=True)))
