"""People as arrays: the integer-coded form in which both the subjects of a search and the entries of an index are compared."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from vetting.matching.folding import FoldedName

Array = NDArray[Any]
TOKENS = 6
"""Forenames compared of one name."""
HALVES = 3
"""Parts compared of a surname of several words."""
_AT_ONCE = 2_000

PART = np.dtype(
    [
        ("key", "u8"),
        ("bloom", "u8"),  # the last six bits of the keys of related parts, a bit each (asking side)
        ("mask", "u4"),  # letters present
        ("sound", "u4"),
        ("skeleton", "u4"),
        ("start", "u4"),
        ("related_start", "u4"),
        ("related_stop", "u4"),
        ("surname_bits", "f4"),
        ("forename_bits", "f4"),
        ("prefix", "u2"),
        ("surname_origin", "u1"),  # groups of origin (0: unknown)
        ("forename_origin", "u1"),
        ("length", "i8"),
    ],
    align=True,
)
RELATION = np.dtype([("key", "u8"), ("surname_level", "i4"), ("forename_level", "i4")], align=True)
NAME = np.dtype(
    [
        ("bag", "u8"),
        ("surname", "i4"),
        ("forenames", "i4"),
        ("mask", "u4"),  # of the surname: letters present, and its length above them
        ("first_mask", "u4"),  # of the first forename
        ("pair_mask", "u4"),  # of the first two forenames written as one, if there are two
        ("sound", "u2"),
        ("first_sound", "u2"),
        ("pair_sound", "u2"),
        ("skeleton", "u2"),
        ("first_skeleton", "u2"),
        ("pair_skeleton", "u2"),
        ("prefix", "u2"),
        ("first_prefix", "u2"),
        ("ending", "u1"),  # the last eight bits of the part's key
        ("first_ending", "u1"),
        ("pair_ending", "u1"),
        ("shape", "u1"),  # see the bits below
    ],
    align=True,
)
"""A name: its records, the sum of its words' keys, and what rules it out without looking further (see `shortcuts`)."""
JUDGED, HALVED, SEVERAL, THREE = 1, 2, 4, 8
"""Shape of a name: it has surname and forenames; its surname has several words; it has several forenames, or three or more."""
PERSON = np.dtype(
    [
        ("force", "u4"),
        ("insurance", "i4"),
        ("first_name", "i4"),
        ("last_name", "i4"),
        ("first_number", "i4"),
        ("last_number", "i4"),
    ],
    align=True,
)
NUMBER = np.dtype([("number", "u8"), ("force", "u8")], align=True)


class Words(NamedTuple):
    """The vocabulary of a table: distinct parts, surname and forenames records, and names."""

    parts: Array
    """PART[parts]: facts about each distinct name part; its letters stand in `chars`."""
    chars: Array
    """uint8: letters 0 to 25 of all parts."""
    relations: Array
    """RELATION: the names each part is related to (asking side only)."""
    masks: Array
    """uint64[parts, 26]: positions of each letter (asking side only)."""
    surnames: Array
    """int32[records, 2 + HALVES]: whole, core (without particles), halves; -1 for none."""
    forenames: Array
    """int32[records, 2 + TOKENS]: all joined, the first two joined, each forename; -1 for none."""
    names: Array
    """NAME[names]."""


class PersonTable(NamedTuple):
    """People as integer codes: the fields of `Words`, with `names` in the order of the people, and the people themselves."""

    parts: Array
    chars: Array
    relations: Array
    masks: Array
    surnames: Array
    forenames: Array
    names: Array
    """NAME[names]: the names of all people, in their order."""
    people: Array
    """PERSON[people]: identifiers, and where the names and numbers of each person stand."""
    dates: Array
    """int32[people]: packed dates of birth."""
    numbers: Array
    """NUMBER: service numbers and their forces (keys; 0: not known)."""


class Prepared(NamedTuple):
    """One identity, folded: what the tables are filled from. `names[i]` was read from `Identity.names[sources[i]]`."""

    names: tuple[FoldedName, ...]
    sources: tuple[int, ...]
    date: int
    force: int
    insurance: int
    numbers: tuple[tuple[int, int], ...]


def laid_rows(rows: Sequence[tuple[int | float, ...]], dtype: Any) -> Array:
    """Return rows as an array. A part at a time: numpy keeps the interpreter from other threads while it reads one."""
    if len(rows) <= _AT_ONCE:
        return np.array(rows, dtype)
    return np.concatenate([np.array(rows[start : start + _AT_ONCE], dtype) for start in range(0, len(rows), _AT_ONCE)])


def person_table(words: Words, codes: Sequence[int], people: Sequence[Prepared]) -> PersonTable:
    """Lay out people in their order; `codes` are the names of all of them, as the vocabulary numbered them."""
    rows: list[tuple[int, ...]] = []
    numbers: list[tuple[int, int]] = []
    first_name = 0
    for person in people:
        last_name = first_name + len(person.names)
        first_number = len(numbers)
        if person.numbers:
            numbers.extend(person.numbers)
        rows.append((person.force, person.insurance, first_name, last_name, first_number, len(numbers)))
        first_name = last_name
    return PersonTable(
        *words[:-1],
        words.names[np.array(codes, np.int32)],
        laid_rows(rows, PERSON),
        np.array([person.date for person in people], np.int32),
        laid_rows(numbers, NUMBER),
    )
