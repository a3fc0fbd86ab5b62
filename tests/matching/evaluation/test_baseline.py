"""The matcher does not get worse: its recall on the frozen corpus stays within 0.3 points of what is written down."""

import json

import pytest

from tests.matching.evaluation.baseline import FILE, measure

WRITTEN = json.loads(FILE.read_text("utf-8"))


@pytest.fixture(scope="module")
def measured() -> dict[str, float]:
    return measure()


@pytest.mark.parametrize("figure", ["recall_at_1_percent", "recall_at_default"])
def test_recall_has_not_fallen(measured: dict[str, float], figure: str) -> None:
    assert measured[figure] >= WRITTEN[figure] - 0.003


def test_no_more_innocent_people_are_flagged(measured: dict[str, float]) -> None:
    assert measured["ordinary_flagged"] <= WRITTEN["ordinary_flagged"] + 0.002
