"""What goes back to the sender: every row of the file, its columns, reference and state; nothing more, nothing that runs."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
import python_calamine

from tests.batches.world import LISTED, BatchWorld, people_csv
from tests.people import HR_OFFICER, OTHER_VETTING_OFFICER, VETTING_OFFICER
from vetting.batches import cancel, closing_report, write_csv, write_xlsx
from vetting.batches.results import APPENDED, MEMORY_FOLDER, safe_cell
from vetting.errors import Conflict, NotFound
from vetting.screening import CheckState, Outcome, release_check

DATA = (
    b"Ref,Forename,Surname,DOB,Leaver,Note\n1,Ann,Example,27/04/1985,,=cmd|' /C calc'!A0\n"
    b"2,Bob,Featherstonehagh,27/04/1985,,-5\n3,Cid,Other,31/02/1985,, @x\n4,Dee,Person,27/04/1985,Yes,ok\n"
)


def table(world: BatchWorld, batch_id: str) -> list[list[str]]:
    with world.database.read() as session:
        data = b"".join(write_csv(session, world.world.people[HR_OFFICER], batch_id))
    assert data.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"))))


def test_every_row_comes_back_with_reference_and_state_only(world: BatchWorld) -> None:
    world.world.entry()
    batch_id = world.closed(DATA)
    checks = world.checks(batch_id)
    rows = table(world, batch_id)
    assert rows[0] == ["Ref", "Forename", "Surname", "DOB", "Leaver", "Note", *APPENDED]
    assert [row[0] for row in rows[1:]] == ["1", "2", "3", "4"]
    assert [row[6] for row in rows[1:]] == [checks[2], checks[3], "", ""]
    assert rows[1][7] == rows[2][7] == "With the vetting unit. Do not appoint yet."
    assert "31/02/1985 is not a real date" in rows[3][8] and rows[3][7].startswith("Not checked")
    assert rows[4][8].startswith("Left out")
    assert not {"barred", "possible", "strong", "match"} & set(repr(rows).lower().replace("'", " ").split())
    with world.database.write() as session:
        release_check(session, world.world.people[VETTING_OFFICER], checks[2])
    assert [row[7] for row in table(world, batch_id)[1:3]] == ["Complete", "With the vetting unit. Do not appoint yet."]


def test_no_cell_begins_like_a_formula(world: BatchWorld, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    batch_id = world.closed(DATA)
    assert Path("/dev/shm") == MEMORY_FOLDER
    folder = tmp_path / "memory"  # the real one is everybody's: the other tests' files come and go in it
    folder.mkdir()
    monkeypatch.setattr("vetting.batches.results.MEMORY_FOLDER", folder)
    with world.database.read() as session:
        workbook = write_xlsx(session, world.world.people[HR_OFFICER], batch_id)
    assert list(folder.iterdir()) == []
    sheet = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(workbook)).get_sheet_by_index(0).to_python()
    for rows in (sheet, table(world, batch_id)):
        assert all(str(cell).lstrip()[:1] not in {"=", "+", "-", "@"} for row in rows for cell in row)
        assert rows[1][5] == "'=cmd|' /C calc'!A0"
    assert len(sheet) == 5


@pytest.mark.parametrize("text", ["=1", "+1", "-1", "@a", "\t=1", "\r=1", " =1", "＝1", "\u00a0=1", "%0A"])
def test_triggers_are_shown_and_not_run(text: str) -> None:
    assert safe_cell(text) == "'" + text


@pytest.mark.parametrize("text", ["", "Ann", "O'Brien-Example", "1234", "27/04/1985", "a=b"])
def test_what_is_no_trigger_is_left_alone(text: str) -> None:
    assert safe_cell(text) == text


def test_results_are_for_ended_batches_of_the_own_organisation(world: BatchWorld) -> None:
    batch_id = world.ready(people_csv(600))
    with pytest.raises(Conflict):
        table(world, batch_id)
    world.start(batch_id)
    world.engine.step()
    with world.database.write() as session:
        cancel(session, world.world.people[HR_OFFICER], batch_id)
    rows = table(world, batch_id)
    assert len(rows) == 601 and rows[-1][-1].startswith("Not checked: the batch was cancelled")
    with pytest.raises(NotFound), world.database.read() as session:
        write_csv(session, world.world.people[OTHER_VETTING_OFFICER], batch_id)


def test_the_closing_report_tells_each_role_what_it_may_know(world: BatchWorld) -> None:
    world.world.entry()
    batch_id = world.closed(people_csv(20, {4: LISTED}))
    with world.database.read() as session:
        ours = closing_report(session, world.world.people[HR_OFFICER], batch_id)
        officers = closing_report(session, world.world.people[VETTING_OFFICER], batch_id)
    assert (ours.rows_read, ours.rows_checked, ours.outcomes) == (20, 20, None)
    assert ours.states == {CheckState.WITH_VETTING_UNIT: 20}
    assert officers.outcomes == {Outcome.NO_MATCH: 19, Outcome.POSSIBLE_MATCH: 1}
    assert ours.register_version == world.view(batch_id).register_version
