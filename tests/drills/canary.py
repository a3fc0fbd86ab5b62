"""`make drill-canary`: nobody who is reported, checked, uploaded or watched is named outside the pages and answers meant for it.

One fictional person is planted through the web, the API, a file, a notice and a watch; a worker runs, an e-mail goes out through a
real mail server, and things go wrong. Then every address asked for, every log line, the metrics, the job queue, every file name,
e-mail, page title, header, error page and plain value in the database is searched for the person. The API's public search by name
has the name in its address by contract (design.md section 5) and is not asked here.
"""

from __future__ import annotations

import io
import json
import logging
import socket
import sys
import warnings
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import structlog
from aiosmtpd.controller import Controller
from sqlalchemy import LargeBinary, event

from tests.drills.deployments import KINDS, deployment
from tests.people import AUDITOR, FORCE_ADMINISTRATOR, HR_OFFICER, REGISTRAR, REPORTER, SECOND_REGISTRAR, VETTING_OFFICER, api_key
from tests.screening.world import World
from tests.web.conftest import People
from tests.web.test_report_pages import OFFICER
from vetting.access import SYSTEM
from vetting.app import Service, create_app
from vetting.app.service import configure_logging
from vetting.batches import Entitlement, entitle
from vetting.db import Base, utc_now
from vetting.monitoring import Term, enrol

BORN = {"date_of_birth-day": "29", "date_of_birth-month": "11", "date_of_birth-year": "1973"}
PERSON = {"forenames": "Zebulonia", "surname": "Quorndelfizz", **BORN}
WORDS = ("zebulonia", "quorndelfizz", "1973-11-29", "29/11/1973", "29 november 1973", "qx77231", "kumquatzither")
NOTICE = """Kent Police: misconduct hearing
A gross misconduct hearing was held on Monday 22 March 2021. PCSO Zebulonia Quorndelfizz breached the standard of
Authority, Respect and Courtesy and was dismissed without notice. She will be placed on the barred list."""
CHECK = {"subject": {"forenames": "Zebulonia", "surname": "Quorndelfizz", "date_of_birth": "1973-11-29"}, "purpose": "appointment"}
SHOWS_WHAT_WAS_TYPED = 422


class Places:
    """What was seen at each place, and the places where the person stands."""

    def __init__(self) -> None:
        self.seen: dict[str, int] = defaultdict(int)
        self.leaks: list[str] = []

    def look(self, place: str, content: str) -> None:
        """Search one text."""
        self.seen[place] += 1
        folded = content.casefold()
        self.leaks += [f"{place}: {word} in {content[:200]!r}" for word in WORDS if word in folded]

    def watch(self, app: Callable[..., Any]) -> Callable[..., Any]:
        """The application, with its access log, headers, titles and error pages searched."""

        def watched(environ: dict[str, Any], start_response: Callable[..., Any]) -> Any:
            address = f"{environ['REQUEST_METHOD']} {environ['PATH_INFO']}?{environ['QUERY_STRING']}"
            self.look("addresses", f"{address} {environ.get('HTTP_REFERER', '')}")
            answered: list[Any] = []

            def started(status: str, headers: Any, exc_info: Any = None) -> Any:
                answered[:] = [int(status[:3])]
                self.look("headers", repr(headers))
                return start_response(status, headers, exc_info)

            body = b"".join(app(environ, started))
            page = body.decode("utf-8", "replace")
            self.look("titles", page.partition("<title>")[2].partition("</title>")[0])
            if answered[0] >= 400 and answered[0] != SHOWS_WHAT_WAS_TYPED:
                self.look("error pages", page)
            return [body]

        return watched


class Inbox:
    """A mail server's hands."""

    def __init__(self, places: Places) -> None:
        self.places = places

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:
        """Search one e-mail whole, as it was sent."""
        self.places.look("e-mails", envelope.content.decode("utf-8", "replace"))
        return "250 OK"


@contextmanager
def mail_server(places: Places) -> Iterator[int]:
    """A mail server on this machine; gives its port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    server = Controller(Inbox(places), hostname="127.0.0.1", port=port)
    server.start()
    yield port
    server.stop()


@contextmanager
def logs() -> Iterator[io.StringIO]:
    """Everything that is logged, by the service and by its libraries down to DEBUG."""
    heard = io.StringIO()
    configure_logging()
    structlog.configure(logger_factory=structlog.PrintLoggerFactory(heard), cache_logger_on_first_use=False)
    handler, root = logging.StreamHandler(heard), logging.getLogger()
    level = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    yield heard
    root.removeHandler(handler)
    root.setLevel(level)


def journeys(service: Service, places: Places) -> None:
    """Plant the person everywhere, and let some of it go wrong."""
    app = create_app(service.settings, service)
    app.wsgi_app = places.watch(app.wsgi_app)  # type: ignore[method-assign]
    world = World.make(service.database)
    people = People(app, service, world.people)
    with service.database.write() as session:
        entitle(session, SYSTEM, world.people[HR_OFFICER].organisation_id or "", Entitlement(100, 50))
    check_id = checked(people)
    with service.database.write() as session:
        term = Term(utc_now().date() + timedelta(days=30), "statutory_function", "Decision 7")
        enrol(session, world.people[VETTING_OFFICER], [check_id], "workforce_check", term)
    service.timetable().run_due(utc_now().replace(tzinfo=None))
    reported(people)
    by_api(people)
    uploaded(people)
    people.browser(REGISTRAR).post("/notices/new", {"text": NOTICE, "source": "https://news.example/q", "action": "keep"})
    places.look("job queue", queue_of(service))
    worked(service)
    read_again(people)
    gone_wrong(people)
    places.look("metrics", people.browser().get("/metrics").html)


def checked(people: People) -> str:
    """A check on the pages that finds nobody; gives its id."""
    data = PERSON | {"purpose": "appointment", "reference": "VAC-1", "applicant_told": "y", "action": "run"}
    page = people.browser(VETTING_OFFICER).post("/checks/new", data)
    assert page.status == 303, page.errors
    assert "Quorndelfizz" in people.browser(VETTING_OFFICER).get(page.location).html, "the person was never planted"
    return page.location.rpartition("/")[2]


def reported(people: People) -> None:
    """The same person reported, and the report approved."""
    told = OFFICER | PERSON | {"identifying_number": "QX77231", "conduct": "Sold the kumquatzither."}
    page = people.browser(REPORTER).post("/reports/new/a", told)
    assert page.status == 303, page.errors
    done = people.browser(SECOND_REGISTRAR).post(f"{page.location}/approve", {"expected_version": "1"}, form_at=page.location)
    assert done.status == 303, done.text


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


def uploaded(people: People) -> None:
    """A file whose name, rows and faults name the person."""
    rows = b"Ref,Forename,Surname,DOB\n1,Zebulonia,Quorndelfizz,29/11/1973\n2,Zebulonia,Quorndelfizz,31/02/1973\n"
    form = {"file": (io.BytesIO(rows), "Quorndelfizz.csv"), "purpose": "workforce_check", "reference": "WASH-1"}
    page = people.browser(HR_OFFICER).post("/batches/new", form)
    assert page.status == 303, page.errors
    worked(people.service)
    people.browser(HR_OFFICER).post(f"{page.location}/start", form_at=page.location)
    worked(people.service)
    for file in ("results.csv", "results.xlsx", "errors.csv"):
        people.browser(HR_OFFICER).get(f"{page.location}/{file}")


def worked(service: Service) -> None:
    """What the workers do: what waits, and what the clock asks for."""
    timetable = service.timetable()
    for _ in range(3):
        timetable.run_waiting()
        timetable.run_due(utc_now().replace(tzinfo=None))


def read_again(people: People) -> None:
    """Whoever may look, looks."""
    for someone, paths in (
        (VETTING_OFFICER, ("/queue", "/checks/", "/checks/export.csv", "/alerts", "/watches", "/figures")),
        (REGISTRAR, ("/register/entries", "/register/desk", "/notices/", "/register/statistics")),
        (AUDITOR, ("/trail", "/trail/events.csv")),
        (FORCE_ADMINISTRATOR, ("/who-checked",)),
    ):
        for path in paths:
            assert people.browser(someone).get(path).status == 200, path
    begun = people.browser(VETTING_OFFICER).post("/subject-access/new", PERSON)
    assert begun.status == 303, begun.errors
    people.browser(VETTING_OFFICER).get(begun.location)


def gone_wrong(people: People) -> None:
    """Forged, too large, not found, not allowed, and a database that fails in the middle of a check."""
    client = people.browser(VETTING_OFFICER).client
    client.post("/checks/new", data=PERSON)
    client.post("/checks/new", data=PERSON | {"reference": "Quorndelfizz" * 200_000})
    client.delete("/checks/new", data=PERSON)
    people.browser(REGISTRAR).client.post("/checks/new", data=PERSON)
    asked = PERSON | {"purpose": "appointment", "reference": "VAC-9", "applicant_told": "y", "action": "run"}
    with failing_inserts(people.service, "screening_check"):
        page = people.browser(VETTING_OFFICER).post("/checks/new", asked)
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


def queue_of(service: Service) -> str:
    """Everything that the queue holds."""
    file = Path(service.settings.queue_url.removeprefix("sqlite:///"))
    parts = [file, *file.parent.glob(f"{file.name}-*")]
    return "".join(part.read_bytes().decode("latin-1") for part in parts if part.exists())


def stored(service: Service, places: Places) -> None:
    """Every value of every row that is not sealed, the names of all files, and what stands in the files beside the database."""
    with service.database.read() as session:
        for table in Base.metadata.sorted_tables:
            plain = [column for column in table.columns if not isinstance(column.type, LargeBinary)]
            for row in session.execute(table.select().with_only_columns(*plain)):
                places.look("rows", json.dumps([str(value) for value in row], ensure_ascii=False))
    for file in service.settings.checkpoints_dir.parent.rglob("*"):
        places.look("file names", file.name)
        if file.is_file():
            places.look("files", file.read_bytes().decode("latin-1"))


def run_on(kind: str) -> Places:
    """All journeys on one kind of database."""
    places = Places()
    with logs() as heard, mail_server(places) as port:
        mail = {"mail_host": "127.0.0.1", "mail_port": port, "mail_sender": "vetting@service.example", "mail_security": "none"}
        with deployment(kind, **mail) as service:
            journeys(service, places)
            stored(service, places)
            for line in heard.getvalue().splitlines():
                places.look("log lines", line)
    for name in ("e-mails", "log lines", "error pages", "job queue", "files"):
        assert places.seen[name], f"nothing was seen of {name}: the drill would prove nothing"
    return places


def main() -> int:
    """Run the drill on both databases; 0 only if nothing leaks."""
    warnings.simplefilter("ignore")
    kinds = sys.argv[1:] or KINDS
    results = {kind: run_on(kind) for kind in kinds}
    for places in results.values():
        for leak in places.leaks[:20]:
            print(leak)
    told = "; ".join(
        f"{kind}: " + ", ".join(f"{n:,} {name}" for name, n in places.seen.items()) for kind, places in results.items()
    )
    leaks = sum(len(places.leaks) for places in results.values())
    print(f"drill-canary: {leaks} leaks; searched {told}")
    return 0 if leaks == 0 else 1


if __name__ == "__main__":
    sys.exit(main())
