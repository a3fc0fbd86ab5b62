"""The matcher itself on a corpus: its scores, bands and probabilities, what retrieval loses, and how fast it is."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from vetting.matching import Identity, Match, MatchIndex, MatchModel, compare
from vetting.matching.evaluation.measures import Scores, blank_scores
from vetting.matching.evaluation.world import Corpus, make_corpus

FLOOR = 2.0
"""Pairs below this many bits are not looked at; every threshold that is reported lies above."""


@dataclass(frozen=True)
class Answers:
    """Scores; the best hit's band and the review lane by query; and each retrieved pair's probability with its truth."""

    scores: Scores
    bands: Sequence[str]
    reasons: Sequence[str | None]
    probabilities: NDArray[np.float64]
    truths: NDArray[np.bool_]


@dataclass(frozen=True)
class Speed:
    """Seconds, queries a second, and bytes; `one` is of single checks, in milliseconds."""

    entries: int
    build_seconds: float
    file_per_second: float
    file_per_second_two: float
    """With two worker processes."""
    one_p50: float
    one_p99: float
    bytes_an_entry: float


def warm_up(model: MatchModel) -> None:
    """Let everything that is compiled or loaded at first use be so, that it is not timed as work."""
    corpus = make_corpus(300, 50, 50, seed=1)
    index = MatchIndex.build(model, corpus.register)
    index.search_many([query.identity for query in corpus.queries])
    index.search(corpus.queries[0].identity)


def _hit(matches: Sequence[Match]) -> tuple[str, str | None]:
    """Return the band and the lane of the strongest hit; a lane may lift a pair over heavier ones that are no hits."""
    order = {"strong": 0, "possible": 1, "none": 2}
    best = min(matches, key=lambda match: (order[match.band], -match.match_weight), default=None)
    return ("none", None) if best is None else (best.band, best.reason)


def answer(index: MatchIndex, corpus: Corpus) -> Answers:
    """Let the matcher answer every question of a corpus."""
    best, own = blank_scores(len(corpus.queries))
    bands, reasons, chances, truths = [], [], [], []
    answers = index.retrieve_many([query.identity for query in corpus.queries], FLOOR)
    for place, (query, matches) in enumerate(zip(corpus.queries, answers, strict=True)):
        band, reason = _hit(matches)
        bands.append(band)
        reasons.append(reason)
        for match in matches:
            best[place] = max(best[place], match.match_weight)
            if match.entry_id == query.entry_id:
                own[place] = match.match_weight
            if match.probability is not None:
                chances.append(match.probability)
                truths.append(match.entry_id == query.entry_id)
    return Answers(Scores("this matcher", best, own), bands, reasons, np.array(chances), np.array(truths, dtype=np.bool_))


def found_at_default(index: MatchIndex, corpus: Corpus) -> NDArray[np.bool_]:
    """Return, for each member, whether the true entry is among the hits that a search shows (weights and lanes together)."""
    members = corpus.members
    hits = index.search_many([query.identity for query in members])
    return np.array([any(m.entry_id == query.entry_id for m in found) for query, found in zip(members, hits, strict=True)])


def lost_candidates(index: MatchIndex, corpus: Corpus) -> tuple[int, int]:
    """Return how many true pairs brute force puts over the threshold, and how many of those retrieval does not find."""
    listed = dict(corpus.register)
    over = lost = 0
    answers = index.retrieve_many([query.identity for query in corpus.members], index.model.possible)
    for query, matches in zip(corpus.members, answers, strict=True):
        entry_id = str(query.entry_id)
        found = any(match.entry_id == entry_id and match.match_weight >= index.model.possible for match in matches)
        heavy = found or compare(index.model, query.identity, listed[entry_id]).match_weight >= index.model.possible
        over += heavy
        lost += heavy and not found
    return over, lost


def rank_of_truth(index: MatchIndex, identities: Sequence[tuple[Identity, str]], within: int) -> float:
    """Return the share of queries whose true entry is among the first `within` candidates."""
    found = 0
    for identity, entry_id in identities:
        found += any(match.entry_id == entry_id for match in index.retrieve(identity, -40.0)[:within])
    return found / max(len(identities), 1)


def measure_speed(model: MatchModel, corpus: Corpus) -> Speed:
    """Build an index and time a whole file and single checks, each on queries that the index has not seen before."""
    identities = [query.identity for query in corpus.queries]
    half = len(identities) // 2
    started = time.perf_counter()
    index = MatchIndex.build(model, corpus.register)
    built = time.perf_counter()
    index.search_many(identities[:half])
    filed = time.perf_counter()
    index.search_many(identities[half:], workers=2)
    filed_twice = time.perf_counter()
    ones = []
    for identity in identities[half : half + 3000]:
        before = time.perf_counter()
        index.search(identity)
        ones.append(time.perf_counter() - before)
    milliseconds = np.array(ones) * 1e3
    p50, p99 = np.quantile(milliseconds, [0.5, 0.99]).tolist()
    twice = (len(identities) - half) / (filed_twice - filed)
    return Speed(len(index), built - started, half / (filed - built), twice, p50, p99, index.memory() / len(index))
