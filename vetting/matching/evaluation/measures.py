"""The measures: what a threshold finds and flags, from the scores that any matcher gives to the same questions."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from vetting.matching.evaluation.world import Corpus, Query

FALSE_HITS = (0.01, 0.001, 0.0001)
NOTHING = -1e9
"""The score of a query that retrieved nobody, or whose true entry was not retrieved."""


@dataclass(frozen=True)
class Scores:
    """What one matcher said, an item a query: the best score of any entry, the score of the true entry; and how long it took."""

    matcher: str
    best: NDArray[np.float64]
    own: NDArray[np.float64]
    seconds: dict[str, float] = field(default_factory=dict)
    """`build`, `file` (all queries) and `one` (a single check), as far as they were measured."""


def blank_scores(count: int) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return best and own scores for `count` queries that found nothing yet."""
    return np.full(count, NOTHING), np.full(count, NOTHING)


def threshold_at(others: NDArray[np.float64], share: float) -> float:
    """Return the lowest threshold at which no more than `share` of the non-members score at it or above."""
    ranked = np.sort(others)[::-1]
    allowed = int(share * len(ranked) + 1e-9)
    if allowed >= len(ranked):
        return NOTHING / 2
    return float(max(np.nextafter(ranked[allowed], np.inf), NOTHING / 2))


def recall(own: NDArray[np.float64], threshold: float) -> float:
    """Return the share of members whose true entry scores at the threshold or above."""
    return float((own >= threshold).mean()) if len(own) else float("nan")


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a breakdown: how many queries it is made of, and the share found (or flagged) at each threshold."""

    label: str
    count: int
    shares: tuple[float, ...]


def is_member(queries: Sequence[Query]) -> NDArray[np.bool_]:
    """Return which queries are about listed people."""
    return np.array([query.entry_id is not None for query in queries], dtype=np.bool_)


def thresholds(corpus: Corpus, scores: Scores, shares: Iterable[float] = FALSE_HITS) -> tuple[float, ...]:
    """Return the threshold at each share of false hits."""
    others = scores.best[~is_member(corpus.queries)]
    return tuple(threshold_at(others, share) for share in shares)


def recalls(corpus: Corpus, scores: Scores, shares: Iterable[float] = FALSE_HITS) -> tuple[float, ...]:
    """Return recall at each share of false hits."""
    own = scores.own[is_member(corpus.queries)]
    return tuple(recall(own, threshold) for threshold in thresholds(corpus, scores, shares))


def curve(corpus: Corpus, scores: Scores, points: int = 60) -> list[tuple[float, float]]:
    """Return (share of false hits, recall) from one in ten thousand to one in ten, evenly on a logarithmic scale."""
    shares = np.logspace(-4, -1, points).tolist()
    return list(zip(shares, recalls(corpus, scores, shares), strict=True))


def found_by(
    corpus: Corpus, scores: Scores, at: Sequence[float], labels: Callable[[Query], Iterable[str]], *, members: bool = True
) -> list[Row]:
    """Return one row a label: the share of members found (or non-members flagged) at each threshold; a query may bear many."""
    values = scores.own if members else scores.best
    groups: dict[str, list[int]] = {}
    for place, query in enumerate(corpus.queries):
        if (query.entry_id is not None) is members:
            for label in labels(query):
                groups.setdefault(label, []).append(place)
    return [
        Row(label, len(places), tuple(recall(values[places], threshold) for threshold in at))
        for label, places in sorted(groups.items(), key=lambda item: (-len(item[1]), item[0]))
    ]


def reliability(
    predicted: NDArray[np.float64], truth: NDArray[np.bool_], edges: Sequence[float]
) -> list[tuple[str, int, float, float]]:
    """Return (band, pairs, mean predicted probability, observed share of true pairs) for each band of predicted probability."""
    rows = []
    for low, high in pairwise(edges):
        inside = (predicted >= low) & ((predicted < high) | ((high == edges[-1]) & (predicted <= high)))
        count = int(inside.sum())
        if count:
            rows.append((f"{low:.2f}–{high:.2f}", count, float(predicted[inside].mean()), float(truth[inside].mean())))
    return rows


def bootstrap_error(own: NDArray[np.float64], threshold: float) -> float:
    """Return the standard error of a recall, as a share."""
    share = recall(own, threshold)
    return float(np.sqrt(share * (1 - share) / max(len(own), 1)))
