"""The e-mail at the end of a batch: that it has ended, and where. Never whom it was about, what it found, or what it was called.

Sent once; whoever is killed between sending and noting it sends again. What ended more than a day ago is not told any more.
"""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import ColumnElement, and_
from sqlalchemy.orm import Session

from vetting import audit
from vetting.access import SYSTEM, Permission, addresses_of
from vetting.batches.models import Batch, BatchState
from vetting.db import utc_now
from vetting.mail import Mailer

SUBJECT = "Barred list vetting: your batch has ended"
TOLD_WITHIN = timedelta(days=1)


def is_untold() -> ColumnElement[bool]:
    """The condition that a batch is closed and nobody was told."""
    return and_(Batch.state == BatchState.CLOSED.value, Batch.mailed_at.is_(None), Batch.closed_at > utc_now() - TOLD_WITHIN)


def whom_to_tell(session: Session, batch: Batch) -> list[str]:
    """The addresses of those who sent, started and confirmed a batch; if none of them is a person, of all who may run one."""
    involved = {each for each in (batch.created_by_id, batch.started_by_id, batch.confirmed_by_id) if each}
    told = addresses_of(session, batch.organisation_id, Permission.RUN_BATCH, involved)
    return told or addresses_of(session, batch.organisation_id, Permission.RUN_BATCH)


def tell(mailer: Mailer, addresses: list[str], batch: Batch) -> None:
    """Send the e-mail to each of them. Raises Unavailable when the server does not take one."""
    for address in addresses:
        mailer.send(address, SUBJECT, _text(batch, mailer.public_url))


def note_told(session: Session, batch: Batch, recipients: int) -> None:
    """Note that the e-mails were sent. The caller holds the batch's lease."""
    batch.mailed_at = utc_now()
    session.flush()
    audit.record(session, SYSTEM, "batch_mailed", batch=batch.id, recipients=recipients)


def _text(batch: Batch, public_url: str) -> str:
    people = "1 person" if batch.rows_done == 1 else f"{batch.rows_done:,} people"
    where = f"{public_url.rstrip('/')}/batches/{batch.id}" if public_url else "the service, under Batches"
    return (
        f"A batch of your organisation has ended: {people}.\n\n"
        f"Sign in and read what became of each row at {where}.\n\n"
        "This message says nothing about anybody, and so must no answer to it. It was sent by the barred list vetting service.\n"
    )
