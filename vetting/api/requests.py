"""Reading a POST strictly, before any view sees it, and answering it once."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any, NoReturn

from flask import Response, request

from vetting.access import Answer, answer_once, current_actor, db_session
from vetting.api.problems import BadRequest, marked

KEY_HEADER = "Idempotency-Key"


def require_well_formed_post() -> None:
    """Runs before each view of the API, after the gate: a POST has an Idempotency-Key and one JSON document. Raises BadRequest."""
    if request.method != "POST":
        return
    if KEY_HEADER not in request.headers:
        raise BadRequest(
            f"Send an {KEY_HEADER} header: any text that you use for this one request only.", "idempotency_key_missing"
        )
    if request.mimetype != "application/json":
        raise BadRequest("Send the request as application/json.", "unsupported_media_type", 415)
    try:
        document = json.loads(request.get_data(), object_pairs_hook=_object, parse_constant=_refuse_constant)
    except (ValueError, RecursionError) as error:
        raise BadRequest("The body is not a JSON document that can be read.", "malformed_json") from error
    if not isinstance(document, dict):
        raise BadRequest("The body must be a JSON object.", "malformed_json")


def answered_once(make: Callable[[], tuple[int, dict[str, Any]]], location: str) -> Response:
    """Answer a POST with what `make` gives, or with what was answered under its key before: the same bytes.

    `location` is the address of what was made, with `{id}` for the id in the answer.
    """
    content = f"{request.method} {request.path}\n".encode() + request.get_data()
    answer = answer_once(db_session(), current_actor(), request.headers[KEY_HEADER], content, lambda: Answer(*make()))
    response = json_response(answer.body, answer.status)
    response.headers["Location"] = location.format(id=answer.body["id"])
    return response


def json_response(document: dict[str, Any], status: int = 200) -> Response:
    """A JSON answer, its members in the order of the documentation."""
    return marked(Response(json.dumps(document, ensure_ascii=False), status, content_type="application/json"))


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) != len(pairs):
        raise ValueError("a member stands twice in one object")
    return members


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not JSON")
