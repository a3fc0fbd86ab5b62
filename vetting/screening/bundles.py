"""Proof bundles: what a force keeps to prove a check after the subject is erased here. Verified without this service.

A bundle holds the subject as it was typed, the salt, and the commitment that the trail still holds; where in the trail; and a
signature over all of it. Whoever has the bundle and the published keys can show what was asked, by whom, when and with what answer.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from vetting import audit
from vetting.access import Actor, Permission, get_owned, organisation_names, require
from vetting.db import utc_now
from vetting.errors import Conflict
from vetting.screening.keeping import ERASED
from vetting.screening.models import Check
from vetting.screening.outcomes import Outcome
from vetting.screening.proof import commitment_of
from vetting.signing import PublishedKeys, SignatureError, signer_of, verify
from vetting.vault import open_column

SIGNED_AS = "bundle"


@dataclass(frozen=True, slots=True)
class BundleFacts:
    """What a verified bundle proves. `trail_sequence` is where in the keeper's trail the same commitment stands."""

    check_id: str
    organisation: str
    outcome: Outcome
    checked_at: datetime
    trail_sequence: int


def export_bundle(session: Session, actor: Actor, check_id: str) -> bytes:
    """The proof bundle of one check as a JSON file. Raises Refused, NotFound and Conflict (`erased`).

    A bundle holds every name that was given, so one with sensitive names is for named specialist staff (practice.md 1.11).
    """
    require(actor, Permission.RELEASE_CHECK)
    check = get_owned(session, actor, Check, check_id, "check")
    kept = open_column(session, check, "sealed_subject")
    if kept["subject"]["surname"] == ERASED:
        raise Conflict("Who was asked about has been erased here: there is nothing left to put into a bundle.", code="erased")
    if kept["subject"].get("sensitive_names"):
        require(actor, Permission.SEE_SENSITIVE_NAMES)
        audit.record(session, actor, "sensitive_names_read", check=check.id)
    content = {
        "check": check.id,
        "organisation": organisation_names(session, {check.organisation_id})[check.organisation_id],
        "reference": open_column(session, check, "sealed_reference"),
        "purpose": check.purpose,
        "outcome": check.outcome,
        "lists": check.lists_consulted,
        "coverage": check.coverage,
        "register_version": check.register_version,
        "model_version": check.model_version,
        "checked_at": check.checked_at.isoformat(),
        "subject": kept["subject"],
        "salt": kept["salt"],
        "commitment": check.commitment,
        "trail": _place_in_trail(session, check),
        "exported_at": utc_now().isoformat(timespec="seconds"),
    }
    signature = signer_of(session).sign(SIGNED_AS, {"digest": _digest(content)})
    audit.record(session, actor, "proof_bundle_exported", check=check.id)
    return json.dumps({"proof": content, "signature": signature}, indent=2, ensure_ascii=False).encode()


def verify_bundle(data: bytes, published: PublishedKeys) -> BundleFacts:
    """What a bundle proves, by the published keys alone. Raises SignatureError that says what does not fit."""
    try:
        bundle = json.loads(data)
        content, signature = bundle["proof"], bundle["signature"]
        signed = verify(SIGNED_AS, signature, published)
        if not hmac.compare_digest(str(signed["digest"]), _digest(content)):
            raise SignatureError("The signature is of another bundle: something in this one was changed.")
        if not hmac.compare_digest(commitment_of(bytes.fromhex(content["salt"]), content["subject"]), content["commitment"]):
            raise SignatureError("The subject and the salt do not give the commitment.")
        return BundleFacts(
            check_id=content["check"],
            organisation=content["organisation"],
            outcome=Outcome(content["outcome"]),
            checked_at=datetime.fromisoformat(content["checked_at"]),
            trail_sequence=content["trail"]["sequence"],
        )
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise SignatureError("This is no proof bundle of the vetting service, or it is damaged.") from error


def _place_in_trail(session: Session, check: Check) -> dict[str, Any]:
    """Where the trail holds the answer, with the digest that the keeper's chain has there."""
    name = "check_failed" if check.outcome == Outcome.COULD_NOT_CHECK.value else "check_run"
    event = audit.event_about(session, check.asked_by_id, name, "check", check.id)
    if event is None:
        raise Conflict("The trail has no event of this check: it cannot be proved.", code="not_in_trail")
    return {"sequence": event.sequence, "event": event.event, "recorded_at": event.recorded_at, "digest": event.digest}


def _digest(content: Mapping[str, Any]) -> str:
    canonical = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(canonical.encode()).hexdigest()
