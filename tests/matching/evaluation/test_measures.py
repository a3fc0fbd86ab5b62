"""The measures, on scores small enough to check by hand."""

import numpy as np
import pytest

from vetting.matching import Identity, PersonName
from vetting.matching.evaluation import measures
from vetting.matching.evaluation.measures import NOTHING, Scores
from vetting.matching.evaluation.world import Corpus, Query


def a_corpus(members: int, others: int) -> Corpus:
    someone = Identity((PersonName("Ann", "Example"),))
    asked = [
        Query(f"m{n}", someone, f"e{n}", "member", ("typing",) if n % 2 else ("typing", "hearing"), "english", False)
        for n in range(members)
    ]
    rest = [Query(f"o{n}", someone, None, "ordinary", (), "welsh", False) for n in range(others)]
    return Corpus([(f"e{n}", someone) for n in range(members)], [*asked, *rest])


@pytest.mark.parametrize(("share", "threshold"), [(0.0, 9.0), (0.1, 8.0), (0.2, 7.0), (0.95, 0.0)])
def test_a_threshold_lets_through_no_more_than_the_share(share: float, threshold: float) -> None:
    others = np.arange(10.0)
    found = measures.threshold_at(others, share)
    assert threshold < found < threshold + 1e-9 or found == threshold
    assert (others >= found).mean() <= share


def test_ties_are_never_let_through_in_part() -> None:
    others = np.array([5.0] * 10 + [1.0] * 90)
    assert (others >= measures.threshold_at(others, 0.05)).mean() == 0


def test_a_member_who_was_not_retrieved_is_never_found() -> None:
    own = np.array([NOTHING, 3.0])
    assert measures.recall(own, measures.threshold_at(np.array([1.0, 2.0]), 1.0)) == 0.5


def test_recall_counts_the_true_entry_and_not_the_best() -> None:
    corpus = a_corpus(4, 4)
    scores = Scores("x", np.array([9.0, 9, 9, 9, 5, 4, 3, 2]), np.array([9.0, 6, 4, NOTHING, NOTHING, NOTHING, NOTHING, NOTHING]))
    assert measures.recalls(corpus, scores, [0.0, 0.5]) == (0.5, 0.75)


def test_breakdown_by_label() -> None:
    corpus = a_corpus(4, 2)
    scores = Scores("x", np.array([9.0] * 6), np.array([9.0, 1, 9, 1, NOTHING, NOTHING]))
    rows = {row.label: row for row in measures.found_by(corpus, scores, [5.0], lambda query: query.errors)}
    assert rows["typing"].count == 4
    assert rows["typing"].shares == (0.5,)
    assert rows["hearing"].shares == (1.0,)


def test_reliability_compares_predicted_with_seen() -> None:
    rows = measures.reliability(np.array([0.1, 0.1, 0.9, 1.0]), np.array([False, False, True, True]), (0.0, 0.5, 1.0))
    assert [(band, count, seen) for band, count, _, seen in rows] == [("0.00–0.50", 2, 0.0), ("0.50–1.00", 2, 1.0)]


def test_a_curve_never_falls() -> None:
    corpus = a_corpus(200, 800)
    rng = np.random.default_rng(1)
    scores = Scores("x", rng.normal(size=1000), rng.normal(1.0, size=1000))
    found = [recall for _, recall in measures.curve(corpus, scores)]
    assert found == sorted(found)
