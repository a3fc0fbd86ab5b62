"""What a further report, an error, an amendment and a decision ask for."""

from __future__ import annotations

from typing import Any

from vetting.registry import Amendment, FurtherReport, ReportContent, WayOff
from vetting.web.fields import ChoiceField, LongTextField, PartsOfDateField, ServiceForm
from vetting.web.reports.forms import AdvisoryForm, AnyReportForm, ReportForm, Sections, as_typed


class FurtherReportForm(ServiceForm):
    """Why somebody must come off the list."""

    ground = ChoiceField("What happened?", missing="Choose what happened")
    event_date = PartsOfDateField("Date of the decision", hint="For example, 22 3 2027")
    details = LongTextField("The decision", hint="What was decided, by whom, and where it can be read.")

    def __init__(self, ways: tuple[WayOff, ...], **options: Any) -> None:
        super().__init__(**options)
        self.ground.choices = [(way.id, way.label) for way in ways]

    def as_input(self) -> FurtherReport:
        """What was typed, for the door."""
        return FurtherReport(self.ground.data or "", self.event_date.data or "", self.details.data or "")


class DetailsForm(ServiceForm):
    """Why an entry was made, or removed, in error."""

    details = LongTextField("Why", hint="Another registrar reads this and decides.")


class DecisionForm(ServiceForm):
    """Why a proposal is refused."""

    reason = LongTextField("Why it does not stand", hint="Whoever sent it reads this.", rows=3)


class _WhatIsAdded(AnyReportForm):
    """The fields that an entry has besides those of its report."""

    other_names = LongTextField(
        "Further names", hint="One a line: forenames, a comma, the surname. A check compares each of them.", rows=3
    )
    other_numbers = LongTextField("Further warrant, collar or staff numbers", hint="One a line.", rows=2)
    date_of_death = PartsOfDateField("Date of death", hint="The entry stays on the list, and says so.")
    reason = LongTextField("Why the entry is changed", hint="And what shows that it is right.", rows=3)

    @property
    def all_sections(self) -> Sections:
        """The report's sections, with what an entry has besides."""
        (person, named), (service, served), outcome = self.sections
        named = (*named, "other_names", "date_of_death")
        return (person, named), (service, (*served, "other_numbers")), outcome, ("The change", ("reason",))

    def as_amendment(self) -> Amendment:
        """What was typed, for the door."""
        return Amendment.from_mapping(self.values())


class AmendmentForm(_WhatIsAdded, ReportForm):
    """A whole entry of the barred list, as it should read, and why."""


class AdvisoryAmendmentForm(_WhatIsAdded, AdvisoryForm):
    """A whole entry of the advisory list, as it should read, and why."""

    def shows(self, name: str) -> bool:
        """Whoever is on the list was not cleared before leaving: that is asked of a report alone."""
        return name != "cleared_before_leaving" and super().shows(name)


def amendment_form(content: ReportContent, version: int) -> AmendmentForm | AdvisoryAmendmentForm:
    """The form, filled in with what the entry says now."""
    values = as_typed(content, version)
    values["other_names"] = "\n".join(f"{name.forenames or '-'}, {name.surname}" for name in content.other_names)
    values["other_numbers"] = "\n".join(content.other_numbers)
    form = AmendmentForm if content.advisory is None else AdvisoryAmendmentForm
    return form(content.limb, data=values)
