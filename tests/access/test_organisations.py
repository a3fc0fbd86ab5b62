"""The scoped door: what belongs to an organisation is read by that organisation, and by the lists' keeper where it must be."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
from sqlalchemy import select

import vetting
import vetting.app.service
from tests.people import EVERYONE, OTHER_REPORTER, REGISTRAR, REPORTER, add_everyone
from vetting.access import SYSTEM, find_organisation, get_owned, owned_by
from vetting.access.models import Organisation
from vetting.db import Base, Database
from vetting.errors import NotFound

WITH_A_REASON = {
    "hits_of": "parts of a check that came through the door",
    "follow_case": "the case of a check that came through the door",
    "application_view": "of a check that came through the door",
    "record_application": "of a check that came through the door",
    "_wait_longer": "the worker, making failed checks again",
    "_failed_checks_due": "the worker, making failed checks again",
    "_make_again": "the worker, making failed checks again",
    "explain_absence": "a registrar, who keeps the lists, asking about one check",
    "_erase_case": "the worker, by the rules of retention",
    "erase_clear_checks": "the worker, by the rules of retention",
    "erase_ended_watches": "the worker, by the rules of retention",
    "erase_requests": "the worker, by the rules of retention",
    "prior_reports": "searched as a check is, and not shown",
    "questions_about": "about a report that came through the door",
    "check_nothing_asked": "whether anything is open, and not what",
    "is_advised": "whether the lawyers have answered, and not what",
    "proposals_about": "about an entry that came through the door",
    "submit_further_report": "the report of an entry that came through the door",
    "correct_row": "a row of a batch that came through the door",
    "rejected_row": "a row of a batch that came through the door",
    "_earlier": "batches of the organisation whose batch came through the door",
    "result_rows": "rows of a batch that came through the door",
    "_complete": "reports of a list that two registrars import",
    "_leave_advisory": "reports of a list that two registrars import",
    "receive_review": "the report of an entry, taken in by a registrar",
    "complete_review": "the review that a proposal is about",
    "reviews_about": "about an entry that came through the door",
    "erase_batches": "the worker, by the rules of retention",
    "kept_file": "the worker, reading the file of a batch that it leases",
    "entitle": "the system, by the command line only",
}
THE_WORKERS_OWN = {
    "batches/engine.py",
    "batches/closing.py",
    "monitoring/comparing.py",
    "monitoring/passes.py",
    "monitoring/people.py",
    "monitoring/raising.py",
    "screening/rechecks.py",
}
SOURCES = sorted(Path(vetting.__file__).parent.rglob("*.py"))


def owned_models() -> set[str]:
    return {
        mapper.class_.__name__
        for mapper in Base.registry.mappers
        if "organisation_id" in mapper.columns and not mapper.class_.__module__.startswith(("vetting.access", "vetting.audit"))
    }


def test_the_known_organisations_are_there(database: Database) -> None:
    with database.read() as session:
        kinds = session.scalars(select(Organisation.kind)).all()
    assert {kind: kinds.count(kind) for kind in set(kinds)} == {
        "force": 43,
        "local_policing_body": 43,
        "inspectorate": 1,
        "iopc": 1,
        "college": 1,
    }


def test_an_unknown_organisation_is_not_found(database: Database) -> None:
    with database.read() as session, pytest.raises(NotFound):
        find_organisation(session, "99")


def test_what_belongs_to_an_organisation_is_read_through_the_scoped_door_only() -> None:
    """Whoever writes `select(Report)` or `session.get(Report, …)` outside the door has made a hole in the wall."""
    models, holes = owned_models(), []
    assert models >= {"Report", "Check", "Hit"}
    for path in SOURCES:
        if path.as_posix().endswith(tuple(THE_WORKERS_OWN)):
            continue
        tree = ast.parse(path.read_text())
        parts = {
            call
            for function in ast.walk(tree)
            if isinstance(function, ast.FunctionDef) and function.name in WITH_A_REASON
            for call in ast.walk(function)
        }
        for node in set(ast.walk(tree)) - parts:
            if isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Name) and node.args[0].id in models:
                called = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
                if called in {"select", "get", "get_one", "scalars", "query"}:
                    holes.append(f"{path.name}:{node.lineno}")
    assert holes == []


def test_the_actors_are_who_they_should_be(database: Database) -> None:
    actors = add_everyone(database)
    assert {someone.role for someone in EVERYONE} == {actor.role for actor in actors.values()}
    assert actors[REPORTER].organisation_id != actors[OTHER_REPORTER].organisation_id


def test_another_organisations_row_reads_as_one_that_does_not_exist(database: Database) -> None:
    from vetting.registry.models import Report

    actors = add_everyone(database)
    with database.read() as session:
        messages = set()
        for row_id in ("0" * 32, "1" * 32):
            with pytest.raises(NotFound) as error:
                get_owned(session, actors[OTHER_REPORTER], Report, row_id, "report")
            messages.add(error.value.message)
        assert len(messages) == 1
        own = str(owned_by(actors[REPORTER], Report))
        assert "organisation_id" in own.partition("WHERE")[2]
        assert "WHERE" not in str(owned_by(actors[REGISTRAR], Report))
        assert "WHERE" not in str(owned_by(SYSTEM, Report))
