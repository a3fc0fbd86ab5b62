"""How a check stands to the one whose place it takes, and to the one that took its place."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from vetting import audit
from vetting.access import Actor, owned_by
from vetting.errors import Conflict
from vetting.screening.case_models import CheckLink
from vetting.screening.case_rules import LinkKind
from vetting.screening.cases import follow_case
from vetting.screening.models import Check

REPLACED = "This check was replaced before: look at the later one."


@dataclass(frozen=True, slots=True)
class Links:
    """How a check stands to others: the one it replaces and why, and the one that replaced it and why."""

    replaces: str | None = None
    replaces_kind: LinkKind | None = None
    replaced_by: str | None = None
    replaced_kind: LinkKind | None = None


NO_LINKS = Links()


def link_checks(session: Session, actor: Actor, new: Check, earlier: Check, kind: LinkKind) -> None:
    """Say that a check takes the place of an earlier one, once. Raises Conflict (`replaced`)."""
    link = CheckLink(check_id=new.id, organisation_id=new.organisation_id, replaces_id=earlier.id, kind=kind.value)
    try:
        with session.begin_nested():
            session.add(link)
            session.flush()
    except IntegrityError as error:  # somebody else was quicker
        raise Conflict(REPLACED, code="replaced") from error
    audit.record(session, actor, "check_replaced", check=new.id, replaces=earlier.id, kind=kind.value)
    follow_case(session, earlier)
    follow_case(session, new)


def links_of(session: Session, actor: Actor, check_id: str) -> Links:
    """How a check that came through the door stands to others."""
    before = session.scalar(owned_by(actor, CheckLink).where(CheckLink.check_id == check_id))
    after = session.scalar(owned_by(actor, CheckLink).where(CheckLink.replaces_id == check_id))
    return Links(
        replaces=before.replaces_id if before is not None else None,
        replaces_kind=LinkKind(before.kind) if before is not None else None,
        replaced_by=after.check_id if after is not None else None,
        replaced_kind=LinkKind(after.kind) if after is not None else None,
    )
