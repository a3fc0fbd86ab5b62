"""recordlinkage: blocking on dates, names and sounds, Jaro–Winkler and dates compared, a logistic regression that saw labels."""

from __future__ import annotations

import importlib
import time
from typing import Any

import numpy as np

from vetting.matching.evaluation.measures import Scores, blank_scores
from vetting.matching.evaluation.peers.records import table
from vetting.matching.evaluation.world import TRAINING_SEED, Corpus, make_corpus

_BLOCKS = (
    ["dob"],
    ["surname_sound", "first_initial"],
    ["first_name", "year"],
    ["surname_sound", "year"],
    ["first_name", "surname_start"],
)


def _frames(corpus: Corpus) -> tuple[Any, Any]:
    pandas: Any = importlib.import_module("pandas")
    jellyfish: Any = importlib.import_module("jellyfish")
    frames = []
    for prefix, people in (("e", (i for _, i in corpus.register)), ("q", (q.identity for q in corpus.queries))):
        frame = pandas.DataFrame(table(people, prefix)).set_index("unique_id").astype(object)
        frame[["first_name", "middle_names", "surname", "dob"]] = frame[["first_name", "middle_names", "surname", "dob"]].fillna("")
        frame["surname_sound"] = [jellyfish.soundex(s) if s else None for s in frame["surname"]]
        frame["first_initial"] = [s[0] if s else None for s in frame["first_name"]]
        frame["surname_start"] = [s[:3] if s else None for s in frame["surname"]]
        frame["year"] = [d[:4] if d else None for d in frame["dob"]]
        frame["date"] = pandas.to_datetime(frame["dob"], errors="coerce", format="%Y-%m-%d").astype("datetime64[ns]")
        frame["digits"] = frame["dob"]
        frame["dob"] = [d or None for d in frame["dob"]]
        frames.append(frame)
    return frames[0], frames[1]


def _features(corpus: Corpus) -> tuple[Any, Any, Any]:
    linkage: Any = importlib.import_module("recordlinkage")
    jellyfish: Any = importlib.import_module("jellyfish")
    jellyfish.jaro_winkler = jellyfish.jaro_winkler_similarity  # recordlinkage 0.14 still calls it by its older name
    listed, asked = _frames(corpus)
    indexer = linkage.Index()
    for block in _BLOCKS:
        indexer.block(block)
    pairs = indexer.index(listed, asked)
    compare = linkage.Compare()
    compare.string("first_name", "first_name", method="jarowinkler", label="first")
    compare.string("surname", "surname", method="jarowinkler", label="last")
    compare.string("first_name", "surname", method="jarowinkler", label="swapped")
    compare.string("surname", "first_name", method="jarowinkler", label="swapped_back")
    compare.string("middle_names", "middle_names", method="jarowinkler", label="middle")
    compare.date("date", "date", label="date")
    compare.exact("year", "year", label="year")
    compare.string("digits", "digits", method="damerau_levenshtein", label="digits")
    found = compare.compute(pairs, listed, asked).fillna(0.0)
    left = listed["person"].loc[found.index.get_level_values(0)].to_numpy().astype(np.int64)
    right = asked["person"].loc[found.index.get_level_values(1)].to_numpy().astype(np.int64)
    known = listed["date"].notna().to_numpy()[listed.index.get_indexer(found.index.get_level_values(0))]
    found["date_known"] = known & asked["date"].notna().to_numpy()[asked.index.get_indexer(found.index.get_level_values(1))]
    return found.astype(float), left, right


def score(corpus: Corpus) -> Scores:
    """Train on the training world's labels, then link the whole file."""
    model_class: Any = importlib.import_module("sklearn.linear_model").LogisticRegression
    started = time.perf_counter()
    training = make_corpus(5_000, 2_000, 2_000, seed=TRAINING_SEED).names_and_date()
    rows, left, right = _features(training)
    entries = {entry_id: place for place, (entry_id, _) in enumerate(training.register)}
    truth = np.array([entries.get(query.entry_id or "", -1) for query in training.queries])
    model = model_class(max_iter=500).fit(rows.to_numpy(), truth[right] == left)
    trained = time.perf_counter()
    rows, left, right = _features(corpus)
    values = model.decision_function(rows.to_numpy())
    linked = time.perf_counter()
    best, own = blank_scores(len(corpus.queries))
    entries = {entry_id: place for place, (entry_id, _) in enumerate(corpus.register)}
    truth = np.array([entries.get(query.entry_id or "", -1) for query in corpus.queries])
    np.maximum.at(best, right, values)
    same = truth[right] == left
    np.maximum.at(own, right[same], values[same])
    return Scores("recordlinkage", best, own, {"build": trained - started, "file": linked - trained})
