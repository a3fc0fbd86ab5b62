"""The matcher does not get worse: what it finds on the frozen world stays what is written down, and retrieval loses nobody."""

import json

import pytest

from tests.matching.evaluation.baseline import FILE, measure, retrieved, world
from vetting.matching import MatchModel, load_model
from vetting.matching.evaluation.world import Corpus

WRITTEN = json.loads(FILE.read_text("utf-8"))
CANDIDATES_LOST = 0.001
"""Share of the pairs of a band that brute force finds and retrieval may miss."""


@pytest.fixture(scope="module")
def model() -> MatchModel:
    return load_model()


@pytest.fixture(scope="module")
def corpus() -> Corpus:
    return world()


@pytest.fixture(scope="module")
def measured(model: MatchModel, corpus: Corpus) -> dict[str, float]:
    return measure(model, corpus)


@pytest.mark.parametrize("figure", ["recall_at_1_percent", "recall_at_default"])
def test_recall_has_not_fallen(measured: dict[str, float], figure: str) -> None:
    assert measured[figure] >= WRITTEN[figure] - 0.003


def test_no_more_innocent_people_are_flagged(measured: dict[str, float]) -> None:
    assert measured["ordinary_flagged"] <= WRITTEN["ordinary_flagged"] + 0.002


def test_retrieval_loses_nobody_whom_brute_force_finds(model: MatchModel, corpus: Corpus) -> None:
    everybody, routed = (retrieved(model, corpus, brute=brute) for brute in (True, False))
    assert routed <= everybody
    assert len(everybody - routed) <= max(1, CANDIDATES_LOST * len(everybody))
