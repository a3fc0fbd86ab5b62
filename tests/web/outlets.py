"""Every way by which something of a check leaves the service, and what a person of each role finds in it.

A world in which every field holds something that stands nowhere else; the outlets; and what is looked for in their answers.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta
from html import unescape
from pathlib import Path
from typing import Any

from python_calamine import CalamineWorkbook

from tests.batches.world import HEADINGS, BatchWorld
from tests.conftest import make_settings
from tests.monitoring.world import WatchWorld
from tests.people import (
    AUDITOR,
    FORCE_ADMINISTRATOR,
    HR_OFFICER,
    RECRUITER,
    REGISTRAR,
    REPORTER,
    SECOND_VETTING_OFFICER,
    SYSTEM_ADMINISTRATOR,
    VETTING_OFFICER,
    Someone,
    api_key,
)
from tests.screening.world import a_request
from tests.web.conftest import People
from vetting.access import SYSTEM, Door, actor_for_email
from vetting.access.colleagues import name_specialist
from vetting.app import Service, create_app
from vetting.db import utc_now
from vetting.matching import PersonName, ServiceNumber
from vetting.monitoring import Monitor, Term, enrol
from vetting.registry import day_in_london
from vetting.screening import (
    add_note,
    decide_hit,
    hold_case,
    issue_certificate,
    record_application,
    record_document,
    record_manual_check,
    release_check,
    run_check,
    second_disposition,
    view_certificate,
)

ROLES = {
    "recruiter": RECRUITER,
    "hr_officer": HR_OFFICER,
    "vetting_officer": SECOND_VETTING_OFFICER,
    "force_reporter": REPORTER,
    "force_administrator": FORCE_ADMINISTRATOR,
    "registrar": REGISTRAR,
    "auditor": AUDITOR,
    "system_administrator": SYSTEM_ADMINISTRATOR,
    "public": None,
}
LISTED = {
    "forenames": "Robert James",
    "surname": "Featherstonehaugh",
    "date_of_birth": "1985-04-28",
    "identifying_number": "LB 9942",
    "conduct": "Took money that was handed in.",
}
ASKED: dict[str, Any] = {
    "forenames": "Bob",
    "surname": "Featherstonehagh",
    "date_of_birth": "1985-04-27",
    "other_names": (PersonName("Bobbin", "Hartlepuddle"),),
    "service_numbers": (ServiceNumber("Essex", "KX 7781"),),
    "reference": "VAC-HIT",
}
FACTS = {
    "applicant's name": ["Featherstonehagh"],
    "applicant's other name": ["Hartlepuddle"],
    "applicant's date of birth": ["1985-04-27", "27 April 1985"],
    "applicant's number": ["KX 7781", "KX7781"],
    "applicant's sensitive name": ["Quillfeatherby"],
    "reference": ["VAC-HIT", "VAC-CLEAR", "VAC-LATER", "VAC-SENSITIVE", "VAC-WAITS"],
    "listed name": ["Featherstonehaugh"],
    "listed date of birth": ["1985-04-28", "28 April 1985"],
    "listed number": ["LB 9942", "LB9942"],
    "allegation": ["Took money", "Honesty and Integrity"],
    "list": ["Police barred list", "Police advisory list", '"barred"', '"advisory"'],
    "outcome": ["No match", "no_match", "Possible match", "possible_match", "Confirmed", "confirmed_match"],
    "strength": ["Band:", '"band"', "bits", "match_weight", "strong"],
    "register version": ["egister version", "register_version"],
    "model version": ["odel version", "model_version"],
    "officer": ["Vetting officer of 46", VETTING_OFFICER.email],
    "reason of the first officer": ["Compared the passport."],
    "reason of the second officer": ["Saw it as well."],
    "note": ["Rang the applicant."],
    "manual check": ["Asked the College by telephone."],
    "document": ["77X1"],
    "hold": ["aiting for the applicant"],
    "alert": ["A listed person is like this one", '"kind": "listed"'],
    "basis of a watch": ["Decision 7"],
    "what became of the application": ["has withdrawn", "withdrew", "Withdrawn", '"withdrawn"', ",withdrawn,"],
}
"""What is looked for, by the words that show it."""

MASKS = ((r"[0-9a-f]{32}", "ID"), (r"\d+", "N"))


@dataclass
class Outlets:
    """The world, and where its things are."""

    people: People
    places: dict[str, str]
    keys: dict[str, str] = field(default_factory=dict)

    def answer(self, outlet: str, role: str) -> tuple[int, str, list[str]]:
        """The status, the words and the labels of an outlet as somebody of a role gets it."""
        kind, _, address = outlet.partition(" ")
        someone, path = ROLES[role], address.format(**self.places)
        if kind == "API":
            response = self.people.app.test_client().get(f"/api/v1{path}", headers=self._headers(role, someone))
            return response.status_code, response.get_data(as_text=True), _labels_of_json(response.get_data())
        browser = self.people.browser(someone)
        page = browser.post(path, {"code": self.places["code"]}) if path == "/verify" else browser.get(path)
        data = page.response.get_data()
        if kind == "XLSX" and page.status == 200:
            rows = CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_index(0).to_python()
            return page.status, str(rows), [str(cell) for cell in rows[0]]
        if kind in {"CSV", "JSON"}:
            text = data.decode("utf-8-sig")
            labels = _labels_of_json(data) if kind == "JSON" else next(csv.reader(io.StringIO(text)))
            return page.status, text, labels if page.status == 200 else []
        return page.status, f"{page.title} {page.text}", _labels_of_page(page.html)

    def check_by_key(self, role: str) -> str:
        """A check that the system of somebody in a role asks for; gives its id."""
        subject = {"forenames": "Bob", "surname": "Featherstonehagh", "date_of_birth": "1985-04-27"}
        headers = self._headers(role, ROLES[role]) | {"Idempotency-Key": role}
        body = {"subject": subject, "purpose": "appointment", "reference": "VAC-HIT"}
        made = self.people.app.test_client().post("/api/v1/checks", headers=headers, json=body)
        return str(made.json["id"])  # type: ignore[index]

    def _headers(self, role: str, someone: Someone | None) -> dict[str, str]:
        if someone is None:
            return {}
        if role not in self.keys:
            self.keys[role] = api_key(self.people.service.database, someone)
        return {"Authorization": f"Bearer {self.keys[role]}"}


def facts_in(text: str) -> list[str]:
    """Which of the facts a text shows."""
    return [fact for fact, needles in FACTS.items() if any(_shows(text, needle) for needle in needles)]


def _shows(text: str, needle: str) -> bool:
    """Four letters are looked for as a word: a signature may hold any four."""
    return needle in text if len(needle) > 4 else re.search(rf"(?<![\w-]){re.escape(needle)}(?![\w-])", text) is not None


def masked(text: str) -> str:
    """A text without its ids and numbers."""
    for pattern, mask in MASKS:
        text = re.sub(pattern, mask, text)
    return text


@contextmanager
def outlets_in(folder: Path) -> Iterator[Outlets]:
    """The world in a folder."""
    settings = make_settings(f"sqlite:///{folder / 'vetting.db'}", folder)
    service = Service(settings)
    service.prepare()
    batches = BatchWorld.make(service.database)
    watched = WatchWorld(batches.world, Monitor(service.database))
    places = _lived_through(watched, batches)
    outlets = Outlets(People(create_app(settings, service), service, watched.world.people), places)
    outlets.places["of_key"] = outlets.check_by_key("recruiter")
    yield outlets
    service.database.engine.dispose()


def _lived_through(watched: WatchWorld, batches: BatchWorld) -> dict[str, str]:
    """Checks of every kind, decided, waiting, certified, watched and alerted."""
    world, database = watched.world, watched.database
    with database.write() as session:
        name_specialist(session, SYSTEM, VETTING_OFFICER.email, named=True)
        one = actor_for_email(session, VETTING_OFFICER.email, Door.COMMAND)
    two, hr = world.people[SECOND_VETTING_OFFICER], world.people[HR_OFFICER]
    later = world.run(RECRUITER, a_request(forenames="Quentin", surname="Ravenscroft-Pell", reference="VAC-LATER"))
    clear = world.run(RECRUITER, a_request(reference="VAC-CLEAR"))
    watched.run()
    world.entry(**LISTED)
    hit = world.run(RECRUITER, a_request(**ASKED))
    waits = world.run(RECRUITER, a_request(**ASKED | {"reference": "VAC-WAITS", "other_names": ()}))
    with database.write() as session:
        sensitive = {"forenames": "Mair", "surname": "Featherstonehagh", "reference": "VAC-SENSITIVE"}
        names = {"sensitive_names": (PersonName("Robert", "Featherstonehaugh"), PersonName("Mair", "Quillfeatherby"))}
        secret = run_check(session, one, a_request(**ASKED | sensitive | names | {"other_names": ()}))
    hits = {check: world.view(VETTING_OFFICER, check).answer.hits[0].id for check in (hit, waits)}  # type: ignore[union-attr]
    with database.write() as session:
        add_note(session, one, hit, "Rang the applicant.")
        asked: dict[str, Any] = {
            "made_at": utc_now() - timedelta(days=1),
            "answer": "no_answer",
            "account": "Asked the College by telephone.",
        }
        record_manual_check(session, one, hit, **asked)
        record_document(session, one, hit, "passport", last_four="77X1", seen_on=date(2026, 3, 2))
        for check in (hit, waits):
            decided = decide_hit(session, one, check, hits[check], "same_person", reason="Compared the passport.")
            if check == hit:
                second_disposition(session, two, hit, hits[hit], decided.id, agrees=True, reason="Saw it as well.")
        hold_case(session, one, waits, "with_applicant")
        release_check(session, one, hit)
        record_application(session, hr, hit, "withdrawn")
        issue_certificate(session, one, hit)
        code = view_certificate(session, one, hit).code
        term = Term(day_in_london(utc_now()) + timedelta(days=90), "statutory_function", "Decision 7")
        watch = enrol(session, one, [clear], "workforce_check", term).watches[clear]
    world.report(forenames="Quentin", surname="Ravenscroft-Pell", date_of_birth="1990-02-28")
    watched.run()
    rows = "VAC-HIT,Bob,Featherstonehagh,27/04/1985\nVAC-CLEAR,Mair,Hartlepuddle,01/02/1990\n"
    batch = batches.closed((HEADINGS + rows).encode())
    (alert,) = [each for each in watched.alerts() if each.check_id == later]
    return {
        "hit": hit,
        "comparison": hits[hit],
        "waits": waits,
        "comparison_waits": hits[waits],
        "clear": clear,
        "sensitive": secret,
        "alert": alert.id,
        "watch": watch,
        "batch": batch,
        "code": code,
    }


def words_of(html: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", re.sub(r"(?s)<(script|style).*?</\1>", " ", html))).split())


def _labels_of_page(html: str) -> list[str]:
    """The keys of its lists, the heads of its columns and the labels of its fields."""
    main = html.partition('id="main-content">')[2].partition("</main>")[0]
    found = re.findall(r'(?s)<(?:dt|label|legend)\b[^>]*>(.*?)</(?:dt|label|legend)>|<th scope="col"[^>]*>(.*?)</th>', main)
    return [masked(words) for one, other in found if (words := words_of(one or other))]


def _labels_of_json(data: bytes) -> list[str]:
    try:
        return sorted(set(_paths(json.loads(data), "")))
    except ValueError:
        return []


def _paths(value: Any, path: str) -> Iterator[str]:
    if isinstance(value, dict):
        for name, inside in value.items():
            yield f"{path}{name}"
            yield from _paths(inside, f"{path}{name}.")
    elif isinstance(value, list):
        for inside in value:
            yield from _paths(inside, path)
