"""What is skipped for speed is never what would have counted."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numba import njit

from vetting.matching import MatchIndex
from vetting.matching.dates import DIFFERENT, NEAR, date_level, settled_by_date
from vetting.matching.evaluation.world import make_corpus
from vetting.matching.prepare import prepare
from vetting.matching.segment import Entry, build_segment, lay_out, search_segment


@njit
def _settled(first: int, second: int) -> bool:
    return settled_by_date(first, second)


def _names_are_looked_at(first: int, second: int) -> bool:
    level = date_level(first, second)
    return NEAR < level != DIFFERENT


def _digits(date: int) -> int:
    return int(str(date), 16)


dates = st.dates().map(lambda day: day.year * 10000 + day.month * 100 + day.day)


@settings(max_examples=3_000, deadline=None)
@given(dates, dates)
def test_dates_settled_at_a_glance_are_different_or_near(first, second):
    assert not (_settled(_digits(first), _digits(second)) and _names_are_looked_at(first, second))


def test_dates_of_one_life_settled_at_a_glance_are_different_or_near():
    days = [
        year * 10000 + month * 100 + day
        for year in (1969, 1970, 1984, 1999, 2000)
        for month in range(1, 13)
        for day in range(1, 29)
    ]
    for first in days[::23]:
        for second in days:
            assert not (_settled(_digits(first), _digits(second)) and _names_are_looked_at(first, second))


@pytest.mark.parametrize("bare", [False, True], ids=["all identifiers", "names and date"])
@pytest.mark.parametrize("floor", [14.0, 10.0])
def test_candidates_passed_over_are_below_the_floor(model, floor, bare):
    corpus = make_corpus(1_500, 300, 300, seed=99)
    corpus = corpus.names_and_date() if bare else corpus
    segment = build_segment(model, [Entry(entry_id, identity, prepare(identity)) for entry_id, identity in corpus.register])
    asked = lay_out(model, [prepare(query.identity) for query in corpus.queries])
    nobody = np.zeros(len(segment), np.bool_)
    quick = search_segment(model, segment, nobody, asked, floor, everything=True, brute=True)
    slow = search_segment(model, segment, nobody, asked, -1e9, everything=True, brute=True)
    kept = (slow.totals >= floor) | (slow.found[:, 13 - 2] > 0)
    assert {(*pair, round(total, 6)) for pair, total in zip(quick.who.tolist(), quick.totals.tolist(), strict=True)} == {
        (*pair, round(total, 6)) for pair, total in zip(slow.who[kept].tolist(), slow.totals[kept].tolist(), strict=True)
    }


def test_an_index_of_one_finds_itself(model):
    for entry_id, identity in make_corpus(60, 50, 50, seed=5).register:
        assert [hit.entry_id for hit in MatchIndex.build(model, [(entry_id, identity)]).search(identity)] in ([entry_id], [])
