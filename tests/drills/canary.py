"""`make drill-canary`: nobody who is reported, checked, uploaded or watched is named outside the pages and answers meant for it.

One fictional person goes every way through the service (`canary_journeys.py`), then everybody follows every link and sends every
form (`walker.py`); a worker runs, an e-mail goes out through a real mail server, and things go wrong. Then every address asked for,
every log line, the metrics, the job queue, every file name, e-mail, page title, header, error page and plain value in the database
is searched for the person. The API's public search by name has the name in its address by contract (design.md section 5) and is not
asked here.
"""

from __future__ import annotations

import io
import json
import logging
import sys
import warnings
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import structlog
from flask import Response, request
from sqlalchemy import LargeBinary

from tests.drills.authz_policy import plain, routes
from tests.drills.canary_journeys import WORDS, fill, gone_wrong, plant, worked
from tests.drills.deployments import KINDS, deployment
from tests.drills.walker import NEVER, walk_everywhere
from tests.mail_server import running_mail_server
from tests.people import HR_OFFICER
from tests.screening.world import World
from tests.web.conftest import People
from vetting.access import SYSTEM
from vetting.app import Service, create_app
from vetting.app.service import configure_logging
from vetting.batches import Entitlement, entitle
from vetting.db import Base

SHOWS_WHAT_WAS_TYPED = 422
REFUSED = {401, 403, 404}


class Places:
    """What was seen at each place, and the places where the person stands."""

    def __init__(self) -> None:
        self.seen: dict[str, int] = defaultdict(int)
        self.leaks: list[str] = []
        self.rules: set[tuple[str, str]] = set()
        self.missed: list[tuple[str, str]] = []
        self.faults: list[str] = []

    def reached(self, response: Response) -> Response:
        """Note which address answered somebody who may use it."""
        if request.url_rule is not None and response.status_code not in REFUSED:
            self.rules.add((plain(request.url_rule.rule), request.method))
        return response

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
    """Plant the person everywhere, read and send everything, and let some of it go wrong."""
    app = create_app(service.settings, service)
    app.after_request(places.reached)
    app.wsgi_app = places.watch(app.wsgi_app)  # type: ignore[method-assign]
    people = People(app, service, World.make(service.database).people)
    with service.database.write() as session:
        entitle(session, SYSTEM, people.actors[HR_OFFICER].organisation_id or "", Entitlement(100, 50))
    plant(people)
    places.look("job queue", queue_of(service))
    places.faults = walk_everywhere(people, fill)
    worked(service)
    gone_wrong(people)
    places.look("metrics", people.browser().get("/metrics").html)
    places.missed = sorted(line for line in routes(app) - places.rules if not line[0].startswith(NEVER))


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
    with logs() as heard, running_mail_server() as (inbox, mailer):
        mail = {f"mail_{name}": getattr(mailer, name) for name in ("host", "port", "sender", "security")}
        with deployment(kind, **mail) as service:
            journeys(service, places)
            stored(service, places)
        for line in heard.getvalue().splitlines():
            places.look("log lines", line)
        for content in inbox.sent:
            places.look("e-mails", content.decode("utf-8", "replace"))
    for name in ("e-mails", "log lines", "error pages", "job queue", "files"):
        assert places.seen[name], f"nothing was seen of {name}: the drill would prove nothing"
    return places


def main() -> int:
    """Run the drill on both databases; 0 only if nothing leaks."""
    warnings.simplefilter("ignore")
    kinds = sys.argv[1:] or KINDS
    results = {kind: run_on(kind) for kind in kinds}
    for places in results.values():
        for wrong in (*places.leaks[:20], *places.faults[:20]):
            print(wrong)
        print(f"not reached: {', '.join(' '.join(reversed(line)) for line in places.missed) or 'nothing'}")
    told = "; ".join(
        f"{kind}: {len(places.rules)} rules of addresses, " + ", ".join(f"{n:,} {name}" for name, n in places.seen.items())
        for kind, places in results.items()
    )
    leaks, faults = (sum(len(getattr(places, each)) for places in results.values()) for each in ("leaks", "faults"))
    print(f"drill-canary: {leaks} leaks, {faults} faults of the service; searched {told}")
    return 0 if leaks == faults == 0 else 1


if __name__ == "__main__":
    sys.exit(main())
