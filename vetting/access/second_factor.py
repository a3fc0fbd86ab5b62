"""The second factor of local accounts: a time-based code (TOTP) with recovery codes, by Flask-Security.

The secret is encrypted before it is stored, and so are the recovery codes. Each code works once, also within its half minute.
"""

from __future__ import annotations

import base64
from collections.abc import Callable
from typing import Any, cast

from flask import Flask
from flask_security import Totp, UserMixin

from vetting.access.models import Account
from vetting.access.throttle import throttled_code

ISSUER = "Barred list vetting"
RECOVERY_CODES = 8
TAKES_A_CODE = ("security.two_factor_token_validation", "security.mf_recovery", "security.two_factor_setup")


class CodesOnce(Totp):
    """Codes by time, none of which is taken a second time (RFC 6238 section 5.2)."""

    def get_last_counter(self, user: UserMixin) -> int | None:
        """The half minute of the last code taken from this account."""
        return cast("Account", user).tf_last_counter

    def set_last_counter(self, user: UserMixin, tmatch: Any) -> None:
        """Note the half minute of the code just taken; it is saved with what the code was for."""
        cast("Account", user).tf_last_counter = tmatch.counter


def second_factor_settings(derive: Callable[[str], bytes]) -> dict[str, Any]:
    """Flask-Security's settings; `derive` gives the key for a purpose."""
    return {
        "SECURITY_TWO_FACTOR": True,
        "SECURITY_TWO_FACTOR_REQUIRED": True,
        "SECURITY_TWO_FACTOR_ENABLED_METHODS": ["authenticator"],
        "SECURITY_TWO_FACTOR_ALWAYS_VALIDATE": True,
        "SECURITY_TWO_FACTOR_RESCUE_EMAIL": False,
        "SECURITY_TWO_FACTOR_SETUP_URL": "/sign-in/second-factor/set-up",
        "SECURITY_TWO_FACTOR_TOKEN_VALIDATION_URL": "/sign-in/second-factor",
        "SECURITY_TWO_FACTOR_SELECT_URL": "/sign-in/second-factor/choose",
        "SECURITY_TWO_FACTOR_RESCUE_URL": "/sign-in/second-factor/help",
        "SECURITY_TWO_FACTOR_SETUP_TEMPLATE": "trust/second_factor_set_up.html",
        "SECURITY_TWO_FACTOR_VERIFY_CODE_TEMPLATE": "trust/second_factor.html",
        "SECURITY_TOTP_ISSUER": ISSUER,
        "SECURITY_TOTP_SECRETS": {"1": base64.b64encode(derive("second factor")).decode()},
        "SECURITY_MULTI_FACTOR_RECOVERY_CODES": True,
        "SECURITY_MULTI_FACTOR_RECOVERY_CODES_N": RECOVERY_CODES,
        "SECURITY_MULTI_FACTOR_RECOVERY_CODES_KEYS": [base64.urlsafe_b64encode(derive("recovery codes"))],
        "SECURITY_MULTI_FACTOR_RECOVERY_URL": "/sign-in/recovery",
        "SECURITY_MULTI_FACTOR_RECOVERY_CODES_URL": "/account/recovery-codes",
        "SECURITY_MULTI_FACTOR_RECOVERY_TEMPLATE": "trust/recovery.html",
        "SECURITY_MULTI_FACTOR_RECOVERY_CODES_TEMPLATE": "trust/recovery_codes.html",
    }


def protect_second_factor(app: Flask) -> None:
    """Limit how often a code can be tried, and leave out what this service does not offer."""
    for endpoint in TAKES_A_CODE:
        app.view_functions[endpoint] = throttled_code(app.view_functions[endpoint])
