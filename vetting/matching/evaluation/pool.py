"""The names that the evaluation's people bear: a wider pool than the matcher's tables, with frequencies that differ from them."""

from __future__ import annotations

import gzip
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import accumulate
from random import Random

from vetting.matching.data.shares import COHORTS, OWN_FORENAMES, SHARES

FIRST_YEARS = tuple(int(year) - 5 for year in COHORTS)
_STEM = "Ash Thorn Black Bram Cod Dun East Farn Grim Had Hather Kel Lang Mark Nether Oak Pen Quarn Rad Shel Stan Up Wether Win Yar"
_END = "bottom by cliffe combe croft den dyke field ford gate ham holt hurst ley low more ridge shaw stow thwaite ton wick worth"
_STEMS, _ENDS = _STEM.split(), _END.split()


@dataclass(frozen=True, slots=True)
class Table:
    """Names with cumulative weights."""

    names: Sequence[str]
    cumulative: Sequence[float]

    def draw(self, rng: Random) -> str:
        """Return one name, by weight."""
        return rng.choices(self.names, cum_weights=self.cumulative)[0]


@dataclass(frozen=True, slots=True)
class NamePool:
    """Names of one world. Surnames by culture; forenames by culture and sex, a table a birth cohort."""

    surnames: Mapping[str, Table]
    forenames: Mapping[tuple[str, str], Sequence[Table]]

    def surname(self, rng: Random, culture: str) -> str:
        """Return a surname of a culture; a few British ones exist in no list at all."""
        if culture in ("english", "welsh", "scottish") and rng.random() < 0.03:
            return rng.choice(_STEMS) + rng.choice(_ENDS)
        return self.surnames[culture].draw(rng)

    def forename(self, rng: Random, culture: str, sex: str, year: int) -> str:
        """Return a first forename of someone born in `year`: of the own culture, or one of the country's."""
        own = (culture, sex) if rng.random() < OWN_FORENAMES.get(culture, 0.95) else ("english", sex)
        tables = self.forenames.get(own) or self.forenames["english", sex]
        cohort = sum(year >= first for first in FIRST_YEARS[1:])
        return tables[min(cohort, len(tables) - 1)].draw(rng)


@cache
def _lines() -> tuple[tuple[str, str, str, tuple[float, ...]], ...]:
    text = gzip.decompress((files(__package__) / "names.tsv.gz").read_bytes()).decode("utf-8")
    rows = (line.split("\t") for line in text.splitlines())
    return tuple((culture, kind, name, tuple(map(float, weights.split()))) for culture, kind, name, weights in rows)


def load_pool(seed: int) -> NamePool:
    """Return the pool of one world: every weight is moved at random (by a factor of 1.4 either way), as no table is the truth."""
    rng = Random(f"names/{seed}")  # noqa: S311
    columns: dict[tuple[str, str], tuple[list[str], list[tuple[float, ...]]]] = {}
    for culture, kind, name, weights in _lines():
        names, rows = columns.setdefault((culture, kind), ([], []))
        factor = rng.lognormvariate(0.0, 0.35)
        names.append(name)
        rows.append(tuple(weight * factor for weight in weights))
    tables = {key: [Table(names, list(accumulate(c))) for c in zip(*rows, strict=True)] for key, (names, rows) in columns.items()}
    return NamePool(
        {culture: tables[culture, "s"][0] for culture in SHARES},
        {(culture, kind): found for (culture, kind), found in tables.items() if kind != "s"},
    )


@cache
def held_out_forms() -> Mapping[str, tuple[str, ...]]:
    """Return forms of forenames that the matcher's tables lack: the world's own knowledge of how people are called."""
    rows = (
        line.split("\t")
        for line in (files(__package__) / "heldout.tsv").read_text("utf-8").splitlines()
        if not line.startswith("#")
    )
    return {full: tuple(forms.split()) for full, forms in rows}
