"""Who on the register is likely to be the person of a report: shown to a registrar before a decision, by the one matcher."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from vetting import audit
from vetting.access import Actor, Permission, get_owned, require
from vetting.registry.index import index_of
from vetting.registry.models import Entry, Report
from vetting.registry.past import origins_of
from vetting.registry.policy import lists_of
from vetting.registry.present import entry_content, report_content
from vetting.registry.vocabulary import ReportState, Standing


@dataclass(frozen=True, slots=True)
class LikelyDuplicate:
    """Another record that the matcher takes for the same person: where it stands, and how strongly it agrees."""

    list_id: str
    standing: Standing
    band: str
    entry_id: str | None
    report_id: str | None
    record_id: str
    """The report that the record came by: it stays when a report becomes an entry."""
    unread: bool = False
    """A row of an import that could not be read."""


def likely_duplicates(session: Session, actor: Actor, report_id: str) -> tuple[LikelyDuplicate, ...]:
    """Every other record on any list that a check of this report's person would come upon, the likeliest first.

    Leaves an audit event. Raises NotFound, and Unavailable when the lists cannot be searched: that is not "none".
    """
    require(actor, Permission.CHANGE_REGISTER)
    report = get_owned(session, actor, Report, report_id, "report")
    entry = session.scalar(select(Entry).where(Entry.report_id == report.id))
    identity = (report_content(session, report) if entry is None else entry_content(session, entry)).identity()
    lists = [info.id for info in lists_of(session).lists]
    with session.begin_nested():  # a fault of the search leaves the rest of the page readable
        matches = index_of(session).search(session, [identity], lists).matches[0]
    origins = origins_of(session, [hit.entry_id for hit in matches if hit.entry_id is not None])
    unread = _unread(session, [hit.report_id for hit in matches if hit.report_id is not None])
    others = tuple(
        LikelyDuplicate(hit.list_id, hit.standing, hit.match.band, hit.entry_id, hit.report_id, record_id, record_id in unread)
        for hit in matches
        if (record_id := hit.report_id or origins.get(hit.entry_id or "", "")) != report.id
    )
    found = [other.entry_id or other.report_id for other in others]
    audit.record(session, actor, "duplicates_searched", report=report.id, found=found)
    return others


def _unread(session: Session, report_ids: Sequence[str]) -> frozenset[str]:
    """Those of these reports that stand for a row of an import that could not be read."""
    rows = session.scalars(select(Report.id).where(Report.id.in_(report_ids), Report.state == ReportState.UNREAD.value))
    return frozenset(rows)
