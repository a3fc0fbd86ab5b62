"""The history of checks: reading the filter from the address, showing it as a form, and the rows as a file for a spreadsheet."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from enum import StrEnum
from typing import TypeVar

from flask import request
from wtforms import Form

from vetting.batches import safe_cell
from vetting.registry import Choice
from vetting.screening import ApplicationState, CheckState, HistoryFilter, HistoryRow, Outcome, moment
from vetting.web.fields import ListField, TextField

Known = TypeVar("Known", bound=StrEnum)

STATES = {"with_vetting_unit": "With the vetting unit", "complete": "Complete", "could_not_check": "Not checked"}
OUTCOMES = {
    "no_match": "No match found",
    "possible_match": "Possible match",
    "contact_college": "Contact the College",
    "confirmed_match": "Confirmed match",
    "could_not_check": "Not checked",
}
APPLICATIONS = {
    "live": "Goes on",
    "offered": "Offered",
    "appointed": "Appointed",
    "not_appointed": "Not appointed",
    "withdrawn": "Withdrawn",
}


COLUMNS = ("reference", "submitted_at", "completed_at", "state", "application", "purpose")


class FilterForm(Form):  # type: ignore[misc]
    """What the history can be filtered by. It is sent by GET: none of it is about a person."""

    state = ListField("State")
    outcome = ListField("Answer")
    application = ListField("Application")
    purpose = ListField("Purpose")
    since = TextField("From", hint="For example, 2027-03-01", classes="govuk-input--width-10")
    until = TextField("To", hint="For example, 2027-03-31", classes="govuk-input--width-10")


def filter_form(purposes: Iterable[Choice], compares: bool) -> FilterForm:
    """The form, showing what the address asks for; the answer is offered to who compares only."""
    form = FilterForm(request.args)
    form.state.choices = [("", "Any"), *STATES.items()]
    form.application.choices = [("", "Any"), *APPLICATIONS.items()]
    form.purpose.choices = [("", "Any"), *((purpose.code, purpose.label) for purpose in purposes)]
    form.outcome.choices = [("", "Any"), *OUTCOMES.items()]
    if not compares:
        del form.outcome
    return form


def asked_filter(arguments: Mapping[str, str], compares: bool) -> HistoryFilter:
    """What the address asks for; a value that is none is not asked for."""
    return HistoryFilter(
        state=_known(CheckState, arguments.get("state")),
        outcome=_known(Outcome, arguments.get("outcome")) if compares else None,
        application=_known(ApplicationState, arguments.get("application")),
        purpose=arguments.get("purpose") or None,
        since=_day(arguments.get("since")),
        until=_day(arguments.get("until")),
    )


def as_arguments(wanted: HistoryFilter) -> dict[str, str]:
    """The filter as arguments of an address."""
    given = {name: getattr(wanted, name) for name in ("state", "outcome", "application", "purpose", "since", "until")}
    return {name: str(getattr(value, "value", value)) for name, value in given.items() if value is not None}


def history_csv(rows: Iterable[HistoryRow], compares: bool) -> Iterator[str]:
    """The rows as CSV, what a person typed made safe for a spreadsheet program."""
    yield "\ufeff"
    yield _line([*COLUMNS, *(["outcome"] if compares else [])])
    for row in rows:
        check = row.check
        completed = moment(check.completed_at) if check.completed_at is not None else ""
        cells = [safe_cell(check.reference), moment(check.submitted_at), completed]
        cells += [check.state.value, row.application.value if row.application else "", row.purpose]
        if compares:
            cells.append(check.outcome.value if check.outcome is not None else "")
        yield _line(cells)


def _line(cells: list[str]) -> str:
    target = io.StringIO()
    csv.writer(target).writerow(cells)
    return target.getvalue()


def _known(kind: type[Known], text: str | None) -> Known | None:
    return kind(text) if text in {each.value for each in kind} else None


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text or "")
    except ValueError:
        return None
