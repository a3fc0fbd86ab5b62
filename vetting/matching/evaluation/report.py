"""The report: everything the evaluation measures, as plain data that is printed, drawn or written as JSON."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any

import numpy as np

from vetting.matching import Identity, MatchIndex, MatchModel
from vetting.matching.evaluation import measures, ours, peers
from vetting.matching.evaluation.measures import FALSE_HITS, Row, Scores
from vetting.matching.evaluation.world import AS_THE_UK, Corpus, Mix, Query, make_corpus

_EDGES = (0.0, 0.05, 0.2, 0.4, 0.6, 0.8, 0.95, 1.0)


@dataclass(frozen=True)
class Plan:
    """What to evaluate: sizes, the seed of the world, and which parts."""

    listed: int = 10_000
    members: int = 5_000
    others: int = 10_000
    seed: int = 7
    all_identifiers: bool = False
    groups: bool = True
    speed: bool = True
    peers: tuple[str, ...] = ()


@dataclass(frozen=True)
class Accuracy:
    """One matcher on the corpus: recall at each share of false hits, its curve, and how long it took."""

    matcher: str
    recall: tuple[float, ...]
    thresholds: tuple[float, ...]
    standard_error: float
    curve: list[tuple[float, float]]
    seconds: dict[str, float]


@dataclass(frozen=True)
class Report:
    """All figures of one run."""

    plan: Plan
    model_version: str
    matchers: list[Accuracy]
    by_error: list[Row]
    by_error_count: list[Row]
    default_recall: float
    flags: list[Row]
    """At the default thresholds, by kind of non-member: flagged at all, strong."""
    lanes: dict[str, int]
    candidates_over: int
    candidates_lost: int
    two_digits_wrong: float
    reliability: list[tuple[str, int, float, float]]
    groups: list[Row] = field(default_factory=list)
    """By culture, number of names and 1 January: recall at 1 % and at the default; ordinary people and namesakes flagged."""
    speed: ours.Speed | None = None

    def as_json(self) -> dict[str, Any]:
        """Return the figures as JSON would hold them."""
        return asdict(self)


def accuracy(corpus: Corpus, scores: Scores) -> Accuracy:
    """Return one matcher's line of the report."""
    at = measures.thresholds(corpus, scores)
    own = scores.own[measures.is_member(corpus.queries)]
    return Accuracy(
        scores.matcher,
        measures.recalls(corpus, scores),
        at,
        measures.bootstrap_error(own, at[0]),
        measures.curve(corpus, scores),
        scores.seconds,
    )


def _corpus(plan: Plan, mix: Mix = AS_THE_UK) -> Corpus:
    corpus = make_corpus(plan.listed, plan.members, plan.others, seed=plan.seed, mix=mix)
    return corpus if plan.all_identifiers else corpus.names_and_date()


def _share(values: Iterable[bool]) -> float:
    held = list(values)
    return sum(held) / len(held) if held else float("nan")


def _flags(corpus: Corpus, bands: Sequence[str]) -> list[Row]:
    kinds: dict[str, list[str]] = {kind: [] for kind in ("ordinary", "namesake", "sibling", "twin")}
    for query, band in zip(corpus.queries, bands, strict=True):
        if query.entry_id is None:
            kinds[query.kind].append(band)
    return [
        Row(kind, len(found), (_share(band != "none" for band in found), _share(band == "strong" for band in found)))
        for kind, found in kinds.items()
    ]


def _two_digits_wrong(index: MatchIndex, corpus: Corpus, count: int = 1_000) -> float:
    """Return how often the true entry is in the first twenty when nothing is wrong but two digits of the date."""
    asked: list[tuple[Identity, str]] = []
    for entry_id, identity in corpus.register:
        born = identity.date_of_birth
        if born is not None and len(born) == 10 and len(asked) < count:
            year, day = (int(born[3]) + 3) % 10, (int(born[9]) + 4) % 10
            asked.append((replace(identity, date_of_birth=f"{born[:3]}{year}{born[4:9]}{day}"), entry_id))
    valid = [(identity, entry_id) for identity, entry_id in asked if 0 < int(str(identity.date_of_birth)[8:]) <= 28]
    return ours.rank_of_truth(index, valid, 20)


def labels_of(query: Query) -> list[str]:
    """Return the groups a query belongs to: culture of the name, how many names, born on 1 January."""
    main = query.identity.names[0]
    count = len(main.forenames.split()) + len(main.surname.replace("-", " ").split())
    groups = [f"culture: {query.culture.replace('_', ' ')}", f"names: {count if count < 4 else '4 or more'}"]
    return [*groups, "born on 1 January"] if query.born_on_1_january else groups


def _recall_by_group(model: MatchModel, plan: Plan) -> dict[str, tuple[list[bool], list[bool]]]:
    """Return found at 1 % and found at the default, by group, where every culture is as frequent on the list as any other."""
    corpus = _corpus(replace(plan, listed=10_000, members=10_000, others=10_000), Mix(1.0, 1.0))
    index = MatchIndex.build(model, corpus.register)
    answers = ours.answer(index, corpus)
    (at, *_) = measures.thresholds(corpus, answers.scores)
    found: dict[str, tuple[list[bool], list[bool]]] = {}
    shown = ours.found_at_default(index, corpus)
    own = answers.scores.own[measures.is_member(corpus.queries)]
    for query, weight, hit in zip(corpus.members, own.tolist(), shown.tolist(), strict=True):
        for label in ("all", *labels_of(query)):
            best, default = found.setdefault(label, ([], []))
            best.append(weight >= at)
            default.append(hit)
    return found


def _flags_by_group(model: MatchModel, plan: Plan) -> dict[str, tuple[list[bool], list[bool]]]:
    """Return flagged at the default (ordinary people, namesakes) by group: a list as the UK is, all cultures asked as often."""
    corpus = _corpus(replace(plan, listed=10_000, members=50, others=100_000), Mix(0.0, 1.0))
    index = MatchIndex.build(model, corpus.register)
    others = [query for query in corpus.others if query.kind in ("ordinary", "namesake")]
    found: dict[str, tuple[list[bool], list[bool]]] = {}
    for query, hits in zip(others, index.search_many([query.identity for query in others], workers=2), strict=True):
        for label in ("all", *labels_of(query)):
            found.setdefault(label, ([], []))[query.kind == "namesake"].append(bool(hits))
    return found


def _groups(model: MatchModel, plan: Plan) -> list[Row]:
    recalls, flags = _recall_by_group(model, plan), _flags_by_group(model, plan)
    rows = [
        Row(label, len(found[0]), tuple(map(_share, (*found, *flags.get(label, ([], [])))))) for label, found in recalls.items()
    ]
    return sorted(rows, key=lambda row: (row.label != "all", row.label))


def evaluate(model: MatchModel, plan: Plan, tell: Callable[[str], None] = lambda _: None) -> Report:
    """Measure everything the plan asks for; `tell` is told what is being done."""
    ours.warm_up(model)
    tell("making the world")
    corpus = _corpus(plan)
    index = MatchIndex.build(model, corpus.register)
    tell("asking the matcher")
    answers = ours.answer(index, corpus)
    matchers = [accuracy(corpus, answers.scores)]
    for name in plan.peers:
        tell(f"asking {name}")
        matchers.append(accuracy(corpus, peers.run(name, corpus)))
    tell("measuring retrieval and speed")
    over, lost = ours.lost_candidates(index, corpus)
    at = matchers[0].thresholds
    lanes = [reason for query, reason in zip(corpus.queries, answers.reasons, strict=True) if reason and query.entry_id is None]
    return Report(
        plan=plan,
        model_version=model.version,
        matchers=matchers,
        by_error=measures.found_by(corpus, answers.scores, at, lambda query: query.errors),
        by_error_count=measures.found_by(corpus, answers.scores, at, lambda query: (f"{len(query.errors)}",)),
        default_recall=float(np.mean(ours.found_at_default(index, corpus))),
        flags=_flags(corpus, answers.bands),
        lanes={reason: lanes.count(reason) for reason in sorted(set(lanes))},
        candidates_over=over,
        candidates_lost=lost,
        two_digits_wrong=_two_digits_wrong(index, corpus),
        reliability=measures.reliability(answers.probabilities, answers.truths, _EDGES) if len(answers.probabilities) else [],
        groups=_groups(model, plan) if plan.groups else [],
        speed=ours.measure_speed(model, corpus) if plan.speed else None,
    )


__all__ = ["FALSE_HITS", "Accuracy", "Plan", "Report", "accuracy", "evaluate", "labels_of"]
