"""The reports and deadlines of one's own organisation, on one page."""

from __future__ import annotations

from flask import Blueprint, render_template

from vetting.access import Permission, current_actor, db_session, requires
from vetting.notices import owed_by_own_force
from vetting.registry import own_deadlines, working_days_late
from vetting.web.layout import london_today

blueprint = Blueprint("deadlines", __name__, url_prefix="/reports/deadlines")


@blueprint.get("")
@requires(Permission.SUBMIT_REPORT)
def index() -> str:
    """What is owed, what came back, what the College has, and the further reports."""
    session, actor, today = db_session(), current_actor(), london_today()
    owed = owed_by_own_force(session, actor, today)
    late = {view.id: working_days_late(view.due, today) for view in owed if view.due}
    return render_template("deadlines/index.html", own=own_deadlines(session, actor, today), owed=owed, late=late)
