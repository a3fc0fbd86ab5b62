"""Names that only named specialist staff may see: compared like the others, shown to nobody else on any surface."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.people import HR_OFFICER, RECRUITER, SECOND_VETTING_OFFICER, VETTING_OFFICER, Someone
from tests.screening.test_checks import events, rows
from tests.screening.world import World, a_request
from vetting.access import SYSTEM, Actor, Door, Permission, actor_for_email
from vetting.access.colleagues import name_specialist
from vetting.errors import InvalidInput, NotFound, Refused
from vetting.matching import PersonName
from vetting.screening import CheckRequest, check_document, export_bundle, run_check, view_check, view_hit
from vetting.screening.shown import HIDDEN_NAME

FORMER = PersonName("Robert James", "Featherstonehaugh")
ASKED = a_request(forenames="Alexandra", surname="Winterbourne", date_of_birth="1985-04-27", sensitive_names=(FORMER,))


@pytest.fixture
def specialist(world: World) -> Actor:
    """The first vetting officer, named for sensitive names."""
    world.entry()
    with world.database.write() as session:
        name_specialist(session, SYSTEM, VETTING_OFFICER.email, named=True)
        return actor_for_email(session, VETTING_OFFICER.email, Door.COMMAND)


def run(world: World, actor: Actor, request: CheckRequest) -> str:
    with world.database.write() as session:
        return run_check(session, actor, request)


def test_it_is_compared_and_found(world: World, specialist: Actor) -> None:
    check_id = run(world, specialist, ASKED)
    with world.database.write() as session:
        view = view_check(session, specialist, check_id)
    assert view.subject.sensitive_names == (FORMER,)
    assert view.answer is not None
    (hit,) = view.answer.hits
    assert any("Featherstonehaugh" in (each.submitted or "") for each in hit.comparisons)
    assert events(world, "sensitive_names_read")


def test_a_colleague_reads_that_there_is_another_name_and_not_which(world: World, specialist: Actor) -> None:
    check_id = run(world, specialist, ASKED)
    colleague = world.people[SECOND_VETTING_OFFICER]
    with world.database.write() as session:
        view = view_check(session, colleague, check_id)
        assert view.answer is not None
        page = view_hit(session, colleague, check_id, view.answer.hits[0].id)
        document = check_document(view)
    assert view.subject.sensitive_names == page.subject.sensitive_names == ()
    for hit in (*view.answer.hits, page.hit):
        assert {each.submitted for each in hit.comparisons if each.field == "surname"} == {HIDDEN_NAME}
        assert not any(FORMER.surname in (each.submitted or "") for each in hit.comparisons)
    assert FORMER.surname not in str([comparison["submitted"] for hit in document["hits"] for comparison in hit["comparisons"]])


@pytest.mark.parametrize("someone", [RECRUITER, HR_OFFICER])
def test_whoever_asked_or_recruits_sees_none_of_it(world: World, specialist: Actor, someone: Someone) -> None:
    check_id = run(world, specialist, ASKED)
    if someone is RECRUITER:
        with pytest.raises(NotFound):
            world.view(someone, check_id)
        return
    view = world.view(someone, check_id)
    assert view.subject.sensitive_names == ()
    assert FORMER.surname not in repr(view)


def test_nobody_else_can_give_one(world: World) -> None:
    for someone in (RECRUITER, HR_OFFICER, VETTING_OFFICER):
        with pytest.raises(InvalidInput) as raised:
            world.run(someone, ASKED)
        assert [problem.field for problem in raised.value.problems] == ["subject.sensitive_names"]


def test_a_specialist_is_named_and_unnamed_by_the_keeper_of_the_system_and_is_always_a_vetting_officer(
    world: World, specialist: Actor
) -> None:
    assert specialist.may(Permission.SEE_SENSITIVE_NAMES)
    with world.database.write() as session:
        name_specialist(session, SYSTEM, VETTING_OFFICER.email, named=False)
        assert not actor_for_email(session, VETTING_OFFICER.email, Door.COMMAND).may(Permission.SEE_SENSITIVE_NAMES)
        with pytest.raises(InvalidInput):
            name_specialist(session, SYSTEM, HR_OFFICER.email, named=True)
        with pytest.raises(NotFound):
            name_specialist(session, SYSTEM, "nobody@nowhere.example", named=True)
    assert [event["named"] for event in events(world, "specialist_named")] == [True, False]


def test_it_stands_in_plain_nowhere(world: World, specialist: Actor) -> None:
    run(world, specialist, replace(ASKED, sensitive_names=(PersonName("", "Quillfeather"),)))
    for table in ("screening_check", "screening_hit", "audit_event", "screening_case"):
        assert "Quillfeather" not in str(rows(world, f"SELECT * FROM {table}"))


def test_a_proof_bundle_holds_every_name_and_is_for_specialist_staff(world: World, specialist: Actor) -> None:
    check_id = run(world, specialist, ASKED)
    with world.database.write() as session, pytest.raises(Refused):
        export_bundle(session, world.people[SECOND_VETTING_OFFICER], check_id)
    with world.database.write() as session:
        assert FORMER.surname.encode() in export_bundle(session, specialist, check_id)
