"""The terms of use: what they say, and whether somebody has accepted this text within the year."""

from __future__ import annotations

import hashlib
import json
import tomllib
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path

from sqlalchemy.orm import Session

from vetting import audit
from vetting.access.models import Account
from vetting.access.permissions import Actor
from vetting.db import utc_now
from vetting.errors import Conflict, Refused

TERMS_FILE = Path(__file__).resolve().parents[2] / "config" / "terms.toml"


class TermsNotAccepted(Refused):
    """The terms of use have to be accepted before anything else."""

    code = "terms_not_accepted"


@dataclass(frozen=True, slots=True)
class Terms:
    """The text, as `config/terms.toml` has it, and for how many days an acceptance holds."""

    accepted_for_days: int
    must: tuple[str, ...]
    notes: tuple[str, ...]

    @property
    def version(self) -> str:
        """A digest of the text: whoever changes a word makes a version that nobody has accepted."""
        return hashlib.sha256(json.dumps(asdict(self), sort_keys=True).encode()).hexdigest()


@cache
def load_terms(path: Path = TERMS_FILE) -> Terms:
    """Read the file."""
    content = tomllib.loads(path.read_text(encoding="utf-8"))
    return Terms(content["accepted_for_days"], tuple(content["must"]), tuple(content["notes"]))


def accepts(version: str | None, at: datetime | None, terms: Terms, now: datetime) -> bool:
    """Whether an acceptance of `version` at a moment still holds for these terms."""
    return version == terms.version and at is not None and now - at < timedelta(days=terms.accepted_for_days)


def has_accepted(account: Account) -> bool:
    """Whether the account's owner has accepted the present text within the year."""
    return accepts(account.terms_version, account.terms_accepted_at, load_terms(), utc_now())


def accept_terms(session: Session, actor: Actor, version: str) -> None:
    """Record that the actor accepts the terms they were shown. Raises Conflict when the text has changed since."""
    if version != load_terms().version:
        raise Conflict("The terms have changed since this page was shown. Read them again.")
    account = session.get_one(Account, actor.id)
    account.terms_version, account.terms_accepted_at = version, utc_now()
    session.flush()
    audit.record(session, actor, "terms_accepted", version=version[:16])
