"""What is asked about a file and its columns."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from flask import request
from flask_wtf.file import FileField
from govuk_frontend_wtf.wtforms_widgets import GovFileInput

from vetting.batches import Mapping as ColumnMapping
from vetting.batches import Order, Upload, Use
from vetting.errors import InvalidInput, Problem
from vetting.registry import Choice
from vetting.web.decisions.forms import DecisionForm
from vetting.web.fields import ChoiceField, LongTextField, ServiceForm, TextField

ENCODINGS = {
    "cp1252": "Windows, western Europe",
    "iso8859_14": "Celtic (Welsh ŵ and ŷ)",
    "cp1250": "Windows, central Europe",
    "mac_roman": "Older Mac",
    "cp850": "DOS",
}


class UploadForm(ServiceForm):
    """A file, what the checks are for, and the case they belong to."""

    file = FileField("Spreadsheet", description="An Excel workbook (.xlsx) or a CSV file, up to 60 MB", widget=GovFileInput())
    purpose = ChoiceField("What are the checks for?", missing="Choose what the checks are for")
    reference = TextField("Reference", hint="The case that this list belongs to", classes="govuk-input--width-20")

    def __init__(self, purposes: Iterable[Choice]) -> None:
        super().__init__()
        self.purpose.choices = [(purpose.code, purpose.label) for purpose in purposes]

    def as_upload(self) -> Upload:
        """What was chosen, for the door. Raises InvalidInput when no file was chosen or no reference given."""
        chosen = request.files.get("file")
        data = chosen.read() if chosen is not None else b""
        problems = []
        if not data:
            problems.append(Problem("file", "Choose a spreadsheet that is not empty."))
        if not self.reference.data:
            problems.append(Problem("reference", "Enter the reference of the case."))
        if not self.purpose.data:
            problems.append(Problem("purpose", "Choose what the checks are for."))
        if problems or chosen is None or not self.purpose.data:
            raise InvalidInput(problems)
        return Upload(data, self.purpose.data, self.reference.data, (chosen.filename or "")[:200])


class GroupForm(ServiceForm):
    """Why the ticked comparisons of a group are different people. Which are ticked is read from the page."""

    reason = LongTextField("Because", hint="What differs in all of them, and in which records you saw it.", rows=3)


class SecondLookForm(DecisionForm):
    """What a second officer says who does not know what was decided, and who keeps nothing on hold."""

    undetermined = "Cannot tell, because…"


def uses_chosen(mapping: ColumnMapping, form: Mapping[str, str]) -> tuple[Use, ...]:
    """What each column is used for, as the selects of the page say; a column that is not on the page stays as it was."""
    known = {use.value for use in Use}
    given = (form.get(f"use-{index}", use.value) for index, use in enumerate(mapping.uses))
    return tuple(Use(value) if value in known else Use.IGNORE for value in given)


def order_chosen(form: Mapping[str, str]) -> Order | None:
    """Which of day and month comes first, if that was said."""
    given = form.get("order", "")
    return Order(given) if given in {order.value for order in Order} else None
