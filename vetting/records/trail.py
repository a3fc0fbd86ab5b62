"""The trail for auditors: metadata only, and reading it is an event of its own."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session

from vetting import audit
from vetting.access import Actor, Permission, organisation_names, parts_played, require
from vetting.audit import TrailEvent, TrailFilter

MOST_EXPORTED = 50_000


@dataclass(frozen=True, slots=True)
class TrailPage:
    """Some events, latest first; `people` and `organisations` say what ids stand for, never by a person's name."""

    events: tuple[TrailEvent, ...]
    more: bool
    people: dict[str, str]
    organisations: dict[str, str]


def read_trail(session: Session, actor: Actor, wanted: TrailFilter, limit: int = 50) -> TrailPage:
    """One page of the events that fit. Raises Refused."""
    return _read(session, actor, wanted, limit, "page")


def export_trail(session: Session, actor: Actor, wanted: TrailFilter) -> TrailPage:
    """The events that fit, as many as a file holds, latest first. Raises Refused."""
    return _read(session, actor, wanted, MOST_EXPORTED, "csv")


def _read(session: Session, actor: Actor, wanted: TrailFilter, limit: int, form: str) -> TrailPage:
    require(actor, Permission.READ_TRAIL)
    found = list(audit.find_events(session, wanted, limit + 1))
    events = tuple(found[:limit])
    people = parts_played(session, {event.actor_id for event in events})
    organisations = organisation_names(session, {event.organisation_id for event in events if event.organisation_id})
    audit.record(session, actor, "trail_read", events=len(events), form=form)
    return TrailPage(events, len(found) > limit, people, organisations)
