"""What every page knows: the templates' loaders, the assets' addresses, who has signed in, the menu, how moments are written."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import jinja2
from flask import Flask, g, request, send_from_directory, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from flask_wtf.csrf import CSRFProtect
from werkzeug.routing import BaseConverter

from vetting.access import Permission, SessionTimes, public, session_times
from vetting.db import utc_now

HERE = Path(__file__).resolve().parent
STATIC = HERE / "static"
LONDON = ZoneInfo("Europe/London")
SERVICE_NAME = "Barred list vetting"
LAST_PAGE = 100_000

MENU: tuple[tuple[Permission, str, str], ...] = (
    (Permission.REQUEST_CHECK, "Check a person", "checks.new"),
    (Permission.READ_CHECK_STATES, "Checks", "checks.index"),
    (Permission.DECIDE_HITS, "Queue", "cases.index"),
    (Permission.RUN_BATCH, "Batches", "batches.index"),
    (Permission.WORK_ALERTS, "Alerts", "alerts.index"),
    (Permission.KEEP_WATCHES, "Under watch", "watches.index"),
    (Permission.CHANGE_REGISTER, "Desk", "desk.index"),
    (Permission.READ_OWN_REPORTS, "Reports", "reports.index"),
    (Permission.READ_OWN_REPORTS, "Confirmed matches", "confirmations.index"),
    (Permission.READ_REGISTER, "Entries", "entries.index"),
    (Permission.CHANGE_REGISTER, "Waiting", "proposals.index"),
    (Permission.KEEP_NOTICES, "Notices", "notices.index"),
    (Permission.CHANGE_REGISTER, "Lists", "entries.lists"),
    (Permission.READ_REGISTER, "Statistics", "statistics.index"),
    (Permission.EXPLAIN_ABSENCE, "Why not?", "absences.index"),
    (Permission.ANSWER_SUBJECT_ACCESS, "Subject access", "subject_access.index"),
    (Permission.READ_TRAIL, "Audit trail", "trail.index"),
    (Permission.REPLAY_CHECKS, "Replay a check", "replays.index"),
    (Permission.SEE_WHO_CHECKED, "Who checked whom", "trail.checkers"),
    (Permission.MANAGE_PEOPLE, "People", "people.index"),
    (Permission.MANAGE_KEYS, "API keys", "keys.index"),
)
"""The menu: what somebody must be allowed to do, the words, and the page. The College's page of reports is its queue."""


@dataclass(frozen=True, slots=True)
class Person:
    """Whoever has signed in, as the top of a page names them. Kept for the request, so that an error page needs no database."""

    name: str
    organisation: str
    role: str
    permissions: frozenset[Permission]
    session: SessionTimes | None = None

    def may(self, permission: str) -> bool:
        """Whether the person has the permission with this value; templates ask it to leave out what would be refused anyway."""
        return Permission(permission) in self.permissions


class IdConverter(BaseConverter):
    """The ids in addresses: 32 hexadecimal characters, so that nothing else reaches a door."""

    regex = "[0-9a-f]{32}"


def init_layout(app: Flask) -> None:
    """Add loaders, globals, filters, assets, the converter of ids, and the forgery check."""
    app.url_map.converters["id"] = IdConverter
    app.jinja_loader = jinja2.ChoiceLoader(
        [
            jinja2.FileSystemLoader(HERE / "templates"),
            jinja2.PrefixLoader(
                {
                    "govuk_frontend_jinja": jinja2.PackageLoader("govuk_frontend_jinja"),
                    "govuk_frontend_wtf": jinja2.PackageLoader("govuk_frontend_wtf"),
                }
            ),
        ]
    )
    app.add_template_filter(london_moment, "moment")
    app.add_template_filter(plain_date, "day")
    app.add_template_global(london_today, "today")
    app.context_processor(_page_context)
    app.add_url_rule("/static/<path:filename>", "static", public(_asset))
    app.config.update(WTF_CSRF_CHECK_DEFAULT=False, WTF_CSRF_TIME_LIMIT=None)
    forgery = CSRFProtect(app)
    app.before_request(lambda: None if request.path.startswith("/api/") else forgery.protect())


def london_moment(moment: datetime) -> str:
    """A moment as people in the UK read it, with its zone: `3 March 2027 at 14:02 GMT`."""
    local = moment.astimezone(LONDON)
    return f"{local.day} {local:%B %Y} at {local:%H:%M %Z}"


def london_today() -> date:
    """The day it is for somebody in the UK."""
    return datetime.now(LONDON).date()


def clock_time(moment: datetime) -> str:
    """A moment inside a sentence, the time first: `14:02 on 3 March 2027`."""
    local = moment.astimezone(LONDON)
    return f"{local:%H:%M} on {local.day} {local:%B %Y}"


def plain_date(day: date | str | None) -> str:
    """A date in words, `3 March 2027`; a date of birth known by its year alone stays a year."""
    if not day:
        return "not given"
    if isinstance(day, str):
        if len(day) != 10:
            return day
        day = date.fromisoformat(day)
    return f"{day.day} {day:%B %Y}"


def signed_in_person() -> Person | None:
    """Whoever has signed in, or None. Read once a request, while the database still answers."""
    if "person" not in g:
        actor = g.get("actor")
        if actor is None or not current_user.is_authenticated:
            g.person = None
        else:
            role = actor.role.label if actor.role is not None else ""
            organisation, times = current_user.organisation.name, session_times(current_user)
            g.person = Person(current_user.full_name, organisation, role, actor.permissions, times)
    person: Person | None = g.person
    return person


def page_asked() -> int:
    """Which page of a long list was asked for, from 1 on; anything that is no such number is the first."""
    return min(max(1, request.args.get("page", 1, type=int)), LAST_PAGE)


def _page_context() -> dict[str, Any]:
    person = signed_in_person()
    return {
        "service_name": SERVICE_NAME,
        "person": person,
        "menu": _menu(person),
        "asset": _asset_address,
        "clock_time": clock_time,
        "session_ends": person.session.idle_ends_at if person and person.session else None,
        "seconds_left": _seconds(person.session) if person and person.session else None,
    }


def seconds_left() -> int:
    """In how many seconds the session of this request ends if nothing is done from now on."""
    times = session_times(current_user)
    return _seconds(times) if times is not None else 0


def _seconds(times: SessionTimes) -> int:
    return max(0, int((times.idle_ends_at - utc_now()).total_seconds()))


def _menu(person: Person | None) -> list[dict[str, Any]]:
    if person is None:
        public_pages = (("Published list", "public.published"), ("Help", "public.help_page"))
        entries = [*public_pages, ("Sign in", "security.login")]
    else:
        entries = [(words, endpoint) for permission, words, endpoint in MENU if permission in person.permissions]
    return [_menu_item(words, endpoint, entries) for words, endpoint in entries]


def _menu_item(words: str, endpoint: str, entries: list[tuple[str, str]]) -> dict[str, Any]:
    """One entry of the menu; a page that has none of its own belongs to the list of its journey."""
    has_own = request.endpoint in {other for _, other in entries}
    journey, _, page = endpoint.partition(".")
    inside = not has_own and page == "index" and request.blueprint == journey
    return {"text": words, "href": url_for(endpoint), "current": request.endpoint == endpoint, "active": inside}


def _asset(filename: str) -> ResponseReturnValue:
    return send_from_directory(STATIC, filename)


@cache
def _digest(name: str) -> str:
    file = STATIC / name
    return hashlib.sha256(file.read_bytes()).hexdigest()[:12] if file.is_file() else "missing"


def _asset_address(name: str) -> str:
    """The address of an asset, which changes with its content so that browsers may keep it."""
    return url_for("static", filename=name, v=_digest(name))
