"""What the doors of entries and lists hand out: frozen, opened, apart from the tables. Who acted is an account id, never a name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from vetting.registry.facts import ReportContent
from vetting.registry.publication_views import PublicationProposal, PublicationStatus, PublicationView
from vetting.registry.vocabulary import AdvisoryLimb, Limb, Standing


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
