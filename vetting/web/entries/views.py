"""Read entries, ask for their past, open the lists."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from vetting.access import Permission, account_names, current_actor, db_session, requires
from vetting.errors import InvalidInput, NotFound
from vetting.registry import (
    EntryView,
    PastEntry,
    as_at,
    differences,
    get_entry,
    get_tombstone,
    list_entries,
    list_states,
    lists_of,
    open_list,
)
from vetting.registry.imports import original_rows
from vetting.registry.persons import read_person
from vetting.web.entries.forms import CompareForm, MomentForm
from vetting.web.layout import page_asked

blueprint = Blueprint("entries", __name__, url_prefix="/register")


@blueprint.get("/entries")
@requires(Permission.READ_REGISTER)
def index() -> str:
    """The entries, newest first."""
    found = list_entries(db_session(), current_actor(), page_asked())
    return render_template("entries/index.html", found=found)


@blueprint.get("/entries/<id:entry_id>")
@requires(Permission.READ_REGISTER)
def show(entry_id: str) -> str:
    """One entry: what it says, its versions, what happened to it, and its publication."""
    return _page(get_entry(db_session(), current_actor(), entry_id))


@blueprint.get("/entries/<id:entry_id>/history")
@requires(Permission.READ_REGISTER)
def history(entry_id: str) -> ResponseReturnValue:
    """What an entry said and how it stood at a moment, and what two of its versions say differently; of a removed one too."""
    session, actor = db_session(), current_actor()
    entry = _still_listed(entry_id)
    past, form = None, MomentForm()
    if entry is None:
        get_tombstone(session, actor, entry_id)
    if form.is_asked:
        form.validate()
        past = _past(entry_id, form)
    versions = entry.versions if entry else ()
    compare = CompareForm(len(versions))
    chosen = compare.chosen(len(versions))
    changed = differences(versions[chosen[0] - 1].content, versions[chosen[1] - 1].content) if chosen else ()
    page = render_template(
        "entries/history.html",
        entry=entry,
        entry_id=entry_id,
        form=form,
        past=past,
        compare=compare,
        chosen=chosen,
        changed=changed,
    )
    return page, 422 if form.problem_list() else 200


def _still_listed(entry_id: str) -> EntryView | None:
    try:
        return get_entry(db_session(), current_actor(), entry_id)
    except NotFound:
        return None


def _past(entry_id: str, form: MomentForm) -> PastEntry | None:
    """What it said then; None where the question is no moment, or one before it was listed, which the form then says."""
    try:
        return as_at(db_session(), current_actor(), entry_id, form.moment())
    except InvalidInput as error:
        form.show_problems(error)
    except NotFound:
        form.day.errors = ["The entry was not on the list at that moment."]
    return None


@blueprint.get("/lists")
@requires(Permission.CHANGE_REGISTER)
def lists() -> str:
    """Which lists may be searched, and who opened them."""
    return _lists_page({})


@blueprint.post("/lists/<list_id>/open")
@requires(Permission.CHANGE_REGISTER)
def open_for_search(list_id: str) -> ResponseReturnValue:
    """Open a list: it is searched once two registrars have, against the keeper's own count where it was loaded from a file."""
    if list_id not in {info.id for info in lists_of(db_session()).lists}:
        raise NotFound("list")
    counted = request.form.get("keepers_count", "").replace(",", "").strip()
    try:
        open_list(db_session(), current_actor(), list_id, int(counted) if counted.isdecimal() and len(counted) < 9 else None)
    except InvalidInput as error:
        return _lists_page({list_id: error.problems[0].message}), 422
    return redirect(url_for("entries.lists"), 303)


def _lists_page(problems: dict[str, str]) -> str:
    states = list_states(db_session())
    names = account_names(db_session(), {person for state in states for person in state.opened_by})
    return render_template("entries/lists.html", states=states, names=names, me=current_actor().id, problems_of=problems)


def _page(entry: EntryView) -> str:
    people = {person for version in entry.versions for person in (version.prepared_by, version.approved_by)}
    people |= {event.by for event in entry.timeline}
    return render_template(
        "entries/show.html",
        entry=entry,
        names=account_names(db_session(), people),
        me=current_actor().id,
        exceptions={choice.code: choice.label for choice in lists_of(db_session()).publication_exceptions},
        list_name=lists_of(db_session()).find(entry.list_id).name,
        same_person=read_person(db_session(), current_actor(), entry.report_id),
        originals=original_rows(db_session(), current_actor(), entry.report_id),
    )
