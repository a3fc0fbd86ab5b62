"""The fit keeps the order of levels, explains its pairs better than the counts do, and is what the model file holds."""

from itertools import product

import numpy as np
import pytest

from tests.matching.evaluation import baseline
from vetting.matching import dates, load_model
from vetting.matching import levels as lv
from vetting.matching.evaluation import fit
from vetting.matching.evaluation.world import EVALUATION_SEED, TRAINING_SEEDS, make_corpus

MODEL = load_model()
ROUNDED = 2e-3
"""Bits that settling and four decimal places of six numbers may take from a gap."""


def shipped() -> tuple[fit.Floats, fit.Floats]:
    """Return the counted weights of the model file, and those with its combination row."""
    record, start, corrections = MODEL.weights[0], np.zeros(fit.SIZE), np.zeros(fit.SIZE)
    for at, field, correction in (
        (fit.SURNAME_AT, "surname", "surname_correction"),
        (fit.FORENAME_AT, "forenames", "forename_correction"),
        (fit.MIDDLE_AT, "middle", "middle_correction"),
        (fit.DATE_AT, "date", "date_correction"),
    ):
        start[at : at + len(record[field])] = record[field]
        corrections[at : at + len(record[field])] = record[correction]
    corrections[fit.JOINT_AT :] = record["combination"].reshape(-1)
    return start, start + corrections


def test_the_model_file_keeps_the_order_of_levels_whatever_the_other_fields_say():
    start, weights = shipped()
    order, least = fit.constraints(start)
    assert (order @ weights - least).min() >= -ROUNDED


def test_any_wrong_digit_weighs_more_than_a_year_alone_whatever_the_names():
    record = MODEL.weights[0]
    weight = record["date"] + record["date_correction"]
    for surname, forename in product(range(len(lv.SURNAME_GROUPS)), range(len(lv.FORENAME_GROUPS))):
        joint = record["combination"][surname, forename][record["date_group"]]
        assert (weight + joint)[dates.UNLIKE_DIGIT] > (weight + joint)[dates.YEAR_ONLY]


def test_a_missing_surname_is_neutral_whatever_the_other_fields_say():
    assert np.abs(MODEL.weights[0]["combination"][lv.SURNAME_GROUP[lv.MISSING]]).max() <= 0.5


def test_every_training_world_has_a_seed_of_its_own():
    assert len(fit.TRAINING) == len(TRAINING_SEEDS)
    assert not {EVALUATION_SEED, baseline.SEED} & set(TRAINING_SEEDS)


@pytest.fixture(scope="module")
def pairs() -> fit.Pairs:
    return fit.training_pairs(MODEL, make_corpus(1_500, 600, 600, seed=5).names_and_date())


def surprise(pairs: fit.Pairs, weights: fit.Floats) -> float:
    """Return the mean bits of surprise at the labels, the intercept being the best one."""
    columns = [fit.SURNAME_AT + pairs.surname, fit.FORENAME_AT + pairs.forename, fit.MIDDLE_AT + pairs.middle]
    columns += [fit.DATE_AT + pairs.date, fit.JOINT_AT + fit.joint_cell(pairs.surname, pairs.forename, pairs.date)]
    sums = weights[np.stack(columns)].sum(axis=0) + pairs.offset

    def at(intercept: float) -> float:
        signed = np.where(pairs.label, 1, -1) * (sums + intercept)
        return float(np.logaddexp2(0, -signed).mean())

    return min(at(intercept) for intercept in np.arange(-8.0, 8.0, 0.25).tolist())


def test_a_fit_keeps_the_order_and_explains_its_pairs_better_than_the_counts(pairs):
    start, _ = shipped()
    weights = fit.fit_tied(pairs, start)
    order, least = fit.constraints(start)
    assert (order @ weights - least).min() >= -0.01
    assert surprise(pairs, weights) < surprise(pairs, start)


def test_a_tied_level_stands_as_far_from_the_other_as_was_counted(pairs):
    start, _ = shipped()
    weights = fit.fit_tied(pairs, start)
    for level, other in ((dates.UNLIKE_DIGIT, dates.ONE_DIGIT), (dates.UNLIKE_SLIPS, dates.TWO_SLIPS)):
        apart = weights[fit.DATE_AT + level] - weights[fit.DATE_AT + other]
        assert apart == pytest.approx(start[fit.DATE_AT + level] - start[fit.DATE_AT + other])


def test_pairs_are_labelled_by_their_truth(pairs):
    assert 0 < pairs.label.sum() <= 600
    assert pairs.label.sum() < len(pairs.label)
