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

from tests.conftest import make_settings
from tests.people import AUDITOR, HR_OFFICER, RECRUITER, REGISTRAR, REPORTER, VETTING_OFFICER, Someone, api_key
from tests.screening.world import World
from vetting.access import limiter
from vetting.app import Service, create_app
from vetting.db import new_id

FEW, MANY = 40, 6_000
"""Requests a role: in every run, and in the full tests (of which an operation without a body cannot give all)."""
CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]
ROLES = (RECRUITER, HR_OFFICER, VETTING_OFFICER, REPORTER, REGISTRAR, AUDITOR)


@pytest.fixture(scope="module")
def deployed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Flask, World]]:
    """A deployment with somebody listed and somebody checked; no limit stands in the way of many requests."""
    folder = tmp_path_factory.mktemp("fuzz")
    service = Service(make_settings(f"sqlite:///{folder / 'vetting.db'}", folder))
    service.prepare()
    world = World.make(service.database)
    world.entry()
    app = create_app(service.settings, service)
    limiter.enabled = False
    yield app, world
    limiter.enabled = True
    service.database.engine.dispose()


@pytest.mark.parametrize("someone", ROLES, ids=lambda someone: someone.role.value)
def test_every_answer_is_documented_and_none_is_a_fault(deployed: tuple[Flask, World], someone: Someone) -> None:
    assert sum(fuzzed(*deployed, someone, FEW, derandomize=True).values()) >= FEW // 2


@pytest.mark.full
@pytest.mark.parametrize("someone", ROLES, ids=lambda someone: someone.role.value)
def test_the_same_of_thousands(deployed: tuple[Flask, World], someone: Someone) -> None:
    answered = fuzzed(*deployed, someone, MANY, derandomize=False)
    assert sum(answered.values()) >= 5_000, answered


def fuzzed(app: Flask, world: World, someone: Someone, cases: int, *, derandomize: bool) -> Counter[int]:
    """Ask every operation as one role, half of the requests such as the description allows and half such as it does not.

    Returns how many answers had each status. Raises whatever schemathesis finds.
    """
    api = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", app)
    key, answered = api_key(world.database, someone), Counter[int]()
    operations = [found.ok() for found in api.get_all_operations()]
    rules = settings(
        max_examples=-(-cases // len(operations)),
        derandomize=derandomize,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    for operation in operations:
        allowed, beyond = (operation.as_strategy(generation_mode=mode) for mode in schemathesis.GenerationMode)

        @rules
        @given(case=st.one_of(allowed, beyond))
        def asked(case: Any) -> None:
            headers = {"Authorization": f"Bearer {key}"}
            if case.method.upper() == "POST":
                headers["Idempotency-Key"] = new_id()
            answer = case.call(headers=headers)
            answered[answer.status_code] += 1
            case.validate_response(answer, checks=CHECKS)

        asked()
    return answered
