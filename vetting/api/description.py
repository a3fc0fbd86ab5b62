"""The API's own description: OpenAPI 3.1, and a page that shows it without JavaScript and without anything from elsewhere.

The page wears the layout that the composed application brings along.
"""

from __future__ import annotations

from typing import Any

from apiflask import APIBlueprint, APIFlask
from flask import Response, current_app, make_response, render_template

from vetting.access import db_session, public
from vetting.api.problems import CODES, MEDIA_TYPE
from vetting.api.requests import KEY_HEADER, json_response
from vetting.api.schemas import ProblemOut
from vetting.registry import lists_of

PREFIX = "/api/v1"
SCHEME = "key"
TITLE = "Barred list vetting"
DESCRIPTION = (
    "Check a person against the police barred and advisory lists, and report a person to them. "
    "Every request but those to the published register and to this description needs a key. "
    "Where all people are fictional, every answer carries the header X-Demonstration, and every problem the member demonstration."
)
FAILURES = {
    400: "The request is not well formed: no Idempotency-Key, or no readable JSON.",
    401: "No key, or one that is unknown, expired or revoked.",
    403: "The key does not allow this.",
    404: "There is no such thing in what the key may see.",
    409: "It changed meanwhile, or is not ready yet, or the same request is being answered: ask again.",
    413: "The request is too large.",
    415: "The request is not application/json.",
    422: "A field is wrong, or the Idempotency-Key came before with another request.",
    429: "Too many requests.",
    500: "Something went wrong here; nothing was changed.",
    503: "It could not be done now and nothing was changed. For a check the code is could_not_check: it is not a clear.",
}
EVERY_METHOD = (429, 500)
WITH_KEY = (401, 403, 503)
WITH_BODY = (400, 409, 413, 415, 422)
NOT_AT_ONCE = {f"{PREFIX}/batches/{{batch_id}}/results"}
"""What there is only once something has ended."""
TAGS = ("Checks", "Batches", "Monitoring", "Reports", "Register", "Description")
OPEN_TAGS = (["Register"], ["Description"])


def _answer(media_type: str, schema: dict[str, str], text: str) -> Any:
    return {200: {"description": text, "content": {media_type: {"schema": schema}}}}


description = APIBlueprint("api_description", __name__, url_prefix=PREFIX, tag="Description", template_folder="templates")


@description.get("/openapi.json")
@public
@description.doc(responses=_answer("application/json", {"type": "object"}, "An OpenAPI 3.1 document."))
def openapi() -> Response:
    """This description, as OpenAPI 3.1."""
    return json_response(_specification())


@description.get("/docs")
@public
@description.doc(responses=_answer("text/html", {"type": "string"}, "A page."))
def docs() -> Response:
    """This description, as a page."""
    return make_response(render_template("api/docs.html", spec=_specification(), codes=sorted({*CODES.values(), *PAGE_CODES})))


PAGE_CODES = (
    "could_not_check",
    "idempotency_key_missing",
    "in_progress",
    "internal",
    "invalid_input",
    "malformed_json",
    "not_authenticated",
    "permission_refused",
)


def init_description(app: APIFlask) -> None:
    """Tell APIFlask what to say of the API and how its problems look."""
    app.title, app.version = TITLE, "1"
    app.config.update(
        OPENAPI_VERSION="3.1.0",
        SERVERS=[{"url": "/"}],
        INFO={"description": DESCRIPTION},
        AUTO_OPERATION_ID=True,
        AUTO_404_RESPONSE=False,
        AUTO_VALIDATION_ERROR_RESPONSE=False,
        AUTO_AUTH_ERROR_RESPONSE=False,
        SECURITY_SCHEMES={SCHEME: {"type": "http", "scheme": "bearer", "description": "An API key of your organisation."}},
    )
    app.spec_callback = complete


def complete(spec: Any) -> Any:
    """What APIFlask does not know: only the API's own paths, the key each needs, and every problem it can answer with."""
    own = {path: item for path, item in spec["paths"].items() if path.startswith(PREFIX)}
    spec["paths"] = {path: own[path] for path in sorted(own, key=lambda path: _place(own[path]))}
    schemas = spec["components"].setdefault("schemas", {})
    schemas["Problem"] = ProblemOut.model_json_schema(ref_template="#/components/schemas/Problem.{model}")
    schemas.update({f"Problem.{name}": schema for name, schema in schemas["Problem"].pop("$defs").items()})
    for path, item in spec["paths"].items():
        for method, operation in item.items():
            _complete_operation(path, method, operation)
    return spec


def _place(item: dict[str, Any]) -> int:
    tags: list[str] = next(iter(item.values()))["tags"]
    return TAGS.index(tags[0])


def _complete_operation(path: str, method: str, operation: dict[str, Any]) -> None:
    open_to_anyone = operation["tags"] in OPEN_TAGS
    failures = [*EVERY_METHOD, *(() if open_to_anyone else WITH_KEY)]
    if method == "post":
        failures += WITH_BODY
        operation["requestBody"]["required"] = True
        operation["parameters"].append(
            {
                "name": KEY_HEADER,
                "in": "header",
                "required": True,
                "description": "Any text of your own for this one request. The same request under it again gets the same answer.",
                "schema": {"type": "string", "minLength": 1, "maxLength": 255},
            }
        )
    if any(parameter["in"] == "query" for parameter in operation["parameters"]):
        failures.append(422)
    if "{" in path:
        failures.append(404)
    if path in NOT_AT_ONCE:
        failures.append(409)
    operation["security"] = [] if open_to_anyone else [{SCHEME: []}]
    for status in sorted(failures):
        operation["responses"][str(status)] = _failure(status)


def _failure(status: int) -> dict[str, Any]:
    content = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    failure: dict[str, Any] = {"description": FAILURES[status], "content": content}
    if status in (429, 503):
        failure["headers"] = {"Retry-After": {"description": "Seconds to wait.", "schema": {"type": "string"}}}
    return failure


def _specification() -> dict[str, Any]:
    app: Any = current_app
    if "vetting_openapi" not in app.extensions:
        specification = app.spec
        purpose = specification["components"]["schemas"]["CheckIn"]["properties"]["purpose"]
        purpose["enum"] = [choice.code for choice in lists_of(db_session()).purposes]
        app.extensions["vetting_openapi"] = specification
    found: dict[str, Any] = app.extensions["vetting_openapi"]
    return found
