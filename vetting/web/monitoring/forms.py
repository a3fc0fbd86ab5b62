"""What is asked about a watch and about an alert."""

from __future__ import annotations

from collections.abc import Iterable

from vetting.monitoring import Basis, EndedBecause, Term
from vetting.registry import Choice
from vetting.web.fields import ChoiceField, LongTextField, PartsOfDateField, ServiceForm, TextField, day_of

BECAUSE = {
    EndedBecause.LEFT: "The person has left, or the post does not ask for it any more",
    EndedBecause.BASIS_ENDED: "The legal basis has ended",
    EndedBecause.MISTAKE: "The person was enrolled by mistake",
}
ENDED = {**BECAUSE, EndedBecause.TERM_OVER: "The term is over"}


class TermForm(ServiceForm):
    """Until when, on which basis, and where that is written down."""

    until = PartsOfDateField("Last day", hint="For example, 31 3 2027")
    basis = ChoiceField(
        "Legal basis",
        hint="Whether one of these reaches people who serve already was not read in the law: your data protection officer decides",
        missing="Choose the legal basis",
    )
    basis_reference = TextField(
        "Where the decision on the legal basis is recorded", hint="For example, the number of the decision or the document"
    )

    def __init__(self, bases: Iterable[Basis]) -> None:
        super().__init__()
        self.basis.choices = [(basis.id, basis.label) for basis in bases]

    def as_term(self) -> Term:
        """What was entered, for the door."""
        return Term(day_of(self.until), self.basis.data or "", self.basis_reference.data or "")


class EnrolForm(TermForm):
    """Whose checks, what for, and the first term."""

    checks = LongTextField("Checks", hint="The ids of decided checks of your organisation, one a line", rows=4)
    purpose = ChoiceField("What are they watched for?", missing="Choose what they are watched for")

    def __init__(self, bases: Iterable[Basis], purposes: Iterable[Choice]) -> None:
        super().__init__(bases)
        self.purpose.choices = [(purpose.code, purpose.label) for purpose in purposes]


class EndForm(ServiceForm):
    """Why a watch ends."""

    because = ChoiceField("Why is the person no longer watched?", missing="Choose why the person is no longer watched")

    def __init__(self) -> None:
        super().__init__()
        self.because.choices = [(reason.value, words) for reason, words in BECAUSE.items()]


class WorkForm(ServiceForm):
    """What was done about an alert."""

    note = LongTextField("What was done about it", hint="For example, who was told and what was decided.", rows=3)
