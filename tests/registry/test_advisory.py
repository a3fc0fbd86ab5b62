"""The advisory list: four limbs, their refusals and clocks as a table; s.88L(5) in one transaction, on both databases."""

from __future__ import annotations

from datetime import date

import pytest

from tests.people import REGISTRAR, REPORTER, SECOND_REGISTRAR, Someone
from tests.registry.cases import FORMER_PCSO, changed, listed, submitted
from vetting.access import Actor
from vetting.db import Database, utc_now
from vetting.errors import Conflict, InvalidInput, NotFound, Refused
from vetting.registry import (
    AdvisoryLimb,
    FurtherReport,
    ReportInput,
    ServedAs,
    approve_proposal,
    approve_report,
    day_in_london,
    due_date,
    get_entry,
    get_report,
    get_tombstone,
    index_of,
    load_policy,
    propose_publication,
    propose_reinstatement,
    resubmit_report,
    submit_further_report,
    submit_report,
)
from vetting.registry.advisory_rules import take_advisory

People = dict[Someone, Actor]
TODAY = date(2026, 11, 20)
ADVISORY = ReportInput(
    list_id="advisory",
    limb="a",
    served_as="civilian_employee",
    force="Leicestershire Police",
    forenames="Jonathan Mark",
    surname="Featherstone",
    date_of_birth="1990-03-14",
    identifying_number="C 7788",
    conduct="Alleged to have looked up a neighbour.",
    event_date="2022-05-02",
    left_by="resigned",
)
OFFICER = changed(ADVISORY, served_as="officer", rank="PC")
LATER = changed(OFFICER, limb="b", ceased_on="2022-01-31")
VOLUNTEER = changed(ADVISORY, limb="c", served_as="policing_support_volunteer", left_by="")
STOPPED = changed(VOLUNTEER, limb="d", known_on="2022-05-09")


@pytest.mark.parametrize(
    "report", [ADVISORY, OFFICER, LATER, VOLUNTEER, STOPPED, changed(OFFICER, served_as="special_constable", rank="SC")]
)
def test_each_limb_can_be_taken(report: ReportInput) -> None:
    content = take_advisory(report, load_policy(), TODAY)
    assert content.list_id == "advisory"
    assert content.advisory is not None
    assert content.limb is AdvisoryLimb(report.limb)
    assert type(content).from_json(content.as_json()) == content


@pytest.mark.parametrize(
    ("report", "field"),
    [
        (changed(ADVISORY, limb=""), "limb"),
        (changed(ADVISORY, limb="e"), "limb"),
        (changed(ADVISORY, served_as=""), "served_as"),
        (changed(ADVISORY, served_as="policing_support_volunteer"), "served_as"),
        (changed(LATER, served_as="civilian_employee"), "served_as"),
        (changed(VOLUNTEER, served_as="officer"), "served_as"),
        (changed(ADVISORY, cleared_before_leaving=True), "cleared_before_leaving"),
        (changed(ADVISORY, left_by=""), "left_by"),
        (changed(LATER, left_by="moved"), "left_by"),
        (changed(LATER, ceased_on=""), "ceased_on"),
        (changed(LATER, ceased_on="2022-05-03"), "ceased_on"),
        (changed(STOPPED, known_on=""), "known_on"),
        (changed(STOPPED, known_on="2022-05-01"), "known_on"),
        (changed(STOPPED, known_on="2099-05-01"), "known_on"),
        (changed(ADVISORY, rank="PC"), "rank"),
        (changed(OFFICER, rank=""), "rank"),
        (changed(OFFICER, rank="SC"), "rank"),
        (changed(ADVISORY, conduct=" "), "conduct"),
        (changed(ADVISORY, event_date="2017-12-14"), "event_date"),
        (changed(ADVISORY, date_of_birth=""), "date_of_birth"),
        (changed(ADVISORY, force="British Transport Police"), "force"),
        (changed(ADVISORY, surname="A", forenames="Officer"), "surname"),
    ],
)
def test_what_cannot_be_taken_is_named_at_its_field(report: ReportInput, field: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        take_advisory(report, load_policy(), TODAY)
    assert field in [problem.field for problem in caught.value.problems]


def test_clearance_before_leaving_is_of_limb_a_alone() -> None:
    """s.88I(2) speaks of limb (a)."""
    assert take_advisory(changed(VOLUNTEER, cleared_before_leaving=True), load_policy(), TODAY)


@pytest.mark.parametrize(("report", "starts"), [(ADVISORY, "2022-05-02"), (LATER, "2022-05-02"), (STOPPED, "2022-05-09")])
def test_the_clock_differs_by_limb(database: Database, people: People, report: ReportInput, starts: str) -> None:
    report_id = submitted(database, people[REPORTER], report)
    with database.read() as session:
        assert get_report(session, people[REPORTER], report_id).due == due_date(date.fromisoformat(starts))


def on_lists(database: Database) -> list[tuple[str, str]]:
    """Where and how the former PCSO is found now."""
    with database.read() as session:
        content = take_advisory(ADVISORY, load_policy(), TODAY)
        found = index_of(session).search(session, [content.identity()], ["barred", "advisory"]).matches[0]
    return sorted((hit.list_id, hit.standing.value) for hit in found)


def barring(limb: str = "d") -> ReportInput:
    today = day_in_london(utc_now()).isoformat()
    return changed(FORMER_PCSO, limb=limb, prior_advisory_report_date=today)


def test_barred_by_b_or_d_leaves_the_advisory_list_in_the_same_moment(open_register: Database, people: People) -> None:
    advisory_id = listed(open_register, people, ADVISORY)
    assert on_lists(open_register) == [("advisory", "listed")]
    barred_id = listed(open_register, people, barring("d"))
    assert on_lists(open_register) == [("barred", "listed")]
    with open_register.read() as session:
        with pytest.raises(NotFound):
            get_entry(session, people[REGISTRAR], advisory_id)
        assert get_tombstone(session, people[REGISTRAR], advisory_id).list_id == "advisory"
        assert get_entry(session, people[REGISTRAR], barred_id).content.prior_advisory_report_date is not None


def test_barred_by_a_or_c_stays_on_both(open_register: Database, people: People) -> None:
    listed(open_register, people, ADVISORY)
    listed(open_register, people, barring("c"))
    assert on_lists(open_register) == [("advisory", "listed"), ("barred", "listed")]


def test_what_was_open_about_the_advisory_entry_ends_with_it(open_register: Database, people: People) -> None:
    advisory_id = listed(open_register, people, ADVISORY)
    with open_register.write() as session:
        report = FurtherReport("no_proceedings", "2023-01-09", "None will be brought.")
        proposal_id = submit_further_report(session, people[REPORTER], advisory_id, report).id
    listed(open_register, people, barring())
    assert on_lists(open_register) == [("barred", "listed")]
    with pytest.raises(Conflict), open_register.write() as session:
        approve_proposal(session, people[REGISTRAR], proposal_id)


def test_a_prior_report_that_does_not_exist_is_refused(open_register: Database, people: People) -> None:
    submitted(
        open_register,
        people[REPORTER],
        changed(ADVISORY, surname="Quillfeather", date_of_birth="1971-08-30", identifying_number="C 1"),
    )
    for day in (day_in_london(utc_now()).isoformat(), "2022-05-03"):
        with pytest.raises(InvalidInput) as caught, open_register.write() as session:
            submit_report(session, people[REPORTER], changed(FORMER_PCSO, prior_advisory_report_date=day))
        assert [problem.field for problem in caught.value.problems] == ["prior_advisory_report_date"]


def test_the_advisory_report_is_decided_first(open_register: Database, people: People) -> None:
    advisory = submitted(open_register, people[REPORTER], ADVISORY)
    barred = submitted(open_register, people[REPORTER], barring())
    with pytest.raises(Conflict) as caught, open_register.write() as session:
        approve_report(session, people[REGISTRAR], barred, 1)
    assert caught.value.code == "advisory_open"
    assert on_lists(open_register) == [("advisory", "report_received"), ("barred", "report_received")]
    for report_id in (advisory, barred):
        with open_register.write() as session:
            approve_report(session, people[REGISTRAR], report_id, 1)
    assert on_lists(open_register) == [("barred", "listed")]


@pytest.mark.parametrize("ground", ["no_proceedings", "proceedings_withdrawn", "concluded_without_finding"])
def test_advisory_exits_are_mandatory(open_register: Database, people: People, ground: str) -> None:
    advisory_id = listed(open_register, people, ADVISORY)
    with open_register.write() as session:
        report = FurtherReport(ground, "2023-01-09", "The force decided.")
        proposal_id = submit_further_report(session, people[REPORTER], advisory_id, report).id
    assert on_lists(open_register) == [("advisory", "suspended")]
    with open_register.write() as session:
        approve_proposal(session, people[SECOND_REGISTRAR], proposal_id)
    assert on_lists(open_register) == []


def test_a_report_stays_with_its_list_and_is_never_published(open_register: Database, people: People) -> None:
    report_id = submitted(open_register, people[REPORTER], ADVISORY)
    with pytest.raises(InvalidInput), open_register.write() as session:
        resubmit_report(session, people[REPORTER], report_id, FORMER_PCSO, 1)
    with open_register.write() as session:
        entry_id = approve_report(session, people[REGISTRAR], report_id, 1).id
    with pytest.raises(Refused), open_register.write() as session:
        propose_publication(session, people[REGISTRAR], entry_id, "Left under an allegation.")
    with open_register.read() as session:
        entry = get_entry(session, people[REGISTRAR], entry_id)
    assert entry.content.advisory is not None
    assert entry.content.advisory.served_as is ServedAs.CIVILIAN_EMPLOYEE
    assert "no finding was made" in str(entry.why_not_published)


def test_who_is_barred_instead_is_not_put_back_on_the_advisory_list(open_register: Database, people: People) -> None:
    """Found by the state machine: s.88L(5) holds for a reinstatement too, for as long as the barring stands."""
    advisory_id = listed(open_register, people, ADVISORY)
    barred_id = listed(open_register, people, barring("d"))
    with open_register.write() as session, pytest.raises(Conflict) as error:
        propose_reinstatement(session, people[REGISTRAR], advisory_id, "It was wrong.")
    assert error.value.code == "barred"
    with open_register.write() as session:
        appeal = submit_further_report(session, people[REPORTER], barred_id, FurtherReport("appeal_won", "2024-05-01", "Won."))
    with open_register.write() as session:
        approve_proposal(session, people[SECOND_REGISTRAR], appeal.id)
    with open_register.write() as session:
        assert propose_reinstatement(session, people[REGISTRAR], advisory_id, "The finding fell.").is_open
