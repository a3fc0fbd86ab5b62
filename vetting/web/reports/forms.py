"""What a report asks for. The fields follow the person's status: a rank is for officers, a staff number for civilian employees."""

from __future__ import annotations

from typing import Any

from wtforms import HiddenField

from vetting.access import Actor, force_by_code
from vetting.registry import (
    LEFT_BY,
    OFFICER_GROUNDS,
    RANKS,
    REASONS,
    STAFF_GROUNDS,
    STANDARDS,
    Limb,
    ReportContent,
    ReportInput,
)
from vetting.web.fields import (
    ChoiceField,
    ListField,
    LongTextField,
    ManyChoicesField,
    PartsOfDateField,
    ServiceForm,
    TextField,
    TickField,
)

TWO_THIRDS = "govuk-!-width-two-thirds"
LIMB_HINTS = {
    Limb.A: "Dismissed at proceedings for conduct or performance",
    Limb.B: "A finding that they would have been dismissed had they not left",
    Limb.C: "Police staff, a PCSO or a designated officer, dismissed for conduct, efficiency or effectiveness",
    Limb.D: "Police staff, a PCSO or a designated officer: a finding that they would have been dismissed had they not left",
}


class LimbForm(ServiceForm):
    """Who is reported: the four limbs of section 88A(1)."""

    limb = ChoiceField("Who is the report about?", missing="Choose who the report is about")

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.limb.choices = [(limb.value, limb.person[0].upper() + limb.person[1:]) for limb in Limb]
        self.limb.render_kw = {"params": {"items": [{"hint": {"text": LIMB_HINTS[limb]}} for limb in Limb]}}


class ReportForm(ServiceForm):
    """The fields of regulation 3(2), for one limb."""

    expected_version = HiddenField()
    forenames = TextField(
        "Forenames", hint="First and middle names. If the person has one name only, enter a hyphen.", classes=TWO_THIRDS
    )
    surname = TextField("Surname", classes=TWO_THIRDS)
    date_of_birth = PartsOfDateField("Date of birth", hint="For example, 27 4 1985 or 27 April 1985")
    force = TextField("Police force", classes=TWO_THIRDS)
    special_constable = TickField("They were a special constable")
    rank = ListField("Rank")
    identifying_number = TextField("Number", classes="govuk-input--width-10")
    event_date = PartsOfDateField("Date")
    ground = ChoiceField("Ground", missing="Choose the ground")
    standards = ManyChoicesField(
        "Standards of Professional Behaviour that were breached", hint="Where they apply. Choose all that do."
    )
    left_by = ListField("How they had left before the finding", hint="For the figures. Leave it empty if it is not known.")
    reasons = ManyChoicesField("Reasons", hint="For the figures: choose all that fit. They decide nothing.")
    conduct = LongTextField(
        "What happened",
        hint="Describe the conduct, performance or attendance. Do not name victims or witnesses unless it cannot be told without.",
        rows=8,
    )
    prior_advisory_report_date = PartsOfDateField(
        "Date of the earlier report for the advisory list", hint="Only if the person was reported for the advisory list before."
    )

    def __init__(self, limb: Limb, **options: Any) -> None:
        super().__init__(**options)
        self.reported_limb = limb
        officer = limb.is_officer
        self.force.description = (
            "The force they last served in" if limb.is_former else "The force they served in when they were dismissed"
        )
        self.rank.label.text = "Last rank" if limb.is_former else "Rank"
        self.rank.choices = [("", "Choose a rank"), *((rank.code, rank.label) for rank in RANKS)]
        self.identifying_number.label.text = "Warrant or collar number" if officer else "Staff number"
        self.identifying_number.description = "Leave empty if there was none."
        self.ground.choices = [(ground.value, ground.label) for ground in (OFFICER_GROUNDS if officer else STAFF_GROUNDS)]
        self.ground.description = "" if officer else "The reason, or one of the reasons, relates to:"
        self.standards.choices = [(name, name) for name in STANDARDS]
        self.reasons.choices = [(choice.code, choice.label) for choice in REASONS]
        if limb.is_former:
            self.left_by.choices = [("", "Not known"), *((way, way.capitalize()) for way in LEFT_BY)]
        else:
            del self.left_by
        self.event_date.label.text = "Date of the finding" if limb.is_former else "Date of dismissal"
        self.event_date.description = "For example, 22 3 2027. If the hearing took several days, the day of the outcome."

    @property
    def shows_rank(self) -> bool:
        """Officers have a rank. One that was sent for a civilian employee is shown with what is wrong about it, not dropped."""
        return self.reported_limb.is_officer or bool(self.rank.data or self.special_constable.data)

    def as_input(self) -> ReportInput:
        """What was typed, for the door; nothing is checked here."""
        return ReportInput.from_mapping({**self.data, "limb": self.reported_limb.value})


def as_typed(content: ReportContent, version: int) -> dict[str, Any]:
    """A report's content as the form takes it, for correcting it."""
    values = content.as_json()
    return {**values, "force": content.force.title, "expected_version": str(version)}


def own_force(actor: Actor) -> str:
    """The force that the actor's organisation reports for, to save typing it; empty for the College."""
    force = force_by_code((actor.organisation_code or "").removeprefix("lpb-"))
    return force.title if force is not None else ""


class ReturnForm(ServiceForm):
    """Why a report is returned."""

    expected_version = HiddenField()
    reason = LongTextField("What must be corrected", hint="The force reads this. Say which field is wrong, and why.", rows=4)
