"""Accounts and API keys: making them, and telling from what was presented who is acting."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Collection
from datetime import datetime, timedelta

from flask_security import hash_password
from sqlalchemy import select
from sqlalchemy.orm import Session

from vetting import audit
from vetting.access.models import Account, ApiClient
from vetting.access.organisations import find_organisation
from vetting.access.permissions import PERMISSIONS, Actor, Door, Permission, Role
from vetting.db import new_id, utc_now
from vetting.errors import NotFound, Refused

KEY_PREFIX = "vet"
LONGEST_KEY_LIFE = timedelta(days=365)


class NotAuthenticated(Refused):
    """No credential, or one that is unknown, expired or revoked: the three read the same.

    `was` is the API client whose key is known and no longer good: for the trail, never for the answer.
    """

    code = "not_authenticated"

    def __init__(self, message: str, was: Actor | None = None) -> None:
        super().__init__(message)
        self.was = was


def create_account(
    session: Session, by: Actor, *, email: str, full_name: str, role: Role, organisation_code: str, password: str
) -> Account:
    """Add a person to an organisation, as the system does when it is set up; people are added by `people.invite_person`.

    The password is hashed with Argon2id. Raises NotFound for an unknown organisation.
    """
    account = new_account(session, organisation_code=organisation_code, email=email, full_name=full_name, role=role)
    account.password = hash_password(password)
    session.add(account)
    session.flush()
    audit.record(session, by, "account_created", account=account.id, role=role.value, organisation=organisation_code)
    return account


def new_account(session: Session, *, organisation_code: str, email: str, full_name: str, role: Role) -> Account:
    """An account that is not in the session yet, and to which nobody can sign in. Raises NotFound for an unknown organisation."""
    organisation = find_organisation(session, organisation_code)
    return Account(
        id=new_id(),
        organisation_id=organisation.id,
        organisation=organisation,
        email=email.strip().lower(),
        full_name=full_name,
        role=role.value,
        active=True,
        fs_uniquifier=secrets.token_hex(32),
        created_at=utc_now(),
    )


def create_api_client(
    session: Session,
    by: Actor,
    *,
    name: str,
    role: Role,
    organisation_code: str,
    lifetime: timedelta = LONGEST_KEY_LIFE,
    scopes: frozenset[Permission] | None = None,
) -> str:
    """Add an API client with a role's scopes, or some of them; return its key, shown this once and kept only as a digest."""
    organisation = find_organisation(session, organisation_code)
    prefix = f"{KEY_PREFIX}_{secrets.token_hex(4)}"
    key = f"{prefix}_{secrets.token_urlsafe(32)}"
    now = utc_now()
    client = ApiClient(
        id=new_id(),
        organisation_id=organisation.id,
        name=name,
        role=role.value,
        scopes=sorted(permission.value for permission in (PERMISSIONS[role] if scopes is None else scopes & PERMISSIONS[role])),
        prefix=prefix,
        key_digest=_digest(key),
        created_at=now,
        expires_at=now + min(lifetime, LONGEST_KEY_LIFE),
    )
    session.add(client)
    session.flush()
    expires_at = client.expires_at.isoformat(timespec="seconds")
    audit.record(session, by, "api_client_created", api_client=client.id, scopes=client.scopes, expires_at=expires_at)
    return key


def authenticate_key(session: Session, key: str, now: datetime) -> Actor:
    """The API client that a key belongs to. Raises NotAuthenticated for an unknown, expired or revoked key."""
    client = session.scalar(select(ApiClient).where(ApiClient.key_digest == _digest(key)))
    refusal = "The API key is missing, unknown, expired or revoked."
    if client is None:
        raise NotAuthenticated(refusal)
    role = Role(client.role)
    scopes = frozenset(Permission(scope) for scope in client.scopes) & PERMISSIONS[role]
    actor = _actor(client, "api_client", role, scopes, Door.API)
    if client.revoked_at is not None or client.expires_at <= now:
        raise NotAuthenticated(refusal, was=actor)
    return actor


def account_actor(account: Account, door: Door) -> Actor:
    """The actor for an account that has signed in, or that the command line acts as."""
    role = Role(account.role)
    named = PERMISSIONS[role] | ({Permission.SEE_SENSITIVE_NAMES} if account.sensitive_names_since is not None else set())
    return _actor(account, "person", role, named, door)


def actor_for_email(session: Session, email: str, door: Door) -> Actor:
    """The actor for the command line's `--as`. Raises NotFound for an unknown or closed account."""
    account = session.scalar(select(Account).where(Account.email == email.strip().lower()))
    if account is None or not account.active:
        raise NotFound("account")
    return account_actor(account, door)


def account_names(session: Session, ids: set[str]) -> dict[str, str]:
    """The names of people by account id, and of API clients by theirs, for pages that say who did something."""
    people = session.execute(select(Account.id, Account.full_name).where(Account.id.in_(ids))).all()
    clients = session.execute(select(ApiClient.id, ApiClient.name).where(ApiClient.id.in_(ids))).all()
    return {identity: name for identity, name in (*people, *clients)}


def addresses_of(session: Session, organisation_id: str, permission: Permission, among: Collection[str] | None = None) -> list[str]:
    """The e-mail addresses of an organisation's people who have a permission, for the service's own messages to them.

    `among` are the ids of the accounts that are meant; None is all of them.
    """
    roles = [role.value for role in Role if permission in PERMISSIONS[role]]
    wanted = select(Account.email).where(Account.organisation_id == organisation_id, Account.role.in_(roles), Account.active)
    if among is not None:
        wanted = wanted.where(Account.id.in_(among))
    return list(session.scalars(wanted.order_by(Account.email)))


def _actor(who: Account | ApiClient, kind: str, role: Role, permissions: frozenset[Permission], door: Door) -> Actor:
    organisation = who.organisation
    return Actor(kind, who.id, organisation.id, organisation.kind, organisation.code, role, permissions, door)


def _digest(key: str) -> str:
    """Plain SHA-256 is enough here: a key is 256 random bits, not a word that somebody chose."""
    return hashlib.sha256(key.encode()).hexdigest()
