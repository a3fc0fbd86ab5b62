"""What the register's doors hand out: frozen, opened, apart from the tables. Who acted is an account id, never a name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Self

from vetting.registry.facts import ReportContent
from vetting.registry.vocabulary import COUNTING, AdvisoryLimb, Limb, ReportState, Standing


@dataclass(frozen=True, slots=True)
class ReportSummary:
    """One line of a queue of reports. `event_date` is the day of the dismissal or finding; `days_late` is 0 when in time."""

    id: str
    list_id: str
    state: ReportState
    version: int
    organisation_id: str
    full_name: str
    limb: Limb | AdvisoryLimb
    force_code: str
    force_name: str
    event_date: date
    received_at: datetime
    due: date
    days_late: int
    prepared_by: str


@dataclass(frozen=True, slots=True)
class ReportVersionView:
    """One version of a report, as it was sent in."""

    number: int
    received_at: datetime
    prepared_by: str
    content: ReportContent


@dataclass(frozen=True, slots=True)
class DecisionView:
    """What a registrar decided on one version: `returned` with a reason, or `approved`."""

    version: int
    decision: str
    decided_by: str
    decided_at: datetime
    reason: str | None


@dataclass(frozen=True, slots=True)
class QuestionView:
    """Whether a report stands: `kind` is `withdrawal`, or what the lawyers say, `listable` or `not_listable`.

    `first_by` is the first of the College's two people, once there is one; `answer` why it was refused.
    """

    id: str
    report_id: str
    organisation_id: str
    kind: str
    label: str
    state: str
    asked_by: str
    asked_at: datetime
    first_by: str | None
    decided_by: str | None
    decided_at: datetime | None
    reason: str
    answer: str | None

    @property
    def is_open(self) -> bool:
        """Whether it waits."""
        return self.state == "open"


@dataclass(frozen=True, slots=True)
class ReportView:
    """A whole report: the present version's content, every version, every decision, and the entry if there is one."""

    id: str
    list_id: str
    state: ReportState
    version: int
    organisation_id: str
    received_at: datetime
    due: date
    days_late: int
    prepared_by: str
    approved_by: str | None
    approved_at: datetime | None
    content: ReportContent
    versions: tuple[ReportVersionView, ...]
    decisions: tuple[DecisionView, ...]
    entry_id: str | None
    questions: tuple[QuestionView, ...] = ()

    @property
    def counts(self) -> bool:
        """Whether a check comes upon it as a report that was received."""
        return self.state.value in COUNTING

    @property
    def open_question(self) -> QuestionView | None:
        """What waits for the College's two people, if anything does."""
        return next((question for question in self.questions if question.is_open), None)

    @property
    def return_reason(self) -> str | None:
        """Why it was returned, while it is."""
        return self.decisions[-1].reason if self.state is ReportState.RETURNED and self.decisions else None


@dataclass(frozen=True, slots=True)
class EntrySummary:
    """One line of the list of entries."""

    id: str
    list_id: str
    standing: Standing
    version: int
    full_name: str
    limb: Limb | AdvisoryLimb
    force_code: str
    force_name: str
    event_date: date
    listed_at: datetime


@dataclass(frozen=True, slots=True)
class EntryPage:
    """One page of entries, newest first; pages are counted from 1."""

    entries: tuple[EntrySummary, ...]
    page: int
    pages: int
    total: int


@dataclass(frozen=True, slots=True)
class EntryVersionView:
    """One version of an entry: what it said from `valid_from` on, and the two people who made it."""

    number: int
    valid_from: datetime
    prepared_by: str
    approved_by: str
    content: ReportContent


@dataclass(frozen=True, slots=True)
class TimelineEvent:
    """One thing that happened to an entry or the report behind it: a sentence without personal data, and who did it."""

    at: datetime
    by: str
    what: str


@dataclass(frozen=True, slots=True)
class ProposalView:
    """What one person set in motion about an entry, and what a second one decided. `content` is opened, `reason` the decider's."""

    id: str
    entry_id: str
    kind: str
    label: str
    ground: str
    state: str
    entry_version: int
    received_at: datetime
    due: date | None
    days_late: int
    prepared_by: str
    decided_by: str | None
    decided_at: datetime | None
    content: Mapping[str, Any]
    reason: str | None

    @property
    def is_open(self) -> bool:
        """Whether it waits for a second person."""
        return self.state == "open"

    @property
    def amended(self) -> ReportContent | None:
        """How the entry would read, for an amendment."""
        content = self.content.get("content")
        return None if content is None else ReportContent.from_json(content)


@dataclass(frozen=True, slots=True)
class Difference:
    """One field that two versions of an entry say differently, in words."""

    field: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class PastEntry:
    """What an entry said and how it stood at one moment; one that was gone by then is `removed` and says nothing."""

    entry_id: str
    list_id: str
    moment: datetime
    standing: str
    version: int
    content: ReportContent | None


@dataclass(frozen=True, slots=True)
class Tombstone:
    """What is left to be read of an entry that was removed: when and on what ground, by whom, and nothing about the person."""

    entry_id: str
    list_id: str
    listed_at: datetime
    removed_at: datetime
    ground: str
    proposals: tuple[ProposalView, ...]


@dataclass(frozen=True, slots=True)
class PublicationView:
    """That an entry is on the public list, and until when (the first day on which it no longer is)."""

    published_from: date
    ends: date
    published_by: str
    public_reason: str


@dataclass(frozen=True, slots=True)
class PublicationProposal:
    """A decision to publish, not to, or not yet: its exception, and who proposed and decided it.

    `reason` is why the exception applies, or, where `decision` is `published`, what the public will read.
    """

    id: str
    entry_id: str
    decision: str
    exception: str
    until: date | None
    state: str
    proposed_by: str
    proposed_at: datetime
    decided_by: str | None
    decided_at: datetime | None
    reason: str


@dataclass(frozen=True, slots=True)
class PublicationStatus:
    """Where an entry stands with the public list today: a code, words, and the day by which a decision is due."""

    code: str
    words: str
    due: date | None = None
    days_late: int = 0


@dataclass(frozen=True, slots=True)
class ReviewLine:
    """That somebody applied to come off, and how far it has come."""

    id: str
    applied_on: date
    state: str
    label: str
    is_open: bool


@dataclass(frozen=True, slots=True)
class EntryView:
    """A whole entry. `why_not_published` says why it can never be published; None when it may be."""

    id: str
    list_id: str
    standing: Standing
    version: int
    listed_at: datetime
    report_id: str
    content: ReportContent
    versions: tuple[EntryVersionView, ...]
    timeline: tuple[TimelineEvent, ...]
    publication: PublicationView | None
    why_not_published: str | None
    proposals: tuple[ProposalView, ...] = ()
    publication_status: PublicationStatus | None = None
    publication_decisions: tuple[PublicationProposal, ...] = ()
    review_from: date | None = None
    ends_on: date | None = None
    reviews: tuple[ReviewLine, ...] = ()

    @property
    def open_proposals(self) -> tuple[ProposalView, ...]:
        """What waits for a second person."""
        return tuple(proposal for proposal in self.proposals if proposal.is_open)


@dataclass(frozen=True, slots=True)
class PublishedEntry:
    """What the public may read of one entry. Never a date of birth, a number, or the force's own text."""

    entry_id: str
    full_name: str
    force_name: str
    person: str
    rank: str
    event_date: date
    reason: str

    def as_json(self) -> dict[str, Any]:
        """For sealing, and for the public API."""
        return {
            "entry_id": self.entry_id,
            "full_name": self.full_name,
            "force_name": self.force_name,
            "person": self.person,
            "rank": self.rank,
            "event_date": self.event_date.isoformat(),
            "reason": self.reason,
        }

    @classmethod
    def from_json(cls, content: Mapping[str, Any]) -> Self:
        """From what `as_json` made."""
        return cls(**{**content, "event_date": date.fromisoformat(content["event_date"])})


@dataclass(frozen=True, slots=True)
class PublishedSearch:
    """The answer to a search of the public list. Finding nothing shows very little, and `statement` says so.

    `suggestions` are near spellings to search for instead; they answer nothing by themselves.
    """

    name: str
    entries: tuple[PublishedEntry, ...]
    statement: str
    suggestions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ListState:
    """Whether a list may be searched: which registrars opened it, and what it holds."""

    list_id: str
    name: str
    opened_by: tuple[str, ...]
    opened_at: datetime | None
    is_open: bool
    entries: int
    reports_received: int
    unread_rows: int = 0
    """Open rows of imports that could not be read: each counts in a check until two registrars have resolved it."""


@dataclass(frozen=True, slots=True)
class ReportKey:
    """What can be said of a report without naming anybody: for reconciling notices with what was reported."""

    report_id: str
    limb: Limb
    force_code: str
    event_date: date
    received_at: datetime
