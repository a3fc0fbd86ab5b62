"""What is skipped for speed is never what would have counted."""

import random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numba import njit

from vetting.matching import Identity, MatchIndex, PersonName, compare, load_model
from vetting.matching import levels as lv
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
    assert _pairs(quick, floor) == _pairs(slow, floor)


def _pairs(hits, floor):
    kept = (hits.totals >= floor) | (hits.found[:, lv.BAND] > 0)
    return {(*pair, round(total, 6)) for pair, total in zip(hits.who[kept].tolist(), hits.totals[kept].tolist(), strict=True)}


FORENAMES = ("Ann", "Anne Marie", "Annmarie", "Mary Ann", "J", "John", "Jon Paul", "Kemi Ade Bola", "Ade", "Okafor", "")
SURNAMES = ("Fictonsmith", "Fictionsmith", "Okafor", "Adebola", "Smyth Jones", "Jones", "Ann", "Jon", "O", "de la Cruz", "")
DATES = ("1980-01-01", "1980-01-02", "1980-11-12", "1980-12-11", "1989-11-12", "1980", "1981", None)


def _people(seed, count):
    """People of a few names and dates, so that every pair of shapes meets: words missing, single letters, doubles, other names."""
    chosen = random.Random(seed)
    while count:
        names = [PersonName(chosen.choice(FORENAMES), chosen.choice(SURNAMES)) for _ in range(chosen.choice((1, 1, 1, 2, 3)))]
        person = Identity(tuple(names), chosen.choice(DATES))
        if any(name.forenames or name.surname for name in names):
            count -= 1
            yield person


@pytest.mark.parametrize("floor", [19.0, 12.0, 6.0])
def test_names_of_every_shape_are_passed_over_only_below_the_floor(model, floor):
    listed, asking = list(_people(1, 250)), list(_people(2, 250))
    segment = build_segment(model, [Entry(str(n), identity, prepare(identity)) for n, identity in enumerate(listed)])
    asked = lay_out(model, [prepare(identity) for identity in asking])
    nobody = np.zeros(len(segment), np.bool_)
    quick = search_segment(model, segment, nobody, asked, floor, everything=True, brute=True)
    slow = search_segment(model, segment, nobody, asked, -1e9, everything=True, brute=True)
    assert len(slow.who) == len(listed) * len(asking), "what all are measured by must hold every pair"
    assert len(_pairs(slow, floor)) > 100
    assert _pairs(quick, floor) == _pairs(slow, floor)


def test_an_index_of_one_finds_itself(model):
    for entry_id, identity in make_corpus(60, 50, 50, seed=5).register:
        assert [hit.entry_id for hit in MatchIndex.build(model, [(entry_id, identity)]).search(identity)] in ([entry_id], [])


RARE_ALIKE = [
    (("John", "Quorndelfizz"), ("John", "Quorbedfozz")),
    (("Zebulonia", "Smith"), ("Zebilmorda", "Smith")),
    (("Zebulonia", "Quorndelfizz"), ("Zebilmorda", "Quorndelfizz")),
    (("Zebulonia", "Quorndelfizz"), ("Zebulonia", "Quorbedfozz")),
]


@pytest.mark.parametrize(("mine", "theirs"), RARE_ALIKE)
@pytest.mark.parametrize("born", ["1984-03-15", "1984-03-16", "1984-03-10", "1984-02-15", "1984"])
def test_a_floor_at_its_very_weight_finds_a_pair_whose_rare_names_only_resemble(mine, theirs, born):
    """What rarity adds to resembling names is part of what the shortcuts say a pair can reach."""
    model = load_model()
    subject, listed = Identity((PersonName(*mine),), born), Identity((PersonName(*theirs),), "1984-03-15")
    match = compare(model, subject, listed)
    assert "resembling" in {row.level for row in match.comparisons}
    index = MatchIndex.build(model, [("listed", listed)])
    assert [found.entry_id for found in index.retrieve(subject, match.match_weight - 0.001)] == ["listed"]
