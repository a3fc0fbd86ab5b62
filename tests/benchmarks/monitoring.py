"""100,000 live checks against one new entry: how long a worker with its index in memory needs, and what the whole pass takes.

Run: make bench-monitoring, or .venv/bin/python -m tests.benchmarks.monitoring [live checks] [planted pairs] [in a database].
The entries come from the evaluation's world: for every planted pair, forwards (a check searches the list) and backwards (the entry
searches the checks) must agree. Exits 0 only if they do and one entry takes less than a second.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from pathlib import Path

from tests.conftest import make_settings
from tests.people import VETTING_OFFICER
from tests.screening.world import World, a_request, misspelt
from vetting.app import Service
from vetting.matching import MatchIndex, SubjectIndex, load_model
from vetting.matching.evaluation.world import Corpus, make_corpus
from vetting.monitoring import Monitor, list_alerts
from vetting.screening import run_checks

SECOND = 1.0
ROUNDS = 25


def main() -> int:
    """Measure the index alone, then a pass on a real database."""
    defaults = ("100000", "1000", "20000")
    live, planted, stored = map(int, (*sys.argv[1:], *defaults[len(sys.argv) - 1 :]))
    corpus = make_corpus(planted, planted, live - planted)
    backwards, build = _index(corpus)
    times, lost, pairs = _compare(corpus, backwards)
    print(f"index of {len(backwards):,} live checks laid out in {build:.1f} s", flush=True)
    whole, raised = _pass(stored)
    slowest = max(times)
    holds = not lost and slowest < SECOND and raised == 1
    middle = statistics.median(times)
    print(
        f"monitoring {'holds' if holds else 'FAILS'}: {live:,} live checks against one entry in {middle * 1000:.0f} ms "
        f"(slowest of {len(times)}: {slowest * 1000:.0f} ms); forwards and backwards agree on {pairs - len(lost):,} of {pairs:,} "
        f"hits of {planted:,} planted pairs; a whole pass over {stored:,} live checks on SQLite, from reading who is live to the "
        f"committed alert, {whole:.1f} s"
    )
    return 0 if holds else 1


def _index(corpus: Corpus) -> tuple[SubjectIndex, float]:
    begun = time.perf_counter()
    index = SubjectIndex(load_model())
    for query in corpus.queries:
        index.put(query.query_id, query.identity)
    index.hit_by([corpus.register[0][1]])
    return index, time.perf_counter() - begun


def _compare(corpus: Corpus, backwards: SubjectIndex) -> tuple[list[float], set[tuple[str, str]], int]:
    """Times of one entry each, the hits that a check finds and the turned index does not, and how many hits a check finds."""
    forwards = MatchIndex.build(backwards.model, corpus.register)
    hits: dict[str, set[str]] = {}
    for query, matches in zip(corpus.queries, forwards.search_many([each.identity for each in corpus.queries]), strict=True):
        for match in matches:
            hits.setdefault(match.entry_id, set()).add(query.query_id)
    times, lost = [], set()
    for number, (entry_id, identity) in enumerate(corpus.register):
        begun = time.perf_counter()
        found = backwards.hit_by([identity])
        if number < ROUNDS:
            times.append(time.perf_counter() - begun)
        lost |= {(entry_id, subject) for subject in hits.get(entry_id, set()) - found}
    return times, lost, sum(map(len, hits.values()))


def _pass(live: int) -> tuple[float, int]:
    """Seconds of one pass with a warm index, after one entry that matches one of the live checks; and the alerts raised."""
    with tempfile.TemporaryDirectory(prefix="vetting-monitoring-") as folder:
        service = Service(make_settings(f"sqlite:///{folder}/live.db", Path(folder)))
        service.prepare()
        world = World.make(service.database)
        world.run(VETTING_OFFICER, misspelt())
        _fill(service, world, live - 1)
        monitor = Monitor(service.database)
        monitor.run()
        world.entry(surname="Marjoram", date_of_birth="1961-01-02", identifying_number="9")
        monitor.run()
        world.entry()
        begun = time.perf_counter()
        monitor.run()
        seconds = time.perf_counter() - begun
        with service.database.read() as session:
            raised = list_alerts(session, world.people[VETTING_OFFICER]).total
        service.database.engine.dispose()
        return seconds, raised


def _fill(service: Service, world: World, count: int) -> None:
    """Live checks of different people, run by the service's own door, in the order of the alphabet."""
    letters = "abcdefghijklmnopqrstuvwxyz"
    officer = world.people[VETTING_OFFICER]
    for start in range(0, count, 2_000):
        numbers = range(start, min(count, start + 2_000))
        surnames = ["".join(letters[number // 26**place % 26] for place in range(4)).title() + "berry" for number in numbers]
        requests = [a_request(surname=surname) for surname in surnames]
        with service.database.write() as session:
            run_checks(session, officer, requests)


if __name__ == "__main__":
    sys.exit(main())
