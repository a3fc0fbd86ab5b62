"""What is asked about a keeper's file, about a row that could not be read, and about an entry that a file no longer has."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from flask import request
from flask_wtf.file import FileField
from govuk_frontend_wtf.wtforms_widgets import GovFileInput

from vetting.batches import read_list
from vetting.registry import Amendment, Choice, ListInfo
from vetting.registry.imports import ListFile
from vetting.web.fields import ChoiceField, ListField, LongTextField, ServiceForm, TextField

KINDS = (("addition", "Entries to add to the list"), ("replacement", "The whole list, as it should be now"))
ENCODINGS = (
    ("", "Find out"),
    ("cp1252", "Windows, western Europe"),
    ("iso8859_14", "Celtic (Welsh ŵ and ŷ)"),
    ("cp1250", "Windows, central Europe"),
    ("mac_roman", "Older Mac"),
)


class UploadForm(ServiceForm):
    """A file of a list, and the keeper's own count of it."""

    file = FileField("The keeper’s file", description="An Excel workbook (.xlsx) or a CSV file, up to 60 MB", widget=GovFileInput())
    list_id = ChoiceField("Which list is it of?")
    kind = ChoiceField(
        "What is the file?",
        hint="A replacement removes nothing by itself: each entry that the file no longer has is decided one by one.",
    )
    keeper_count = TextField(
        "Entries by the keeper’s own count",
        hint="Counted by the keeper, not read off this file. It must be the number of rows.",
        classes="govuk-input--width-10",
    )
    encoding = ListField("Letters of a CSV file", hint="Only if letters with accents cannot be told")

    def __init__(self, lists: Iterable[ListInfo]) -> None:
        super().__init__()
        self.list_id.choices = [(info.id, info.name) for info in lists]
        self.kind.choices = list(KINDS)
        self.encoding.choices = list(ENCODINGS)

    def as_file(self) -> ListFile:
        """What was chosen, read. Raises InvalidInput for what is missing and for a file that cannot be taken."""
        chosen = request.files.get("file")
        known = {code for code, _ in ENCODINGS}
        return read_list(
            chosen.read() if chosen is not None else b"",
            list_id=self.list_id.data or "",
            kind=self.kind.data or "",
            keeper_count=self.keeper_count.data or "",
            name=(chosen.filename or "") if chosen is not None else "",
            encoding=(self.encoding.data if self.encoding.data in known else "") or None,
        )


class RowForm(ServiceForm):
    """What a row that could not be read should have said, field by field as the file had it."""

    limb = TextField("Limb", hint="a, b, c or d", classes="govuk-input--width-2")
    force = TextField("Police force")
    forenames = TextField("Forenames", hint="A hyphen for somebody with one name only")
    surname = TextField("Surname")
    date_of_birth = TextField("Date of birth", hint="For example, 31/3/1985", classes="govuk-input--width-10")
    rank = TextField("Rank", hint="Officers and special constables only")
    identifying_number = TextField("Warrant, collar or staff number", classes="govuk-input--width-10")
    ground = TextField("Ground", hint="Barred list only")
    served_as = TextField("Served as", hint="Advisory list only")
    left_by = TextField("Resigned or retired", hint="Advisory list only")
    ceased_on = TextField("Left on", hint="Advisory list, limb b", classes="govuk-input--width-10")
    known_on = TextField("Known to the force on", hint="Advisory list, limb d", classes="govuk-input--width-10")
    event_date = TextField("Date of dismissal, finding or event", classes="govuk-input--width-10")
    prior_advisory_report_date = TextField("Date of an earlier advisory report", classes="govuk-input--width-10")
    conduct = LongTextField("What happened")
    standards = TextField("Standards breached", hint="Separated by ;")
    other_names = LongTextField("Further names", hint="One a line: forenames, a comma, the surname", rows=2)
    other_numbers = LongTextField("Further numbers", hint="One a line", rows=2)
    reason = LongTextField("What shows that this is right", hint="And where it was seen. Another registrar reads it.", rows=3)

    def shown(self, list_id: str) -> list[str]:
        """The fields of this list's rows, in order."""
        left_out = {"served_as", "left_by", "ceased_on", "known_on"}
        if list_id != "barred":
            left_out = {"ground", "prior_advisory_report_date", "standards"}
        return [name for name in self._fields if name not in left_out and name != "csrf_token"]

    def as_amendment(self, list_id: str) -> Amendment:
        """What was typed, for the door."""
        typed = {name: self._fields[name].data or "" for name in self.shown(list_id)}
        standards = [part.strip() for part in typed.pop("standards", "").split(";") if part.strip()]
        return Amendment.from_mapping({**typed, "list_id": list_id, "standards": standards})


class ReasonForm(ServiceForm):
    """Why a row is set aside, or a resolution refused."""

    reason = LongTextField("Why", hint="Another registrar reads this.", rows=3)


class RemovalForm(ServiceForm):
    """Why an entry that the file no longer has comes off the list."""

    ground = ChoiceField("What took them off?", missing="Choose what took them off")
    details = LongTextField("The decision", hint="What was decided, by whom, and where it can be read.")

    def __init__(self, ways: Iterable[Choice]) -> None:
        super().__init__()
        self.ground.choices = [(way.code, way.label) for way in ways]


def prefilled(typed: Mapping[str, str]) -> RowForm:
    """The form, filled in with what the file said."""
    values = {name: text for name, text in typed.items() if name in RowForm.__dict__}
    values["other_names"] = ""  # written otherwise in a file: typed anew, from the cells that stand beside the form
    return RowForm(data=values)
