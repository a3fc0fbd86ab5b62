"""What is asked about the person to be checked. Names and numbers come in rows that can be added without JavaScript."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from datetime import datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from wtforms import FieldList, Form, FormField

from vetting.errors import InvalidInput, Problem
from vetting.matching import PersonName, ServiceNumber
from vetting.registry import Choice
from vetting.screening import CheckRequest
from vetting.web.fields import ChoiceField, LongTextField, PartsOfDateField, ServiceForm, TextField, TickField, day_of

LONDON = ZoneInfo("Europe/London")
MOST_ROWS = 50
TWO_THIRDS = "govuk-!-width-two-thirds"


@dataclass(frozen=True, slots=True)
class Asks:
    """What this form asks beyond the usual: for a vetting officer, where the deployment takes it, for named specialist staff."""

    no_date_of_birth: bool
    national_insurance_number: bool
    sensitive_names: bool


class OtherNameForm(Form):  # type: ignore[misc]
    """One other name; either half may be left empty."""

    forenames = TextField("Forenames", classes=TWO_THIRDS)
    surname = TextField("Surname", classes=TWO_THIRDS)


class ServiceNumberForm(Form):  # type: ignore[misc]
    """A force the person served in, and the number they had there."""

    force = TextField("Police force", hint="For example, Kent or GMP", classes=TWO_THIRDS)
    number = TextField("Warrant, collar or staff number", classes="govuk-input--width-10")


class CheckForm(ServiceForm):
    """One person, what the check is for, and its reference."""

    forenames = TextField(
        "Forenames",
        hint="First and middle names, as on their documents. Leave empty if the person has one name only.",
        classes=TWO_THIRDS,
    )
    surname = TextField("Surname", classes=TWO_THIRDS)
    date_of_birth = PartsOfDateField("Date of birth", hint="For example, 27 4 1985 or 27 April 1985")
    no_date_of_birth_reason = LongTextField(
        "Reason for checking without a date of birth",
        hint="Only if you left the date of birth empty. Names alone find many people who are somebody else.",
        rows=2,
    )
    national_insurance_number = TextField(
        "National Insurance number", hint="Leave empty if not known", classes="govuk-input--width-10"
    )
    other_names = FieldList(FormField(OtherNameForm), min_entries=1, max_entries=MOST_ROWS)
    sensitive_names = FieldList(FormField(OtherNameForm), min_entries=1, max_entries=MOST_ROWS)
    service_numbers = FieldList(FormField(ServiceNumberForm), min_entries=1, max_entries=MOST_ROWS)
    purpose = ChoiceField("What is the check for?", missing="Choose what the check is for")
    reference = TextField("Reference", hint="The vacancy or case that the check belongs to", classes="govuk-input--width-20")
    applicant_told = TickField("The applicant has been told that these lists are searched")

    def __init__(self, purposes: Iterable[Choice], asks: Asks) -> None:
        super().__init__()
        self.purpose.choices = [(purpose.code, purpose.label) for purpose in purposes]
        self.asks = asks
        if not asks.national_insurance_number:
            del self.national_insurance_number
        if not asks.sensitive_names:
            del self.sensitive_names

    def show_request(self, request: CheckRequest) -> None:
        """Show what was typed before, to be corrected."""
        for name in ("forenames", "surname", "purpose", "reference", "no_date_of_birth_reason"):
            self[name].data = getattr(request, name) or ""
        if self.asks.national_insurance_number:
            self.national_insurance_number.data = request.national_insurance_number or ""
        self.date_of_birth.show(request.date_of_birth)
        _fill(self.other_names, [asdict(name) for name in request.other_names])
        _fill(self.service_numbers, [asdict(item) for item in request.service_numbers])
        if self.asks.sensitive_names:
            _fill(self.sensitive_names, [asdict(name) for name in request.sensitive_names])

    def change_rows(self, action: str) -> bool:
        """Add or take away a row, as the button that was pressed says. False when it was another button."""
        kind, _, which = action.partition("-")
        kinds = {"name": self.other_names, "number": self.service_numbers}
        if self.asks.sensitive_names:
            kinds["sensitive"] = self.sensitive_names
        rows = kinds.get(kind)
        if rows is None:
            return False
        if which == "add" and len(rows.entries) < MOST_ROWS:
            rows.append_entry()
        elif which.isdigit() and int(which) < len(rows.entries):
            del rows.entries[int(which)]
            if not rows.entries:
                rows.append_entry()
        return True

    def drop_empty_rows(self) -> None:
        """Leave out the rows in which nothing was typed, so that a problem's place in the list is its place on the page."""
        for rows in self._row_fields():
            rows.entries = [row for row in rows.entries if any(_typed(row))]

    def keep_a_row(self) -> None:
        """Show an empty row where there is none."""
        for rows in self._row_fields():
            if not rows.entries:
                rows.append_entry()

    def _row_fields(self) -> list[FieldList]:
        rows = [self.other_names, self.service_numbers]
        return [*rows, self.sensitive_names] if self.asks.sensitive_names else rows

    def typed(self) -> list[tuple[str, str]]:
        """Everything that was typed, as names and values: to be sent once more from the page on which it is checked."""
        return [*_sent(self)]

    def as_request(self) -> CheckRequest:
        """What was typed, for the door; nothing is checked here."""
        return CheckRequest(
            forenames=self.forenames.data,
            surname=self.surname.data,
            date_of_birth=self.date_of_birth.data,
            purpose=self.purpose.data or "",
            reference=self.reference.data,
            other_names=tuple(PersonName(row.forenames.data, row.surname.data) for row in self.other_names.entries),
            service_numbers=tuple(ServiceNumber(row.force.data, row.number.data) for row in self.service_numbers.entries),
            no_date_of_birth_reason=self.no_date_of_birth_reason.data or None,
            national_insurance_number=self.national_insurance_number.data or None if self.asks.national_insurance_number else None,
            applicant_told=bool(self.applicant_told.data),
            sensitive_names=self._sensitive(),
        )

    def _sensitive(self) -> tuple[PersonName, ...]:
        if not self.asks.sensitive_names:
            return ()
        return tuple(PersonName(row.forenames.data, row.surname.data) for row in self.sensitive_names.entries)


def _fill(rows: FieldList, values: list[dict[str, str]]) -> None:
    if values:
        rows.process(None, data=values)


def _sent(fields: Any) -> Iterator[tuple[str, str]]:
    for field in fields:
        if isinstance(field, FormField):
            yield from _sent(field.form)
        elif isinstance(field, FieldList):
            yield from _sent(field.entries)
        elif isinstance(field, PartsOfDateField):
            yield from ((f"{field.name}-{part}", getattr(field.parts, part)) for part in ("day", "month", "year"))
        elif isinstance(field, TickField):
            if field.data:
                yield field.name, "y"
        elif field.name != "csrf_token":
            yield field.name, field.data or ""


def _typed(row: Any) -> Iterable[str]:
    return (field.data for field in row.form)


class ManualForm(ServiceForm):
    """What was asked by hand while the service was down."""

    made_on = PartsOfDateField("Day on which you asked", hint="For example, 27 4 2027")
    made_time = TextField("Time", hint="For example, 14:30", classes="govuk-input--width-5")
    answer = ChoiceField("What were you told?", missing="Choose what you were told")
    account = LongTextField("Who asked whom, how, and what was answered", rows=4)

    def __init__(self) -> None:
        super().__init__()
        self.answer.choices = [
            ("nothing_found", "Nothing was found"),
            ("possible_match", "Somebody like the applicant was found"),
            ("no_answer", "There was no answer"),
        ]

    def moment(self) -> datetime:
        """When it was asked, in London's time. Raises InvalidInput."""
        day = day_of(self.made_on)
        if day is None:
            raise InvalidInput([Problem("made_on", "Enter the day on which you asked")])
        try:
            return datetime.combine(day, time.fromisoformat(self.made_time.data), LONDON)
        except ValueError as error:
            raise InvalidInput([Problem("made_time", "Enter the time like 14:30")]) from error
