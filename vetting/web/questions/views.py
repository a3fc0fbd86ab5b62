"""Ask to withdraw a report, record what the lawyers say of it, agree or disagree. The report counts until two registrars agree."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from vetting.access import Permission, current_actor, db_session, requires
from vetting.errors import InvalidInput, NotFound
from vetting.registry import (
    QuestionView,
    ReportView,
    agree,
    ask_withdrawal,
    disagree,
    get_report,
    record_advice,
)
from vetting.web.fields import ChoiceField, LongTextField, ServiceForm

blueprint = Blueprint("questions", __name__, url_prefix="/reports")


class WithdrawalForm(ServiceForm):
    """Why a report should be withdrawn."""

    reason = LongTextField("Why the report should be withdrawn", hint="Two registrars of the College read this and decide.")


class AdviceForm(ServiceForm):
    """What the College's lawyers say."""

    listable = ChoiceField("Does the report belong on the list?", missing="Choose what the lawyers say")
    advice = LongTextField("What the lawyers advised", hint="When, and where the advice can be read.")

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.listable.choices = [
            ("yes", "Yes: it is decided like any other report"),
            ("no", "No: it stops counting once another registrar agrees"),
        ]


class DisagreeForm(ServiceForm):
    """Why a report stands."""

    reason = LongTextField("Why the report stands", hint="Whoever asked reads this.", rows=4)


@blueprint.route("/<id:report_id>/withdraw", methods=["GET", "POST"])
@requires(Permission.SUBMIT_REPORT)
def withdraw(report_id: str) -> ResponseReturnValue:
    """Ask that a report be withdrawn."""
    report = get_report(db_session(), current_actor(), report_id)
    form = WithdrawalForm()
    if not form.is_submitted():
        return render_template("questions/withdraw.html", form=form, report=report)
    try:
        ask_withdrawal(db_session(), current_actor(), report_id, form.reason.data)
    except InvalidInput as error:
        form.show_problems(error)
        return render_template("questions/withdraw.html", form=form, report=report), 422
    return redirect(url_for("reports.show", report_id=report_id), 303)


@blueprint.route("/<id:report_id>/advice", methods=["GET", "POST"])
@requires(Permission.CHANGE_REGISTER)
def advice(report_id: str) -> ResponseReturnValue:
    """Record what the lawyers say about a report that was referred to them."""
    report = get_report(db_session(), current_actor(), report_id)
    form = AdviceForm()
    if not form.is_submitted():
        return render_template("questions/advice.html", form=form, report=report)
    if form.validate():
        try:
            listable = form.listable.data == "yes"
            record_advice(db_session(), current_actor(), report_id, listable=listable, advice=form.advice.data)
            return redirect(url_for("reports.show", report_id=report_id), 303)
        except InvalidInput as error:
            form.show_problems(error)
    return render_template("questions/advice.html", form=form, report=report), 422


@blueprint.post("/<id:report_id>/questions/<id:question_id>/agree")
@requires(Permission.CHANGE_REGISTER)
def say_yes(report_id: str, question_id: str) -> ResponseReturnValue:
    """Agree, as the first or the second of two registrars."""
    _about(report_id, question_id)
    agree(db_session(), current_actor(), question_id)
    return redirect(url_for("reports.show", report_id=report_id), 303)


@blueprint.route("/<id:report_id>/questions/<id:question_id>/disagree", methods=["GET", "POST"])
@requires(Permission.CHANGE_REGISTER)
def say_no(report_id: str, question_id: str) -> ResponseReturnValue:
    """Refuse, with a reason: the report stands as before."""
    report, question = _about(report_id, question_id)
    form = DisagreeForm()
    if not form.is_submitted():
        return render_template("questions/disagree.html", form=form, report=report, question=question)
    try:
        disagree(db_session(), current_actor(), question_id, form.reason.data)
    except InvalidInput as error:
        form.show_problems(error)
        return render_template("questions/disagree.html", form=form, report=report, question=question), 422
    return redirect(url_for("reports.show", report_id=report_id), 303)


def _about(report_id: str, question_id: str) -> tuple[ReportView, QuestionView]:
    """A report, and the question about it. Raises NotFound for a question about another one."""
    report = get_report(db_session(), current_actor(), report_id)
    for question in report.questions:
        if question.id == question_id:
            return report, question
    raise NotFound("question")
