"""What an answer was, to the byte: one canonical form of a search's result, and its keyed digest, kept with the check."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from sqlalchemy.orm import Session

from vetting.registry import ListedMatch
from vetting.screening.search import Found
from vetting.vault import vault_of

_CANONICAL = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def answer_document(list_ids: Sequence[str], found: Found) -> dict[str, Any]:
    """The machine's part of an answer: what was searched, and every hit with its comparisons. Decisions of people come after."""
    return {
        "lists": list(list_ids),
        "register_version": found.register_version,
        "model_version": found.model_version,
        "hits": [_hit(listed) for listed in found.matches],
    }


def answer_bytes(document: dict[str, Any]) -> bytes:
    """The canonical form: equal answers are equal bytes."""
    return _CANONICAL.encode(document).encode()


def digest_of(session: Session, document: dict[str, Any]) -> str:
    """The keyed digest of an answer."""
    return vault_of(session).blind_index("answer", answer_bytes(document).decode())


def answer_digest(session: Session, list_ids: Sequence[str], found: Found) -> str:
    """The keyed digest of what a search answered."""
    return digest_of(session, answer_document(list_ids, found))


def commitment_of(salt: bytes, subject: Mapping[str, Any]) -> str:
    """Binds the trail to what was asked without holding it: only who has the subject and the salt can show that they fit."""
    return hmac.digest(salt, _CANONICAL.encode(subject).encode(), hashlib.sha256).hex()


def _hit(listed: ListedMatch) -> dict[str, Any]:
    return {
        "list": listed.list_id,
        "standing": str(listed.standing),
        "entry": listed.entry_id,
        "report": listed.report_id,
        "record_version": listed.record_version,
        "band": listed.match.band,
        "match_weight": listed.match.match_weight,
        "probability": listed.match.probability,
        "reason": listed.match.reason,
        "comparisons": [asdict(comparison) for comparison in listed.match.comparisons],
    }
