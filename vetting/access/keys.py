"""The API keys of an organisation, as its administrator sees them: what each may do, until when, when it was last used."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from vetting import audit
from vetting.access.credentials import LONGEST_KEY_LIFE, create_api_client
from vetting.access.models import Account, ApiClient
from vetting.access.organisations import get_owned, owned_by
from vetting.access.permissions import NEEDS_TWO_PEOPLE, PERMISSIONS, ROLES_OF, SYSTEM, Actor, Permission, Role, require
from vetting.db import utc_now
from vetting.errors import Conflict, InvalidInput, NotFound, Problem

LONGEST_NAME = 120
LIVES = {"30": timedelta(days=30), "90": timedelta(days=90), "180": timedelta(days=180), "365": LONGEST_KEY_LIFE}


@dataclass(frozen=True, slots=True)
class Key:
    """One key. `state`: good, expired or revoked. `last_used_on` is a day: no more is kept than shows a forgotten key."""

    id: str
    name: str
    prefix: str
    role: Role
    scopes: tuple[Permission, ...]
    state: str
    created_at: datetime
    expires_at: datetime
    revoked_at: datetime | None
    last_used_on: date | None


@dataclass(frozen=True, slots=True)
class NewKey:
    """What a key is made for; `days` is one of `LIVES`."""

    name: str
    role: str
    scopes: Sequence[str]
    days: str


@dataclass(frozen=True, slots=True)
class Touch:
    """One event that a key, or a person, left in the trail."""

    sequence: int
    recorded_at: str
    event: str
    operation: str
    fields: str


def keys_of(session: Session, actor: Actor) -> list[Key]:
    """Every key of the actor's organisation, the latest first."""
    require(actor, Permission.MANAGE_KEYS)
    now = utc_now()
    return [_key(row, now) for row in session.scalars(owned_by(actor, ApiClient).order_by(ApiClient.created_at.desc()))]


def key_roles(actor: Actor) -> tuple[Role, ...]:
    """The roles that a key of the organisation can have: those that one person may give, and that the API has something for."""
    roles = ROLES_OF.get(actor.organisation_kind or "", ())
    return tuple(role for role in roles if role not in NEEDS_TWO_PEOPLE)


def make_key(session: Session, actor: Actor, wanted: NewKey) -> str:
    """Make a key for a system of the actor's organisation and return it: it is shown this once. Raises InvalidInput."""
    require(actor, Permission.MANAGE_KEYS)
    problems = []
    if not 2 <= len(wanted.name.strip()) <= LONGEST_NAME:
        problems.append(Problem("name", f"Enter the name of the system, in at most {LONGEST_NAME} characters"))
    role = next((role for role in key_roles(actor) if role.value == wanted.role), None)
    if role is None:
        problems.append(Problem("role", "Choose what kind of work the system does"))
    scopes = _scopes(wanted.scopes)
    if role is not None and (not scopes or not scopes <= PERMISSIONS[role]):
        problems.append(Problem("scopes", f"Choose at least one thing, and only such as a {role.label.lower()} may do"))
    if wanted.days not in LIVES:
        problems.append(Problem("days", "Choose how long the key is good for"))
    if problems or role is None:
        raise InvalidInput(problems)
    return create_api_client(
        session,
        actor,
        name=wanted.name.strip(),
        role=role,
        organisation_code=actor.organisation_code or "",
        lifetime=LIVES[wanted.days],
        scopes=scopes,
    )


def revoke_key(session: Session, actor: Actor, key_id: str) -> None:
    """End a key: from its next request on it is refused. Raises NotFound, and Conflict when it was revoked before."""
    require(actor, Permission.MANAGE_KEYS)
    client = get_owned(session, actor, ApiClient, key_id, "key")
    ended = update(ApiClient).where(ApiClient.id == client.id, ApiClient.revoked_at.is_(None)).values(revoked_at=utc_now())
    if session.execute(ended.returning(ApiClient.id)).scalar() is None:
        raise Conflict("This key was revoked already.")
    audit.record(session, actor, "api_client_revoked", api_client=client.id)


def note_use(session: Session, client_id: str, day: date) -> None:
    """Note the day on which a key was used, once a day."""
    known = ApiClient.last_used_on.is_(None) | (ApiClient.last_used_on < day)
    session.execute(update(ApiClient).where(ApiClient.id == client_id, known).values(last_used_on=day))


def touched_by_key(session: Session, prefix: str) -> list[Touch]:
    """Everything that the key with this visible beginning did, from the trail; reading it leaves an event. Raises NotFound."""
    found = session.scalar(select(ApiClient.id).where(ApiClient.prefix == prefix.strip()))
    if found is None:
        raise NotFound("key")
    return _touches(session, found)


def touched_by_account(session: Session, email: str) -> list[Touch]:
    """Everything that the account with this address did, whichever way it came. Raises NotFound."""
    found = session.scalar(select(Account.id).where(Account.email == email.strip().lower()))
    if found is None:
        raise NotFound("account")
    return _touches(session, found)


def _touches(session: Session, actor_id: str) -> list[Touch]:
    rows = audit.events_by(session, actor_id)
    audit.record(session, SYSTEM, "actor_history_read", about=actor_id, events=len(rows))
    return [Touch(row.sequence, row.recorded_at, row.event, row.operation, row.fields) for row in rows]


def _scopes(wanted: Iterable[str]) -> frozenset[Permission]:
    known = {permission.value: permission for permission in Permission}
    return frozenset(known[scope] for scope in wanted if scope in known)


def _key(row: ApiClient, now: datetime) -> Key:
    state = "revoked" if row.revoked_at is not None else "expired" if row.expires_at <= now else "good"
    role = Role(row.role)
    held = tuple(permission for permission in Permission if permission.value in row.scopes and permission in PERMISSIONS[role])
    return Key(row.id, row.name, row.prefix, role, held, state, row.created_at, row.expires_at, row.revoked_at, row.last_used_on)
