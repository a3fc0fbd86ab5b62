"""What is asked about the person to be checked. Names and numbers come in rows that can be added without JavaScript."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from wtforms import FieldList, Form, FormField

from vetting.matching import PersonName, ServiceNumber
from vetting.registry import Choice
from vetting.screening import CheckRequest
from vetting.web.fields import ChoiceField, LongTextField, PartsOfDateField, ServiceForm, TextField

MOST_ROWS = 50
TWO_THIRDS = "govuk-!-width-two-thirds"


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
    other_names = FieldList(FormField(OtherNameForm), min_entries=1, max_entries=MOST_ROWS)
    service_numbers = FieldList(FormField(ServiceNumberForm), min_entries=1, max_entries=MOST_ROWS)
    purpose = ChoiceField("What is the check for?", missing="Choose what the check is for")
    reference = TextField("Reference", hint="The vacancy or case that the check belongs to", classes="govuk-input--width-20")

    def __init__(self, purposes: Iterable[Choice], may_omit_date_of_birth: bool) -> None:
        super().__init__()
        self.purpose.choices = [(purpose.code, purpose.label) for purpose in purposes]
        self.may_omit_date_of_birth = may_omit_date_of_birth

    def change_rows(self, action: str) -> bool:
        """Add or take away a row, as the button that was pressed says. False when it was another button."""
        kind, _, which = action.partition("-")
        rows = {"name": self.other_names, "number": self.service_numbers}.get(kind)
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
        for rows in (self.other_names, self.service_numbers):
            rows.entries = [row for row in rows.entries if any(_typed(row))]

    def keep_a_row(self) -> None:
        """Show an empty row where there is none."""
        for rows in (self.other_names, self.service_numbers):
            if not rows.entries:
                rows.append_entry()

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
        )


def _typed(row: Any) -> Iterable[str]:
    return (field.data for field in row.form)
