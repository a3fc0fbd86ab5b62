"""The frozen figures: `python -m tests.matching.evaluation.baseline` measures them again and writes them down."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np

from vetting.matching import MatchIndex, MatchModel, load_model
from vetting.matching.evaluation import measures, ours
from vetting.matching.evaluation.world import Corpus, make_corpus
from vetting.matching.prepare import prepare
from vetting.matching.segment import Entry, build_segment, lay_out, search_segment

FILE = Path(__file__).parent / "baseline.json"
SEED = 20_261_122
"""A world of its own: neither fitted on, nor reported, nor used for the thresholds."""
SIZES = (10_000, 2_000, 2_000)
BRUTE = 600
"""Questions that are put to every entry of the list, to see whom retrieval leaves out."""


def world() -> Corpus:
    """Return the frozen world, names and date of birth only."""
    return make_corpus(*SIZES, seed=SEED).names_and_date()


def measure(model: MatchModel, corpus: Corpus) -> dict[str, float]:
    """Return recall at 1 % false hits and at the default thresholds, and the share of ordinary people flagged."""
    index = MatchIndex.build(model, corpus.register)
    answers = ours.answer(index, corpus)
    ordinary = [band for query, band in zip(corpus.queries, answers.bands, strict=True) if query.kind == "ordinary"]
    return {
        "recall_at_1_percent": round(measures.recalls(corpus, answers.scores)[0], 5),
        "recall_at_default": round(float(ours.found_at_default(index, corpus).mean()), 5),
        "ordinary_flagged": round(sum(band != "none" for band in ordinary) / len(ordinary), 5),
    }


def retrieved(model: MatchModel, corpus: Corpus, *, brute: bool) -> set[tuple[int, int]]:
    """Return the pairs of a band among the first questions: by the routes of retrieval, or by comparing everybody."""
    segment = build_segment(model, [Entry(entry_id, identity, prepare(identity)) for entry_id, identity in corpus.register])
    asked = lay_out(model, [prepare(query.identity) for query in corpus.queries[:BRUTE]])
    kept = np.zeros(len(segment), np.bool_)
    hits = search_segment(model, segment, kept, asked, model.possible, everything=False, brute=brute)
    return {(int(subject), int(entry)) for subject, entry in hits.who.tolist()}


def main() -> None:
    """Write the baseline."""
    FILE.write_text(json.dumps(measure(load_model(), world()), indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
