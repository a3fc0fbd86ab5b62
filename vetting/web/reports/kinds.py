"""The two kinds of report as data: what each asks for and in which words. One journey serves both."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from vetting.registry import AdvisoryLimb, Limb, ReportContent
from vetting.web.reports.forms import AdvisoryForm, AnyReportForm, ReportForm

AnyLimb = Limb | AdvisoryLimb


@dataclass(frozen=True, slots=True)
class ReportKind:
    """One kind of report. `hints` are its limbs, each in other words; `begins` and `due` are sentences of its pages."""

    code: str
    title: str
    form: type[AnyReportForm]
    hints: Mapping[AnyLimb, str]
    begins: str
    due: str

    def limb(self, text: str) -> AnyLimb | None:
        """The limb with this letter; None for any other text."""
        return next((limb for limb in self.hints if limb.value == text), None)


BARRED = ReportKind(
    code="barred",
    title="Make a report",
    form=ReportForm,
    hints={
        Limb.A: "Dismissed at proceedings for conduct or performance",
        Limb.B: "A finding that they would have been dismissed had they not left",
        Limb.C: "Police staff, a PCSO or a designated officer, dismissed for conduct, efficiency or effectiveness",
        Limb.D: "Police staff, a PCSO or a designated officer: a finding that they would have been dismissed had they not left",
    },
    begins="The report counts in every check from the moment you send it.",
    due=(
        "Within five working days. The day of the dismissal or finding is day one if it is a working day. A late report is taken "
        "and marked as late: send it all the same."
    ),
)
ADVISORY = ReportKind(
    code="advisory",
    title="Make a report for the advisory list",
    form=AdvisoryForm,
    hints={
        AdvisoryLimb.A: "An officer, special constable or employee who left when the allegation was known and not yet decided",
        AdvisoryLimb.B: "The allegation was made after they had left. Former police staff are not listed for this",
        AdvisoryLimb.C: "A community or policing support volunteer: for conduct, efficiency or effectiveness",
        AdvisoryLimb.D: "A community or policing support volunteer who stopped after the allegation was known",
    },
    begins=(
        "No finding has been made about the person. An employer who finds them on this list must consider it, and must not refuse "
        "them automatically. The report counts from the moment you send it."
    ),
    due=(
        "Within five working days. The day of the event is day one if it is a working day; for a volunteer who stopped, the day on "
        "which it came to the force’s attention. A late report is taken and marked as late: send it all the same."
    ),
)
KINDS: Mapping[str, ReportKind] = {kind.code: kind for kind in (BARRED, ADVISORY)}


def kind_of(content: ReportContent) -> ReportKind:
    """The kind of a report that was sent in."""
    return KINDS[content.list_id]
