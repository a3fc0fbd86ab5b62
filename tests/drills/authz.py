"""`make drill-authz`: every address × method × role × own, other and nonexistent thing, against `policy.toml`, on both databases.

Denied means: the status that the policy states, no row of the database changed, nothing foreign in the answer, and one event
(none for somebody who has not signed in). An address with two ids is also asked with one of them wrong, or with another owner's.
Then each guard is taken away in turn, which must be seen; and with the filter of the application taken away, PostgreSQL alone must
give no foreign row.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Select, select
from werkzeug.test import TestResponse

from tests.drills.authz_policy import NAMED, Line, plain, read_policy, routes
from tests.drills.authz_things import CANARY
from tests.drills.authz_world import COLLEAGUE, NOBODY, ROLES, TOKEN, Drill
from tests.drills.deployments import KINDS, deployment
from vetting.access import Permission, organisations

SESSION = re.compile(r'data-(token|seconds)="[^"]*"|signed out at [^<]*')
"""What differs between two answers to one session: its token, and when it ends (to the minute, which may pass between the two)."""
WALL = "row-level security alone"
OUTSIDE_THE_WALL = {"account", "key"}
"""Kinds whose tables are read before the organisation is known (`access.walls.OUTSIDE`)."""
NOT_FILTERED = {"guest", "published entry"}
"""Kinds that the scoped door has no part in: what a force is asked by another one, and what is published to everybody."""


def failures_of(drill: Drill, line: Line, asked: Callable[[str, str], bool] = lambda who, case: True) -> Iterator[str | None]:
    """What is wrong with each request that a line speaks of, or None where it is as stated; `asked` says which are sent."""
    for who in ("anonymous", *ROLES, "revoked") if line.of_api else ("anonymous", *ROLES):
        for case in drill.cases(line):
            if asked(who, case):
                wrong = _ask(drill, line, who, case)
                yield f"{line.method} {line.rule} as {who}, {case}: {wrong}" if wrong else None


def _ask(drill: Drill, line: Line, who: str, case: str) -> str | None:
    if line.denies(who, case):
        before = (drill.state(), drill.events())
        return _denied(drill, line, who, drill.send(line, drill.ids(line, case, who), who), before)
    drill.changed()
    answer = drill.send(line, drill.ids(line, case, who), who)
    if who not in line.sees_all and line.may != ["registrar"] and who != "registrar" and CANARY.encode() in answer.data:
        return "shows what belongs to another organisation"
    return None if answer.status_code in line.ok else f"answered {answer.status_code}, not one of {line.ok}"


def _denied(drill: Drill, line: Line, who: str, answer: TestResponse, before: tuple[str, int]) -> str | None:
    unknown = who in {"anonymous", "revoked"}
    if line.allows(who):
        expected, events = 404, (0 if unknown or (line.of_api and line.may == "public") else 1)
    elif unknown:
        expected, events = (401 if line.of_api else 302), (1 if who == "revoked" else 0)
    else:
        expected, events = 403, 1
    if answer.status_code != expected:
        drill.changed()
        return f"answered {answer.status_code}, not {expected}"
    if expected == 302 and not answer.location.startswith("/sign-in"):
        return f"sent to {answer.location}"
    if CANARY.encode() in answer.data or COLLEAGUE.encode() in answer.data:
        return "shows what belongs to somebody else"
    drill.changed()
    if drill.state() != before[0]:
        return "changed the database"
    written = drill.events() - before[1]
    return None if written == events else f"left {written} events, not {events}"


def foreign_reads_alike(drill: Drill, line: Line, who: str) -> bool:
    """Whether another organisation's thing and one that does not exist give the same answer, but for the id asked for."""
    texts = []
    for case in ("other", "nonexistent"):
        ids = drill.ids(line, case, who)
        body = SESSION.sub("", TOKEN.sub("", drill.send(line, ids, who).get_data(as_text=True)))
        for each in ids.values():
            body = body.replace(each, NOBODY) if len(each) == len(NOBODY) else body
        texts.append(body)
    return texts[0] == texts[1]


@contextmanager
def guard_removed(drill: Drill, endpoint: str) -> Iterator[None]:
    """The view asks for no permission any more, only that somebody has signed in."""
    view: Any = drill.app.view_functions[endpoint]
    kept, view.access = view.access, "signed in"
    try:
        yield
    finally:
        view.access = kept


@contextmanager
def filter_removed() -> Iterator[None]:
    """The scoped door lets everything through."""

    def everything(actor: Any, model: Any) -> Select[Any]:
        return select(model)

    door: Any = organisations.owned_by
    kept = door.__code__
    organisations.select = select  # type: ignore[attr-defined]
    door.__code__ = everything.__code__
    try:
        yield
    finally:
        door.__code__ = kept


def main() -> int:
    """Run the drill and print what it found; 0 only if everything holds."""
    policy, wrong, asked, mutants, found, walled = read_policy(), [], 0, 0, 0, 0
    wrong += [f"{line.method} {line.rule} names something, and has no object" for line in policy.values() if _nameless(line)]
    for kind in KINDS:
        with deployment(kind) as service:
            drill = Drill.make(service)
            known = routes(drill.app)
            wrong += [f"{method} {rule} has no line in the policy" for rule, method in sorted(known - policy.keys())]
            wrong += [f"{method} {rule} is in the policy but not served" for rule, method in sorted(policy.keys() - known)]
            lines = [line for key, line in sorted(policy.items()) if key in known]
            for line in lines:
                results = list(failures_of(drill, line))
                asked += len(results)
                wrong += [f"{kind}: {result}" for result in results if result]
            if kind == "sqlite":
                unseen, mutants = _mutations(drill, lines)
                found = mutants - len(unseen)
                wrong += unseen
            else:
                wrong += _wall_alone(drill, lines)
                walled = sum(_walled(drill, line) for line in lines)
            wrong += [f"{kind}: {line.rule} tells a foreign thing from none" for line in lines if _tells(drill, line)]
    for line_of_text in wrong[:60]:
        print(line_of_text)
    rules, leaks = len(policy), sum(text.startswith(WALL) for text in wrong)
    print(
        f"drill-authz: {rules}/{rules} rules in the policy, {asked - len(wrong)}/{asked} requests as stated on two databases, "
        f"{found}/{mutants} removed guards seen, {leaks} foreign things in {walled} rules by row-level security alone"
    )
    return 1 if wrong else 0


def _nameless(line: Line) -> bool:
    return line.object is None and any(part not in NAMED for part in line.parts)


def _walled(drill: Drill, line: Line) -> bool:
    return (line.object, "other") in drill.things and line.object not in OUTSIDE_THE_WALL


def _tells(drill: Drill, line: Line) -> bool:
    if line.method != "GET" or (line.object, "other") not in drill.things:
        return False
    return any(not foreign_reads_alike(drill, line, who) for who in ROLES if line.allows(who) and who not in line.sees_all)


def _mutations(drill: Drill, lines: list[Line]) -> tuple[list[str], int]:
    """Which of the guards, taken away one at a time, do not turn the lines of their address red; and how many guards there are."""
    unseen, made = [], 0
    for line in lines:
        endpoint = _endpoint(drill, line)
        if isinstance(getattr(drill.app.view_functions[endpoint], "access", None), Permission):
            made += 1
            with guard_removed(drill, endpoint):
                if not any(_forbidden(drill, line)):
                    unseen.append(f"{line.method} {line.rule}: nobody sees that its permission is gone")
        foreign = (line.object, "other") in drill.things and line.object not in NOT_FILTERED
        if foreign and set(line.may) - set(line.sees_all):
            made += 1
            with filter_removed():
                if not any(_foreign(drill, line)):
                    unseen.append(f"{line.method} {line.rule}: nobody sees that its organisations are walls no more")
    return unseen, made


def _wall_alone(drill: Drill, lines: list[Line]) -> list[str]:
    """With the application's filter gone, what is wrong with the lines about an organisation's things."""
    with filter_removed():
        walled = [line for line in lines if _walled(drill, line)]
        return [f"{WALL}: {wrong}" for line in walled for wrong in _foreign(drill, line) if wrong]


def _forbidden(drill: Drill, line: Line) -> Iterator[str | None]:
    """What is wrong where somebody may not use the address."""
    return failures_of(drill, line, lambda who, _case: not line.allows(who))


def _foreign(drill: Drill, line: Line) -> Iterator[str | None]:
    """What is wrong where somebody may use the address, and must not learn that the thing exists."""
    return failures_of(drill, line, lambda who, case: line.allows(who) and line.hides(who, case))


def _endpoint(drill: Drill, line: Line) -> str:
    rules = drill.app.url_map.iter_rules()
    return next(rule.endpoint for rule in rules if plain(rule.rule) == plain(line.rule) and line.method in (rule.methods or set()))


if __name__ == "__main__":
    sys.exit(main())
