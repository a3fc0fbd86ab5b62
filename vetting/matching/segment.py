"""One immutable block of an index.

People as arrays in the order of their dates of birth, with look-ups, and the people as written.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

from vetting.matching.identity import Identity
from vetting.matching.lookups import Array, Lookups, build_lookups
from vetting.matching.model import MatchModel
from vetting.matching.retrieval import Scratch
from vetting.matching.searching import search_people
from vetting.matching.tables import PersonTable, Prepared
from vetting.matching.vocabulary import lay_out_listed

_FIRST_CAPACITY = 256
"""Hits that room is made for at first; when a search finds more, it goes on with a larger block."""
_MOST_MARKS = 2_000_000_000
_thread = threading.local()


class Entry(NamedTuple):
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
    kept = tuple(people)
    return Subjects(kept, model.asking.lay_out(kept))


def build_segment(model: MatchModel, entries: Sequence[Entry]) -> Segment:
    """Build a segment; the order of `entries` makes no difference to any answer."""
    born = np.fromiter((entry.prepared.date for entry in entries), np.int32, len(entries))
    ordered = [entries[place] for place in np.argsort(born, kind="stable").tolist()]
    table = lay_out_listed(model.book, [entry.prepared for entry in ordered])
    return Segment(
        tuple(entry.entry_id for entry in ordered),
        tuple(entry.identity for entry in ordered),
        tuple(entry.prepared.sources for entry in ordered),
        table,
        build_lookups(table),
    )


def _scratch(people: int, parts: int, searches: int) -> tuple[Scratch, int]:
    """Return this thread's working arrays, and the mark after which `searches` marks are unused in them."""
    held: Scratch | None = getattr(_thread, "scratch", None)
    mark: int = getattr(_thread, "mark", 0)
    if held is None or len(held.marks) < people or len(held.part_marks) < parts or mark + searches > _MOST_MARKS:
        sizes = (max(people, 1024, len(held.marks) if held else 0), max(parts, 1024, len(held.part_marks) if held else 0))
        marks, out = (tuple(kind(size, np.int32) for size in sizes) for kind in (np.zeros, np.empty))
        held = Scratch(marks[0], marks[1], out[0], out[1], np.zeros(sizes[1], np.bool_))
        _thread.scratch, mark = held, 0
    _thread.mark = mark + searches
    return held, mark


def search_segment(
    model: MatchModel, segment: Segment, removed: Array, subjects: Subjects, floor: float, *, everything: bool, brute: bool = False
) -> Hits:
    """Compare the subjects with a segment's candidates (with `brute`, with all entries).

    Keeps pairs of a band and, with `everything`, every pair of weight `floor` (bits) or more.
    """
    blocks: list[tuple[Any, ...]] = []
    count, place, capacity = len(subjects.people), 0, _FIRST_CAPACITY
    order = np.argsort(subjects.table.dates, kind="stable")  # neighbours in time look at the same entries
    while place < count:
        scratch, mark = _scratch(len(segment), len(segment.table.parts), count - place + 1)
        place, wanted, *block = search_people(
            subjects.table,
            segment.table,
            segment.lookups,
            removed,
            model.weights[0],
            floor,
            everything,
            brute,
            order,
            place,
            capacity,
            scratch,
            mark,
        )
        blocks.append(tuple(block))
        capacity = max(8 * capacity, int(wanted))
    if len(blocks) == 1:
        return Hits(*blocks[0])
    return Hits(*(np.concatenate(columns) for columns in zip(*blocks, strict=True)))
