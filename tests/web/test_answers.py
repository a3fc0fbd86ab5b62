"""An answer in words: every level has a mark, what differs stands first, and no number stands before the comparison."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from vetting.matching import Comparison
from vetting.matching.levels import FIELDS, LEVELS
from vetting.screening import Answer, HitState, HitView, Outcome
from vetting.web.checks.answers import FIELD_NAMES, LANES, NOT_A_FACT, Mark, mark_of, show_answer, summary_of

WHEN = datetime(2027, 7, 3, 13, 2, tzinfo=UTC)
NAMES = {"barred": "Police barred list", "advisory": "Police advisory list"}


def an_answer(*comparisons: Comparison, reason: str | None = None) -> Answer:
    hit = HitView("h", "barred", "listed", "strong", 21.5, 0.99, HitState.OPEN, reason, comparisons)
    return Answer(Outcome.POSSIBLE_MATCH, None, ("barred", "advisory"), 7, "model-1", WHEN, ("Nothing before.",), (hit,))


def test_every_level_of_the_matcher_has_a_mark_and_every_field_a_name() -> None:
    for field, levels in zip(FIELDS, LEVELS, strict=True):
        if field == NOT_A_FACT:
            continue
        assert field in FIELD_NAMES
        marks = {level: mark_of(level) for level in levels}
        assert marks["missing"] is Mark.UNKNOWN
        assert {marks[level] for level in levels if level in ("exact", "same", "same_force")} == {Mark.SAME}
        assert all(marks[level] is Mark.DIFFERS for level in levels if level in ("different", "year_different", "other_force"))


def test_every_review_lane_of_the_matcher_has_its_sentence() -> None:
    from vetting.matching.levels import REASONS

    assert {reason for reason in REASONS if reason} == set(LANES)


@pytest.mark.parametrize(
    ("marks", "sentence"),
    [
        (
            {"surname": Mark.SIMILAR, "forenames": Mark.SAME, "date_of_birth": Mark.SAME, "force": Mark.UNKNOWN},
            "Name similar, date of birth the same, force not given.",
        ),
        (
            {"surname": Mark.SAME, "forenames": Mark.SAME, "date_of_birth": Mark.DIFFERS, "service_number": Mark.SAME},
            "Name the same, date of birth different, service number the same.",
        ),
        ({"surname": Mark.DIFFERS, "forenames": Mark.UNKNOWN}, "Name different, date of birth not given, force not given."),
    ],
)
def test_the_summary_says_what_agrees(marks: dict[str, Mark], sentence: str) -> None:
    assert summary_of(marks) == sentence


def test_what_differs_stands_first_and_the_correction_row_is_no_fact() -> None:
    shown = show_answer(
        an_answer(
            Comparison("surname", "Marjoram", "Marjoram", "exact", 9.0, "Surname: the same."),
            Comparison("date_of_birth", "1984-04-27", "1984-07-24", "two_slips", -3.0, "Two digits differ."),
            Comparison("forenames", "Bas", "Basil", "nickname", 5.0, "A short form."),
            Comparison("national_insurance_number", None, None, "missing", 0.0, "Not known."),
            Comparison("combination", None, None, "joint", -1.0, ""),
        ),
        NAMES,
    )
    rows = shown.hits[0].rows
    assert [(row.name, row.mark) for row in rows] == [
        ("Date of birth", Mark.DIFFERS),
        ("Forename", Mark.SIMILAR),
        ("Surname", Mark.SAME),
    ]
    assert (rows[0].submitted, rows[0].listed) == ("27 April 1984", "24 July 1984")
    assert shown.list_names == "the Police barred list and the Police advisory list"
    assert len(shown.hits[0].weights) == 5


def test_an_unknown_lane_is_shown_rather_than_hidden() -> None:
    assert show_answer(an_answer(reason="something_new"), NAMES).hits[0].lane == "Something new."
