"""Fitting the model: level weights, term frequencies and the combination row from a labelled corpus, under monotone constraints.

Pairs that the index retrieves on the training corpus are labelled by its truth; a penalised logistic regression over their
levels gives
every weight as a log-likelihood ratio in bits (the intercept takes the prior). Constraints keep each field's order of levels
within the
whole joint table: a better level never weighs less, whatever the other fields say. Nothing is read of the evaluation corpus.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from vetting.matching import dates
from vetting.matching import levels as lv
from vetting.matching.evaluation.world import TRAINING_SEED, Corpus, make_corpus
from vetting.matching.model import DEFAULT_PATH, MatchModel, load_model
from vetting.matching.prepare import prepare
from vetting.matching.segment import Entry, build_segment, lay_out, search_segment

ROUNDS = 2
PRIOR_BITS = -14.0
"""First guess of the prior: one true entry among the 20,000 that each member of the training world is compared with."""
GAP = 0.3
"""Bits that neighbouring levels are kept apart, so that the rarity of the value does not turn them round."""
Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

S, F, M, D = lv.NAME_LEVEL_COUNT, lv.NAME_LEVEL_COUNT, len(lv.MIDDLE_LEVELS), len(dates.LEVELS)
GROUPS = (len(lv.SURNAME_GROUPS), len(lv.FORENAME_GROUPS), len(lv.DATE_GROUPS))
SURNAME_AT, FORENAME_AT, MIDDLE_AT, DATE_AT, JOINT_AT = 1, 1 + S, 1 + S + F, 1 + S + F + M, 1 + S + F + M + D
SIZE = JOINT_AT + int(np.prod(GROUPS))
"""Coefficients: the intercept, the levels of the four fields, the cells of the combination row."""

_NAME_ORDER = (
    (lv.EXACT, lv.VARIANT),
    (lv.VARIANT, lv.NICKNAME),
    (lv.NICKNAME, lv.ONE_EDIT),
    (lv.ONE_EDIT, lv.SOUND_ALIKE),
    (lv.SOUND_ALIKE, lv.SIMILAR),
    (lv.SOUND_ALIKE, lv.SHORTENED),
    (lv.SOUND_ALIKE, lv.TWO_EDITS),
    (lv.SHORTENED, lv.INITIAL),
    (lv.TWO_EDITS, lv.INITIAL),
    (lv.SIMILAR, lv.INITIAL),
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
_MIDDLE_ORDER = ((0, 1), (1, 2), (2, 3), (3, 4))
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


def constraints() -> Floats:
    """Return one row for each thing that must not be negative.

    The difference of two joint weights next to each other in an order.
    """
    rows = []
    for better, worse in _NAME_ORDER:
        rows += [_difference((better, f, d), (worse, f, d)) for f, d in _representatives(1, 2)]
        rows += [_difference((s, better, d), (s, worse, d)) for s, d in _representatives(0, 2)]
    for better, worse in _DATE_ORDER:
        rows += [_difference((s, f, better), (s, f, worse)) for s, f in _representatives(0, 1)]
    for better, worse in _MIDDLE_ORDER:
        row = np.zeros(SIZE)
        row[MIDDLE_AT + better], row[MIDDLE_AT + worse] = 1, -1
        rows.append(row)
    return np.unique(np.array(rows), axis=0)


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


def fit_weights(pairs: Pairs, start: Floats, *, ridge: float = 2.0, joint_ridge: float = 2.0, rounds: int = 60) -> Floats:
    """Return the coefficients in bits: penalised logistic regression by Newton steps, constraints as stiff springs, then exactly.

    `start` is both the first guess and what the ridge pulls to, so that levels which the corpus hardly shows keep their prior
    weight.
    The levels "missing" are fixed at zero.
    """
    columns, size = _design(pairs)
    order = constraints()
    pull = np.full(size, ridge)
    pull[JOINT_AT:] = joint_ridge
    pull[0] = 1e-6
    fixed = [SURNAME_AT + lv.MISSING, FORENAME_AT + lv.MISSING, MIDDLE_AT + lv.MIDDLE_MISSING, DATE_AT + dates.MISSING]
    pull[fixed] = 1e9
    weights = start.copy()
    for _ in range(rounds):
        step = _newton_step(pairs, columns, weights, start, pull, order)
        weights += step * min(1.0, 8.0 / max(np.abs(step).max(), 1e-9))
        if np.abs(step).max() < 1e-3:
            break
    weights[fixed] = 0.0
    return _settle(weights, order, fixed)


def _newton_step(pairs: Pairs, columns: Ints, weights: Floats, start: Floats, pull: Floats, order: Floats) -> Floats:  # noqa: PLR0917
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
    broken = order[order @ weights < GAP]
    stiff = 1e4
    slope -= stiff * broken.T @ (broken @ weights - GAP)
    hessian += stiff * broken.T @ broken
    return np.asarray(np.linalg.solve(hessian, slope), np.float64)


def _settle(weights: Floats, order: Floats, fixed: list[int], slack: float = GAP) -> Floats:
    """Move the weights by the little that is needed to keep every constraint exactly, with room for rounding."""
    free = order.copy()
    free[:, fixed] = 0.0
    for _ in range(20_000):
        gaps = order @ weights - slack
        worst = int(np.argmin(gaps))
        if gaps[worst] >= -1e-3:
            return weights
        weights = weights - gaps[worst] * free[worst] / max(free[worst] @ free[worst], 1e-9)
    raise ValueError("the constraints cannot be kept together")


def prior_coefficients(settings: dict[str, Any]) -> Floats:
    """Return the coefficients that a model file holds, with no intercept."""
    weights = np.zeros(SIZE)
    parts = (
        (SURNAME_AT, "surname", lv.SURNAME_LEVELS),
        (FORENAME_AT, "forenames", lv.FORENAME_LEVELS),
        (MIDDLE_AT, "middle_names", lv.MIDDLE_LEVELS),
        (DATE_AT, "date_of_birth", dates.LEVELS),
    )
    for start, field, names in parts:
        weights[start : start + len(names)] = [settings[field][name] for name in names]
    table = settings["combination"]["weights"]
    if table:
        weights[JOINT_AT:] = np.array(table).reshape(-1)
    return weights


def write_coefficients(text: str, weights: Floats) -> str:
    """Return the model file's text with the fitted field weights and combination in place of the old; everything else is kept."""
    parts = (
        (SURNAME_AT, "surname", lv.SURNAME_LEVELS),
        (FORENAME_AT, "forenames", lv.FORENAME_LEVELS),
        (MIDDLE_AT, "middle_names", lv.MIDDLE_LEVELS),
        (DATE_AT, "date_of_birth", dates.LEVELS),
    )
    for start, field, names in parts:
        lines = [f"{name} = {weights[start + place]:.4f}" for place, name in enumerate(names)]
        text = _replace_section(text, field, "\n".join(lines).replace("= -0.0000", "= 0.0000"))
    table = weights[JOINT_AT:].reshape(GROUPS)
    blocks = [
        "  [\n" + "".join(f"    [{', '.join(f'{cell:.4f}' for cell in row)}],\n" for row in block) + "  ]," for block in table
    ]
    head = [
        f"surname_groups = {_toml_list(lv.SURNAME_GROUPS)}",
        f"forename_groups = {_toml_list(lv.FORENAME_GROUPS)}",
        f"date_groups = {_toml_list(lv.DATE_GROUPS)}",
    ]
    return _replace_section(text, "combination", "\n".join([*head, "weights = [", *blocks, "]"]))


def _toml_list(words: tuple[str, ...]) -> str:
    return "[" + ", ".join(f'"{word}"' for word in words) + "]"


def _replace_section(text: str, name: str, body: str) -> str:
    """Replace what stands between a section's heading and the next empty line or end."""
    head, found, tail = text.partition(f"[{name}]\n")
    if not found:
        raise ValueError(f"the model file has no section [{name}]")
    _, gap, rest = tail.partition("\n\n")
    return f"{head}{found}{body}\n{gap and chr(10)}{rest}"


def training_pairs(model: MatchModel, corpus: Corpus, *, floor: float = -15.0, negatives: int = 250_000) -> Pairs:
    """Compare a corpus's questions with its register, and label what is retrieved.

    A weighted sample stands for the many low others.
    """
    segment = build_segment(model, [Entry(entry_id, identity, prepare(identity)) for entry_id, identity in corpus.register])
    places = {entry_id: place for place, entry_id in enumerate(segment.entry_ids)}
    truth = np.array([places.get(query.entry_id or "", -1) for query in corpus.queries])
    asked = lay_out(model, [prepare(query.identity) for query in corpus.queries])
    hits = search_segment(model, segment, np.zeros(len(segment), np.bool_), asked, floor, everything=True)
    label = truth[hits.who[:, 0]] == hits.who[:, 1]
    chance = np.clip(2.0 ** ((hits.totals - 5.0) / 6.0), 0.005, 1.0)
    chance = np.where(label, 1.0, np.minimum(1.0, chance * negatives / chance[~label].sum()))
    kept = np.random.default_rng(0).random(len(label)) < chance
    found, record = hits.found[kept].astype(np.int64), model.weights[0]
    known = sum(record[name][found[:, row]] for row, name in enumerate(("surname", "forenames", "middle", "date")))
    offset = hits.rows[kept, :4].sum(axis=1) - known
    surname, forename, middle, date = found[:, :4].T
    return Pairs(surname, forename, middle, date, offset, label[kept], 1.0 / chance[kept])


def main() -> None:
    """Refit `config/matching.toml` on the training world.

    Three rounds, because the best reading of a pair depends on the weights.
    """
    for round_number in range(1, ROUNDS + 1):
        model = load_model()
        text = DEFAULT_PATH.read_text(encoding="utf-8")
        corpus = make_corpus(20_000, 20_000, 20_000, seed=TRAINING_SEED).names_and_date()
        start = prior_coefficients(tomllib.loads(text))
        start[0] = PRIOR_BITS
        pairs = training_pairs(model, corpus)
        weights = fit_weights(pairs, start)
        DEFAULT_PATH.write_text(write_coefficients(text, weights), encoding="utf-8")
        _keep_namesakes_out(weights)
        print(f"round {round_number}: {int(pairs.label.sum())} true pairs of {len(pairs.label)}, prior {weights[0]:.2f} bits")


def _keep_namesakes_out(weights: Floats, margin: float = 0.25) -> None:
    """Lower the weight of another full date until not even the rarest names, all agreeing, and the same force reach the

    threshold with it.
    """
    model = load_model()
    record = model.weights[0]
    over = float(record["best"][dates.DIFFERENT] + record["force"][lv.FORCE_SAME]) - (model.possible - margin)
    if over > 0:
        weights[DATE_AT + dates.DIFFERENT] -= over
        DEFAULT_PATH.write_text(write_coefficients(DEFAULT_PATH.read_text(encoding="utf-8"), weights), encoding="utf-8")


if __name__ == "__main__":
    main()
