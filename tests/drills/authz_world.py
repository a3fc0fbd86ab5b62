"""What the authorization drill works with: people and keys of every role, and something of each kind in two organisations."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field
from datetime import timedelta

from flask import Flask
from sqlalchemy import text
from werkzeug.test import TestResponse

from tests.drills.authz_policy import NAMED, Line
from tests.drills.authz_things import (
    CANARY,
    Things,
    add_batches,
    add_decisions,
    add_imports,
    add_listed,
    add_notices,
    add_subject_access,
)
from tests.people import (
    FORCE_ADMINISTRATOR,
    HR_OFFICER,
    ONE_A_ROLE,
    OTHER_REPORTER,
    OTHER_VETTING_OFFICER,
    RECRUITER,
    REGISTRAR,
    REPORTER,
    VETTING_OFFICER,
    Someone,
    api_key,
)
from tests.screening.world import REPORT, World, a_request
from vetting.access import SYSTEM, create_api_client, limiter
from vetting.access.credentials import authenticate_key
from vetting.access.models import AccountProposal
from vetting.app import Service, create_app
from vetting.db import Base, new_id, utc_now
from vetting.monitoring import Monitor, Term, enrol, view_watch
from vetting.registry import ReportInput, approve_report, submit_report
from vetting.screening import issue_certificate, run_check

TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')
NOBODY = "0" * 32
COLLEAGUE = "Brackenthwaite"
ROLES: dict[str, Someone] = {someone.role.value: someone for someone in ONE_A_ROLE}
NOT_THERE = {"number": "999999", "group": "0" * 16}
"""What stands for nobody's where an id has another form."""
TRAIL = {"audit_event", "audit_head"}


@dataclass
class Drill:
    """One deployment with its people, keys and things, and the application that serves it."""

    service: Service
    app: Flask
    world: World
    keys: dict[str, str]
    things: Things = field(default_factory=dict)
    last_state: str | None = None

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
        for add in (add_listed, add_decisions, add_notices, add_subject_access, add_batches, add_imports):
            self.things |= add(world)
        self.things["check", "own"] = world.run(RECRUITER, a_request())
        with world.database.write() as session:
            by_key = authenticate_key(session, self.keys["recruiter"], utc_now())
            self.things["check", "own by key"] = run_check(session, by_key, a_request())
        self.things["check", "colleague"] = world.run(VETTING_OFFICER, a_request(surname=COLLEAGUE, reference=f"{COLLEAGUE}-1"))
        self.things["check", "other"] = world.run(OTHER_VETTING_OFFICER, a_request(surname=CANARY, reference=f"{CANARY}-1"))
        for case, someone in (("own", VETTING_OFFICER), ("colleague", VETTING_OFFICER), ("other", OTHER_VETTING_OFFICER)):
            with world.database.write() as session:
                issue_certificate(session, world.people[someone], str(self.things["check", case]))
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
                watch = view_watch(session, self.world.people[someone], str(self.things["watch", case]))
                self.things["alert", case] = watch.alerts[0].id

    def ids(self, line: Line, case: str, who: str) -> dict[str, str]:
        """What stands in an address, and in what is sent to it, for one case.

        `no outer` and `no inner` name the first or the last of several ids as nobody's, `crossed` the last as another owner's.
        """
        parts = [*line.parts, *line.sent]
        named = {part: NAMED.get(part, NOBODY) for part in parts}
        if line.object is None:
            return named
        if case in {"own", "colleague", "other"}:
            return named | self._named(line, case, who)
        nobody = {part: NOT_THERE.get(part, NOBODY) for part in parts}
        if case == "nonexistent":
            return nobody
        own, last = named | self._named(line, "own", who), line.innermost or parts[-1]
        if case == "no outer":
            return own | {parts[0]: nobody[parts[0]]}
        return own | {last: nobody[last] if case == "no inner" else self._named(line, "other", who)[last]}

    def _named(self, line: Line, case: str, who: str) -> dict[str, str]:
        """The ids of a thing by the parts of the address; a check is also somebody's own by their key."""
        kind = line.object or ""
        asked = [f"{case} as {who}", *([f"{case} by key"] if line.of_api else []), case]
        thing = next(self.things[kind, each] for each in asked if (kind, each) in self.things)
        return dict(thing) if isinstance(thing, dict) else {line.parts[0]: str(thing)}

    def send(self, line: Line, ids: dict[str, str], who: str) -> TestResponse:
        """One request as a role, as nobody, or with a revoked key; a form carries the token of the sender's own session."""
        client = self.app.test_client()
        path = re.sub(r"<(?:\w+:)?(\w+)>", lambda found: ids[found[1]], line.rule)
        sent = {name: value.format_map(ids) for name, value in line.sends.items()}
        if line.of_api:
            key = self.keys.get(who)
            headers = {"Idempotency-Key": hashlib.sha256(f"{who}{path}".encode()).hexdigest()}
            if key is not None:
                headers["Authorization"] = f"Bearer {key}"
            return client.open(path, method=line.method, headers=headers, json=sent if line.method == "POST" else None)
        if who in ROLES:
            with client.session_transaction() as session:
                session["_user_id"] = self._named_by_sessions(ROLES[who])
                session["_fresh"] = True
        if line.method == "POST":
            token = TOKEN.search(client.get("/sign-in" if who not in ROLES else "/").get_data(as_text=True))
            sent |= {"csrf_token": token[1]} if token else {}
        return client.open(path, method=line.method, data=sent)

    def _named_by_sessions(self, someone: Someone) -> str:
        """What a session names the account by; signing out changes it."""
        with self.service.database.read() as session:
            found = session.scalar(text("SELECT fs_uniquifier FROM account WHERE email = :e"), {"e": someone.email})
        return str(found)

    def cases(self, line: Line) -> list[str]:
        """What an address is asked for."""
        if line.object is None:
            return ["own"]
        foreign = (line.object, "other") in self.things
        both = ["no outer", "no inner", *(["crossed"] if foreign and line.innermost not in NOT_THERE else [])]
        return [
            "own",
            *(case for case in ("colleague", "other") if (line.object, case) in self.things),
            "nonexistent",
            *(both if line.innermost else []),
        ]

    def changed(self) -> None:
        """Whatever is asked next may find other rows than those last looked at."""
        self.last_state = None

    def state(self) -> str:
        """A digest of every row of every table but the trail's."""
        if self.last_state is None:
            self.last_state = self._digest()
        return self.last_state

    def _digest(self) -> str:
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
