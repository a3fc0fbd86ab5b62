"""Leaving out, before they are compared, candidates that cannot reach the threshold: never wrongly.

For each subject the highest weight that a pair can have is worked out by what one look at the two names and the dates shows (see
`likeness`): whether surnames may be near, whether forenames may, and on which level the dates fall. `model.reach` holds those
heights without rarity; the subject's own names say how much rarity can add. Most candidates of a date cost no more than one look.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from vetting.matching import dates
from vetting.matching import levels as lv
from vetting.matching.compiled import inlined, inner
from vetting.matching.likeness import (
    ALIKE,
    APART,
    NEAR,
    any_word_near,
    crossed_near,
    firsts_near,
    glance,
    joined_near,
    may_be_swapped,
    others_agree,
    surname_class,
    words_class,
)
from vetting.matching.name_levels import forename_as_surname, surname_as_forename
from vetting.matching.tables import HALVED, JUDGED, SEVERAL, THREE

LEVELS_OF_DATES = len(dates.LEVELS)
FIRST, INITIAL, CROSSED, NEITHER, JOINED = range(5)
"""Forenames: the first ones near, an initial, a first and a later one near, none of these, or two written as one near a first."""
SWAP_NEAR, SWAP_ALIKE = 0, 1
KINDS = 5
"""Kinds of agreement of forenames; `May.reach` holds a bit for each, and above them one for each where others may agree too."""
_SAFE = 1e-3
"""Bits of head-room for weights that are rounded."""
BOTH_HALVES = 4.0
"""Bits of rarity that the scorer adds when both halves of a double surname agree."""


@inner
def _scaled(model: Any, scale: float, bits: float, base: float) -> float:
    return float(min(max(scale * (bits - base), -model.down), model.up))


@inlined
def _rated(rate: float, bits: float) -> float:
    """Return what counts of rarity beside a date: all that is taken, a part of what is added."""
    return rate * max(bits, 0.0) + min(bits, 0.0)


@inner
def _either(model: Any, scales: Any, bits: float, base: float) -> float:
    """Return the highest of the adjustments by the scales that near levels have."""
    near = max(_scaled(model, scales[lv.EXACT], bits, base), _scaled(model, scales[lv.ONE_EDIT], bits, base))
    return max(near, _scaled(model, scales[lv.PART], bits, base))


@inner
def _most_rarity(q: Any, a: int, model: Any, most: Any) -> None:
    """Write the most that rarity can add: to surname, each kind of forename agreement, other forenames, swapped names."""
    surname = 0.0
    first = 0.0
    token = 0.0
    joined = 0.0
    forward = model.surname_base
    back = model.forename_base
    further = 0
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
                    further = max(further, column - 3)
                if column == 2:
                    first = max(first, q.parts[part].forename_bits)
                if column == 1:
                    joined = max(joined, q.parts[part].forename_bits)
    middle = (model.surname_base + model.forename_base) / 2
    most[0] = _either(model, model.scale, surname, model.surname_base)
    most[ALIKE_SURNAME] = _scaled(model, model.scale[lv.RESEMBLING], surname, model.surname_base)
    most[FIRST + 1] = _either(model, model.scale, first, model.forename_base)
    most[INITIAL + 1] = 0.0
    most[CROSSED + 1] = _either(model, model.scale, token, model.forename_base)
    most[NEITHER + 1] = max(_scaled(model, model.scale[lv.RESEMBLING], max(first, joined), model.forename_base), 0.0)
    most[JOINED + 1] = _either(model, model.scale, max(first, joined), model.forename_base)
    most[6] = max(_scaled(model, model.middle_scale, token, model.forename_base), 0.0) + further * model.middle_more
    most[7] = _scaled(model, model.scale[lv.SWAPPED], forward, middle) + _scaled(model, model.scale[lv.SWAPPED], back, middle)


ALIKE_SURNAME = 8
MOST = 9
"""Floats of what rarity can add; the last is of resembling surnames."""


class May(NamedTuple):
    """Which pairs of one subject may weigh as much as the floor: see `may_reach`."""

    reach: Any
    """uint16[date level, surname]: a bit for each kind of agreement of forenames."""
    swap: Any
    """bool[date level, SWAP_NEAR or SWAP_ALIKE]: names in each other's place."""
    unlike: Any
    """bool[date level]: names of which no word is near a word of the other."""
    coarse: Any
    """bool[date level]: anything at all."""


@inner
def may_reach(q: Any, a: int, model: Any, floor: float, slack: float, may: Any, most: Any) -> None:  # noqa: PLR0917
    """Write, for one subject, which pairs may weigh `floor` bits.

    `slack` is what identifiers can add. Where a lane takes a pair whatever its weight, it always may.
    """
    _most_rarity(q, a, model, most)
    for date in range(LEVELS_OF_DATES):
        above = slack + _SAFE
        lane = date <= dates.SWAPPED
        undated = date == dates.MISSING
        may.coarse[date] = lane or undated or model.best[date] + above >= floor
        if not may.coarse[date]:
            continue
        rate = model.rate[date]
        resembling = _rated(rate, max(most[ALIKE_SURNAME], 0.0) + most[NEITHER + 1])
        may.unlike[date] = model.unlike_reach[date] + resembling + above >= floor
        for kind in range(2):
            may.swap[date, kind] = model.swap_reach[kind, date] + _rated(rate, most[7]) + model.plain_middle + above >= floor
        for kind in range(3):
            may.reach[date, kind] = 0
        for bit in range(2 * KINDS):
            forename = bit % KINDS
            height = _rated(rate, most[forename + 1]) + above + model.plain_middle
            if bit >= KINDS:
                height = _rated(rate, most[forename + 1]) + above + max(model.best_middle + most[6], model.plain_middle)
            apart = model.reach[APART, forename, date] + height >= floor or (lane and forename == FIRST)
            alike = apart or model.reach[ALIKE, forename, date] + _rated(rate, most[ALIKE_SURNAME]) + height >= floor
            near = alike or lane or (undated and forename == FIRST)
            near = near or model.reach[NEAR, forename, date] + _rated(rate, most[0]) + height >= floor
            may.reach[date, APART] |= int(apart) << bit
            may.reach[date, ALIKE] |= int(alike) << bit
            may.reach[date, NEAR] |= int(near) << bit


@inlined
def _has(bits: int, kind: int) -> bool:
    return bits >> kind & 1 != 0


@inlined
def _forenames_reach(q: Any, given: int, several: Any, x: Any, name: Any, bits: int) -> bool:  # noqa: PLR0917
    """Tell whether the forenames of two names can lift the pair to the floor, by what `May.reach` says for their surnames."""
    if bits == 0:
        return False
    beside = bits >> KINDS if several & name.shape & SEVERAL else bits
    if _has(beside, FIRST) and firsts_near(q, given, x, name) and (_has(bits, FIRST) or others_agree(q, given, x, name)):
        return True
    either = name.shape | several
    if either & SEVERAL and _has(beside if either & THREE else bits, JOINED) and joined_near(q, given, x, name):
        return True
    if _has(beside, NEITHER) and (_has(bits, NEITHER) or others_agree(q, given, x, name)):
        return True
    if _has(beside, INITIAL):
        first = q.parts[q.forenames[given, 2]]
        one_letter = first.length == 1 or (name.first_mask >> np.uint32(26)) == 1
        if one_letter and (first.prefix & 31) == (name.first_prefix & 31):
            return True
    return bool(either & SEVERAL) and _has(beside, CROSSED) and crossed_near(q, given, x, name)


@inlined
def _surnames_glance(q: Any, surname: int, x: Any, name: Any, halved: bool) -> int:
    """Tell what two surnames may at best be to each other: NEAR, ALIKE or APART."""
    if halved:
        return words_class(q.surnames, surname, q.parts, q.relations, name, x.surnames, x.parts)
    fact = q.parts[q.surnames[surname, 0]]
    return glance(q.relations, fact, name.mask, name.sound, name.skeleton, name.prefix, name.ending)


@inner
def _surnames_class(q: Any, asked: Any, x: Any, name: Any, known: int) -> int:
    """Tell what two surnames are to each other, exactly if both are one word; `known` and worse is not told apart."""
    halved = bool((name.shape | asked.shape) & HALVED)
    kind = _surnames_glance(q, asked.surname, x, name, halved)
    if halved or kind >= known:
        return kind
    whole = q.surnames[asked.surname, 0]
    other = x.parts[x.surnames[name.surname, 0]]
    return surname_class(q.parts[whole], whole, q.chars, q.masks, q.relations, other, x.chars)


@inlined
def _swap_reaches(q: Any, asked: Any, x: Any, name: Any, date: int, may: Any) -> bool:  # noqa: PLR0917
    """Tell whether surname and forenames may stand in each other's place, and lift the pair to the floor."""
    if not may.swap[date, SWAP_NEAR]:
        return False
    if asked.bag == name.bag:
        return True
    if not may_be_swapped(q, asked.surname, asked.forenames, x, name, may.swap[date, SWAP_ALIKE]):
        return False
    there, _ = surname_as_forename(q, asked.surname, x, name.forenames)
    return there <= lv.RESEMBLING and forename_as_surname(q, asked.forenames, x, name.surname)[0] <= lv.RESEMBLING


@inlined
def _name_may_reach(q: Any, a: int, x: Any, b: int, date: int, may: Any) -> bool:  # noqa: PLR0917
    """Tell whether names `a` and `b` may reach the floor that `may` was made for, their dates being on level `date`."""
    name = x.names[b]
    asked = q.names[a]
    if not name.shape & asked.shape & JUDGED:
        return may.unlike[date] or any_word_near(q, asked.surname, asked.forenames, x, name)
    halved = bool((name.shape | asked.shape) & HALVED)
    kind = _surnames_glance(q, asked.surname, x, name, halved)
    if _forenames_reach(q, asked.forenames, asked.shape, x, name, may.reach[date, kind]):
        if kind == APART or halved:
            return True
        whole = q.surnames[asked.surname, 0]
        other = x.parts[x.surnames[name.surname, 0]]
        exactly = surname_class(q.parts[whole], whole, q.chars, q.masks, q.relations, other, x.chars)
        if exactly == kind or _forenames_reach(q, asked.forenames, asked.shape, x, name, may.reach[date, exactly]):
            return True
    return _swap_reaches(q, asked, x, name, date, may)


@inner
def _mixed_may_reach(q: Any, a: int, x: Any, b: int, date: int, may: Any) -> bool:  # noqa: PLR0917
    """Tell the same of people with several names, of which a surname may be taken with the forenames of another."""
    kind = APART
    unjudged = False
    for i in range(q.people[a].first_name, q.people[a].last_name):
        for j in range(x.people[b].first_name, x.people[b].last_name):
            if not x.names[j].shape & q.names[i].shape & JUDGED:
                unjudged = True
                continue
            kind = min(kind, _surnames_class(q, q.names[i], x, x.names[j], kind))
    if unjudged:
        return may.unlike[date] or _any_names_near(q, a, x, b)
    for i in range(q.people[a].first_name, q.people[a].last_name):
        for j in range(x.people[b].first_name, x.people[b].last_name):
            if _forenames_reach(q, q.names[i].forenames, q.names[i].shape, x, x.names[j], may.reach[date, kind]):
                return True
            if _swap_reaches(q, q.names[i], x, x.names[j], date, may):
                return True
    return False


@inner
def _any_names_near(q: Any, a: int, x: Any, b: int) -> bool:
    """Tell whether any word of any name of subject `a` may be near a word of entry `b`."""
    for i in range(q.people[a].first_name, q.people[a].last_name):
        for j in range(x.people[b].first_name, x.people[b].last_name):
            if any_word_near(q, q.names[i].surname, q.names[i].forenames, x, x.names[j]):
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
