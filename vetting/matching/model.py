"""The model: weights, term frequencies, combination and thresholds read from `config/matching.toml`, laid out for the scorer."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from hashlib import sha256
from math import log2
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from vetting.matching import data, dates, levels, names_data
from vetting.matching.dates import LEVELS as DATE_LEVELS
from vetting.matching.parts import PartBook
from vetting.matching.tables import TOKENS
from vetting.matching.vocabulary import Asking

DEFAULT_PATH = Path(__file__).resolve().parents[2] / "config" / "matching.toml"
PLACES = 4
"""Decimal places of every weight, in bits: rows add up to the total without a remainder."""


class ModelError(ValueError):
    """A model file that cannot be used; the message names the place in the file."""


AGREEING = (dates.EXACT, dates.SWAPPED, dates.TRANSPOSED, dates.ONE_DIGIT, dates.ONE_STEP, dates.UNLIKE_DIGIT, dates.YEAR_ONLY)
"""Levels of dates beside which the whole rarity of a name counts."""
_GROUPS = (len(levels.SURNAME_GROUPS), len(levels.FORENAME_GROUPS), len(levels.DATE_GROUPS))
_NAMES, _DATES = levels.NAME_LEVEL_COUNT, len(DATE_LEVELS)
_ORIGINS = len(data.origin_shares())
WEIGHTS = np.dtype(
    [
        ("surname", "f8", (_NAMES,)),
        ("forenames", "f8", (_NAMES,)),
        ("middle", "f8", (len(levels.MIDDLE_LEVELS),)),
        ("date", "f8", (_DATES,)),
        ("number", "f8", (len(levels.NUMBER_LEVELS),)),
        ("insurance", "f8", (len(levels.INSURANCE_LEVELS),)),
        ("force", "f8", (len(levels.FORCE_LEVELS),)),
        ("combination", "f8", _GROUPS),
        ("surname_correction", "f8", (_NAMES,)),  # what the combination row adds by level, whatever the other fields say
        ("forename_correction", "f8", (_NAMES,)),
        ("middle_correction", "f8", (len(levels.MIDDLE_LEVELS),)),
        ("date_correction", "f8", (_DATES,)),
        ("surname_group", "i8", (_NAMES,)),
        ("forename_group", "i8", (_NAMES,)),
        ("date_group", "i8", (_DATES,)),
        ("scale", "f8", (_NAMES,)),  # of the term frequency, by name level
        ("surname_base", "f8"),
        ("forename_base", "f8"),
        ("up", "f8"),  # the caps of a term frequency
        ("down", "f8"),
        ("middle_scale", "f8"),
        ("middle_more", "f8"),  # bits of every further forename that agrees
        ("one_word", "f8"),  # bits by which a surname says more that is the whole name on both sides
        ("rate", "f8", (_DATES,)),  # how much of rarity and of `together` counts, by date level
        ("together_scale", "f8", (_NAMES,)),  # of what surname and forename say less together than apart, by name level
        ("together", "f8", (_ORIGINS, _ORIGINS)),  # that, by groups of origin of surname and forename
        ("crowded", "f8", (_ORIGINS,)),  # bits that a near forename says less, by its group of origin: others are as near
        ("january", "f8", (_ORIGINS, _ORIGINS)),  # bits by which an equal 1 January says less than another equal date
        ("twin", "f8"),
        ("surname_changed", "f8"),
        ("lane_middle", "f8"),
        ("best", "f8", (_DATES,)),  # the most that names, date and combination can add up to at each date level
        ("best_middle", "f8"),  # the most of other forenames that may agree, without rarity
        ("plain_middle", "f8"),  # the most of those that do not
        ("reach", "f8", (3, 5, _DATES)),  # the most of names, date and combination without rarity: see `shortcuts`
        ("swap_reach", "f8", (2, _DATES)),
        ("unlike_reach", "f8", (_DATES,)),  # the most of names that have no near word, with other forenames
        ("possible", "f8"),
        ("strong", "f8"),
    ],
    align=True,
)
"""The model as one record, in the order of the closed vocabularies of `levels`; everything but groups and scales in bits."""


@dataclass(frozen=True)
class MatchModel:
    """A loaded model. `version` is the declared id and a digest of weights, data and matcher code."""

    version: str
    possible: float
    strong: float
    weights: NDArray[Any]
    """WEIGHTS[1]"""
    book: PartBook
    text: bytes = field(repr=False)
    """The model file that it was read from."""

    @cached_property
    def asking(self) -> Asking:
        """The vocabulary of the subjects of all searches."""
        return Asking(self.book)

    @cached_property
    def declared_id(self) -> str:
        """The id without the digest."""
        return self.version.rpartition("+")[0]


def load_model(path: Path | None = None) -> MatchModel:
    """Read a model file; by default `config/matching.toml` beside the package, wherever the process was started."""
    path = path or DEFAULT_PATH
    return read_model(path.read_bytes(), path.name)


def read_model(text: bytes, name: str = "the model file") -> MatchModel:
    """Read the text of a model file. Raises ModelError that names the file."""
    try:
        settings = tomllib.loads(text.decode())
        weights = _weights(settings)
        version = f"{settings['id']}+{digest_of(text, version_files())}"
    except (KeyError, TypeError, ValueError) as error:
        raise ModelError(f"{name}: {error}") from error
    return MatchModel(
        version,
        float(weights["possible"][0]),
        float(weights["strong"][0]),
        weights,
        PartBook(names_data.rarity, names_data.relations, names_data.origins),
        text,
    )


def version_files() -> dict[str, bytes]:
    """The name data and the code that compares, by path in this package: with the weights, all that a version consists of."""
    here = Path(__file__).resolve().parent
    files = (*here.glob("*.py"), *(file for file in (here / "data").glob("*") if file.is_file() and file.suffix != ".pyc"))
    return {file.relative_to(here).as_posix(): file.read_bytes() for file in sorted(files)}


def digest_of(text: bytes, files: Mapping[str, bytes]) -> str:
    """Digest the weights, the name data and the code that compares, in a fixed order."""
    digest = sha256(text)
    for path in sorted(files):
        digest.update(path.encode() + b"\0" + sha256(files[path]).digest())
    return digest.hexdigest()[:12]


def _row(settings: Mapping[str, Any], field: str, names: tuple[str, ...]) -> NDArray[np.float64]:
    section = settings[field]
    if set(section) != set(names):
        raise ValueError(f"[{field}] must have exactly the levels {', '.join(names)}")
    return np.array([round(log2(float(section[name]["m"]) / float(section[name]["u"])), PLACES) for name in names])


def _corrections(settings: Mapping[str, Any], field: str, names: tuple[str, ...]) -> NDArray[np.float64]:
    section = settings["combination"][field]
    if set(section) != set(names):
        raise ValueError(f"[combination.{field}] must have exactly the levels {', '.join(names)}")
    return np.array([round(float(section[name]), PLACES) for name in names])


def _combination(settings: Mapping[str, Any]) -> NDArray[np.float64]:
    values = settings["combination"]["weights"]
    if not values:
        return np.zeros(_GROUPS)
    table = np.asarray(np.round(np.array(values, np.float64), PLACES), np.float64)
    if table.shape != _GROUPS:
        raise ValueError(f"[combination] weights must have the shape {_GROUPS}")
    return table


def _weights(settings: Mapping[str, Any]) -> NDArray[Any]:
    frequency = settings["term_frequency"]
    weights = np.zeros(1, WEIGHTS)
    record = weights[0]
    record["surname"] = _row(settings, "surname", levels.SURNAME_LEVELS)
    record["forenames"] = _row(settings, "forenames", levels.FORENAME_LEVELS)
    record["middle"] = _row(settings, "middle_names", levels.MIDDLE_LEVELS)
    record["date"] = _row(settings, "date_of_birth", DATE_LEVELS)
    record["number"] = _row(settings, "service_number", levels.NUMBER_LEVELS)
    record["insurance"] = _row(settings, "national_insurance_number", levels.INSURANCE_LEVELS)
    record["force"] = _row(settings, "force", levels.FORCE_LEVELS)
    record["combination"] = _combination(settings)
    record["surname_correction"] = _corrections(settings, "surname", levels.SURNAME_LEVELS)
    record["forename_correction"] = _corrections(settings, "forenames", levels.FORENAME_LEVELS)
    record["middle_correction"] = _corrections(settings, "middle_names", levels.MIDDLE_LEVELS)
    record["date_correction"] = _corrections(settings, "date_of_birth", DATE_LEVELS)
    record["surname_group"], record["forename_group"], record["date_group"] = (
        levels.SURNAME_GROUP,
        levels.FORENAME_GROUP,
        levels.DATE_GROUP,
    )
    record["scale"] = _scale(frequency)
    for key in ("surname_base", "forename_base", "up", "down"):
        record[key] = frequency[key]
    least, most = -float(frequency["together_down"]), float(frequency["together_up"])
    record["together_scale"] = np.array(levels.AGREES) * float(frequency["together"])
    record["together"] = np.clip(names_data.together(), least, most).round(PLACES)
    january = names_data.first_of_january() * float(frequency["january"]) - float(frequency["january_on_forms"])
    record["january"] = january.round(PLACES)
    record["crowded"] = _crowded(settings)
    record["middle_scale"] = frequency["middle"]
    record["middle_more"] = settings["names"]["middle_more"]
    record["one_word"] = settings["names"]["one_word"]
    record["rate"] = np.where(np.isin(np.arange(_DATES), AGREEING), 1.0, float(frequency["beside_another_date"]))
    for key in ("twin", "surname_changed", "lane_middle"):
        record[key] = settings["lanes"][key]
    record["possible"], record["strong"] = settings["thresholds"]["possible"], settings["thresholds"]["strong"]
    record["best"] = highest(record)
    middle = record["middle"] + record["middle_correction"]
    record["best_middle"] = max(middle)
    record["plain_middle"] = max(middle[levels.MIDDLE_MISSING], middle[levels.MIDDLE_DIFFERENT])
    _reach(record)
    return weights


def _crowded(settings: Mapping[str, Any]) -> NDArray[np.float64]:
    values = np.array(settings["crowded"]["forenames"], np.float64)
    if values.shape != (_ORIGINS,):
        raise ValueError(f"[crowded] forenames must have {_ORIGINS} numbers, one a group of origin")
    return np.asarray((values * float(settings["names"]["crowded"])).round(PLACES), np.float64)


def _scale(frequency: Mapping[str, Any]) -> NDArray[np.float64]:
    scale = np.full(levels.NAME_LEVEL_COUNT, float(frequency["near"]))
    scale[[levels.EXACT, levels.VARIANT]] = frequency["exact"]
    scale[[levels.SWAPPED, levels.SWAPPED_NEAR, levels.SWAPPED_ALIKE]] = frequency["swapped"]
    scale[[levels.PART, levels.PART_NEAR]] = frequency["part"]
    scale[[levels.INITIAL, levels.MISSING, levels.DIFFERENT]] = 0.0
    return scale


def highest(record: Any) -> NDArray[np.float64]:
    """Return the most that names, date and combination can add up to, by date level (bits)."""
    return np.asarray(_best(record).max(axis=(0, 1)) + _best_middle(record), np.float64)


def _sums(record: Any, rare_surname: Any, rare_forename: Any) -> NDArray[np.float64]:
    """Return the highest sum of the rows by surname, forename and date level, without other forenames and identifiers."""
    surname = (record["surname"] + record["surname_correction"])[:, None] + np.outer(rare_surname, record["rate"])
    forename = (record["forenames"] + record["forename_correction"])[:, None] + np.outer(rare_forename, record["rate"])
    date = record["date"] + record["date_correction"]
    joint = record["combination"][record["surname_group"]][:, record["forename_group"]][:, :, record["date_group"]]
    together = np.minimum(record["together_scale"][:, None], record["together_scale"]) * max(record["together"].max(), 0.0)
    total = surname[:, None, :] + forename[None, :, :] + date + joint + together[:, :, None]
    total[:, :, [dates.EXACT, dates.FIRST_JANUARY]] += max(record["january"].max(), 0.0)
    total[:, levels.MISSING] += record["one_word"]
    return np.asarray(total, np.float64)


def _best(record: Any) -> NDArray[np.float64]:
    """Return the highest sum of the rows by surname, forename and date level: rarity at its highest, no other forenames."""
    rarest = 1.0 + max(names_data.rarity(""))
    rare_surname = np.minimum(record["up"], record["scale"] * (rarest - record["surname_base"]))
    rare_forename = np.minimum(record["up"], record["scale"] * (rarest - record["forename_base"]))
    return _sums(record, rare_surname, rare_forename)


def _reach(record: Any) -> None:
    """Fill the heights that `shortcuts` judges by: the highest sums without rarity by what one look at two names shows."""
    plain = np.zeros(_NAMES)
    sums = _sums(record, plain, plain)
    near, crossed = list(range(levels.INITIAL)), [levels.PART, levels.PART_NEAR]
    apart = [levels.RESEMBLING, levels.DIFFERENT]
    for row, surname in enumerate(([*near, *crossed], apart[:1], apart[1:])):
        for column, forename in enumerate((near, [levels.INITIAL], crossed, apart, near)):
            record["reach"][row, column] = sums[surname][:, forename].max(axis=(0, 1))
    unlike = [levels.INITIAL, *apart, levels.MISSING]
    sums[:, levels.MISSING] += max(0.0, -record["one_word"])
    initials = max(record["plain_middle"], *(record["middle"] + record["middle_correction"])[[levels.MIDDLE_INITIAL]])
    record["unlike_reach"] = sums[unlike][:, unlike].max(axis=(0, 1)) + initials
    swapped = [sums[level, level] for level in (levels.SWAPPED, levels.SWAPPED_NEAR, levels.SWAPPED_ALIKE)]
    record["swap_reach"] = np.maximum(swapped[0], swapped[1]), swapped[2]


def _best_middle(record: Any) -> float:
    return float(
        max(record["middle"] + record["middle_correction"])
        + record["middle_more"] * (TOKENS - 2)
        + min(record["up"], record["middle_scale"] * (1.0 + max(names_data.rarity("")) - record["forename_base"]))
    )
