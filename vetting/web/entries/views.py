"""Read entries, open the lists."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from vetting.access import Permission, account_names, current_actor, db_session, requires
from vetting.registry import EntryView, get_entry, list_entries, list_states, lists_of, open_list
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


@blueprint.get("/lists")
@requires(Permission.CHANGE_REGISTER)
def lists() -> str:
    """Which lists may be searched, and who opened them."""
    states = list_states(db_session())
    names = account_names(db_session(), {person for state in states for person in state.opened_by})
    return render_template("entries/lists.html", states=states, names=names, me=current_actor().id)


@blueprint.post("/lists/<list_id>/open")
@requires(Permission.CHANGE_REGISTER)
def open_for_search(list_id: str) -> ResponseReturnValue:
    """Open a list: it is searched once two registrars have."""
    open_list(db_session(), current_actor(), list_id)
    return redirect(url_for("entries.lists"), 303)


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
    )
