"""Importing the keeper's list: totals that account for every row, a second person, and nothing lost or removed on the way."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select, text

from tests.people import REGISTRAR, REPORTER, SECOND_REGISTRAR, Someone
from tests.registry.cases import CONSTABLE, listed, open_lists, submitted
from tests.registry.keeper import HEADINGS, PLACE, confirm, confirmed, list_file, person, uploaded
from tests.registry.test_advisory import ADVISORY
from vetting.access import Actor
from vetting.db import Database, utc_now
from vetting.errors import Conflict, InvalidInput, NotFound, Refused, Unavailable
from vetting.matching import Identity, PersonName
from vetting.registry import approve_proposal, as_at, day_in_london, get_entry, index_of, list_states, open_list, register_at
from vetting.registry.import_models import UnreadRow
from vetting.registry.imports import (
    ListFile,
    confirm_import,
    import_problems,
    list_imports,
    missing_entries,
    original_rows,
    preview_import,
    propose_removal,
    unread_rows,
    withdraw_import,
)
from vetting.registry.models import Entry, EntryVersion, RegisterVersion, Report, ReportDecision

People = dict[Someone, Actor]
LISTS = ["barred", "advisory"]


def hits(database: Database, forenames: str, surname: str, born: str | None) -> list[tuple[str, str]]:
    """The band and standing of everybody whom a check of this person comes upon."""
    subject = Identity((PersonName(forenames, surname),), born)
    with database.read() as session:
        found = index_of(session).search(session, [subject], LISTS).matches[0]
    return [(hit.match.band, str(hit.standing)) for hit in found]


def count(database: Database, model: type) -> int:
    with database.read() as session:
        return session.scalar(select(func.count()).select_from(model)) or 0


def test_rows_become_entries_at_one_version_with_two_people_behind_each(open_register: Database, people: People) -> None:
    import_id = uploaded(open_register, people, list_file([person(number) for number in range(25)]))
    assert count(open_register, Entry) == 0
    assert hits(open_register, "Bronwen", "Rumblebuffin-Zaaaaa", "1950-01-01") == []
    version = confirm(open_register, people, import_id)
    with open_register.read() as session:
        entries = session.scalars(select(Entry)).all()
        assert len(entries) == 25
        assert session.scalar(select(func.max(RegisterVersion.version))) == version == 1
        for row in session.scalars(select(EntryVersion)):
            assert (row.prepared_by, row.approved_by) == (people[REGISTRAR].id, people[SECOND_REGISTRAR].id)
        assert session.scalar(select(func.count()).select_from(ReportDecision)) == 25
        listed_on = {entry.listed_at.date().isoformat() for entry in entries}
        assert min(listed_on) == "2018-01-10", "listed since the day that the file names, not since the import"
    assert ("strong", "listed") in hits(open_register, "Bronwen", "Rumblebuffin-Zaaaaa", "1950-01-01")


def test_every_cell_is_kept_as_it_stood_and_sealed(open_register: Database, people: People) -> None:
    confirmed(open_register, people, list_file([person(3, **{"Shelf": "cellar, box 12"})]))
    with open_register.write() as session:
        entry = session.scalars(select(Entry)).one()
        row = original_rows(session, people[REGISTRAR], entry.report_id)[0]
        assert dict(row.cells) == dict(zip(HEADINGS, person(3, **{"Shelf": "cellar, box 12"}), strict=True))
        stored = b"".join(session.execute(text("SELECT sealed_rows FROM import_chunk")).scalars().all())
        assert b"cellar" not in stored


def test_whoever_uploaded_cannot_confirm(open_register: Database, people: People) -> None:
    import_id = uploaded(open_register, people, list_file([person(1)]))
    with pytest.raises(Refused) as error:
        confirm(open_register, people, import_id, REGISTRAR)
    assert error.value.code == "own_change"
    assert count(open_register, Entry) == 0


def test_a_force_may_neither_upload_nor_look(open_register: Database, people: People) -> None:
    import_id = uploaded(open_register, people, list_file([person(1)]))
    for door in (preview_import, withdraw_import, import_problems, missing_entries):
        with open_register.write() as session, pytest.raises(Refused):
            door(session, people[REPORTER], import_id)


def test_the_keepers_count_must_be_the_number_of_rows(open_register: Database, people: People) -> None:
    import_id = uploaded(open_register, people, list_file([person(1), person(2)], keeper_count=3))
    with pytest.raises(Conflict) as error:
        confirm(open_register, people, import_id)
    assert error.value.code == "count_differs"
    assert count(open_register, Entry) == 0


def test_what_was_shown_is_what_is_confirmed(open_register: Database, people: People) -> None:
    import_id = uploaded(open_register, people, list_file([person(1), person(2)]))
    with open_register.write() as session:
        preview = preview_import(session, people[SECOND_REGISTRAR], import_id)
    confirmed(open_register, people, list_file([person(2)]))
    with open_register.write() as session, pytest.raises(Conflict) as error:
        assert preview is not None
        confirm_import(session, people[SECOND_REGISTRAR], import_id, preview.digest)
    assert error.value.code == "version_changed"
    confirm(open_register, people, import_id)
    assert count(open_register, Entry) == 2, "who was on the list already is not listed twice"


def test_an_import_is_confirmed_once(open_register: Database, people: People) -> None:
    import_id = confirmed(open_register, people, list_file([person(1)]))
    with open_register.write() as session, pytest.raises(Conflict):
        confirm_import(session, people[SECOND_REGISTRAR], import_id, "")
    with open_register.write() as session, pytest.raises(Conflict):
        withdraw_import(session, people[REGISTRAR], import_id)


def test_a_withdrawn_import_leaves_no_rows(open_register: Database, people: People) -> None:
    import_id = uploaded(open_register, people, list_file([person(1), person(2, DOB="unknown")]))
    with open_register.write() as session:
        withdraw_import(session, people[REGISTRAR], import_id)
    with open_register.write() as session:
        assert session.scalar(text("SELECT count(*) FROM import_chunk")) == 0
        assert session.scalar(text("SELECT count(*) FROM import_row")) == 0
        assert [each.state for each in list_imports(session, people[REGISTRAR])] == ["withdrawn"]


BAD = (
    ({"DOB": "31/02/1970"}, "DOB"),
    ({"DOB": ""}, "DOB"),
    ({"Police force": "British Transport Police"}, "Police force"),
    ({"Rank": ""}, "Rank"),
    ({"Limb": "e"}, "Limb"),
    ({"Ground": "bad temper"}, "Ground"),
    ({"Reasons": ""}, "Reasons"),
    ({"Date of dismissal": "2016-01-01"}, "Date of dismissal"),
    ({"Date listed": "2999-01-01"}, "Date listed"),
    ({"Forenames": "Officer", "Surname": "A"}, "Surname"),
    ({"Surname": ""}, "Surname"),
)


@pytest.mark.parametrize(("changes", "column"), BAD)
def test_each_bad_row_is_named_by_number_and_column(
    open_register: Database, people: People, changes: dict[str, str], column: str
) -> None:
    import_id = uploaded(open_register, people, list_file([person(1), person(2, **changes), person(3)]))
    with open_register.write() as session:
        problems = list(import_problems(session, people[REGISTRAR], import_id))
        assert {(each.row, each.column) for each in problems} == {(3, column)}
        summary = list_imports(session, people[REGISTRAR])[0]
    assert (summary.rows, summary.readable, summary.unreadable) == (3, 2, 1)


def test_rows_that_stand_in_the_file_twice_are_told(open_register: Database, people: People) -> None:
    again = person(1, Ref="K-99999")
    import_id = uploaded(open_register, people, list_file([person(1), person(2), person(4, Ref="K-00002"), again]))
    with open_register.write() as session:
        problems = [(each.row, each.problem) for each in import_problems(session, people[REGISTRAR], import_id)]
    assert problems == [(4, "Row 3 has the same reference."), (5, "Row 2 is of the same person, force and event.")]


def test_a_file_without_a_needed_column_is_refused_as_a_whole(open_register: Database, people: People) -> None:
    place = PLACE["DOB"]
    headings = tuple(name for name in HEADINGS if name != "DOB")
    cells = [cell for position, cell in enumerate(person(1)) if position != place]
    with open_register.write() as session, pytest.raises(InvalidInput) as error:
        from vetting.registry.imports import upload_list

        upload_list(session, people[REGISTRAR], list_file([cells], headings=headings))
    assert "date of birth" in error.value.message


def test_a_row_without_a_usable_date_is_found_by_its_name_alone(open_register: Database, people: People) -> None:
    smith = {"Forenames": "John", "Surname": "Smith", "DOB": "31/02/1970"}
    confirmed(open_register, people, list_file([person(1, **smith), person(2)]))
    assert hits(open_register, "John", "Smith", "1980-05-05") == [("possible", "report_received")]
    assert hits(open_register, "Jon", "Smyth", "1961-01-01") == [("possible", "report_received")]
    assert hits(open_register, "Mary", "Smith", "1980-05-05") == []
    with open_register.read() as session:
        state = list_states(session)[0]
    assert (state.entries, state.unread_rows) == (1, 1)


def test_a_row_with_name_and_date_is_found_whatever_else_is_wrong(open_register: Database, people: People) -> None:
    confirmed(open_register, people, list_file([person(1, Limb="e", Ground="bad temper", Rank="wizard")]))
    assert hits(open_register, "Ambrose", "Tumnusson-Zaaaab", "1950-01-02") == [("strong", "report_received")]


def test_a_row_without_a_name_stands_in_the_way_of_every_check(open_register: Database, people: People) -> None:
    confirmed(open_register, people, list_file([person(1, Surname="Unknown"), person(2)]))
    with pytest.raises(Unavailable) as error:
        hits(open_register, "John", "Smith", "1980-05-05")
    assert error.value.code == "rows_unread"
    with open_register.write() as session:
        assert [(line.row, line.searchable) for line in unread_rows(session, people[REGISTRAR])] == [(2, False)]


def test_a_person_removed_before_is_held_back_and_still_counts(open_register: Database, people: People) -> None:
    from vetting.registry import record_entered_in_error

    confirmed(open_register, people, list_file([person(1)]))
    with open_register.write() as session:
        entry_id = session.scalars(select(Entry.id)).one()
        proposal = record_entered_in_error(session, people[REGISTRAR], entry_id, "A namesake.")
    with open_register.write() as session:
        approve_proposal(session, people[SECOND_REGISTRAR], proposal.id)
    import_id = uploaded(open_register, people, list_file([person(1)]))
    with open_register.write() as session:
        preview = preview_import(session, people[SECOND_REGISTRAR], import_id)
        assert preview is not None
        assert (preview.added, preview.held) == (0, 1)
    confirm(open_register, people, import_id)
    assert hits(open_register, "Ambrose", "Tumnusson-Zaaaab", "1950-01-02") == [("strong", "report_received")]


def test_a_waiting_report_of_the_same_event_holds_its_row_back(open_register: Database, people: People) -> None:
    submitted(open_register, people[REPORTER], CONSTABLE)
    row = person(
        1,
        **{
            "Police force": "33",
            "Forenames": CONSTABLE.forenames,
            "Surname": CONSTABLE.surname,
            "DOB": CONSTABLE.date_of_birth,
            "Date of dismissal": CONSTABLE.event_date,
            "Date listed": "",
        },
    )
    import_id = uploaded(open_register, people, list_file([row]))
    with open_register.write() as session:
        preview = preview_import(session, people[SECOND_REGISTRAR], import_id)
    assert preview is not None
    assert [each.row for each in preview.held_back] == [2]


def test_a_barred_import_takes_the_person_off_the_advisory_list(open_register: Database, people: People) -> None:
    listed(open_register, people, ADVISORY)
    headings = (*HEADINGS, "Earlier advisory report")
    same = {
        "Limb": "b",
        "Police force": ADVISORY.force,
        "Forenames": ADVISORY.forenames,
        "Surname": ADVISORY.surname,
        "DOB": ADVISORY.date_of_birth,
        "Date listed": "",
        "Date of dismissal": "2025-01-10",
    }
    row = [*person(1, **same), day_in_london(utc_now()).isoformat()]
    confirmed(open_register, people, list_file([row], headings=headings))
    with open_register.read() as session:
        standings = {list_id: standing for list_id, standing in session.execute(select(Entry.list_id, Entry.standing))}
    assert standings == {"advisory": "removed", "barred": "listed"}


def replacement(rows: list[list[str]], **changes: object) -> ListFile:
    return list_file(rows, kind="replacement", **changes)


def test_a_replacement_with_twenty_missing_removes_nothing_unconfirmed(open_register: Database, people: People) -> None:
    confirmed(open_register, people, list_file([person(number) for number in range(60)]))
    kept = [person(number) for number in range(20, 60)]
    kept[0][PLACE["Surname"]] = "Rumblebuffin-Corrected"
    import_id = uploaded(open_register, people, replacement([*kept, person(70), person(71)]))
    with open_register.write() as session:
        preview = preview_import(session, people[SECOND_REGISTRAR], import_id)
    assert preview is not None
    assert (preview.added, preview.changed, preview.unchanged, preview.held, preview.missing) == (2, 1, 39, 0, 20)
    assert [(each.field, each.after) for each in preview.first_changed[0].differences] == [("Surname", "Rumblebuffin-Corrected")]
    confirm(open_register, people, import_id)
    with open_register.write() as session:
        missing = missing_entries(session, people[REGISTRAR], import_id)
        assert len(missing) == 20
        assert {line.standing for line in missing} == {"listed"}, "nothing unconfirmed is removed"
        assert session.scalar(select(func.count()).select_from(Entry).where(Entry.standing == "listed")) == 62
    one = missing[0].entry_id
    with open_register.write() as session, pytest.raises(InvalidInput):
        propose_removal(session, people[REGISTRAR], import_id, one, ground="because", details="It was so.")
    with open_register.write() as session:
        proposal = propose_removal(session, people[REGISTRAR], import_id, one, ground="appeal_won", details="Tribunal, 3 May.")
    with open_register.write() as session, pytest.raises(Refused):
        approve_proposal(session, people[REGISTRAR], proposal.id)
    with open_register.write() as session:
        approve_proposal(session, people[SECOND_REGISTRAR], proposal.id)
    with open_register.write() as session:
        standings = [line.standing for line in missing_entries(session, people[REGISTRAR], import_id)]
        assert sorted(standings) == ["listed"] * 19 + ["removed"]


def test_only_what_is_missing_from_the_file_can_be_taken_off_by_it(open_register: Database, people: People) -> None:
    confirmed(open_register, people, list_file([person(1), person(2)]))
    import_id = confirmed(open_register, people, replacement([person(1), person(2)]))
    with open_register.write() as session:
        entry_id = session.scalars(select(Entry.id)).first() or ""
        with pytest.raises(NotFound):
            propose_removal(session, people[REGISTRAR], import_id, entry_id, ground="appeal_won", details="Tribunal.")


def test_a_change_is_a_new_version_and_the_old_one_stays(open_register: Database, people: People) -> None:
    confirmed(open_register, people, list_file([person(1)]))
    before = utc_now()
    confirmed(open_register, people, replacement([person(1, Rank="Sgt", Surname="Tumnusson-New")]))
    with open_register.write() as session:
        entry_id = session.scalars(select(Entry.id)).one()
        entry = get_entry(session, people[REGISTRAR], entry_id)
        past = as_at(session, people[REGISTRAR], entry_id, before)
    assert (entry.version, entry.content.surname, entry.content.rank) == (2, "Tumnusson-New", "sergeant")
    assert past.content is not None
    assert (past.version, past.content.surname) == (1, "Tumnusson-Zaaaab")


def test_what_the_file_has_no_column_for_stays_as_it_was(open_register: Database, people: People) -> None:
    headings = (*HEADINGS, "Other names")
    confirmed(open_register, people, list_file([[*person(1), "Amby Tumnus; Ambrose Fawn"]], headings=headings))
    confirmed(open_register, people, replacement([person(1, Rank="Sgt")]))
    with open_register.write() as session:
        entry = get_entry(session, people[REGISTRAR], session.scalars(select(Entry.id)).one())
    assert [name.full_name for name in entry.content.other_names] == ["Amby Tumnus", "Ambrose Fawn"]


def test_past_versions_can_be_rebuilt_across_imports(open_register: Database, people: People) -> None:
    first = list_file([person(1), person(2, DOB="?")])
    versions = [confirm(open_register, people, uploaded(open_register, people, first))]
    seen = [_present(open_register)]
    second = replacement([person(1, Rank="Sgt"), person(3)])
    versions.append(confirm(open_register, people, uploaded(open_register, people, second)))
    seen.append(_present(open_register))
    with open_register.read() as session:
        for version, present in zip(versions, seen, strict=True):
            past = register_at(session, version, index_of(session).model)
            assert {record.key: (record.version, record.identity) for record in past.index.records.values()} == present


def _present(database: Database) -> dict[str, object]:
    from vetting.registry.records import read_all

    with database.read() as session:
        return {record.key: (record.version, record.identity) for record in read_all(session)[1]}


def test_a_loaded_list_is_opened_by_two_against_the_keepers_count(database: Database, people: People) -> None:
    confirmed(database, people, list_file([person(1), person(2, DOB="?"), person(3)]))
    with database.write() as session, pytest.raises(InvalidInput):
        open_list(session, people[REGISTRAR], "barred")
    with database.write() as session, pytest.raises(InvalidInput) as error:
        open_list(session, people[REGISTRAR], "barred", 2)
    assert "2 entries and 1 rows" in error.value.message
    for who in (REGISTRAR, SECOND_REGISTRAR):
        with database.write() as session:
            open_list(session, people[who], "barred", 3)
    with database.write() as session:
        for who in (REGISTRAR, SECOND_REGISTRAR):
            open_list(session, people[who], "advisory")
    assert hits(database, "Ambrose", "Tumnusson-Zaaaab", "1950-01-02") == [("strong", "listed")]


def test_an_empty_list_is_opened_without_a_count(database: Database, people: People) -> None:
    open_lists(database, people)
    assert hits(database, "Ambrose", "Tumnusson", "1950-01-02") == []


def test_the_database_itself_refuses_one_person_for_two(open_register: Database, people: People) -> None:
    from sqlalchemy.exc import IntegrityError

    confirmed(open_register, people, list_file([person(1)]))
    with pytest.raises(IntegrityError), open_register.write() as session:
        session.execute(text("UPDATE register_import SET confirmed_by = uploaded_by"))


def test_nothing_of_a_refused_import_stays(open_register: Database, people: People) -> None:
    uploaded(open_register, people, list_file([person(1, DOB="?")]))
    with open_register.read() as session:
        assert session.scalars(select(UnreadRow.state)).all() == ["pending"]
        assert session.scalar(select(func.count()).select_from(Report)) == 0
    assert hits(open_register, "Ambrose", "Tumnusson-Zaaaab", None) == []


def test_bad_numbers_are_refused(open_register: Database, people: People) -> None:
    for wrong in ({"keeper_count": -1}, {"kind": "other"}, {"list_id": "none"}, {"rows": ()}):
        with pytest.raises(InvalidInput):
            uploaded(open_register, people, list_file([person(1)], **wrong))
