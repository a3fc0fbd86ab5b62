"""Telling at one look that two names have nothing near in common: what spares most candidates the full comparison."""

from __future__ import annotations

from typing import Any

import numpy as np

from vetting.matching.bits import letter_count
from vetting.matching.compiled import inlined
from vetting.matching.kernels import NEAR_LETTERS
from vetting.matching.levels import JOINED_LETTERS


@inlined
def _part_may_be_near(fact: Any, name: Any) -> bool:
    """Tell whether a part may be on a level above an initial with the (simple) surname of `name`; never wrongly denies it."""
    if (
        (fact.bloom >> np.uint64(name.bloom_bit)) & np.uint64(1)
        or fact.prefix == name.prefix
        or fact.length == 1
        or name.prefix < 32
    ):
        return True
    if (fact.sound != 0 and fact.sound == name.sound) or (fact.skeleton != 0 and fact.skeleton == name.skeleton):
        return True
    return letter_count(fact.mask ^ name.mask) <= NEAR_LETTERS


@inlined
def _parts_may_be_near(fact: Any, other: Any) -> bool:
    """Tell whether two parts may be near or one an initial of the other; never wrongly denies it."""
    if (fact.bloom >> (other.key & np.uint64(63))) & np.uint64(1) or fact.prefix == other.prefix:
        return True
    if (fact.length == 1 or other.length == 1) and (fact.prefix & 31) == (other.prefix & 31):
        return True
    if (fact.sound != 0 and fact.sound == other.sound) or (fact.skeleton != 0 and fact.skeleton == other.skeleton):
        return True
    return abs(fact.length - other.length) <= 3 and letter_count(fact.mask ^ other.mask) <= NEAR_LETTERS


@inlined
def _joined_may_be_near(fact: Any, other: Any) -> bool:
    """Tell whether two forenames written as one may be near one forename (`name_levels.joined_level`); never wrongly denies it."""
    return abs(fact.length - other.length) <= JOINED_LETTERS and letter_count(fact.mask ^ other.mask) <= NEAR_LETTERS


@inlined
def _forenames_may_be_near(q: Any, a: int, x: Any, b: int) -> bool:
    """Tell whether the first forename of either record may be near any forename of the other; never wrongly denies it."""
    if q.parts[q.forenames[a, 0]].mask == x.parts[x.forenames[b, 0]].mask:
        return True
    if _joined_may_be_near(q.parts[q.forenames[a, 1]], x.parts[x.forenames[b, 2]]):
        return True
    if _joined_may_be_near(q.parts[q.forenames[a, 2]], x.parts[x.forenames[b, 1]]):
        return True
    for place in range(2, x.forenames.shape[1]):
        if x.forenames[b, place] < 0:
            break
        if _parts_may_be_near(q.parts[q.forenames[a, 2]], x.parts[x.forenames[b, place]]):
            return True
    for place in range(3, q.forenames.shape[1]):
        if q.forenames[a, place] < 0:
            break
        if _parts_may_be_near(q.parts[q.forenames[a, place]], x.parts[x.forenames[b, 2]]):
            return True
    return False


@inlined
def may_be_near(q: Any, a: int, x: Any, b: int) -> bool:
    """Tell whether names `a` and `b` may have anything near in common, as written or with surname and forenames swapped.

    Reads little more than the row of name `b`, so that most candidates of a date cost one look; never wrongly denies it.
    """
    name = x.names[b]
    if not name.single or not q.names[a].single or q.names[a].bag == name.bag:
        return True
    if x.forenames[name.forenames, 2] < 0 or q.forenames[q.names[a].forenames, 2] < 0:
        return True
    if _part_may_be_near(q.parts[q.surnames[q.names[a].surname, 0]], name):
        return True
    for place in range(q.forenames.shape[1]):
        part = q.forenames[q.names[a].forenames, place]
        if part >= 0 and _part_may_be_near(q.parts[part], name):
            return True
    return _forenames_may_be_near(q, q.names[a].forenames, x, name.forenames)
