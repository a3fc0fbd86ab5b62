"""The trail as a page and as a file, and the page of who checked how many people."""

from __future__ import annotations

from flask import Blueprint, Response, render_template, request

from vetting.access import Permission, actor_behind, current_actor, db_session, organisation_choices, requires, who_checked
from vetting.audit import TrailFilter
from vetting.records import export_trail, read_trail
from vetting.web.layout import london_today
from vetting.web.trail.filters import ID, as_arguments, asked_for, trail_csv, trail_form

blueprint = Blueprint("trail", __name__)
NOBODY = "0" * 32
KINDS = {
    "steps_through_dates": "Many dates for one name",
    "steps_through_names": "Many names for one date",
    "tripwire": "Somebody who does not exist",
}


@blueprint.get("/trail")
@requires(Permission.READ_TRAIL)
def index() -> str:
    """Events, latest first, as the address filters them."""
    return render_template(
        "trail/index.html",
        found=read_trail(db_session(), current_actor(), _wanted()),
        filter=trail_form(organisation_choices(db_session())),
        asked=as_arguments(request.args),
    )


@blueprint.get("/trail/events.csv")
@requires(Permission.READ_TRAIL)
def export() -> Response:
    """The same as a file; that it was taken is kept in the trail."""
    page = export_trail(db_session(), current_actor(), _wanted())
    headers = {"Content-Disposition": 'attachment; filename="trail.csv"', "Cache-Control": "no-store"}
    return Response("".join(trail_csv(page)), mimetype="text/csv", headers=headers)


@blueprint.get("/who-checked")
@requires(Permission.SEE_WHO_CHECKED)
def checkers() -> str:
    """Who in the organisation checked how many people, by pseudonym."""
    found = who_checked(db_session(), current_actor(), london_today())
    return render_template("trail/who_checked.html", found=found, kinds=KINDS)


def _wanted() -> TrailFilter:
    typed = request.args.get("actor", "").strip().lower()
    actor_id = typed if ID.fullmatch(typed) else (actor_behind(db_session(), typed) or NOBODY) if typed else None
    return asked_for(request.args, actor_id)
