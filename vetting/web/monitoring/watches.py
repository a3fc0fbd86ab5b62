"""Who is kept under watch after a check: enrol, read, renew, end."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from vetting.access import Permission, account_names, current_actor, db_session, requires
from vetting.batches import result_rows
from vetting.errors import InvalidInput
from vetting.monitoring import MOST_AT_ONCE, end_watch, enrol, list_watches, policy, purposes_for, renew, view_watch
from vetting.registry import lists_of
from vetting.web.fields import ServiceForm
from vetting.web.layout import page_asked
from vetting.web.monitoring.forms import ENDED, EndForm, EnrolForm, TermForm

PAGE = 50
DEFAULT_PURPOSE = "workforce_check"

blueprint = Blueprint("watches", __name__, url_prefix="/watches")


@blueprint.get("")
@requires(Permission.KEEP_WATCHES)
def index() -> str:
    """The people under watch, those whose term ends first at the top; or those who were."""
    page, ended = page_asked(), request.args.get("state") == "ended"
    found = list_watches(db_session(), current_actor(), ended=ended, limit=PAGE, offset=(page - 1) * PAGE)
    pages = -(-found.total // PAGE)
    return render_template(
        "monitoring/watches.html", found=found, ended=ended, page=page, pages=pages, bases=_bases(), because=ENDED
    )


@blueprint.route("/new", methods=["GET", "POST"])
@requires(Permission.KEEP_WATCHES)
def new() -> ResponseReturnValue:
    """Enrol the people of one check, of a closed batch, or of checks named one a line."""
    session, actor = db_session(), current_actor()
    purposes = purposes_for(session, actor)
    form = EnrolForm(policy().bases, purposes)
    batch_id = request.values.get("batch", "")
    if not form.is_submitted():
        form.checks.data = request.args.get("check", "")
        form.purpose.data = DEFAULT_PURPOSE if DEFAULT_PURPOSE in {purpose.code for purpose in purposes} else None
        return render_template("monitoring/enrol.html", form=form, batch_id=batch_id)
    form.validate()
    check_ids = _checks_of_batch(batch_id) if batch_id else (form.checks.data or "").split()
    try:
        made = enrol(session, actor, check_ids, form.purpose.data or "", form.as_term())
    except InvalidInput as error:
        form.show_problems(error)
    if form.problem_list():
        return render_template("monitoring/enrol.html", form=form, batch_id=batch_id), 422
    return render_template("monitoring/enrolled.html", made=made, until=form.as_term().until)


@blueprint.get("/<id:watch_id>")
@requires(Permission.KEEP_WATCHES)
def show(watch_id: str) -> str:
    """One watch, with what can be done about it."""
    return _page(watch_id, TermForm(policy().bases), EndForm())


@blueprint.post("/<id:watch_id>/renew")
@requires(Permission.KEEP_WATCHES)
def go_on(watch_id: str) -> ResponseReturnValue:
    """Watch until a later day."""
    form = TermForm(policy().bases)
    form.validate()
    try:
        renew(db_session(), current_actor(), watch_id, form.as_term())
    except InvalidInput as error:
        form.show_problems(error)
    if form.problem_list():
        return _page(watch_id, form, EndForm()), 422
    return redirect(url_for("watches.show", watch_id=watch_id), 303)


@blueprint.post("/<id:watch_id>/end")
@requires(Permission.KEEP_WATCHES)
def end(watch_id: str) -> ResponseReturnValue:
    """Stop watching."""
    form = EndForm()
    form.validate()
    if not form.problem_list():
        try:
            end_watch(db_session(), current_actor(), watch_id, form.because.data or "")
        except InvalidInput as error:
            form.show_problems(error)
    if form.problem_list():
        return _page(watch_id, TermForm(policy().bases), form), 422
    return redirect(url_for("watches.show", watch_id=watch_id), 303)


def _checks_of_batch(batch_id: str) -> list[str]:
    """The checks of a batch's finished rows, as far as one enrolment goes: the door refuses more."""
    found: list[str] = []
    after = 0
    while len(found) <= MOST_AT_ONCE:
        rows = result_rows(db_session(), current_actor(), batch_id, after)
        found += [row.check_id for row in rows if row.check_id is not None]
        if not rows:
            break
        after = rows[-1].row
    return found


def _page(watch_id: str, term: TermForm, ending: EndForm) -> str:
    session, actor = db_session(), current_actor()
    watch = view_watch(session, actor, watch_id)
    lists = lists_of(session)
    form: ServiceForm = ending if ending.problem_list() else term
    return render_template(
        "monitoring/watch.html",
        watch=watch,
        term=term,
        ending=ending,
        form=form,
        bases=_bases(),
        because=ENDED,
        names=account_names(session, {each.recorded_by for each in watch.terms}),
        purposes={purpose.code: purpose.label for purpose in lists.purposes},
        list_names={info.id: info.name for info in lists.lists},
    )


def _bases() -> dict[str, str]:
    return {basis.id: basis.label for basis in policy().bases}
