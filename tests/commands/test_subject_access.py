"""`vetting subject-access`: begun by one, released by another, written to a file for its owner alone."""

from __future__ import annotations

import json
from pathlib import Path

from click.testing import CliRunner, Result

from tests.people import REGISTRAR, SECOND_REGISTRAR
from tests.screening.world import World, on_sqlite
from vetting.app import Service
from vetting.commands.subject_access import subject_access
from vetting.errors import Conflict, Refused

WHO = ["--forenames", "Robert James", "--surname", "Featherstonehaugh", "--date-of-birth", "1985-04-27"]


@on_sqlite
def test_two_people_and_one_file(service: Service, tmp_path: Path) -> None:
    World.make(service.database).entry()

    def run(*words: str) -> Result:
        return CliRunner().invoke(subject_access, list(words), obj=lambda: service)

    file = tmp_path / "answer.json"
    begun = run("begin", "--as", REGISTRAR.email, *WHO)
    request_id = begun.stdout.strip()
    export = ("export", "--as", REGISTRAR.email, request_id, "--output", str(file))
    assert isinstance(run(*export).exception, Conflict)
    assert not file.exists()
    assert isinstance(run("release", "--as", REGISTRAR.email, request_id).exception, Refused)
    assert run("release", "--as", SECOND_REGISTRAR.email, request_id).exit_code == 0
    done = run(*export)
    assert done.exit_code == 0, done.output
    assert file.stat().st_mode & 0o077 == 0
    assert "entry_version" in {part["table"] for part in json.loads(file.read_text(encoding="utf-8"))["held"]}
    assert "there already" in run(*export).output


@on_sqlite
def test_what_is_missing_is_one_line(service: Service) -> None:
    World.make(service.database)
    ran = CliRunner().invoke(
        subject_access, ["begin", "--as", REGISTRAR.email, *WHO[:4], "--date-of-birth", "1985"], obj=lambda: service
    )
    assert ran.exit_code == 1
    assert "date_of_birth" in ran.output
