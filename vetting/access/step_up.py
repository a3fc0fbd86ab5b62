"""Proving again who one is before a decision: the second factor, or the password where there is none, or the identity provider.

Asked when the last proof is older than the deployment says. What had been typed is not lost: the page that asks carries it along.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any, cast

from flask import current_app, session
from flask_login import current_user
from flask_security import verify_password

from vetting import audit
from vetting.access.edge import current_actor, db_session, leave_trace
from vetting.access.models import Account
from vetting.access.proofs import STEP_UP, VIA
from vetting.access.sessions import proof_is_older_than, renew_session

CODE, PASSWORD, PROVIDER = "code", "password", "provider"


def how_to_prove() -> str:
    """What whoever has signed in is asked for: `code`, `password`, or `provider`."""
    if VIA in session:
        return PROVIDER
    return CODE if _account().tf_totp_secret and current_app.config.get("SECURITY_TWO_FACTOR") else PASSWORD


def prove_again(given: str) -> bool:
    """Take a code or a password from whoever has signed in. When it is right the session gets a new name and the proof is fresh.

    With an identity provider nothing is given here: it holds if the provider has just been asked.
    """
    how, account = how_to_prove(), _account()
    if how == PROVIDER:
        limit: timedelta | None = current_app.config.get(STEP_UP)
        return limit is None or not proof_is_older_than(limit)
    if how == CODE:
        good = _code_is_right(account, given)
    else:
        good = account.password is not None and verify_password(given, account.password)
    if good:
        audit.record(db_session(), current_actor(), "proved_again", method=how)
        renew_session(account)
    else:
        leave_trace(current_actor(), "proof_refused", method=how)
    return good


def _account() -> Account:
    return cast("Account", current_user._get_current_object())


def _code_is_right(account: Account, given: str) -> bool:
    security: Any = current_app.extensions["security"]
    window = current_app.config.get("SECURITY_TWO_FACTOR_AUTHENTICATOR_VALIDITY", 120)
    plain = "".join(given.split())
    return bool(security.totp_factory.verify_totp(token=plain, totp_secret=account.tf_totp_secret, user=account, window=window))
