"""What one look at two names shows: whether their parts may be near each other. Never wrongly denies it.

A part's letters, length, first three letters, sound, consonants and related names say so before any edit distance is worked out.
What is looked at of the listed side stands in its row of `NAME`; its parts are read only where that row leaves it open.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from vetting.matching import levels as lv
from vetting.matching.bits import letter_count
from vetting.matching.compiled import inlined, inner
from vetting.matching.kernels import NEAR_LETTERS, short_key, unequal_level, with_length
from vetting.matching.tables import SEVERAL

NEAR, ALIKE, APART = range(3)
"""Two parts: on a level above an initial, resembling, or different."""
ALIKE_LETTERS = 6
"""Letters that two parts may not have in common to be compared letter by letter at all."""
_LETTERS = np.uint32(0x03FFFFFF)
_ENDING = np.uint64(0xFF)


@inlined
def _related(relations: Any, fact: Any, ending: Any) -> bool:
    """Tell whether a part may be related to one whose key ends in these eight bits."""
    if not (fact.bloom >> (np.uint64(ending) & np.uint64(63))) & np.uint64(1):
        return False
    for index in range(fact.related_start, fact.related_stop):  # noqa: SIM110  (compiled)
        if relations[index].key & _ENDING == np.uint64(ending):
            return True
    return False


@inlined
def _near(relations: Any, fact: Any, letters: Any, sound: Any, skeleton: Any, prefix: Any, ending: Any) -> bool:  # noqa: PLR0917
    """Tell whether a part may be on a level above an initial with the part that the other values were taken from."""
    if fact.prefix == prefix:
        return True
    if sound != 0 and sound == short_key(fact.sound):
        return True
    if skeleton != 0 and skeleton == short_key(fact.skeleton):
        return True
    length = int(letters >> np.uint32(26))
    longer = max(fact.length, length)
    steps = 1 if longer < 6 else (2 if longer < 9 else 3)
    apart = letter_count((letters & _LETTERS) ^ fact.mask)
    if apart <= min(2 * steps, NEAR_LETTERS) and longer - min(fact.length, length) <= steps:
        return True
    return _related(relations, fact, ending)


@inlined
def glance(relations: Any, fact: Any, letters: Any, sound: Any, skeleton: Any, prefix: Any, ending: Any) -> int:  # noqa: PLR0917
    """Tell what a part may at best be to the (surname) part that the other values were taken from: NEAR, ALIKE or APART."""
    if _near(relations, fact, letters, sound, skeleton, prefix, ending):
        return NEAR
    other = letters & _LETTERS
    length = int(letters >> np.uint32(26))
    longer = max(fact.length, length)
    difference = longer - min(fact.length, length)
    apart = letter_count(other ^ fact.mask)
    alone = max(letter_count(other & ~fact.mask), letter_count(fact.mask & ~other))
    return ALIKE if apart <= ALIKE_LETTERS and 2 * max(difference, alone) <= longer else APART


@inlined
def _near_surname(relations: Any, fact: Any, name: Any) -> bool:
    return _near(relations, fact, name.mask, name.sound, name.skeleton, name.prefix, name.ending)


@inlined
def _near_first(relations: Any, fact: Any, name: Any) -> bool:
    return _near(relations, fact, name.first_mask, name.first_sound, name.first_skeleton, name.first_prefix, name.first_ending)


@inlined
def _near_part(relations: Any, fact: Any, other: Any) -> bool:
    return _near(
        relations, fact, with_length(other), short_key(other.sound), short_key(other.skeleton), other.prefix, other.key & _ENDING
    )


@inlined
def _same_or_variant(relations: Any, fact: Any, letters: Any, ending: Any) -> bool:
    """Tell whether two parts may be the same or variants of one name."""
    return (letters & _LETTERS) == fact.mask or _related(relations, fact, ending)


@inner
def surname_class(one: Any, a: int, chars: Any, masks: Any, relations: Any, two: Any, other_chars: Any) -> int:  # noqa: PLR0917
    """Compare two surnames of one word: NEAR, ALIKE or APART."""
    level = lv.EXACT if one.key == two.key else unequal_level(one, a, chars, masks, relations, two, other_chars, 0)
    if level < lv.INITIAL:
        return NEAR
    return ALIKE if level == lv.RESEMBLING else APART


@inner
def words_near(q: Any, surname: int, x: Any, name: Any) -> bool:
    """Tell whether any word of one surname may be near any of the other, or an initial."""
    for i in range(q.surnames.shape[1]):
        part = q.surnames[surname, i]
        if part >= 0:
            for j in range(x.surnames.shape[1]):
                other = x.surnames[name.surname, j]
                if other >= 0 and (q.parts[part].length == 1 or x.parts[other].length == 1):
                    return True
                if other >= 0 and _near_part(q.relations, q.parts[part], x.parts[other]):
                    return True
    return False


@inlined
def firsts_near(q: Any, given: int, name: Any) -> bool:
    """Tell whether the first forenames may be near, or one be the other with the next name joined on."""
    first = q.parts[q.forenames[given, 2]]
    if _near_first(q.relations, first, name):
        return True
    short = first.length < 3 or (name.first_mask >> np.uint32(26)) < 3
    return short and (q.forenames[given, 3] >= 0 or bool(name.shape & SEVERAL))


@inlined
def joined_near(q: Any, given: int, x: Any, name: Any) -> bool:
    """Tell whether the first two forenames of either side, written as one, may be near the first of the other."""
    if q.forenames[given, 3] >= 0 and _near_first(q.relations, q.parts[q.forenames[given, 1]], name):
        return True
    if not name.shape & SEVERAL:
        return False
    return _near_part(q.relations, q.parts[q.forenames[given, 2]], x.parts[x.forenames[name.forenames, 1]])


@inlined
def crossed_near(q: Any, given: int, x: Any, name: Any) -> bool:
    """Tell whether the first forename of either side may be near a later one of the other."""
    for place in range(3, q.forenames.shape[1]):
        if q.forenames[given, place] < 0:
            break
        if _near_first(q.relations, q.parts[q.forenames[given, place]], name):
            return True
    return bool(name.shape & SEVERAL) and _first_is_later(
        q.parts[q.forenames[given, 2]], q.relations, x.parts, x.forenames, name.forenames
    )


@inner
def _first_is_later(first: Any, relations: Any, parts: Any, forenames: Any, given: int) -> bool:
    for place in range(3, forenames.shape[1]):
        if forenames[given, place] < 0:
            break
        if _near_part(relations, first, parts[forenames[given, place]]):
            return True
    return False


@inner
def others_agree(q: Any, given: int, x: Any, name: Any) -> bool:
    """Tell whether any other forename of one side may be near, or an initial of, one of the other side."""
    for i in range(3, q.forenames.shape[1]):
        if q.forenames[given, i] < 0:
            break
        fact = q.parts[q.forenames[given, i]]
        for j in range(3, x.forenames.shape[1]):
            if x.forenames[name.forenames, j] < 0:
                break
            other = x.parts[x.forenames[name.forenames, j]]
            if (fact.prefix & 31) == (other.prefix & 31) and (fact.length == 1 or other.length == 1):
                return True
            if _near_part(q.relations, fact, other):
                return True
    return False


@inlined
def may_be_swapped(q: Any, surname: int, given: int, x: Any, name: Any, alike: bool) -> bool:  # noqa: PLR0917
    """Tell whether surname and forenames may stand in each other's place: both near, or (`alike`) one the same."""
    back = False
    for place in range(3):
        part = q.forenames[given, place]
        if part >= 0 and (place == 0 or part != q.forenames[given, 0]):
            back = back or _near_surname(q.relations, q.parts[part], name)
            if alike and _same_or_variant(q.relations, q.parts[part], name.mask, name.ending):
                return True
    if not (back or alike):
        return False
    fact = q.parts[q.surnames[surname, 0]]
    if back and _near_first(q.relations, fact, name):
        return True
    if alike and _same_or_variant(q.relations, fact, name.first_mask, name.first_ending):
        return True
    return bool(name.shape & SEVERAL) and _joined_is_swapped(fact, q.relations, x.parts, x.forenames, name.forenames, back, alike)


@inner
def _joined_is_swapped(  # noqa: PLR0917
    fact: Any, relations: Any, parts: Any, forenames: Any, given: int, back: bool, alike: bool
) -> bool:
    """Tell whether a surname may be the other side's forenames written as one."""
    for place in range(2):
        other = parts[forenames[given, place]]
        if back and _near_part(relations, fact, other):
            return True
        if alike and _same_or_variant(relations, fact, other.mask, other.key & _ENDING):
            return True
    return False


@inner
def words_swapped(q: Any, surname: int, given: int, x: Any, name: Any, alike: bool) -> bool:  # noqa: PLR0917
    """Tell the same where a surname has several words: any word of a surname against any forename of the other side."""
    there = False
    for i in range(q.surnames.shape[1]):
        part = q.surnames[surname, i]
        if part >= 0:
            for j in range(x.forenames.shape[1]):
                other = x.forenames[name.forenames, j]
                if other >= 0 and _near_part(q.relations, q.parts[part], x.parts[other]):
                    there = True
    if not (there or alike):
        return False
    back = False
    for i in range(q.forenames.shape[1]):
        part = q.forenames[given, i]
        if part >= 0:
            for j in range(x.surnames.shape[1]):
                other = x.surnames[name.surname, j]
                if other >= 0 and _near_part(q.relations, q.parts[part], x.parts[other]):
                    back = True
    return (there and back) or (alike and (there or back))
