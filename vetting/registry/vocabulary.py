"""The statute's words as closed vocabularies: limbs, grounds, standings, states, Standards, ranks; each with its label for a page.

Sources: Police Act 1996 s.88A(1) (domain.md 1.1), SI 2017/1135 reg 3(2) (domain.md 2.1), domain.md section 4.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class Choice:
    """One choice of a form: what is sent, and what is read."""

    code: str
    label: str


class Limb(StrEnum):
    """The four limbs of s.88A(1): who was dismissed, or would have been."""

    A = "a"
    B = "b"
    C = "c"
    D = "d"

    @property
    def is_officer(self) -> bool:
        """Limbs (a) and (b) are of members of a force and special constables; (c) and (d) of civilian police employees."""
        return self in (Limb.A, Limb.B)

    @property
    def is_former(self) -> bool:
        """Limbs (b) and (d) are of people who had left before the finding."""
        return self in (Limb.B, Limb.D)

    @property
    def person(self) -> str:
        """Reg 3(2)'s status at the relevant time."""
        return _PERSONS[self]

    @property
    def label(self) -> str:
        """The limb in one line."""
        trigger = "finding that they would have been dismissed" if self.is_former else "dismissed"
        return f"{self.person[0].upper()}{self.person[1:]}: {trigger}"


_PERSONS = {
    Limb.A: "police officer or special constable",
    Limb.B: "former police officer or special constable",
    Limb.C: "civilian police employee",
    Limb.D: "former civilian police employee",
}


class ServedAs(StrEnum):
    """What somebody was when an allegation overtook their leaving: s.88I(1)'s officers, employees and volunteers."""

    OFFICER = "officer"
    SPECIAL_CONSTABLE = "special_constable"
    CIVILIAN_EMPLOYEE = "civilian_employee"
    COMMUNITY_SUPPORT_VOLUNTEER = "community_support_volunteer"
    POLICING_SUPPORT_VOLUNTEER = "policing_support_volunteer"

    @property
    def is_officer(self) -> bool:
        """Officers and specials have a rank."""
        return self in (ServedAs.OFFICER, ServedAs.SPECIAL_CONSTABLE)

    @property
    def label(self) -> str:
        """As shown on pages."""
        return "Police officer" if self is ServedAs.OFFICER else self.value.replace("_", " ").capitalize()


class AdvisoryLimb(StrEnum):
    """The four limbs of s.88I(1): how somebody left under an allegation that was never resolved (domain.md 1.5)."""

    A = "a"
    B = "b"
    C = "c"
    D = "d"

    @property
    def roles(self) -> tuple[ServedAs, ...]:
        """Whom the limb reaches. A later allegation (b) lists former officers and specials, not former staff."""
        return _ADVISORY_ROLES[self]

    @property
    def is_former(self) -> bool:
        """Limb (b) is of people who had left before the allegation was made."""
        return self is AdvisoryLimb.B

    @property
    def is_officer(self) -> bool:
        """Whether the limb reaches officers and specials alone; for limb (a) their role says."""
        return self is AdvisoryLimb.B

    @property
    def person(self) -> str:
        """Whom the limb is about."""
        return _ADVISORY_PERSONS[self]

    @property
    def label(self) -> str:
        """The limb in one line."""
        return f"{self.person[0].upper()}{self.person[1:]}"


_VOLUNTEERS = (ServedAs.COMMUNITY_SUPPORT_VOLUNTEER, ServedAs.POLICING_SUPPORT_VOLUNTEER)
_ADVISORY_ROLES = {
    AdvisoryLimb.A: (ServedAs.OFFICER, ServedAs.SPECIAL_CONSTABLE, ServedAs.CIVILIAN_EMPLOYEE),
    AdvisoryLimb.B: (ServedAs.OFFICER, ServedAs.SPECIAL_CONSTABLE),
    AdvisoryLimb.C: _VOLUNTEERS,
    AdvisoryLimb.D: _VOLUNTEERS,
}
_ADVISORY_PERSONS = {
    AdvisoryLimb.A: "person who resigned or retired with an allegation unresolved",
    AdvisoryLimb.B: "former police officer or special constable, alleged after they left",
    AdvisoryLimb.C: "volunteer whose designation was withdrawn",
    AdvisoryLimb.D: "volunteer who stopped with an allegation unresolved",
}


class Ground(StrEnum):
    """Why: it decides whether an entry may be published, and from when a review may be asked for."""

    GROSS_MISCONDUCT = "gross_misconduct"
    GROSS_INCOMPETENCE = "gross_incompetence"
    UNSATISFACTORY_PERFORMANCE = "unsatisfactory_performance"
    UNSATISFACTORY_ATTENDANCE = "unsatisfactory_attendance"
    CONDUCT = "conduct"
    EFFICIENCY = "efficiency"
    EFFECTIVENESS = "effectiveness"
    VETTING_WITHDRAWN = "vetting_withdrawn"
    ALLEGATION = "allegation"

    @property
    def label(self) -> str:
        """As shown on pages."""
        return _GROUNDS.get(self.value, self.value.replace("_", " ").capitalize())


_GROUNDS = {"allegation": "Allegation, no finding", "vetting_withdrawn": "Dismissed because vetting was withdrawn"}

OFFICER_GROUNDS = (
    Ground.GROSS_MISCONDUCT,
    Ground.GROSS_INCOMPETENCE,
    Ground.UNSATISFACTORY_PERFORMANCE,
    Ground.UNSATISFACTORY_ATTENDANCE,
    Ground.VETTING_WITHDRAWN,
)
STAFF_GROUNDS = (Ground.CONDUCT, Ground.EFFICIENCY, Ground.EFFECTIVENESS, Ground.VETTING_WITHDRAWN)
"""s.88A(1)(c): the reason or one of the reasons relates to conduct, efficiency or effectiveness. Whether a dismissal after
withdrawn vetting (SI 2025/502) leads to the list is not settled: such a report goes to the College's lawyers (practice.md 1.8).
"""


class Standing(StrEnum):
    """How a person stands on a list; each of the three counts in a check."""

    LISTED = "listed"
    REPORT_RECEIVED = "report_received"
    SUSPENDED = "suspended"

    @property
    def label(self) -> str:
        """As shown on pages."""
        return _STANDINGS[self]


_STANDINGS = {
    Standing.LISTED: "Listed",
    Standing.REPORT_RECEIVED: "Report received, not yet complete",
    Standing.SUSPENDED: "Suspended",
}


class ReportState(StrEnum):
    """Where a report stands. One that is returned, or with the College's lawyers, still counts in every check."""

    SUBMITTED = "submitted"
    RETURNED = "returned"
    REFERRED = "referred"
    UNREAD = "unread"
    APPROVED = "approved"
    WITHDRAWN = "withdrawn"

    @property
    def label(self) -> str:
        """As shown on pages."""
        return _REPORT_STATES[self]


_REPORT_STATES = {
    ReportState.SUBMITTED: "With the College",
    ReportState.RETURNED: "Returned for correction",
    ReportState.REFERRED: "With the College’s lawyers",
    ReportState.UNREAD: "Row of an import that could not be read",
    ReportState.APPROVED: "Approved",
    ReportState.WITHDRAWN: "Withdrawn",
}
COUNTING = frozenset({"submitted", "returned", "referred", "unread"})
"""A report in one of these is searched by every check as *report received*; an approved one is searched as its entry."""

STANDARDS = (
    "Honesty and Integrity",
    "Authority, Respect and Courtesy",
    "Equality and Diversity",
    "Use of Force",
    "Orders and Instructions",
    "Duties and Responsibilities",
    "Confidentiality",
    "Fitness for Duty",
    "Discreditable Conduct",
    "Challenging and Reporting Improper Conduct",
)
"""The Standards of Professional Behaviour, in the order of the schedule (domain.md section 4)."""

RANKS = (
    Choice("constable", "Constable"),
    Choice("sergeant", "Sergeant"),
    Choice("inspector", "Inspector"),
    Choice("chief_inspector", "Chief Inspector"),
    Choice("superintendent", "Superintendent"),
    Choice("chief_superintendent", "Chief Superintendent"),
    Choice("assistant_chief_constable", "Assistant Chief Constable"),
    Choice("commander", "Commander"),
    Choice("deputy_chief_constable", "Deputy Chief Constable"),
    Choice("deputy_assistant_commissioner", "Deputy Assistant Commissioner"),
    Choice("assistant_commissioner", "Assistant Commissioner"),
    Choice("chief_constable", "Chief Constable"),
    Choice("deputy_commissioner", "Deputy Commissioner"),
    Choice("commissioner", "Commissioner"),
    Choice("special_constable", "Special Constable"),
    Choice("special_sergeant", "Special Sergeant"),
    Choice("special_inspector", "Special Inspector"),
    Choice("special_chief_inspector", "Special Chief Inspector"),
    Choice("special_superintendent", "Special Superintendent"),
    Choice("assistant_chief_officer", "Assistant Chief Officer of the Special Constabulary"),
    Choice("special_chief_officer", "Chief Officer of the Special Constabulary"),
)
"""Substantive ranks (domain.md section 4, an unverified list); a detective or temporary rank is reported as the rank itself."""

SPECIAL_RANKS = frozenset(rank.code for rank in RANKS[14:])
RANK_LABELS = {rank.code: rank.label for rank in RANKS}


def find_rank(text: str) -> str | None:
    """The code of a rank as people write it ("PC", "Detective Sergeant", "chief_inspector"), or None."""
    return _RANK_BY_TEXT.get(_fold(text))


def find_standard(text: str) -> str | None:
    """The statutory name of a Standard written in any case, or None: near spellings are not guessed at."""
    return _STANDARD_BY_TEXT.get(_fold(text))


def _fold(text: str) -> str:
    return " ".join("".join(letter if letter.isalnum() else " " for letter in text.casefold()).split())


def _rank_texts() -> dict[str, str]:
    texts = {_fold(text): rank.code for rank in RANKS for text in (rank.code, rank.label)}
    for code, words in _RANK_WAYS.items():
        texts |= {_fold(word): code for word in words}
    return texts


_RANK_WAYS = {
    "constable": ("PC", "DC", "TDC", "WPC", "Police Constable", "Detective Constable"),
    "sergeant": ("PS", "DS", "Sgt", "DSgt", "Police Sergeant", "Detective Sergeant"),
    "inspector": ("Insp", "DI", "Detective Inspector", "Police Inspector"),
    "chief_inspector": ("CI", "Ch Insp", "DCI", "Detective Chief Inspector"),
    "superintendent": ("Supt", "DSU", "D Supt", "Detective Superintendent"),
    "chief_superintendent": ("Ch Supt", "DCS", "Detective Chief Superintendent"),
    "assistant_chief_constable": ("ACC",),
    "deputy_chief_constable": ("DCC",),
    "chief_constable": ("CC",),
    "deputy_assistant_commissioner": ("DAC",),
    "assistant_commissioner": ("AC",),
    "special_constable": ("SC",),
    "special_chief_officer": ("Special Chief Officer",),
}
_RANK_BY_TEXT = _rank_texts()
_STANDARD_BY_TEXT = {_fold(name): name for name in STANDARDS}
