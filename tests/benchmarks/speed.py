"""Speed and memory of the matcher: `make benchmark-speed`, or `python -m tests.benchmarks.speed --sizes 10000 100000 1000000`.

Prints a Markdown table with what the figures must be, a calibration of the machine in the same run (how busy it was), and, where
they are installed, the ratios to splink and brute-force RapidFuzz on the same questions. Every question is asked once, so nothing
is answered from a memory of the same names that a real file would not have. CPU seconds stand beside wall seconds: on a busy
machine only the former say something.
"""

from __future__ import annotations

import argparse
import os
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from resource import RUSAGE_CHILDREN, RUSAGE_SELF, getrusage

import numpy as np

from vetting.matching import Identity, MatchIndex, MatchModel, load_model
from vetting.matching.evaluation import measures, ours, peers
from vetting.matching.evaluation.world import Corpus, make_corpus

ASKED = (12_000, 24_000)
"""Questions about listed people, and about others: a third of them is a file for one process, a third one for two."""
BOUNDS = {
    10_000: "≥ 16,000 queries/s, ≤ 0.3 / 1 ms, build ≤ 1 s, ≤ 400 bytes",
    100_000: "≥ 10,000 queries/s, ≤ 0.5 / 1 ms, build ≤ 5 s, ≤ 250 bytes",
    1_000_000: "aim: 10,000 queries/s, 1.5 / 4 ms, 60 s, 200 bytes",
}
CHANGED = 50_000
RAPIDFUZZ_ASKED = 400
_CALIBRATION = 3_000_000


@dataclass(frozen=True, slots=True)
class Took:
    """Seconds that something took by the clock and of the processor (with its child processes)."""

    wall: float
    cpu: float


def _cpu() -> float:
    used = (getrusage(RUSAGE_SELF), getrusage(RUSAGE_CHILDREN))
    return sum(each.ru_utime + each.ru_stime for each in used)


def took(work: Callable[[], object]) -> Took:
    """Time one piece of work."""
    wall, cpu = time.perf_counter(), _cpu()
    work()
    return Took(time.perf_counter() - wall, _cpu() - cpu)


def calibration() -> Took:
    """Time a fixed piece of interpreted work, 0.2 s of both on an idle machine; more wall than CPU means others were running."""
    return took(lambda: sum(number * number % 7 for number in range(_CALIBRATION)))


def measure(model: MatchModel, corpus: Corpus) -> tuple[MatchIndex, float]:
    """Print one row of the table; returns the index and the median seconds of one check."""
    asked = [query.identity for query in corpus.queries]
    third = len(asked) // 3
    made: list[MatchIndex] = []
    build = took(lambda: made.append(MatchIndex.build(model, corpus.register)))
    index = made[0]
    file = took(lambda: index.search_many(asked[:third]))
    both = took(lambda: index.search_many(asked[third : 2 * third], workers=2))
    ones = np.array(
        [took(lambda identity=identity: index.search(identity)).wall for identity in asked[2 * third : 2 * third + 3_000]]
    )
    p50, p99 = np.quantile(ones, (0.5, 0.99)).tolist()
    size = len(index)
    cells = (
        f"{size:,}", f"{third / both.wall:,.0f} (CPU {2 * third / both.cpu:,.0f})",
        f"{third / file.wall:,.0f} (CPU {third / file.cpu:,.0f})", f"{p50 * 1e3:.2f} / {p99 * 1e3:.2f}",
        f"{build.wall:.2f} (CPU {build.cpu:.2f})", f"{index.memory() / size:.0f}", BOUNDS.get(size, "–"),
    )  # fmt: skip
    print(f"| {' | '.join(cells)} |", flush=True)
    return index, p50


def changes(index: MatchIndex, corpus: Corpus) -> None:
    """Print how soon a change is visible, and what a check waits while 50,000 entries change at once."""
    people = [identity for _, identity in corpus.register]
    single = []
    for number in range(600):
        person = people[number % len(people)]
        single.append(took(lambda number=number, person=person: index.put(f"new{number}", person)).cpu)
    many = [(f"many{number}", people[number % len(people)]) for number in range(CHANGED)]
    waited, done = [], threading.Event()
    asked = [query.identity for query in corpus.queries[:500]]

    def check() -> None:
        while not done.is_set():
            for identity in asked:
                waited.append(took(lambda identity=identity: index.search(identity)).wall)
                if done.is_set():
                    break

    checker = threading.Thread(target=check)
    checker.start()
    change = took(lambda: index.change(many))
    done.set()
    checker.join()
    worst, median = max(waited), float(np.median(waited))
    print(
        f"\nOne entry changed, 600 times: {np.median(single) * 1e3:.2f} ms, 99th {np.quantile(single, 0.99) * 1e3:.2f} ms of CPU. "
        f"{CHANGED:,} changed at once in {change.wall:.1f} s; {len(waited):,} checks meanwhile took {median * 1e3:.2f} ms, at most "
        f"{worst * 1e3:.0f} ms."
    )


def beside_peers(model: MatchModel, corpus: Corpus, one: float) -> None:
    """Print the ratios to the peers that are installed, on the same questions in this run."""
    index = MatchIndex.build(model, corpus.register)
    asked: list[Identity] = [query.identity for query in corpus.queries]
    file = took(lambda: index.search_many(asked, workers=2))
    rate = len(asked) / file.wall
    found = ours.answer(index, corpus).scores
    print(f"\nthis matcher: {rate:,.0f} queries/s, recall {100 * measures.recalls(corpus, found)[0]:.1f} % at 1 % false hits")
    few = Corpus(corpus.register, corpus.queries[:RAPIDFUZZ_ASKED])
    for name, part in (("rapidfuzz", few), ("splink", corpus)):
        if name not in peers.installed():
            print(f"{name}: not installed (see docs/benchmarks.md)")
            continue
        scores = peers.run(name, part)
        theirs = len(part.queries) / scores.seconds["file"]
        recall = f", recall {100 * measures.recalls(part, scores)[0]:.1f} % at 1 % false hits" if part is corpus else ""
        print(
            f"{scores.matcher}: {theirs:,.0f} queries/s{recall}; one check {scores.seconds['one'] * 1e3:.1f} ms: this matcher is "
            f"{rate / theirs:.1f} × as fast on the file, {scores.seconds['one'] / one:,.0f} × on one check",
            flush=True,
        )


def main() -> None:
    """Run it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=[10_000, 100_000])
    parser.add_argument("--peers", action="store_true", help="the ratios to splink and RapidFuzz, at the last size")
    options = parser.parse_args()
    model = load_model()
    ours.warm_up(model)
    before = calibration()
    print(f"calibration: {before.wall:.2f} s, CPU {before.cpu:.2f} s; load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores\n")
    print(
        "| entries | file, two workers, queries/s | one process | one check, p50 / p99 ms | build, s | bytes an entry | must be |"
    )
    print("|---|---|---|---|---|---|---|")
    for size in options.sizes:
        corpus = make_corpus(size, *ASKED).names_and_date()
        index, one = measure(model, corpus)
    changes(index, corpus)
    if options.peers:
        beside_peers(model, corpus, one)
    after = calibration()
    print(f"\ncalibration: {after.wall:.2f} s, CPU {after.cpu:.2f} s; load {os.getloadavg()[0]:.1f}")


if __name__ == "__main__":
    main()
