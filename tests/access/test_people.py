"""Accounts kept by administrators: one person for most things, two for every power; on both databases, and under two at once."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import timedelta
from itertools import product
from typing import Any

import pytest
from flask_security import verify_password
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from tests.people import (
    FORCE_ADMINISTRATOR,
    HR_OFFICER,
    OTHER_VETTING_OFFICER,
    RECRUITER,
    REGISTRAR,
    VETTING_OFFICER,
    Someone,
    add_everyone,
)
from vetting.access import (
    Actor,
    Change,
    Door,
    Newcomer,
    Role,
    account_names,
    actor_for_email,
    add_first_administrators,
    change_account,
    decide_change,
    get_person,
    invite_person,
    people_of,
    use_invitation,
    waiting_changes,
)
from vetting.access import invitations as codes
from vetting.access.changes import needs_two
from vetting.access.invitations import weak_password
from vetting.access.models import Account
from vetting.app import Service, create_app
from vetting.db import Database, utc_now
from vetting.errors import Conflict, InvalidInput, NotFound, Refused, VettingError

NEWCOMER = Newcomer("Nettie Demo-Newcomer", "Nettie.Newcomer@kent.example", "hr_officer")
LONG = "plum bicycle under november"


@pytest.fixture
def actors(database: Database) -> dict[Someone, Actor]:
    return add_everyone(database)


@pytest.fixture
def second(database: Database, actors: dict[Someone, Actor]) -> Actor:
    """Another administrator of the same force."""
    with database.write() as session:
        session.execute(text("UPDATE account SET role = 'force_administrator' WHERE email = 'vetting.two@kent.example'"))
    with database.read() as session:
        return actor_for_email(session, "vetting.two@kent.example", Door.WEB)


@pytest.fixture
def first(actors: dict[Someone, Actor]) -> Actor:
    return actors[FORCE_ADMINISTRATOR]


def do(database: Database, what: Callable[..., Any], *arguments: Any, **named: Any) -> Any:
    with database.write() as session:
        return what(session, *arguments, **named)


def account(database: Database, account_id: str) -> Account:
    with database.read() as session:
        return session.get_one(Account, account_id)


def events(database: Database, name: str) -> list[str]:
    with database.read() as session:
        return list(session.scalars(text("SELECT fields FROM audit_event WHERE event = :n ORDER BY sequence"), {"n": name}))


@pytest.mark.parametrize(
    ("change", "now", "then", "two"),
    [
        (Change.ROLE, Role.RECRUITER, Role.VETTING_OFFICER, False),
        (Change.ROLE, Role.RECRUITER, Role.FORCE_ADMINISTRATOR, True),
        (Change.ROLE, Role.AUDITOR, Role.REGISTRAR, True),
        (Change.ROLE, Role.AUDITOR, Role.SYSTEM_ADMINISTRATOR, True),
        (Change.ROLE, Role.REGISTRAR, Role.AUDITOR, False),
        (Change.ROLE, Role.REGISTRAR, Role.FORCE_ADMINISTRATOR, True),
        (Change.INVITE, Role.REGISTRAR, Role.REGISTRAR, True),
        (Change.INVITE, Role.HR_OFFICER, Role.HR_OFFICER, False),
        (Change.RESET_SECOND_FACTOR, Role.FORCE_ADMINISTRATOR, Role.FORCE_ADMINISTRATOR, True),
        (Change.RESET_SECOND_FACTOR, Role.VETTING_OFFICER, Role.VETTING_OFFICER, False),
        (Change.ADMIT, Role.REGISTRAR, Role.REGISTRAR, True),
        (Change.ADMIT, Role.RECRUITER, Role.RECRUITER, False),
        (Change.CLOSE, Role.REGISTRAR, Role.REGISTRAR, False),
    ],
)
def test_what_needs_two_people(change: Change, now: Role, then: Role, two: bool) -> None:
    assert needs_two(change, now, then) is two


def test_an_administrator_sees_the_people_of_their_organisation_only(database: Database, first: Actor) -> None:
    with database.read() as session:
        people = people_of(session, first)
        assert {person.email for person in people} == {
            "recruiter@kent.example",
            "hr@kent.example",
            "vetting@kent.example",
            "vetting.two@kent.example",
            "admin@kent.example",
        }
        assert [person.email for person in people if person.is_me] == [FORCE_ADMINISTRATOR.email]


def test_another_organisations_account_does_not_exist(database: Database, actors: dict[Someone, Actor], first: Actor) -> None:
    for account_id, change in product((actors[OTHER_VETTING_OFFICER].id, "0" * 32), Change):
        with pytest.raises(NotFound) as error:
            do(database, change_account, first, account_id, change, Role.RECRUITER)
        assert error.value.message == "There is no such account."


def test_nobody_else_keeps_accounts(database: Database, actors: dict[Someone, Actor]) -> None:
    doors = (people_of, lambda s, a: invite_person(s, a, NEWCOMER), waiting_changes)
    for someone, what in product((HR_OFFICER, VETTING_OFFICER, REGISTRAR, RECRUITER), doors):
        with pytest.raises(Refused):
            do(database, what, actors[someone])


def test_an_invitation_becomes_a_password_once(service: Service, database: Database, first: Actor) -> None:
    invited = do(database, invite_person, first, NEWCOMER)
    assert not invited.waits
    assert account(database, invited.account_id).password is None
    with create_app(service.settings, service).app_context():
        for code, password, field in (
            ("WRONG-CODE", LONG, "code"),
            (invited.code, "too short", "password"),
            (invited.code, "aaaaaaaaaaaaaaaa", "password"),
            (invited.code, "nettiedemonewcomer", "password"),
        ):
            with pytest.raises(InvalidInput) as error:
                do(database, use_invitation, code, password)
            assert error.value.problems[0].field == field
        do(database, use_invitation, f" {invited.code.lower().replace('-', ' ')} ", LONG)
        kept = account(database, invited.account_id)
        assert verify_password(LONG, kept.password)
        assert kept.email == "nettie.newcomer@kent.example"
        with pytest.raises(InvalidInput):
            do(database, use_invitation, invited.code, LONG)
    assert len(events(database, "invitation_used")) == 1
    assert "Newcomer" not in "".join(events(database, "account_created"))


def test_an_invitation_runs_out_and_ends_with_its_account(
    service: Service, database: Database, first: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    invited = do(database, invite_person, first, NEWCOMER)
    with create_app(service.settings, service).app_context():
        monkeypatch.setattr(codes, "utc_now", lambda: utc_now() + timedelta(days=3, seconds=1))
        with pytest.raises(InvalidInput):
            do(database, use_invitation, invited.code, LONG)
        monkeypatch.undo()
        do(database, change_account, first, invited.account_id, Change.CLOSE)
        with pytest.raises(InvalidInput):
            do(database, use_invitation, invited.code, LONG)


def test_what_an_invitation_must_say(database: Database, first: Actor) -> None:
    for newcomer, fields in (
        (Newcomer("", "x@kent.example", "recruiter"), ["full_name"]),
        (Newcomer("X" * 121, "x@kent.example", "recruiter"), ["full_name"]),
        (Newcomer("Somebody", "no address", "recruiter"), ["email"]),
        (Newcomer("Somebody", "x@kent.example", "registrar"), ["role"]),
        (Newcomer("Somebody", "x@kent.example", "no such role"), ["role"]),
        (Newcomer("", "", ""), ["full_name", "email", "role"]),
        (Newcomer("Somebody", "HR@kent.example", "recruiter"), ["email"]),
        (Newcomer("Somebody", "vetting@essex.example", "recruiter"), ["email"]),
    ):
        with pytest.raises(InvalidInput) as error:
            do(database, invite_person, first, newcomer)
        assert [problem.field for problem in error.value.problems] == fields


def test_an_administrator_is_admitted_by_two(database: Database, first: Actor, second: Actor) -> None:
    invited = do(database, invite_person, first, Newcomer("Nan Demo-Newcomer", "nan@kent.example", "force_administrator"))
    assert (invited.waits, invited.code) == (True, None)
    assert not account(database, invited.account_id).active
    with database.read() as session:
        (waiting,) = waiting_changes(session, second)
        assert waiting.may_decide
        assert not waiting_changes(session, first)[0].may_decide
        with pytest.raises(NotFound):
            actor_for_email(session, "nan@kent.example", Door.WEB)
    with pytest.raises(Refused, match="second person"):
        do(database, decide_change, first, waiting.id, approve=True)
    admitted = do(database, decide_change, second, waiting.id, approve=True)
    assert admitted.code
    assert account(database, invited.account_id).active
    assert [each.partition("decision")[2][:12] for each in events(database, "account_change_decided")] == ['":"approved"']
    with pytest.raises(Conflict):
        do(database, decide_change, second, waiting.id, approve=True)


def test_a_power_is_given_by_two_and_taken_by_one(
    database: Database, actors: dict[Someone, Actor], first: Actor, second: Actor
) -> None:
    target = actors[HR_OFFICER].id
    assert do(database, change_account, first, target, Change.ROLE, Role.FORCE_ADMINISTRATOR).waits
    assert account(database, target).role == "hr_officer"
    with pytest.raises(Conflict, match="already waits"):
        do(database, change_account, second, target, Change.ROLE, Role.FORCE_ADMINISTRATOR)
    with database.read() as session:
        proposal = waiting_changes(session, second)[0].id
    before = account(database, target).fs_uniquifier
    do(database, decide_change, second, proposal, approve=True)
    now = account(database, target)
    assert now.role == "force_administrator"
    assert now.fs_uniquifier != before, "a session of the role before is over"
    third = actor_of(database, HR_OFFICER.email)
    with pytest.raises(Refused, match="your own account"):
        do(database, change_account, third, target, Change.ROLE, Role.RECRUITER)
    assert not do(database, change_account, first, target, Change.ROLE, Role.RECRUITER).waits
    assert account(database, target).role == "recruiter"


def actor_of(database: Database, email: str) -> Actor:
    with database.read() as session:
        return actor_for_email(session, email, Door.WEB)


def test_signing_in_as_somebody_powerful_is_not_one_persons_to_give(database: Database, first: Actor, second: Actor) -> None:
    """With a new invitation, or without a second factor, one administrator could become another."""
    for change in (Change.INVITE, Change.RESET_SECOND_FACTOR):
        outcome = do(database, change_account, first, second.id, change)
        assert (outcome.waits, outcome.code) == (True, None)
        with database.read() as session:
            proposal = waiting_changes(session, first)[0].id
        for approve in (True, False):
            with pytest.raises(Refused):
                do(database, decide_change, second, proposal, approve=approve)
        do(database, decide_change, first, proposal, approve=False)


def test_whom_it_is_about_and_who_proposed_are_kept_apart_by_the_table_too(
    database: Database, actors: dict[Someone, Actor], first: Actor
) -> None:
    target = actors[HR_OFFICER].id
    do(database, change_account, first, target, Change.ROLE, Role.FORCE_ADMINISTRATOR)
    for decider in (first.id, target):
        with pytest.raises(IntegrityError):
            do(
                database,
                lambda session, who: session.execute(
                    text("UPDATE account_proposal SET state = 'approved', decided_by_id = :who"), {"who": who}
                ),
                decider,
            )


def test_what_was_decided_at_once_ends_what_waited(
    database: Database, actors: dict[Someone, Actor], first: Actor, second: Actor
) -> None:
    target = actors[HR_OFFICER].id
    do(database, change_account, first, target, Change.ROLE, Role.FORCE_ADMINISTRATOR)
    with database.read() as session:
        proposal = waiting_changes(session, second)[0].id
    do(database, change_account, second, target, Change.CLOSE)
    with pytest.raises((Conflict, NotFound)):
        do(database, decide_change, second, proposal, approve=True)
    assert account(database, target).role == "hr_officer"
    assert not account(database, target).active


def test_whoever_proposed_may_take_it_back(database: Database, actors: dict[Someone, Actor], first: Actor, second: Actor) -> None:
    do(database, change_account, first, actors[HR_OFFICER].id, Change.ROLE, Role.FORCE_ADMINISTRATOR)
    with database.read() as session:
        proposal = waiting_changes(session, first)[0].id
    do(database, decide_change, first, proposal, approve=False)
    with database.read() as session:
        assert waiting_changes(session, second) == []
    with pytest.raises(NotFound):
        do(database, decide_change, second, proposal, approve=True)


def test_a_refused_change_changes_nothing(database: Database, actors: dict[Someone, Actor], first: Actor, second: Actor) -> None:
    target = actors[HR_OFFICER].id
    do(database, change_account, first, target, Change.ROLE, Role.FORCE_ADMINISTRATOR)
    before = account(database, target).fs_uniquifier
    with database.read() as session:
        proposal = waiting_changes(session, second)[0].id
    do(database, decide_change, second, proposal, approve=False)
    assert (account(database, target).role, account(database, target).fs_uniquifier) == ("hr_officer", before)


def test_closing_bites_and_opening_gives_back_what_was(database: Database, actors: dict[Someone, Actor], first: Actor) -> None:
    target = actors[HR_OFFICER].id
    do(database, change_account, first, target, Change.CLOSE)
    with database.read() as session:
        assert get_person(session, first, target).state == "closed"
        with pytest.raises(NotFound):
            actor_for_email(session, HR_OFFICER.email, Door.WEB)
    with pytest.raises(Conflict):
        do(database, change_account, first, target, Change.CLOSE)
    do(database, change_account, first, target, Change.ADMIT)
    assert account(database, target).active


def test_two_administrators_at_once_decide_once(
    database: Database, actors: dict[Someone, Actor], first: Actor, second: Actor
) -> None:
    with database.write() as session:
        session.execute(text("UPDATE account SET role = 'force_administrator' WHERE email = 'recruiter@kent.example'"))
    deciders = (second, actor_of(database, "recruiter@kent.example"))
    for _ in range(8):
        target = actors[HR_OFFICER].id
        do(database, change_account, first, target, Change.ROLE, Role.FORCE_ADMINISTRATOR)
        with database.read() as session:
            proposal = waiting_changes(session, first)[0].id
        gate, done = threading.Barrier(2), []

        def decide(actor: Actor, gate: threading.Barrier = gate, done: list[str] = done, proposal: str = proposal) -> None:
            gate.wait()
            try:
                do(database, decide_change, actor, proposal, approve=True)
                done.append("approved")
            except VettingError as error:
                done.append(error.code)

        threads = [threading.Thread(target=decide, args=(actor,)) for actor in deciders]
        [thread.start() for thread in threads]
        [thread.join() for thread in threads]
        assert sorted(done) == ["approved", "conflict"]
        do(database, change_account, first, target, Change.ROLE, Role.HR_OFFICER)
    assert len(events(database, "account_change_decided")) == 8


def test_the_first_two_come_by_the_command_line_and_no_third(database: Database, actors: dict[Someone, Actor]) -> None:
    two = [("Ann Demo-First", "ann@essex.example"), ("Abe Demo-Second", "abe@essex.example")]
    with pytest.raises(InvalidInput):
        do(database, add_first_administrators, "42", [two[0], two[0]])
    assert len(do(database, add_first_administrators, "42", two)) == 2
    more = [("Al Demo-Third", "al@essex.example"), ("Art Demo-Fourth", "art@essex.example")]
    with pytest.raises(Refused):
        do(database, add_first_administrators, "42", more)
    with database.read() as session:
        found = people_of(session, actor_for_email(session, "ann@essex.example", Door.WEB))
        assert [person.state for person in found if person.role is Role.FORCE_ADMINISTRATOR] == ["invited", "invited"]
        assert account_names(session, {found[0].id})


@pytest.mark.parametrize(
    ("password", "weak"),
    [
        (LONG, False),
        ("correct horse battery", False),
        ("short", True),
        ("x" * 129, True),
        ("abababababababab", True),
        ("nettie.newcomer", True),
        ("Nettie Newcomer 1", True),
        ("nettie likes long walks", False),
    ],
)
def test_what_a_password_must_be(password: str, weak: bool) -> None:
    assert (weak_password(password, ("Nettie Newcomer", "nettie.newcomer")) is not None) is weak
