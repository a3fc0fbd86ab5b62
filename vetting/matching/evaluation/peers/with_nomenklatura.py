"""nomenklatura's logic-v2 on candidates that are given to it: the nearest thirty by RapidFuzz, and the true entry for nothing."""

from __future__ import annotations

import importlib
import time
from typing import Any

import numpy as np

from vetting.matching.evaluation.measures import Scores, blank_scores
from vetting.matching.evaluation.peers.records import clean, records
from vetting.matching.evaluation.peers.with_rapidfuzz import compare_all
from vetting.matching.evaluation.world import Corpus
from vetting.matching.identity import Identity

_CANDIDATES = 30
_CHUNK = 250


def _entity(model: Any, number: str, identity: Identity) -> Any:
    entity = model.make_entity("Person")
    entity.id = number
    for name in identity.names:
        entity.add("name", f"{clean(name.forenames)} {clean(name.surname)}".strip())
        entity.add("firstName", clean(name.forenames).split(" ")[0])
        entity.add("lastName", clean(name.surname))
    if identity.date_of_birth is not None:
        entity.add("birthDate", identity.date_of_birth)
    return entity


def score(corpus: Corpus) -> Scores:
    """Score each query against its candidates; the time is that of scoring alone."""
    model = importlib.import_module("followthemoney").model
    matching: Any = importlib.import_module("nomenklatura.matching")
    algorithm, config = matching.LogicV2, matching.ScoringConfig.defaults()
    listed = list(records(identity for _, identity in corpus.register))
    people = np.array([record.person for record in listed])
    entities = [_entity(model, f"e{place}", identity) for place, (_, identity) in enumerate(corpus.register)]
    entries = {entry_id: place for place, (entry_id, _) in enumerate(corpus.register)}
    best, own = blank_scores(len(corpus.queries))
    seconds = 0.0
    for start in range(0, len(corpus.queries), _CHUNK):
        chunk = corpus.queries[start : start + _CHUNK]
        asked = [next(records([query.identity])) for query in chunk]
        near = np.argpartition(-compare_all(asked, listed), _CANDIDATES, axis=1)[:, :_CANDIDATES]
        for offset, query in enumerate(chunk):
            truth = entries.get(query.entry_id or "", -1)
            subject = _entity(model, query.query_id, query.identity)  # it caches by id
            started = time.perf_counter()
            for place in set(people[near[offset]].tolist()) | ({truth} - {-1}):
                value = float(algorithm.compare(subject, entities[place], config).score)
                best[start + offset] = max(best[start + offset], value)
                if place == truth:
                    own[start + offset] = value
            seconds += time.perf_counter() - started
    return Scores("nomenklatura logic-v2", best, own, {"build": 0.0, "file": seconds, "one": seconds / len(corpus.queries)})
