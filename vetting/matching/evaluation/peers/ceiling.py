"""The ceiling: gradient boosting on the matcher's own levels and rarities, trained on another world. A yardstick, not a product."""

from __future__ import annotations

import importlib
import time
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from vetting.matching import Match, MatchIndex, load_model
from vetting.matching.evaluation.measures import Scores, blank_scores
from vetting.matching.evaluation.world import TRAINING_SEED, Corpus, make_corpus
from vetting.matching.levels import FIELDS, LEVELS

FLOOR = 0.0
"""Pairs that weigh less are not looked at: they are all but certainly different people."""


def features(match: Match) -> list[float]:
    """Return each row's level as a number, and its weight (which carries the rarity of the name)."""
    found = dict.fromkeys(FIELDS, (-1.0, 0.0))
    for row in match.comparisons:
        place = FIELDS.index(row.field)
        found[row.field] = (float(LEVELS[place].index(row.level)), row.weight)
    return [number for pair in found.values() for number in pair]


def _pairs(index: MatchIndex, corpus: Corpus) -> tuple[NDArray[np.float64], NDArray[np.int64], NDArray[np.bool_]]:
    rows: list[list[float]] = []
    places: list[int] = []
    truth: list[bool] = []
    answers = index.retrieve_many([query.identity for query in corpus.queries], FLOOR)
    for place, (query, matches) in enumerate(zip(corpus.queries, answers, strict=True)):
        for match in matches[:60]:
            rows.append(features(match))
            places.append(place)
            truth.append(match.entry_id == query.entry_id)
    return np.array(rows), np.array(places), np.array(truth)


def train(sizes: Sequence[int], bare: bool) -> Any:
    """Return a classifier trained on the pairs of the training world."""
    ensemble: Any = importlib.import_module("sklearn.ensemble")
    corpus = make_corpus(*sizes, seed=TRAINING_SEED)
    corpus = corpus.names_and_date() if bare else corpus
    rows, _, truth = _pairs(MatchIndex.build(load_model(), corpus.register), corpus)
    model = ensemble.HistGradientBoostingClassifier(max_iter=300, learning_rate=0.06, max_leaf_nodes=31, l2_regularization=1.0)
    return model.fit(rows, truth)


def score(corpus: Corpus, *, bare: bool = True, sizes: Iterable[int] = (10_000, 8_000, 8_000)) -> Scores:
    """Score every pair that the matcher retrieves with gradient boosting instead of with its weights."""
    started = time.perf_counter()
    model = train(tuple(sizes), bare)
    trained = time.perf_counter()
    rows, places, truth = _pairs(MatchIndex.build(load_model(), corpus.register), corpus)
    best, own = blank_scores(len(corpus.queries))
    chances = model.predict_proba(rows)[:, 1]
    logits = np.log(np.clip(chances, 1e-12, 1)) - np.log(np.clip(1 - chances, 1e-12, 1))
    np.maximum.at(best, places, logits)
    np.maximum.at(own, places[truth], logits[truth])
    return Scores("ceiling (boosting)", best, own, {"build": trained - started, "file": time.perf_counter() - trained})
