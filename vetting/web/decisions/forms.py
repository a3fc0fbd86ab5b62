"""What an officer is asked who decides on a hit, first or second, or who takes a decision back."""

from __future__ import annotations

from vetting.web.fields import ChoiceField, LongTextField, ServiceForm


class ReasonForm(ServiceForm):
    """Why a decision is taken back."""

    reason = LongTextField("Why", hint="What agrees or differs, and in which document you saw it.", rows=3)


class DecisionForm(ServiceForm):
    """The three choices, in the words of practice.md section 3."""

    undetermined = "Cannot tell yet: keep on hold, because…"
    decision = ChoiceField("Is it the same person?", missing="Choose whether it is the same person")
    reason = LongTextField("Because", hint="What agrees or differs, and in which document you saw it.", rows=3)

    def __init__(self) -> None:
        super().__init__()
        self.decision.choices = [
            ("same_person", "Same person, because…"),
            ("different_person", "Different person, because…"),
            ("undetermined", self.undetermined),
        ]


class SecondForm(ServiceForm):
    """Whether the second officer agrees."""

    agrees = ChoiceField("Do you agree?", missing="Choose whether you agree")
    reason = LongTextField("Because", hint="What you compared yourself.", rows=3)

    def __init__(self) -> None:
        super().__init__()
        self.agrees.choices = [("yes", "Yes, I agree, because…"), ("no", "No, it stays open, because…")]
