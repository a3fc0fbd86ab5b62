"""A deployment with something of every kind that a rule of retention erases, for its tests and for its drill."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import text

from tests.people import HR_OFFICER, REGISTRAR, VETTING_OFFICER
from tests.registry.keeper import list_file, person
from tests.screening.world import World, a_request, misspelt
from vetting.access import SYSTEM, Answer, answer_once
from vetting.app import Service
from vetting.batches import Engine, Entitlement, Upload, cancel, entitle, upload
from vetting.db import new_id, utc_now
from vetting.matching import PersonName
from vetting.monitoring import Term, end_watch, enrol, work_alert
from vetting.monitoring.models import Alert
from vetting.records import Asker, propose_access
from vetting.registry.imports import upload_list
from vetting.screening import record_application


def something_due(service: Service) -> World:
    """Something of every kind that a rule erases, and a check that no rule may."""
    world = World.make(service.database)
    world.entry()
    for number in range(3):
        world.run(VETTING_OFFICER, a_request(surname=f"Llewellyn{'abc'[number]}"))
    world.run(VETTING_OFFICER, misspelt())
    with service.database.write() as session:
        answer_once(session, world.people[VETTING_OFFICER], "a key", b"a request", lambda: Answer(201, {"a": 1}))
    _watched_and_told(world)
    with service.database.write() as session:
        upload_list(session, world.people[REGISTRAR], list_file([person(1), person(2, DOB="?")]))
    _batches(service, world)
    with service.database.write() as session:
        record_application(session, world.people[VETTING_OFFICER], clear_checks(world)[2], "withdrawn")
    with service.database.write() as session:
        propose_access(session, world.people[REGISTRAR], Asker((PersonName("Ottoline", "Quillfeather"),), "1979-01-30"))
    return world


def _batches(service: Service, world: World) -> None:
    """A batch that ended before anything of it was checked, and one that nobody let run."""
    sender, engine = world.people[HR_OFFICER], Engine(service.database)
    with service.database.write() as session:
        entitle(session, SYSTEM, sender.organisation_id or "", Entitlement(100, 50))
    for surname in ("Ashdown", "Ashworth"):
        rows = f"Forename,Surname,DOB\nTestina,{surname},27/04/1985\n".encode()
        with service.database.write() as session:
            batch_id = upload(session, sender, Upload(rows, "workforce_check", "WASH-1", f"{surname}.csv")).batch_id
    while engine.step():
        pass
    with service.database.write() as session:
        cancel(session, sender, batch_id)


def _watched_and_told(world: World) -> None:
    """A watch that has ended, and an alert that was worked."""
    officer, check_id = world.people[VETTING_OFFICER], clear_checks(world)[0]
    term = Term(utc_now().date() + timedelta(days=30), "statutory_function", "Decision 7")
    with world.database.write() as session:
        watch_id = enrol(session, officer, [check_id], "workforce_check", term).watches[check_id]
    with world.database.write() as session:
        end_watch(session, officer, watch_id, "left")
        alert = Alert(
            id=new_id(),
            organisation_id=officer.organisation_id,
            check_id=check_id,
            kind="removed",
            person="0" * 64,
            about="1" * 32,
            register_version=1,
            model_version="m",
            sealed_reference=b"",
            raised_at=utc_now(),
            state="open",
        )
        session.add(alert)
    with world.database.write() as session:
        work_alert(session, officer, alert.id, "Told HR.")


def clear_checks(world: World) -> list[str]:
    with world.database.read() as session:
        return list(session.scalars(text("SELECT id FROM screening_check WHERE outcome = 'no_match' ORDER BY id")))
