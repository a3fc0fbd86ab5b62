"""Leaving out, before they are compared, candidates that cannot reach the threshold: never wrongly.

For each subject the highest weight that a pair can have is worked out by what one look at the two names and the dates shows (see
`likeness`): whether surnames may be near, whether forenames may, and on which level the dates fall. `model.reach` holds those
heights without rarity; the subject's own names say how much rarity can add. Most candidates of a date cost no more than one look.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from vetting.matching import dates
from vetting.matching import levels as lv
from vetting.matching.compiled import inlined, inner
from vetting.matching.likeness import (
    ALIKE,
    APART,
    NEAR,
    crossed_near,
    firsts_near,
    glance,
    joined_near,
    may_be_swapped,
    others_agree,
    surname_class,
    words_near,
    words_swapped,
)
from vetting.matching.tables import HALVED, JUDGED, SEVERAL, THREE

LEVELS_OF_DATES = len(dates.LEVELS)
FIRST, INITIAL, CROSSED, NEITHER, JOINED = range(5)
"""Forenames: the first ones near, an initial, a first and a later one near, none of these, or two written as one near a first."""
SWAP_NEAR, SWAP_ALIKE = 0, 1
ALONE, BESIDE = 0, 1
"""Other forenames: none that agree, or perhaps some on both sides."""
_SAFE = 1e-3
"""Bits of head-room for weights that are rounded."""
BOTH_HALVES = 4.0
"""Bits of rarity that the scorer adds when both halves of a double surname agree."""


@inner
def _scaled(model: Any, scale: float, bits: float, base: float) -> float:
    return float(min(max(scale * (bits - base), -model.down), model.up))


@inner
def _either(model: Any, scales: Any, bits: float, base: float) -> float:
    """Return the higher of the adjustments by the two scales that near levels have."""
    return max(_scaled(model, scales[lv.EXACT], bits, base), _scaled(model, scales[lv.ONE_EDIT], bits, base))


@inner
def _most_rarity(q: Any, a: int, model: Any, most: Any) -> None:
    """Write the most that rarity can add: to surname, each kind of forename agreement, other forenames, swapped names."""
    surname = 0.0
    first = 0.0
    token = 0.0
    joined = 0.0
    forward = model.surname_base
    back = model.forename_base
    for name in range(q.people[a].first_name, q.people[a].last_name):
        for column in range(q.surnames.shape[1]):
            part = q.surnames[q.names[name].surname, column]
            if part >= 0:
                surname = max(surname, q.parts[part].surname_bits)
                forward = max(forward, min(q.parts[part].surname_bits, q.parts[part].forename_bits))
        if q.names[name].shape & HALVED:
            surname += BOTH_HALVES
        for column in range(q.forenames.shape[1]):
            part = q.forenames[q.names[name].forenames, column]
            if part >= 0:
                back = max(back, min(q.parts[part].surname_bits, q.parts[part].forename_bits))
                if column >= 2:
                    token = max(token, q.parts[part].forename_bits)
                if column == 2:
                    first = max(first, q.parts[part].forename_bits)
                if column == 1:
                    joined = max(joined, q.parts[part].forename_bits)
    middle = (model.surname_base + model.forename_base) / 2
    most[0] = _either(model, model.scale, surname, model.surname_base)
    most[FIRST + 1] = _either(model, model.scale, first, model.forename_base)
    most[INITIAL + 1] = 0.0
    most[CROSSED + 1] = _either(model, model.scale, token, model.forename_base)
    most[NEITHER + 1] = 0.0
    most[JOINED + 1] = _either(model, model.scale, max(first, joined), model.forename_base)
    most[6] = max(_scaled(model, model.middle_scale, token, model.forename_base), 0.0)
    most[7] = _scaled(model, model.scale[lv.SWAPPED], forward, middle) + _scaled(model, model.scale[lv.SWAPPED], back, middle)


MOST = 8
"""Floats of what rarity can add."""


@inner
def may_reach(q: Any, a: int, model: Any, floor: float, slack: float, may: Any, most: Any) -> None:  # noqa: PLR0917
    """Write, for one subject, which pairs may weigh `floor` bits.

    `may.reach[beside, surname, forename, date]`, `may.swap[kind, date]`, and `may.coarse[date]` whatever the names are.
    `slack` is what identifiers can add. Where a lane takes a pair whatever its weight, it always may.
    """
    _most_rarity(q, a, model, most)
    for date in range(LEVELS_OF_DATES):
        above = slack + _SAFE
        lane = date <= dates.SWAPPED
        may.coarse[date] = lane or model.best[date] + above >= floor
        if not may.coarse[date]:
            continue
        for kind in range(2):
            may.swap[kind, date] = model.swap_reach[kind, date] + most[7] + model.plain_middle + above >= floor
        for beside in range(2):
            other = above + (max(model.best_middle + most[6], model.plain_middle) if beside else model.plain_middle)
            for forename in range(5):
                height = most[forename + 1] + other
                apart = model.reach[APART, forename, date] + height >= floor or (lane and forename == FIRST)
                alike = apart or model.reach[ALIKE, forename, date] + height >= floor
                near = alike or lane or model.reach[NEAR, forename, date] + most[0] + height >= floor
                may.reach[beside, APART, forename, date] = apart
                may.reach[beside, ALIKE, forename, date] = alike
                may.reach[beside, NEAR, forename, date] = near


@inlined
def _forenames_reach(q: Any, given: int, several: Any, x: Any, name: Any, kind: int, date: int, may: Any) -> bool:  # noqa: PLR0917
    """Tell whether the forenames of two names can lift the pair to the floor, the surnames being of the given kind."""
    beside = BESIDE if several & name.shape & SEVERAL else ALONE
    firsts = may.reach[beside, kind, FIRST, date] and firsts_near(q, given, name)
    if firsts and (may.reach[ALONE, kind, FIRST, date] or others_agree(q, given, x, name)):
        return True
    three = BESIDE if beside == BESIDE and (several | name.shape) & THREE else ALONE
    if may.reach[three, kind, JOINED, date] and (name.shape | several) & SEVERAL and joined_near(q, given, x, name):
        return True
    if may.reach[beside, kind, NEITHER, date] and (may.reach[ALONE, kind, NEITHER, date] or others_agree(q, given, x, name)):
        return True
    if may.reach[beside, kind, INITIAL, date]:
        first = q.parts[q.forenames[given, 2]]
        one_letter = first.length == 1 or (name.first_mask >> np.uint32(26)) == 1
        if one_letter and (first.prefix & 31) == (name.first_prefix & 31):
            return True
    crossed = may.reach[beside, kind, CROSSED, date] and (name.shape | several) & SEVERAL
    return bool(crossed) and crossed_near(q, given, x, name)


@inlined
def _surnames_glance(q: Any, surname: int, x: Any, name: Any, halved: bool) -> int:
    """Tell what two surnames may at best be to each other: NEAR, ALIKE or APART."""
    if halved:
        return NEAR if words_near(q, surname, x, name) else ALIKE
    fact = q.parts[q.surnames[surname, 0]]
    return glance(q.relations, fact, name.mask, name.sound, name.skeleton, name.prefix, name.ending)


@inlined
def _swap_reaches(q: Any, asked: Any, x: Any, name: Any, halved: bool, date: int, may: Any) -> bool:  # noqa: PLR0917
    """Tell whether surname and forenames may stand in each other's place, and lift the pair to the floor."""
    if not may.swap[SWAP_NEAR, date]:
        return False
    if asked.bag == name.bag:
        return True
    if halved:
        return words_swapped(q, asked.surname, asked.forenames, x, name, may.swap[SWAP_ALIKE, date])
    return may_be_swapped(q, asked.surname, asked.forenames, x, name, may.swap[SWAP_ALIKE, date])


@inlined
def _name_may_reach(q: Any, a: int, x: Any, b: int, date: int, may: Any) -> bool:  # noqa: PLR0917
    """Tell whether names `a` and `b` may reach the floor that `may` was made for, their dates being on level `date`."""
    name = x.names[b]
    asked = q.names[a]
    if not name.shape & asked.shape & JUDGED:
        return True
    halved = bool((name.shape | asked.shape) & HALVED)
    kind = _surnames_glance(q, asked.surname, x, name, halved)
    if _forenames_reach(q, asked.forenames, asked.shape, x, name, kind, date, may):
        if kind == APART or halved:
            return True
        whole = q.surnames[asked.surname, 0]
        other = x.parts[x.surnames[name.surname, 0]]
        kind = surname_class(q.parts[whole], whole, q.chars, q.masks, q.relations, other, x.chars)
        if _forenames_reach(q, asked.forenames, asked.shape, x, name, kind, date, may):
            return True
    return _swap_reaches(q, asked, x, name, halved, date, may)


@inner
def _mixed_may_reach(q: Any, a: int, x: Any, b: int, date: int, may: Any) -> bool:  # noqa: PLR0917
    """Tell the same of people with several names, of which a surname may be taken with the forenames of another."""
    kind = APART
    for i in range(q.people[a].first_name, q.people[a].last_name):
        for j in range(x.people[b].first_name, x.people[b].last_name):
            if not x.names[j].shape & q.names[i].shape & JUDGED:
                return True
            halved = bool((x.names[j].shape | q.names[i].shape) & HALVED)
            kind = min(kind, _surnames_glance(q, q.names[i].surname, x, x.names[j], halved))
    for i in range(q.people[a].first_name, q.people[a].last_name):
        for j in range(x.people[b].first_name, x.people[b].last_name):
            if _forenames_reach(q, q.names[i].forenames, q.names[i].shape, x, x.names[j], kind, date, may):
                return True
            halved = bool((x.names[j].shape | q.names[i].shape) & HALVED)
            if _swap_reaches(q, q.names[i], x, x.names[j], halved, date, may):
                return True
    return False


@inlined
def person_may_reach(q: Any, a: int, x: Any, b: int, date: int, may: Any) -> bool:  # noqa: PLR0917
    """Tell whether subject `a` may reach the floor with entry `b`."""
    asked = q.people[a].first_name
    listed = x.people[b].first_name
    if q.people[a].last_name - asked == 1 and x.people[b].last_name - listed == 1:
        return _name_may_reach(q, asked, x, listed, date, may)
    return _mixed_may_reach(q, a, x, b, date, may)
