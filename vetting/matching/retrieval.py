"""Which entries a subject is compared with.

By dates, names, words in any order, and identifiers, always all routes. What dates and names find is compared only if it may reach
the threshold (`shortcuts`).
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from vetting.matching import dates
from vetting.matching import levels as lv
from vetting.matching.compiled import inlined, inner
from vetting.matching.dates import date_level, date_of_digits, digits_of, settled_by_date
from vetting.matching.kernels import hash_without, part_level
from vetting.matching.near_dates import MOST_RUNS, near_dates
from vetting.matching.places import bisect, first_born, place32, place64
from vetting.matching.shortcuts import person_may_reach

_FETCHED = 16
"""People of a run that are fetched ahead; what follows them in memory is fetched by the processor itself."""


class Scratch(NamedTuple):
    """The working arrays of one thread, large enough for the largest segment it searched."""

    marks: Any
    """int32[people]: the number of the search that last took each entry."""
    part_marks: Any
    """int32[parts]: the number of the search that last took the bearers of each part."""
    out: Any
    """int32[people]: the candidates of one search."""
    near_parts: Any
    """int32[parts]: the parts of the index that may stand near one part of the subject."""
    listed_parts: Any
    """bool[parts]: whether a part stands in `near_parts`."""


@inner
def _starts(born: Any, months: Any, runs: int, buffer: Any, people: Any, names: Any) -> None:  # noqa: PLR0917
    """Write behind the runs of dates in `buffer` where each begins among the people, and fetch what will be looked at of them.

    The people of a run stand together, the runs do not: asked for all at once, they come from memory together, not one by one.
    """
    fetched = 0
    for run in range(runs):
        start = first_born(born, months, buffer[2 * run])
        buffer[MOST_RUNS * 2 + run] = start
        for index in range(start, min(start + _FETCHED, len(born))):
            if born[index] > buffer[2 * run + 1]:
                break
            fetched ^= names[people[index].first_name].mask
    buffer[MOST_RUNS * 3] = fetched & 1  # a use, or the compiler would leave it out


@inlined
def _dates_route(q: Any, a: int, x: Any, look: Any, may: Any, buffer: Any, s: Any, mark: int) -> int:  # noqa: PLR0917
    """Collect the entries born on a near date that may reach the floor."""
    date = q.dates[a]
    count = 0
    runs = near_dates(date, buffer)
    _starts(x.dates, look.months, runs, buffer, x.people, x.names)
    for run in range(runs):
        last = buffer[2 * run + 1]
        born = -1
        level = 0
        for index in range(buffer[MOST_RUNS * 2 + run], len(x.dates)):
            if x.dates[index] != born:
                born = x.dates[index]
                if born > last:
                    break
                level = date_level(date, born)
            if may.coarse[level] and s.marks[index] != mark and person_may_reach(q, a, x, index, level, may):
                s.marks[index] = mark
                s.out[count] = index
                count += 1
    return count


@inner
def _parts_nearby(part: Any, chars: Any, relations: Any, look: Any, s: Any) -> int:
    """Write the index's surname parts that may stand near a part to `s.near_parts`, each once; return how many.

    One letter left out on either side, same sound, same consonants, related.
    """
    count = 0
    start = part.start
    stop = start + part.length
    for skipped in range(start - 1, stop):
        key = hash_without(chars, start, stop, skipped if skipped >= start else -1)
        index = place32(look.near_key, key)
        while index < len(look.near_key) and look.near_key[index] == key:
            count = _list_part(look.near_part[index], s, count)
            index += 1
    if part.sound != 0:
        index = place32(look.sound_key, part.sound)
        while index < len(look.sound_key) and look.sound_key[index] == part.sound:
            count = _list_part(look.sound_part[index], s, count)
            index += 1
    if part.skeleton != 0:
        index = place32(look.skeleton_key, part.skeleton)
        while index < len(look.skeleton_key) and look.skeleton_key[index] == part.skeleton:
            count = _list_part(look.skeleton_part[index], s, count)
            index += 1
    for relation in range(part.related_start, part.related_stop):
        index = place64(look.part_key, relations[relation].key)
        if index < len(look.part_key) and look.part_key[index] == relations[relation].key:
            count = _list_part(look.part_code[index], s, count)
    return count


@inlined
def _list_part(code: int, s: Any, count: int) -> int:
    if s.listed_parts[code]:
        return count
    s.listed_parts[code] = True
    s.near_parts[count] = code
    return count + 1


@inlined
def _names_route(q: Any, a: int, x: Any, look: Any, may: Any, s: Any, mark: int, count: int) -> int:  # noqa: PLR0917
    """Collect the bearers of surname parts near the subject's surnames or first forenames whose date does not rule them out."""
    surname_columns = q.surnames.shape[1]
    for name in range(q.people[a].first_name, q.people[a].last_name):
        surname = q.names[name].surname
        given = q.names[name].forenames
        for column in range(surname_columns + 3):
            other = column - surname_columns
            part = q.surnames[surname, column] if other < 0 else q.forenames[given, other]
            again = q.surnames[surname, 0] if other < 0 else q.forenames[given, 0]
            if part >= 0 and (column == 0 or other == 0 or part != again):
                found = _parts_nearby(q.parts[part], q.chars, q.relations, look, s)
                count = _bearers(q, a, part, x, look, found, may, s, mark, count)
    return count


@inlined
def _bearers(q: Any, a: int, part: int, x: Any, look: Any, found: int, may: Any, s: Any, mark: int, count: int) -> int:  # noqa: PLR0917
    """Collect the bearers of the first `found` of `s.near_parts`.

    A part is compared with the subject's only when a bearer's date makes it worth while. Dates up to the level NEAR were looked up
    by themselves; whoever was left out then could not reach the floor.
    """
    date = q.dates[a]
    digits = digits_of(date)
    skip = date > 0 and not may.coarse[dates.DIFFERENT]
    for index in range(found):
        code = s.near_parts[index]
        s.listed_parts[code] = False
        if s.part_marks[code] == mark:
            continue
        for place in range(look.first_bearer[code], look.first_bearer[code + 1]):
            born = look.bearer_digits[place]
            if skip and settled_by_date(digits, born):
                continue
            level = date_level(date, date_of_digits(born))
            if level <= dates.NEAR or not may.coarse[level]:
                continue
            if s.part_marks[code] != mark:
                if part_level(q, part, x, code, 0) >= lv.INITIAL:
                    break
                s.part_marks[code] = mark
            person = look.bearer[place]
            if s.marks[person] != mark and person_may_reach(q, a, x, person, level, may):
                s.marks[person] = mark
                s.out[count] = person
                count += 1
    return count


@inlined
def _key_route(keys: Any, people: Any, key: Any, s: Any, mark: int, count: int) -> int:  # noqa: PLR0917
    index = bisect(keys, key, 0, len(keys))
    while index < len(keys) and keys[index] == key:
        if s.marks[people[index]] != mark:
            s.marks[people[index]] = mark
            s.out[count] = people[index]
            count += 1
        index += 1
    return count


@inner
def _insurance_route(keys: Any, people: Any, number: int, s: Any, mark: int, count: int) -> int:  # noqa: PLR0917
    """Collect who has that National Insurance number, or one that a wrong digit or two digits transposed make of it."""
    count = _key_route(keys, people, number, s, mark, count)
    power = 1
    for place in range(6):
        digit = number // power % 10
        for other in range(10):
            if other != digit:
                count = _key_route(keys, people, number + (other - digit) * power, s, mark, count)
        following = number // (power * 10) % 10
        if place < 5 and following != digit:
            count = _key_route(keys, people, number + (following - digit) * power * (1 - 10), s, mark, count)
        power *= 10
    return count


@inner
def _everybody(q: Any, a: int, x: Any, may: Any, s: Any, mark: int) -> int:  # noqa: PLR0917
    """Collect all entries that may reach the floor: what brute force compares."""
    count = 0
    for person in range(len(x.dates)):
        level = date_level(q.dates[a], x.dates[person])
        if may.coarse[level] and person_may_reach(q, a, x, person, level, may):
            s.marks[person] = mark
            s.out[count] = person
            count += 1
    return count


@inlined
def candidates(q: Any, a: int, x: Any, look: Any, may: Any, buffer: Any, s: Any, mark: int, brute: bool) -> int:  # noqa: PLR0917
    """Write the entries that subject `a` is compared with to `s.out`, each once; return how many."""
    count = _everybody(q, a, x, may, s, mark) if brute else _dates_route(q, a, x, look, may, buffer, s, mark)
    for name in range(q.people[a].first_name, q.people[a].last_name):
        count = _key_route(look.bag_key, look.bag_person, np.uint32(q.names[name].bag), s, mark, count)
    for number in range(q.people[a].first_number, q.people[a].last_number):
        count = _key_route(look.number_key, look.number_person, q.numbers[number].number, s, mark, count)
    if q.people[a].insurance != 0:
        count = _insurance_route(look.insurance_key, look.insurance_person, q.people[a].insurance, s, mark, count)
    return count if brute else _names_route(q, a, x, look, may, s, mark, count)
