"""What an entry said and how it stood at any past second, and what two of its versions say differently."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from vetting import audit
from vetting.access import Actor, Permission, require
from vetting.errors import NotFound
from vetting.registry.decisions import content_of
from vetting.registry.facts import AdvisoryFacts, ReportContent
from vetting.registry.models import EntryStanding, EntryVersion
from vetting.registry.standing import REMOVED, find_entry
from vetting.registry.views import Difference, PastEntry, ProposalView

LABELS = {
    "limb": "Status",
    "force_code": "Police force",
    "forenames": "Forenames",
    "surname": "Surname",
    "date_of_birth": "Date of birth",
    "rank": "Rank",
    "identifying_number": "Number",
    "ground": "Ground",
    "conduct": "What happened",
    "reasons": "Reasons",
    "standards": "Standards breached",
    "event_date": "Date of dismissal or finding",
    "prior_advisory_report_date": "Earlier advisory report",
    "special_constable": "Special constable",
    "other_names": "Further names",
    "other_numbers": "Further numbers",
    "date_of_death": "Date of death",
    "left_by": "How they had left",
    "advisory": "How they left",
}


def as_at(session: Session, actor: Actor, entry_id: str, moment: datetime) -> PastEntry:
    """What an entry said and how it stood at a moment. Leaves an audit event.

    Raises NotFound for a moment before it was listed. Of an entry that was gone by then nothing is told but that it was.
    """
    require(actor, Permission.READ_REGISTER)
    entry = find_entry(session, entry_id, removed=True)
    version = session.scalar(
        select(EntryVersion)
        .where(EntryVersion.entry_id == entry.id, EntryVersion.valid_from <= moment)
        .order_by(EntryVersion.number.desc())
        .limit(1)
    )
    standing = session.scalar(
        select(EntryStanding.standing)
        .where(EntryStanding.entry_id == entry.id, EntryStanding.valid_from <= moment)
        .order_by(EntryStanding.number.desc())
        .limit(1)
    )
    if version is None or standing is None:
        raise NotFound("entry at this moment")
    audit.record(session, actor, "entry_read", entry=entry.id, entry_version=version.number)
    content = None if standing == REMOVED else content_of(session, version)
    return PastEntry(entry.id, entry.list_id, moment, standing, version.number, content)


def amended_from(session: Session, proposal: ProposalView) -> tuple[Difference, ...]:
    """What a proposed amendment changes in the version that its preparer had read; nothing for another kind of proposal.

    The caller has read the proposal through its door, which left an audit event.
    """
    if proposal.amended is None:
        return ()
    statement = select(EntryVersion).where(
        EntryVersion.entry_id == proposal.entry_id, EntryVersion.number == proposal.entry_version
    )
    return differences(content_of(session, session.scalars(statement).one()), proposal.amended)


def differences(before: ReportContent, after: ReportContent) -> tuple[Difference, ...]:
    """The fields that two versions say differently, in the order of the page. Pure."""
    changed = (name for name in LABELS if getattr(before, name) != getattr(after, name))
    return tuple(Difference(LABELS[name], _words(before, name), _words(after, name)) for name in changed)


def _words(content: ReportContent, name: str) -> str:
    shown = {
        "force_code": content.force_then,
        "rank": content.rank_label,
        "limb": content.person,
        "reasons": content.reason_labels,
    }
    value: Any = shown.get(name, getattr(content, name))
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, date):
        return f"{value.day} {value:%B %Y}"
    if isinstance(value, AdvisoryFacts):
        return "; ".join(str(getattr(item, "label", item)) for item in value if item)
    if isinstance(value, Sequence) and not isinstance(value, str):
        return "; ".join(str(getattr(item, "full_name", item)) for item in value) or "none"
    return str(getattr(value, "label", value) or "none")
