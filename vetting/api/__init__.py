"""JSON for other systems, version 1: a frozen contract on the same doors that the pages use. No queries, no rules of its own.

Inside: `schemas` (the documents), `requests` (a POST is well formed and answered once), `problems` (the one shape of an error),
`paging`, `description` (OpenAPI and its page), and a file of views for each thing: `checks`, `cases`, `batches`, `watches`,
`reports`, `published`.
"""

from __future__ import annotations

from apiflask import APIFlask
from flask import Response, request

from vetting.api.batches import batches
from vetting.api.cases import cases
from vetting.api.checks import checks
from vetting.api.description import PREFIX, description, init_description
from vetting.api.problems import marked, show_error, show_http_error
from vetting.api.published import published
from vetting.api.reports import reports
from vetting.api.watches import watches

__all__ = ["register", "show_error"]


def register(app: APIFlask) -> None:
    """Add the API to the application."""
    init_description(app)
    app.error_processor(show_http_error)
    for blueprint in (checks, cases, batches, watches, reports, published, description):
        app.register_blueprint(blueprint)
    app.after_request(_mark)


def _mark(response: Response) -> Response:
    return marked(response) if request.path.startswith(PREFIX) else response
