"""POST /batches, GET /batches/{id}, GET /batches/{id}/results: a list of people from another system, what became of each row."""

from __future__ import annotations

import base64
import binascii
import json
from typing import Any, Literal

from apiflask import APIBlueprint
from flask import Response, request
from pydantic import Field

from vetting.access import API, Permission, current_actor, db_session, limiter, requires
from vetting.api.paging import offset_of
from vetting.api.requests import answered_once, json_response, require_well_formed_post
from vetting.api.schemas import Document
from vetting.batches import BatchView, Upload, batch_errors, result_rows, upload, view_batch
from vetting.errors import InvalidInput, Problem

LARGEST_BODY = 85 * 1024 * 1024
"""Bytes: a file of 60 MB as base64, and what stands around it."""
MOST_ERRORS = 100

batches = APIBlueprint("api_batches", __name__, url_prefix="/api/v1", tag="Batches")
batches.before_request(require_well_formed_post)


class BatchIn(Document):
    """A list of people: as `people`, one object of text each, or as `file`, a CSV or XLSX in base64. Columns may have any names."""

    purpose: str = Field(examples=["workforce_check"])
    reference: str = Field(json_schema_extra={"minLength": 1, "maxLength": 100})
    people: list[dict[str, str | None]] | None = Field(
        None, description="For example forenames, surname, date_of_birth, reference."
    )
    file: str | None = Field(None, json_schema_extra={"contentEncoding": "base64"})
    file_name: str = Field("", json_schema_extra={"maxLength": 200})


class BatchRows(Document):
    """The control total: read = to_check + rejected + left_out; and how far the checks are."""

    read: int
    to_check: int
    rejected: int
    left_out: int
    done: int
    could_not_check: int


class RowErrorOut(Document):
    """Why a row is not checked."""

    row: int
    column: str
    problem: str


RowErrors = list[RowErrorOut]


class BatchOut(Document):
    """Where a batch stands. `ready` waits for a person to start it; `needs_second` for a second one to confirm its size."""

    id: str
    state: str
    reference: str
    purpose: str
    rows: BatchRows
    expected_reviews: int = Field(description="People on no list whom the vetting unit will probably have to look at.")
    rows_a_second: float | None
    seconds_left: float | None
    rows_ahead: int = Field(description="Rows of the organisation's earlier batches that are checked before this one begins.")
    seconds_ahead: float = Field(description="How long those rows are expected to take.")
    same_file_as: str | None = Field(description="An earlier batch of the very same file; told when the file is sent, not refused.")
    register_version: int | None = Field(description="The one version that every row's answer holds at; null until it is closed.")
    message: str | None
    errors: RowErrors


class ResultOut(Document):
    """What became of one row. `check` is null for a row that was rejected or left out."""

    row: int
    check: str | None
    state: Literal["submitted", "with_vetting_unit", "complete", "could_not_check"]
    why: Literal["rejected", "left_out"] | None


Results = list[ResultOut]


class ResultsOut(Document):
    """Some results, by row; `next` is where to ask on from, null at the end."""

    id: str
    register_version: int | None
    results: Results
    next: int | None


class ResultsQuery(Document):
    """Where to begin."""

    after: str = Field("0", description="The row to go on behind.", examples=["0"])


@batches.url_value_preprocessor
def _take_large_bodies(endpoint: str | None, _values: object) -> None:
    if endpoint == "api_batches.create_batch":
        request.max_content_length = LARGEST_BODY


@batches.post("/batches")
@requires(Permission.RUN_BATCH)
@limiter.limit(API)
@batches.input(BatchIn, arg_name="body")
@batches.output(BatchOut, 201, description="The list was taken in; its rows are checked as soon as they are known to be fit.")
def create_batch(body: BatchIn) -> Response:
    """Send a list of people to be checked.

    It starts by itself when its columns are certain; otherwise a person says on the batch's page what they are.
    """

    def make() -> tuple[int, dict[str, Any]]:
        file = Upload(_data(body), body.purpose, body.reference, body.file_name, starts_itself=True)
        made = upload(db_session(), current_actor(), file)
        view = view_batch(db_session(), current_actor(), made.batch_id)
        return 201, _document(view, [], made.same_file_as)

    return answered_once(make, "/api/v1/batches/{id}")


@batches.get("/batches/<batch_id>")
@requires(Permission.RUN_BATCH)
@limiter.limit(API)
@batches.output(BatchOut)
def read_batch(batch_id: str) -> Response:
    """Read where a batch stands, with its first errors."""
    view = view_batch(db_session(), current_actor(), batch_id)
    errors = batch_errors(db_session(), current_actor(), batch_id, MOST_ERRORS) if view.rows_rejected else []
    shown = [{"row": error.row, "column": error.column, "problem": error.problem} for error in errors]
    return json_response(_document(view, shown))


@batches.get("/batches/<batch_id>/results")
@requires(Permission.RUN_BATCH)
@limiter.limit(API)
@batches.input(ResultsQuery, location="query", arg_name="query")
@batches.output(ResultsOut)
def read_results(batch_id: str, query: ResultsQuery) -> Response:
    """Read the results of an ended batch, a thousand rows at a time."""
    after = offset_of(query.after, "after")
    view = view_batch(db_session(), current_actor(), batch_id)
    rows = result_rows(db_session(), current_actor(), batch_id, after)
    results = [{"row": row.row, "check": row.check_id, "state": row.state.value, "why": row.why} for row in rows]
    document = {
        "id": view.id,
        "register_version": view.register_version,
        "results": results,
        "next": rows[-1].row if len(rows) == MOST_A_PAGE else None,
    }
    return json_response(document)


MOST_A_PAGE = 1_000


def _data(body: BatchIn) -> bytes:
    if (body.people is None) == (body.file is None):
        raise InvalidInput([Problem("people", "Send the list either as people or as a file.")])
    if body.people is not None:
        return "\n".join(json.dumps(person, ensure_ascii=True) for person in body.people).encode()
    try:
        return base64.b64decode(body.file or "", validate=True)
    except (binascii.Error, ValueError):
        raise InvalidInput([Problem("file", "The file is not base64.")]) from None


def _document(view: BatchView, errors: list[dict[str, Any]], same_file_as: str | None = None) -> dict[str, Any]:
    return {
        "id": view.id,
        "state": view.state.value,
        "reference": view.reference,
        "purpose": view.purpose,
        "rows": {
            "read": view.rows_read,
            "to_check": view.rows_to_check,
            "rejected": view.rows_rejected,
            "left_out": view.rows_left_out,
            "done": view.progress.done,
            "could_not_check": view.rows_failed,
        },
        "expected_reviews": view.expected_reviews,
        "rows_a_second": view.progress.rate,
        "seconds_left": view.progress.seconds_left,
        "rows_ahead": view.progress.rows_ahead,
        "seconds_ahead": view.progress.seconds_ahead,
        "same_file_as": same_file_as,
        "register_version": view.register_version,
        "message": view.found.get("message"),
        "errors": errors,
    }
