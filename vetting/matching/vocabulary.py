"""The vocabulary that tables of people share: every distinct part, surname, run of forenames and name is laid out once."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np

from vetting.matching.compiled import compiled
from vetting.matching.folding import PARTICLES, FoldedName
from vetting.matching.kernels import complete_parts, short_key, with_length
from vetting.matching.parts import PartBook, text_key
from vetting.matching.tables import (
    HALVED,
    HALVES,
    JUDGED,
    NAME,
    PART,
    RELATION,
    SEVERAL,
    THREE,
    TOKENS,
    Array,
    PersonTable,
    Prepared,
    Words,
    laid_rows,
    person_table,
)

MOST_NAMES = 50_000
"""Names that the asking side remembers (about 40 MB) before it begins anew."""
_NO_HALVES = (-1,) * HALVES
_KEY_BITS = (1 << 64) - 1
_NEW_NAME = np.dtype("u8, i4, i4")


class _Growing:
    """An array that rows are appended to. What was handed out stays as it was, so that readers need no lock."""

    def __init__(self, dtype: Any, *columns: int) -> None:
        self._held = np.zeros((64, *columns), dtype)
        self._used = 0

    def append(self, rows: Array) -> None:
        """Append rows."""
        needed = self._used + len(rows)
        if needed > len(self._held):
            larger = np.zeros((max(needed, 2 * len(self._held)), *self._held.shape[1:]), self._held.dtype)
            larger[: self._used] = self._held[: self._used]
            self._held = larger
        self._held[self._used : needed] = rows
        self._used = needed

    def __len__(self) -> int:
        return self._used

    def view(self) -> Array:
        """Return the rows so far."""
        return self._held[: self._used]


class Vocabulary:
    """Numbers names and lays them out. The asking side's knows relations too, and is kept from one search to the next."""

    def __init__(self, book: PartBook, *, asking: bool) -> None:
        self._book = book
        self._asking = asking
        self._parts: dict[str, int] = {}
        self._surnames: dict[tuple[str, ...], int] = {}
        self._forenames: dict[tuple[str, ...], int] = {}
        self._names: dict[FoldedName, int] = {}
        self._new_parts: list[tuple[Any, ...]] = []
        self._new_letters: list[str] = []
        self._letters = 0
        self._new_relations: list[tuple[int, int, int]] = []
        self._relations = 0
        self._new_surnames: list[tuple[int, ...]] = []
        self._new_forenames: list[tuple[int, ...]] = []
        self._new_names: list[tuple[int, int, int]] = []
        self._words = Words(
            np.zeros(0, PART), np.zeros(0, np.uint8), np.zeros(0, RELATION), np.zeros((0, 26), np.uint64),
            np.zeros((0, 2 + HALVES), np.int32), np.zeros((0, 2 + TOKENS), np.int32), np.zeros(0, NAME),
        )  # fmt: skip
        self._grown = tuple(_Growing(array.dtype, *array.shape[1:]) for array in self._words)

    def __len__(self) -> int:
        return len(self._names)

    def codes(self, people: Iterable[Prepared]) -> list[int]:
        """Return the numbers of all names of these people, new ones added."""
        known, codes = self._names, []
        for person in people:
            for name in person.names:
                code = known.get(name)
                codes.append(self._add_name(name) if code is None else code)
        return codes

    def words(self) -> Words:
        """Return everything added so far, laid out. What was returned before stays valid."""
        if self._new_names:
            self._lay_out()
        return self._words

    def _add_name(self, name: FoldedName) -> int:
        surname = self._surnames.get(name.surname)
        if surname is None:
            surname = self._add_surname(name.surname)
        forenames = self._forenames.get(name.forenames)
        if forenames is None:
            forenames = self._add_forenames(name.forenames)
        bag = sum(map(text_key, (*name.forenames, *name.surname))) & _KEY_BITS
        self._new_names.append((bag, surname, forenames))
        code = self._names[name] = len(self._names)
        return code

    def _part(self, text: str) -> int:
        code = self._parts.get(text)
        if code is None:
            code = self._parts[text] = len(self._parts)
            facts = self._book.facts(text)
            related = self._book.related(text) if self._asking else ()
            bloom = 0
            for key, *_ in related:
                bloom |= 1 << (key & 63)
            start, first = self._letters, self._relations
            self._letters += len(text)
            self._relations += len(related)
            self._new_parts.append(
                (facts.key, bloom, 0, facts.sound, 0, start, first, self._relations, *facts.bits, 0, *facts.origins, len(text))
            )
            self._new_letters.append(text)
            self._new_relations.extend(related)
        return code

    def _add_surname(self, words: tuple[str, ...]) -> int:
        whole = self._part("".join(words)[:60]) if words else -1
        kept = tuple(word for word in words if word not in PARTICLES) or words
        core = self._part("".join(kept)[:60]) if kept and kept != words else whole
        halves = [self._part(word) for word in kept[:HALVES]] if len(kept) > 1 else []
        self._new_surnames.append((whole, core, *halves, *_NO_HALVES[len(halves) :]))
        code = self._surnames[words] = len(self._surnames)
        return code

    def _add_forenames(self, words: tuple[str, ...]) -> int:
        kept = [self._part(word) for word in words[:TOKENS]]
        joined = (kept[0] if len(words) == 1 else self._part("".join(words)[:60])) if words else -1
        pair = self._part("".join(words[:2])[:60]) if len(words) > 1 else joined
        self._new_forenames.append((joined, pair, *kept, *[-1] * (TOKENS - len(kept))))
        code = self._forenames[words] = len(self._forenames)
        return code

    def _lay_out(self) -> None:
        parts, chars, relations, masks, surnames, forenames, names = self._grown
        first_part, first_name = len(parts), len(names)
        letters = "".join(self._new_letters).encode()
        chars.append(np.frombuffer(letters, np.uint8) - 97)
        parts.append(laid_rows(self._new_parts, PART))
        relations.append(laid_rows(self._new_relations, RELATION))
        if self._asking:
            masks.append(np.zeros((len(self._new_parts), 26), np.uint64))
        complete_parts(parts.view()[first_part:], chars.view(), masks.view()[first_part:])
        surnames.append(laid_rows(self._new_surnames, np.int32).reshape(-1, 2 + HALVES))
        forenames.append(laid_rows(self._new_forenames, np.int32).reshape(-1, 2 + TOKENS))
        rows = np.zeros(len(self._new_names), NAME)
        columns = laid_rows(self._new_names, _NEW_NAME)
        rows["bag"], rows["surname"], rows["forenames"] = columns["f0"], columns["f1"], columns["f2"]
        names.append(rows)
        _complete_names(names.view()[first_name:], surnames.view(), forenames.view(), parts.view())
        for new in (
            self._new_parts, self._new_letters, self._new_relations, self._new_surnames, self._new_forenames, self._new_names,
        ):  # fmt: skip
            new.clear()
        self._words = Words(*(grown.view() for grown in self._grown))


@compiled
def _complete_names(names: Any, surnames: Any, forenames: Any, parts: Any) -> None:
    """Fill the columns of new names that follow from their records."""
    for row in range(len(names)):
        surname = names[row].surname
        given = names[row].forenames
        whole = surnames[surname, 0]
        first = forenames[given, 2]
        if whole >= 0:
            names[row].mask = with_length(parts[whole])
            names[row].sound = short_key(parts[whole].sound)
            names[row].skeleton = short_key(parts[whole].skeleton)
            names[row].prefix = parts[whole].prefix
            names[row].ending = parts[whole].key & np.uint64(255)
        if first >= 0:
            names[row].first_mask = with_length(parts[first])
            names[row].first_sound = short_key(parts[first].sound)
            names[row].first_skeleton = short_key(parts[first].skeleton)
            names[row].first_prefix = parts[first].prefix
            names[row].first_ending = parts[first].key & np.uint64(255)
            shape = 0
            if forenames[given, 3] >= 0:
                shape |= SEVERAL
                pair = forenames[given, 1]
                names[row].pair_mask = with_length(parts[pair])
                names[row].pair_sound = short_key(parts[pair].sound)
                names[row].pair_skeleton = short_key(parts[pair].skeleton)
                names[row].pair_ending = parts[pair].key & np.uint64(255)
            if forenames[given, 4] >= 0:
                shape |= THREE
            if whole >= 0 and parts[whole].length > 1:
                shape |= JUDGED
                if surnames[surname, 1] != whole or surnames[surname, 2] >= 0:
                    shape |= HALVED
            names[row].shape = shape


class Asking:
    """The vocabulary of all who asked so far, shared by the threads of a process and begun anew when it has grown too large."""

    def __init__(self, book: PartBook) -> None:
        self._book = book
        self._lock = threading.Lock()
        self._vocabulary = Vocabulary(book, asking=True)

    def lay_out(self, people: Sequence[Prepared]) -> PersonTable:
        """Lay out the subjects of one search."""
        with self._lock:
            if len(self._vocabulary) > MOST_NAMES:
                self._vocabulary = Vocabulary(self._book, asking=True)
            codes = self._vocabulary.codes(people)
            words = self._vocabulary.words()
        return person_table(words, codes, people)


def lay_out_listed(book: PartBook, people: Sequence[Prepared]) -> PersonTable:
    """Lay out the entries of an index."""
    vocabulary = Vocabulary(book, asking=False)
    codes = vocabulary.codes(people)
    return person_table(vocabulary.words(), codes, people)
