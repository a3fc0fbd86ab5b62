"""The first page (for somebody who has signed in: what they can do), the published list, and the pages about the service."""

from __future__ import annotations

from datetime import date, datetime

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from vetting.access import DEVICE_DAYS, PUBLIC_SEARCH, db_session, device_cookie, limiter, load_terms, public
from vetting.errors import InvalidInput
from vetting.records import load_rules
from vetting.registry import published_entries, published_entry
from vetting.web.layout import LONDON, signed_in_person
from vetting.web.public.forms import PublishedSearchForm

ACCESSIBILITY_PREPARED = date(2026, 11, 22)
ACCESSIBILITY_REVIEW_DUE = date(2027, 11, 22)
"""The statement says when it is read again; a test fails once that day has passed."""

blueprint = Blueprint("public", __name__)


@blueprint.get("/")
@public
def start() -> str:
    """What the service is, or, for somebody who has signed in, what they can do in it."""
    return render_template("public/home.html" if signed_in_person() else "public/start.html")


@blueprint.route("/register/published", methods=["GET", "POST"])
@public
@limiter.limit(PUBLIC_SEARCH, methods=["POST"])
def published() -> ResponseReturnValue:
    """Search the published list by name. The name goes by POST, so that it is in no address, history or log."""
    form = PublishedSearchForm()
    if not form.is_submitted():
        return render_template("public/published.html", form=form)
    try:
        search = published_entries(db_session(), form.name.data, datetime.now(LONDON).date())
    except InvalidInput as error:
        form.show_problems(error)
    if form.problem_list():
        return render_template("public/published.html", form=form), 422
    return render_template("public/published.html", form=form, search=search)


@blueprint.get("/register/published/<id:entry_id>")
@public
@limiter.limit(PUBLIC_SEARCH)
def published_page(entry_id: str) -> str:
    """One published entry. Its address holds no name."""
    entry = published_entry(db_session(), entry_id, datetime.now(LONDON).date())
    return render_template("public/entry.html", entry=entry)


@blueprint.get("/help")
@public
def help_page() -> str:
    """How to check, report and search, and whom to ask."""
    return render_template("public/help.html")


@blueprint.get("/accessibility")
@public
def accessibility() -> str:
    """The accessibility statement."""
    return render_template("public/accessibility.html", prepared=ACCESSIBILITY_PREPARED, review_due=ACCESSIBILITY_REVIEW_DUE)


@blueprint.get("/privacy")
@public
def privacy() -> str:
    """The privacy notice."""
    return render_template("public/privacy.html", rules=load_rules())


@blueprint.get("/cookies")
@public
def cookies() -> str:
    """Every cookie, by its name here."""
    return render_template("public/cookies.html", device=device_cookie(), device_days=DEVICE_DAYS)


@blueprint.get("/terms")
@public
def terms() -> str:
    """What using the service commits to."""
    return render_template("public/terms.html", terms=load_terms())
