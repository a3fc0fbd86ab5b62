"""What a report asks for, for either list. The fields follow who is reported: a rank is for officers, a staff number for staff."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from wtforms import HiddenField

from vetting.access import Actor, force_by_code
from vetting.registry import (
    LEFT_BY,
    OFFICER_GROUNDS,
    RANKS,
    REASONS,
    STAFF_GROUNDS,
    STANDARDS,
    AdvisoryLimb,
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
Sections = tuple[tuple[str, tuple[str, ...]], ...]
RANK_CHOICES = [("", "Choose a rank"), *((rank.code, rank.label) for rank in RANKS)]
THE_PERSON = ("The person", ("forenames", "surname", "date_of_birth"))


class LimbForm(ServiceForm):
    """Who is reported: the limbs of one kind of report."""

    limb = ChoiceField("Who is the report about?", missing="Choose who the report is about")

    def __init__(self, hints: Mapping[Limb | AdvisoryLimb, str], **options: Any) -> None:
        super().__init__(**options)
        self.limb.choices = [(limb.value, limb.person[0].upper() + limb.person[1:]) for limb in hints]
        self.limb.render_kw = {"params": {"items": [{"hint": {"text": hint}} for hint in hints.values()]}}


class VersionedForm(ServiceForm):
    """A form about something that others may change meanwhile: it carries the version that its page showed."""

    expected_version = HiddenField()

    @property
    def version_read(self) -> int:
        """The version that the page showed; whoever sends none has read none."""
        text = self.expected_version.data or ""
        return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


class AnyReportForm(VersionedForm):
    """What every report asks for, for one limb. `sections` says in which order a page shows the fields, under which headings."""

    sections: ClassVar[Sections]
    list_id: ClassVar[str]
    forenames = TextField(
        "Forenames", hint="First and middle names. If the person has one name only, enter a hyphen.", classes=TWO_THIRDS
    )
    surname = TextField("Surname", classes=TWO_THIRDS)
    date_of_birth = PartsOfDateField("Date of birth", hint="For example, 27 4 1985 or 27 April 1985")
    force = TextField("Police force", classes=TWO_THIRDS)

    def __init__(self, limb: Limb | AdvisoryLimb, **options: Any) -> None:
        super().__init__(**options)
        self.reported_limb = limb

    def shows(self, name: str) -> bool:
        """Whether a field is on the page of this limb."""
        return name in self

    def values(self) -> dict[str, Any]:
        """What was typed, as the doors' fields; nothing is checked here."""
        return {**self.data, "limb": self.reported_limb.value, "list_id": self.list_id}

    def as_input(self) -> ReportInput:
        """The report, for the door."""
        return ReportInput.from_mapping(self.values())


class ReportForm(AnyReportForm):
    """The fields of regulation 3(2), for one limb of section 88A(1)."""

    list_id = "barred"
    sections = (
        THE_PERSON,
        ("Their service", ("force", "special_constable", "rank", "identifying_number")),
        ("The outcome", ("event_date", "ground", "left_by", "reasons", "standards", "conduct", "prior_advisory_report_date")),
    )
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

    def __init__(self, limb: Limb | AdvisoryLimb, **options: Any) -> None:
        super().__init__(limb, **options)
        officer = limb.is_officer
        self.force.description = (
            "The force they last served in" if limb.is_former else "The force they served in when they were dismissed"
        )
        self.rank.label.text = "Last rank" if limb.is_former else "Rank"
        self.rank.choices = RANK_CHOICES
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

    def shows(self, name: str) -> bool:
        """Officers have a rank. One that was sent for a civilian employee is shown with what is wrong about it, not dropped."""
        if name in {"rank", "special_constable"}:
            return self.reported_limb.is_officer or bool(self.rank.data or self.special_constable.data)
        return super().shows(name)


EVENTS = {
    AdvisoryLimb.A: "Date on which they left",
    AdvisoryLimb.B: "Date of the allegation",
    AdvisoryLimb.C: "Date on which the designation was withdrawn",
    AdvisoryLimb.D: "Date on which they stopped",
}


class AdvisoryForm(AnyReportForm):
    """The fields of regulation 12(2), for one limb of section 88I(1)."""

    list_id = "advisory"
    sections = (
        THE_PERSON,
        ("Their service", ("served_as", "force", "rank", "identifying_number")),
        (
            "What happened",
            ("left_by", "ceased_on", "event_date", "known_on", "conduct", "proceedings", "cleared_before_leaving"),
        ),
    )
    served_as = ChoiceField("What were they?", missing="Choose what the person was")
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

    def __init__(self, limb: Limb | AdvisoryLimb, **options: Any) -> None:
        super().__init__(limb, **options)
        way_out = AdvisoryLimb(limb)
        self.served_as.choices = [(role.value, role.label) for role in way_out.roles]
        self.rank.choices = RANK_CHOICES
        self.left_by.choices = [(way, way.capitalize()) for way in LEFT_BY]
        self.event_date.label.text = EVENTS[way_out]
        unasked = {
            AdvisoryLimb.A: ("ceased_on", "known_on"),
            AdvisoryLimb.B: ("known_on", "proceedings", "cleared_before_leaving"),
            AdvisoryLimb.C: ("rank", "left_by", "ceased_on", "known_on", "proceedings", "cleared_before_leaving"),
            AdvisoryLimb.D: ("rank", "left_by", "ceased_on", "proceedings", "cleared_before_leaving"),
        }
        for name in unasked[way_out]:
            delattr(self, name)


def as_typed(content: ReportContent, version: int) -> dict[str, Any]:
    """A report's content as a form takes it, for correcting it."""
    values = content.as_json() | {"force": content.force.title, "expected_version": str(version)}
    if content.advisory is not None:
        facts = content.advisory
        values |= {"served_as": facts.served_as.value, "left_by": facts.left_by, "proceedings": facts.proceedings or ""}
        values |= {"ceased_on": str(facts.ceased_on or ""), "known_on": str(facts.known_on or "")}
    return values


def own_force(actor: Actor) -> str:
    """The force that the actor's organisation reports for, to save typing it; empty for the College."""
    force = force_by_code((actor.organisation_code or "").removeprefix("lpb-"))
    return force.title if force is not None else ""


class ReturnForm(VersionedForm):
    """Why a report is returned."""

    reason = LongTextField("What must be corrected", hint="The force reads this. Say which field is wrong, and why.", rows=4)
