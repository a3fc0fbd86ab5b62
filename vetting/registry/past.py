"""The register as it was searched at a past version, and what a record came from: for whoever proves an old answer."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from vetting.access import whole_register
from vetting.registry.models import Entry


def origins_of(session: Session, entry_ids: Collection[str]) -> Mapping[str, str]:
    """The report that each of these entries was made of: by it a listed person stays the same one when a report is approved."""
    if not entry_ids:
        return {}
    with whole_register(session):
        rows = session.execute(select(Entry.id, Entry.report_id).where(Entry.id.in_(entry_ids))).all()
    return {entry_id: report_id for entry_id, report_id in rows}
