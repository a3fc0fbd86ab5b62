"""What a request knows: its session, its actor, the permission its view declares, and when its transaction ends.

Deny by default: a view that declares neither a permission nor that it is public is refused. One commit per request, only on
success, made here and nowhere else. A request that only reads may leave audit events; they are committed before its answer is sent.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any, TypeVar, cast

import structlog
from flask import Flask, Response, abort, current_app, g, request
from flask_login import current_user
from redis.exceptions import RedisError
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from vetting import audit
from vetting.access.credentials import NotAuthenticated, account_actor, authenticate_key
from vetting.access.keys import note_use
from vetting.access.models import Account
from vetting.access.permissions import SYSTEM, Actor, Door, Permission, require
from vetting.access.proofs import ask_first
from vetting.access.sessions import end_session, session_over
from vetting.access.walls import NOBODY, REACH, confine
from vetting.db import Database, utc_now
from vetting.errors import Unavailable, VettingError

View = TypeVar("View", bound=Callable[..., Any])
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
API_PREFIX = "/api/"

PUBLIC = "public"
SIGNED_IN = "signed in"
NOT_OFFERED = "not offered"
# Views that others bring along, and what they ask of the caller.
BROUGHT_VIEWS: dict[str, str] = {
    "static": PUBLIC,
    "security.login": PUBLIC,
    "security.logout": SIGNED_IN,
    # Half-way through signing in nobody is signed in yet: these views look for who has given the right password in the session.
    "security.two_factor_token_validation": PUBLIC,
    "security.two_factor_setup": PUBLIC,
    "security.mf_recovery": PUBLIC,
    "security.mf_recovery_codes": SIGNED_IN,
    "security.two_factor_setup_validate": SIGNED_IN,
    "security.two_factor_rescue": NOT_OFFERED,
    "security.tf_select": NOT_OFFERED,
    "openapi.spec": PUBLIC,
}

NOTED: dict[str, date] = {}
"""The day on which this process last noted each key as used."""

log = structlog.get_logger(__name__)


def requires(permission: Permission) -> Callable[[View], View]:
    """Declare the permission that a view needs."""

    def declare(view: View) -> View:
        cast("Any", view).access = permission
        return view

    return declare


def public(view: View) -> View:
    """Declare that a view is open to anyone."""
    cast("Any", view).access = PUBLIC
    return view


def signed_in(view: View) -> View:
    """Declare that a view is open to anyone who has signed in."""
    cast("Any", view).access = SIGNED_IN
    return view


def declared_access(app: Flask, endpoint: str) -> Permission | str | None:
    """What the view behind an endpoint declares: a permission, `public`, `signed in`, or None (which is refused)."""
    declared = getattr(app.view_functions[endpoint], "access", None)
    return declared if declared is not None else BROUGHT_VIEWS.get(endpoint)


def db_session() -> Session:
    """This request's session: for writing in a request that may change something, otherwise one snapshot for reading."""
    if "session" not in g:
        database = service_database()
        g.session = database.readers() if request.method in SAFE_METHODS else database.writers()
        g.session.info[REACH] = NOBODY
    session: Session = g.session
    return session


def current_actor() -> Actor:
    """Who makes this request. Raises NotAuthenticated when nobody has signed in and no key was given."""
    actor: Actor | None = g.get("actor")
    if actor is None:
        raise NotAuthenticated("Sign in to continue.")
    return actor


def init_edge(app: Flask, database: Database, trail: audit.Trail, show_error: Callable[[VettingError], Response]) -> None:
    """Put the gate before every request and the one commit after it. `show_error` renders a failure for the path asked."""
    app.extensions["vetting_database"] = database
    app.before_request(_gate)

    def finish(response: Response) -> Response:
        return _finish(response, database, trail, show_error)

    def uncounted(error: RedisError) -> Response:
        log.error("limits_cannot_be_kept", error=type(error).__name__)
        return show_error(Unavailable("This cannot be done at the moment. Try again in a few minutes."))

    app.after_request(finish)
    app.register_error_handler(RedisError, uncounted)  # what cannot be counted is not done
    app.teardown_request(_close)


def audit_refusal(error: VettingError, permission: Permission | None = None) -> None:
    """Leave a trace of a refusal, in a transaction of its own: the request's own is rolled back."""
    actor = g.get("actor") or SYSTEM
    if permission is not None:
        leave_trace(actor, "permission_refused", permission=permission.value, route=_route())
    else:
        leave_trace(actor, "rule_refused", code=error.code, route=_route())


def leave_trace(actor: Actor, name: str, **fields: object) -> None:
    """Record an event in a transaction of its own, because the request's own is rolled back (whatever it answers from 400 on)."""
    if "session" in g:
        g.session.rollback()  # on SQLite it may hold the write lock, which this transaction would wait for in vain
    with service_database().write() as session:
        audit.record(session, actor, name, **fields)


def _route() -> str:
    return request.url_rule.rule if request.url_rule is not None else "unknown"


def _gate() -> None:
    if request.endpoint is None:
        return
    declared = declared_access(current_app, request.endpoint)
    if declared == PUBLIC:
        if not request.path.startswith(API_PREFIX) and request.endpoint != "static":
            _act_as(_person())
        return
    _act_as(_api_client() if request.path.startswith(API_PREFIX) else _person())
    actor = current_actor()
    if declared != SIGNED_IN:
        if not isinstance(declared, Permission):
            log.error("view_without_declared_access", endpoint=request.endpoint)
            abort(403)
        try:
            require(actor, declared)
        except VettingError as error:
            audit_refusal(error, declared)
            raise
    if actor.kind == "person":
        account = cast("Account", current_user._get_current_object())
        ask_first(current_app.config, account, request.endpoint, declared, changes=request.method not in SAFE_METHODS)


def _act_as(actor: Actor | None) -> None:
    g.actor = actor
    confine(db_session(), actor)


def _person() -> Actor | None:
    if not current_user.is_authenticated:
        return None
    account = cast("Account", current_user._get_current_object())
    actor = account_actor(account, Door.WEB)
    over = session_over(account)
    if over is None:
        return actor
    end_session()
    leave_trace(actor, "session_ended", reason=over)
    return None


def _api_client() -> Actor:
    scheme, _, key = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not key.strip():
        raise NotAuthenticated("Send an API key as Authorization: Bearer <key>.")
    try:
        actor = authenticate_key(db_session(), key.strip(), utc_now())
        g.key_used = actor.id
        return actor
    except NotAuthenticated as refusal:
        if refusal.was is not None:
            leave_trace(refusal.was, "key_refused", route=_route())
        raise


def _finish(response: Response, database: Database, trail: audit.Trail, show_error: Callable[[VettingError], Response]) -> Response:
    session: Session | None = g.get("session")
    if session is None:
        return response
    try:
        if response.status_code >= 400:
            session.rollback()
            if response.status_code == 404 and request.view_args and g.get("actor") is not None:
                leave_trace(g.actor, "not_found", route=_route())  # of another organisation, or of none: the two are one here too
        elif request.method in SAFE_METHODS:
            _commit_events_of_reading(session, database, trail)
        else:
            session.commit()
    except (SQLAlchemyError, VettingError):
        session.rollback()
        log.exception("commit_failed", endpoint=request.endpoint)
        return show_error(Unavailable("This could not be saved, so nothing was done. Try again."))
    _note_key(database)
    return response


def _note_key(database: Database) -> None:
    """Note the day a key was used, once a day, once the answer is settled: no answer fails because of it."""
    client_id, today = g.get("key_used"), utc_now().date()
    if client_id is None or NOTED.get(client_id) == today:
        return
    try:
        with database.write() as session:
            note_use(session, client_id, today)
    except SQLAlchemyError:
        log.exception("key_use_not_noted")
    else:
        NOTED[client_id] = today


def _commit_events_of_reading(session: Session, database: Database, trail: audit.Trail) -> None:
    events = audit.recorded_events(session)
    session.rollback()
    if events:
        with database.write() as writing:
            trail.write(writing, events)


def _close(_error: BaseException | None) -> None:
    session: Session | None = g.pop("session", None)
    if session is not None:
        session.close()


def service_database() -> Database:
    """The deployment's database, for what must be committed apart from the request's own transaction."""
    database: Database = current_app.extensions["vetting_database"]
    return database
