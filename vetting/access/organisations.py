"""The organisations that use the service, and the one door through which what belongs to an organisation is read."""

from __future__ import annotations

import re
from enum import StrEnum
from typing import Any, TypeVar

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from vetting.access.forces import FORCES
from vetting.access.models import Account, Organisation
from vetting.access.permissions import Actor, Permission
from vetting.db import new_id
from vetting.errors import NotFound

Owned = TypeVar("Owned")

COLLEGE = "college"
_ID = re.compile(r"[0-9a-f]{32}")


class OrganisationKind(StrEnum):
    """The kinds of body of Police Act 1996 s.88C (domain.md 1.2), the lists' keeper, and agencies that recruit for a force."""

    FORCE = "force"
    LOCAL_POLICING_BODY = "local_policing_body"
    INSPECTORATE = "inspectorate"
    IOPC = "iopc"
    COLLEGE = "college"
    AGENCY = "agency"


def _known_organisations() -> list[dict[str, str | None]]:
    rows: list[dict[str, str | None]] = []
    for force in FORCES:
        rows.append({"code": force.code, "slug": force.slug, "name": force.title, "kind": "force", "force_code": force.code})
        rows.append(
            {
                "code": f"lpb-{force.code}",
                "slug": f"{force.slug}-policing-body",
                "name": f"Local policing body for {force.title}",
                "kind": "local_policing_body",
                "force_code": force.code,
            }
        )
    rows.append(
        {
            "code": "hmicfrs",
            "slug": "hmicfrs",
            "name": "His Majesty’s Inspectorate of Constabulary and Fire & Rescue Services",
            "kind": "inspectorate",
            "force_code": None,
        }
    )
    iopc = {"code": "iopc", "slug": "iopc", "name": "Independent Office for Police Conduct", "kind": "iopc", "force_code": None}
    college = {"code": COLLEGE, "slug": COLLEGE, "name": "College of Policing", "kind": "college", "force_code": None}
    return [*rows, iopc, college]


def ensure_organisations(session: Session) -> None:
    """Add the known organisations that are not there yet: forces, local policing bodies, HMICFRS, the IOPC, the College.

    One that is there and has another name by now gets it: what a force was called before is in `config/forces.toml`.
    """
    present = {organisation.code: organisation for organisation in session.scalars(select(Organisation))}
    for row in _known_organisations():
        organisation = present.get(str(row["code"]))
        if organisation is None:
            session.add(Organisation(id=new_id(), **row))
        elif organisation.name != row["name"]:
            organisation.name = str(row["name"])
    session.flush()


def find_organisation(session: Session, code: str) -> Organisation:
    """The organisation with this code (a force's two digits, `lpb-46`, `hmicfrs`, `iopc`, `college`). Raises NotFound."""
    organisation = session.scalar(select(Organisation).where(Organisation.code == code))
    if organisation is None:
        raise NotFound("organisation")
    return organisation


def organisation_names(session: Session, ids: set[str]) -> dict[str, str]:
    """Names by id, for pages that list what several organisations sent in."""
    rows = session.execute(select(Organisation.id, Organisation.name).where(Organisation.id.in_(ids))).all()
    return {identity: name for identity, name in rows}


def organisation_choices(session: Session) -> dict[str, str]:
    """The names, by id and in their order, of the organisations in which somebody has an account."""
    used = select(Account.organisation_id).distinct()
    rows = session.execute(select(Organisation.id, Organisation.name).where(Organisation.id.in_(used)).order_by(Organisation.name))
    return {identity: name for identity, name in rows}


def owned_by(actor: Actor, model: type[Owned]) -> Select[Owned]:
    """The scoped door: a select of what the actor's organisation owns. Everything with an `organisation_id` is read through here.

    The College's registrars keep the lists, so they also read what forces reported to the College (`keeper_reads` on the model).
    """
    table: Any = model
    if actor.kind == "system":
        return select(model)
    if actor.may(Permission.READ_REGISTER) and getattr(model, "keeper_reads", False):
        return select(model)
    return select(model).where(table.organisation_id == actor.organisation_id)


def get_owned(session: Session, actor: Actor, model: type[Owned], row_id: str, what: str, *, lock: bool = False) -> Owned:
    """One row through the scoped door. Raises NotFound alike for another organisation's row and for one that does not exist."""
    if not _ID.fullmatch(row_id):
        raise NotFound(what)  # an address can hold text that PostgreSQL refuses even to compare
    table: Any = model
    statement = owned_by(actor, model).where(table.id == row_id)
    if lock:
        statement = statement.with_for_update(of=table).execution_options(populate_existing=True)
    row = session.scalar(statement)
    if row is None:
        raise NotFound(what)
    return row


def organisation_of(session: Session, organisation_id: str) -> Organisation | None:
    """The organisation with this id: for work that goes on without whoever asked for it."""
    return session.get(Organisation, organisation_id)
