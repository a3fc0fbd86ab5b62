"""The model: weights, term frequencies, combination and thresholds read from `config/matching.toml`, laid out for the scorer."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from itertools import product
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from vetting.matching import levels, names_data
from vetting.matching.dates import LEVELS as DATE_LEVELS
from vetting.matching.parts import PartBook

DEFAULT_PATH = Path(__file__).resolve().parents[2] / "config" / "matching.toml"
PLACES = 4
"""Decimal places of every weight, in bits: rows add up to the total without a remainder."""


class ModelError(ValueError):
    """A model file that cannot be used; the message names the place in the file."""


class Weights(NamedTuple):
    """The model as arrays, in the order of the closed vocabularies of `levels`; every weight in bits."""

    surname: NDArray[np.float64]
    forenames: NDArray[np.float64]
    middle: NDArray[np.float64]
    date: NDArray[np.float64]
    number: NDArray[np.float64]
    insurance: NDArray[np.float64]
    force: NDArray[np.float64]
    combination: NDArray[np.float64]
    """[surname group, forename group, date group]"""
    surname_group: NDArray[np.int64]
    forename_group: NDArray[np.int64]
    date_group: NDArray[np.int64]
    scale: NDArray[np.float64]
    """Term-frequency scale by name level."""
    frequency: NDArray[np.float64]
    """Surname base, forename base, cap up, cap down, middle scale, 1 January, rare forename (all bits but the scale)."""
    best: NDArray[np.float64]
    """[date level]: the most that names, date and combination can add up to; candidates below the floor are not compared further."""
    possible: float
    strong: float


@dataclass(frozen=True)
class MatchModel:
    """A loaded model. `version` is the declared id and a digest of weights, data and matcher code."""

    version: str
    possible: float
    strong: float
    weights: Weights
    book: PartBook

    @cached_property
    def declared_id(self) -> str:
        """The id without the digest."""
        return self.version.rpartition("+")[0]


def load_model(path: Path | None = None) -> MatchModel:
    """Read a model file; by default `config/matching.toml` beside the package, wherever the process was started."""
    path = path or DEFAULT_PATH
    text = path.read_bytes()
    try:
        settings = tomllib.loads(text.decode())
        weights = _weights(settings)
        version = f"{settings['id']}+{_digest(text)}"
    except (KeyError, TypeError, ValueError) as error:
        raise ModelError(f"{path.name}: {error}") from error
    return MatchModel(version, weights.possible, weights.strong, weights, PartBook(names_data.rarity, names_data.relations))


def _digest(text: bytes) -> str:
    """Digest the weights, the name data and the code that compares, in a fixed order."""
    here = Path(__file__).resolve().parent
    files = sorted((*here.glob("*.py"), *(file for file in (here / "data").glob("*") if file.is_file() and file.suffix != ".pyc")))
    digest = sha256(text)
    for file in files:
        digest.update(file.name.encode() + b"\0" + sha256(file.read_bytes()).digest())
    return digest.hexdigest()[:12]


def _row(settings: Mapping[str, Any], field: str, names: tuple[str, ...]) -> NDArray[np.float64]:
    section = settings[field]
    if set(section) != set(names):
        raise ValueError(f"[{field}] must have exactly the levels {', '.join(names)}")
    return np.array([round(float(section[name]), PLACES) for name in names])


def _combination(settings: Mapping[str, Any]) -> NDArray[np.float64]:
    shape = (len(levels.SURNAME_GROUPS), len(levels.FORENAME_GROUPS), len(levels.DATE_GROUPS))
    values = settings["combination"]["weights"]
    if not values:
        return np.zeros(shape)
    table = np.round(np.array(values, np.float64), PLACES)
    if table.shape != shape:
        raise ValueError(f"[combination] weights must have the shape {shape}")
    return table


def _weights(settings: Mapping[str, Any]) -> Weights:
    frequency = settings["term_frequency"]
    scale = np.zeros(levels.NAME_LEVEL_COUNT)
    scale[[levels.EXACT, levels.VARIANT]] = frequency["exact"]
    scale[[levels.NICKNAME, levels.ONE_EDIT, levels.SOUND_ALIKE, levels.SHORTENED, levels.SIMILAR, levels.TWO_EDITS]] = frequency["near"]
    scale[[levels.PART, levels.PART_NEAR]] = frequency["near"]
    scale[[levels.SWAPPED, levels.SWAPPED_NEAR]] = frequency["swapped"]
    keys = ("surname_base", "forename_base", "up", "down", "middle", "first_of_january")
    parameters = [float(frequency[key]) for key in keys] + [float(settings["lanes"]["rare_forename_bits"])]
    date = _row(settings, "date_of_birth", DATE_LEVELS)
    weights = Weights(
        surname=_row(settings, "surname", levels.SURNAME_LEVELS),
        forenames=_row(settings, "forenames", levels.FORENAME_LEVELS),
        middle=_row(settings, "middle_names", levels.MIDDLE_LEVELS),
        date=date,
        number=_row(settings, "service_number", levels.NUMBER_LEVELS),
        insurance=_row(settings, "national_insurance_number", levels.INSURANCE_LEVELS),
        force=_row(settings, "force", levels.FORCE_LEVELS),
        combination=_combination(settings),
        surname_group=np.array(levels.SURNAME_GROUP),
        forename_group=np.array(levels.FORENAME_GROUP),
        date_group=np.array(levels.DATE_GROUP),
        scale=scale,
        frequency=np.array(parameters),
        best=np.zeros(len(date)),
        possible=float(settings["thresholds"]["possible"]),
        strong=float(settings["thresholds"]["strong"]),
    )
    return weights._replace(best=_best(weights))


def _best(weights: Weights) -> NDArray[np.float64]:
    """Return the highest sum of name, date and combination rows for each date level (term frequencies at their cap)."""
    cap = weights.frequency[2]
    result = np.full(len(weights.date), -np.inf)
    for date, surname, forename in product(range(len(weights.date)), range(levels.NAME_LEVEL_COUNT), range(levels.NAME_LEVEL_COUNT)):
        total = weights.date[date] + weights.surname[surname] + weights.forenames[forename]
        total += cap * (weights.scale[surname] + weights.scale[forename])
        total += weights.combination[weights.surname_group[surname], weights.forename_group[forename], weights.date_group[date]]
        result[date] = max(result[date], total)
    return result + max(weights.middle) + cap * weights.frequency[4]
