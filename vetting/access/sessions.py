"""How long a signed-in session lives: it ends when it is idle, when it is old, and when its account changes.

A session names the account's `fs_uniquifier`. Signing out changes it, as does a new role, password or closing, so that a copied
cookie is worth nothing from the next request on. Proving again who one is changes it too: the session from before is dead.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from flask import session
from flask_login import logout_user

from vetting.access.models import Account
from vetting.access.permissions import Role
from vetting.db import utc_now

SHORT_IDLE = timedelta(minutes=15)
IDLE = timedelta(minutes=30)
LONGEST = timedelta(hours=10)
SHORT = frozenset({Role.REGISTRAR, Role.FORCE_ADMINISTRATOR, Role.SYSTEM_ADMINISTRATOR})
NOTED_EVERY = timedelta(seconds=30)
BEGAN, SEEN, PROVED = "began_at", "seen_at", "proved_at"


@dataclass(frozen=True, slots=True)
class SessionTimes:
    """When this session ends if nothing is done, and when it ends whatever is done."""

    idle_ends_at: datetime
    ends_at: datetime


def begin_session() -> None:
    """Start the clocks of a session that has just been signed in, and drop what was in it before: nobody can have planted it."""
    kept = {name: session[name] for name in ("_user_id", "_fresh", "_id", "fs_cc", "fs_paa") if name in session}
    session.clear()
    session.update(kept)
    session[BEGAN] = session[SEEN] = session[PROVED] = utc_now().timestamp()


def session_over(account: Account) -> str | None:
    """Why the session of this request is over (`idle` or `old`), or None, and then it is noted as used."""
    now = utc_now().timestamp()
    began, seen = session.setdefault(BEGAN, now), session.setdefault(SEEN, now)
    if now - began > LONGEST.total_seconds():
        return "old"
    if now - seen > _idle(account).total_seconds():
        return "idle"
    if now - seen > NOTED_EVERY.total_seconds():
        session[SEEN] = now
    return None


def session_times(account: Account) -> SessionTimes | None:
    """When the session of this request ends, or None when there is none."""
    if BEGAN not in session or SEEN not in session:
        return None
    seen, began = (datetime.fromtimestamp(session[name], UTC) for name in (SEEN, BEGAN))
    return SessionTimes(min(seen + _idle(account), began + LONGEST), began + LONGEST)


def keep_session() -> None:
    """Note the session as used at this moment."""
    session[SEEN] = utc_now().timestamp()


def proof_is_older_than(limit: timedelta) -> bool:
    """Whether it is longer ago than this that somebody proved in this session who they are."""
    return bool(utc_now().timestamp() - session.get(PROVED, 0.0) > limit.total_seconds())


def renew_session(account: Account) -> None:
    """Give the session another name because its owner has proved again who they are; every other session of theirs ends."""
    end_all_sessions(account)
    session["_user_id"] = account.fs_uniquifier
    session[SEEN] = session[PROVED] = utc_now().timestamp()


def end_session() -> None:
    """Forget who was signed in at this browser."""
    logout_user()
    session.clear()


def end_all_sessions(account: Account) -> None:
    """End every session of the account, at every browser, from the next request on."""
    account.fs_uniquifier = secrets.token_hex(32)


def _idle(account: Account) -> timedelta:
    return SHORT_IDLE if Role(account.role) in SHORT else IDLE
