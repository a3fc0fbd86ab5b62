"""The inbox: what changed lists tell of people who were checked, to be worked by the vetting unit."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from vetting.access import Permission, account_names, current_actor, db_session, requires
from vetting.errors import InvalidInput
from vetting.monitoring import alert_state, list_alerts, view_alert, work_alert
from vetting.registry import lists_of
from vetting.web.layout import page_asked
from vetting.web.monitoring.forms import WorkForm

PAGE = 50

blueprint = Blueprint("alerts", __name__, url_prefix="/alerts")


@blueprint.get("")
@requires(Permission.WORK_ALERTS)
def index() -> str:
    """The alerts that are open, or those that were worked, latest first."""
    page = page_asked()
    state = alert_state(request.args.get("state", "open"))
    found = list_alerts(db_session(), current_actor(), state, limit=PAGE, offset=(page - 1) * PAGE)
    pages = -(-found.total // PAGE)
    return render_template(
        "monitoring/alerts.html", found=found, state=state.value, page=page, pages=pages, list_names=_list_names()
    )


@blueprint.get("/<id:alert_id>")
@requires(Permission.WORK_ALERTS)
def show(alert_id: str) -> str:
    """One alert: what changed, the check made again, and what was done."""
    return _page(alert_id, WorkForm())


@blueprint.post("/<id:alert_id>")
@requires(Permission.WORK_ALERTS)
def work(alert_id: str) -> ResponseReturnValue:
    """Put an alert away."""
    form = WorkForm()
    try:
        work_alert(db_session(), current_actor(), alert_id, form.note.data or "")
    except InvalidInput as error:
        form.show_problems(error)
        return _page(alert_id, form), 422
    return redirect(url_for("alerts.index"), 303)


def _page(alert_id: str, form: WorkForm) -> str:
    alert = view_alert(db_session(), current_actor(), alert_id)
    names = account_names(db_session(), {alert.worked_by} if alert.worked_by else set())
    return render_template("monitoring/alert.html", alert=alert, form=form, names=names, list_names=_list_names())


def _list_names() -> dict[str, str]:
    return {info.id: info.name for info in lists_of(db_session()).lists}
