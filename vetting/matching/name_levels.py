"""Levels of two names: surnames with their halves, forenames in their order and out of it, and the two in each other's place."""

from __future__ import annotations

from typing import Any

import numpy as np

from vetting.matching import levels as lv
from vetting.matching.bits import letter_count
from vetting.matching.compiled import inner
from vetting.matching.kernels import bits_of, part_level


@inner
def surname_level(q: Any, a: int, x: Any, b: int, model: Any) -> tuple[int, float]:
    """Compare two surname records: level, and rarity of what agrees."""
    whole = q.surnames[a, 0]
    other = x.surnames[b, 0]
    if whole < 0 or other < 0:
        return lv.MISSING, 0.0
    level = part_level(q, whole, x, other, 0)
    bits = bits_of(q, whole, x, other, 0, level)
    if level == lv.EXACT:
        return level, bits
    core = q.surnames[a, 1]
    other_core = x.surnames[b, 1]
    if core != whole or other_core != other:
        found = part_level(q, core, x, other_core, 0)
        if found == lv.EXACT:
            return lv.VARIANT, bits_of(q, core, x, other_core, 0, found)
        if model.surname[found] > model.surname[level]:
            level = found
            bits = bits_of(q, core, x, other_core, 0, found)
    if q.surnames[a, 2] >= 0 or x.surnames[b, 2] >= 0:
        return _half_level(q, a, x, b, model, level, bits)
    return level, bits


@inner
def _half_level(q: Any, a: int, x: Any, b: int, model: Any, level: int, bits: float) -> tuple[int, float]:  # noqa: PLR0917
    """Compare the halves of double surnames; both halves in the other order are a variant, one shared half is a half."""
    a_first = 2 if q.surnames[a, 2] >= 0 else 1
    b_first = 2 if x.surnames[b, 2] >= 0 else 1
    exact = 0
    count_a = 0
    count_b = 0
    for i in range(a_first, q.surnames.shape[1]):
        if a_first == 1 and i > 1:
            break
        part = q.surnames[a, i]
        if part < 0:
            break
        count_a += 1
        count_b = 0
        for j in range(b_first, x.surnames.shape[1]):
            if b_first == 1 and j > 1:
                break
            other = x.surnames[b, j]
            if other < 0:
                break
            count_b += 1
            found = part_level(q, part, x, other, 0)
            if found == lv.EXACT:
                exact += 1
            target = lv.PART if found <= lv.VARIANT else (lv.PART_NEAR if found <= lv.SOUND_ALIKE else lv.DIFFERENT)
            if target != lv.DIFFERENT and model.surname[target] > model.surname[level]:
                level = target
                bits = bits_of(q, part, x, other, 0, found)
    if exact >= 2 and count_a == count_b:
        return lv.VARIANT, bits + 4.0
    if level == lv.PART and count_a > 1 and count_b > 1 and exact < 2:
        return lv.PART_NEAR, bits
    return level, bits


@inner
def forename_level(q: Any, a: int, x: Any, b: int, model: Any) -> tuple[int, float, int, float, int]:
    """Compare two forenames records: level and rarity of the first forename, and those of the others as `_middle_level`."""
    first = q.forenames[a, 2]
    other = x.forenames[b, 2]
    if first < 0 or other < 0:
        return lv.MISSING, 0.0, lv.MIDDLE_MISSING, 0.0, 0
    level = part_level(q, first, x, other, 1)
    bits = bits_of(q, first, x, other, 1, level)
    used_a = 1
    used_b = 1
    if level != lv.EXACT:
        if q.parts[q.forenames[a, 0]].key == x.parts[x.forenames[b, 0]].key:
            return lv.EXACT, bits, lv.MIDDLE_MISSING, 0.0, 0
        if q.parts[q.forenames[a, 1]].key == x.parts[other].key:
            level, bits, used_a = lv.EXACT, bits_of(q, q.forenames[a, 1], x, other, 1, lv.EXACT), 3
        elif q.parts[first].key == x.parts[x.forenames[b, 1]].key:
            level, bits, used_b = lv.EXACT, bits_of(q, first, x, x.forenames[b, 1], 1, lv.EXACT), 3
        elif level >= lv.SHORTENED:
            joined = joined_level(q, q.forenames[a, 1], x, other)
            if joined < level:
                level, bits, used_a = joined, bits_of(q, q.forenames[a, 1], x, other, 1, joined), 3
            joined = joined_level(q, first, x, x.forenames[b, 1])
            if joined < level:
                level, bits, used_a, used_b = joined, bits_of(q, first, x, x.forenames[b, 1], 1, joined), 1, 3
    if model.forenames[level] < model.forenames[lv.PART]:
        i, j, crossed = _crossed_forename(q, a, x, b)
        target = lv.PART if crossed <= lv.NICKNAME else (lv.PART_NEAR if crossed <= lv.SOUND_ALIKE else lv.DIFFERENT)
        if target != lv.DIFFERENT and model.forenames[target] > model.forenames[level]:
            level = target
            bits = bits_of(q, q.forenames[a, 2 + i], x, x.forenames[b, 2 + j], 1, crossed)
            used_a = 1 << i
            used_b = 1 << j
    middle, middle_bits, more = _middle_level(q, a, used_a, x, b, used_b)
    return level, bits, middle, middle_bits, more


@inner
def joined_level(q: Any, a: int, x: Any, b: int) -> int:
    """Compare two forenames written as one ("Annmarie") with one forename, or the other way round; DIFFERENT if not near."""
    if abs(q.parts[a].length - x.parts[b].length) > lv.JOINED_LETTERS or q.parts[a].length < 2 or x.parts[b].length < 2:
        return lv.DIFFERENT
    found = part_level(q, a, x, b, 1)
    return found if found <= lv.SIMILAR and found != lv.SHORTENED else lv.DIFFERENT


@inner
def _crossed_forename(q: Any, a: int, x: Any, b: int) -> tuple[int, int, int]:
    """Find the best agreement of one side's first forename with a later one of the other: both places, and the level.

    Of two on one level the rarer name counts, so that both ways round say the same.
    """
    best = lv.DIFFERENT
    bits = 0.0
    place = 0
    other_place = 0
    for j in range(1, x.forenames.shape[1] - 2):
        if x.forenames[b, 2 + j] < 0:
            break
        found = part_level(q, q.forenames[a, 2], x, x.forenames[b, 2 + j], 1)
        if found <= best and found < lv.SWAPPED and found != lv.INITIAL:
            rarity = bits_of(q, q.forenames[a, 2], x, x.forenames[b, 2 + j], 1, found)
            if found < best or rarity > bits:
                best, bits, place, other_place = found, rarity, 0, j
    for i in range(1, q.forenames.shape[1] - 2):
        if q.forenames[a, 2 + i] < 0:
            break
        found = part_level(q, q.forenames[a, 2 + i], x, x.forenames[b, 2], 1)
        if found <= best and found < lv.SWAPPED and found != lv.INITIAL:
            rarity = bits_of(q, q.forenames[a, 2 + i], x, x.forenames[b, 2], 1, found)
            if found < best or rarity > bits:
                best, bits, place, other_place = found, rarity, i, 0
    return place, other_place, best


@inner
def _middle_level(q: Any, a: int, used_a: int, x: Any, b: int, used_b: int) -> tuple[int, float, int]:  # noqa: PLR0917
    """Compare the forenames that the first comparison has not used (`used_*`: bit masks of places).

    Returns the best level, its rarity, and how many more of them agree than the one.
    """
    best = lv.MIDDLE_MISSING
    bits = 0.0
    agreeing = 0
    other_agreeing = 0
    for i in range(q.forenames.shape[1] - 2):
        if q.forenames[a, 2 + i] < 0:
            break
        if used_a >> i & 1:
            continue
        for j in range(x.forenames.shape[1] - 2):
            if x.forenames[b, 2 + j] < 0:
                break
            if used_b >> j & 1:
                continue
            found = part_level(q, q.forenames[a, 2 + i], x, x.forenames[b, 2 + j], 1)
            rarity = bits_of(q, q.forenames[a, 2 + i], x, x.forenames[b, 2 + j], 1, found)
            level = lv.MIDDLE_DIFFERENT
            if found <= lv.VARIANT:
                level = lv.MIDDLE_EXACT
                agreeing |= 1 << i
                other_agreeing |= 1 << j
            elif found < lv.INITIAL:
                level = lv.MIDDLE_NEAR
            elif found == lv.INITIAL:
                level = lv.MIDDLE_INITIAL
            if best == lv.MIDDLE_MISSING or level < best or (level == best and rarity > bits):
                best = level
                bits = rarity
    more = min(letter_count(np.uint32(agreeing)), letter_count(np.uint32(other_agreeing))) - 1
    return best, bits, max(more, 0)


@inner
def surname_as_forename(q: Any, surname: int, x: Any, forenames: int) -> tuple[int, float]:
    """Compare the surname record of one side, whole or its first word, with each forename of the other: best level, rarity.

    When the two were swapped, a surname field holds "Harry William" and the forenames field "Lusby".
    """
    best = lv.DIFFERENT
    bits = 0.0
    for column in (0, 2):
        part = q.surnames[surname, column]
        if part < 0:
            continue
        for place in range(3 if column == 0 else x.forenames.shape[1]):
            other = x.forenames[forenames, place]
            if other >= 0:
                found = part_level(q, part, x, other, 2)
                if found < best:
                    best = found
                    bits = bits_of(q, part, x, other, 2, found)
    return best, bits


@inner
def forename_as_surname(q: Any, forenames: int, x: Any, surname: int) -> tuple[int, float]:
    """Compare the forenames of the asking side with the surname record of the other, as `surname_as_forename`."""
    best = lv.DIFFERENT
    bits = 0.0
    for column in (0, 2):
        part = x.surnames[surname, column]
        if part < 0:
            continue
        for place in range(3 if column == 0 else q.forenames.shape[1]):
            other = q.forenames[forenames, place]
            if other >= 0:
                found = part_level(q, other, x, part, 2)
                if found < best:
                    best = found
                    bits = bits_of(q, other, x, part, 2, found)
    return best, bits


@inner
def one_word_level(q: Any, a: int, x: Any, b: int, level: int, bits: float) -> tuple[int, float]:  # noqa: PLR0917
    """Return the level of two surnames of which one is the whole name, also compared with the other side's forenames.

    A name of one word may be anybody's forename or surname; agreeing with either it is one part of a name in common.
    """
    q_alone = q.forenames[q.names[a].forenames, 2] < 0
    found, rarity = lv.DIFFERENT, 0.0
    if q_alone and q.surnames[q.names[a].surname, 2] < 0:
        found, rarity = surname_as_forename(q, q.names[a].surname, x, x.names[b].forenames)
    elif not q_alone and x.surnames[x.names[b].surname, 2] < 0:
        found, rarity = forename_as_surname(q, q.names[a].forenames, x, x.names[b].surname)
    if found <= lv.NICKNAME:
        return lv.PART, rarity
    if found <= lv.SOUND_ALIKE:
        return lv.PART_NEAR, rarity
    return level, bits


@inner
def swapped_level(q: Any, a: int, x: Any, b: int, model: Any) -> tuple[int, float, float]:
    """Return the level of two names read with forename and surname in each other's place, and the rarity of both agreements."""
    forward, forward_bits = surname_as_forename(q, q.names[a].surname, x, x.names[b].forenames)
    back, back_bits = lv.DIFFERENT, 0.0
    if forward <= lv.RESEMBLING:
        back, back_bits = forename_as_surname(q, q.names[a].forenames, x, x.names[b].surname)
    better = min(forward, back)
    worse = max(forward, back)
    if worse <= lv.NICKNAME:
        return lv.SWAPPED, forward_bits, back_bits
    both = q.forenames[q.names[a].forenames, 2] >= 0 and x.forenames[x.names[b].forenames, 2] >= 0
    if both and q.names[a].bag == x.names[b].bag:
        return lv.SWAPPED, model.surname_base, model.forename_base
    if worse <= lv.SOUND_ALIKE or worse == lv.TWO_EDITS:
        return lv.SWAPPED_NEAR, forward_bits, back_bits
    if worse <= lv.RESEMBLING and better <= lv.VARIANT:
        return lv.SWAPPED_ALIKE, forward_bits, back_bits
    return lv.DIFFERENT, 0.0, 0.0
