"""Everything that goes wrong in the API, in one shape: application/problem+json (RFC 9457) with a stable `code`.

A check that could not be made is never an error of another name: whatever fails in it is `could_not_check`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from apiflask import HTTPError
from flask import Response, current_app, request

from vetting.access import NotAuthenticated, audit_refusal
from vetting.errors import Conflict, InvalidInput, NotFound, Problem, Refused, Unavailable, VettingError
from vetting.screening import NOT_CHECKED

MEDIA_TYPE = "application/problem+json"
CREATE_CHECK = "api_checks.create_check"
COULD_NOT_CHECK = "could_not_check"
RETRY_SECONDS = "30"
DEMONSTRATION_HEADER = "X-Demonstration"
STATUS: tuple[tuple[type[VettingError], int], ...] = (
    (NotAuthenticated, 401),
    (Refused, 403),
    (NotFound, 404),
    (Conflict, 409),
    (InvalidInput, 422),
    (Unavailable, 503),
)
CODES = {
    400: "bad_request",
    404: "not_found",
    405: "method_not_allowed",
    413: "too_large",
    415: "unsupported_media_type",
    429: "too_many_requests",
}
DETAILS = {
    404: "There is nothing at this address.",
    405: "This address does not take this method.",
    413: "The request is too large.",
    415: "Send the request as application/json.",
    429: "Too many requests: wait as long as Retry-After says.",
    500: "Something went wrong here. Nothing was changed.",
}
AUDITED_BY_THE_GATE = "permission_refused"
_MESSAGES = {"Field required": "This field is required.", "Extra inputs are not permitted": "There is no field of this name."}
_LIST_PLACE = re.compile(r"\.(\d+)(?=\.|$)")


class BadRequest(VettingError):
    """The request itself is not well formed: its header, its body. Answered with `status`."""

    def __init__(self, message: str, code: str, status: int = 400) -> None:
        super().__init__(message, code)
        self.status = status


def show_error(error: VettingError) -> Response:
    """A named failure as problem+json. A refusal by a rule leaves its trace here; for a missing permission the gate did."""
    if isinstance(error, Refused) and not isinstance(error, NotAuthenticated) and error.code != AUDITED_BY_THE_GATE:
        audit_refusal(error)
    status = error.status if isinstance(error, BadRequest) else _status(error)
    if status >= 500:
        return _fault(status, error.code, error.message)
    problems = error.problems if isinstance(error, InvalidInput) else ()
    response = problem_response(status, error.code, error.message, problems)
    if status == 401:
        response.headers["WWW-Authenticate"] = 'Bearer realm="vetting"'
    return response


def show_http_error(error: HTTPError) -> Response:
    """An error of HTTP itself, or of a body that does not have the documented shape, as problem+json."""
    status = error.status_code
    if status >= 500:
        return _fault(status, "internal", "")
    if status == 422:
        response = problem_response(
            status, InvalidInput.code, "The request does not have the documented shape.", _problems(error.detail)
        )
    else:
        code, detail = CODES.get(status, "http_error"), DETAILS.get(status, error.message or "")
        response = problem_response(status, code, detail)
    for name, value in dict(error.headers).items():
        if name.lower() not in {"content-type", "content-length"}:
            response.headers[name] = value
    return response


def problem_response(status: int, code: str, detail: str, problems: tuple[Problem, ...] = ()) -> Response:
    """One problem document. `errors` names each field with its sentence."""
    document: dict[str, Any] = {
        "type": f"/api/v1/docs#{code}",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": detail,
        "code": code,
    }
    if problems:
        document["errors"] = [{"field": problem.field, "message": problem.message} for problem in problems]
    if current_app.config["DEMONSTRATION"]:
        document["demonstration"] = True
    return marked(Response(json.dumps(document, ensure_ascii=False), status, content_type=MEDIA_TYPE))


def marked(response: Response) -> Response:
    """Headers of every answer of the API: kept by nobody, and said to be about fictional people where it is."""
    response.headers.setdefault("Cache-Control", "no-store")
    response.headers["X-Content-Type-Options"] = "nosniff"
    if current_app.config["DEMONSTRATION"]:
        response.headers[DEMONSTRATION_HEADER] = "true"
    return response


def _fault(status: int, code: str, detail: str) -> Response:
    """Something of ours failed. Whatever it was, a check that was asked for was not made; no fault shows more of itself."""
    if request.endpoint == CREATE_CHECK:
        status, code, detail = 503, COULD_NOT_CHECK, NOT_CHECKED
    elif status != 503:
        status, code, detail = 500, "internal", DETAILS[500]
    response = problem_response(status, code, detail)
    if status == 503:
        response.headers["Retry-After"] = RETRY_SECONDS
    return response


def _status(error: VettingError) -> int:
    return next((status for kind, status in STATUS if isinstance(error, kind)), 500)


def _problems(detail: Any) -> tuple[Problem, ...]:
    """From APIFlask's messages by place (`subject.other_names.0.surname`) to the paths that the services use."""
    places: Mapping[str, list[str]] = next(iter(detail.values()), {}) if isinstance(detail, dict) else {}
    return tuple(Problem(_path(place), _MESSAGES.get(message, f"{message}.")) for place, (message, *_) in places.items())


def _path(place: str) -> str:
    return "body" if place == "_schema" else _LIST_PLACE.sub(r"[\1]", place)
