"""Something of every kind that an address can name, in two organisations where kinds have owners, for the authorization drill.

A thing is its id, or its ids by the parts of the address that name them, with what a form sends beside. `own` belongs to
whoever asks (of two roles with things of their own also `own as registrar`), `other` to Essex, which the drill's people are not of.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from sqlalchemy import text

from tests.people import (
    HR_OFFICER,
    OTHER_REPORTER,
    OTHER_VETTING_OFFICER,
    REGISTRAR,
    REPORTER,
    SECOND_REGISTRAR,
    SECOND_VETTING_OFFICER,
    VETTING_OFFICER,
    Someone,
)
from tests.registry.cases import published
from tests.registry.keeper import confirmed, list_file, person, uploaded
from tests.registry.test_reviews import applied, listed_for
from tests.screening.world import REPORT, World, misspelt
from vetting.access import SYSTEM
from vetting.batches import Engine, Entitlement, Upload, batch_group, clear_group, entitle, review_batch, start, upload
from vetting.db import utc_now
from vetting.matching import PersonName
from vetting.notices import expectations_of, keep_notice, read_notice
from vetting.records import Asker, decide_access, propose_access
from vetting.registry import (
    FurtherReport,
    ReportInput,
    approve_proposal,
    approve_report,
    ask_withdrawal,
    consult_force,
    day_in_london,
    propose_publication,
    record_entered_in_error,
    report_behind,
    submit_further_report,
    submit_report,
)
from vetting.registry.imports import missing_entries, preview_import, propose_setting_aside, unread_rows
from vetting.registry.persons import propose_same_person
from vetting.screening import (
    PRACTICE,
    Decided,
    ask_guest,
    decide_hit,
    guest_requests,
    load_practice,
    second_as_guest,
    second_disposition,
)

Thing = str | Mapping[str, str]
Things = dict[tuple[str, str], Thing]
CANARY = "Quillfeather"
"""The surname of whoever another organisation's things are about."""
WHY = "The passport shows another place of birth."
NOTICE = (
    "Former PC Testina Ashdown-Noticed of Kent Police would have been dismissed for gross misconduct. "
    "The misconduct hearing was held on 3 March 2024."
)
KENT, ESSEX = VETTING_OFFICER, OTHER_VETTING_OFFICER


def add_listed(world: World) -> Things:
    """Reports and entries, and what is asked, proposed and published about them. Registrars read those of every force."""
    things: Things = {("list", "own"): "barred", ("limb", "own"): "a"}
    for case, reporter, force, name in (
        ("own", REPORTER, "Leicestershire", "Ashdown"),
        ("other", OTHER_REPORTER, "Essex", CANARY),
    ):
        about = {"force": force, "forenames": "Testopher Quill", "date_of_birth": "1962-01-05", "conduct": f"What {name} did."}
        things["report", case] = _reported(world, reporter, **about, surname=f"{name}-Pereira")
        things["entry", case] = _listed(world, reporter, **about, surname=name)
        things["published entry", case] = _listed(world, reporter, **about, surname=f"{name}-Published")
        asked_about = _reported(world, reporter, **about, surname=f"{name}-Quested")
        appealed = _listed(world, reporter, **about, surname=f"{name}-Pemberton")
        theirs = {**world.people, REPORTER: world.people[reporter]}
        for kind, called in (("review", "Reviewed"), ("review to decide", "Deciding")):
            told = ReportInput(**(REPORT | about | {"surname": f"{name}-{called}"}))
            reviewed = listed_for(world.database, theirs, 5.1, told)
            things[kind, case] = applied(world.database, world.people, reviewed)
        with world.database.write() as session:
            by, registrar = world.people[reporter], world.people[SECOND_REGISTRAR]
            appeal = FurtherReport("appeal_won", REPORT["event_date"], f"The tribunal allowed it for {name}.")
            things["proposal", case] = submit_further_report(session, by, appealed, appeal).id
            question = ask_withdrawal(session, by, asked_about, f"It was sent in for a namesake of {name}.")
            things["question", case] = {"report_id": asked_about, "question_id": question.id}
            consult_force(session, registrar, str(things["review", case]), f"What do you know of {name} since?")
            things["publication decision", case] = propose_publication(session, registrar, str(things["entry", case]), "Lied.").id
    published(world.database, world.people, str(things["published entry", "own"]))
    return things | _removed(world) | _one_person(world)


def add_imports(world: World) -> Things:
    """A keeper's file that waits, and of one that was confirmed its rows that could not be read and the entries that it lacks."""
    database, people = world.database, world.people
    waits = uploaded(database, {**people, REGISTRAR: people[SECOND_REGISTRAR]}, list_file([person(1)]))
    unread = [person(number, Forenames="Peregrin", Surname=f"Unread-{letter}", DOB="?") for number, letter in ((2, "A"), (3, "B"))]
    confirmed(database, people, list_file([*unread, person(5)]))
    replaced = confirmed(database, people, list_file([person(4)], kind="replacement"))
    with database.write() as session:
        preview = preview_import(session, people[REGISTRAR], waits)
        first, second = (row.id for row in unread_rows(session, people[REGISTRAR]))
        lacking = missing_entries(session, people[REGISTRAR], replaced)[0].entry_id
        propose_setting_aside(session, people[SECOND_REGISTRAR], second, "It is a blank card.")
    assert preview is not None
    return {
        ("import", "own"): {"import_id": waits, "seen": preview.digest},
        ("import row", "own"): first,
        ("resolved row", "own"): second,
        ("missing entry", "own"): {"import_id": replaced, "entry_id": lacking},
    }


def add_notices(world: World) -> Things:
    """A kept notice, and the report that is expected because of it."""
    with world.database.write() as session:
        registrar = world.people[REGISTRAR]
        notice = keep_notice(session, registrar, read_notice(NOTICE), "https://www.example.org/news/former-officer")
        (expected,) = expectations_of(session, registrar, notice.id, day_in_london(utc_now()))
    return {("notice", "own"): notice.id, ("expectation", "own"): expected.id}


def add_decisions(world: World) -> Things:
    """Hits to decide, decided by one officer, confirmed by two, and shown to another force; and what the reporting force is told.

    Kent's applicants are like somebody whom Leicestershire reported, those of Essex like somebody whom Essex did.
    """
    _listed(world, REPORTER)
    _listed(world, OTHER_REPORTER, force="Essex", surname=CANARY, forenames="Jocasta Mary", date_of_birth="1977-07-19")
    things: Things = {}
    essex = str(world.people[ESSEX].organisation_id)
    for case, someone, first in (("own", KENT, SECOND_VETTING_OFFICER), ("other", ESSEX, ESSEX)):
        things["hit", case] = _hit(world, someone, case, 1)
        for number, kind in enumerate(("waiting decision", "asked decision"), start=2):
            waiting = _decided(world, first, case, number)
            things[kind, case] = {"check_id": waiting.check_id, "hit_id": waiting.hit_id, "disposition": waiting.id, "force": essex}
        confirmed_hit = _decided(world, first, case, 4)
        things["confirmed hit", case] = {"check_id": confirmed_hit.check_id, "hit_id": confirmed_hit.hit_id}
        with world.database.write() as session:
            if case == "own":
                place = (confirmed_hit.check_id, confirmed_hit.hit_id, confirmed_hit.id)
                second_disposition(session, world.people[KENT], *place, agrees=True, reason=WHY)
        if case == "other":
            guest = _asked(world, confirmed_hit, ESSEX, KENT)
            with world.database.write() as session:
                second_as_guest(session, world.people[SECOND_VETTING_OFFICER], guest, agrees=True, reason=WHY)
    things["guest", "own"] = _asked(world, _decided(world, ESSEX, "own", 5), ESSEX, KENT)
    things["guest", "other"] = _asked(world, _decided(world, SECOND_VETTING_OFFICER, "own", 6), SECOND_VETTING_OFFICER, ESSEX)
    with world.database.write() as session:
        told = session.execute(text("SELECT organisation_id, min(id) FROM screening_confirmation GROUP BY 1")).all()
    message: dict[str, str] = dict(told)
    for case, someone in (("own", REPORTER), ("own as registrar", REGISTRAR), ("other", OTHER_REPORTER)):
        things["confirmation", case] = message[world.people[someone].organisation_id or ""]
    return things


def add_subject_access(world: World) -> Things:
    """What somebody asked of each of three organisations: once waiting for a second person, once released."""
    things: Things = {}
    for case, first, second in (
        ("own", SECOND_VETTING_OFFICER, VETTING_OFFICER),
        ("own as registrar", SECOND_REGISTRAR, REGISTRAR),
        ("other", ESSEX, None),
    ):
        asker = Asker((PersonName("Testina", CANARY if case == "other" else "Ashdown-Asker"),), "1970-01-01")
        with world.database.write() as session:
            things["access request", case] = propose_access(session, world.people[first], asker)
            released = things["released access", case] = propose_access(session, world.people[first], asker)
        with world.database.write() as session:
            if second is not None:
                decide_access(session, world.people[second], released, release=True)
    return things


def add_batches(world: World) -> Things:
    """Of each of two organisations a file to start, with a row to correct, and one that was washed and is under review."""
    for factory in (world.database.writers, world.database.readers):
        factory.kw["info"][PRACTICE] = replace(load_practice(), second_look_percent=100.0)
    _listed(world, REPORTER, surname="Smith", forenames="John", date_of_birth="1955-04-27")
    things: Things = {}
    for case, someone, officer, name in (
        ("own", HR_OFFICER, SECOND_VETTING_OFFICER, "Ashdown"),
        ("other", ESSEX, ESSEX, CANARY),
    ):
        with world.database.write() as session:
            organisation = world.people[someone].organisation_id or ""
            entitle(session, SYSTEM, organisation, Entitlement(most_rows=100, second_person_above=10))
        things["batch", case] = _batch(world, someone, f"Testina,{name},28/04/1985")
        spoilt = _batch(world, someone, f"Testina,{name},27/04/1985\nTestina,{name},never")
        things["batch row", case] = {"batch_id": spoilt, "number": "3"}
        days = ("26/04/1955", "28/04/1955", "27/05/1955", "27/04/1956")
        washed = _batch(world, someone, "\n".join(f"John,Smith,{day}" for day in days))
        with world.database.write() as session:
            start(session, world.people[someone], washed)
        _work(world)
        with world.database.write() as session:
            (group,) = review_batch(session, world.people[officer], washed).groups
            _, page = batch_group(session, world.people[officer], washed, group.key)
        with world.database.write() as session:
            cleared = [pair.hit_id for pair in page.pairs][:2]
            clear_group(session, world.people[officer], washed, group.key, cleared, reason=WHY)
        things["batch under review", case] = washed
        things["batch group", case] = {"batch_id": washed, "group": group.key, "hit": page.pairs[2].hit_id}
        things["second look", case] = {"batch_id": washed, "hit_id": cleared[0]}
    return things


def _reported(world: World, someone: Someone, **told: object) -> str:
    with world.database.write() as session:
        return submit_report(session, world.people[someone], ReportInput(**(REPORT | told))).id


def _listed(world: World, someone: Someone, **told: object) -> str:
    report_id = _reported(world, someone, **told)
    with world.database.write() as session:
        return approve_report(session, world.people[REGISTRAR], report_id, 1).id


def _removed(world: World) -> Things:
    entry = _listed(world, REPORTER, surname="Ashdown-Mistaken", date_of_birth="1963-01-05")
    with world.database.write() as session:
        proposal = record_entered_in_error(session, world.people[REGISTRAR], entry, "It is another person.")
    with world.database.write() as session:
        approve_proposal(session, world.people[SECOND_REGISTRAR], proposal.id)
    return {("removed entry", "own"): entry}


def _one_person(world: World) -> Things:
    days = [f"202{year}-03-03" for year in (2, 3, 4, 5)]
    entries = [_listed(world, REPORTER, surname="Ashdown-Twice", date_of_birth="1964-01-05", event_date=day) for day in days]
    with world.database.write() as session:
        one, two, three, four = (report_behind(session, entry) for entry in entries)
        link = propose_same_person(session, world.people[SECOND_REGISTRAR], one, two, "The same warrant card.")
    return {
        ("link", "own"): {"record_id": one, "link_id": link.id},
        ("two records", "own"): {"record_id": three, "other_id": four},
    }


def _hit(world: World, someone: Someone, case: str, number: int) -> dict[str, str]:
    """A check of a person of one's own for each number, and its one hit."""
    own = {"other_names": (PersonName(f"Robert{'abcdefg'[number]}", "Featherstonehaugh"),)}
    other = {"surname": CANARY, "forenames": "Jocasta", "date_of_birth": "1977-07-19"}
    other["other_names"] = (PersonName(f"Jocasta{'abcdefg'[number]}", CANARY),)  # type: ignore[assignment]
    check_id = world.run(someone, misspelt(**(own if case == "own" else other), reference=f"HIT-{number}"))
    with world.database.read() as session:
        found = text("SELECT id FROM screening_hit WHERE check_id = :check")
        (hit,) = session.scalars(found, {"check": check_id}).all()
    return {"check_id": check_id, "hit_id": hit}


def _decided(world: World, someone: Someone, case: str, number: int) -> Decided:
    """A hit of which one officer has said that it is the same person."""
    hit = _hit(world, someone, case, number)
    with world.database.write() as session:
        return decide_hit(session, world.people[someone], hit["check_id"], hit["hit_id"], "same_person", reason=WHY)


def _asked(world: World, decided: Decided, someone: Someone, guest: Someone) -> str:
    """The request by which one force asks another for the second officer."""
    organisation = world.people[guest].organisation_id or ""
    with world.database.write() as session:
        place = (decided.check_id, decided.hit_id)
        ask_guest(session, world.people[someone], *place, organisation_id=organisation, reason="Agreed with their sergeant.")
        return guest_requests(session, world.people[guest])[-1].id


def _batch(world: World, someone: Someone, rows: str) -> str:
    file = Upload(f"Forename,Surname,DOB\n{rows}\n".encode(), purpose="workforce_check", reference="WASH-1", name="people.csv")
    with world.database.write() as session:
        batch_id = upload(session, world.people[someone], file).batch_id
    _work(world)
    return batch_id


def _work(world: World) -> None:
    engine = Engine(world.database)
    while engine.step():
        pass
