"""Brute-force RapidFuzz: every query against every entry, by token ratio on the whole name and the digits of the date."""

from __future__ import annotations

import time
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import distance, fuzz, process

from vetting.matching.evaluation.measures import Scores, blank_scores
from vetting.matching.evaluation.peers.records import Record, records
from vetting.matching.evaluation.world import Corpus

_CHUNK = 250
_DATE_SHARE = 0.6
"""How much of the score the date makes: the best of the shares tried on the training world."""


def compare_all(asked: Sequence[Record], listed: Sequence[Record]) -> NDArray[np.float64]:
    """Return the score of every pair: names by token-sort ratio, dates by Levenshtein similarity, a missing date in the middle."""
    names = process.cdist([r.full_name for r in asked], [r.full_name for r in listed], scorer=fuzz.token_sort_ratio, workers=2)
    dates = process.cdist(
        [r.dob or "" for r in asked], [r.dob or "" for r in listed], scorer=distance.Levenshtein.normalized_similarity, workers=2
    )
    unknown = np.array([r.dob is None for r in asked])[:, None] | np.array([r.dob is None for r in listed])[None, :]
    result: NDArray[np.float64] = (1 - _DATE_SHARE) * names / 100 + _DATE_SHARE * np.where(unknown, 0.5, dates)
    return result


def score(corpus: Corpus) -> Scores:
    """Compare the whole file, then one query alone."""
    listed = list(records(identity for _, identity in corpus.register))
    asked = list(records(query.identity for query in corpus.queries))
    people = np.array([record.person for record in listed])
    entries = {entry_id: place for place, (entry_id, _) in enumerate(corpus.register)}
    truth = [entries.get(query.entry_id or "", -1) for query in corpus.queries]
    best, own = blank_scores(len(corpus.queries))
    started = time.perf_counter()
    for start in range(0, len(asked), _CHUNK):
        chunk = asked[start : start + _CHUNK]
        matrix = compare_all(chunk, listed)
        for record, row in zip(chunk, matrix, strict=True):
            best[record.person] = max(best[record.person], float(row.max()))
            if truth[record.person] >= 0:
                own[record.person] = max(own[record.person], float(row[people == truth[record.person]].max()))
    seconds = time.perf_counter() - started
    ones = []
    for record in asked[:20]:
        started = time.perf_counter()
        compare_all([record], listed)
        ones.append(time.perf_counter() - started)
    return Scores("RapidFuzz, brute force", best, own, {"build": 0.0, "file": seconds, "one": sorted(ones)[10]})
