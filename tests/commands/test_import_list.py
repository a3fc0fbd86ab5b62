"""`vetting import-list`: the same doors as the pages: uploaded by one, shown, confirmed by another."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import func, select

from tests.people import REGISTRAR, REPORTER, SECOND_REGISTRAR, add_everyone
from tests.registry.keeper import HEADINGS, person
from tests.screening.world import on_sqlite
from vetting.app import Service
from vetting.commands.import_list import import_list
from vetting.registry.models import Entry

pytestmark = on_sqlite


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "barred.csv"
    with path.open("w", encoding="utf-8", newline="") as out:
        csv.writer(out).writerows([HEADINGS, person(1), person(2), person(3, DOB="31/02/1970")])
    return path


def run(service: Service, *words: str) -> Result:
    return CliRunner().invoke(import_list, list(words), obj=lambda: service)


def uploaded(service: Service, file: Path, count: str = "3", account: str = REGISTRAR.email) -> Result:
    add_everyone(service.database)
    said = ("--list", "barred", "--kind", "addition", "--keeper-count", count)
    return run(service, "upload", str(file), "--as", account, *said)


def entries(service: Service) -> int:
    with service.database.read() as session:
        return session.scalar(select(func.count()).select_from(Entry)) or 0


def test_from_the_file_to_entries_by_two_people(service: Service, file: Path) -> None:
    done = uploaded(service, file)
    assert done.exit_code == 0, done.output
    document = json.loads(done.stdout)
    assert (document["rows"], document["readable"], document["unreadable"]) == (3, 2, 1)
    assert document["columns_not_used"] == ["Shelf"]
    assert "row 4, DOB:" in done.stderr
    preview = run(service, "preview", document["id"], "--as", SECOND_REGISTRAR.email)
    shown = json.loads(preview.stdout)
    assert (shown["added"], shown["changed"], shown["held_back"], shown["missing"]) == (2, 0, [], 0)
    assert "Tumnusson" not in done.output + preview.output, "a terminal keeps no names"
    confirm = ("confirm", document["id"], "--seen", shown["digest"], "--as")
    own = run(service, *confirm, REGISTRAR.email)
    assert own.exit_code == 1
    assert "another registrar" in own.stderr
    stale = run(service, "confirm", document["id"], "--seen", "0" * 64, "--as", SECOND_REGISTRAR.email)
    assert (stale.exit_code, entries(service)) == (1, 0)
    assert run(service, *confirm, SECOND_REGISTRAR.email).stdout == "Confirmed, register version 1.\n"
    assert entries(service) == 2
    assert run(service, "preview", document["id"], "--as", REGISTRAR.email).exit_code == 1


def test_an_import_is_taken_back(service: Service, file: Path) -> None:
    import_id = json.loads(uploaded(service, file).stdout)["id"]
    assert run(service, "withdraw", import_id, "--as", REGISTRAR.email).stdout == "Withdrawn.\n"
    assert run(service, "withdraw", import_id, "--as", REGISTRAR.email).exit_code == 1


@pytest.mark.parametrize(
    ("count", "account", "said"),
    [("three", REGISTRAR.email, "keeper_count"), ("3", REPORTER.email, "not"), ("3", "nobody@college.example", "")],
)
def test_what_cannot_be_done_is_one_line(service: Service, file: Path, count: str, account: str, said: str) -> None:
    done = uploaded(service, file, count, account)
    assert done.exit_code == 1
    assert done.stderr.startswith("Error: ")
    assert done.stderr.count("\n") == 1
    assert said in done.stderr
