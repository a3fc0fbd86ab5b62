"""Names by where they come from: `python -m vetting.matching.data.origins` groups them and writes `origins.tsv.gz`.

A name is not tied to one culture (Ahmed is Bangladeshi, Pakistani, Arabic and Somali), so names are grouped by how their bearers
divide among the cultures of `shares.py`. The model needs no more than the group: what is known of a surname and a forename together
that is not known of them apart, and how many of their bearers are registered as born on 1 January.
"""

from __future__ import annotations

import gzip
from collections import defaultdict
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from vetting.matching import data
from vetting.matching.data.shares import SHARES

GROUPS = 31
"""Groups of names; group 0 is added for names of which nothing is known."""
ROUNDS = 40
HERE = Path(__file__).parent
Floats = NDArray[np.float64]
_OF_NO_BRITISH_CULTURE = frozenset({"mohammed", "muhammad", "mohammad", "mohamed", "abdul"})
"""Forenames that the national rank lists hold among all others, but whose bearers have families from elsewhere."""
_BRITISH = ("english", "scottish", "welsh", "irish", "caribbean", "jewish")


def _bearers() -> tuple[dict[str, Floats], dict[str, Floats]]:
    """Return bearers per million by culture of every surname and forename of the matcher's own tables."""
    places = {culture: place for place, culture in enumerate(SHARES)}
    found: tuple[dict[str, Floats], ...] = (defaultdict(lambda: np.zeros(len(places))), defaultdict(lambda: np.zeros(len(places))))
    known = data.surname_frequency(), data.forename_frequency()
    pool = gzip.decompress((HERE.parent / "evaluation" / "names.tsv.gz").read_bytes()).decode()
    for line in pool.splitlines():
        culture, kind, name, weights = line.split("\t")
        which, key = int(kind != "s"), data.fold(name)
        foreign = which and key in _OF_NO_BRITISH_CULTURE and culture in _BRITISH
        if key in known[which] and not foreign:
            found[which][key][places[culture]] += sum(map(float, weights.split()))
    return found[0], found[1]


def group(bearers: Floats) -> tuple[NDArray[np.int64], Floats]:
    """Group names by the shares of their bearers (k-means on the roots of the shares); returns each name's group, groups' shares.

    Starts from one group a culture and a few of the most frequent mixtures, so the same names always make the same groups.
    """
    total = bearers.sum(axis=1)
    roots = np.sqrt(bearers / total[:, None])
    mixed = np.argsort(-total * (1 - (roots**2).max(axis=1)), kind="stable")[: GROUPS - bearers.shape[1]]
    centres = np.concatenate([np.eye(bearers.shape[1]), roots[mixed]])
    weight = np.sqrt(total)
    for _ in range(ROUNDS):
        nearest = np.argmax(roots @ centres.T, axis=1)
        for place in range(GROUPS):
            if (nearest == place).any():
                centre = np.sqrt(np.average(roots[nearest == place] ** 2, axis=0, weights=weight[nearest == place]))
                centres[place] = centre
    nearest = np.argmax(roots @ centres.T, axis=1)
    shares = np.array([bearers[nearest == place].sum(axis=0) for place in range(GROUPS)])
    return nearest, shares / np.maximum(shares.sum(axis=1, keepdims=True), 1e-9)


def main() -> None:
    """Write `origins.tsv.gz`: first the groups' shares by culture (per mille), then each name's groups as surname and forename."""
    tables = _bearers()
    names = [(which, name) for which in (0, 1) for name in sorted(tables[which])]
    nearest, shares = group(np.array([tables[which][name] for which, name in names]))
    lines = [f"{place + 1}\t" + " ".join(f"{share * 1000:.0f}" for share in row) for place, row in enumerate(shares)]
    found: dict[str, list[Any]] = defaultdict(lambda: [0, 0])
    for (which, name), place in zip(names, nearest.tolist(), strict=True):
        found[name][which] = place + 1
    lines += [f"{name}\t{surname} {forename}" for name, (surname, forename) in sorted(found.items())]
    (HERE / "origins.tsv.gz").write_bytes(gzip.compress(("\n".join(lines) + "\n").encode(), compresslevel=9, mtime=0))


if __name__ == "__main__":
    main()
