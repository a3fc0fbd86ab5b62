"""Signing in through an organisation's own identity provider: OpenID Connect, authorisation code with PKCE, by Authlib.

State, nonce and code verifier are of one attempt, in the session. The token's signature, issuer, audience, expiry and nonce are
checked, then its tenant where the provider has several. Who comes is known by issuer and subject, never by an address that somebody
could change. The provider's answer arrives by GET: what it changes of the account is committed in a transaction of its own.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast

import structlog
from authlib.common.errors import AuthlibBaseError
from authlib.integrations.flask_client import OAuth
from flask import Flask, Response, current_app, redirect, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from flask_security import login_user
from joserfc.errors import JoseError
from requests import RequestException
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from vetting import audit
from vetting.access.credentials import account_actor, new_account
from vetting.access.directory import Provider, judge
from vetting.access.edge import db_session, public, service_database
from vetting.access.models import Account
from vetting.access.permissions import ROLES_OF, SYSTEM, Door, Role
from vetting.access.proofs import VIA
from vetting.access.sessions import end_all_sessions, renew_session
from vetting.errors import NotFound, Refused
from vetting.vault import vault_of

PROVIDERS = "SINGLE_SIGN_ON"
AGAIN = "proving_again_since"
BACK = "back_to"
SECONDS = 10
LATE = 60
WORDS = {
    "failed": "The sign-in could not be completed. Start again from the sign-in page.",
    "other_tenant": "You signed in with an account of another organisation. Use the one of {name}.",
    "no_second_factor": "{name} did not ask you for a second factor, and this service needs one.",
    "no_group": "You are in no group at {name} that may use this service. Ask whoever looks after your account there.",
    "needs_two_people": "Your group at {name} is for a role that two administrators of this service have to give you first.",
    "disabled": "Your account with this service is closed. Ask the administrator of your organisation.",
    "no_address": "{name} did not tell your name or email address, and this service needs them.",
    "account_exists": "There is another account with your email address. Ask the administrator of your organisation.",
    "somebody_else": "You signed in as somebody else. Sign out first.",
}

log = structlog.get_logger(__name__)


class SignInRefused(Refused):
    """The identity provider's answer lets nobody in. The message says what to do; the trail has the reason."""

    code = "single_sign_on_refused"

    def __init__(self, provider: Provider, reason: str) -> None:
        super().__init__(WORDS[reason].format(name=provider.name))
        self.provider, self.reason = provider, reason


@dataclass(frozen=True, slots=True)
class SignOn:
    """The providers of a deployment and the client that talks to them."""

    providers: Mapping[str, Provider]
    clients: OAuth


def init_single_sign_on(app: Flask, providers: tuple[Provider, ...]) -> None:
    """Add the two addresses of a sign-in through each provider."""
    clients = OAuth(app)
    for provider in providers:
        clients.register(
            provider.id,
            client_id=provider.client_id,
            client_secret=provider.client_secret,
            server_metadata_url=f"{provider.issuer.rstrip('/')}/.well-known/openid-configuration",
            client_kwargs={"scope": "openid profile email", "code_challenge_method": "S256", "default_timeout": SECONDS},
        )
    app.extensions["vetting_sign_on"] = SignOn({provider.id: provider for provider in providers}, clients)
    app.config[PROVIDERS] = [{"id": each.id, "name": each.name, "organisation": each.organisation} for each in providers]
    app.add_url_rule("/sign-in/with/<provider_id>", "single_sign_on.begin", public(begin))
    app.add_url_rule("/sign-in/with/<provider_id>/done", "single_sign_on.done", public(done))


def begin(provider_id: str) -> ResponseReturnValue:
    """Send somebody to their provider; `again` asks it to make sure of them once more (see `step_up`)."""
    provider, extra = _provider(provider_id), {}
    if request.args.get("again") and current_user.is_authenticated:
        session[AGAIN] = time.time()
        extra = {"prompt": "login", "max_age": 0}
    back = request.args.get("next", "")
    session[BACK] = back if back.startswith("/") and not back.startswith(("//", "/\\")) else "/"
    try:
        sent: Response = _client(provider).authorize_redirect(
            url_for("single_sign_on.done", provider_id=provider.id, _external=True), **extra
        )
    except (RequestException, AuthlibBaseError, ValueError, KeyError) as error:
        raise _refused(provider, "failed", error) from error
    return sent


def done(provider_id: str) -> ResponseReturnValue:
    """Take the provider's answer: sign in whoever it is, or say why not."""
    provider = _provider(provider_id)
    again, back = session.pop(AGAIN, None), session.pop(BACK, "/")
    claims = _claims(provider)
    try:
        with service_database().write() as writing:
            verdict = _admit(writing, provider, claims)
            identity = verdict.id if isinstance(verdict, Account) else None
    except IntegrityError as error:  # the same person came twice at once
        raise _refused(provider, "failed", error) from error
    if identity is None:
        raise SignInRefused(provider, str(verdict))
    if again is not None and current_user.is_authenticated:
        return _proved(provider, identity, claims, again)
    db_session().rollback()  # its snapshot is from before the account was made or changed
    login_user(db_session().get_one(Account, identity), authn_via=["single sign-on"])
    session[VIA] = provider.id
    return redirect(back)


def _provider(provider_id: str) -> Provider:
    sign_on: SignOn = current_app.extensions["vetting_sign_on"]
    if provider_id not in sign_on.providers:
        raise NotFound("way to sign in")
    return sign_on.providers[provider_id]


def _client(provider: Provider) -> Any:
    sign_on: SignOn = current_app.extensions["vetting_sign_on"]
    return sign_on.clients.create_client(provider.id)


def _claims(provider: Provider) -> Mapping[str, Any]:
    """What the provider says of whoever comes, with everything checked that makes it believable. Raises SignInRefused."""
    options = {
        "iss": {"essential": True, "value": provider.issuer},
        "aud": {"essential": True, "value": provider.client_id},
        "exp": {"essential": True},
        "nonce": {"essential": True},
        "sub": {"essential": True},
    }
    try:
        token = _client(provider).authorize_access_token(claims_options=options, leeway=LATE)
        claims: Mapping[str, Any] = token["userinfo"]
    except (AuthlibBaseError, JoseError, RequestException, ValueError, KeyError, TypeError) as error:
        raise _refused(provider, "failed", error) from error
    if provider.tenant is not None and claims.get("tid") != provider.tenant:
        raise _refused(provider, "other_tenant")
    if provider.second_factor is not None and provider.second_factor not in (claims.get("amr") or ()):
        raise _refused(provider, "no_second_factor")
    return claims


def _refused(provider: Provider, reason: str, error: Exception | None = None) -> SignInRefused:
    """Note a refusal in the trail; what the provider sent stays out of the log, which learns the kind of error only."""
    log.warning("single_sign_on_refused", provider=provider.id, reason=reason, error=type(error).__name__ if error else None)
    db_session().rollback()
    with service_database().write() as writing:
        _trace_refusal(writing, provider, reason)
    return SignInRefused(provider, reason)


def _trace_refusal(writing: Session, provider: Provider, reason: str) -> None:
    audit.record(writing, SYSTEM, "single_sign_on_refused", provider=provider.id, reason=reason)


def _admit(writing: Session, provider: Provider, claims: Mapping[str, Any]) -> Account | str:
    """The account of whoever comes, made or brought up to date, or the reason why nobody is let in; the trail has either."""
    subject = vault_of(writing).blind_index("single sign-on", f"{provider.issuer}\x00{claims['sub']}")
    account = writing.scalar(select(Account).where(Account.sso_subject == subject).with_for_update(of=Account))
    verdict = _known(writing, provider, claims, account) if account is not None else _new(writing, provider, claims, subject)
    if isinstance(verdict, str):
        _trace_refusal(writing, provider, verdict)
        if account is not None:
            end_all_sessions(account)
    writing.flush()
    return verdict


def _known(writing: Session, provider: Provider, claims: Mapping[str, Any], account: Account) -> Account | str:
    if account.organisation.code != provider.organisation:
        return "other_tenant"
    if not account.active:
        return "disabled"
    held = Role(account.role)
    judged = judge(provider, claims, held, ROLES_OF[account.organisation.kind])
    if judged.role is None:
        return judged.refusal or "no_group"
    if judged.role is not held:
        account.role = judged.role.value
        end_all_sessions(account)
        audit.record(writing, SYSTEM, "account_changed", account=account.id, change="role", role=account.role)
    return account


def _new(writing: Session, provider: Provider, claims: Mapping[str, Any], subject: str) -> Account | str:
    """Somebody who comes for the first time: an invited account that nobody has used yet becomes theirs, or a new one is made."""
    email, name = (str(claims.get(claim) or "").strip() for claim in (provider.email_claim, provider.name_claim))
    if "@" not in email or not name or len(email) > 254 or len(name) > 120:
        return "no_address"
    account = writing.scalar(select(Account).where(Account.email == email.lower()))
    if account is not None:
        if account.organisation.code != provider.organisation or account.password is not None or account.sso_subject is not None:
            return "account_exists"
        verdict = _known(writing, provider, claims, account)
        if isinstance(verdict, Account):
            account.sso_subject, account.invitation_digest, account.invitation_expires_at = subject, None, None
            audit.record(writing, SYSTEM, "account_changed", account=account.id, change="single_sign_on", role=account.role)
        return verdict
    account = new_account(writing, organisation_code=provider.organisation, email=email, full_name=name, role=Role.RECRUITER)
    judged = judge(provider, claims, None, ROLES_OF[account.organisation.kind])
    if judged.role is None:
        return judged.refusal or "no_group"
    account.role, account.sso_subject = judged.role.value, subject
    writing.add(account)
    writing.flush()
    organisation = account.organisation.code
    audit.record(writing, SYSTEM, "account_created", account=account.id, role=account.role, organisation=organisation)
    return account


def _proved(provider: Provider, identity: str, claims: Mapping[str, Any], since: float) -> ResponseReturnValue:
    """Somebody who had signed in was asked for by their provider once more, just now: the session's proof is fresh."""
    if identity != cast("Account", current_user._get_current_object()).id:
        raise _refused(provider, "somebody_else")
    asked_at = claims.get("auth_time")
    if not isinstance(asked_at, int | float) or asked_at < since - LATE:
        raise _refused(provider, "failed")
    with service_database().write() as writing:
        account = writing.get_one(Account, identity)
        renew_session(account)
        audit.record(writing, account_actor(account, Door.WEB), "proved_again", method="provider")
    return redirect(url_for("trust.proved"))
