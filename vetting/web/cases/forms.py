"""What an officer is asked on a case: one small form an action, and the record of a consideration."""

from __future__ import annotations

from collections.abc import Iterable

from vetting.registry import Choice
from vetting.web.fields import ChoiceField, ListField, LongTextField, ManyChoicesField, PartsOfDateField, ServiceForm, TextField


class ConfirmForm(ServiceForm):
    """Nothing is asked: the button is the answer."""


class TextForm(ServiceForm):
    """A note, or why a case is escalated."""

    text = LongTextField("What you want to say", hint="Your unit reads it. It stays in the record.", rows=4)


class HoldForm(ServiceForm):
    """Why a case is on hold."""

    reason = ChoiceField("Why is the case on hold?", missing="Choose why the case is on hold")
    text = LongTextField("Anything to add (optional)", rows=2)

    def __init__(self, reasons: Iterable[Choice]) -> None:
        super().__init__()
        self.reason.choices = [(reason.code, reason.label) for reason in reasons]


class ReferForm(ServiceForm):
    """What the applicant is asked for."""

    asked = ManyChoicesField("What do you need from the applicant?", hint="The words that you can send say nothing else.")

    def __init__(self, items: Iterable[Choice]) -> None:
        super().__init__()
        self.asked.choices = [(item.code, item.label[0].upper() + item.label[1:]) for item in items]


class ForceForm(ServiceForm):
    """That another force was asked, or what it answered."""

    force = ListField("Force")
    done = ChoiceField("What do you record?", missing="Choose whether the force was asked or has answered")
    text = LongTextField("What was asked or answered", rows=3)

    def __init__(self, forces: Iterable[tuple[str, str]]) -> None:
        super().__init__()
        self.force.choices = [("", ""), *forces]
        self.done.choices = [("asked", "We have asked the force"), ("answered", "The force has answered")]


class DocumentForm(ServiceForm):
    """A document that was seen. Nothing of it is kept but its type and four characters."""

    kind = ChoiceField("Which document did you see?", missing="Choose the type of document")
    last_four = TextField("Last four characters of its number", classes="govuk-input--width-4")
    seen_on = PartsOfDateField("Day on which you saw it", hint="For example, 27 4 2027")

    def __init__(self, kinds: Iterable[Choice]) -> None:
        super().__init__()
        self.kind.choices = [(kind.code, kind.label) for kind in kinds]


class ApplicationForm(ServiceForm):
    """What became of the application."""

    state = ChoiceField("What has become of the application?", missing="Choose what has become of the application")
    on_day = PartsOfDateField("First day of work", hint="Planned, or in fact once they are appointed. Leave empty if not known.")

    def __init__(self) -> None:
        super().__init__()
        self.state.choices = [
            ("live", "It goes on"),
            ("offered", "The job was offered"),
            ("appointed", "They were appointed"),
            ("not_appointed", "They were not appointed"),
            ("withdrawn", "It was withdrawn"),
        ]


class ConsiderationForm(ServiceForm):
    """How an advisory entry was considered."""

    facts = LongTextField("Facts", hint="What happened, and what you know about how it ended.", rows=4)
    comments = LongTextField("The applicant’s comments", hint="In their words, or that they were asked and made none.", rows=4)
    rationale = LongTextField("Reasons for the decision", rows=4)
    appeal = LongTextField("How the applicant can appeal", rows=2)
    decision = ChoiceField("What have you decided?", missing="Choose what was decided")

    def __init__(self) -> None:
        super().__init__()
        self.decision.choices = [
            ("appoint", "The application goes on"),
            ("not_appoint", "The person is not appointed, for the reasons above"),
        ]
