"""The organisation's API keys: read, make, revoke."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from vetting.access import Permission, current_actor, db_session, key_roles, keys_of, make_key, requires, revoke_key
from vetting.errors import InvalidInput
from vetting.web.keys.forms import KeyForm
from vetting.web.trust.words import WORDS

blueprint = Blueprint("keys", __name__, url_prefix="/keys")

STATES = {"good": ("Good", "govuk-tag--green"), "expired": ("Expired", "govuk-tag--grey"), "revoked": ("Revoked", "govuk-tag--red")}


@blueprint.get("/")
@requires(Permission.MANAGE_KEYS)
def index() -> str:
    """Every key, when it ends and when it was last used."""
    return render_template("keys/index.html", keys=keys_of(db_session(), current_actor()), words=WORDS, states=STATES)


@blueprint.route("/new", methods=["GET", "POST"])
@requires(Permission.MANAGE_KEYS)
def new() -> ResponseReturnValue:
    """Make a key, and show it this once."""
    form = KeyForm(key_roles(current_actor()), WORDS)
    if not form.is_submitted():
        return render_template("keys/new.html", form=form)
    form.validate()
    try:
        return render_template("keys/made.html", key=make_key(db_session(), current_actor(), form.as_new_key()))
    except InvalidInput as error:
        form.show_problems(error)
    return render_template("keys/new.html", form=form), 422


@blueprint.post("/<id:key_id>/revoke")
@requires(Permission.MANAGE_KEYS)
def revoke(key_id: str) -> ResponseReturnValue:
    """End a key."""
    revoke_key(db_session(), current_actor(), key_id)
    return redirect(url_for("keys.index"), 303)
