"""One fictional person on every path of the service: reported, checked, decided on, uploaded, imported, watched and removed.

`plant` goes the ways that need several people or a file; then everybody follows every link and sends every form (`walker.py`), with
the person's particulars in each text box; then things go wrong. Who looks for what leaked is `canary.py`.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

from sqlalchemy import event, text

from tests.people import HR_OFFICER, REGISTRAR, REPORTER, SECOND_REGISTRAR, SECOND_VETTING_OFFICER, VETTING_OFFICER, api_key
from tests.registry.keeper import HEADINGS, PLACE
from tests.registry.keeper import person as row_of
from tests.web.conftest import Page, People
from tests.web.test_certificate_pages import issued
from tests.web.test_decision_pages import SAME, seconded
from tests.web.test_import_pages import confirm, uploaded
from tests.web.test_report_pages import OFFICER
from vetting.app import Service
from vetting.db import utc_now
from vetting.monitoring import Term, enrol

BORN = {"date_of_birth-day": "29", "date_of_birth-month": "11", "date_of_birth-year": "1973"}
PERSON = {"forenames": "Zebulonia", "surname": "Quorndelfizz", **BORN}
WORDS = ("zebulonia", "quorndelfizz", "1973-11-29", "29/11/1973", "29 november 1973", "qx77231", "kumquatzither")
NOTICE = """Kent Police: misconduct hearing
A gross misconduct hearing was held on Monday 22 March 2021. PCSO Zebulonia Quorndelfizz breached the standard of
Authority, Respect and Courtesy and was dismissed without notice. She will be placed on the barred list."""
CHECK = {"subject": {"forenames": "Zebulonia", "surname": "Quorndelfizz", "date_of_birth": "1973-11-29"}, "purpose": "appointment"}
ASKED = {"purpose": "appointment", "applicant_told": "y", "action": "run"}
BY_NAME = {
    "forenames": "Zebulonia",
    "surname": "Quorndelfizz",
    "name": "Zebulonia Quorndelfizz",
    "identifying_number": "QX77231",
    "number": "QX77231",
    "text": NOTICE,
}
"""What a person writes into a text box of this name; into any other, a sentence about the person; into a date, a day."""
BORN_ON = {"-day": "29", "-month": "11", "-year": "1973"}
LATELY = {"-day": "2", "-month": "11", "-year": "2026"}


def fill(name: str) -> str:
    """What is written into a text box."""
    part = name[name.rfind("-") :]
    if part in BORN_ON:
        return (BORN_ON if "birth" in name else LATELY)[part]
    return BY_NAME.get(name.rpartition("-")[2], "Zebulonia Quorndelfizz, born 29 November 1973, sold the kumquatzither.")


def plant(people: People) -> None:
    """Everything that needs several people, a file or the clock."""
    check_id = checked(people)
    with people.service.database.write() as session:
        term = Term(utc_now().date() + timedelta(days=30), "statutory_function", "Decision 7")
        enrol(session, people.actors[VETTING_OFFICER], [check_id], "workforce_check", term)
    people.service.timetable().run_due(utc_now().replace(tzinfo=None))
    entry = reported(people)
    decided(people)
    by_api(people)
    removed(people, entry)
    left_open(people)
    files_left_open(people)
    in_a_file(people)
    in_the_keepers_file(people)
    people.browser(REGISTRAR).post("/notices/new", {"text": NOTICE, "source": "https://news.example/q", "action": "keep"})
    worked(people.service)


def checked(people: People) -> str:
    """A check on the pages that finds nobody; gives its id."""
    page = people.browser(VETTING_OFFICER).post("/checks/new", PERSON | ASKED | {"reference": "VAC-1"})
    assert page.status == 303, page.errors
    assert "Quorndelfizz" in people.browser(VETTING_OFFICER).get(page.location).html, "the person was never planted"
    return page.location.rpartition("/")[2]


def sent_in(people: People, **changes: str) -> Page:
    """The person reported."""
    told = OFFICER | PERSON | {"identifying_number": "QX77231", "conduct": "Sold the kumquatzither."} | changes
    page = people.browser(REPORTER).post("/reports/new/a", told)
    assert page.status == 303, page.errors
    return page


def reported(people: People) -> str:
    """The person reported, and the report approved; gives the entry's address."""
    page, registrar = sent_in(people), people.browser(SECOND_REGISTRAR)
    done = registrar.post(f"{page.location}/approve", {"expected_version": "1"}, form_at=page.location)
    assert done.status == 303, done.text
    found = re.search(r"/register/entries/[0-9a-f]{32}", registrar.get("/register/entries").html)
    assert found
    return found[0]


def decided(people: People) -> None:
    """A check that finds the person, confirmed by two officers, with its certificate verified by a stranger."""
    officer = people.browser(VETTING_OFFICER)
    check = officer.post("/checks/new", PERSON | ASKED | {"reference": "VAC-4"}).location
    hit = re.search(r"/checks/[0-9a-f]{32}/hits/[0-9a-f]{32}", officer.get(check).html)
    assert hit
    officer.post(f"{check}/case/note", {"text": fill("note")})
    assert officer.post(hit[0], SAME | {"reason": fill("reason")}).status == 303
    assert seconded(people, hit[0]).status == 303
    code = issued(people, check)
    people.browser().post("/verify", {"code": code})
    for outlet in ("certificate", "certificate.pdf", "proof-bundle"):
        assert officer.get(f"{check}/{outlet}").status == 200, outlet


def by_api(people: People) -> None:
    """Good and bad requests of the API."""
    key = api_key(people.service.database, VETTING_OFFICER)
    client = people.app.test_client()
    for number, body in enumerate(
        (CHECK | {"reference": "VAC-2"}, CHECK, CHECK | {"purpose": "Quorndelfizz", "reference": "VAC-3"})
    ):
        headers = {"Authorization": f"Bearer {key}", "Idempotency-Key": f"k{number}"}
        client.post("/api/v1/checks", json=body, headers=headers)
    client.post("/api/v1/checks", json=CHECK, headers={"Authorization": "Bearer wrong"})
    client.post(
        "/api/v1/checks", data=b'{"Zebulonia', headers={"Authorization": f"Bearer {key}", "Content-Type": "application/json"}
    )


def in_a_file(people: People) -> None:
    """A file of people to check whose name, rows and faults name the person; beside them, near namesakes."""
    namesakes = (f"{number},Z,Quorndelfizz,28/11/1973" for number in range(3, 7))
    rows = ("1,Zebulonia,Quorndelfizz,29/11/1973", "2,Zebulonia,Quorndelfizz,31/02/1973", *namesakes)
    page = sent_as_file(people, rows)
    people.browser(HR_OFFICER).post(f"{page}/start", form_at=page)
    worked(people.service)
    for file in ("results.csv", "results.xlsx", "errors.csv"):
        people.browser(HR_OFFICER).get(f"{page}/{file}")
    reviewed(people, page)


def reviewed(people: People, batch: str) -> None:
    """People who are alike cleared together; what of that the sample takes for a second look, if any, is looked at again."""
    officer, other = people.browser(VETTING_OFFICER), people.browser(SECOND_VETTING_OFFICER)
    group = re.search(rf"{batch}/review/[^\"]+", officer.get(f"{batch}/review").html)
    assert group, "no two comparisons are alike"
    hits = re.findall(r'name="hit"[^>]*value="([0-9a-f]{32})"', officer.get(group[0]).html)
    officer.post(group[0], {"hit": hits, "reason": fill("reason")}, form_at=group[0])
    looks = other.get(f"{batch}/second-looks").html
    for look in re.findall(rf"{batch}/second-looks/[0-9a-f]{{32}}", looks)[:2]:
        other.post(look, {"decision": "different_person", "reason": fill("reason")}, form_at=look)


def files_left_open(people: People) -> None:
    """Files that wait: for an encoding, for the order of day and month, for a correction, and for a second person."""
    who, sender = "Zebulonia,Quorndelfizz", people.browser(HR_OFFICER)
    accents = sent_as_file(people, ("1,Zebulonia Zo\u00eb,Quorndelfizz,29/11/1973",), "cp1252")
    order = sent_as_file(people, (f"1,{who},11/10/1973", f"2,{who},10/11/1973"))
    wrong = sent_as_file(people, (f"1,{who},31/02/1973", f"2,{who},29/11/1973"))
    sender.post(f"{accents}/reading", {"encoding": "cp1252"}, form_at=accents)
    sender.post(f"{order}/mapping", form_at=order)
    sender.post(f"{wrong}/rows/2", {"cell-3": "30/02/1973"}, form_at=f"{wrong}/rows/2")
    sender.post(f"{wrong}/cancel", form_at=wrong)
    many = sent_as_file(people, [f"{number},{who},29/11/1973" for number in range(60)])
    sender.get(f"{many}/progress")
    assert sender.post(f"{many}/start", form_at=many).status == 303
    second = people.browser(VETTING_OFFICER).post(f"{many}/confirm", form_at=many)
    assert second.status == 303, second.text


def sent_as_file(people: People, rows: Iterable[str], encoding: str = "utf-8") -> str:
    """A file of people sent by an HR officer and read by a worker; gives the address of the batch."""
    data = "\n".join(("Ref,Forename,Surname,DOB", *rows, "")).encode(encoding)
    form = {"file": (io.BytesIO(data), "Quorndelfizz.csv"), "purpose": "workforce_check", "reference": "WASH-1"}
    page = people.browser(HR_OFFICER).post("/batches/new", form)
    assert page.status == 303, page.errors
    worked(people.service)
    return page.location


def in_the_keepers_file(people: People) -> None:
    """A keeper's list that names the person twice, once with a date that nobody can read, confirmed by a second registrar."""
    known = {"Forenames": "Zebulonia", "Surname": "Quorndelfizz", "DOB": "29/11/1973", "Warrant number": "QX77231"}
    rows = [row_of(900, **known), row_of(901, **(known | {"DOB": "29/11/1973?"}))]
    assert len(rows[0]) == len(HEADINGS) == len(PLACE)
    assert confirm(people, uploaded(people, rows)).status == 303


def removed(people: People, entry: str) -> None:
    """An appeal won: suspended on receipt, completed by a registrar, and those who had asked are told."""
    told = {name: value for name, value in OFFICER.items() if name.startswith("event_date-")}
    happened = told | {"details": fill("details")}
    sent = people.browser(REPORTER).post(f"{entry}/further-report", {"ground": "appeal_won"} | happened)
    assert sent.status == 303, sent.errors
    done = people.browser(REGISTRAR).post(f"{sent.location}/approve", form_at=sent.location)
    assert done.status == 303, done.text


def left_open(people: People) -> None:
    """What waits for somebody: reports, an entry that may be reviewed, and a question of the person's own."""
    for number in ("QX77231", "QX77231 A", "QX77231 B"):
        sent_in(people, identifying_number=number)
    reported(people)
    with people.service.database.write() as session:
        session.execute(text("UPDATE entry SET listed_at = :at"), {"at": (utc_now() - timedelta(days=2300)).isoformat()})
    begun = people.browser(VETTING_OFFICER).post("/subject-access/new", PERSON)
    assert begun.status == 303, begun.errors


def worked(service: Service) -> None:
    """What the workers do: what waits, and what the clock asks for."""
    timetable = service.timetable()
    for _ in range(3):
        timetable.run_waiting()
        timetable.run_due(utc_now().replace(tzinfo=None))


def gone_wrong(people: People) -> None:
    """Forged, too large, not found, not allowed, and a database that fails in the middle of a check."""
    client = people.browser(VETTING_OFFICER).client
    client.post("/checks/new", data=PERSON)
    client.post("/checks/new", data=PERSON | {"reference": "Quorndelfizz" * 200_000})
    client.delete("/checks/new", data=PERSON)
    people.browser(REGISTRAR).client.post("/checks/new", data=PERSON)
    with failing_inserts(people.service, "screening_check"):
        page = people.browser(SECOND_VETTING_OFFICER).post("/checks/new", PERSON | ASKED | {"reference": "VAC-9"})
    assert page.status >= 500, page.status


@contextmanager
def failing_inserts(service: Service, table: str) -> Iterator[None]:
    """A database that refuses every row of a table, with the statement and its values at hand for whoever reports it."""

    def refuse(_connection: Any, cursor: Any, statement: str, *_more: Any) -> None:
        if statement.startswith(f"INSERT INTO {table} "):
            cursor.execute("SELECT nothing FROM nowhere")

    event.listen(service.database.engine, "before_cursor_execute", refuse)
    try:
        yield
    finally:
        event.remove(service.database.engine, "before_cursor_execute", refuse)
