"""Finding a key in the sorted look-up arrays of an index."""

from __future__ import annotations

from typing import Any

import numpy as np

from vetting.matching.compiled import inlined, inner
from vetting.matching.lookups import FIRST_YEAR, MONTHS, YEARS


@inner
def bisect(keys: Any, key: Any, low: int, high: int) -> int:
    """Return the first place from `low` to `high` in the sorted `keys` that is not below `key`."""
    while low < high:
        middle = (low + high) >> 1
        if keys[middle] < key:
            low = middle + 1
        else:
            high = middle
    return low


@inner
def hashed_place(keys: Any, key: Any, share: float) -> int:
    """Return what `bisect` would over all `keys`, where they are hashes: it begins where `share` of them should lie below."""
    size = len(keys)
    if size == 0:
        return 0
    place = min(int(size * share), size - 1)
    step = 8
    if keys[place] < key:
        low = place + 1
        high = low
        while high < size and keys[high] < key:
            low = high + 1
            high += step
            step *= 2
        return bisect(keys, key, low, min(high, size))
    high = place
    low = place
    while low > 0 and keys[low] >= key:
        high = low
        low -= step
        step *= 2
    return bisect(keys, key, max(low, 0), high)


@inlined
def place32(keys: Any, key: Any) -> int:
    """Return where a 32-bit hash stands, or would stand, among sorted ones."""
    return hashed_place(keys, key, float(key) / 4294967296.0)


@inlined
def place64(keys: Any, key: Any) -> int:
    """Return where a 64-bit hash stands, or would stand, among sorted ones."""
    return hashed_place(keys, key, float(key >> np.uint64(32)) / 4294967296.0)


@inlined
def first_born(born: Any, months: Any, date: int) -> int:
    """Return the first place in the sorted dates of birth `born` that is not before `date`; `months` is `Lookups.months`."""
    month = (date // 10000 - FIRST_YEAR) * MONTHS + date // 100 % 100
    if 0 <= month < YEARS * MONTHS:
        return bisect(born, date, months[month], months[month + 1])
    return bisect(born, date, 0, len(born))
