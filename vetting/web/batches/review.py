"""The vetting unit's pages of a batch: how its hits stand, like weak ones cleared together, second looks, the closing report."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from vetting.access import Permission, current_actor, db_session, requires
from vetting.batches import (
    batch_group,
    batch_look,
    batch_looks,
    batch_report,
    clear_group,
    review_batch,
    take_look,
)
from vetting.errors import InvalidInput
from vetting.registry import lists_of
from vetting.screening import HitState, WeightStep
from vetting.web.batches.forms import GroupForm, SecondLookForm
from vetting.web.charts import BarChart, Line, bar_chart
from vetting.web.checks.answers import NOT_A_FACT, compared_rows, field_name, mark_of
from vetting.web.layout import page_asked

blueprint = Blueprint("batch_review", __name__, url_prefix="/batches/<id:batch_id>")

STATES = {
    HitState.OPEN: "To decide",
    HitState.UNDETERMINED: "On hold",
    HitState.CLEARED: "Different person",
    HitState.CONFIRMED: "Same person",
}
Pattern = Sequence[tuple[str, str]]


@blueprint.get("/review")
@requires(Permission.DECIDE_HITS)
def show(batch_id: str) -> str:
    """How the hits of a batch stand, which of them are alike, and those in one state."""
    state = request.args.get("state", "")
    known = state if state in {each.value for each in HitState} else ""
    review = review_batch(db_session(), current_actor(), batch_id, state=known, page=page_asked())
    return render_template(
        "batches/review.html",
        review=review,
        batch_id=batch_id,
        states={each.value: words for each, words in STATES.items()},
        counts={each.value: count for each, count in review.counts.items()},
        groups=[(group, pattern_words(group.pattern)) for group in review.groups],
        weights=weight_rows(review.weights),
        chart=weight_chart(review.weights),
        list_names=_list_names(),
        cleared=request.args.get("cleared", 0, type=int),
    )


@blueprint.get("/review/<group>")
@requires(Permission.DECIDE_HITS)
def group(batch_id: str, group: str) -> str:
    """The facts that were compared in every pair of a group, to be ticked one by one."""
    return _group_page(batch_id, group, GroupForm(), ())


@blueprint.post("/review/<group>")
@requires(Permission.DECIDE_HITS)
def clear(batch_id: str, group: str) -> ResponseReturnValue:
    """Call those that are ticked different people, each by a decision of its own."""
    form, ticked = GroupForm(), request.form.getlist("hit")
    try:
        number = clear_group(db_session(), current_actor(), batch_id, group, ticked, reason=form.reason.data or "")
    except InvalidInput as error:
        db_session().rollback()
        form.show_problems(error)
        return _group_page(batch_id, group, form, ticked), 422
    return redirect(url_for("batch_review.show", batch_id=batch_id, cleared=number), 303)


@blueprint.get("/second-looks")
@requires(Permission.DECIDE_HITS)
def looks(batch_id: str) -> str:
    """The comparisons that wait for a second look by this officer."""
    places, tally = batch_looks(db_session(), current_actor(), batch_id)
    waiting = sorted((places.rows[check_id], hit_id) for check_id, hit_id in tally.mine)
    return render_template("batches/looks.html", batch_id=batch_id, places=places, tally=tally, waiting=waiting)


@blueprint.get("/second-looks/<id:hit_id>")
@requires(Permission.DECIDE_HITS)
def look(batch_id: str, hit_id: str) -> str:
    """One comparison, without what was decided on it."""
    return _look_page(batch_id, hit_id, SecondLookForm())


@blueprint.post("/second-looks/<id:hit_id>")
@requires(Permission.DECIDE_HITS)
def take(batch_id: str, hit_id: str) -> ResponseReturnValue:
    """Record what the second officer says."""
    form = SecondLookForm()
    form.validate()
    try:
        if not form.problem_list():
            decision = form.decision.data or ""
            agrees = take_look(db_session(), current_actor(), batch_id, hit_id, decision, reason=form.reason.data)
            return redirect(url_for("batch_review.looks", batch_id=batch_id, agreed="yes" if agrees else "no"), 303)
    except InvalidInput as error:
        db_session().rollback()
        form.show_problems(error)
    return _look_page(batch_id, hit_id, form), 422


@blueprint.get("/report")
@requires(Permission.DECIDE_HITS)
def report(batch_id: str) -> str:
    """The closing report, to be read and printed."""
    found = batch_report(db_session(), current_actor(), batch_id)
    purposes = {purpose.code: purpose.label for purpose in lists_of(db_session()).purposes}
    return render_template("batches/report.html", batch_id=batch_id, report=found, purposes=purposes, time_words=time_words)


def pattern_words(pattern: Pattern) -> str:
    """A pattern in one sentence, what is known first: `Date of birth similar, surname the same, forename the same.`"""
    words = {"Differs": "different", "Similar": "similar", "Same": "the same"}
    order = list(words)
    known = [(mark_of(level).value, field_name(field)) for field, level in pattern if field != NOT_A_FACT]
    told = sorted((order.index(mark), name, words[mark]) for mark, name in known if mark in words)
    text = ", ".join(f"{name.lower() if number else name} {said}" for number, (_, name, said) in enumerate(told))
    return f"{text}." if text else "Nothing that could be compared."


def weight_rows(steps: Sequence[WeightStep]) -> list[tuple[str, int]]:
    """The steps of the match weight in words, each with its number of hits."""
    return [(f"{step.low} to {step.high} bits", step.hits) for step in steps]


def weight_chart(steps: Sequence[WeightStep]) -> Markup:
    """The spread of the match weights as a picture."""
    rows = weight_rows(steps)
    summary = "How many comparisons have which match weight: " + "; ".join(f"{words}: {hits}" for words, hits in rows) + "."
    lines = tuple(Line(words, (hits,)) for words, hits in rows)
    return bar_chart(BarChart("weights", "Match weights of this batch", summary, ("Comparisons",), lines))


def time_words(hours: float | None) -> str:
    """A length of time as a person says it: minutes below an hour, hours up to two days, then days."""
    if hours is None:
        return "nothing decided yet"
    if hours < 1:
        minutes = max(1, round(hours * 60))
        return "a minute" if minutes == 1 else f"{minutes} minutes"
    return f"{hours / 24:.1f} days" if hours >= 48 else f"{hours:.1f} hours"


def _group_page(batch_id: str, key: str, form: GroupForm, ticked: Sequence[str]) -> str:
    places, page = batch_group(db_session(), current_actor(), batch_id, key)
    pairs = sorted(page.pairs, key=lambda pair: places.rows[pair.check_id])
    return render_template(
        "batches/group.html",
        batch_id=batch_id,
        key=key,
        form=form,
        places=places,
        total=page.group.hits,
        words=pattern_words(page.group.pattern),
        pairs=[(places.rows[pair.check_id], pair, compared_rows(pair.comparisons)) for pair in pairs],
        ticked=set(ticked),
        list_names=_list_names(),
    )


def _look_page(batch_id: str, hit_id: str, form: SecondLookForm) -> str:
    places, pair = batch_look(db_session(), current_actor(), batch_id, hit_id)
    return render_template(
        "batches/look.html",
        batch_id=batch_id,
        form=form,
        places=places,
        pair=pair,
        row=places.rows[pair.check_id],
        rows=compared_rows(pair.comparisons),
        list_names=_list_names(),
    )


def _list_names() -> Mapping[str, str]:
    return {info.id: info.name for info in lists_of(db_session()).lists}
