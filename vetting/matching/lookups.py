"""The look-up arrays of an index: who is born when, which parts stand near a part, and which people bear a part as a surname."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from vetting.matching.kernels import hash_without
from vetting.matching.tables import HALVES, PartTable, PersonTable

Array = NDArray[Any]


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
    bag_key: Array
    bag_person: Array
    number_key: Array
    number_person: Array
    insurance_key: Array
    insurance_person: Array


@njit(cache=True, nogil=True)
def _deletion_keys(chars: Any, offset: Any, codes: Any) -> Any:
    """Return the one-deletion hashes of the parts in `codes`, and the part of each."""
    count = 0
    for code in codes:
        count += offset[code + 1] - offset[code] + 1
    keys = np.empty(count, np.uint32)
    parts = np.empty(count, np.int32)
    place = 0
    for code in codes:
        for skipped in range(-1, offset[code + 1] - offset[code]):
            at = skipped if skipped < 0 else offset[code] + skipped
            keys[place] = hash_without(chars, offset[code], offset[code + 1], at)
            parts[place] = code
            place += 1
    return keys, parts


def _sorted(keys: Array, values: Array) -> tuple[Array, Array]:
    order = np.argsort(keys, kind="stable")
    return keys[order], values[order]


def _only_set(keys: Array, values: Array) -> tuple[Array, Array]:
    present = keys != 0
    return _sorted(keys[present], values[present])


def build_lookups(parts: PartTable, people: PersonTable) -> Lookups:
    """Build the look-up arrays of people that are already sorted by date of birth."""
    owner = np.repeat(np.arange(len(people.date), dtype=np.int32), np.diff(people.first_name))
    columns = people.surname[people.name[:, 0]][:, : 2 + HALVES]
    bearer_part = columns.reshape(-1)
    bearer = np.repeat(owner, columns.shape[1])
    kept = bearer_part >= 0
    pairs = np.unique(bearer_part[kept].astype(np.int64) << 32 | bearer[kept].astype(np.int64))
    part_of = (pairs >> 32).astype(np.int32)
    codes = np.unique(part_of)
    first_bearer = np.searchsorted(part_of, np.arange(len(parts.key) + 1)).astype(np.int32)
    near_key, near_part = _sorted(*_deletion_keys(parts.chars, parts.offset, codes))
    sound_key, sound_part = _only_set(parts.sound[codes], codes)
    skeleton_key, skeleton_part = _only_set(parts.skeleton[codes], codes)
    part_key, part_code = _sorted(parts.key[codes], codes)
    bag_key, bag_person = _sorted(people.bag, owner)
    everyone = np.arange(len(people.date), dtype=np.int32)
    number_key, number_person = _sorted(people.number, np.repeat(everyone, np.diff(people.first_number)))
    insurance_key, insurance_person = _only_set(people.insurance, everyone)
    return Lookups(
        near_key, near_part, sound_key, sound_part, skeleton_key, skeleton_part, part_key, part_code, first_bearer,
        (pairs & 0xFFFFFFFF).astype(np.int32), bag_key, bag_person, number_key, number_person, insurance_key, insurance_person,
    )  # fmt: skip
