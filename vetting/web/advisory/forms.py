"""What a report under section 88I asks for; the fields follow how the person left."""

from __future__ import annotations

from typing import Any

from wtforms import HiddenField

from vetting.registry import LEFT_BY, RANKS, AdvisoryLimb, ReportContent, ReportInput
from vetting.web.fields import ChoiceField, ListField, LongTextField, PartsOfDateField, ServiceForm, TextField, TickField

TWO_THIRDS = "govuk-!-width-two-thirds"
HINTS = {
    AdvisoryLimb.A: "An officer, special constable or employee who left after the allegation was known and before it was decided",
    AdvisoryLimb.B: "The allegation was made after they had left. Former police staff are not listed for this",
    AdvisoryLimb.C: "A community or policing support volunteer: for conduct, efficiency or effectiveness",
    AdvisoryLimb.D: "A community or policing support volunteer who stopped after the allegation was known",
}
EVENTS = {
    AdvisoryLimb.A: "Date on which they left",
    AdvisoryLimb.B: "Date of the allegation",
    AdvisoryLimb.C: "Date on which the designation was withdrawn",
    AdvisoryLimb.D: "Date on which they stopped",
}


class AdvisoryLimbForm(ServiceForm):
    """How they left: the four limbs of section 88I(1)."""

    limb = ChoiceField("Who is the report about?", missing="Choose who the report is about")

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.limb.choices = [(limb.value, limb.label) for limb in AdvisoryLimb]
        self.limb.render_kw = {"params": {"items": [{"hint": {"text": HINTS[limb]}} for limb in AdvisoryLimb]}}


class AdvisoryForm(ServiceForm):
    """The fields of regulation 12(2), for one limb."""

    expected_version = HiddenField()
    served_as = ChoiceField("What were they?", missing="Choose what the person was")
    forenames = TextField(
        "Forenames", hint="First and middle names. If the person has one name only, enter a hyphen.", classes=TWO_THIRDS
    )
    surname = TextField("Surname", classes=TWO_THIRDS)
    date_of_birth = PartsOfDateField("Date of birth", hint="For example, 27 4 1985 or 27 April 1985")
    force = TextField("Police force", classes=TWO_THIRDS)
    rank = ListField("Rank", hint="For officers and special constables; for former ones, the last rank.")
    identifying_number = TextField(
        "Warrant, collar or staff number", hint="Leave empty if there was none.", classes="govuk-input--width-10"
    )
    left_by = ChoiceField("How did they leave?", missing="Choose how they left")
    ceased_on = PartsOfDateField("Date on which they left")
    event_date = PartsOfDateField("Date")
    known_on = PartsOfDateField("Date on which it came to the force’s attention", hint="The deadline counts from this day.")
    conduct = LongTextField("Summary of the allegation", hint="No finding has been made: write what is alleged.", rows=6)
    proceedings = TextField("Form of the proceedings, if they had been brought", classes=TWO_THIRDS)
    cleared_before_leaving = TickField("It was decided before they left that no proceedings would be brought")

    def __init__(self, limb: AdvisoryLimb, **options: Any) -> None:
        super().__init__(**options)
        self.reported_limb = limb
        self.served_as.choices = [(role.value, role.label) for role in limb.roles]
        self.rank.choices = [("", "Choose a rank"), *((rank.code, rank.label) for rank in RANKS)]
        self.left_by.choices = [(way, way.capitalize()) for way in LEFT_BY]
        self.event_date.label.text = EVENTS[limb]
        unasked = {
            AdvisoryLimb.A: ("ceased_on", "known_on"),
            AdvisoryLimb.B: ("known_on", "proceedings", "cleared_before_leaving"),
            AdvisoryLimb.C: ("rank", "left_by", "ceased_on", "known_on", "proceedings", "cleared_before_leaving"),
            AdvisoryLimb.D: ("rank", "left_by", "ceased_on", "proceedings", "cleared_before_leaving"),
        }
        for name in unasked[limb]:
            delattr(self, name)

    def as_input(self) -> ReportInput:
        """What was typed, for the door; nothing is checked here."""
        return ReportInput.from_mapping({**self.data, "limb": self.reported_limb.value, "list_id": "advisory"})


def as_typed(content: ReportContent, version: int) -> dict[str, Any]:
    """A report's content as the form takes it, for correcting it."""
    values = content.as_json() | {"force": content.force.title, "expected_version": str(version)}
    if content.advisory is not None:
        facts = content.advisory
        values |= {"served_as": facts.served_as.value, "left_by": facts.left_by, "proceedings": facts.proceedings or ""}
        values |= {"ceased_on": str(facts.ceased_on or ""), "known_on": str(facts.known_on or "")}
    return values
