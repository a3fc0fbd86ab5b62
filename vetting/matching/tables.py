"""People as arrays: the integer-coded form in which both the subjects of a search and the entries of an index are compared."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from vetting.matching.folding import PARTICLES, FoldedName
from vetting.matching.kernels import position_masks
from vetting.matching.parts import PartBook, PartFacts, text_key

Array = NDArray[Any]
TOKENS = 6
"""Forenames compared of one name."""
HALVES = 3
"""Parts compared of a surname of several words."""


PART = np.dtype(
    [
        ("key", "u8"),
        ("bloom", "u8"),
        ("mask", "u4"),
        ("sound", "u4"),
        ("skeleton", "u4"),
        ("start", "u4"),
        ("related_start", "u4"),
        ("related_stop", "u4"),
        ("surname_bits", "f4"),
        ("forename_bits", "f4"),
        ("prefix", "u2"),
        ("surname_origin", "u1"),
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
        ("mask", "u4"),
        ("sound", "u4"),
        ("skeleton", "u4"),
        ("prefix", "u2"),
        ("bloom_bit", "u1"),
        ("single", "u1"),
    ],
    align=True,
)
"""A name: its records, the sum of its words' keys, and what rules its surname out without looking further (see

`scoring.may_be_near`).
"""
PERSON = np.dtype(
    [
        ("force", "u8"),
        ("insurance", "i8"),
        ("first_name", "i4"),
        ("last_name", "i4"),
        ("first_number", "i4"),
        ("last_number", "i4"),
    ],
    align=True,
)
NUMBER = np.dtype([("number", "u8"), ("force", "u8")], align=True)


class PersonTable(NamedTuple):
    """People as integer codes.

    A person owns names, a name has a surname record and a forenames record, records point at parts (-1: none).
    """

    parts: Array
    """PART[parts]: facts about each distinct name part; its letters stand in `chars`."""
    chars: Array
    """uint8: letters 0 to 25 of all parts."""
    relations: Array
    """RELATION: the names each part is related to (only laid out for the asking side)."""
    masks: Array
    """uint64[parts, 26]: positions of each letter (only laid out for the asking side)."""
    surnames: Array
    """int32[records, 2 + HALVES]: whole, core (without particles), halves."""
    forenames: Array
    """int32[records, 2 + TOKENS]: all joined, the first two joined, each forename."""
    names: Array
    """NAME[names]: the names of all people, in their order."""
    people: Array
    """PERSON[people]: identifiers, and where the names and numbers of each person stand."""
    dates: Array
    """int32[people]: packed dates of birth."""
    digits: Array
    """uint32[people]: the same dates with one digit in each four bits."""
    numbers: Array
    """NUMBER: service numbers and their forces (keys; 0: not known)."""


@dataclass(frozen=True, slots=True)
class Prepared:
    """One identity, folded.

    What the tables are filled from. `sources[i]` is the place in `Identity.names` that `names[i]` was read from.
    """

    names: tuple[FoldedName, ...]
    sources: tuple[int, ...]
    date: int
    force: int
    insurance: int
    numbers: tuple[tuple[int, int], ...]


class TableBuilder:
    """Collects prepared identities and lays them out as arrays. Parts and records are stored once each."""

    def __init__(self, book: PartBook) -> None:
        self._book = book
        self._parts: dict[str, int] = {}
        self._facts: list[PartFacts] = []
        self._surnames: dict[tuple[str, ...], int] = {}
        self._surname_rows: list[tuple[int, ...]] = []
        self._forenames: dict[tuple[str, ...], int] = {}
        self._forename_rows: list[tuple[int, ...]] = []
        self._names: list[tuple[int, int, int]] = []
        self._people: list[Prepared] = []

    def add(self, person: Prepared) -> None:
        """Append one person."""
        for name in person.names:
            surname = self._surnames.get(name.surname)
            if surname is None:
                surname = self._add_surname(name.surname)
            forenames = self._forenames.get(name.forenames)
            if forenames is None:
                forenames = self._add_forenames(name.forenames)
            bag = sum(map(text_key, (*name.forenames, *name.surname))) & 0xFFFFFFFFFFFFFFFF
            self._names.append((bag, surname, forenames))
        self._people.append(person)

    def _part(self, text: str) -> int:
        code = self._parts.get(text)
        if code is None:
            code = self._parts[text] = len(self._facts)
            self._facts.append(self._book.facts(text))
        return code

    def _add_surname(self, words: tuple[str, ...]) -> int:
        whole = self._part("".join(words)[:60]) if words else -1
        kept = tuple(word for word in words if word not in PARTICLES) or words
        core = self._part("".join(kept)[:60]) if kept and kept != words else whole
        halves = [self._part(word) for word in kept[:HALVES]] if len(kept) > 1 else []
        self._surname_rows.append((whole, core, *halves, *[-1] * (HALVES - len(halves))))
        self._surnames[words] = len(self._surname_rows) - 1
        return len(self._surname_rows) - 1

    def _add_forenames(self, words: tuple[str, ...]) -> int:
        kept = [self._part(word) for word in words[:TOKENS]]
        joined = self._part("".join(words)[:60]) if words else -1
        pair = self._part("".join(words[:2])[:60]) if len(words) > 1 else joined
        self._forename_rows.append((joined, pair, *kept, *[-1] * (TOKENS - len(kept))))
        self._forenames[words] = len(self._forename_rows) - 1
        return len(self._forename_rows) - 1

    def table(self, *, querying: bool) -> PersonTable:
        """Lay out the people in the order they were added; what only the asking side needs is left empty for an index."""
        parts, chars = _part_rows(self._facts)
        surnames = np.array(self._surname_rows, np.int32).reshape(-1, 2 + HALVES)
        related = [pair for fact in self._facts for pair in fact.related] if querying else []
        people = self._people
        numbers = [number for person in people for number in person.numbers]
        dates = np.array([person.date for person in people], np.int32)
        return PersonTable(
            parts=parts,
            chars=chars,
            relations=np.array(related, RELATION),
            masks=position_masks(parts, chars) if querying else np.zeros((0, 26), np.uint64),
            surnames=surnames,
            forenames=np.array(self._forename_rows, np.int32).reshape(-1, 2 + TOKENS),
            names=_name_rows(self._names, surnames, parts),
            people=_person_rows(people),
            dates=dates,
            digits=_digits(dates),
            numbers=np.array(numbers, NUMBER),
        )


def offsets(lengths: Sequence[int]) -> Array:
    """Return where each run starts, and where the last one ends."""
    result = np.zeros(len(lengths) + 1, np.int32)
    np.cumsum(lengths, out=result[1:])
    return result


def _digits(dates: Array) -> Array:
    digits = np.zeros(len(dates), np.uint32)
    for place in range(8):
        digits |= (dates // 10**place % 10).astype(np.uint32) << np.uint32(4 * place)
    return digits


def _prefix(chars: bytes) -> int:
    return sum((letter + 1) << (5 * place) for place, letter in enumerate(chars[:3]))


def _part_rows(facts: list[PartFacts]) -> tuple[Array, Array]:
    rows = np.zeros(len(facts), PART)
    start = offsets([len(fact.chars) for fact in facts])
    related = offsets([len(fact.related) for fact in facts])
    rows["key"] = [fact.key for fact in facts]
    rows["bloom"] = [fact.bloom for fact in facts]
    rows["mask"] = [fact.mask for fact in facts]
    rows["sound"] = [fact.sound for fact in facts]
    rows["skeleton"] = [fact.skeleton for fact in facts]
    rows["surname_bits"] = [fact.bits[0] for fact in facts]
    rows["forename_bits"] = [fact.bits[1] for fact in facts]
    rows["prefix"] = [_prefix(fact.chars) for fact in facts]
    rows["surname_origin"] = [fact.origins[0] for fact in facts]
    rows["forename_origin"] = [fact.origins[1] for fact in facts]
    rows["start"], rows["length"] = start[:-1], np.diff(start)
    rows["related_start"], rows["related_stop"] = related[:-1], related[1:]
    return rows, np.frombuffer(b"".join([fact.chars for fact in facts]), np.uint8).copy()


def _name_rows(names: list[tuple[int, int, int]], surnames: Array, parts: Array) -> Array:
    rows = np.zeros(len(names), NAME)
    rows["bag"] = [bag for bag, _, _ in names]
    rows["surname"] = [surname for _, surname, _ in names]
    rows["forenames"] = [forenames for _, _, forenames in names]
    whole = surnames[rows["surname"], 0]
    for field in ("mask", "sound", "skeleton", "prefix"):
        rows[field] = parts[field][whole]
    rows["bloom_bit"] = parts["key"][whole] & 63
    simple = (surnames[:, 0] >= 0) & (surnames[:, 0] == surnames[:, 1]) & (surnames[:, 2] < 0)
    rows["single"] = simple[rows["surname"]]
    return rows


def _person_rows(people: list[Prepared]) -> Array:
    rows = np.zeros(len(people), PERSON)
    names = offsets([len(person.names) for person in people])
    numbers = offsets([len(person.numbers) for person in people])
    rows["force"] = [person.force for person in people]
    rows["insurance"] = [person.insurance for person in people]
    rows["first_name"], rows["last_name"] = names[:-1], names[1:]
    rows["first_number"], rows["last_number"] = numbers[:-1], numbers[1:]
    return rows
