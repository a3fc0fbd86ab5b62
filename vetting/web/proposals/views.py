"""Propose a way off, a way back or an amendment; read what was proposed; decide on what another person proposed."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from vetting.access import Permission, account_names, current_actor, db_session, organisation_names, requires
from vetting.errors import Conflict, InvalidInput
from vetting.registry import (
    ProposalView,
    amended_from,
    approve_proposal,
    differences,
    get_entry,
    get_proposal,
    get_tombstone,
    lists_of,
    may_decide,
    open_proposals,
    propose_amendment,
    propose_reinstatement,
    record_entered_in_error,
    refuse_proposal,
    submit_further_report,
    ways_off_for,
    withdraw_amendment,
)
from vetting.screening import checks_that_hit
from vetting.web.proposals.forms import (
    DecisionForm,
    DetailsForm,
    FurtherReportForm,
    amendment_form,
)

blueprint = Blueprint("proposals", __name__, url_prefix="/register")


@blueprint.get("/proposals")
@requires(Permission.READ_OWN_REPORTS)
def index() -> str:
    """What waits for a second person."""
    found = open_proposals(db_session(), current_actor())
    names = account_names(db_session(), {proposal.prepared_by for proposal in found})
    return render_template("proposals/index.html", proposals=found, names=names, words=_words)


@blueprint.route("/entries/<id:entry_id>/further-report", methods=["GET", "POST"])
@requires(Permission.SUBMIT_REPORT)
def further_report(entry_id: str) -> ResponseReturnValue:
    """Send a further report: the entry is suspended with it."""
    form = FurtherReportForm(ways_off_for(db_session(), current_actor(), entry_id))
    if not form.is_submitted():
        return render_template("proposals/further_report.html", form=form)
    form.validate()
    try:
        proposal = submit_further_report(db_session(), current_actor(), entry_id, form.as_input())
    except InvalidInput as error:
        form.show_problems(error)
    if form.problem_list():
        return render_template("proposals/further_report.html", form=form), 422
    return redirect(url_for("proposals.show", proposal_id=proposal.id), 303)


@blueprint.route("/entries/<id:entry_id>/error", methods=["GET", "POST"])
@requires(Permission.CHANGE_REGISTER)
def entered_in_error(entry_id: str) -> ResponseReturnValue:
    """Record that an entry should never have been made."""
    entry = get_entry(db_session(), current_actor(), entry_id)
    form = DetailsForm()
    if not form.is_submitted():
        return render_template("proposals/error.html", form=form, entry=entry)
    try:
        proposal = record_entered_in_error(db_session(), current_actor(), entry_id, form.details.data or "")
    except InvalidInput as error:
        form.show_problems(error)
        return render_template("proposals/error.html", form=form, entry=entry), 422
    return redirect(url_for("proposals.show", proposal_id=proposal.id), 303)


@blueprint.route("/entries/<id:entry_id>/amend", methods=["GET", "POST"])
@requires(Permission.CHANGE_REGISTER)
def amend(entry_id: str) -> ResponseReturnValue:
    """Propose how an entry should read. Where somebody else was first, both texts are shown and nothing typed is lost."""
    entry = get_entry(db_session(), current_actor(), entry_id)
    form = amendment_form(entry.content, entry.version)
    if not form.is_submitted():
        return render_template("proposals/amend.html", form=form, entry=entry)
    form.validate()
    try:
        proposal = propose_amendment(db_session(), current_actor(), entry_id, form.as_amendment(), form.version_read)
    except InvalidInput as error:
        form.show_problems(error)
    except Conflict as error:
        theirs = next((each for each in reversed(entry.proposals) if each.amended and each.is_open), None)
        content = theirs.amended if theirs and theirs.amended else entry.content
        before = entry.content if theirs else entry.versions[max(0, form.version_read - 1)].content
        changed = differences(before, content)
        return render_template("proposals/amend.html", form=form, entry=entry, conflict=error.message, changed=changed), 409
    if form.problem_list():
        return render_template("proposals/amend.html", form=form, entry=entry), 422
    return redirect(url_for("proposals.show", proposal_id=proposal.id), 303)


@blueprint.get("/proposals/<id:proposal_id>")
@requires(Permission.READ_OWN_REPORTS)
def show(proposal_id: str) -> str:
    """One proposal, and its decision."""
    return _page(get_proposal(db_session(), current_actor(), proposal_id), DecisionForm())


@blueprint.post("/proposals/<id:proposal_id>/approve")
@requires(Permission.CHANGE_REGISTER)
def approve(proposal_id: str) -> ResponseReturnValue:
    """Approve what another person proposed."""
    approve_proposal(db_session(), current_actor(), proposal_id)
    return redirect(url_for("proposals.show", proposal_id=proposal_id), 303)


@blueprint.post("/proposals/<id:proposal_id>/refuse")
@requires(Permission.CHANGE_REGISTER)
def refuse(proposal_id: str) -> ResponseReturnValue:
    """Refuse it, with a reason: the entry stands as before."""
    form = DecisionForm()
    try:
        refuse_proposal(db_session(), current_actor(), proposal_id, form.reason.data or "")
    except InvalidInput as error:
        form.show_problems(error)
        return _page(get_proposal(db_session(), current_actor(), proposal_id), form), 422
    return redirect(url_for("proposals.show", proposal_id=proposal_id), 303)


@blueprint.post("/proposals/<id:proposal_id>/withdraw")
@requires(Permission.CHANGE_REGISTER)
def withdraw(proposal_id: str) -> ResponseReturnValue:
    """Take back one's own amendment."""
    withdraw_amendment(db_session(), current_actor(), proposal_id)
    return redirect(url_for("proposals.show", proposal_id=proposal_id), 303)


@blueprint.route("/removed/<id:entry_id>", methods=["GET", "POST"])
@requires(Permission.CHANGE_REGISTER)
def removed(entry_id: str) -> ResponseReturnValue:
    """What is left of an entry that was removed, whom to tell of it, and putting it back."""
    stone = get_tombstone(db_session(), current_actor(), entry_id)
    form = DetailsForm()
    status = 200
    if form.is_submitted():
        try:
            proposal = propose_reinstatement(db_session(), current_actor(), entry_id, form.details.data or "")
            return redirect(url_for("proposals.show", proposal_id=proposal.id), 303)
        except InvalidInput as error:
            form.show_problems(error)
            status = 422
    affected = checks_that_hit(db_session(), current_actor(), entry_id)
    owners = organisation_names(db_session(), {check.organisation_id for check in affected})
    return render_template("proposals/removed.html", stone=stone, form=form, affected=affected, owners=owners, words=_words), status


def _page(proposal: ProposalView, form: DecisionForm) -> str:
    actor = current_actor()
    changed = amended_from(db_session(), proposal)
    people = {proposal.prepared_by, proposal.decided_by or proposal.prepared_by}
    return render_template(
        "proposals/show.html",
        proposal=proposal,
        form=form,
        changed=changed,
        names=account_names(db_session(), people),
        may_decide=may_decide(proposal, actor),
        is_own=proposal.prepared_by == actor.id,
        words=_words,
    )


def _words(ground: str) -> str:
    ways = {way.id: way.label for way in lists_of(db_session()).ways_off}
    return ways.get(ground, ground.replace("_", " ").capitalize())
