"""The trail's filter: read from the address, shown as a form, and the events as a file for a spreadsheet."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator, Mapping
from datetime import date

from flask import request
from wtforms import Form

from vetting.audit import EVENTS, Operation, TrailFilter
from vetting.batches import safe_cell
from vetting.records import TrailPage
from vetting.web.fields import ListField, TextField

ID = re.compile(r"[0-9a-f]{32}")
LAST_EVENT = 2**62
COLUMNS = (
    "sequence",
    "recorded_at",
    "operation",
    "event",
    "organisation",
    "organisation_id",
    "part",
    "actor_kind",
    "actor_id",
    "fields",
)


class TrailForm(Form):  # type: ignore[misc]
    """What the trail can be filtered by. It is sent by GET: none of it is about a person by name."""

    event = ListField("Event")
    operation = ListField("Operation")
    organisation = ListField("Organisation")
    actor = TextField("Who", hint="The id of an account or key, or the pseudonym of the page Who checked whom")
    about = TextField("About", hint="The id of a check, an entry, a report or any other thing")
    since = TextField("From", hint="For example, 2027-03-01", classes="govuk-input--width-10")
    until = TextField("To", hint="For example, 2027-03-31", classes="govuk-input--width-10")


def trail_form(organisations: Mapping[str, str]) -> TrailForm:
    """The form, showing what the address asks for."""
    form = TrailForm(request.args)
    form.event.choices = [("", "Any"), *((name, name.replace("_", " ")) for name in sorted(EVENTS))]
    form.operation.choices = [("", "Any"), *((each.value, each.value.capitalize()) for each in Operation)]
    form.organisation.choices = [("", "Any"), *organisations.items()]
    return form


def asked_for(arguments: Mapping[str, str], actor_id: str | None) -> TrailFilter:
    """What the address asks for; a value that is none is not asked for, but an unknown id finds nothing."""
    before = arguments.get("before", "")
    operation = arguments.get("operation")
    return TrailFilter(
        event=arguments.get("event") if arguments.get("event") in EVENTS else None,
        operation=Operation(operation) if operation in {each.value for each in Operation} else None,
        organisation_id=_id(arguments.get("organisation")),
        actor_id=actor_id,
        about=_id(arguments.get("about")),
        since=_day(arguments.get("since")),
        until=_day(arguments.get("until")),
        before=min(int(before), LAST_EVENT) if before.isascii() and before.isdigit() and len(before) < 20 else None,
    )


def as_arguments(arguments: Mapping[str, str]) -> dict[str, str]:
    """The filter as arguments of another address, without the place in the list."""
    names = ("event", "operation", "organisation", "actor", "about", "since", "until")
    return {name: arguments[name] for name in names if arguments.get(name)}


def trail_csv(page: TrailPage) -> Iterator[str]:
    """The events as CSV, every text made safe for a spreadsheet program."""
    yield "\ufeff" + _line(list(COLUMNS))
    for event in page.events:
        organisation = page.organisations.get(event.organisation_id or "", "")
        part = page.people.get(event.actor_id, "The service itself")
        cells = [event.recorded_at, event.operation, event.event, organisation, event.organisation_id or "", part]
        cells += [event.actor_kind, event.actor_id, json.dumps(event.fields, ensure_ascii=False, sort_keys=True)]
        yield _line([str(event.sequence), *map(safe_cell, cells)])


def _line(cells: list[str]) -> str:
    target = io.StringIO()
    csv.writer(target).writerow(cells)
    return target.getvalue()


def _id(text: str | None) -> str | None:
    """An id as typed; what is none is an id that nothing has, so that a slip is never answered with everything."""
    if not text or not text.strip():
        return None
    typed = text.strip().lower()
    return typed if ID.fullmatch(typed) else "0" * 32


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat((text or "").strip())
    except ValueError:
        return None
