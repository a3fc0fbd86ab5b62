"""The frozen accuracy: `python -m tests.matching.evaluation.baseline` measures it again and writes it down."""

from __future__ import annotations

import json
from pathlib import Path

from vetting.matching import MatchIndex, load_model
from vetting.matching.evaluation import measures, ours
from vetting.matching.evaluation.world import make_corpus

FILE = Path(__file__).parent / "baseline.json"
SIZES = (10_000, 2_000, 2_000)


def measure() -> dict[str, float]:
    """Recall at 1 % false hits, names and date only, and at the default thresholds; ordinary people flagged."""
    corpus = make_corpus(*SIZES).names_and_date()
    index = MatchIndex.build(load_model(), corpus.register)
    answers = ours.answer(index, corpus)
    ordinary = [band for query, band in zip(corpus.queries, answers.bands, strict=True) if query.kind == "ordinary"]
    return {
        "recall_at_1_percent": round(measures.recalls(corpus, answers.scores)[0], 5),
        "recall_at_default": round(float(ours.found_at_default(index, corpus).mean()), 5),
        "ordinary_flagged": round(sum(band != "none" for band in ordinary) / len(ordinary), 5),
    }


def main() -> None:
    """Write the baseline."""
    FILE.write_text(json.dumps(measure(), indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
