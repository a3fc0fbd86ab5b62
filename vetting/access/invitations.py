"""Invitations: a code that its owner changes for a password of their own, once, within three days.

Whoever administers an organisation hands the code over; they never know the password. Only a digest of the code is kept.
"""

from __future__ import annotations

import base64
import hashlib
import secrets
from datetime import timedelta

from flask_security import hash_password
from sqlalchemy import select
from sqlalchemy.orm import Session

from vetting import audit
from vetting.access.credentials import account_actor
from vetting.access.models import Account
from vetting.access.permissions import Door
from vetting.access.sessions import end_all_sessions
from vetting.db import utc_now
from vetting.errors import InvalidInput, Problem

LASTS = timedelta(days=3)
CODE_BYTES = 15
GROUP = 6
SHORTEST, LONGEST = 12, 128
NO_GOOD = "Enter the code as you were given it. A code works once, within three days"


def issue_invitation(account: Account) -> str:
    """Give the account a new code and take its password away; the code is shown this once."""
    plain = base64.b32encode(secrets.token_bytes(CODE_BYTES)).decode()
    account.password = None
    account.invitation_digest = _digest(plain)
    account.invitation_expires_at = utc_now() + LASTS
    end_all_sessions(account)
    return "-".join(plain[start : start + GROUP] for start in range(0, len(plain), GROUP))


def use_invitation(session: Session, code: str, password: str) -> None:
    """Set the password of the account that the code was made for, and use the code up.

    Raises InvalidInput: for a code that is unknown, used, too old or of a closed account (one message for all), and for a password
    that is too short, too long, or the name or address of its owner.
    """
    found = session.scalar(select(Account).where(Account.invitation_digest == _digest(code)))
    expires = found.invitation_expires_at if found is not None else None
    if found is None or not found.active or expires is None or expires <= utc_now():
        raise InvalidInput([Problem("code", NO_GOOD)])
    weakness = weak_password(password, (found.full_name, *found.email.split("@")[:1]))
    if weakness:
        raise InvalidInput([Problem("password", weakness)])
    found.password = hash_password(password)
    found.invitation_digest = found.invitation_expires_at = None
    end_all_sessions(found)
    session.flush()
    audit.record(session, account_actor(found, Door.WEB), "invitation_used", account=found.id)


def weak_password(password: str, about_the_owner: tuple[str, ...]) -> str | None:
    """What is wrong with a password, as a sentence, or None. Length counts, not kinds of characters."""
    if len(password) < SHORTEST:
        return f"Choose a password of at least {SHORTEST} characters"
    if len(password) > LONGEST:
        return f"Choose a password of at most {LONGEST} characters"
    if len(set(password.lower())) < SHORTEST // 2:
        return "Choose a password that does not repeat the same few characters"
    words = {word for about in about_the_owner for word in about.lower().replace(".", " ").split() if len(word) > 3}
    rest = password.lower()
    for word in words:
        rest = rest.replace(word, "")
    return "Choose a password that is not made of your name" if len(rest) < SHORTEST // 2 else None


def _digest(code: str) -> str:
    """Plain SHA-256 is enough: a code is 120 random bits. Hyphens, spaces and case do not matter to whoever types it."""
    plain = "".join(character for character in code.upper() if character.isalnum())
    return hashlib.sha256(f"invitation\x00{plain}".encode()).hexdigest()
