"""Levels of two name parts: the compiled comparison of two folded words, the same for retrieval, scoring and explanation."""

from __future__ import annotations

from typing import Any

import numpy as np

from vetting.matching.bits import letter_count
from vetting.matching.compiled import compiled, inner
from vetting.matching.levels import DIFFERENT, EXACT, INITIAL, ONE_EDIT, RESEMBLING, SHORTENED, SIMILAR, SOUND_ALIKE, TWO_EDITS

KNOWN_BITS = 15.5
"""A name rarer than 2^-15.5 (about 1,500 bearers in the UK) is not taken as another well-known name when one edit away."""
NEAR_LETTERS = 4
"""Letters that two near parts may not have in common (two edits change at most four)."""
_FNV_PRIME = np.uint64(1099511628211)
_FNV_BASIS = np.uint64(14695981039346656037)


@compiled
def edit_distance(masks: Any, row: int, length: int, chars: Any, start: int, stop: int) -> int:  # noqa: PLR0917
    """Return the optimal string alignment distance (Hyyrö 2003, bit-parallel, transpositions count one).

    `masks[row]` holds, for each letter, the positions of that letter in the first word; the second word is `chars[start:stop]`.
    """
    one = np.uint64(1)
    zero = np.uint64(0)
    last = one << np.uint64(length - 1)
    vp = ~zero
    vn = zero
    d0 = zero
    previous = zero
    distance = length
    for index in range(start, stop):
        pm = masks[row, chars[index]]
        tr = (((~d0) & pm) << one) & previous
        d0 = (((pm & vp) + vp) ^ vp) | pm | vn | tr
        hp = vn | ~(d0 | vp)
        hn = d0 & vp
        if hp & last:
            distance += 1
        if hn & last:
            distance -= 1
        hp = (hp << one) | one
        hn = hn << one
        vp = hn | ~(d0 | hp)
        vn = hp & d0
        previous = pm
    return distance


@compiled
def position_masks(parts: Any, chars: Any) -> Any:
    """Return, for each part and letter, the bit mask of the positions at which the letter stands."""
    masks = np.zeros((len(parts), 26), np.uint64)
    for part in range(len(parts)):
        for index in range(parts[part].length):
            masks[part, chars[parts[part].start + index]] |= np.uint64(1) << np.uint64(index)
    return masks


@inner
def hash_without(chars: Any, start: int, stop: int, skipped: int) -> int:
    """Return a 32-bit hash of `chars[start:stop]` with the letter at `skipped` left out (-1: none)."""
    value = _FNV_BASIS
    for index in range(start, stop):
        if index != skipped:
            value = (value ^ np.uint64(chars[index] + 1)) * _FNV_PRIME
    return int(np.uint32(value ^ (value >> np.uint64(32))))


@inner
def related_level(first: Any, a: int, second: Any, b: int, field: int) -> int:
    """Return VARIANT or NICKNAME if the data relates the two parts in that field, otherwise DIFFERENT."""
    target = second.parts[b].key
    if not (first.parts[a].bloom >> (target & np.uint64(63))) & np.uint64(1):
        return DIFFERENT
    for index in range(first.parts[a].related_start, first.parts[a].related_stop):
        relation = first.relations[index]
        if relation.key == target:
            if field == 2:
                return int(min(relation.surname_level, relation.forename_level))
            return int(relation.surname_level if field == 0 else relation.forename_level)
    return DIFFERENT


@inner
def bits_of(first: Any, a: int, second: Any, b: int, field: int) -> float:
    """Return the rarity of the commoner of two parts: a typing error's rarity is that of the name that was meant."""
    surname = min(first.parts[a].surname_bits, second.parts[b].surname_bits)
    forename = min(first.parts[a].forename_bits, second.parts[b].forename_bits)
    if field == 2:
        return float(min(surname, forename))
    return float(surname if field == 0 else forename)


@inner
def _rarer_bits(first: Any, a: int, second: Any, b: int, field: int) -> float:
    if field == 0:
        return float(max(first.parts[a].surname_bits, second.parts[b].surname_bits))
    return float(max(first.parts[a].forename_bits, second.parts[b].forename_bits))


@inner
def _common_prefix(first: Any, a: int, second: Any, b: int) -> int:
    """Return how many letters two parts begin with in common."""
    one = first.parts[a]
    two = second.parts[b]
    length = min(one.length, two.length)
    for index in range(length):
        if first.chars[one.start + index] != second.chars[two.start + index]:
            return index
    return int(length)


@inner
def part_level(first: Any, a: int, second: Any, b: int, field: int) -> int:
    """Put part `a` of the first table and part `b` of the second on a level; `field`: 0 surname, 1 forename, 2 either."""
    one = first.parts[a]
    two = second.parts[b]
    if one.key == two.key:
        return EXACT
    length = one.length
    other = two.length
    if length == 1 or other == 1:
        return INITIAL if first.chars[one.start] == second.chars[two.start] else DIFFERENT
    related = related_level(first, a, second, b, field)
    if related != DIFFERENT:
        return related
    if length == 2 and other == 2 and one.mask == two.mask:
        return SIMILAR
    same_sound = one.sound != 0 and one.sound == two.sound
    same_skeleton = one.skeleton != 0 and one.skeleton == two.skeleton
    letters = letter_count(one.mask ^ two.mask)
    prefix = _common_prefix(first, a, second, b)
    rare = _rarer_bits(first, a, second, b, field) > KNOWN_BITS
    if same_sound or same_skeleton or (letters <= 6 and abs(length - other) <= 4):
        distance = edit_distance(first.masks, a, length, second.chars, two.start, two.start + other)
        level = _edit_level(distance, max(length, other), same_sound, same_skeleton, rare)
        if level < RESEMBLING and not (same_sound or same_skeleton) and letters > NEAR_LETTERS:
            level = RESEMBLING
        if level < RESEMBLING:
            return level
        if level == RESEMBLING:
            return min(level, _stem_level(prefix, min(length, other), abs(length - other), rare, field))
    return _stem_level(prefix, min(length, other), abs(length - other), rare, field)


@inner
def _edit_level(distance: int, longer: int, same_sound: bool, same_skeleton: bool, rare: bool) -> int:
    """Choose the level from the edit distance, the sounds and whether one of the two is no well-known name (`rare`)."""
    if distance == 1 and longer >= 3:
        if same_sound or (longer >= 4 and rare):
            return ONE_EDIT if rare else SOUND_ALIKE
        return SIMILAR
    if (same_sound or same_skeleton) and longer >= 3 and distance <= 1 + longer // 3:
        return SOUND_ALIKE if same_sound or rare else SIMILAR
    if distance == 2 and longer >= 6:
        return TWO_EDITS if rare else SIMILAR
    if distance == 3 and longer >= 9 and rare:
        return TWO_EDITS
    return RESEMBLING if longer >= 4 and distance * 2 <= longer else DIFFERENT


@inner
def _stem_level(prefix: int, shorter: int, difference: int, rare: bool, field: int) -> int:
    """Choose the level of two parts that begin alike: cut off, a pet form by a new ending, or no more than alike."""
    if prefix == shorter and difference >= 2 and (shorter >= 4 or (field >= 1 and shorter >= 3)):
        return SHORTENED
    if field >= 1 and prefix >= 3 and shorter - prefix <= 2:
        return SHORTENED if rare else RESEMBLING
    if prefix >= 4 or (field >= 1 and prefix >= 2):
        return RESEMBLING
    return DIFFERENT
