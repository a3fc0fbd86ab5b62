"""Signing in with a local account: Flask-Security with Argon2id, on this request's session.

Single sign-on and a second factor come in through Flask-Security's and Authlib's own doors, beside `init_sign_in`.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any, cast

from flask import Flask
from flask_limiter.util import get_remote_address
from flask_login import user_logged_in, user_logged_out
from flask_security import LoginForm, RoleMixin, Security, SQLAlchemySessionUserDatastore
from werkzeug.local import LocalProxy

from vetting import audit
from vetting.access.credentials import account_actor
from vetting.access.edge import db_session
from vetting.access.limits import SIGN_IN, limiter
from vetting.access.models import Account
from vetting.access.permissions import SYSTEM, Door

SIGN_IN_SETTINGS: dict[str, Any] = {
    "SECURITY_PASSWORD_HASH": "argon2",
    "SECURITY_PASSWORD_SINGLE_HASH": ["plaintext"],
    "SECURITY_PASSWORD_LENGTH_MIN": 12,
    "SECURITY_LOGIN_URL": "/sign-in",
    "SECURITY_LOGOUT_URL": "/sign-out",
    "SECURITY_POST_LOGIN_VIEW": "/",
    "SECURITY_POST_LOGOUT_VIEW": "/",
    "SECURITY_LOGIN_USER_TEMPLATE": "account/sign_in.html",
    "SECURITY_RETURN_GENERIC_RESPONSES": True,
    "SECURITY_FLASH_MESSAGES": False,
    "SECURITY_STATIC_FOLDER": None,
    "SECURITY_FRESHNESS": timedelta(minutes=-1),  # no page to type the password again, until something asks for it
    "SECURITY_REGISTERABLE": False,
    "SECURITY_RECOVERABLE": False,
    "SECURITY_DEFAULT_REMEMBER_ME": False,
    "SECURITY_JOIN_USER_ROLES": False,
    "SECURITY_EMAIL_VALIDATOR_ARGS": {"check_deliverability": False, "test_environment": True},
}


class _NoRole(RoleMixin):
    """Flask-Security wants a role class; ours are in `permissions.PERMISSIONS`, not in its tables."""


class SignInForm(LoginForm):
    """Flask-Security's form, which also leaves a trace of each failure (without the address that was typed)."""

    def validate(self, **kwargs: Any) -> bool:
        """Whether the credentials are right; the messages are the same for a wrong password and an unknown account."""
        good: bool = super().validate(**kwargs)
        if not good:
            audit.record(db_session(), SYSTEM, "sign_in_failed", method="password")
        return good


class _RequestDatastore(SQLAlchemySessionUserDatastore):
    """Flask-Security's datastore on the request's own session; the edge commits, not the datastore."""

    def commit(self) -> None:
        """Flush only."""
        db_session().flush()


def init_sign_in(app: Flask) -> None:
    """Add sign-in and sign-out to the application, throttled by address."""
    app.config.update(SIGN_IN_SETTINGS)
    datastore = _RequestDatastore(cast("Any", LocalProxy(db_session)), Account, _NoRole)
    Security(app, datastore, login_form=SignInForm)
    sign_in = app.view_functions["security.login"]
    throttled = limiter.limit(SIGN_IN, key_func=get_remote_address, methods=["POST"])(sign_in)
    app.view_functions["security.login"] = cast("Any", throttled)
    user_logged_in.connect(_signed_in, app)
    user_logged_out.connect(_signed_out, app)


def _signed_in(_app: Flask, user: Account, **_: Any) -> None:
    audit.record(db_session(), account_actor(user, Door.WEB), "signed_in", method="password")


def _signed_out(_app: Flask, user: Account, **_: Any) -> None:
    audit.record(db_session(), account_actor(user, Door.WEB), "signed_out")
