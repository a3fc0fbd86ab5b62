"""The look-up arrays of an index: who is born when, which parts stand near a part, and which people bear a part as a surname."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from vetting.matching.compiled import compiled
from vetting.matching.kernels import hash_without
from vetting.matching.tables import PersonTable

Array = NDArray[Any]
FIRST_YEAR, YEARS, MONTHS = 1870, 180, 13
"""The years whose months are looked up at once; a bare year stands before its twelve months."""
_MONTH_STARTS = np.array(
    [(FIRST_YEAR + month // MONTHS) * 10000 + month % MONTHS * 100 for month in range(YEARS * MONTHS + 1)], np.int32
)


class Lookups(NamedTuple):
    """Sorted arrays, searched by bisection; the people themselves are in the order of their dates of birth."""

    near_key: Array
    """uint32: hashes of surname parts whole and with one letter left out."""
    near_part: Array
    sound_key: Array
    sound_part: Array
    skeleton_key: Array
    skeleton_part: Array
    part_key: Array
    """uint64: keys of surname parts (for related names)."""
    part_code: Array
    first_bearer: Array
    """int32[parts + 1]: where the bearers of each surname part start in `bearer`."""
    bearer: Array
    bearer_digits: Array
    """uint32: the dates of birth of the bearers, one digit in each four bits."""
    bag_key: Array
    """uint32: the low half of each name's bag."""
    bag_person: Array
    number_key: Array
    number_person: Array
    insurance_key: Array
    insurance_person: Array
    months: Array
    """int32: the first person born in or after each month, from FIRST_YEAR on."""


@compiled
def _deletion_keys(parts: Any, chars: Any, codes: Any) -> Any:
    """Return the one-deletion hashes of the parts in `codes`, and the part of each."""
    count = 0
    for code in codes:
        count += parts[code].length + 1
    keys = np.empty(count, np.uint32)
    owners = np.empty(count, np.int32)
    place = 0
    for code in codes:
        start = parts[code].start
        stop = start + parts[code].length
        for skipped in range(start - 1, stop):
            keys[place] = hash_without(chars, start, stop, skipped if skipped >= start else -1)
            owners[place] = code
            place += 1
    return keys, owners


def _digits(dates: Array) -> Array:
    digits = np.zeros(len(dates), np.uint32)
    for place in range(8):
        digits |= (dates // 10**place % 10).astype(np.uint32) << np.uint32(4 * place)
    return digits


def _sorted(keys: Array, values: Array) -> tuple[Array, Array]:
    order = np.argsort(keys, kind="stable")
    return keys[order], values[order]


def _only_set(keys: Array, values: Array) -> tuple[Array, Array]:
    present = keys != 0
    return _sorted(keys[present], values[present])


def build_lookups(table: PersonTable) -> Lookups:
    """Build the look-up arrays of people that are already sorted by date of birth."""
    people, parts = table.people, table.parts
    owner = np.repeat(np.arange(len(people), dtype=np.int32), people["last_name"] - people["first_name"])
    columns = table.surnames[table.names["surname"]]
    bearer_part = columns.reshape(-1)
    bearer = np.repeat(owner, columns.shape[1])
    kept = bearer_part >= 0
    pairs = np.unique(bearer_part[kept].astype(np.int64) << 32 | bearer[kept].astype(np.int64))
    part_of = (pairs >> 32).astype(np.int32)
    codes = np.unique(part_of)
    first_bearer = np.searchsorted(part_of, np.arange(len(parts) + 1)).astype(np.int32)
    bearers = (pairs & 0xFFFFFFFF).astype(np.int32)
    everyone = np.arange(len(people), dtype=np.int32)
    return Lookups(
        *_sorted(*_deletion_keys(parts, table.chars, codes)),
        *_only_set(parts["sound"][codes], codes),
        *_only_set(parts["skeleton"][codes], codes),
        *_sorted(parts["key"][codes], codes),
        first_bearer,
        bearers,
        _digits(table.dates)[bearers],
        *_sorted(table.names["bag"].astype(np.uint32), owner),
        *_sorted(table.numbers["number"], np.repeat(everyone, people["last_number"] - people["first_number"])),
        *_only_set(people["insurance"], everyone),
        np.searchsorted(table.dates, _MONTH_STARTS).astype(np.int32),
    )
