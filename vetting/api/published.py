"""GET /register/published: the public list, by exact name, open to anyone."""

from __future__ import annotations

from apiflask import APIBlueprint
from flask import Response

from vetting.access import PUBLIC_SEARCH, db_session, limiter, public
from vetting.api.requests import json_response
from vetting.api.schemas import PublishedOut, PublishedQuery
from vetting.db import utc_now
from vetting.registry import day_in_london, published_entries

published = APIBlueprint("api_register", __name__, url_prefix="/api/v1", tag="Register")


@published.get("/register/published")
@public
@limiter.limit(PUBLIC_SEARCH)
@published.input(PublishedQuery, location="query", arg_name="query")
@published.output(PublishedOut)
def search_published(query: PublishedQuery) -> Response:
    """Search the public list by name.

    Finding nothing does not show that someone is not barred: see the statement that comes with every answer.
    """
    found = published_entries(db_session(), query.name, day_in_london(utc_now()))
    entries = [entry.as_json() for entry in found.entries]
    answer = {"name": found.name, "entries": entries, "statement": found.statement, "suggestions": list(found.suggestions)}
    return json_response(answer)
