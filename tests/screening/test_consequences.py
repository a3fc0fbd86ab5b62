"""After *same person*: who is told what, what is released and when, and how an advisory entry is considered."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from tests.people import (
    HR_OFFICER,
    OTHER_REPORTER,
    OTHER_VETTING_OFFICER,
    RECRUITER,
    REGISTRAR,
    REPORTER,
    SECOND_REGISTRAR,
    VETTING_OFFICER,
    Someone,
)
from tests.screening.deciding import Desk
from tests.screening.test_checks import events, rows
from tests.screening.test_dispositions import STRONG
from tests.screening.world import World
from vetting.errors import Conflict, InvalidInput, NotFound, Refused
from vetting.registry import ReportInput, approve_report, submit_report
from vetting.screening import (
    ConfirmationView,
    ConsiderationText,
    considerations_of,
    list_confirmations,
    mark_confirmation_read,
    record_application,
    record_consideration,
    release_check,
    release_summary,
    view_case,
)

ALLEGED = "Alleged to have taken money that was handed in."
CONSIDERED = ConsiderationText(
    "not_appoint",
    "The allegation of 2026.",
    "Denied by the applicant.",
    "It concerns honesty.",
    "To the head of vetting, in ten days.",
)


@pytest.fixture
def desk(world: World) -> Desk:
    return Desk(world)


def advisory(world: World) -> str:
    """Receive and approve an advisory report about the person of these tests, and give the entry's id."""
    report = ReportInput(
        list_id="advisory",
        limb="a",
        served_as="officer",
        force="Leicestershire",
        forenames="Robert James",
        surname="Featherstonehaugh",
        date_of_birth="1985-04-27",
        rank="constable",
        identifying_number="1234",
        conduct=ALLEGED,
        event_date="2026-11-18",
        left_by="resigned",
    )
    with world.database.write() as session:
        report_id = submit_report(session, world.people[REPORTER], report).id
    with world.database.write() as session:
        return approve_report(session, world.people[REGISTRAR], report_id, 1).id


def told(world: World, someone: Someone) -> tuple[ConfirmationView, ...]:
    with world.database.write() as session:
        return list_confirmations(session, world.people[someone])


def consider(world: World, place: tuple[str, str], given: ConsiderationText = CONSIDERED) -> None:
    with world.database.write() as session:
        record_consideration(session, world.people[VETTING_OFFICER], *place, given)


def test_the_college_and_the_reporting_force_are_told_once_two_officers_agree_and_nobody_before(desk: Desk) -> None:
    entry = desk.world.entry()
    place = desk.hit_of(STRONG)
    first = desk.decide(desk.one, place, "same_person")
    assert told(desk.world, REGISTRAR) == told(desk.world, REPORTER) == ()
    desk.second(desk.two, first)
    for someone in (REGISTRAR, SECOND_REGISTRAR, REPORTER):
        (message,) = told(desk.world, someone)
        assert (message.kind, message.entry_id, message.by) == ("confirmed", entry, "Kent Police")
    assert told(desk.world, OTHER_REPORTER) == ()
    assert {event["kind"] for event in events(desk.world, "confirmation_told")} == {"confirmed"}
    assert len(events(desk.world, "confirmation_told")) == 2


def test_taking_it_back_is_told_too(desk: Desk) -> None:
    desk.world.entry()
    place = desk.hit_of(STRONG)
    desk.confirm(place)
    desk.second(desk.two, desk.reopen(desk.one, place))
    assert [message.kind for message in told(desk.world, REPORTER)] == ["taken_back", "confirmed"]


def test_whoever_reads_a_message_first_is_kept_and_others_find_none(desk: Desk) -> None:
    desk.world.entry()
    desk.confirm(desk.hit_of(STRONG))
    (message,) = told(desk.world, REPORTER)
    for _ in range(2):
        with desk.world.database.write() as session:
            mark_confirmation_read(session, desk.world.people[REPORTER], message.id)
    assert told(desk.world, REPORTER)[0].read_at is not None
    assert told(desk.world, REGISTRAR)[0].read_at is None
    with pytest.raises(NotFound), desk.world.database.write() as session:
        mark_confirmation_read(session, desk.world.people[OTHER_REPORTER], message.id)
    for someone in (VETTING_OFFICER, HR_OFFICER, RECRUITER):
        with pytest.raises(Refused):
            told(desk.world, someone)


def test_what_happened_is_released_only_after_same_person_and_is_a_disclosure(desk: Desk) -> None:
    entry = desk.world.entry()
    place = desk.hit_of(STRONG)
    for officer, error in (
        (desk.one, Conflict),
        (desk.world.people[OTHER_VETTING_OFFICER], NotFound),
        (desk.world.people[HR_OFFICER], Refused),
    ):
        with pytest.raises(error), desk.world.database.write() as session:
            release_summary(session, officer, *place)
    desk.confirm(place)
    with desk.world.database.write() as session:
        released = release_summary(session, desk.one, *place)
    assert released.summary.what_happened == "Took money that was handed in."
    assert (released.summary.authority, released.contact, released.effect) == ("Leicestershire Police", None, "stop")
    (event,) = events(desk.world, "summary_released")
    assert (event["entry"], event["record_version"]) == (entry, 1)


def test_an_advisory_match_is_open_until_it_was_considered(desk: Desk) -> None:
    advisory(desk.world)
    place = desk.hit_of(STRONG)
    with pytest.raises(Conflict):
        consider(desk.world, place)
    desk.confirm(place)
    with desk.world.database.write() as session:
        assert view_case(session, desk.one, place[0]).open
    with pytest.raises(Conflict) as raised, desk.world.database.write() as session:
        release_check(session, desk.one, place[0])
    assert raised.value.code == "not_finished"
    with pytest.raises(Conflict) as raised, desk.world.database.write() as session:
        record_application(session, desk.one, place[0], "appointed", date(2026, 12, 1))
    assert raised.value.code == "not_considered"
    consider(desk.world, place, replace(CONSIDERED, decision="appoint"))
    with desk.world.database.write() as session:
        assert not view_case(session, desk.one, place[0]).open
        (record,) = considerations_of(session, desk.one, place[1])
        assert (record.stands, record.text.rationale, record.decided_by) == (True, "It concerns honesty.", desk.one.id)
        release_check(session, desk.one, place[0])
        record_application(session, desk.one, place[0], "appointed", date(2026, 12, 1))
    with pytest.raises(Conflict) as raised:
        consider(desk.world, place)
    assert raised.value.code == "considered"


def test_a_consideration_ends_with_the_confirmation_that_it_rests_on(desk: Desk) -> None:
    advisory(desk.world)
    place = desk.hit_of(STRONG)
    desk.confirm(place)
    consider(desk.world, place)
    desk.second(desk.two, desk.reopen(desk.one, place))
    with desk.world.database.write() as session:
        assert [record.stands for record in considerations_of(session, desk.one, place[1])] == [False]
        assert view_case(session, desk.one, place[0]).open
    desk.confirm(place)
    consider(desk.world, place)


def test_every_part_of_a_consideration_is_asked_for_at_once(desk: Desk) -> None:
    advisory(desk.world)
    place = desk.hit_of(STRONG)
    desk.confirm(place)
    with pytest.raises(InvalidInput) as raised:
        consider(desk.world, place, ConsiderationText("perhaps", " ", "", "", ""))
    assert [problem.field for problem in raised.value.problems] == ["decision", "facts", "comments", "rationale", "appeal"]


def test_a_barred_match_has_nothing_to_consider(desk: Desk) -> None:
    desk.world.entry()
    place = desk.hit_of(STRONG)
    desk.confirm(place)
    with pytest.raises(Conflict) as raised:
        consider(desk.world, place)
    assert raised.value.code == "not_advisory"
    with desk.world.database.write() as session:
        assert not view_case(session, desk.one, place[0]).open


def test_none_of_it_stands_in_plain(desk: Desk) -> None:
    advisory(desk.world)
    place = desk.hit_of(STRONG)
    desk.confirm(place)
    consider(desk.world, place)
    for table in ("screening_consideration", "screening_confirmation", "screening_case_event", "audit_event"):
        assert not [
            row for row in rows(desk.world, f"SELECT * FROM {table}") if "honesty" in str(row) or "Featherstone" in str(row)
        ]
