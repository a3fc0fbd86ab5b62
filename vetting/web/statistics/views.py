"""Look at the figures of a year, and take them away as a file."""

from __future__ import annotations

import csv
import io

from flask import Blueprint, Response, render_template, request
from flask.typing import ResponseReturnValue

from vetting.access import PUBLIC_SEARCH, Permission, current_actor, db_session, limiter, public, requires
from vetting.errors import InvalidInput, NotFound
from vetting.registry import Figures, csv_rows, export_figures, figures, lists_of, public_figures
from vetting.web.layout import london_today
from vetting.web.statistics.pictures import is_cut, picture

BARRED = "barred"

blueprint = Blueprint("statistics", __name__)


@blueprint.get("/statistics")
@public
@limiter.limit(PUBLIC_SEARCH)
def published() -> ResponseReturnValue:
    """The figures that the public sees: the barred list, small counts hidden, years that are over long enough."""
    try:
        found = public_figures(db_session(), request.args.get("year", ""), london_today())
    except NotFound:
        if "year" in request.args:
            raise
        return render_template("statistics/none.html")
    return render_template("statistics/public.html", found=found, **_parts(found))


@blueprint.get("/statistics.csv")
@public
@limiter.limit(PUBLIC_SEARCH)
def published_file() -> Response:
    """The same as a file."""
    return _file(public_figures(db_session(), request.args.get("year", ""), london_today()))


@blueprint.get("/register/statistics")
@requires(Permission.READ_REGISTER)
def index() -> str:
    """Everything, nothing hidden, for a registrar."""
    found = figures(db_session(), current_actor(), _list_asked(), request.args.get("year", ""), london_today())
    lists = lists_of(db_session()).lists
    return render_template("statistics/index.html", found=found, lists=lists, **_parts(found))


@blueprint.get("/register/statistics.csv")
@requires(Permission.READ_REGISTER)
def file() -> Response:
    """The same as a file; that it was taken is kept in the trail."""
    return _file(export_figures(db_session(), current_actor(), _list_asked(), request.args.get("year", ""), london_today()))


def _list_asked() -> str:
    asked = request.args.get("list", BARRED)
    try:
        return lists_of(db_session()).find(asked).id
    except InvalidInput as error:
        raise NotFound("list") from error


def _parts(found: Figures) -> dict[str, object]:
    """What a page shows: the tables of a role of which there is nobody are left to the file."""
    nobody = {table.parent for table in found.tables if table.parent and table.is_empty and table.is_grid}
    tables = [table for table in found.tables if table.parent not in nobody]
    tables = [table for table in tables if not (table.parent and table.is_empty and table.id.endswith("-publication"))]
    return {
        "tables": tables,
        "pictures": {table.id: picture(table) for table in tables},
        "cut": {table.id for table in tables if is_cut(table)},
    }


def _file(found: Figures) -> Response:
    name = lists_of(db_session()).find(found.list_id).name
    text = io.StringIO()
    csv.writer(text).writerows(csv_rows(found.year, name, found.tables))
    headers = {"Content-Disposition": f'attachment; filename="{found.list_id}-{found.year.code}.csv"'}
    return Response(b"\xef\xbb\xbf" + text.getvalue().encode(), content_type="text/csv; charset=utf-8", headers=headers)
