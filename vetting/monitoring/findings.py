"""What a pass found and has not written yet."""

from __future__ import annotations

from dataclasses import dataclass

from vetting.monitoring.leases import Position
from vetting.monitoring.people import Watched
from vetting.monitoring.rules import AlertKind, Pair
from vetting.registry import ChangedRecord
from vetting.screening import Again


@dataclass(frozen=True, slots=True)
class News:
    """One thing to tell of a person and a listed person (`about`: the report by which that one came in)."""

    kind: AlertKind
    person: str
    about: str
    list_id: str | None = None
    standing: str | None = None
    band: str | None = None
    pair: Pair | None = None


@dataclass(frozen=True)
class Finding:
    """What a search made again tells of one person. `again` is None when the person cannot be read."""

    watched: Watched
    again: Again | None
    news: tuple[News, ...]


@dataclass(frozen=True, slots=True)
class Notice:
    """What is told of an earlier check that came upon a listed person, because that one stands otherwise now."""

    organisation_id: str
    check_id: str
    watch_id: str | None
    reference: str
    news: News


@dataclass(frozen=True)
class Findings:
    """All that a pass found. `cause` says why everybody was searched for, if everybody was."""

    after: Position
    watched: int
    searched: int
    admitted: tuple[Watched, ...]
    left: tuple[str, ...]
    records: tuple[ChangedRecord, ...]
    cause: str | None
    news: tuple[Finding, ...]
    notices: tuple[Notice, ...]
