"""Take in an application to come off, consult the authority that reported the person, answer for it, propose the decision."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from vetting.access import Permission, account_names, current_actor, db_session, organisation_names, requires
from vetting.db import utc_now
from vetting.errors import InvalidInput
from vetting.registry import (
    ReviewApplication,
    ReviewView,
    answer_consultation,
    consult_force,
    day_in_london,
    get_entry,
    get_review,
    list_reviews,
    propose_review_decision,
    receive_review,
    withdraw_review,
)
from vetting.web.fields import ChoiceField, LongTextField, PartsOfDateField, ServiceForm

blueprint = Blueprint("reviews", __name__, url_prefix="/register")


class ApplicationForm(ServiceForm):
    """What a listed person sent to the College."""

    applied_on = PartsOfDateField("Date of the application", hint="For example, 22 3 2027")
    application = LongTextField("The application", hint="What the person wrote, and what they sent with it.", rows=8)
    advice = LongTextField("By whose advice it is taken", hint="No period is known for this ground.", rows=3)


class QuestionForm(ServiceForm):
    """What the authority is asked."""

    question = LongTextField("What the authority is asked", hint="The authority reads this, and not the application.", rows=5)


class AnswerForm(ServiceForm):
    """What the authority says."""

    answer = LongTextField("What the authority says", rows=6)


class DecisionForm(ServiceForm):
    """How the review should end."""

    decision = ChoiceField("Decision", missing="Choose whether the review is granted or refused")
    reasons = LongTextField("Reasons", hint="Another registrar reads them and decides. They are kept.", rows=6)

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.decision.choices = [
            ("granted", "Grant it: the person comes off the list"),
            ("refused", "Refuse it: the person stays on the list"),
        ]


@blueprint.get("/reviews")
@requires(Permission.READ_OWN_REPORTS)
def index() -> str:
    """The reviews that wait for something; for an authority, those about which it is asked."""
    found = list_reviews(db_session(), current_actor())
    owners = organisation_names(db_session(), {review.organisation_id for review in found})
    return render_template("reviews/index.html", reviews=found, owners=owners)


@blueprint.route("/entries/<id:entry_id>/review", methods=["GET", "POST"])
@requires(Permission.CHANGE_REGISTER)
def apply(entry_id: str) -> ResponseReturnValue:
    """Take in an application. It changes nothing in any check."""
    entry = get_entry(db_session(), current_actor(), entry_id)
    form = ApplicationForm()
    if entry.review_from is not None:
        del form.advice
    if not form.is_submitted():
        return render_template("reviews/apply.html", form=form, entry=entry)
    form.validate()
    typed = ReviewApplication(**{field: form.data.get(field) or "" for field in ("applied_on", "application", "advice")})
    try:
        review = receive_review(db_session(), current_actor(), entry_id, typed)
        return redirect(url_for("reviews.show", review_id=review.id), 303)
    except InvalidInput as error:
        form.show_problems(error)
    return render_template("reviews/apply.html", form=form, entry=entry), 422


@blueprint.get("/reviews/<id:review_id>")
@requires(Permission.READ_OWN_REPORTS)
def show(review_id: str) -> str:
    """One review, and what can be done next."""
    return _page(get_review(db_session(), current_actor(), review_id), None)


@blueprint.post("/reviews/<id:review_id>/consult")
@requires(Permission.CHANGE_REGISTER)
def consult(review_id: str) -> ResponseReturnValue:
    """Ask the authority that reported the person."""
    form = QuestionForm()
    try:
        consult_force(db_session(), current_actor(), review_id, form.question.data)
    except InvalidInput as error:
        return _again(review_id, form, error)
    return redirect(url_for("reviews.show", review_id=review_id), 303)


@blueprint.post("/reviews/<id:review_id>/answer")
@requires(Permission.SUBMIT_REPORT)
def answer(review_id: str) -> ResponseReturnValue:
    """Answer for the authority."""
    form = AnswerForm()
    try:
        answer_consultation(db_session(), current_actor(), review_id, form.answer.data)
    except InvalidInput as error:
        return _again(review_id, form, error)
    return redirect(url_for("reviews.show", review_id=review_id), 303)


@blueprint.post("/reviews/<id:review_id>/decide")
@requires(Permission.CHANGE_REGISTER)
def decide(review_id: str) -> ResponseReturnValue:
    """Propose the decision, with reasons; another registrar approves or refuses it."""
    form = DecisionForm()
    form.validate()
    try:
        propose_review_decision(db_session(), current_actor(), review_id, form.decision.data or "", form.reasons.data)
    except InvalidInput as error:
        return _again(review_id, form, error)
    return redirect(url_for("reviews.show", review_id=review_id), 303)


@blueprint.post("/reviews/<id:review_id>/withdraw")
@requires(Permission.CHANGE_REGISTER)
def withdraw(review_id: str) -> ResponseReturnValue:
    """The person does not want the review any more."""
    withdraw_review(db_session(), current_actor(), review_id)
    return redirect(url_for("reviews.show", review_id=review_id), 303)


def _again(review_id: str, form: ServiceForm, error: InvalidInput) -> ResponseReturnValue:
    form.show_problems(error)
    return _page(get_review(db_session(), current_actor(), review_id), form), 422


def _page(review: ReviewView, sent: ServiceForm | None) -> str:
    forms = {name: sent if isinstance(sent, kind) else kind() for name, kind in _next_forms(review).items()}
    return render_template(
        "reviews/show.html",
        review=review,
        forms=forms,
        form=sent,
        names=account_names(db_session(), {review.received_by}),
        owner=organisation_names(db_session(), {review.organisation_id}).get(review.organisation_id, ""),
    )


def _next_forms(review: ReviewView) -> dict[str, type[ServiceForm]]:
    """What comes next in a review. An authority whose time is over does not hold the decision up, and may still answer."""
    state, registrar = review.state.value, current_actor().may(Permission.CHANGE_REGISTER)
    late = review.due is not None and review.due < day_in_london(utc_now())
    if not review.is_open or review.open_proposal is not None:
        return {}
    forms: dict[str, type[ServiceForm]] = {}
    if registrar and state == "received":
        forms["question"] = QuestionForm
    if state == "consulting":
        forms["answer"] = AnswerForm
    if registrar and (state == "answered" or (state == "consulting" and late)):
        forms["decision"] = DecisionForm
    return forms
