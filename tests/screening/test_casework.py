"""Cases: they open and close with what is left to do, their clock stops on hold, and everything done on them is told."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from tests.people import HR_OFFICER, OTHER_VETTING_OFFICER, RECRUITER, SECOND_VETTING_OFFICER, VETTING_OFFICER
from tests.screening.deciding import Desk
from tests.screening.test_checks import events
from tests.screening.test_dispositions import WEAK
from tests.screening.world import World, a_request, misspelt
from vetting.db import Database
from vetting.errors import Conflict, InvalidInput, NotFound, Refused
from vetting.matching import ServiceNumber
from vetting.screening import (
    CasePage,
    QueueView,
    add_note,
    ask_force,
    assign_cases,
    correct_check,
    escalate_case,
    hold_case,
    issue_certificate,
    read_queue,
    record_document,
    record_force_answer,
    refer_back,
    release_check,
    resume_case,
    view_case,
)
from vetting.screening.case_rules import LinkKind, case_due, needs_work, referral_words, working_days_between
from vetting.screening.cases import has_work
from vetting.screening.links import link_checks
from vetting.screening.models import Check
from vetting.screening.outcomes import HitState, Outcome

FRIDAY = date(2026, 11, 20)
DONE, OPEN = HitState.CONFIRMED, HitState.OPEN


@pytest.mark.parametrize(
    ("outcome", "hits", "considered", "unanswered", "open_"),
    [
        (Outcome.NO_MATCH, [], 0, 0, False),
        (Outcome.NO_MATCH, [], 0, 1, True),
        (Outcome.COULD_NOT_CHECK, [], 0, 0, True),
        (Outcome.POSSIBLE_MATCH, [(OPEN, "stop")], 0, 0, True),
        (Outcome.POSSIBLE_MATCH, [(HitState.UNDETERMINED, "consider")], 0, 0, True),
        (Outcome.CONTACT_COLLEGE, [(OPEN, "stop")], 0, 0, True),
        (Outcome.CONFIRMED_MATCH, [(DONE, "stop")], 0, 0, False),
        (Outcome.CONFIRMED_MATCH, [(DONE, "stop")], 0, 2, False),
        (Outcome.CONFIRMED_MATCH, [(DONE, "consider")], 0, 0, True),
        (Outcome.CONFIRMED_MATCH, [(DONE, "consider")], 1, 0, False),
        (Outcome.CONFIRMED_MATCH, [(DONE, "consider"), (DONE, "consider")], 1, 0, True),
        (Outcome.CONFIRMED_MATCH, [(DONE, "consider"), (DONE, "stop")], 0, 0, False),
    ],
)
def test_when_something_is_left_to_do(
    outcome: Outcome, hits: list[tuple[HitState, str]], considered: int, unanswered: int, open_: bool
) -> None:
    assert needs_work(outcome, hits, considered, unanswered) is open_


@pytest.mark.parametrize(
    ("opened", "held", "due"),
    [
        (FRIDAY, 0, date(2026, 11, 26)),
        (FRIDAY + timedelta(days=1), 0, date(2026, 11, 27)),
        (FRIDAY, 3, date(2026, 12, 1)),
        (date(2026, 12, 24), 0, date(2027, 1, 4)),
    ],
)
def test_the_last_day_counts_working_days_and_leaves_out_those_on_hold(opened: date, held: int, due: date) -> None:
    assert case_due(opened, 5, held) == due


@pytest.mark.parametrize(
    ("since", "until", "days"),
    [
        (FRIDAY, FRIDAY, 0),
        (FRIDAY, FRIDAY + timedelta(days=1), 1),
        (FRIDAY, FRIDAY + timedelta(days=4), 2),
        (FRIDAY, FRIDAY - timedelta(days=1), 0),
    ],
)
def test_the_days_on_which_the_clock_stood(since: date, until: date, days: int) -> None:
    assert working_days_between(since, until) == days


def test_what_an_applicant_is_asked_reveals_no_list_and_nobody() -> None:
    words = referral_words("V-1", ["your birth certificate"]).casefold()
    assert "v-1" in words
    assert "your birth certificate" in words
    assert not [
        word for word in ("barred", "advisory", "list", "match", "college", "misconduct", "force", "hit") if word in words.split()
    ]


class Unit:
    """The vetting unit of one world at work."""

    def __init__(self, world: World) -> None:
        self.world, self.desk = world, Desk(world)

    def do(self, action: object, *given: object, by: object = VETTING_OFFICER, **named: object) -> object:
        with self.world.database.write() as session:
            return action(session, self.world.people[by], *given, **named)  # type: ignore[operator, index]

    def case(self, check_id: str) -> CasePage:
        return self.do(view_case, check_id)  # type: ignore[return-value]

    def queue(self, view: QueueView, by: object = VETTING_OFFICER) -> list[str]:
        return [case.check_id for case in self.do(read_queue, view, by=by).cases]  # type: ignore[attr-defined]


@pytest.fixture
def unit(world: World) -> Unit:
    world.entry()
    return Unit(world)


def test_a_case_opens_with_a_hit_closes_with_the_decision_and_opens_again_when_it_is_taken_back(unit: Unit) -> None:
    clear, place = unit.world.run(RECRUITER, a_request()), unit.desk.hit_of(WEAK)
    assert unit.case(clear).summary is None
    assert unit.case(place[0]).open
    assert unit.queue(QueueView.ALL) == unit.queue(QueueView.UNASSIGNED) == [place[0]]
    unit.desk.clear(place)
    assert not unit.case(place[0]).open
    assert unit.queue(QueueView.ALL) == []
    unit.desk.reopen(unit.desk.one, place)
    assert unit.queue(QueueView.ALL) == [place[0]]


def test_a_check_that_could_not_be_made_is_in_the_queue(database: Database) -> None:
    unit = Unit(World.make(database, opened=()))
    check_id = unit.world.run(RECRUITER, a_request())
    assert unit.queue(QueueView.ALL) == [check_id]


def test_cases_are_assigned_and_moved_together_within_the_unit_only(unit: Unit) -> None:
    cases = [unit.desk.hit_of(WEAK)[0] for _ in range(3)]
    other = unit.world.people[SECOND_VETTING_OFFICER].id
    assert unit.do(assign_cases, cases, unit.desk.one.id) == 3
    assert set(unit.queue(QueueView.MINE)) == set(cases)
    assert unit.do(assign_cases, cases[:2], other) == 2
    assert unit.do(assign_cases, cases[:2], other) == 0
    assert set(unit.queue(QueueView.MINE, by=SECOND_VETTING_OFFICER)) == set(cases[:2])
    assert unit.do(assign_cases, cases, "") == 3
    assert unit.queue(QueueView.MINE) == []
    for stranger in (unit.world.people[OTHER_VETTING_OFFICER].id, unit.world.people[HR_OFFICER].id, "0" * 32):
        with pytest.raises(InvalidInput):
            unit.do(assign_cases, cases, stranger)
    with pytest.raises(NotFound):
        unit.do(assign_cases, cases, "", by=OTHER_VETTING_OFFICER)
    with pytest.raises(Refused):
        unit.do(assign_cases, cases, "", by=HR_OFFICER)
    assert len(events(unit.world, "case_changed")) == 8


def test_a_hold_stops_the_clock_and_ends_with_the_days_added(unit: Unit) -> None:
    check_id = unit.desk.hit_of(WEAK)[0]
    before = unit.case(check_id).summary
    assert before is not None
    unit.do(hold_case, check_id, "with_applicant", "Passport on its way.")
    held = unit.case(check_id)
    assert held.summary is not None
    assert (held.summary.due_on, held.summary.overdue, held.summary.hold) == (None, False, "Waiting for the applicant")
    assert unit.queue(QueueView.HELD) == [check_id]
    with pytest.raises(Conflict):
        unit.do(hold_case, check_id, "with_college")
    unit.do(resume_case, check_id)
    after = unit.case(check_id).summary
    assert after is not None
    assert after.due_on == before.due_on
    with pytest.raises(Conflict):
        unit.do(resume_case, check_id)
    with pytest.raises(InvalidInput):
        unit.do(hold_case, check_id, "on_holiday")


def test_escalated_cases_come_first(unit: Unit) -> None:
    first, second = (unit.desk.hit_of(WEAK)[0] for _ in range(2))
    unit.do(escalate_case, second, "The start is tomorrow.")
    assert unit.queue(QueueView.ALL) == [second, first]
    with pytest.raises(InvalidInput):
        unit.do(escalate_case, first, "  ")


def test_referring_back_gives_neutral_words_and_waits_for_the_applicant(unit: Unit) -> None:
    check_id = unit.desk.hit_of(WEAK)[0]
    words = unit.do(refer_back, check_id, ["identity", "names"])
    assert isinstance(words, str)
    assert "every name you have used" in words
    page = unit.case(check_id)
    assert [event.kind.value for event in page.events] == ["referred_back", "held"]
    assert page.events[0].text == words
    for nothing in ([], ["your bank details"]):
        with pytest.raises(InvalidInput):
            unit.do(refer_back, check_id, nothing)


def test_a_document_is_recorded_by_its_last_four_characters_and_no_more(unit: Unit) -> None:
    check_id = unit.desk.hit_of(WEAK)[0]
    unit.do(record_document, check_id, "passport", last_four="12 3x", seen_on=FRIDAY)
    assert [(each.kind, each.last_four) for each in unit.case(check_id).documents] == [("Passport", "123X")]
    for changed in ({"last_four": "925665416"}, {"last_four": "12"}, {"seen_on": date(2999, 1, 1)}):
        with pytest.raises(InvalidInput):
            unit.do(record_document, check_id, "passport", **({"last_four": "1234", "seen_on": FRIDAY} | changed))
    with pytest.raises(InvalidInput):
        unit.do(record_document, check_id, "library_card", last_four="1234", seen_on=FRIDAY)
    assert events(unit.world, "document_seen") == [{"check": check_id, "kind": "passport"}]


def test_each_former_force_of_a_transferee_is_asked_and_the_case_closes_with_the_last_answer(unit: Unit) -> None:
    served = (ServiceNumber("Kent", "PC 7"), ServiceNumber("BTP", "B 12"))
    check_id = unit.world.run(VETTING_OFFICER, a_request(purpose="transfer", service_numbers=served))
    page = unit.case(check_id)
    assert page.open
    assert [(force.key, force.waits, force.contact) for force in page.forces] == [
        ("46", True, None),
        ("british-transport-police", True, None),
    ]
    unit.do(ask_force, check_id, "Kent Police", "Any live investigation?")
    unit.do(record_force_answer, check_id, "46", "None.")
    assert unit.case(check_id).open
    unit.do(record_force_answer, check_id, "BTP", "None.")
    assert not unit.case(check_id).open
    told = [(event.kind.value, event.about) for event in unit.case(check_id).events]
    assert told[-1] == ("force_answered", "British Transport Police")


def test_a_check_is_released_and_certified_once_the_last_force_has_answered(unit: Unit) -> None:
    """Nothing lapses: however long a force is silent, the check stays with the vetting unit."""
    served = (ServiceNumber("Kent", "PC 7"),)
    check_id = unit.world.run(VETTING_OFFICER, a_request(purpose="transfer", service_numbers=served))
    for door in (release_check, issue_certificate):
        with pytest.raises(Conflict) as raised:
            unit.do(door, check_id)
        assert raised.value.code == "not_finished"
    view = unit.world.view(VETTING_OFFICER, check_id)
    assert (view.releasable, view.certifiable, view.unfinished) == (False, False, True)
    unit.do(record_force_answer, check_id, "46", "None.")
    view = unit.world.view(VETTING_OFFICER, check_id)
    assert (view.releasable, view.certifiable, view.unfinished) == (True, True, False)
    unit.do(release_check, check_id)
    unit.do(issue_certificate, check_id)


def test_a_force_is_asked_again_about_a_name_that_was_mistyped_and_not_about_one_that_was_not(unit: Unit) -> None:
    served = (ServiceNumber("Kent", "PC 7"),)
    request = a_request(purpose="transfer", service_numbers=served)
    first = unit.world.run(VETTING_OFFICER, request)
    unit.do(record_force_answer, first, "46", "None.")
    corrected = str(unit.do(correct_check, first, replace(request, surname="Llewelyn-Price")))
    assert unit.case(corrected).open
    ids = [unit.world.run(VETTING_OFFICER, request) for _ in range(2)]
    with unit.world.database.write() as session:
        earlier, again = (session.get_one(Check, check_id) for check_id in ids)
        link_checks(session, unit.desk.one, again, earlier, LinkKind.RETRY)
    assert unit.case(again.id).open
    unit.do(record_force_answer, earlier.id, "46", "None.")
    with unit.world.database.write() as session:
        assert not has_work(session, session.get_one(Check, again.id))


def test_nothing_of_it_is_for_others_and_a_closed_case_takes_notes_only(unit: Unit) -> None:
    place = unit.desk.hit_of(WEAK)
    for someone, error in ((OTHER_VETTING_OFFICER, NotFound), (HR_OFFICER, Refused), (RECRUITER, Refused)):
        with pytest.raises(error):
            unit.do(view_case, place[0], by=someone)
        with pytest.raises(error):
            unit.do(add_note, place[0], "Seen.", by=someone)
    unit.desk.clear(place)
    unit.do(add_note, place[0], "Filed.")
    with pytest.raises(Conflict):
        unit.do(hold_case, place[0], "with_college")
    assert [event.text for event in unit.case(place[0]).events] == ["Filed."]


def test_who_may_be_the_second_officer_finds_what_waits(unit: Unit) -> None:
    place = unit.desk.hit_of(misspelt())
    unit.desk.decide(unit.desk.one, place, "same_person")
    assert unit.queue(QueueView.SECOND) == []
    assert unit.queue(QueueView.SECOND, by=SECOND_VETTING_OFFICER) == [place[0]]
