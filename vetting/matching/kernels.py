"""Levels of two name parts: the compiled comparison of two folded words, the same for retrieval, scoring and explanation."""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit

from vetting.matching.levels import DIFFERENT, EXACT, INITIAL, ONE_EDIT, SHORTENED, SIMILAR, SOUND_ALIKE, TWO_EDITS

KNOWN_BITS = 15.5
"""A name rarer than 2^-15.5 (about 1,500 bearers in the UK) is not taken as another well-known name when one edit away."""
_FNV_PRIME = np.uint64(1099511628211)
_FNV_BASIS = np.uint64(14695981039346656037)


@njit(cache=True, nogil=True)
def letter_count(bits: int) -> int:
    """Count the set bits of a 32-bit mask."""
    v = np.uint32(bits)
    v = v - ((v >> np.uint32(1)) & np.uint32(0x55555555))
    v = (v & np.uint32(0x33333333)) + ((v >> np.uint32(2)) & np.uint32(0x33333333))
    v = (v + (v >> np.uint32(4))) & np.uint32(0x0F0F0F0F)
    return int((v * np.uint32(0x01010101)) >> np.uint32(24))


@njit(cache=True, nogil=True)
def edit_distance(masks: Any, row: int, length: int, chars: Any, start: int, stop: int) -> int:
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


@njit(cache=True, nogil=True)
def position_masks(chars: Any, offsets: Any) -> Any:
    """Return, for each part and letter, the bit mask of the positions at which the letter stands."""
    count = len(offsets) - 1
    masks = np.zeros((count, 26), np.uint64)
    for part in range(count):
        for index in range(offsets[part], offsets[part + 1]):
            masks[part, chars[index]] |= np.uint64(1) << np.uint64(index - offsets[part])
    return masks


@njit(cache=True, nogil=True)
def hash_without(chars: Any, start: int, stop: int, skipped: int) -> int:
    """Return a 32-bit hash of `chars[start:stop]` with the letter at `skipped` left out (-1: none)."""
    value = _FNV_BASIS
    for index in range(start, stop):
        if index != skipped:
            value = (value ^ np.uint64(chars[index] + 1)) * _FNV_PRIME
    return np.uint32(value ^ (value >> np.uint64(32)))


@njit(cache=True, nogil=True)
def related_level(first: Any, a: int, second: Any, b: int) -> int:
    """Return VARIANT or NICKNAME if the data relates the two parts, otherwise DIFFERENT."""
    target = second.key[b]
    if not (first.bloom[a] >> (target & np.uint64(63))) & np.uint64(1):
        return DIFFERENT
    for index in range(first.related_offset[a], first.related_offset[a + 1]):
        if first.related_key[index] == target:
            return first.related_level[index]
    return DIFFERENT


@njit(cache=True, nogil=True)
def _is_prefix(first: Any, a: int, second: Any, b: int, length: int) -> bool:
    start = first.offset[a]
    other = second.offset[b]
    for index in range(length):
        if first.chars[start + index] != second.chars[other + index]:
            return False
    return True


@njit(cache=True, nogil=True)
def part_level(first: Any, a: int, second: Any, b: int, field: int) -> int:
    """Put part `a` of the first table and part `b` of the second on a level; `field` 0 compares as surnames, 1 as forenames."""
    if first.key[a] == second.key[b]:
        return EXACT
    length = first.offset[a + 1] - first.offset[a]
    other = second.offset[b + 1] - second.offset[b]
    if length == 1 or other == 1:
        return INITIAL if first.chars[first.offset[a]] == second.chars[second.offset[b]] else DIFFERENT
    related = related_level(first, a, second, b)
    if related != DIFFERENT:
        return related
    same_sound = first.sound[a] != 0 and first.sound[a] == second.sound[b]
    same_skeleton = first.skeleton[a] != 0 and first.skeleton[a] == second.skeleton[b]
    shorter = min(length, other)
    if not (same_sound or same_skeleton):
        if shorter >= 3 and abs(length - other) >= 2 and _is_prefix(first, a, second, b, shorter):
            return SHORTENED if shorter >= 4 or field == 1 else DIFFERENT
        if abs(length - other) > 2 or letter_count(first.mask[a] ^ second.mask[b]) > 4:
            return DIFFERENT
    distance = edit_distance(first.masks, a, length, second.chars, second.offset[b], second.offset[b + 1])
    return _edit_level(distance, length, other, same_sound, same_skeleton, min(first.bits[a, field], second.bits[b, field]),
        max(first.bits[a, field], second.bits[b, field]))  # fmt: skip


@njit(cache=True, nogil=True)
def _edit_level(distance: int, length: int, other: int, same_sound: bool, same_skeleton: bool, common: float, rare: float) -> int:
    """Choose the level from the edit distance, the sounds and whether both are well-known names (`rare`: bits of the rarer)."""
    longer = max(length, other)
    if distance == 1 and longer >= 3:
        if same_sound or (longer >= 4 and rare > KNOWN_BITS):
            return ONE_EDIT if rare > KNOWN_BITS else SOUND_ALIKE
        return SIMILAR
    if (same_sound or same_skeleton) and longer >= 3 and distance <= 1 + longer // 3:
        return SOUND_ALIKE
    if distance == 2 and longer >= 6:
        return TWO_EDITS if rare > KNOWN_BITS else SIMILAR
    if distance == 3 and longer >= 9 and rare > KNOWN_BITS:
        return TWO_EDITS
    return DIFFERENT
