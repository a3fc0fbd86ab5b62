"""Who else works in an actor's organisation, and which of them are the named specialist staff for sensitive names."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from vetting import audit
from vetting.access.models import Account, ApiClient, Organisation
from vetting.access.permissions import PERMISSIONS, Actor, Permission, Role
from vetting.db import utc_now
from vetting.errors import InvalidInput, NotFound, Problem


def colleagues(session: Session, actor: Actor, permission: Permission) -> dict[str, str]:
    """The names, by account id, of everybody in the actor's organisation whose role has a permission, in their order."""
    roles = [role.value for role in Role if permission in PERMISSIONS[role]]
    statement = (
        select(Account.id, Account.full_name)
        .where(Account.organisation_id == actor.organisation_id, Account.active, Account.role.in_(roles))
        .order_by(Account.full_name, Account.id)
    )
    return {identity: name for identity, name in session.execute(statement)}


def organisations_with(session: Session, actor: Actor, permission: Permission) -> dict[str, str]:
    """The names, by id, of the other organisations in which somebody's role has a permission, in their order."""
    roles = [role.value for role in Role if permission in PERMISSIONS[role]]
    statement = (
        select(Organisation.id, Organisation.name)
        .join(Account, Account.organisation_id == Organisation.id)
        .where(Account.active, Account.role.in_(roles), Organisation.id != actor.organisation_id)
        .distinct()
        .order_by(Organisation.name, Organisation.id)
    )
    return {identity: name for identity, name in session.execute(statement)}


def parts_played(session: Session, ids: set[str]) -> dict[str, str]:
    """For people and API clients by id, the part they play and where, such as `Registrar, College of Policing`: never a name."""
    people = select(Account.id, Account.role, Organisation.name).join(Organisation, Account.organisation_id == Organisation.id)
    systems = select(ApiClient.id, ApiClient.role, Organisation.name).join(
        Organisation, ApiClient.organisation_id == Organisation.id
    )
    rows = [*session.execute(people.where(Account.id.in_(ids))), *session.execute(systems.where(ApiClient.id.in_(ids)))]
    return {identity: f"{Role(role).label}, {organisation}" for identity, role, organisation in rows}


def name_specialist(session: Session, by: Actor, email: str, *, named: bool) -> None:
    """Name a vetting officer as specialist for sensitive names, or end it; an act of the system's keeper, on the command line.

    Raises NotFound for an unknown or closed account, and InvalidInput when the account's role compares nobody.
    """
    account = session.scalar(select(Account).where(Account.email == email.strip().lower()).with_for_update(of=Account))
    if account is None or not account.active:
        raise NotFound("account")
    if Permission.READ_COMPARISONS not in PERMISSIONS[Role(account.role)]:
        raise InvalidInput([Problem("email", "Only a vetting officer can be named for sensitive names.")])
    account.sensitive_names_since = utc_now() if named else None
    session.flush()
    audit.record(session, by, "specialist_named", account=account.id, named=named)
