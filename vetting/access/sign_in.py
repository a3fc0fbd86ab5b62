"""Signing in: with a local account by Flask-Security and Argon2id, on this request's session, and through identity providers.

The second factor is in `second_factor`, identity providers in `single_sign_on`, the limits in `throttle`, and how long a session
lives in `sessions`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from functools import wraps
from typing import Any, cast

from flask import Flask, Response, after_this_request, current_app, request, url_for
from flask_login import user_logged_out
from flask_security import LoginForm, RoleMixin, Security, SQLAlchemySessionUserDatastore, user_authenticated
from werkzeug.local import LocalProxy

from vetting import audit
from vetting.access.credentials import account_actor
from vetting.access.directory import Provider
from vetting.access.edge import db_session
from vetting.access.models import Account
from vetting.access.permissions import SYSTEM, Door
from vetting.access.proofs import ASKS_TERMS, STEP_UP
from vetting.access.second_factor import CodesOnce, protect_second_factor, second_factor_settings
from vetting.access.sessions import begin_session, end_all_sessions
from vetting.access.single_sign_on import init_single_sign_on
from vetting.access.throttle import remember_device, throttled_sign_in
from vetting.errors import Refused

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


BY_ENDPOINT = {
    "security.two_factor_token_validation": "password+code",
    "security.mf_recovery": "password+recovery code",
    "single_sign_on.done": "single sign-on",
}
LOCAL_ACCOUNTS = "LOCAL_ACCOUNTS"


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


@dataclass(frozen=True, slots=True)
class SignInOptions:
    """What a deployment decides about signing in. `derive` makes a key for a purpose from the deployment's own."""

    live: bool
    second_factor: bool
    derive: Callable[[str], bytes]
    providers: tuple[Provider, ...] = ()
    local_accounts: bool = True
    step_up: timedelta | None = None
    terms: bool = False


def init_sign_in(app: Flask, options: SignInOptions) -> None:
    """Add sign-in and sign-out to the application, throttled by address and by account, with a second factor where it is asked."""
    app.config.update(SIGN_IN_SETTINGS)
    app.config.update({STEP_UP: options.step_up, ASKS_TERMS: options.terms, LOCAL_ACCOUNTS: options.local_accounts})
    if options.live:
        app.config["SESSION_COOKIE_NAME"] = "__Host-session"
    if options.second_factor:
        app.config.update(second_factor_settings(options.derive))
    datastore = _RequestDatastore(cast("Any", LocalProxy(db_session)), Account, _NoRole)
    Security(app, datastore, login_form=SignInForm, totp_cls=CodesOnce)
    views = app.view_functions
    views["security.login"] = _local_accounts_only(throttled_sign_in(views["security.login"]))
    if options.second_factor:
        protect_second_factor(app)
    init_single_sign_on(app, options.providers)
    user_authenticated.connect(_signed_in, app)
    user_logged_out.connect(_signed_out, app)


def _local_accounts_only(view: Any) -> Any:
    """Take no password where everybody signs in through their organisation."""

    @wraps(view)
    def sign_in(*args: Any, **kwargs: Any) -> Any:
        if request.method == "POST" and not current_app.config[LOCAL_ACCOUNTS]:
            raise Refused("Sign in through your organisation.", "no_local_accounts")
        return view(*args, **kwargs)

    return sign_in


def _signed_in(app: Flask, user: Account, authn_via: list[str] | None = None, **_: Any) -> None:
    method = BY_ENDPOINT.get(request.endpoint or "", "+".join(authn_via or ["other"]))
    begin_session()
    audit.record(db_session(), account_actor(user, Door.WEB), "signed_in", method=method)
    email, secure = user.email, bool(app.config["SESSION_COOKIE_SECURE"])
    without_codes = method == "password+code" and not user.mf_recovery_codes

    @after_this_request
    def remember(response: Response) -> Response:
        remember_device(response, email, secure=secure)
        if without_codes and response.location:
            response.location = url_for("security.mf_recovery_codes")
        return response


def _signed_out(_app: Flask, user: Account, **_: Any) -> None:
    if request.endpoint != "security.logout":
        return  # a session that ran out ends at this browser only
    audit.record(db_session(), account_actor(user, Door.WEB), "signed_out")
    end_all_sessions(user)
