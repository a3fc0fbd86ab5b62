"""What the doors of the public list hand out: frozen, opened, apart from the tables."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Self


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
