"""Every matcher on the same questions in one process: `python -m tests.benchmarks.side_by_side --size 10000`.

Prints a Markdown table and writes the curves. The peers are given what flatters them: splink is trained on a world of its own,
without the hard non-members; nomenklatura gets its candidates, and the true one, for nothing; the time of splink's single check is
that of scoring one pair, without finding it.
"""

from __future__ import annotations

import argparse
import json
import time
from dataclasses import asdict, replace
from pathlib import Path

import numpy as np

from tests.benchmarks import with_postgres
from vetting.matching import MatchIndex, load_model
from vetting.matching.evaluation import ours, peers
from vetting.matching.evaluation.figure import svg
from vetting.matching.evaluation.measures import Scores
from vetting.matching.evaluation.peers import ceiling
from vetting.matching.evaluation.report import Accuracy, Plan, Report, accuracy
from vetting.matching.evaluation.world import Corpus, make_corpus

SAMPLES = {"nomenklatura": 1_500, "pg_trgm": 2_000}
"""Questions put to the matchers that would take hours over all of them."""


def _ours(corpus: Corpus) -> Scores:
    model = load_model()
    ours.warm_up(model)
    speed = ours.measure_speed(model, corpus)
    answers = ours.answer(MatchIndex.build(model, corpus.register), corpus)
    seconds = {"build": speed.build_seconds, "file": len(corpus.queries) / speed.file_per_second, "one": speed.one_p50 / 1e3}
    return replace(
        answers.scores,
        seconds={**seconds, "p99": speed.one_p99 / 1e3, "two": speed.file_per_second_two, "bytes": speed.bytes_an_entry},
    )


def _row(found: Accuracy, asked: int, ours_one: float, ours_rate: float) -> str:
    seconds = found.seconds
    rate = asked / seconds["file"] if seconds.get("file") else float("nan")
    one = seconds.get("one", float("nan"))
    cells = [
        *(f"{100 * value:.1f} %" for value in found.recall), f"{rate:,.0f}", f"{one * 1e3:.2f}", f"{one / ours_one:.1f} ×",
        f"{ours_rate / rate:.1f} ×", f"{seconds.get('build', 0.0):.1f}",
    ]  # fmt: skip
    return f"| {found.matcher} | " + " | ".join("–" if "nan" in cell else cell for cell in cells) + " |"


def main() -> None:
    """Run what is asked for and print it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--size", type=int, default=10_000)
    parser.add_argument("--members", type=int, default=4_000)
    parser.add_argument("--others", type=int, default=8_000)
    parser.add_argument("--only", nargs="*", help="names of the peers to run; all that are installed when left out")
    parser.add_argument("--all-identifiers", action="store_true", help="this matcher and the ceiling only, with every identifier")
    parser.add_argument("--output", type=Path, help="folder for the figure and the figures as JSON")
    options = parser.parse_args()
    full = make_corpus(options.size, options.members, options.others)
    corpus = full if options.all_identifiers else full.names_and_date()
    names = (
        ["ceiling"]
        if options.all_identifiers
        else options.only
        if options.only is not None
        else [*peers.installed(), "pg_trgm", "ceiling"]
    )
    found = [accuracy(corpus, _ours(corpus))]
    asked = [len(corpus.queries)]
    for name in names:
        started = time.perf_counter()
        part = Corpus(corpus.register, corpus.queries[: SAMPLES.get(name, len(corpus.queries))])
        if name == "ceiling":
            scores = ceiling.score(part, bare=not options.all_identifiers)
        else:
            scores = with_postgres.score(part) if name == "pg_trgm" else peers.run(name, part)
        found.append(accuracy(part, scores))
        asked.append(len(part.queries))
        print(f"… {name}: {time.perf_counter() - started:.0f} s", flush=True)
    _print(options, found, asked)


def _print(options: argparse.Namespace, found: list[Accuracy], asked: list[int]) -> None:
    rate = asked[0] / found[0].seconds["file"]
    head = "| matcher | recall at 1 % | 0.1 % | 0.01 % | file, queries/s | one check, ms | one check, ratio | file, ratio |"
    print(head + " build or train, s |")
    print("|---|---|---|---|---|---|---|---|---|")
    for accuracy_, count in zip(found, asked, strict=True):
        print(_row(accuracy_, count, found[0].seconds["one"], rate))
    own = found[0].seconds
    both = f"{own['two']:,.0f} queries/s with two workers"
    print(f"\nThis matcher: p99 {own['p99'] * 1e3:.2f} ms, {both}, {own['bytes']:.0f} bytes an entry.")
    if options.output is not None:
        options.output.mkdir(parents=True, exist_ok=True)
        plan = Plan(options.size, options.members, options.others, all_identifiers=options.all_identifiers)
        report = Report(plan, load_model().version, found, [], [], np.nan, [], {}, 0, 0, np.nan, [])
        (options.output / f"benchmark-{options.size}.svg").write_text(svg(report), encoding="utf-8")
        (options.output / f"benchmark-{options.size}.json").write_text(
            json.dumps([asdict(item) for item in found]), encoding="utf-8"
        )


if __name__ == "__main__":
    main()
