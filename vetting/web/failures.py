"""Pages for what went wrong: each says what happened, what was (not) done, and what to do now; none shows more than was typed."""

from __future__ import annotations

from typing import Any

import structlog
from flask import Flask, Response, current_app, g, make_response, redirect, render_template, request, url_for
from werkzeug.exceptions import HTTPException, default_exceptions

from vetting.access import NotAuthenticated, ProofNeeded, TermsNotAccepted, audit_refusal
from vetting.errors import Conflict, InvalidInput, NotFound, Refused, Unavailable, VettingError
from vetting.web.headers import secure
from vetting.web.layout import signed_in_person
from vetting.web.trust.views import ask_for_proof

STATUS: tuple[tuple[type[VettingError], int], ...] = (
    (NotFound, 404),
    (Refused, 403),
    (Conflict, 409),
    (InvalidInput, 422),
    (Unavailable, 503),
)
PAGES = {400, 403, 404, 405, 409, 413, 422, 429, 500, 503}
AUDITED_BEFORE = {"permission_refused", "single_sign_on_refused"}

log = structlog.get_logger(__name__)


def init_failures(app: Flask) -> None:
    """Show a page for every HTTP error outside the API, which has a handler of its own for all of them."""
    for code in default_exceptions:
        app.register_error_handler(code, _show)


def show_error(error: VettingError) -> Response:
    """The page for a named failure; somebody who has not signed in is sent to do so, and brought back if they were only reading."""
    if isinstance(error, NotAuthenticated):
        back = request.path if request.method == "GET" and request.path != "/" else None
        return secure(make_response(redirect(url_for("security.login", next=back))))
    if isinstance(error, TermsNotAccepted):
        back = request.path if request.method == "GET" and request.path != "/" else None
        return secure(make_response(redirect(url_for("trust.terms", next=back))))
    _keep_person()
    if isinstance(error, ProofNeeded):
        return secure(make_response(ask_for_proof(request.full_path.rstrip("?")), 403))
    if isinstance(error, Refused) and error.code not in AUDITED_BEFORE:
        audit_refusal(error)
    status = next((status for kind, status in STATUS if isinstance(error, kind)), 500)
    messages = [problem.message for problem in error.problems] if isinstance(error, InvalidInput) else [error.message]
    return _page(status, messages)


def show_http_error(error: HTTPException) -> Response:
    """The page for an error of HTTP itself: no such page, too many requests, a forged or stale form, a fault of ours."""
    _keep_person()
    status = error.code or 500
    if status not in PAGES:
        status = 500 if status >= 500 else 400
    page = _page(status, [])
    for name, value in error.get_headers():
        if name in {"Retry-After", "Allow"}:
            page.headers[name] = value
    return page


def _show(error: HTTPException) -> Any:
    if request.path.startswith("/api/"):
        answer_of_api: Any = current_app.error_handler_spec[None][None][HTTPException]
        return answer_of_api(error)
    return show_http_error(error)


def _keep_person() -> None:
    """Learn who has signed in before the session is rolled back; the page is shown without a name if the database is gone."""
    try:
        signed_in_person()
    except Exception:  # whatever it is, the error page must be shown
        log.exception("person_unknown_on_error_page")
        g.person = None


def _page(status: int, messages: list[str]) -> Response:
    page = make_response(render_template(f"failures/{status}.html", messages=messages, asked=request.method), status)
    return secure(page)
