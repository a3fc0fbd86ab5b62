"""The API asked as its own OpenAPI allows, and beyond, as every role: nothing fails, and nothing undocumented is answered."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from flask import Flask
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import content_type_conformance, response_schema_conformance, status_code_conformance

from tests.api.likely import ORDER, Known, likely
from tests.conftest import make_settings
from tests.drills.authz_policy import read_policy
from tests.people import HR_OFFICER, ONE_A_ROLE, Someone, api_key
from tests.screening.world import World
from vetting.access import SYSTEM, Role, limiter
from vetting.app import Service, create_app
from vetting.batches import Engine, Entitlement, entitle
from vetting.db import new_id

FEW, MANY = 40, 6_000
"""Requests a role: in every run, and in the full tests (of which an operation without a body cannot give all)."""
CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]
BY_A_PERSON = {(Role.REGISTRAR, "POST", "/api/v1/reports")}
"""What a role may, and its key may not: a report that the College types in has a person behind it."""
Answers = dict[tuple[str, str], Counter[int]]
"""How many answers of each operation, by method and path, had each status."""


@pytest.fixture(scope="module")
def deployed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Flask, World]]:
    """A deployment with somebody listed and somebody checked; no limit stands in the way of many requests."""
    folder = tmp_path_factory.mktemp("fuzz")
    service = Service(make_settings(f"sqlite:///{folder / 'vetting.db'}", folder))
    service.prepare()
    world = World.make(service.database)
    world.entry()
    with service.database.write() as session:
        kent = world.people[HR_OFFICER].organisation_id or ""
        entitle(session, SYSTEM, kent, Entitlement(most_rows=100, second_person_above=10))
    app = create_app(service.settings, service)
    limiter.enabled = False
    yield app, world
    limiter.enabled = True
    service.database.engine.dispose()


@pytest.mark.parametrize("someone", ONE_A_ROLE, ids=lambda someone: someone.role.value)
def test_every_answer_is_documented_and_none_is_a_fault(deployed: tuple[Flask, World], someone: Someone) -> None:
    answered = fuzzed(*deployed, someone, FEW, derandomize=True)
    assert sum(map(Counter.total, answered.values())) >= FEW // 2


@pytest.mark.full
@pytest.mark.parametrize("someone", ONE_A_ROLE, ids=lambda someone: someone.role.value)
def test_the_same_of_thousands(deployed: tuple[Flask, World], someone: Someone) -> None:
    answered = fuzzed(*deployed, someone, MANY, derandomize=False)
    assert sum(map(Counter.total, answered.values())) >= 5_000, answered
    may = {place for place, line in read_policy().items() if line.of_api and line.allows(someone.role.value)}
    for (method, path), statuses in answered.items():
        expected = (path.replace("{", "<").replace("}", ">"), method) in may and (someone.role, method, path) not in BY_A_PERSON
        assert any(200 <= status < 300 for status in statuses) is expected, (method, path, statuses)


def fuzzed(app: Flask, world: World, someone: Someone, cases: int, *, derandomize: bool) -> Answers:
    """Ask every operation as one role: requests as the description allows, such as it does not, and such as should succeed.

    Raises whatever schemathesis finds.
    """
    api = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", app)
    key, known, answers = api_key(world.database, someone), Known(), Answers()
    engine = Engine(world.database)
    known.note("/api/v1/reports", {"id": world.report(surname=f"Fictional-{someone.role.value.replace('_', '-')}")})
    operations = sorted((found.ok() for found in api.get_all_operations()), key=_turn)
    rules = settings(
        max_examples=-(-cases // len(operations)),
        derandomize=derandomize,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    for operation in operations:
        answers[operation.method.upper(), operation.path] = _asked(operation, rules, key, known)
        while engine.step():
            pass
    return answers


def _asked(operation: Any, rules: settings, key: str, known: Known) -> Counter[int]:
    """Ask one operation many times."""
    allowed, beyond = (operation.as_strategy(generation_mode=mode) for mode in schemathesis.GenerationMode)
    method, answered = operation.method.upper(), Counter[int]()

    @rules
    @given(case=st.one_of(allowed, beyond, likely(operation, known)))
    def ask(case: Any) -> None:
        headers = {"Authorization": f"Bearer {key}"} | ({"Idempotency-Key": new_id()} if method == "POST" else {})
        answer = case.call(headers=headers)
        answered[answer.status_code] += 1
        case.validate_response(answer, checks=CHECKS)
        if method == "POST" and answer.status_code == 201:
            known.note(operation.path, answer.json())

    ask()
    return answered


def _turn(operation: Any) -> tuple[bool, int, str]:
    """What makes things before what reads them, and the end of an application after everything."""
    path = operation.path.removeprefix("/api/v1")
    first = ORDER.index(path) if operation.method.upper() == "POST" and path in ORDER else len(ORDER)
    return path.endswith("/application"), first, path
