"""When the gate asks somebody who has signed in to prove again who they are, or to accept the terms first."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from vetting.access.models import Account
from vetting.access.permissions import Permission
from vetting.access.sessions import proof_is_older_than
from vetting.access.terms import TermsNotAccepted, has_accepted
from vetting.errors import Refused

STEP_UP, ASKS_TERMS = "STEP_UP", "ASKS_TERMS"
VIA = "signed_in_through"
"""In the session: the identity provider that somebody signed in through."""

ASKS_PROOF = frozenset(
    {
        Permission.CHANGE_REGISTER,
        Permission.DECIDE_HITS,
        Permission.MANAGE_PEOPLE,
        Permission.MANAGE_KEYS,
        Permission.ANSWER_SUBJECT_ACCESS,
    }
)
"""Whoever approves, decides, or gives power to others proves first that it is still them at the keyboard (ASVS 7.5.3)."""

BEFORE_TERMS = frozenset({"trust.terms", "trust.session_kept", "security.logout", "security.mf_recovery_codes"})


class ProofNeeded(Refused):
    """The last proof of who somebody is has become too old for what they want to do."""

    code = "proof_needed"


def ask_first(config: Mapping[str, Any], account: Account, endpoint: str, declared: object, *, changes: bool) -> None:
    """Raises TermsNotAccepted or ProofNeeded where the deployment asks for them before this view. `changes`: not only a look."""
    if config.get(ASKS_TERMS) and endpoint not in BEFORE_TERMS and not has_accepted(account):
        raise TermsNotAccepted("Accept the terms of use first.")
    limit: timedelta | None = config.get(STEP_UP)
    if changes and limit is not None and declared in ASKS_PROOF and proof_is_older_than(limit):
        raise ProofNeeded("Show that it is still you.")
