"""One page: each pile, how many, how many of them late, the first of them, and where to work on all of them."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, render_template, url_for

from vetting.access import Permission, current_actor, db_session, requires
from vetting.notices import count_overdue
from vetting.registry import DeskItem, read_desk
from vetting.web.layout import london_today

PAGES = {
    "report": ("reports.show", "report_id"),
    "proposal": ("proposals.show", "proposal_id"),
    "entry": ("entries.show", "entry_id"),
    "import": ("imports.show", "import_id"),
    "row": ("imports.row", "row_id"),
}

blueprint = Blueprint("desk", __name__, url_prefix="/register/desk")


@blueprint.get("")
@requires(Permission.CHANGE_REGISTER)
def index() -> str:
    """The registrar's desk."""
    today = london_today()
    piles = read_desk(db_session(), current_actor(), today)
    overdue = count_overdue(db_session(), current_actor(), today)
    return render_template("desk/index.html", piles=piles, overdue=overdue, address=_address)


def _address(item: DeskItem) -> str:
    endpoint, argument = PAGES[item.kind]
    values: dict[str, Any] = {argument: item.id}
    return url_for(endpoint, **values)
