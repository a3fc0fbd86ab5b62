"""Other matchers on the same questions, each used as its documentation advises; only those that are installed are run."""

from __future__ import annotations

import importlib
import importlib.util
from collections.abc import Callable, Mapping

from vetting.matching.evaluation.measures import Scores
from vetting.matching.evaluation.world import Corpus

_PEERS: Mapping[str, tuple[str, str]] = {
    "splink": ("splink", "with_splink"),
    "nomenklatura": ("nomenklatura", "with_nomenklatura"),
    "rapidfuzz": ("rapidfuzz", "with_rapidfuzz"),
    "recordlinkage": ("recordlinkage", "with_recordlinkage"),
}


def installed() -> list[str]:
    """Return the names of the peers whose packages are installed here."""
    return [name for name, (package, _) in _PEERS.items() if importlib.util.find_spec(package) is not None]


def run(name: str, corpus: Corpus) -> Scores:
    """Let one peer answer every question of a corpus."""
    module = importlib.import_module(f"{__name__}.{_PEERS[name][1]}")
    score: Callable[[Corpus], Scores] = module.score
    return score(corpus)
