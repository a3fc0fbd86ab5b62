"""What the authorization drill works with: people and keys of every role, and something of each kind in two organisations."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from flask import Flask
from sqlalchemy import text
from werkzeug.test import TestResponse

from tests.people import (
    AUDITOR,
    FORCE_ADMINISTRATOR,
    HR_OFFICER,
    OTHER_REPORTER,
    OTHER_VETTING_OFFICER,
    RECRUITER,
    REGISTRAR,
    REPORTER,
    SYSTEM_ADMINISTRATOR,
    VETTING_OFFICER,
    Someone,
    api_key,
)
from tests.screening.world import REPORT, World, a_request
from vetting.access import SYSTEM, create_api_client, limiter
from vetting.access.credentials import authenticate_key
from vetting.access.models import AccountProposal
from vetting.app import Service, create_app
from vetting.batches import Entitlement, Upload, entitle, upload
from vetting.db import Base, new_id, utc_now
from vetting.monitoring import Monitor, Term, enrol, view_watch
from vetting.registry import FurtherReport, ReportInput, approve_report, submit_further_report, submit_report
from vetting.screening import issue_certificate, run_check

TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')
NOBODY = "0" * 32
CANARY = "Quillfeather"
COLLEAGUE = "Brackenthwaite"
ROLES: dict[str, Someone] = {
    someone.role.value: someone
    for someone in (
        RECRUITER,
        HR_OFFICER,
        VETTING_OFFICER,
        REPORTER,
        FORCE_ADMINISTRATOR,
        REGISTRAR,
        AUDITOR,
        SYSTEM_ADMINISTRATOR,
    )
}
TRAIL = {"audit_event", "audit_head"}


@dataclass
class Drill:
    """One deployment with its people, keys and things, and the application that serves it."""

    service: Service
    app: Flask
    world: World
    keys: dict[str, str]
    things: dict[tuple[str, str], str] = field(default_factory=dict)

    @classmethod
    def make(cls, service: Service) -> Drill:
        """Fill an empty deployment."""
        app = create_app(service.settings, service)
        limiter.enabled = False
        drill = cls(service, app, World.make(service.database), {})
        for role, someone in ROLES.items():
            drill.keys[role] = api_key(service.database, someone)
        drill.keys["revoked"] = api_key(service.database, HR_OFFICER)
        digest = hashlib.sha256(drill.keys["revoked"].encode()).hexdigest()
        with service.database.write() as session:
            session.execute(text("UPDATE api_client SET revoked_at = created_at WHERE key_digest = :d"), {"d": digest})
        drill._add_things()
        return drill

    def _add_things(self) -> None:
        world = self.world
        entry = world.entry()
        self.things |= {("entry", "own"): entry, ("report", "own"): world.report(surname="Ashdown-Pereira")}
        appealed = world.entry(surname="Ashdown-Pemberton")
        with world.database.write() as session:
            appeal = FurtherReport("appeal_won", REPORT["event_date"], "The tribunal allowed it.")
            self.things[("proposal", "own")] = submit_further_report(session, world.people[REPORTER], appealed, appeal).id
        with world.database.write() as session:
            foreign = ReportInput(**(REPORT | {"force": "Essex", "surname": CANARY, "conduct": f"Conduct about {CANARY}."}))
            self.things[("report", "other")] = submit_report(session, world.people[OTHER_REPORTER], foreign).id
        self.things[("check", "own")] = world.run(RECRUITER, a_request())
        with world.database.write() as session:
            by_key = authenticate_key(session, self.keys["recruiter"], utc_now())
            self.things[("check", "own by key")] = run_check(session, by_key, a_request())
        self.things[("check", "colleague")] = world.run(VETTING_OFFICER, a_request(surname=COLLEAGUE, reference=f"{COLLEAGUE}-1"))
        self.things[("check", "other")] = world.run(OTHER_VETTING_OFFICER, a_request(surname=CANARY, reference=f"{CANARY}-1"))
        for case, someone in (("own", VETTING_OFFICER), ("colleague", VETTING_OFFICER), ("other", OTHER_VETTING_OFFICER)):
            with world.database.write() as session:
                issue_certificate(session, world.people[someone], self.things["check", case])
        self._add_batches()
        self._add_people()
        self._add_watches()

    def _add_people(self) -> None:
        """Accounts, keys, and a change that waits, of each of two organisations."""
        people = self.world.people
        pairs = {"own": (HR_OFFICER, FORCE_ADMINISTRATOR), "other": (OTHER_VETTING_OFFICER, OTHER_REPORTER)}
        with self.world.database.write() as session:
            session.execute(text("UPDATE api_client SET last_used_on = :today"), {"today": utc_now().date()})
            for case, (someone, by) in pairs.items():
                organisation = people[someone].organisation_id
                self.things[("account", case)] = people[someone].id
                key = create_api_client(session, SYSTEM, name=case, role=someone.role, organisation_code=someone.organisation)
                found = text("SELECT id FROM api_client WHERE prefix = :p")
                self.things[("key", case)] = str(session.scalar(found, {"p": key[:12]}))
                proposal = AccountProposal(
                    id=new_id(),
                    organisation_id=organisation,
                    account_id=people[someone].id,
                    kind="role",
                    role="force_administrator",
                    state="open",
                    proposed_by_id=people[by].id,
                    proposed_at=utc_now(),
                )
                session.add(proposal)
                self.things[("account change", case)] = proposal.id

    def _add_watches(self) -> None:
        """Somebody under watch, and an alert about them, of each of two organisations."""
        term = Term(utc_now().date() + timedelta(days=30), "statutory_function", "Decision 7")
        for case, someone, surname in (
            ("own", VETTING_OFFICER, "Ashworth"),
            ("other", OTHER_VETTING_OFFICER, f"{CANARY}-Ashworth"),
        ):
            check_id = self.world.run(someone, a_request(surname=surname, reference=f"{surname}-2"))
            with self.world.database.write() as session:
                watches = enrol(session, self.world.people[someone], [check_id], "workforce_check", term).watches
            self.things[("watch", case)] = watches[check_id]
        monitor = Monitor(self.world.database)
        monitor.run()
        for by, force, surname in ((REPORTER, "Leicestershire", "Ashworth"), (OTHER_REPORTER, "Essex", f"{CANARY}-Ashworth")):
            told = {"force": force, "surname": surname, "forenames": "Siân", "date_of_birth": "1990-02-28"}
            with self.world.database.write() as session:
                report = submit_report(session, self.world.people[by], ReportInput(**(REPORT | told)))
            with self.world.database.write() as session:
                approve_report(session, self.world.people[REGISTRAR], report.id, 1)
        monitor.run()
        with self.world.database.read() as session:
            for case, someone in (("own", VETTING_OFFICER), ("other", OTHER_VETTING_OFFICER)):
                watch = view_watch(session, self.world.people[someone], self.things["watch", case])
                self.things["alert", case] = watch.alerts[0].id

    def _add_batches(self) -> None:
        """A file sent in by each of two organisations that may run batches."""
        with self.world.database.write() as session:
            for case, someone, surname in (("own", HR_OFFICER, "Ashdown"), ("other", OTHER_VETTING_OFFICER, CANARY)):
                actor = self.world.people[someone]
                entitle(session, SYSTEM, actor.organisation_id or "", Entitlement(most_rows=100, second_person_above=10))
                rows = f"Forename,Surname,DOB\nTestina,{surname},27/04/1985\n".encode()
                file = Upload(rows, purpose="workforce_check", reference=f"{surname}-1", name=f"{surname}.csv")
                self.things[("batch", case)] = upload(session, actor, file).batch_id

    def path(self, rule: str, kind: str | None, case: str) -> str:
        """The address of a rule for one case: own, other, colleague or nonexistent."""
        named = {"limb": "a", "list_id": "barred", "filename": "service.js", "number": "2"}
        thing = self.things.get((kind, case), NOBODY) if kind else NOBODY
        if rule.startswith("/api/"):
            thing = self.things.get((kind or "", f"{case} by key"), thing)

        def fill(found: re.Match[str]) -> str:
            return named.get(found[1], thing)

        return re.sub(r"<(?:\w+:)?(\w+)>", fill, rule)

    def send(self, method: str, path: str, who: str) -> TestResponse:
        """One request as a role, as nobody, or with a revoked key; a form carries the token of the sender's own session."""
        client = self.app.test_client()
        if path.startswith("/api/"):
            key = self.keys.get(who)
            headers = {"Idempotency-Key": hashlib.sha256(f"{who}{path}".encode()).hexdigest()}
            if key is not None:
                headers["Authorization"] = f"Bearer {key}"
            return client.open(path, method=method, headers=headers, json={} if method == "POST" else None)
        data: dict[str, Any] = {}
        if who in ROLES:
            with client.session_transaction() as session:
                session["_user_id"] = self._named_by_sessions(ROLES[who])
                session["_fresh"] = True
        if method == "POST":
            token = TOKEN.search(client.get("/sign-in" if who not in ROLES else "/").get_data(as_text=True))
            data = {"csrf_token": token[1]} if token else {}
        return client.open(path, method=method, data=data)

    def _named_by_sessions(self, someone: Someone) -> str:
        """What a session names the account by; signing out changes it."""
        with self.service.database.read() as session:
            found = session.scalar(text("SELECT fs_uniquifier FROM account WHERE email = :e"), {"e": someone.email})
        return str(found)

    def state(self) -> str:
        """A digest of every row of every table but the trail's."""
        digest = hashlib.sha256()
        with self.service.database.read() as session:
            for table in sorted(Base.metadata.tables):
                if table not in TRAIL:
                    rows = sorted(map(repr, session.execute(text(f"SELECT * FROM {table}")).all()))
                    digest.update(repr((table, rows)).encode())
        return digest.hexdigest()

    def events(self) -> int:
        """How many events the trail holds."""
        with self.service.database.read() as session:
            return int(session.scalar(text("SELECT count(*) FROM audit_event")) or 0)
