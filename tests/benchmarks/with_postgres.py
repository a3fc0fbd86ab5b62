"""PostgreSQL's pg_trgm as a service would use it: a trigram index on the name, an index on the date, one query a check.

The share of the date in the score is the best of those tried on the training world.
"""

from __future__ import annotations

import time

import psycopg

from tests.servers import running_postgresql
from vetting.matching.evaluation.measures import Scores, blank_scores
from vetting.matching.evaluation.peers.records import records
from vetting.matching.evaluation.world import Corpus

_SETUP = """
create extension pg_trgm;
create extension fuzzystrmatch;
create table listed (person int, full_name text, dob text);
"""
_INDEXES = """
create index on listed using gin (full_name gin_trgm_ops);
create index on listed (dob);
analyze listed;
"""
_SEARCH = """
select person, 0.3 * similarity(full_name, %(name)s)
    + 0.7 * coalesce(1 - levenshtein(dob, %(dob)s) / 10.0, 0.5) as score
from listed where full_name %% %(name)s or dob = %(dob)s order by score desc limit 50
"""


def score(corpus: Corpus) -> Scores:
    """Load the list into a PostgreSQL of its own and ask it once for each query."""
    entries = {entry_id: place for place, (entry_id, _) in enumerate(corpus.register)}
    truth = [entries.get(query.entry_id or "", -1) for query in corpus.queries]
    best, own = blank_scores(len(corpus.queries))
    with running_postgresql() as url:
        started = time.perf_counter()
        connection = psycopg.connect(url.replace("postgresql+psycopg", "postgresql") + "postgres", autocommit=True)
        connection.execute(_SETUP)
        with connection.cursor().copy("copy listed from stdin") as copy:
            for record in records(identity for _, identity in corpus.register):
                copy.write_row((record.person, record.full_name, record.dob))
        connection.execute(_INDEXES)
        built = time.perf_counter()
        taken = []
        for record in records(query.identity for query in corpus.queries):
            before = time.perf_counter()
            found = connection.execute(_SEARCH, {"name": record.full_name, "dob": record.dob}).fetchall()
            taken.append(time.perf_counter() - before)
            for person, value in found:
                best[record.person] = max(best[record.person], float(value))
                if person == truth[record.person]:
                    own[record.person] = max(own[record.person], float(value))
        connection.close()
    return Scores(
        "PostgreSQL pg_trgm", best, own, {"build": built - started, "file": sum(taken), "one": sorted(taken)[len(taken) // 2]}
    )
