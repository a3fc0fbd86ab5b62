"""`make drill-authz`: every address × method × role × own, other and nonexistent thing, against `policy.toml`, on both databases.

Denied means: the status that the policy states, no row of the database changed, nothing foreign in the answer, and one event (none
for somebody who has not signed in). Then each guard is taken away in turn, which must be seen; and with the filter of the
application taken away, PostgreSQL alone must give no foreign row.
"""

from __future__ import annotations

import re
import sys
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Select, select
from werkzeug.test import TestResponse

from tests.drills.authz_world import CANARY, COLLEAGUE, NOBODY, ROLES, TOKEN, Drill
from tests.drills.deployments import KINDS, deployment
from vetting.access import Permission, organisations

FOREIGN_TOO = {"report", "batch", "account", "account change", "key", "alert", "watch"}
FILTERED = {"check", "report", "account", "account change", "key", "alert", "watch"}
POLICY = Path(__file__).with_name("policy.toml")
SESSION = re.compile(r'data-(token|seconds)="[^"]*"')
WALL = "row-level security alone"
WALLED = {"check", "report", "alert", "watch"}


@dataclass(frozen=True)
class Line:
    """One line of the policy."""

    rule: str
    method: str
    may: str | list[str]
    ok: tuple[int, ...]
    object: str | None = None
    sees_all: tuple[str, ...] = ()
    own_only: tuple[str, ...] = ()

    @property
    def of_api(self) -> bool:
        return self.rule.startswith("/api/")

    def allows(self, who: str) -> bool:
        """Whether a role, `anonymous` or `revoked` may use the address."""
        if self.may == "public":
            return True
        return who in ROLES if self.may == "signed in" else who in self.may

    def cases(self) -> list[str]:
        """What the address is asked for."""
        if self.object is None:
            return ["own"]
        return [
            "own",
            *(["colleague", "other"] if self.object == "check" else ["other"] if self.object in FOREIGN_TOO else []),
            "nonexistent",
        ]

    def hides(self, who: str, case: str) -> bool:
        """Whether an allowed role is told that there is no such thing."""
        if case == "colleague":
            return who in self.own_only
        return case == "nonexistent" or (case == "other" and who not in self.sees_all)


def read_policy() -> dict[tuple[str, str], Line]:
    """The policy by address and method."""
    lines = [Line(**{**rule, "ok": tuple(rule["ok"])}) for rule in tomllib.loads(POLICY.read_text())["rule"]]
    policy = {(plain(line.rule), line.method): line for line in lines}
    assert len(policy) == len(lines), "an address and method has two lines"
    return policy


def routes(app: Any) -> set[tuple[str, str]]:
    """Every address and method that the application answers."""
    return {(plain(rule.rule), method) for rule in app.url_map.iter_rules() for method in rule.methods - {"HEAD", "OPTIONS"}}


def plain(rule: str) -> str:
    """An address without the kinds of its parts: `/checks/<check_id>`."""
    return re.sub(r"<\w+:(\w+)>", r"<\1>", rule)


def failures_of(drill: Drill, line: Line) -> Iterator[str | None]:
    """What is wrong with each request that a line speaks of, or None where it is as stated."""
    for who in ("anonymous", *ROLES, "revoked") if line.of_api else ("anonymous", *ROLES):
        for case in line.cases():
            wrong = _ask(drill, line, who, case)
            yield f"{line.method} {line.rule} as {who}, {case}: {wrong}" if wrong else None


def _ask(drill: Drill, line: Line, who: str, case: str) -> str | None:
    path = drill.path(line.rule, line.object, case)
    denied = not line.allows(who) or (line.object is not None and line.hides(who, case))
    before = (drill.state(), drill.events()) if denied else ("", 0)
    answer = drill.send(line.method, path, who)
    if not denied:
        if who not in line.sees_all and line.may != ["registrar"] and who != "registrar" and CANARY.encode() in answer.data:
            return "shows what belongs to another organisation"
        return None if answer.status_code in line.ok else f"answered {answer.status_code}, not one of {line.ok}"
    return _denied(drill, line, who, answer, before)


def _denied(drill: Drill, line: Line, who: str, answer: TestResponse, before: tuple[str, int]) -> str | None:
    unknown = who in {"anonymous", "revoked"}
    if not unknown and line.allows(who):
        expected, events = 404, 1
    elif unknown:
        expected, events = (401 if line.of_api else 302), (1 if who == "revoked" else 0)
    else:
        expected, events = 403, 1
    if answer.status_code != expected:
        return f"answered {answer.status_code}, not {expected}"
    if expected == 302 and not answer.location.startswith("/sign-in"):
        return f"sent to {answer.location}"
    if CANARY.encode() in answer.data or COLLEAGUE.encode() in answer.data:
        return "shows what belongs to somebody else"
    if drill.state() != before[0]:
        return "changed the database"
    written = drill.events() - before[1]
    return None if written == events else f"left {written} events, not {events}"


def foreign_reads_alike(drill: Drill, line: Line, who: str) -> bool:
    """Whether another organisation's thing and one that does not exist give the same answer, but for the id asked for."""
    texts = []
    for case in ("other", "nonexistent"):
        path = drill.path(line.rule, line.object, case)
        body = SESSION.sub("", TOKEN.sub("", drill.send("GET", path, who).get_data(as_text=True)))
        texts.append(body.replace(drill.things.get((line.object or "", case), NOBODY), NOBODY))
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
                seen, made = _mutations(drill, lines)
                found, mutants = found + seen, mutants + made
            else:
                wrong += _wall_alone(drill, lines)
                walled = sum(line.object in WALLED for line in lines)
            wrong += [f"{kind}: {line.rule} tells a foreign thing from none" for line in lines if _tells(drill, line)]
    for line_of_text in wrong[:40]:
        print(line_of_text)
    rules, leaks = len(policy), sum(text.startswith(WALL) for text in wrong)
    holds = not wrong and found == mutants
    print(
        f"drill-authz: {rules}/{rules} rules in the policy, {asked - len(wrong)}/{asked} requests as stated on two databases, "
        f"{found}/{mutants} removed guards seen, {leaks} foreign things in {walled} rules by row-level security alone"
    )
    return 0 if holds else 1


def _tells(drill: Drill, line: Line) -> bool:
    if line.method != "GET" or line.object not in WALLED:
        return False
    return any(not foreign_reads_alike(drill, line, who) for who in ROLES if line.allows(who) and who not in line.sees_all)


def _mutations(drill: Drill, lines: list[Line]) -> tuple[int, int]:
    """How many of the guards, taken away one at a time, turn the lines of their address red."""
    seen = made = 0
    for line in lines:
        endpoint = _endpoint(drill, line)
        if isinstance(getattr(drill.app.view_functions[endpoint], "access", None), Permission):
            made += 1
            with guard_removed(drill, endpoint):
                seen += any(failures_of(drill, line))
        if line.object in FILTERED and set(line.may) - set(line.sees_all):
            made += 1
            with filter_removed():
                seen += any(failures_of(drill, line))
    return seen, made


def _wall_alone(drill: Drill, lines: list[Line]) -> list[str]:
    """With the application's filter gone, what is wrong with the lines about an organisation's things."""
    with filter_removed():
        return [f"{WALL}: {wrong}" for line in lines if line.object in WALLED for wrong in failures_of(drill, line) if wrong]


def _endpoint(drill: Drill, line: Line) -> str:
    rules = drill.app.url_map.iter_rules()
    return next(rule.endpoint for rule in rules if plain(rule.rule) == plain(line.rule) and line.method in (rule.methods or set()))


if __name__ == "__main__":
    sys.exit(main())
