"""Upload a keeper's list, see what it would change, confirm it as the second person, and resolve what could not be read."""

from __future__ import annotations

import csv
import io

from flask import Blueprint, Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from vetting.access import Permission, account_names, current_actor, db_session, requires
from vetting.batches import EncodingNeeded
from vetting.errors import InvalidInput, NotFound
from vetting.registry import Choice, lists_of
from vetting.registry.imports import (
    ImportSummary,
    UnreadView,
    confirm_import,
    correct_row,
    decide_resolution,
    import_problems,
    list_imports,
    missing_entries,
    preview_import,
    propose_completion,
    propose_removal,
    propose_setting_aside,
    read_import,
    read_unread,
    template_headings,
    unread_rows,
    upload_list,
    withdraw_import,
)
from vetting.web.imports.forms import ReasonForm, RemovalForm, RowForm, UploadForm, prefilled
from vetting.web.uploads import takes_spreadsheets

blueprint = Blueprint("imports", __name__, url_prefix="/register/imports")
takes_spreadsheets(blueprint, "new")


@blueprint.get("/")
@requires(Permission.CHANGE_REGISTER)
def index() -> str:
    """Every import, and the rows that stand in the way of a clear answer."""
    session, actor = db_session(), current_actor()
    imports, rows = list_imports(session, actor), unread_rows(session, actor)
    names = account_names(session, {who for each in imports for who in (each.uploaded_by, each.confirmed_by) if who})
    return render_template("imports/index.html", imports=imports, rows=rows, names=names, lists=_lists())


@blueprint.route("/new", methods=["GET", "POST"])
@requires(Permission.CHANGE_REGISTER)
def new() -> ResponseReturnValue:
    """The form for a file; sent, every row is read and the difference is shown. Nothing is listed by it."""
    form = UploadForm(lists_of(db_session()).lists)
    if not form.is_submitted():
        return render_template("imports/new.html", form=form)
    try:
        import_id = upload_list(db_session(), current_actor(), form.as_file())
    except InvalidInput as error:
        form.show_problems(error)
    except EncodingNeeded:
        form.encoding.errors = ["Choose how to read the letters with accents, or save the file as an Excel workbook."]
    else:
        return redirect(url_for("imports.show", import_id=import_id), 303)
    return render_template("imports/new.html", form=form), 422


@blueprint.get("/template-<list_id>.csv")
@requires(Permission.CHANGE_REGISTER)
def template(list_id: str) -> Response:
    """An empty file with the headings of a list."""
    if list_id not in _lists():
        raise NotFound("list")
    return _csv([template_headings(list_id)], f"{list_id}.csv")


@blueprint.get("/<id:import_id>")
@requires(Permission.CHANGE_REGISTER)
def show(import_id: str) -> str:
    """One import: its totals, what confirming it would do, or what is left to resolve."""
    session, actor = db_session(), current_actor()
    summary, about = read_import(session, actor, import_id)
    people = {summary.uploaded_by, summary.confirmed_by or summary.uploaded_by}
    return render_template(
        "imports/show.html",
        item=summary,
        about=about,
        preview=preview_import(session, actor, import_id),
        rows=unread_rows(session, actor, import_id),
        missing=missing_entries(session, actor, import_id),
        names=account_names(session, people),
        is_own=summary.uploaded_by == actor.id,
        lists=_lists(),
        effect=_effect(summary),
    )


@blueprint.post("/<id:import_id>/confirm")
@requires(Permission.CHANGE_REGISTER)
def confirm(import_id: str) -> ResponseReturnValue:
    """Confirm an import as its second person: exactly what was shown."""
    confirm_import(db_session(), current_actor(), import_id, request.form.get("seen", ""))
    return redirect(url_for("imports.show", import_id=import_id), 303)


@blueprint.post("/<id:import_id>/withdraw")
@requires(Permission.CHANGE_REGISTER)
def withdraw(import_id: str) -> ResponseReturnValue:
    """Take back an import that is not confirmed; its rows are erased."""
    withdraw_import(db_session(), current_actor(), import_id)
    return redirect(url_for("imports.index"), 303)


@blueprint.get("/<id:import_id>/problems.csv")
@requires(Permission.CHANGE_REGISTER)
def problems(import_id: str) -> Response:
    """Every problem of every row that could not be read, to be worked through beside the keeper's file."""
    found = import_problems(db_session(), current_actor(), import_id)
    return _csv([("Row", "Column", "Problem"), *((each.row, each.column, each.problem) for each in found)], "problems.csv")


@blueprint.get("/rows/<id:row_id>")
@requires(Permission.CHANGE_REGISTER)
def row(row_id: str) -> str:
    """A row that could not be read: what stands in the file, what is wrong, and how it can be resolved."""
    view = read_unread(db_session(), current_actor(), row_id)
    return _row_page(view, prefilled(view.typed), ReasonForm(formdata=None))


@blueprint.post("/rows/<id:row_id>/correct")
@requires(Permission.CHANGE_REGISTER)
def correct(row_id: str) -> ResponseReturnValue:
    """Let a bad row of one's own upload say what it should have said, before anybody confirms it."""
    view = read_unread(db_session(), current_actor(), row_id)
    form = RowForm()
    try:
        import_id = correct_row(db_session(), current_actor(), row_id, form.as_amendment(view.line.list_id))
    except InvalidInput as error:
        form.show_problems(error)
        return _row_page(view, form, ReasonForm(formdata=None)), 422
    return redirect(url_for("imports.show", import_id=import_id), 303)


@blueprint.post("/rows/<id:row_id>/complete")
@requires(Permission.CHANGE_REGISTER)
def complete(row_id: str) -> ResponseReturnValue:
    """Propose what a row should have said."""
    view = read_unread(db_session(), current_actor(), row_id)
    form = RowForm()
    try:
        propose_completion(db_session(), current_actor(), row_id, form.as_amendment(view.line.list_id))
    except InvalidInput as error:
        form.show_problems(error)
        return _row_page(view, form, ReasonForm(formdata=None)), 422
    return redirect(url_for("imports.row", row_id=row_id), 303)


@blueprint.post("/rows/<id:row_id>/set-aside")
@requires(Permission.CHANGE_REGISTER)
def set_aside(row_id: str) -> ResponseReturnValue:
    """Propose that nobody needs to be listed for a row."""
    form = ReasonForm()
    try:
        propose_setting_aside(db_session(), current_actor(), row_id, form.reason.data or "")
    except InvalidInput as error:
        form.show_problems(error)
        view = read_unread(db_session(), current_actor(), row_id)
        return _row_page(view, prefilled(view.typed), form), 422
    return redirect(url_for("imports.row", row_id=row_id), 303)


@blueprint.post("/rows/<id:row_id>/approve")
@requires(Permission.CHANGE_REGISTER)
def approve(row_id: str) -> ResponseReturnValue:
    """Approve how another registrar resolved a row."""
    entry_id = decide_resolution(db_session(), current_actor(), row_id, approve=True)
    address = url_for("entries.show", entry_id=entry_id) if entry_id else url_for("imports.row", row_id=row_id)
    return redirect(address, 303)


@blueprint.post("/rows/<id:row_id>/refuse")
@requires(Permission.CHANGE_REGISTER)
def refuse(row_id: str) -> ResponseReturnValue:
    """Refuse it, with a reason: the row counts as before."""
    form = ReasonForm()
    try:
        decide_resolution(db_session(), current_actor(), row_id, approve=False, reason=form.reason.data or "")
    except InvalidInput as error:
        form.show_problems(error)
        view = read_unread(db_session(), current_actor(), row_id)
        return _row_page(view, prefilled(view.typed), form), 422
    return redirect(url_for("imports.row", row_id=row_id), 303)


@blueprint.route("/<id:import_id>/missing/<id:entry_id>", methods=["GET", "POST"])
@requires(Permission.CHANGE_REGISTER)
def missing(import_id: str, entry_id: str) -> ResponseReturnValue:
    """Propose to take off one entry that the file no longer has."""
    session, actor = db_session(), current_actor()
    summary, _ = read_import(session, actor, import_id)
    line = next((each for each in missing_entries(session, actor, import_id) if each.entry_id == entry_id), None)
    if line is None:
        raise NotFound("missing entry")
    policy = lists_of(session)
    ways = [way for by in ("authority", "college") for way in policy.ways_off_list(summary.list_id, by)]
    form = RemovalForm([Choice(way.id, way.label) for way in ways])
    if form.is_submitted():
        form.validate()
        try:
            said = {"ground": form.ground.data or "", "details": form.details.data or ""}
            proposal = propose_removal(session, actor, import_id, entry_id, **said)
            return redirect(url_for("proposals.show", proposal_id=proposal.id), 303)
        except InvalidInput as error:
            form.show_problems(error)
    page = render_template("imports/missing.html", form=form, item=summary, line=line)
    return page, 422 if form.is_submitted() else 200


def _row_page(view: UnreadView, form: RowForm, reason: ReasonForm) -> str:
    people = {who for each in view.resolutions for who in (each.proposed_by, each.decided_by) if who}
    return render_template(
        "imports/row.html",
        view=view,
        form=reason if reason.problem_list() else form,
        row_form=form,
        shown=form.shown(view.line.list_id),
        reason=reason,
        names=account_names(db_session(), people),
        me=current_actor().id,
        lists=_lists(),
    )


def _lists() -> dict[str, str]:
    return {info.id: info.name for info in lists_of(db_session()).lists}


def _effect(item: ImportSummary) -> str:
    return "replaces the list" if item.kind == "replacement" else "adds to the list"


def _csv(rows: object, name: str) -> Response:
    text = io.StringIO()
    csv.writer(text).writerows(rows)  # type: ignore[arg-type]
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(b"\xef\xbb\xbf" + text.getvalue().encode(), content_type="text/csv", headers=headers)
