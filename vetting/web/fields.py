"""Form fields in the GOV.UK Design System's markup, and the form that lists its problems above itself.

Fields read what was typed and keep it as typed; whether it is right is said by the doors the views call (`InvalidInput`), so that a
rule is the same here, in the API and on the command line. Only what cannot even be put into words for a door is refused here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import Any

from flask import render_template
from flask_wtf import FlaskForm
from govuk_frontend_wtf.wtforms_widgets import (
    GovCheckboxesInput,
    GovCheckboxInput,
    GovRadioInput,
    GovSelect,
    GovTextArea,
    GovTextInput,
)
from markupsafe import Markup
from wtforms import (
    BooleanField,
    Field,
    FieldList,
    FormField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.utils import unset_value
from wtforms.validators import ValidationError

from vetting.errors import InvalidInput, Problem
from vetting.web.dates import DateParts

PARTS = ("day", "month", "year")
WIDTHS = {"day": 2, "month": 4, "year": 4}
INDEX = re.compile(r"\[(\d+)\]")


class TextField(StringField):  # type: ignore[misc]
    """One line of text. What is typed about the subject of a check or report is never offered again by the browser."""

    widget = GovTextInput()

    def __init__(self, label: str, *, hint: str = "", classes: str = "", autocomplete: str = "off", **options: Any) -> None:
        words = {"autocomplete": autocomplete, "spellcheck": "false", "params": {"classes": classes}}
        super().__init__(label, description=hint, render_kw=words, filters=[_trimmed], **options)


class LongTextField(TextAreaField):  # type: ignore[misc]
    """Several lines of text."""

    widget = GovTextArea()

    def __init__(self, label: str, *, hint: str = "", rows: int = 5, **options: Any) -> None:
        words = {"autocomplete": "off", "params": {"rows": rows}}
        super().__init__(label, description=hint, render_kw=words, filters=[_unix_lines], **options)


class _Group:
    """What the library's groups of radio buttons and check boxes lack: no empty hint, and a legend that stands out."""

    def map_gov_params(self, field: Any, **options: Any) -> dict[str, Any]:
        """The macro's parameters."""
        params: dict[str, Any] = super().map_gov_params(field, **options)  # type: ignore[misc]
        if not field.description:
            params.pop("hint", None)
        if "fieldset" in params:
            params["fieldset"]["legend"]["classes"] = "govuk-fieldset__legend--s"
        return params


class Radios(_Group, GovRadioInput):  # type: ignore[misc]
    """Radio buttons."""


class Checkboxes(_Group, GovCheckboxesInput):  # type: ignore[misc]
    """Check boxes."""


class OneCheckbox(_Group, GovCheckboxInput):  # type: ignore[misc]
    """A single check box."""


class ChoiceField(RadioField):  # type: ignore[misc]
    """Radio buttons; nothing is chosen beforehand, a value never offered is none. `missing` is said when none is chosen."""

    data: str | None
    widget = Radios()

    def __init__(self, label: str, *, hint: str = "", missing: str = "", **options: Any) -> None:
        self.missing = missing
        options.setdefault("choices", [])
        super().__init__(label, description=hint, validate_choice=False, **options)

    def pre_validate(self, form: Any) -> None:
        """A made-up value is no choice."""
        if self.data not in {value for value, *_ in self.iter_choices()}:
            self.data = None
            if self.missing:
                raise ValidationError(self.missing)


class ManyChoicesField(SelectMultipleField):  # type: ignore[misc]
    """Check boxes of which any number may be ticked."""

    widget = Checkboxes()

    def __init__(self, label: str, *, hint: str = "", **options: Any) -> None:
        options.setdefault("choices", [])
        super().__init__(label, description=hint, validate_choice=False, **options)


class TickField(BooleanField):  # type: ignore[misc]
    """One check box."""

    widget = OneCheckbox()


class ListField(SelectField):  # type: ignore[misc]
    """A drop-down list, with an empty first line."""

    widget = GovSelect()

    def __init__(self, label: str, *, hint: str = "", **options: Any) -> None:
        options.setdefault("choices", [])
        super().__init__(label, description=hint, validate_choice=False, **options)


class DateWidget:
    """The Design System's date input: three text boxes in one group."""

    def __call__(self, field: PartsOfDateField, **options: Any) -> Markup:
        """The markup; the boxes with something wrong are the ones that are marked."""
        wrong = field.parts.wrong_parts() or PARTS if field.errors else ()
        items = [
            {
                "name": part,
                "id": f"{field.id}-{part}",
                "value": getattr(field.parts, part),
                "classes": f"govuk-input--width-{WIDTHS[part]}" + (" govuk-input--error" if part in wrong else ""),
                "autocomplete": "off",
                "inputmode": "text" if part == "month" else "numeric",
            }
            for part in PARTS
        ]
        params = {
            "id": field.id,
            "namePrefix": field.name,
            "items": items,
            "hint": {"text": field.description},
            "fieldset": {"legend": {"text": field.label.text, "classes": field.legend_classes}},
        }
        if field.errors:
            params["errorMessage"] = {"text": field.errors[0]}
        return Markup(render_template("govuk_frontend_wtf/date.html", params=params))  # noqa: S704 (a template of the library's)


class PartsOfDateField(Field):  # type: ignore[misc]
    """A date in three boxes. `parts` keeps what was typed; `data` is the text that the doors take, None for nothing typed."""

    widget = DateWidget()

    def __init__(self, label: str, *, hint: str = "", legend_classes: str = "govuk-fieldset__legend--s", **options: Any) -> None:
        self.legend_classes = legend_classes
        self.parts = DateParts("", "", "")
        super().__init__(label, description=hint, **options)

    def process(self, formdata: Any, data: Any = unset_value, extra_filters: Any = None) -> None:
        """Read the three boxes; without form data, show the given date (text, ISO)."""
        self.process_errors: list[str] = []
        if formdata is not None and any(f"{self.name}-{part}" in formdata for part in PARTS):
            self.parts = DateParts(*(formdata.get(f"{self.name}-{part}", "").strip() for part in PARTS))
        elif data is not unset_value and data:
            self.parts = DateParts.of(str(data))
        self.data = self.parts.as_text()

    def show(self, day: date | str | None) -> None:
        """Show a day, or a year alone, that is known already."""
        if day is not None:
            self.parts = DateParts.of(str(day))
            self.data = self.parts.as_text()

    def pre_validate(self, form: Any) -> None:
        """What cannot be a date is said at once, in the words for dates."""
        problem = self.parts.problem(self.label.text)
        if problem:
            raise ValidationError(problem)


class ServiceForm(FlaskForm):  # type: ignore[misc]
    """A form that can show the problems a door found, each at its field, and list all of them in order."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.other_problems: list[str] = []

    def show_problems(self, error: InvalidInput, inside: str = "") -> None:
        """Put each problem at its field. `inside` is where the doors' dotted paths hold this form's fields (`subject`)."""
        for problem in error.problems:
            field = self._find(problem.field.removeprefix(f"{inside}."))
            if field is None:
                self.other_problems.append(problem.message)
            elif not field.errors:
                field.errors = [problem.message]

    def problem_list(self) -> list[dict[str, str]]:
        """What is wrong, in the order of the page: the words, and the address of the field they are about."""
        found = [{"text": text, "href": f"#{_anchor(field)}"} for field in _leaves(self) for text in field.errors[:1]]
        return found + [{"text": text} for text in self.other_problems]

    def _find(self, path: str) -> Any:
        place: Any = self
        for step in INDEX.sub(r".\1", path).split("."):
            if isinstance(place, FieldList) and step.isdigit() and int(step) < len(place.entries):
                place = place.entries[int(step)]
            elif isinstance(place, FormField):
                place = place.form._fields.get(step)
            elif place is self:
                place = self._fields.get(step)
            else:
                break
        return next(_leaves([place]), None) if place is not None and place is not self else None


def day_of(field: PartsOfDateField) -> date | None:
    """The day typed into a date field that has no problem; None for nothing typed. Raises InvalidInput for a year alone."""
    if field.data is None:
        return None
    try:
        return date.fromisoformat(field.data)
    except ValueError as error:
        raise InvalidInput([Problem(field.name, f"{field.label.text} must be a whole date")]) from error


def _leaves(fields: Any) -> Iterator[Any]:
    for field in fields:
        if isinstance(field, FormField):
            yield from _leaves(field.form)
        elif isinstance(field, FieldList):
            yield from _leaves(field.entries)
        else:
            yield field


def _anchor(field: Any) -> str:
    if isinstance(field, PartsOfDateField):
        return f"{field.id}-{(field.parts.wrong_parts() or PARTS)[0]}"
    return str(field.id)


def _trimmed(text: str | None) -> str:
    return (text or "").strip()


def _unix_lines(text: str | None) -> str:
    return (text or "").replace("\r\n", "\n").strip()
