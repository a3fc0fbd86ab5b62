"""One effect for a request that is sent twice: the first answer is kept, sealed, and given again.

After the HTTP Idempotency-Key header field draft: the same key with another body is an error, and a key belongs to one client.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from vetting import vault
from vetting.access.models import KeptAnswer
from vetting.access.permissions import Actor
from vetting.db import new_id, utc_now
from vetting.errors import Conflict, InvalidInput, Problem

LONGEST_KEY = 255


@dataclass(frozen=True, slots=True)
class Answer:
    """An HTTP status and the body that goes with it."""

    status: int
    body: Any


def answer_once(session: Session, actor: Actor, key: str, request: bytes, make: Callable[[], Answer]) -> Answer:
    """Give the answer kept under `key`, or make it and keep it in the same transaction.

    `request` is what must be the same when the key comes again (method, path and body). Raises InvalidInput for a key that is too
    long or that came with another request, and Conflict when the first request is still being answered.
    """
    if not 0 < len(key) <= LONGEST_KEY:
        raise InvalidInput([Problem("Idempotency-Key", f"Idempotency-Key must have 1 to {LONGEST_KEY} characters.")])
    digest = hashlib.sha256(request).hexdigest()
    sealed_digest = vault.vault_of(session).blind_index("idempotency", digest)
    kept = session.scalar(select(KeptAnswer).where(KeptAnswer.actor_id == actor.id, KeptAnswer.idempotency_key == key))
    if kept is not None:
        if kept.request_digest != sealed_digest:
            raise InvalidInput([Problem("Idempotency-Key", "This Idempotency-Key was used before with another request.")])
        return Answer(kept.status, vault.open_column(session, kept, "sealed_answer"))
    row = KeptAnswer(
        id=new_id(),
        actor_id=actor.id,
        idempotency_key=key,
        request_digest=sealed_digest,
        status=0,
        sealed_answer=b"",
        created_at=utc_now(),
    )
    session.add(row)
    try:
        session.flush()
    except IntegrityError as error:
        raise Conflict("A request with this Idempotency-Key is being answered; ask again.", code="in_progress") from error
    answer = make()
    row.status = answer.status
    vault.seal_column(session, row, "sealed_answer", answer.body)
    session.flush()
    return answer
