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
from vetting.matching.kernels import NEAR_LETTERS, part_level, short_key, unequal_level, with_length
from vetting.matching.tables import HALVED, SEVERAL, THREE

NEAR, ALIKE, APART = range(3)
"""Two surnames: on a level above an initial, resembling, or different."""
SAME, CLOSE, LIKE, UNLIKE = range(4)
"""Two parts as either kind of name: the same or related, on a level above an initial, resembling or an initial, or different."""
ALIKE_LETTERS = 6
"""Letters that two parts may not have in common to be compared letter by letter at all."""
_LETTERS = np.uint32(0x03FFFFFF)
_ONE_LETTER, _TWO_LETTERS = 0x1F, 0x3FF
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
def _begins_or_sounds_alike(fact: Any, sound: Any, skeleton: Any, prefix: Any) -> bool:
    if fact.prefix == prefix:
        return True
    if sound != 0 and sound == short_key(fact.sound):
        return True
    return bool(skeleton != 0 and skeleton == short_key(fact.skeleton))


@inlined
def _few_edits(longer: int, difference: int, apart: int) -> bool:
    """Tell whether words of that length, difference in length and letters not in common may be as few edits apart as near ones."""
    steps = 1 if longer < 6 else (2 if longer < 9 else 3)
    return apart <= min(2 * steps, NEAR_LETTERS) and difference <= steps


@inlined
def _near(relations: Any, fact: Any, letters: Any, sound: Any, skeleton: Any, prefix: Any, ending: Any) -> bool:  # noqa: PLR0917
    """Tell whether a part may be on a level above an initial with the part that the other values were taken from."""
    if _begins_or_sounds_alike(fact, sound, skeleton, prefix):
        return True
    length = int(letters >> np.uint32(26))
    longer = max(fact.length, length)
    if _few_edits(longer, longer - min(fact.length, length), letter_count((letters & _LETTERS) ^ fact.mask)):
        return True
    return _related(relations, fact, ending)


@inlined
def _kin(relations: Any, fact: Any, letters: Any, sound: Any, skeleton: Any, prefix: Any, ending: Any) -> int:  # noqa: PLR0917
    """Tell what two parts may at best be to each other as either kind of name: SAME, CLOSE, LIKE or UNLIKE."""
    if letters == with_length(fact) or _related(relations, fact, ending):
        return SAME
    if _begins_or_sounds_alike(fact, sound, skeleton, prefix):
        return CLOSE
    other = letters & _LETTERS
    length = int(letters >> np.uint32(26))
    longer = max(fact.length, length)
    shorter = min(fact.length, length)
    apart = letter_count(other ^ fact.mask)
    if _few_edits(longer, longer - shorter, apart):
        return CLOSE
    begins = int(prefix) ^ int(fact.prefix)
    if begins & _TWO_LETTERS == 0 or (shorter == 1 and begins & _ONE_LETTER == 0):
        return LIKE
    if apart > ALIKE_LETTERS:
        return UNLIKE
    alone = max(letter_count(other & ~fact.mask), letter_count(fact.mask & ~other))
    return LIKE if 2 * max(longer - shorter, alone) <= longer else UNLIKE


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
def _glance_part(relations: Any, fact: Any, other: Any) -> int:
    return glance(
        relations, fact, with_length(other), short_key(other.sound), short_key(other.skeleton), other.prefix, other.key & _ENDING
    )


@inlined
def _near_first(relations: Any, fact: Any, name: Any) -> bool:
    return _near(relations, fact, name.first_mask, name.first_sound, name.first_skeleton, name.first_prefix, name.first_ending)


@inlined
def _near_part(relations: Any, fact: Any, other: Any) -> bool:
    return _near(
        relations, fact, with_length(other), short_key(other.sound), short_key(other.skeleton), other.prefix, other.key & _ENDING
    )


@inlined
def _kin_surname(relations: Any, fact: Any, name: Any) -> int:
    return _kin(relations, fact, name.mask, name.sound, name.skeleton, name.prefix, name.ending)


@inlined
def _kin_first(relations: Any, fact: Any, name: Any) -> int:
    return _kin(relations, fact, name.first_mask, name.first_sound, name.first_skeleton, name.first_prefix, name.first_ending)


@inlined
def _kin_part(relations: Any, fact: Any, other: Any) -> int:
    return _kin(
        relations, fact, with_length(other), short_key(other.sound), short_key(other.skeleton), other.prefix, other.key & _ENDING
    )


@inlined
def _pair_prefix(x: Any, name: Any) -> Any:
    """Return the first three letters of the first two forenames written as one: those of the first, if it has as many."""
    if name.first_mask >> np.uint32(26) >= 3:
        return name.first_prefix
    return x.parts[x.forenames[name.forenames, 1]].prefix


@inlined
def _near_pair(relations: Any, fact: Any, x: Any, name: Any) -> bool:
    prefix = _pair_prefix(x, name)
    return _near(relations, fact, name.pair_mask, name.pair_sound, name.pair_skeleton, prefix, name.pair_ending)


@inlined
def _kin_pair(relations: Any, fact: Any, x: Any, name: Any) -> int:
    prefix = _pair_prefix(x, name)
    return _kin(relations, fact, name.pair_mask, name.pair_sound, name.pair_skeleton, prefix, name.pair_ending)


@inner
def surname_class(one: Any, a: int, chars: Any, masks: Any, relations: Any, two: Any, other_chars: Any) -> int:  # noqa: PLR0917
    """Compare two surnames of one word: NEAR, ALIKE or APART."""
    level = lv.EXACT if one.key == two.key else unequal_level(one, a, chars, masks, relations, two, other_chars, 0)
    if level < lv.INITIAL:
        return NEAR
    return ALIKE if level == lv.RESEMBLING else APART


@inlined
def _half(relations: Any, fact: Any, letters: Any, sound: Any, skeleton: Any, ending: Any) -> bool:  # noqa: PLR0917
    """Tell whether two words of double surnames may be alike enough to count as a half: alike in sound, or better."""
    if (sound != 0 and sound == short_key(fact.sound)) or (skeleton != 0 and skeleton == short_key(fact.skeleton)):
        return True
    if abs(int(letters >> np.uint32(26)) - fact.length) <= 1 and letter_count((letters & _LETTERS) ^ fact.mask) <= 2:
        return True
    return _related(relations, fact, ending)


@inlined
def _half_of_name(relations: Any, fact: Any, name: Any) -> bool:
    return _half(relations, fact, name.mask, name.sound, name.skeleton, name.ending)


@inlined
def _half_of_part(relations: Any, fact: Any, other: Any) -> bool:
    return _half(relations, fact, with_length(other), short_key(other.sound), short_key(other.skeleton), other.key & _ENDING)


@inner
def any_word_near(q: Any, surname: int, given: int, x: Any, name: Any) -> bool:
    """Tell whether any word of one name, or words written as one, may be on a level above an initial with any of another."""
    for column in range(q.surnames.shape[1]):
        if _is_word(q.surnames, surname, column) and _near_any(q, q.surnames[surname, column], x, name):
            return True
    for column in range(q.forenames.shape[1]):
        if _is_word(q.forenames, given, column) and _near_any(q, q.forenames[given, column], x, name):
            return True
    return False


@inner
def _near_any(q: Any, part: int, x: Any, name: Any) -> bool:
    fact = q.parts[part]
    for column in range(x.surnames.shape[1]):
        if _is_word(x.surnames, name.surname, column) and _near_part(q.relations, fact, x.parts[x.surnames[name.surname, column]]):
            return True
    for column in range(x.forenames.shape[1]):
        if _is_word(x.forenames, name.forenames, column) and _near_part(
            q.relations, fact, x.parts[x.forenames[name.forenames, column]]
        ):
            return True
    return False


@inlined
def _is_word(records: Any, record: int, column: int) -> bool:
    """Tell whether there is a part in a column of a record, other than the one before it."""
    part = records[record, column]
    return part >= 0 and (column == 0 or part != records[record, column - 1])


@inner
def words_class(  # noqa: PLR0917
    surnames: Any, surname: int, parts: Any, relations: Any, name: Any, other_surnames: Any, other_parts: Any
) -> int:
    """Tell what two surnames of which one has several words may at best be to each other: NEAR, ALIKE or APART."""
    whole = parts[surnames[surname, 0]]
    kind = glance(relations, whole, name.mask, name.sound, name.skeleton, name.prefix, name.ending)
    if kind == NEAR:
        return NEAR
    if not name.shape & HALVED:
        return min(kind, _words_of_one_side(surnames, surname, parts, relations, name))
    core = parts[surnames[surname, 1]]
    other = other_parts[other_surnames[name.surname, 1]]
    if core.length == 1 or other.length == 1:
        return NEAR
    kind = min(kind, _glance_part(relations, core, other))
    first = 2 if surnames[surname, 2] >= 0 else 1
    other_first = 2 if other_surnames[name.surname, 2] >= 0 else 1
    for i in range(first, surnames.shape[1] if first == 2 else 2):
        if surnames[surname, i] < 0:
            break
        for j in range(other_first, other_surnames.shape[1] if other_first == 2 else 2):
            if other_surnames[name.surname, j] < 0:
                break
            if _half_of_part(relations, parts[surnames[surname, i]], other_parts[other_surnames[name.surname, j]]):
                return NEAR
    return kind


@inlined
def _words_of_one_side(surnames: Any, surname: int, parts: Any, relations: Any, name: Any) -> int:
    """Tell the same, but for the whole surnames, where that of the listed side is one word: it stands in its row of `NAME`."""
    core = parts[surnames[surname, 1]]
    if core.length == 1:
        return NEAR
    kind = glance(relations, core, name.mask, name.sound, name.skeleton, name.prefix, name.ending)
    for column in range(1, surnames.shape[1]):
        if surnames[surname, column] >= 0 and _half_of_name(relations, parts[surnames[surname, column]], name):
            return NEAR
    return kind


@inlined
def firsts_near(q: Any, given: int, x: Any, name: Any) -> bool:
    """Tell whether the first forenames are near, or one may be the other with the next name joined on."""
    part = q.forenames[given, 2]
    first = q.parts[part]
    if _near_first(q.relations, first, name) and part_level(q, part, x, x.forenames[name.forenames, 2], 1) < lv.INITIAL:
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
    return _near_pair(q.relations, q.parts[q.forenames[given, 2]], x, name)


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
    """Tell whether surname and forenames may stand in each other's place: both near, or (`alike`) one the same and one alike."""
    worst = LIKE if alike else CLOSE
    whole = q.parts[q.surnames[surname, 0]]
    half = q.surnames[surname, 2]
    several = bool(name.shape & SEVERAL)
    there = _kin_first(q.relations, whole, name)
    if several and there != SAME:
        there = min(there, _kin_pair(q.relations, whole, x, name))
    if there > worst and half < 0 and not name.shape & THREE:
        return False
    back = _back(q, given, name)
    if back != SAME and name.shape & HALVED:
        back = min(back, _back_half(q.forenames, given, q.parts, q.relations, x.surnames[name.surname, 2], x.parts))
    if back > worst:
        return False
    if half >= 0:
        there = min(there, _kin_first(q.relations, q.parts[half], name))
    if several and there != SAME and (half >= 0 or name.shape & THREE):
        there = min(there, _there_later(whole, half, q.parts, q.relations, x.forenames, name.forenames, x.parts))
    worse = max(there, back)
    return worse <= CLOSE or (worse <= worst and min(there, back) == SAME)


@inlined
def _back(q: Any, given: int, name: Any) -> int:
    """Tell what the forenames of the asking side, joined or the first, may at best be to the whole surname of the other."""
    best = _kin_surname(q.relations, q.parts[q.forenames[given, 2]], name)
    for place in range(2):
        part = q.forenames[given, place]
        if best != SAME and part != q.forenames[given, 2] and (place == 0 or part != q.forenames[given, 0]):
            best = min(best, _kin_surname(q.relations, q.parts[part], name))
    return best


@inner
def _back_half(forenames: Any, given: int, parts: Any, relations: Any, half: int, other_parts: Any) -> int:  # noqa: PLR0917
    """Tell what any forename of the asking side may at best be to the first word of the other's surname."""
    best = UNLIKE
    if half >= 0:
        for place in range(forenames.shape[1]):
            if forenames[given, place] >= 0:
                best = min(best, _kin_part(relations, parts[forenames[given, place]], other_parts[half]))
    return best


@inner
def _there_later(  # noqa: PLR0917
    whole: Any, half: int, parts: Any, relations: Any, forenames: Any, given: int, other_parts: Any
) -> int:
    """Tell what a surname, whole or its first word, may at best be to the other's forenames but the first, and those joined."""
    best = UNLIKE
    for place in range(forenames.shape[1] if half >= 0 else 2):
        if place != 2 and forenames[given, place] >= 0:
            other = other_parts[forenames[given, place]]
            if place < 2:
                best = min(best, _kin_part(relations, whole, other))
            if half >= 0:
                best = min(best, _kin_part(relations, parts[half], other))
    return best
