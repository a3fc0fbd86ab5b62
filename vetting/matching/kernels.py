"""Levels of two name parts: the compiled comparison of two folded words, the same for retrieval, scoring and explanation."""

from __future__ import annotations

from typing import Any

import numpy as np

from vetting.matching.bits import letter_count
from vetting.matching.compiled import compiled, inlined, inner
from vetting.matching.levels import (
    DIFFERENT,
    EXACT,
    INITIAL,
    NICKNAME,
    ONE_EDIT,
    RESEMBLING,
    SHORTENED,
    SIMILAR,
    SOUND_ALIKE,
    TWO_EDITS,
    VARIANT,
)

KNOWN_BITS = 15.5
"""A name rarer than 2^-15.5 (about 1,500 bearers in the UK) is not taken as another well-known name when one edit away."""
COMMON_BITS = 8.0
"""The rarity of a name that anybody may bear."""
SHORT_FORM_BITS = 9.5
"""That of a forename that is mostly short for another: Bob, but not Jack."""
SPELLING_BITS = 14.0
"""That of a surname that is mostly another spelling: Smythe, but not Davis."""
SLIP_BITS = 20.0
"""That of what is no name at all."""
FIRST_BITS = 2.0
"""What is taken from the rarity of names that look alike but begin with other letters: the first is the last to be mistaken."""
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


@inner
def with_length(part: Any) -> Any:
    """Return the letters of a part as a bit mask, and above them its length."""
    return np.uint32(part.mask) | (np.uint32(part.length) << np.uint32(26))


@inner
def short_key(key: Any) -> Any:
    """Return sixteen bits of a 32-bit key; 0 stands for none."""
    if key == 0:
        return np.uint16(0)
    bits = (key ^ (key >> np.uint32(16))) & np.uint32(0xFFFF)
    return np.uint16(bits if bits != 0 else 1)


_CONSONANTS = np.array([-1 if char in "aeiouyhw" else ord(char) - 97 for char in "abkdefjhijklmnobkrsdufwkys"], np.int8)
"""The letter that each letter stands for in a skeleton (-1: left out): most transliterations keep these apart."""
_FIRSTS = np.array([ord(char) - 97 for char in "abkdefjhijklmnobkrsdufwkys"], np.int8)


@inner
def _skeleton(chars: Any, start: int, stop: int) -> Any:
    """Return a key of the consonants of a word without doubles, as most transliterations keep them; 0 if fewer than three."""
    value = _FNV_BASIS
    count = 0
    last = -1
    for index in range(start, stop):
        letter = _FIRSTS[chars[index]] if index == start else _CONSONANTS[chars[index]]
        if letter >= 0:
            if letter != last:
                value = (value ^ np.uint64(letter + 1)) * _FNV_PRIME
                count += 1
            last = letter
    if count < 3:
        return np.uint32(0)
    key = np.uint32(value ^ (value >> np.uint64(32)))
    return key if key != 0 else np.uint32(1)


@compiled
def complete_parts(parts: Any, chars: Any, masks: Any) -> None:
    """Fill what follows from the letters of new parts: letters present, the first three, the skeleton; positions if asked for."""
    for part in range(len(parts)):
        start = parts[part].start
        length = parts[part].length
        mask = np.uint32(0)
        prefix = 0
        for index in range(length):
            letter = chars[start + index]
            mask |= np.uint32(1) << np.uint32(letter)
            if index < 3:
                prefix |= (letter + 1) << (5 * index)
            if len(masks) > 0:
                masks[part, letter] |= np.uint64(1) << np.uint64(index)
        parts[part].mask = mask
        parts[part].prefix = prefix
        parts[part].skeleton = _skeleton(chars, start, start + length)


@inner
def hash_without(chars: Any, start: int, stop: int, skipped: int) -> int:
    """Return a 32-bit hash of `chars[start:stop]` with the letter at `skipped` left out (-1: none)."""
    value = _FNV_BASIS
    for index in range(start, stop):
        if index != skipped:
            value = (value ^ np.uint64(chars[index] + 1)) * _FNV_PRIME
    return int(np.uint32(value ^ (value >> np.uint64(32))))


@inlined
def _related_level(relations: Any, one: Any, target: Any, field: int) -> int:
    """Return VARIANT or NICKNAME if the data relates a part to the one of key `target` in that field, otherwise DIFFERENT."""
    if not (one.bloom >> (target & np.uint64(63))) & np.uint64(1):
        return DIFFERENT
    for index in range(one.related_start, one.related_stop):
        relation = relations[index]
        if relation.key == target:
            if field == 2:
                return int(min(relation.surname_level, relation.forename_level))
            return int(relation.surname_level if field == 0 else relation.forename_level)
    return DIFFERENT


@inlined
def bits_of(first: Any, a: int, second: Any, b: int, field: int, level: int) -> float:  # noqa: PLR0917
    """Return the rarity of what two parts found on a level agree in: at most that of the commoner, which is the one that was meant.

    It is the less the better known the other one is, too: Davis beside Davies is often another family, Daviess hardly ever.
    """
    surname = min(first.parts[a].surname_bits, second.parts[b].surname_bits)
    forename = min(first.parts[a].forename_bits, second.parts[b].forename_bits)
    commoner = float(min(surname, forename)) if field == 2 else float(surname if field == 0 else forename)
    if level in (EXACT, INITIAL, DIFFERENT) or (level == VARIANT and field != 0):
        return commoner
    one = first.parts[a]
    two = second.parts[b]
    rarer = max(_rarer_bits(one, two, field), COMMON_BITS)
    if field == 2:
        rarer = max(min(one.surname_bits, one.forename_bits), min(two.surname_bits, two.forename_bits), COMMON_BITS)
    if level <= NICKNAME:
        known = max(SPELLING_BITS - rarer, 0.0) if field == 0 else 2.0 * max(SHORT_FORM_BITS - rarer, 0.0)
        return float(commoner - known)
    if (one.prefix ^ two.prefix) & 31 != 0:
        commoner -= FIRST_BITS
    return float(commoner - max(SLIP_BITS - rarer, 0.0))


@inlined
def _rarer_bits(one: Any, two: Any, field: int) -> float:
    if field == 0:
        return float(max(one.surname_bits, two.surname_bits))
    return float(max(one.forename_bits, two.forename_bits))


@inlined
def _common_prefix(one: Any, chars: Any, two: Any, other_chars: Any) -> int:
    """Return how many letters two parts begin with in common."""
    length = min(one.length, two.length)
    for index in range(length):
        if chars[one.start + index] != other_chars[two.start + index]:
            return index
    return int(length)


@inlined
def part_level(first: Any, a: int, second: Any, b: int, field: int) -> int:
    """Put part `a` of the first table and part `b` of the second on a level; `field`: 0 surname, 1 forename, 2 either."""
    one = first.parts[a]
    two = second.parts[b]
    if one.key == two.key:
        return EXACT
    if one.length == 1 or two.length == 1:
        return INITIAL if (one.prefix & 31) == (two.prefix & 31) else DIFFERENT
    return unequal_level(one, a, first.chars, first.masks, first.relations, two, second.chars, field)


@inner
def unequal_level(one: Any, a: int, chars: Any, masks: Any, relations: Any, two: Any, other_chars: Any, field: int) -> int:  # noqa: PLR0917
    """Put two different words on a level. Takes the arrays it reads, not the tables: handing those over costs as much again."""
    related = _related_level(relations, one, two.key, field)
    if related != DIFFERENT:
        return related
    length = one.length
    other = two.length
    if length == 2 and other == 2 and one.mask == two.mask:
        return SIMILAR
    same_sound = one.sound != 0 and one.sound == two.sound
    same_skeleton = one.skeleton != 0 and one.skeleton == two.skeleton
    letters = letter_count(one.mask ^ two.mask)
    prefix = _common_prefix(one, chars, two, other_chars)
    rare = _rarer_bits(one, two, field) > KNOWN_BITS
    if same_sound or same_skeleton or (letters <= 6 and abs(length - other) <= 4):
        distance = edit_distance(masks, a, length, other_chars, two.start, two.start + other)
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
    return RESEMBLING if distance * 2 <= longer else DIFFERENT


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
