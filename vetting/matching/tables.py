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


class PartTable(NamedTuple):
    """Facts about each distinct name part; row `i` of every array is part `i`."""

    key: Array
    bloom: Array
    mask: Array
    sound: Array
    skeleton: Array
    bits: Array
    offset: Array
    chars: Array
    masks: Array
    related_offset: Array
    related_key: Array
    related_level: Array


class PersonTable(NamedTuple):
    """People as integer codes: entries own names, a name has a surname record and a forenames record, records point at parts (-1: none)."""

    surname: Array
    """int32[records, 2 + HALVES]: whole, core (without particles), halves."""
    forenames: Array
    """int32[records, 2 + TOKENS]: all joined, the first two joined, each forename."""
    name: Array
    """int32[names, 2]: surname record, forenames record."""
    bag: Array
    """uint64[names]: sum of the keys of all words, equal for the same words in any order and field."""
    first_name: Array
    """int32[people + 1]: where the names of each person start."""
    date: Array
    """int32[people]: packed date of birth."""
    force: Array
    insurance: Array
    first_number: Array
    number: Array
    number_force: Array


@dataclass(frozen=True, slots=True)
class Prepared:
    """One identity, folded: what the tables are filled from. `sources[i]` is the place in `Identity.names` that `names[i]` was read from."""

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
        self._names: list[tuple[int, int]] = []
        self._bags: list[int] = []
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
            self._names.append((surname, forenames))
            self._bags.append(sum(map(text_key, (*name.forenames, *name.surname))) & 0xFFFFFFFFFFFFFFFF)
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

    def parts(self, *, querying: bool) -> PartTable:
        """Lay out the parts; what only the asking side needs (relations, letter positions) is left empty for an index."""
        return part_table(self._facts, querying=querying)

    def people(self) -> PersonTable:
        """Lay out the people in the order they were added."""
        people = self._people
        numbers = [number for person in people for number in person.numbers]
        return PersonTable(
            surname=np.array(self._surname_rows, np.int32).reshape(-1, 2 + HALVES),
            forenames=np.array(self._forename_rows, np.int32).reshape(-1, 2 + TOKENS),
            name=np.array(self._names, np.int32).reshape(-1, 2),
            bag=np.array(self._bags, np.uint64),
            first_name=offsets([len(person.names) for person in people]),
            date=np.array([person.date for person in people], np.int32),
            force=np.array([person.force for person in people], np.uint64),
            insurance=np.array([person.insurance for person in people], np.int64),
            first_number=offsets([len(person.numbers) for person in people]),
            number=np.array([number for number, _ in numbers], np.uint64),
            number_force=np.array([force for _, force in numbers], np.uint64),
        )


def offsets(lengths: Sequence[int]) -> Array:
    """Return where each run starts, and where the last one ends."""
    result = np.zeros(len(lengths) + 1, np.int32)
    np.cumsum(lengths, out=result[1:])
    return result


def part_table(facts: list[PartFacts], *, querying: bool) -> PartTable:
    """Lay out part facts as arrays."""
    offset = offsets([len(fact.chars) for fact in facts])
    chars = np.frombuffer(b"".join([fact.chars for fact in facts]), np.uint8)
    related = [fact.related for fact in facts] if querying else []
    return PartTable(
        key=np.array([fact.key for fact in facts], np.uint64),
        bloom=np.array([fact.bloom for fact in facts] if querying else [], np.uint64),
        mask=np.array([fact.mask for fact in facts], np.uint32),
        sound=np.array([fact.sound for fact in facts], np.uint32),
        skeleton=np.array([fact.skeleton for fact in facts], np.uint32),
        bits=np.array([fact.bits for fact in facts], np.float32).reshape(-1, 2),
        offset=offset,
        chars=chars,
        masks=position_masks(chars, offset) if querying else np.zeros((0, 26), np.uint64),
        related_offset=offsets([len(pairs) for pairs in related]),
        related_key=np.array([key for pairs in related for key, _ in pairs], np.uint64),
        related_level=np.array([level for pairs in related for _, level in pairs], np.int8),
    )
