"""A bad row is corrected before its import is confirmed: by whoever uploaded the file, before the eyes of the second registrar."""

from __future__ import annotations

import pytest

from tests.people import REGISTRAR, REPORTER, SECOND_REGISTRAR, Someone
from tests.registry.cases import CONSTABLE, changed
from tests.registry.keeper import confirm, list_file, person, uploaded
from tests.registry.test_imports import hits
from vetting.access import Actor
from vetting.db import Database
from vetting.errors import Conflict, InvalidInput, NotFound, Refused
from vetting.registry import Amendment, get_entry, list_entries
from vetting.registry.imports import (
    Preview,
    confirm_import,
    correct_row,
    import_problems,
    list_imports,
    original_rows,
    preview_import,
    read_unread,
    unread_rows,
    withdraw_import,
)

People = dict[Someone, Actor]
SMITH = changed(CONSTABLE, forenames="John", surname="Smith", date_of_birth="1970-03-03", force="46")
RIGHT = Amendment(SMITH, reason="The keeper’s card says so.")


@pytest.fixture
def import_id(open_register: Database, people: People) -> str:
    """A file of two whose second row has no date."""
    return uploaded(open_register, people, list_file([person(1), person(2, Surname="Smith", Forenames="John", DOB="31/02/1970")]))


@pytest.fixture
def row_id(open_register: Database, people: People, import_id: str) -> str:
    with open_register.write() as session:
        return unread_rows(session, people[REGISTRAR], import_id)[0].id


def previewed(database: Database, people: People, import_id: str) -> Preview:
    with database.write() as session:
        found = preview_import(session, people[SECOND_REGISTRAR], import_id)
    assert found is not None
    return found


def corrected(database: Database, actor: Actor, row_id: str, said: Amendment = RIGHT) -> None:
    with database.write() as session:
        correct_row(session, actor, row_id, said)


def test_a_corrected_row_is_taken_when_the_second_person_confirms_it(
    open_register: Database, people: People, import_id: str, row_id: str
) -> None:
    before = previewed(open_register, people, import_id)
    corrected(open_register, people[REGISTRAR], row_id)
    assert hits(open_register, "John", "Smith", "1970-03-03") == [], "nobody has confirmed it"
    with open_register.write() as session, pytest.raises(Conflict) as error:
        confirm_import(session, people[SECOND_REGISTRAR], import_id, before.digest)
    assert error.value.code == "version_changed", "what was shown before is not what would happen"
    shown = previewed(open_register, people, import_id)
    assert (shown.added, [(each.row, each.reason) for each in shown.corrected]) == (2, [(3, "The keeper’s card says so.")])
    assert [problem.column for problem in shown.corrected[0].problems] == ["DOB"]
    with pytest.raises(Refused):
        confirm(open_register, people, import_id, REGISTRAR)
    confirm(open_register, people, import_id)
    assert hits(open_register, "John", "Smith", "1970-03-03")[0][1] == "listed"
    with open_register.write() as session:
        summary = list_imports(session, people[REGISTRAR])[0]
        assert (summary.rows, summary.readable, summary.unreadable) == (2, 2, 0)
        assert list(import_problems(session, people[REGISTRAR], import_id)) == []
        assert unread_rows(session, people[REGISTRAR]) == []
        entry_id = next(line.id for line in list_entries(session, people[REGISTRAR]).entries if "Smith" in line.full_name)
        entry = get_entry(session, people[REGISTRAR], entry_id)
        assert (entry.versions[0].prepared_by, entry.versions[0].approved_by) == (
            people[REGISTRAR].id,
            people[SECOND_REGISTRAR].id,
        )
        [original] = original_rows(session, people[REGISTRAR], entry.report_id)
    assert dict(original.cells)["DOB"] == "31/02/1970", "the file's cells stay as they were"
    assert original.correction == "The keeper’s card says so."


@pytest.mark.parametrize("who", [SECOND_REGISTRAR, REPORTER])
def test_nobody_else_corrects_it(open_register: Database, people: People, row_id: str, who: Someone) -> None:
    with pytest.raises(Refused):
        corrected(open_register, people[who], row_id)
    with open_register.write() as session:
        assert read_unread(session, people[REGISTRAR], row_id).is_pending


@pytest.mark.parametrize(
    ("said", "field"),
    [
        (Amendment(SMITH, reason=""), "reason"),
        (Amendment(changed(SMITH, date_of_birth="31/02/1970"), reason="Sure."), "date_of_birth"),
        (Amendment(changed(SMITH, surname=""), reason="Sure."), "surname"),
    ],
)
def test_a_correction_is_read_by_the_same_rules(
    open_register: Database, people: People, row_id: str, said: Amendment, field: str
) -> None:
    with pytest.raises(InvalidInput) as error:
        corrected(open_register, people[REGISTRAR], row_id, said)
    assert field in {problem.field for problem in error.value.problems}


def test_a_row_is_not_corrected_into_another_of_the_file(open_register: Database, people: People, row_id: str) -> None:
    cells = person(1)
    twin = changed(CONSTABLE, forenames=cells[3], surname=cells[4], date_of_birth=cells[5], force=cells[2], event_date=cells[10])
    with pytest.raises(InvalidInput) as error:
        corrected(open_register, people[REGISTRAR], row_id, Amendment(twin, reason="Sure."))
    assert "Row 2 of this file" in error.value.message


def test_a_reference_that_stands_twice_is_nobodys_once_the_row_is_corrected(open_register: Database, people: People) -> None:
    import_id = uploaded(open_register, people, list_file([person(1), person(2, Ref="K-00001")]))
    with open_register.write() as session:
        row_id = unread_rows(session, people[REGISTRAR], import_id)[0].id
    corrected(open_register, people[REGISTRAR], row_id)
    confirm(open_register, people, import_id)
    again = uploaded(open_register, people, list_file([person(1)], kind="replacement"))
    shown = previewed(open_register, people, again)
    assert (shown.unchanged, shown.missing) == (1, 1)


def test_it_is_too_late_once_the_import_is_confirmed_or_withdrawn(
    open_register: Database, people: People, import_id: str, row_id: str
) -> None:
    confirm(open_register, people, import_id)
    with pytest.raises(Conflict):
        corrected(open_register, people[REGISTRAR], row_id)
    other = uploaded(open_register, people, list_file([person(4, DOB="never")]))
    with open_register.write() as session:
        pending = unread_rows(session, people[REGISTRAR], other)[0].id
        withdraw_import(session, people[REGISTRAR], other)
    with pytest.raises(NotFound):
        corrected(open_register, people[REGISTRAR], pending)
