"""Certificates: the record of a check, issued once it is decided, and verified by anyone who holds its code.

Whoever holds the code learns that it is genuine, which organisation issued it, and when. Outcome and whether it still stands are
for the issuing organisation alone: "superseded" on a clear certificate would tell its holder that the person has been listed.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from vetting import audit
from vetting.access import SYSTEM, Actor, Permission, confine, get_owned, organisation_names, owned_by, require
from vetting.db import new_id, utc_now
from vetting.errors import Conflict, NotFound
from vetting.screening.checks import stored_request
from vetting.screening.keeping import ERASED
from vetting.screening.links import REPLACED, links_of
from vetting.screening.models import Certificate, Check
from vetting.screening.outcomes import Outcome
from vetting.screening.release import UNFINISHED, has_changed
from vetting.screening.requests import identity_of
from vetting.screening.search import NotSearched, search_lists
from vetting.screening.views import is_decided, is_finished
from vetting.signing import PublishedKeys, signer_of, verify
from vetting.vault import open_column, seal_column, vault_of

ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
"""Without 0, 1, I and O, which are misread."""
CODE_LENGTH, GROUP = 20, 4
SIGNED_AS = "certificate"


@dataclass(frozen=True, slots=True)
class CertificateView:
    """A certificate as the issuing organisation sees it.

    `current` is None while the lists cannot be searched, and for ever once the subject is erased.
    """

    check_id: str
    reference: str
    organisation: str
    outcome: Outcome
    checked_at: datetime
    issued_at: datetime
    lists_consulted: tuple[str, ...]
    coverage: tuple[str, ...]
    register_version: int | None
    model_version: str | None
    code: str
    signature: str
    current: bool | None


@dataclass(frozen=True, slots=True)
class Genuine:
    """All that anybody learns from a code or a signature."""

    organisation: str
    issued_at: datetime


def issue_certificate(session: Session, actor: Actor, check_id: str) -> None:
    """Issue the certificate of a decided check, once.

    Raises Refused, NotFound and Conflict (`replaced`, `not_decided`, `not_finished`, `already_issued`).
    """
    require(actor, Permission.RELEASE_CHECK)
    check = get_owned(session, actor, Check, check_id, "check", lock=True)
    if links_of(session, actor, check.id).replaced_by is not None:
        raise Conflict(REPLACED, code="replaced")
    if not is_decided(check):
        raise Conflict("A certificate is issued once the check is decided.", code="not_decided")
    if not is_finished(session, check):
        raise Conflict(UNFINISHED, code="not_finished")
    if _of_check(session, actor, check) is not None:
        raise Conflict("The certificate of this check was issued before.", code="already_issued")
    code = "".join(secrets.choice(ALPHABET) for _ in range(CODE_LENGTH))
    certificate = Certificate(
        id=new_id(),
        organisation_id=check.organisation_id,
        check_id=check.id,
        code_digest=_digest(session, code),
        outcome=check.outcome,
        issued_at=utc_now(),
        issued_by_id=actor.id,
    )
    seal_column(session, certificate, "sealed_code", code)
    session.add(certificate)
    session.flush()
    audit.record(session, actor, "certificate_issued", check=check.id, certificate=certificate.id, outcome=check.outcome)


def view_certificate(session: Session, actor: Actor, check_id: str) -> CertificateView:
    """The certificate of a check, and whether it still stands on the lists of this moment. Raises Refused and NotFound."""
    require(actor, Permission.READ_COMPARISONS)
    check = get_owned(session, actor, Check, check_id, "check")
    certificate = _of_check(session, actor, check)
    if certificate is None:
        raise NotFound("certificate")
    audit.record(session, actor, "certificate_read", check=check.id, certificate=certificate.id)
    organisation = organisation_names(session, {check.organisation_id})[check.organisation_id]
    code = _grouped(open_column(session, certificate, "sealed_code"))
    signed = {"code": code, "organisation": organisation, "issued_at": certificate.issued_at.isoformat(timespec="seconds")}
    return CertificateView(
        check_id=check.id,
        reference=open_column(session, check, "sealed_reference"),
        organisation=organisation,
        outcome=Outcome(certificate.outcome),
        checked_at=check.checked_at,
        issued_at=certificate.issued_at,
        lists_consulted=tuple(check.lists_consulted),
        coverage=tuple(check.coverage),
        register_version=check.register_version,
        model_version=check.model_version,
        code=code,
        signature=signer_of(session).sign(SIGNED_AS, signed),
        current=_is_current(session, actor, check, certificate),
    )


def verify_code(session: Session, typed: str) -> Genuine | None:
    """What anybody may learn of a code: genuine, issued by whom and when; None for one that was never issued. Audited."""
    code = "".join(character for character in typed.upper() if character in ALPHABET)
    confine(session, SYSTEM)
    try:
        statement = select(Certificate.organisation_id, Certificate.issued_at)
        found = session.execute(statement.where(Certificate.code_digest == _digest(session, code))).one_or_none()
        names = organisation_names(session, {found.organisation_id}) if found is not None else {}
    finally:
        confine(session, None)
    audit.record(session, SYSTEM, "certificate_verified", genuine=found is not None)
    return Genuine(names[found.organisation_id], found.issued_at) if found is not None else None


def verify_signature(token: str, published: PublishedKeys) -> Genuine:
    """What a certificate's signature says, by the published keys alone: no database, no network. Raises SignatureError."""
    content = verify(SIGNED_AS, token, published)
    return Genuine(str(content["organisation"]), datetime.fromisoformat(content["issued_at"]))


def _of_check(session: Session, actor: Actor, check: Check) -> Certificate | None:
    return session.scalar(owned_by(actor, Certificate).where(Certificate.check_id == check.id))


def _is_current(session: Session, actor: Actor, check: Check, certificate: Certificate) -> bool | None:
    """Whether the check still says what was certified, and the lists of this moment say the same; None when nobody can tell."""
    if check.outcome != certificate.outcome or links_of(session, actor, check.id).replaced_by is not None:
        return False
    request = stored_request(session, check)
    if request.surname == ERASED:
        return None
    found = search_lists(session, identity_of(request), check.lists_consulted)
    return None if isinstance(found, NotSearched) else not has_changed(session, check, found)


def _digest(session: Session, code: str) -> str:
    return vault_of(session).blind_index("certificate", code)


def _grouped(code: str) -> str:
    return "-".join(code[start : start + GROUP] for start in range(0, len(code), GROUP))
