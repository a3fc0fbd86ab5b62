"""Reviews, on both databases: who may apply from when, the authority is consulted, two registrars decide, and what it does."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError

from tests.people import OTHER_REPORTER, REGISTRAR, REPORTER, SECOND_REGISTRAR, VETTING_OFFICER, Someone
from tests.registry.cases import CONSTABLE, FORMER_PCSO, listed, published
from tests.registry.test_advisory import ADVISORY, OFFICER
from tests.registry.test_reports import events
from vetting.access import Actor
from vetting.audit.models import AuditEvent
from vetting.db import Database, utc_now
from vetting.errors import Conflict, InvalidInput, NotFound, Refused
from vetting.registry import (
    FurtherReport,
    ReportInput,
    ReviewApplication,
    ReviewState,
    answer_consultation,
    approve_proposal,
    consult_force,
    day_in_london,
    get_entry,
    get_review,
    get_tombstone,
    index_of,
    list_reviews,
    propose_reinstatement,
    propose_review_decision,
    published_entries,
    receive_review,
    refuse_proposal,
    submit_further_report,
    withdraw_review,
)

People = dict[Someone, Actor]
NAME = "Bronwen O’Hara-Lloyd"


def listed_for(database: Database, people: People, years: float, report: ReportInput = CONSTABLE) -> str:
    """An entry that has been on its list for so many years."""
    entry_id = listed(database, people, report)
    with database.write() as session:
        at = utc_now() - timedelta(days=round(365.25 * years))
        for table, column in (("entry", "listed_at"), ("entry_standing", "valid_from"), ("entry_version", "valid_from")):
            key = "id" if table == "entry" else "entry_id"
            session.execute(text(f"UPDATE {table} SET {column} = :at WHERE {key} = :id"), {"at": at.isoformat(), "id": entry_id})
    return entry_id


def applied(database: Database, people: People, entry_id: str, advice: str = "") -> str:
    with database.write() as session:
        today = day_in_london(utc_now()).isoformat()
        application = ReviewApplication(today, "Five years of good work, with two references.", advice)
        return receive_review(session, people[REGISTRAR], entry_id, application).id


def answered(database: Database, people: People, entry_id: str) -> str:
    review_id = applied(database, people, entry_id)
    with database.write() as session:
        consult_force(session, people[REGISTRAR], review_id, "What do you know of the time since?")
    with database.write() as session:
        answer_consultation(session, people[REPORTER], review_id, "Nothing against it.")
    return review_id


def proposed(database: Database, people: People, review_id: str, decision: str = "granted") -> str:
    with database.write() as session:
        return propose_review_decision(session, people[REGISTRAR], review_id, decision, "The evidence is clear.").id


def found(database: Database, people: People, entry_id: str, lists: tuple[str, ...] = ("barred", "advisory")) -> list[str]:
    with database.read() as session:
        subject = get_entry(session, people[REGISTRAR], entry_id).content.identity()
    with database.read() as session:
        return [hit.standing.value for hit in index_of(session).search(session, [subject], lists).matches[0]]


def test_a_review_that_is_granted_takes_the_person_off_every_list(open_register: Database, people: People) -> None:
    entry_id = listed_for(open_register, people, 5.1)
    published(open_register, people, entry_id)
    with open_register.read() as session:
        subject = get_entry(session, people[REGISTRAR], entry_id).content.identity()
    review_id = answered(open_register, people, entry_id)
    assert found(open_register, people, entry_id) == ["listed"], "an application changes nothing in a check"
    proposal = proposed(open_register, people, review_id)
    assert found(open_register, people, entry_id) == ["listed"], "nor does one registrar"
    with pytest.raises(Refused), open_register.write() as session:
        approve_proposal(session, people[REGISTRAR], proposal)
    with open_register.write() as session:
        approve_proposal(session, people[SECOND_REGISTRAR], proposal)
    with open_register.read() as session:
        assert index_of(session).search(session, [subject], ["barred", "advisory"]).matches[0] == ()
        assert published_entries(session, NAME, day_in_london(utc_now())).entries == ()
        with pytest.raises(NotFound):
            get_entry(session, people[REGISTRAR], entry_id)
        assert get_tombstone(session, people[REGISTRAR], entry_id).ground == "review_granted"
        review = get_review(session, people[REGISTRAR], review_id)
    assert (review.state, review.full_name) == (ReviewState.GRANTED, None)
    assert review.proposals[0].content["details"] == "The evidence is clear."
    assert [event["ground"] for event in events(open_register, "entry_removed")] == ["review_granted"]
    with open_register.write() as session:
        propose_reinstatement(session, people[REGISTRAR], entry_id, "The references were forged.")
    assert found(open_register, people, entry_id) == ["suspended"]


def test_a_review_that_is_refused_is_recorded_and_the_person_stays(open_register: Database, people: People) -> None:
    entry_id = listed_for(open_register, people, 6)
    review_id = answered(open_register, people, entry_id)
    proposal = proposed(open_register, people, review_id, "refused")
    with open_register.write() as session:
        approve_proposal(session, people[SECOND_REGISTRAR], proposal)
    assert found(open_register, people, entry_id) == ["listed"]
    with open_register.read() as session:
        entry = get_entry(session, people[REGISTRAR], entry_id)
    assert [review.state for review in entry.reviews] == [ReviewState.REFUSED]
    told = [event.what for event in entry.timeline]
    assert told[-5:] == [
        "Application for a review received",
        "Review: authority consulted",
        "Review: authority answered",
        "Decision on a review proposed",
        "Decision on a review approved",
    ]
    assert applied(open_register, people, entry_id), "nothing read stops a second application"


def test_a_second_registrar_who_disagrees_leaves_the_review_open(open_register: Database, people: People) -> None:
    review_id = answered(open_register, people, listed_for(open_register, people, 6))
    proposal = proposed(open_register, people, review_id)
    with pytest.raises(Conflict), open_register.write() as session:
        propose_review_decision(session, people[SECOND_REGISTRAR], review_id, "refused", "No.")
    with open_register.write() as session:
        refuse_proposal(session, people[SECOND_REGISTRAR], proposal, "The evidence is thin.")
    with open_register.read() as session:
        review = get_review(session, people[REGISTRAR], review_id)
    assert (review.state, review.open_proposal, review.proposals[0].reason) == (
        ReviewState.ANSWERED,
        None,
        "The evidence is thin.",
    )
    assert proposed(open_register, people, review_id, "refused")


@pytest.mark.parametrize(
    ("report", "years", "advice"),
    [(CONSTABLE, 5.1, ""), (FORMER_PCSO, 9, "The College’s lawyers wrote on 3 May."), (OFFICER, 5.1, "")],
)
def test_who_may_apply(open_register: Database, people: People, report: ReportInput, years: float, advice: str) -> None:
    entry_id = listed_for(open_register, people, years, report)
    assert applied(open_register, people, entry_id, advice)
    with pytest.raises(Conflict) as twice:
        applied(open_register, people, entry_id, advice)
    assert twice.value.code == "already_open"


@pytest.mark.parametrize(
    ("report", "years", "field"),
    [(CONSTABLE, 4.9, "applied_on"), (FORMER_PCSO, 9, "advice"), (ADVISORY, 4.9, "applied_on")],
)
def test_who_may_not_apply_yet(open_register: Database, people: People, report: ReportInput, years: float, field: str) -> None:
    entry_id = listed_for(open_register, people, years, report)
    with pytest.raises(InvalidInput) as caught:
        applied(open_register, people, entry_id)
    assert [problem.field for problem in caught.value.problems] == [field]


@pytest.mark.parametrize(
    ("data", "fields"),
    [
        (ReviewApplication("", "", ""), {"applied_on", "application"}),
        (ReviewApplication("2099-01-01", "Good work.", ""), {"applied_on"}),
        (ReviewApplication("2001-01-01", "Good work.", ""), {"applied_on"}),
        (ReviewApplication("yesterday", "Good work.", ""), {"applied_on"}),
    ],
)
def test_bad_applications_are_named_at_their_fields(
    open_register: Database, people: People, data: ReviewApplication, fields: set[str]
) -> None:
    entry_id = listed_for(open_register, people, 6)
    with pytest.raises(InvalidInput) as caught, open_register.write() as session:
        receive_review(session, people[REGISTRAR], entry_id, data)
    assert {problem.field for problem in caught.value.problems} == fields


def test_nothing_is_decided_before_the_authority_was_asked_and_had_its_time(open_register: Database, people: People) -> None:
    review_id = applied(open_register, people, listed_for(open_register, people, 6))
    for code in ("not_consulted", "not_answered"):
        with pytest.raises(Conflict) as caught:
            proposed(open_register, people, review_id)
        assert caught.value.code == code
        if code == "not_consulted":
            with open_register.write() as session:
                consult_force(session, people[REGISTRAR], review_id, "What do you know?")
    with open_register.write() as session:
        session.execute(text("UPDATE review SET due = '2020-01-01'"))
    assert proposed(open_register, people, review_id), "an authority that says nothing does not hold it up"
    with pytest.raises(Conflict), open_register.write() as session:
        consult_force(session, people[REGISTRAR], review_id, "Once more.")


@pytest.mark.parametrize("words", ["", "  ", "?!"])
def test_questions_answers_and_reasons_are_words(open_register: Database, people: People, words: str) -> None:
    review_id = applied(open_register, people, listed_for(open_register, people, 6))
    with pytest.raises(InvalidInput), open_register.write() as session:
        consult_force(session, people[REGISTRAR], review_id, words)
    with open_register.write() as session:
        consult_force(session, people[REGISTRAR], review_id, "What do you know?")
    with pytest.raises(InvalidInput), open_register.write() as session:
        answer_consultation(session, people[REPORTER], review_id, words)
    with open_register.write() as session:
        answer_consultation(session, people[REPORTER], review_id, "Nothing.")
    with pytest.raises(InvalidInput) as caught, open_register.write() as session:
        propose_review_decision(session, people[REGISTRAR], review_id, "perhaps", words)
    assert [problem.field for problem in caught.value.problems] == ["decision", "reasons"]


def test_the_authority_reads_the_question_and_not_the_application(open_register: Database, people: People) -> None:
    review_id = applied(open_register, people, listed_for(open_register, people, 6))
    with open_register.read() as session:
        assert list_reviews(session, people[REPORTER]) == []
        with pytest.raises(NotFound):
            get_review(session, people[REPORTER], review_id)
        assert [row.id for row in list_reviews(session, people[REGISTRAR])] == [review_id]
    with open_register.write() as session:
        consult_force(session, people[REGISTRAR], review_id, "What do you know?")
    with open_register.read() as session:
        (seen,) = list_reviews(session, people[REPORTER])
        assert (seen.question, seen.application, seen.advice, seen.proposals) == ("What do you know?", None, None, ())
        assert get_review(session, people[REGISTRAR], review_id).application == "Five years of good work, with two references."
        for someone in (OTHER_REPORTER, VETTING_OFFICER):
            with pytest.raises((NotFound, Refused)):
                get_review(session, people[someone], review_id)
    for someone in (OTHER_REPORTER, VETTING_OFFICER):
        with pytest.raises((NotFound, Refused)), open_register.write() as session:
            answer_consultation(session, people[someone], review_id, "Not ours.")
    with pytest.raises(Refused), open_register.write() as session:
        withdraw_review(session, people[REPORTER], review_id)


def test_a_way_off_comes_before_a_review_and_ends_it(open_register: Database, people: People) -> None:
    entry_id = listed_for(open_register, people, 6)
    review_id = answered(open_register, people, entry_id)
    proposal = proposed(open_register, people, review_id)
    with open_register.write() as session:
        appeal = FurtherReport("appeal_won", "2024-05-01", "The tribunal allowed it.")
        way_off = submit_further_report(session, people[REPORTER], entry_id, appeal).id
    with pytest.raises(Conflict), open_register.write() as session:
        approve_proposal(session, people[SECOND_REGISTRAR], proposal)
    assert found(open_register, people, entry_id) == ["suspended"], "a refused step leaves everything as it was"
    with open_register.write() as session:
        approve_proposal(session, people[SECOND_REGISTRAR], way_off)
    with open_register.read() as session:
        review = get_review(session, people[REGISTRAR], review_id)
        assert (review.state, review.proposals[0].state) == (ReviewState.ENDED, "withdrawn")
        assert get_tombstone(session, people[REGISTRAR], entry_id).ground == "appeal_won"


def test_a_person_may_take_the_application_back(open_register: Database, people: People) -> None:
    entry_id = listed_for(open_register, people, 6)
    review_id = answered(open_register, people, entry_id)
    proposal = proposed(open_register, people, review_id)
    with open_register.write() as session:
        assert withdraw_review(session, people[REGISTRAR], review_id).state is ReviewState.WITHDRAWN
    with pytest.raises(Conflict), open_register.write() as session:
        approve_proposal(session, people[SECOND_REGISTRAR], proposal)
    with pytest.raises(Conflict), open_register.write() as session:
        withdraw_review(session, people[REGISTRAR], review_id)
    assert found(open_register, people, entry_id) == ["listed"]


def test_the_database_keeps_one_open_review_and_one_person_out(open_register: Database, people: People) -> None:
    entry_id = listed_for(open_register, people, 6)
    first = answered(open_register, people, entry_id)
    proposal = proposed(open_register, people, first)
    with pytest.raises(IntegrityError), open_register.write() as session:
        session.execute(text("UPDATE proposal SET state = 'approved', decided_by = prepared_by WHERE id = :id"), {"id": proposal})
    with open_register.write() as session:
        withdraw_review(session, people[REGISTRAR], first)
    applied(open_register, people, entry_id)
    with pytest.raises(IntegrityError), open_register.write() as session:
        session.execute(text("UPDATE review SET state = 'answered' WHERE id = :id"), {"id": first})


def test_neither_the_trail_nor_the_table_says_what_was_written(open_register: Database, people: People) -> None:
    proposed(open_register, people, answered(open_register, people, listed_for(open_register, people, 6)))
    with open_register.read() as session:
        stored = repr(session.execute(text("SELECT * FROM review")).all())
        trail = json.dumps(list(session.scalars(select(AuditEvent.fields))))
    for secret in ("references", "Nothing against", "evidence", "O’Hara", "time since"):
        assert secret not in stored + trail
