"""What imports hold that ends by the clock: the rows of a file that nobody confirmed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from vetting.registry.import_models import Import
from vetting.registry.imports.confirming import erase_rows
from vetting.registry.imports.intake import READY


def stale_imports_before(session: Session, moment: datetime, limit: int, done: Select[Any]) -> list[str]:
    """The ids of imports that were uploaded before a moment and never confirmed; their rows are still kept."""
    found = select(Import.id).where(Import.state == READY, Import.uploaded_at < moment, Import.id.not_in(done))
    return list(session.scalars(found.order_by(Import.id).limit(limit)))


def erase_stale_imports(session: Session, ids: Sequence[str]) -> None:
    """Erase the rows of imports; that there was a file, who uploaded it and its totals stay."""
    for item in session.scalars(select(Import).where(Import.id.in_(ids), Import.state == READY)):
        erase_rows(session, item)
