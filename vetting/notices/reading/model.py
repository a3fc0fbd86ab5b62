"""What reading a notice gives: the kind of notice and the facts about each person it is about.

The vocabularies are closed. `role` is one of `ROLES` (domain.md section 4); `rank` is one of the ranks in `ranks.py`, in full
and lower case ("police constable", "detective sergeant", "temporary inspector"), and null for staff and PCSOs. `force` is the
name in domain.md section 4, or an out-of-scope body's own name.
"""

from dataclasses import dataclass, field
from typing import Any, Literal

__all__ = ["OUTCOMES", "ROLES", "NoticeReading", "NoticeType", "Outcome", "SubjectReading"]

NoticeType = Literal["outcome", "announcement", "pending", "appeal", "other"]
Outcome = Literal[
    "dismissed",
    "would_have_been_dismissed",
    "final_written_warning",
    "written_warning",
    "no_further_action",
    "other",
]

OUTCOMES: tuple[Outcome, ...] = (
    "dismissed",
    "would_have_been_dismissed",
    "final_written_warning",
    "written_warning",
    "no_further_action",
    "other",
)
ROLES = (
    "police officer",
    "special constable",
    "police staff",
    "PCSO",
    "designated officer",
    "community support volunteer",
    "policing support volunteer",
)


@dataclass(frozen=True)
class SubjectReading:
    """One person the notice is about; whatever the text does not say is None or empty."""

    name: str | None = None
    alias: str | None = None
    role: str | None = None
    rank: str | None = None
    force: str | None = None
    former: bool | None = None
    service_number: str | None = None
    outcome: Outcome | None = None
    hearing_date: str | None = None
    hearing_from: str | None = None
    """The first day of a hearing whose last is `hearing_date`; not among the facts of the command's contract."""
    standards_breached: tuple[str, ...] = ()
    barred_list_stated: bool | None = None
    evidence: dict[str, str] = field(default_factory=dict)
    """Field name → the words of the text that the value came from, verbatim."""

    def as_json(self) -> dict[str, Any]:
        """Return the facts under the names of the command's contract."""
        return {
            "name": self.name,
            "alias": self.alias,
            "role": self.role,
            "rank": self.rank,
            "force": self.force,
            "former": self.former,
            "service_number": self.service_number,
            "outcome": self.outcome,
            "hearing_date": self.hearing_date,
            "standards_breached": list(self.standards_breached),
            "barred_list_stated": self.barred_list_stated,
            "evidence": dict(self.evidence),
        }


@dataclass(frozen=True)
class NoticeReading:
    """A notice's kind and the people it is about, in the order in which the text brings them in."""

    notice_type: NoticeType
    subjects: tuple[SubjectReading, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """Return the reading under the names of the command's contract."""
        return {"notice_type": self.notice_type, "subjects": [subject.as_json() for subject in self.subjects]}
