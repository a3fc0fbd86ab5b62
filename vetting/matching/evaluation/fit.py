"""Fitting the model: level weights, term frequencies and the combination row from a labelled corpus, under monotone constraints.

m and u of every level are counted (`counts.py`). Pairs that the index retrieves on the training corpora are labelled by their
truth; a penalised logistic regression over their levels, pulled to the counted weights, gives what is right for levels that come
together, and the difference is the combination row. Constraints keep each field's order of levels within the whole joint table: a
better level never weighs less, whatever the other fields say. Nothing is read of the evaluation corpus.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from vetting.matching import dates
from vetting.matching import levels as lv
from vetting.matching.evaluation import counts, modelfile
from vetting.matching.evaluation.world import TRAINING_SEED, TRAINING_SEEDS, Corpus, make_corpus
from vetting.matching.model import DEFAULT_PATH, MatchModel, highest, load_model
from vetting.matching.prepare import prepare
from vetting.matching.segment import Entry, build_segment, lay_out, search_segment

ROUNDS = 2
"""The best reading of a pair depends on the weights: after the second round they stand still to a tenth of a bit."""
FLOOR = 4.0
"""Bits from which a pair is fitted on: what weighs less is nobody's hit at any threshold that is measured."""
TRAINING = (*((10_000, 8_000, 16_000),) * 8, *((100_000, 12_000, 24_000),) * 4)
"""Sizes of the worlds that are fitted on, one a training seed: short lists, and long ones, where strangers come nearer."""
COUNTED = (20_000, 4_000, 400)
"""Listed, members and others of the world in which levels are counted."""
NAMES_AND_DATE = [lv.SURNAME, lv.FORENAMES, lv.MIDDLE, lv.DATE, lv.COMBINATION]
GAP = 0.1
"""Bits that neighbouring levels are kept apart, so that the rarity of the value does not turn them round."""
NEUTRAL_RIDGE = 100.0
"""Holds the combination row at nothing where a surname is missing: the generated world hardly leaves one out, people do (Begum)."""
COMMON_GAP = 0.5
"""The same between a known form of a forename and a typing error: the rarity of a form may be less by as much (Sean, Shaun)."""
Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

S, F, M, D = lv.NAME_LEVEL_COUNT, lv.NAME_LEVEL_COUNT, len(lv.MIDDLE_LEVELS), len(dates.LEVELS)
GROUPS = (len(lv.SURNAME_GROUPS), len(lv.FORENAME_GROUPS), len(lv.DATE_GROUPS))
SURNAME_AT, FORENAME_AT, MIDDLE_AT, DATE_AT, JOINT_AT = 1, 1 + S, 1 + S + F, 1 + S + F + M, 1 + S + F + M + D
SIZE = JOINT_AT + int(np.prod(GROUPS))
"""Coefficients: the intercept, the levels of the four fields, the cells of the combination row."""

_EITHER_ORDER = (
    (lv.ONE_EDIT, lv.SOUND_ALIKE),
    (lv.SOUND_ALIKE, lv.SIMILAR),
    (lv.SOUND_ALIKE, lv.SHORTENED),
    (lv.SOUND_ALIKE, lv.TWO_EDITS),
    (lv.SHORTENED, lv.INITIAL),
    (lv.TWO_EDITS, lv.INITIAL),
    (lv.INITIAL, lv.MISSING),
    (lv.MISSING, lv.DIFFERENT),
    (lv.SHORTENED, lv.RESEMBLING),
    (lv.TWO_EDITS, lv.RESEMBLING),
    (lv.SIMILAR, lv.RESEMBLING),
    (lv.RESEMBLING, lv.DIFFERENT),
    (lv.EXACT, lv.SWAPPED),
    (lv.SWAPPED, lv.SWAPPED_NEAR),
    (lv.SWAPPED_NEAR, lv.SWAPPED_ALIKE),
    (lv.SWAPPED_ALIKE, lv.DIFFERENT),
    (lv.EXACT, lv.PART),
    (lv.PART, lv.PART_NEAR),
    (lv.PART_NEAR, lv.MISSING),
)
_SURNAME_ORDER = (
    *_EITHER_ORDER,
    (lv.EXACT, lv.VARIANT),
    (lv.EXACT, lv.ONE_EDIT),
    (lv.VARIANT, lv.NICKNAME),
    (lv.NICKNAME, lv.SIMILAR),
)
"""Davis for Davies may be another family: a known other spelling of a surname need not weigh more than a typing error."""
_FORENAME_ORDER = (*_EITHER_ORDER, (lv.EXACT, lv.VARIANT), (lv.VARIANT, lv.NICKNAME), (lv.NICKNAME, lv.ONE_EDIT))
_MIDDLE_ORDER = (
    (lv.MIDDLE_EXACT, lv.MIDDLE_NEAR),
    (lv.MIDDLE_EXACT, lv.MIDDLE_INITIAL),
    (lv.MIDDLE_NEAR, lv.MIDDLE_MISSING),
    (lv.MIDDLE_INITIAL, lv.MIDDLE_MISSING),
    (lv.MIDDLE_MISSING, lv.MIDDLE_DIFFERENT),
)
_DATE_ORDER = (
    (dates.EXACT, dates.SWAPPED),
    (dates.SWAPPED, dates.TRANSPOSED),
    (dates.SWAPPED, dates.ONE_DIGIT),
    (dates.TRANSPOSED, dates.YEAR_ONLY),
    (dates.ONE_DIGIT, dates.YEAR_ONLY),
    (dates.ONE_DIGIT, dates.ONE_STEP),
    (dates.ONE_STEP, dates.MISSING),
    (dates.YEAR_ONLY, dates.FIRST_JANUARY),
    (dates.FIRST_JANUARY, dates.MISSING),
    (dates.ONE_DIGIT, dates.PARTS),
    (dates.PARTS, dates.TWO_SLIPS),
    (dates.MISSING, dates.TWO_SLIPS),
    (dates.TWO_SLIPS, dates.DIFFERENT),
    (dates.MISSING, dates.YEAR_NEAR),
    (dates.YEAR_NEAR, dates.YEAR_DIFFERENT),
    (dates.YEAR_DIFFERENT, dates.DIFFERENT),
)


_TIED = ((dates.UNLIKE_DIGIT, dates.ONE_DIGIT), (dates.UNLIKE_SLIPS, dates.TWO_SLIPS))
"""Levels that take the correction of another: the generated world makes hardly any such slips (see `counts.py`)."""


@dataclass(frozen=True)
class Pairs:
    """Labelled pairs: levels by field, the term-frequency bits already known of each, the label, and how many pairs each stands

    for.
    """

    surname: Ints
    forename: Ints
    middle: Ints
    date: Ints
    offset: Floats
    label: NDArray[np.bool_]
    weight: Floats


def joint_cell(surname: Ints, forename: Ints, date: Ints) -> Ints:
    """Return the cell of the combination row for each pair of levels."""
    groups = np.array(lv.SURNAME_GROUP)[surname], np.array(lv.FORENAME_GROUP)[forename], np.array(lv.DATE_GROUP)[date]
    cells: Ints = np.ravel_multi_index(groups, GROUPS)
    return cells


def constraints(start: Floats) -> tuple[Floats, Floats]:
    """Return a row for each two joint weights next to each other in an order, and the bits that their difference must reach.

    `start` are the counted weights: a tied level stands as far from the level it is tied to as was counted, and any wrong digit
    must weigh more than a year alone.
    """
    rows = []
    rarer = start[DATE_AT + dates.ONE_DIGIT] - start[DATE_AT + dates.UNLIKE_DIGIT]
    for better, worse in _SURNAME_ORDER:
        rows += [(*_difference((better, f, d), (worse, f, d)), GAP) for f, d in _representatives(1, 2)]
    for better, worse in _FORENAME_ORDER:
        gap = COMMON_GAP if (better, worse) == (lv.NICKNAME, lv.ONE_EDIT) else GAP
        rows += [(*_difference((s, better, d), (s, worse, d)), gap) for s, d in _representatives(0, 2)]
    for better, worse in _DATE_ORDER:
        gap = GAP + rarer if (better, worse) == (dates.ONE_DIGIT, dates.YEAR_ONLY) else GAP
        rows += [(*_difference((s, f, better), (s, f, worse)), gap) for s, f in _representatives(0, 1)]
    for better, worse in _MIDDLE_ORDER:
        row = np.zeros(SIZE)
        row[MIDDLE_AT + better], row[MIDDLE_AT + worse] = 1, -1
        rows.append((*row, GAP))
    found = np.unique(np.array(rows), axis=0)
    return found[:, :-1], found[:, -1]


def _representatives(*fields: int) -> list[tuple[int, ...]]:
    """Return one level of each group of the given fields, in all combinations."""
    maps = (lv.SURNAME_GROUP, lv.FORENAME_GROUP, lv.DATE_GROUP)
    firsts = [[maps[field].index(group) for group in range(GROUPS[field])] for field in fields]
    return [tuple(int(level) for level in pair) for pair in np.array(np.meshgrid(*firsts)).reshape(len(fields), -1).T]


def _difference(first: tuple[int, int, int], second: tuple[int, int, int]) -> Floats:
    row = np.zeros(SIZE)
    for sign, (surname, forename, date) in ((1, first), (-1, second)):
        row[SURNAME_AT + surname] += sign
        row[FORENAME_AT + forename] += sign
        row[DATE_AT + date] += sign
        row[JOINT_AT + joint_cell(np.array(surname), np.array(forename), np.array(date))] += sign
    return row


def _design(pairs: Pairs) -> tuple[Ints, int]:
    columns = [
        np.zeros(len(pairs.label), np.int64),
        SURNAME_AT + pairs.surname,
        FORENAME_AT + pairs.forename,
        MIDDLE_AT + pairs.middle,
        DATE_AT + pairs.date,
        JOINT_AT + joint_cell(pairs.surname, pairs.forename, pairs.date),
    ]
    return np.stack(columns, axis=1), SIZE


def fit_weights(pairs: Pairs, start: Floats, *, ridge: float = 1.0, joint_ridge: float = 1.0, rounds: int = 60) -> Floats:
    """Return the coefficients in bits: penalised logistic regression by Newton steps, constraints as stiff springs, then exactly.

    `start` is both the first guess and what the ridge pulls to, so that levels which the corpus hardly shows keep their prior
    weight.
    The levels "missing" are fixed at zero.
    """
    columns, size = _design(pairs)
    order, least = constraints(start)
    pull = np.full(size, ridge)
    pull[JOINT_AT:] = joint_ridge
    pull[JOINT_AT:].reshape(GROUPS)[lv.SURNAME_GROUP[lv.MISSING]] = NEUTRAL_RIDGE
    pull[0] = 1e-6
    fixed = [SURNAME_AT + lv.MISSING, FORENAME_AT + lv.MISSING, MIDDLE_AT + lv.MIDDLE_MISSING, DATE_AT + dates.MISSING]
    pull[fixed] = 1e9
    weights = start.copy()
    for _ in range(rounds):
        step = _newton_step(pairs, columns, weights, start, pull, order, least)
        weights += step * min(1.0, 8.0 / max(np.abs(step).max(), 1e-9))
        if np.abs(step).max() < 1e-3:
            break
    weights[fixed] = 0.0
    return _settle(weights, order, least, fixed)


def _newton_step(  # noqa: PLR0917
    pairs: Pairs, columns: Ints, weights: Floats, start: Floats, pull: Floats, order: Floats, least: Floats
) -> Floats:
    """Return one Newton step of the penalised log-likelihood; weights are in bits, the likelihood's slope in natural units."""
    unit = np.log(2.0)
    logits = unit * (weights[columns].sum(axis=1) + pairs.offset)
    chance = 1.0 / (1.0 + np.exp(-np.clip(logits, -40, 40)))
    residual = pairs.weight * (pairs.label - chance)
    curve = pairs.weight * chance * (1 - chance)
    size = len(weights)
    slope = np.zeros(size)
    hessian = np.zeros((size, size))
    for first in range(columns.shape[1]):
        slope += np.bincount(columns[:, first], residual, size) * unit
        for second in range(columns.shape[1]):
            cells = columns[:, first] * size + columns[:, second]
            hessian += np.bincount(cells, curve, size * size).reshape(size, size) * unit**2
    slope -= pull * (weights - start)
    hessian[np.diag_indices(size)] += pull
    wrong = order @ weights < least
    broken = order[wrong]
    stiff = 1e4
    slope -= stiff * broken.T @ (broken @ weights - least[wrong])
    hessian += stiff * broken.T @ broken
    return np.asarray(np.linalg.solve(hessian, slope), np.float64)


def _settle(weights: Floats, order: Floats, least: Floats, fixed: list[int]) -> Floats:
    """Move the weights by the little that is needed to keep every constraint exactly, with room for rounding."""
    free = order.copy()
    free[:, fixed] = 0.0
    for _ in range(20_000):
        gaps = order @ weights - least
        worst = int(np.argmin(gaps))
        if gaps[worst] >= -1e-3:
            return weights
        weights = weights - gaps[worst] * free[worst] / max(free[worst] @ free[worst], 1e-9)
    raise ValueError("the constraints cannot be kept together")


def training_pairs(model: MatchModel, corpus: Corpus, *, floor: float = FLOOR) -> Pairs:
    """Compare a corpus's questions with its register, and label what is retrieved at `floor` bits or more.

    The prior is one in as many as are listed, so it is part of the offset.
    """
    segment = build_segment(model, [Entry(entry_id, identity, prepare(identity)) for entry_id, identity in corpus.register])
    places = {entry_id: place for place, entry_id in enumerate(segment.entry_ids)}
    truth = np.array([places.get(query.entry_id or "", -1) for query in corpus.queries])
    asked = lay_out(model, [prepare(query.identity) for query in corpus.queries])
    hits = search_segment(model, segment, np.zeros(len(segment), np.bool_), asked, floor, everything=True)
    label = truth[hits.who[:, 0]] == hits.who[:, 1]
    found, record = hits.found.astype(np.int64), model.weights[0]
    surname, forename, middle, date = found[:, :4].T
    known = record["surname"][surname] + record["surname_correction"][surname]
    known += record["forenames"][forename] + record["forename_correction"][forename]
    known += record["middle"][middle] + record["middle_correction"][middle] + record["date"][date] + record["date_correction"][date]
    known += record["combination"].reshape(-1)[joint_cell(surname, forename, date)]
    offset = hits.rows[:, NAMES_AND_DATE].sum(axis=1) - known - np.log2(len(segment))
    return Pairs(surname, forename, middle, date, offset, label, np.ones(len(label)))


def tied(pairs: Pairs, start: Floats) -> Pairs:
    """Return the pairs with each tied level read as the other, its difference in counted weight being part of the offset."""
    date, offset = pairs.date.copy(), pairs.offset.copy()
    for level, other in _TIED:
        offset[pairs.date == level] += start[DATE_AT + level] - start[DATE_AT + other]
        date[pairs.date == level] = other
    return replace(pairs, date=date, offset=offset)


def fit_tied(pairs: Pairs, start: Floats) -> Floats:
    """Return the coefficients of `fit_weights`, tied levels given the correction of the other."""
    weights = fit_weights(tied(pairs, start), start)
    for level, other in _TIED:
        weights[DATE_AT + level] = start[DATE_AT + level] + weights[DATE_AT + other] - start[DATE_AT + other]
    return weights


def together(parts: Sequence[Pairs]) -> Pairs:
    """Return the pairs of several worlds as one."""
    return Pairs(*(np.concatenate(columns) for columns in zip(*(vars(part).values() for part in parts), strict=True)))


def main() -> None:
    """Refit `config/matching.toml` on training worlds of two sizes."""
    model = load_model()
    levels = counts.count_levels(model, make_corpus(*COUNTED, seed=TRAINING_SEED))
    crowds = modelfile.row("forenames", counts.count_crowds(model))
    start = counted_weights(levels)
    for round_number in range(1, ROUNDS + 1):
        model = load_model()
        drawn = zip(TRAINING, TRAINING_SEEDS, strict=True)
        worlds = (make_corpus(*sizes, seed=seed).names_and_date() for sizes, seed in drawn)
        pairs = together([training_pairs(model, world) for world in worlds])
        weights = _keep_namesakes_out(model, fit_tied(pairs, start))
        text = write_model(DEFAULT_PATH.read_text(encoding="utf-8"), levels, weights - start)
        DEFAULT_PATH.write_text(modelfile.replace(text, "crowded", crowds), encoding="utf-8")
        print(f"round {round_number}: {int(pairs.label.sum())} true pairs of {len(pairs.label)}, intercept {weights[0]:.2f} bits")


def counted_weights(levels: Mapping[str, Sequence[counts.Level]]) -> Floats:
    """Return the coefficients before any fitting: the counted weight of every level in bits, and nothing in the joint cells."""
    start = np.zeros(SIZE)
    for at, field in ((SURNAME_AT, "surname"), (FORENAME_AT, "forenames"), (MIDDLE_AT, "middle_names"), (DATE_AT, "date_of_birth")):
        start[at : at + len(levels[field])] = [level.bits for level in levels[field]]
    return start


def write_model(text: str, levels: Mapping[str, Sequence[counts.Level]], corrections: Floats) -> str:
    """Return the model file's text with the counted m and u and the fitted combination row in place of the old."""
    for field, found in levels.items():
        text = modelfile.replace(text, field, modelfile.probabilities(found))
    text = modelfile.replace(text, "combination", modelfile.table(corrections[JOINT_AT:].reshape(GROUPS)))
    for at, field, names in (
        (SURNAME_AT, "surname", lv.SURNAME_LEVELS),
        (FORENAME_AT, "forenames", lv.FORENAME_LEVELS),
        (MIDDLE_AT, "middle_names", lv.MIDDLE_LEVELS),
        (DATE_AT, "date_of_birth", dates.LEVELS),
    ):
        values = dict(zip(names, corrections[at : at + len(names)].tolist(), strict=True))
        text = modelfile.replace(text, f"combination.{field}", modelfile.numbers(values))
    return text


def _keep_namesakes_out(model: MatchModel, weights: Floats, margin: float = 0.25) -> Floats:
    """Lower the correction of another full date until not even the rarest names, all agreeing, and the same force reach the

    threshold with it.
    """
    record = model.weights[0].copy()
    parts = ((SURNAME_AT, "surname"), (FORENAME_AT, "forename"), (MIDDLE_AT, "middle"), (DATE_AT, "date"))
    for at, field in parts:
        row = "forenames" if field == "forename" else field
        record[f"{field}_correction"] = weights[at : at + len(record[row])] - record[row]
    record["combination"] = weights[JOINT_AT:].reshape(GROUPS)
    over = float(highest(record)[dates.DIFFERENT] + record["force"][lv.FORCE_SAME]) - (model.possible - margin)
    if over > 0:
        weights[DATE_AT + dates.DIFFERENT] -= over
    return weights


if __name__ == "__main__":
    main()
