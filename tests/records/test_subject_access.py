"""Subject access: everything held on one person, and nobody else; released by two; and no table of people is ever forgotten."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from tests.people import (
    OTHER_VETTING_OFFICER,
    RECRUITER,
    REGISTRAR,
    SECOND_REGISTRAR,
    SECOND_VETTING_OFFICER,
    VETTING_OFFICER,
    Someone,
)
from tests.registry.keeper import PLACE, confirmed, list_file
from tests.registry.keeper import person as row_of
from tests.screening.world import World, a_request, misspelt
from vetting.db import Base, utc_now
from vetting.errors import Conflict, InvalidInput, NotFound, Refused
from vetting.matching import PersonName
from vetting.monitoring import Term, enrol
from vetting.records import Answer, Asker, decide_access, list_accesses, propose_access, read_access, released_document
from vetting.records.rotation import sealed_columns
from vetting.records.subject_tables import HOLDINGS, NOT_GIVEN
from vetting.screening import decide_hit

LISTED = Asker((PersonName("Robert James", "Featherstonehaugh"),), "1985-04-27")
APPLICANT = Asker((PersonName("Siân", "Llewellyn-Price"),), "1990-02-28")


@pytest.fixture
def world(database) -> World:  # type: ignore[no-untyped-def]
    world = World.make(database)
    world.entry()
    world.entry(forenames="Ottoline", surname="Quillfeather", date_of_birth="1979-01-30")
    return world


def begin(world: World, someone: Someone, asker: Asker) -> str:
    with world.database.write() as session:
        return propose_access(session, world.people[someone], asker)


def read(world: World, someone: Someone, request_id: str) -> Answer:
    with world.database.write() as session:
        return read_access(session, world.people[someone], request_id)[1]


def answer(world: World, someone: Someone, asker: Asker) -> Answer:
    return read(world, someone, begin(world, someone, asker))


def tables(found: Answer) -> dict[str, int]:
    return {part.table: len(part.rows) for part in found.parts}


def test_every_table_with_a_sealed_column_is_given_or_named_with_a_reason() -> None:
    sealed = {table.name for table, _ in sealed_columns()}
    assert sealed - (HOLDINGS.keys() | NOT_GIVEN.keys()) == set(), "say in subject_tables.py how its rows are found, or why not"
    assert HOLDINGS.keys() & NOT_GIVEN.keys() == set()
    assert HOLDINGS.keys() | NOT_GIVEN.keys() <= Base.metadata.tables.keys()
    assert all(len(reason) > 20 for reason in NOT_GIVEN.values())


def test_every_holding_names_columns_that_are_there() -> None:
    for name, holding in HOLDINGS.items():
        columns = Base.metadata.tables[name].columns.keys()
        assert holding.reads is not None or holding.ties, f"nothing ever finds a row of {name}"
        assert {*holding.withheld, *holding.shapes, *([holding.of] if holding.of else [])} <= set(columns)
        for tie in holding.ties:
            assert tie.column in columns
            assert tie.parent in HOLDINGS
            assert tie.parent_column in Base.metadata.tables[tie.parent].columns


def test_the_college_gives_what_the_lists_say_of_a_person_and_of_nobody_else(world: World) -> None:
    found = answer(world, REGISTRAR, LISTED)
    held = tables(found)
    assert held["report"] == held["report_version"] == held["entry"] == held["entry_version"] == 1
    text = json.dumps(found.as_json(), ensure_ascii=False)
    assert "Featherstonehaugh" in text
    assert "Took money" in text
    assert "Quillfeather" not in text
    assert {"report_received", "report_approved"} <= {event["event"] for event in found.trail}
    assert "Registrar, College of Policing" in {event["who"] for event in found.trail}


def test_nobody_who_worked_on_it_is_named(world: World) -> None:
    text = json.dumps(answer(world, REGISTRAR, LISTED).as_json(), ensure_ascii=False)
    for actor in world.people.values():
        assert actor.id not in text
    assert "@" not in text


def test_an_employer_gives_its_own_checks_and_not_what_the_lists_say(world: World) -> None:
    world.run(VETTING_OFFICER, a_request())
    world.run(OTHER_VETTING_OFFICER, a_request())
    found = answer(world, VETTING_OFFICER, APPLICANT)
    assert tables(found)["screening_check"] == 1
    assert answer(world, VETTING_OFFICER, LISTED).records == 1  # the request itself
    (check,) = next(part.rows for part in found.parts if part.table == "screening_check")
    assert check["asked_by"].startswith("Vetting officer, ")
    assert check["subject"]["surname"] == "Llewellyn-Price"
    assert "salt" not in json.dumps(check)


def test_of_a_hit_the_listed_side_is_left_out(world: World) -> None:
    check_id = world.run(VETTING_OFFICER, misspelt())
    view = world.view(VETTING_OFFICER, check_id)
    assert view.answer is not None
    with world.database.write() as session:
        reason = "The two differ in height and in every address known of them."
        decide_hit(session, world.people[VETTING_OFFICER], check_id, view.answer.hits[0].id, "different_person", reason=reason)
    found = answer(world, VETTING_OFFICER, Asker((PersonName("Bob", "Featherstonehagh"),), "1985-04-27"))
    assert {"screening_hit", "screening_disposition", "screening_case"} <= tables(found).keys()
    text = json.dumps(found.as_json(), ensure_ascii=False)
    assert "Featherstonehagh" in text
    assert "Featherstonehaugh" not in text
    assert "height" not in text
    (withheld,) = next(part.withheld for part in found.parts if part.table == "screening_disposition")
    assert withheld[:2] == ("sealed_reason", 1)


def test_a_watch_is_given_with_its_terms(world: World) -> None:
    check_id = world.run(VETTING_OFFICER, a_request())
    term = Term(utc_now().date() + timedelta(days=30), "statutory_function", "Decision 7")
    with world.database.write() as session:
        enrol(session, world.people[VETTING_OFFICER], [check_id], "workforce_check", term)
    found = answer(world, VETTING_OFFICER, APPLICANT)
    assert tables(found)["watch"] == tables(found)["watch_term"] == 1


def test_a_row_of_a_file_is_given_as_it_stood_and_no_other_row(world: World) -> None:
    confirmed(world.database, world.people, list_file([row_of(1), row_of(2)]))
    mine, other = row_of(1), row_of(2)
    asker = Asker((PersonName(mine[PLACE["Forenames"]], mine[PLACE["Surname"]]),), mine[PLACE["DOB"]])
    found = answer(world, REGISTRAR, asker)
    assert tables(found)["import_origin"] == tables(found)["import_chunk"] == 1
    text = json.dumps(found.as_json(), ensure_ascii=False)
    assert mine[PLACE["Surname"]] in text
    assert other[PLACE["Surname"]] not in text


def test_another_name_and_another_date_find_nobody(world: World) -> None:
    for asker in (Asker(LISTED.names, "1985-04-28"), Asker((PersonName("Robert", "Featherstonehaugh"),), "1985-04-27")):
        assert tables(answer(world, REGISTRAR, asker)) == {"subject_access": 1}


def test_a_former_name_finds_the_record(world: World) -> None:
    asker = Asker((PersonName("Rob", "Newname"), *LISTED.names), "27/04/1985")
    assert tables(answer(world, REGISTRAR, asker))["entry"] == 1


def test_the_same_name_with_half_a_date_is_left_for_people_to_look_up(world: World) -> None:
    check_id = world.run(VETTING_OFFICER, a_request(date_of_birth="1990"))
    found = answer(world, VETTING_OFFICER, APPLICANT)
    assert found.by_hand == (("screening_check", check_id),)
    assert "screening_check" not in tables(found)


def test_only_a_second_person_releases(world: World) -> None:
    request_id = begin(world, REGISTRAR, LISTED)
    with world.database.write() as session, pytest.raises(Conflict):
        released_document(session, world.people[REGISTRAR], request_id)
    with world.database.write() as session, pytest.raises(Refused):
        decide_access(session, world.people[REGISTRAR], request_id, release=True)
    with world.database.write() as session:
        decide_access(session, world.people[SECOND_REGISTRAR], request_id, release=True)
    with world.database.write() as session:
        document = released_document(session, world.people[REGISTRAR], request_id)
    assert document["about"]["date_of_birth"] == "1985-04-27"
    with world.database.write() as session, pytest.raises(Conflict):
        decide_access(session, world.people[SECOND_REGISTRAR], request_id, release=False)
    assert {"subject_access_proposed", "subject_access_decided", "subject_access_released"} <= {
        event["event"] for event in read(world, REGISTRAR, request_id).trail
    }


def test_a_refused_answer_is_not_handed_over(world: World) -> None:
    request_id = begin(world, VETTING_OFFICER, APPLICANT)
    with world.database.write() as session:
        decide_access(session, world.people[SECOND_VETTING_OFFICER], request_id, release=False)
    with world.database.write() as session, pytest.raises(Conflict):
        released_document(session, world.people[VETTING_OFFICER], request_id)


def test_another_organisations_request_is_not_there(world: World) -> None:
    request_id = begin(world, VETTING_OFFICER, APPLICANT)
    for act in (read_access, released_document):
        with world.database.write() as session, pytest.raises(NotFound):
            act(session, world.people[OTHER_VETTING_OFFICER], request_id)
    with world.database.write() as session, pytest.raises(Refused):
        list_accesses(session, world.people[RECRUITER])
    with world.database.write() as session:
        assert list_accesses(session, world.people[OTHER_VETTING_OFFICER]) == ((), 0)


@pytest.mark.parametrize(
    ("asker", "field"),
    [
        (Asker((PersonName("", ""),), "1985-04-27"), "surname"),
        (Asker(LISTED.names, ""), "date_of_birth"),
        (Asker(LISTED.names, "1985"), "date_of_birth"),
        (Asker((), "1985-04-27"), "surname"),
        (Asker((*LISTED.names, PersonName("X1", "Y2")), "1985-04-27"), "other_names"),
    ],
)
def test_who_asks_must_be_told_in_full(world: World, asker: Asker, field: str) -> None:
    with world.database.write() as session, pytest.raises(InvalidInput) as refused:
        propose_access(session, world.people[REGISTRAR], asker)
    assert field in {problem.field for problem in refused.value.problems}
