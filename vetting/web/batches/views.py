"""The pages of batches: what is decided goes by POST and comes back to the batch's one page, which shows what can be done next."""

from __future__ import annotations

import csv
import io
import math

from flask import Blueprint, Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from vetting.access import Permission, current_actor, db_session, requires
from vetting.batches import (
    BatchState,
    Choices,
    Order,
    Progress,
    Use,
    batch_doubles,
    batch_errors,
    batch_progress,
    cancel,
    choose_mapping,
    choose_reading,
    confirm,
    correct_row,
    list_batches,
    rejected_row,
    start,
    upload,
    view_batch,
    write_csv,
    write_xlsx,
)
from vetting.errors import InvalidInput, VettingError
from vetting.registry import lists_of
from vetting.web.batches.forms import ENCODINGS, UploadForm, order_chosen, uses_chosen
from vetting.web.uploads import takes_spreadsheets

ERRORS_SHOWN = 20
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ENDED = (BatchState.CLOSED, BatchState.CANCELLED)

blueprint = Blueprint("batches", __name__, url_prefix="/batches")
takes_spreadsheets(blueprint, "new")


@blueprint.get("/")
@requires(Permission.RUN_BATCH)
def index() -> str:
    """The organisation's batches, latest first."""
    return render_template("batches/index.html", batches=list_batches(db_session(), current_actor()))


@blueprint.route("/new", methods=["GET", "POST"])
@requires(Permission.RUN_BATCH)
def new() -> ResponseReturnValue:
    """The form for a file; sent, it goes to the batch's page, which tells whether the same file was sent before."""
    actor = current_actor()
    form = UploadForm(lists_of(db_session()).purposes_for(actor.organisation_kind))
    if form.is_submitted():
        try:
            made = upload(db_session(), actor, form.as_upload())
        except InvalidInput as error:
            form.show_problems(error)
            return render_template("batches/new.html", form=form), 422
        again = "yes" if made.same_file_as else None
        return redirect(url_for("batches.show", batch_id=made.batch_id, again=again), 303)
    return render_template("batches/new.html", form=form)


@blueprint.get("/<id:batch_id>")
@requires(Permission.RUN_BATCH)
def show(batch_id: str) -> str:
    """One batch, and what can be done with it now. A running one has a link to look again."""
    return _page(batch_id)


@blueprint.get("/<id:batch_id>/progress")
@requires(Permission.RUN_BATCH)
def progress(batch_id: str) -> ResponseReturnValue:
    """The same lines as on the page of a running batch, for the script that keeps them up to date."""
    state, made = batch_progress(db_session(), current_actor(), batch_id)
    return {"state": state.value, "words": progress_words(state, made)}


def progress_words(state: BatchState, made: Progress) -> list[str]:
    """How far a batch is, in sentences; nothing of it while its rows are not being checked."""
    words = [f"{made.done:,} of {made.to_check:,} people checked, {made.percent}%."] if state is BatchState.RUNNING else []
    if made.rate and state is BatchState.RUNNING:
        left = "" if made.seconds_left is None else f", about {math.ceil(made.seconds_left / 60):,} min left"
        words.append(f"{round(made.rate):,} a second{left}.")
    if made.rows_ahead:
        begins = "begins" if state is BatchState.RUNNING else "could begin"
        minutes = math.ceil(made.seconds_ahead / 60)
        rows = f"{made.rows_ahead:,} rows of your organisation’s earlier batches come first"
        words.append(f"{rows}: this one {begins} in about {minutes:,} min.")
    return words


@blueprint.post("/<id:batch_id>/reading")
@requires(Permission.RUN_BATCH)
def reading(batch_id: str) -> ResponseReturnValue:
    """Say in which encoding the file is."""
    choose_reading(db_session(), current_actor(), batch_id, Choices(encoding=request.form.get("encoding", "")))
    return _back(batch_id)


@blueprint.post("/<id:batch_id>/mapping")
@requires(Permission.RUN_BATCH)
def mapping(batch_id: str) -> ResponseReturnValue:
    """Say what each column is; what cannot be is said above the same form."""
    actor, form = current_actor(), request.form
    before = view_batch(db_session(), actor, batch_id).mapping
    uses = uses_chosen(before, form) if before is not None else ()
    try:
        leavers = "include_leavers" in form
        choose_mapping(db_session(), actor, batch_id, uses, order_chosen(form), include_leavers=leavers)
    except InvalidInput as error:
        db_session().rollback()
        return _page(batch_id, [problem.message for problem in error.problems]), 422
    return _back(batch_id)


@blueprint.route("/<id:batch_id>/rows/<int:number>", methods=["GET", "POST"])
@requires(Permission.RUN_BATCH)
def row(batch_id: str, number: int) -> ResponseReturnValue:
    """A rejected row, to be corrected cell by cell."""
    session, actor = db_session(), current_actor()
    rejected = rejected_row(session, actor, batch_id, number)
    cells, problems = list(rejected.cells), list(rejected.problems)
    if request.method == "POST":
        cells = [request.form.get(f"cell-{index}", cell) for index, cell in enumerate(cells)]
        problems = list(correct_row(session, actor, batch_id, number, cells))
        if not problems:
            return _back(batch_id)
    page = render_template(
        "batches/row.html", batch_id=batch_id, number=number, headings=rejected.headings, cells=cells, problems_of_row=problems
    )
    return page, 422 if request.method == "POST" else 200


@blueprint.post("/<id:batch_id>/start")
@requires(Permission.RUN_BATCH)
def begin(batch_id: str) -> ResponseReturnValue:
    """Run the rows that are fit."""
    start(db_session(), current_actor(), batch_id)
    return _back(batch_id)


@blueprint.post("/<id:batch_id>/confirm")
@requires(Permission.RUN_BATCH)
def second(batch_id: str) -> ResponseReturnValue:
    """Let a large batch run, as its second person."""
    confirm(db_session(), current_actor(), batch_id)
    return _back(batch_id)


@blueprint.post("/<id:batch_id>/cancel")
@requires(Permission.RUN_BATCH)
def stop(batch_id: str) -> ResponseReturnValue:
    """Stop a batch; what is done stays."""
    cancel(db_session(), current_actor(), batch_id)
    return _back(batch_id)


@blueprint.get("/<id:batch_id>/errors.csv")
@requires(Permission.RUN_BATCH)
def errors(batch_id: str) -> Response:
    """Every rejected row's errors, to be worked through beside the spreadsheet."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(("Row", "Column", "Problem"))
    for error in batch_errors(db_session(), current_actor(), batch_id):
        writer.writerow((error.row, error.column, error.problem))
    return _download(b"\xef\xbb\xbf" + text.getvalue().encode(), "text/csv", "errors.csv")


@blueprint.get("/<id:batch_id>/results.csv")
@requires(Permission.RUN_BATCH)
def results_csv(batch_id: str) -> Response:
    """The results as CSV."""
    return _download(b"".join(write_csv(db_session(), current_actor(), batch_id)), "text/csv", "results.csv")


@blueprint.get("/<id:batch_id>/results.xlsx")
@requires(Permission.RUN_BATCH)
def results_xlsx(batch_id: str) -> Response:
    """The results as an Excel workbook."""
    return _download(write_xlsx(db_session(), current_actor(), batch_id), XLSX, "results.xlsx")


def _page(batch_id: str, problems: list[str] | None = None) -> str:
    session, actor = db_session(), current_actor()
    batch = view_batch(session, actor, batch_id)
    looked = batch.state not in (BatchState.READING, BatchState.NEEDS_ENCODING, BatchState.REFUSED, BatchState.NEEDS_MAPPING)
    rejected = batch_errors(session, actor, batch_id, ERRORS_SHOWN) if looked and batch.rows_rejected else []
    twice = batch_doubles(session, actor, batch_id) if batch.state is BatchState.READY else None
    purposes = {purpose.code: purpose.label for purpose in lists_of(session).purposes}
    return render_template(
        "batches/show.html",
        batch=batch,
        state=batch.state.value,
        progress_words=progress_words(batch.state, batch.progress),
        ended=batch.state in ENDED,
        errors=rejected,
        more_errors=max(0, batch.errors - len(rejected)),
        doubles=twice,
        uses=list(Use),
        orders=list(Order),
        encodings=ENCODINGS,
        purposes=purposes,
        searched=_searched(actor.organisation_kind, batch.purpose),
        problems_of_mapping=problems or [],
        sent_before="again" in request.args,
    )


def _searched(kind: str | None, purpose: str) -> dict[str, str]:
    """What is searched for a purpose and by what right, in words; the rows' errors say it too where there is no right."""
    policy = lists_of(db_session())
    try:
        rule = policy.rule_for(kind, purpose)
    except VettingError:
        return {"lists": "none", "basis": "none on record: no row can be checked"}
    names = " and ".join(policy.find(each).name for each in rule.lists)
    return {"lists": names, "basis": rule.legal_basis + ("" if rule.sure == "verified" else " (not confirmed yet)")}


def _back(batch_id: str) -> ResponseReturnValue:
    return redirect(url_for("batches.show", batch_id=batch_id), 303)


def _download(data: bytes, kind: str, name: str) -> Response:
    return Response(data, content_type=kind, headers={"Content-Disposition": f'attachment; filename="{name}"'})
