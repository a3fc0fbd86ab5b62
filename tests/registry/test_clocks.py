"""From when a review may be asked for, and which entries end by themselves: tables of cases, and what the file may not say."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from vetting.registry import Clock, Ground, PolicyError, ServedAs, clock_for, load_policy, strikes_on
from vetting.registry.policy import DEFAULT_PATH

POLICY = load_policy()
LISTED = date(2024, 5, 6)


@pytest.mark.parametrize(
    ("list_id", "ground", "role", "eligible"),
    [
        ("barred", Ground.GROSS_INCOMPETENCE, None, date(2027, 5, 6)),
        ("barred", Ground.GROSS_MISCONDUCT, None, date(2029, 5, 6)),
        ("advisory", Ground.ALLEGATION, ServedAs.OFFICER, date(2029, 5, 6)),
        ("advisory", Ground.ALLEGATION, ServedAs.SPECIAL_CONSTABLE, date(2029, 5, 6)),
        ("advisory", Ground.ALLEGATION, ServedAs.CIVILIAN_EMPLOYEE, date(2029, 5, 6)),
        ("advisory", Ground.ALLEGATION, ServedAs.POLICING_SUPPORT_VOLUNTEER, None),
        ("barred", Ground.UNSATISFACTORY_PERFORMANCE, None, None),
        ("barred", Ground.VETTING_WITHDRAWN, None, None),
        ("barred", Ground.CONDUCT, None, None),
    ],
)
def test_from_when_a_review_may_be_asked_for(list_id: str, ground: Ground, role: ServedAs | None, eligible: date | None) -> None:
    assert strikes_on(clock_for(POLICY.review_clocks, list_id, ground, role), LISTED) == eligible


def test_a_leap_day_is_followed_by_a_first_of_march() -> None:
    clock = clock_for(POLICY.review_clocks, "barred", Ground.GROSS_MISCONDUCT)
    assert strikes_on(clock, date(2024, 2, 29)) == date(2029, 3, 1)


def test_each_clock_says_how_sure_it_is() -> None:
    sure = {clock.id: clock.sure for clock in (*POLICY.review_clocks, *POLICY.ending_clocks)}
    assert sure == {
        "gross_misconduct": "verified",
        "gross_incompetence": "verified",
        "former_officers": "verified",
        "former_staff": "unverified",
        "designated_volunteers": "unverified",
    }


@pytest.mark.parametrize("role", [ServedAs.COMMUNITY_SUPPORT_VOLUNTEER, ServedAs.POLICING_SUPPORT_VOLUNTEER])
def test_a_class_whose_period_nobody_has_read_ends_by_nothing(role: ServedAs) -> None:
    clock = clock_for(POLICY.ending_clocks, "advisory", Ground.ALLEGATION, role)
    assert clock is not None
    assert strikes_on(clock, LISTED) is None
    assert strikes_on(replace(clock, years=5), LISTED) == date(2029, 5, 6)


@pytest.mark.parametrize("ground", list(Ground))
@pytest.mark.parametrize("role", [None, *ServedAs])
def test_nothing_ends_a_barred_entry(ground: Ground, role: ServedAs | None) -> None:
    assert clock_for(POLICY.ending_clocks, "barred", ground, role) is None


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('id = "designated_volunteers"\nlist = "advisory"', 'id = "designated_volunteers"\nlist = "barred"'),
        ('id = "former_staff"\nlist = "advisory"', 'id = "former_staff"\nlist = "nowhere"'),
        ('roles = ["civilian_employee"]', 'roles = ["gardener"]'),
        ('grounds = ["gross_incompetence"]', 'grounds = ["bad_luck"]'),
        ("years = 3", "years = 0"),
    ],
)
def test_a_file_that_does_not_fit_is_refused(tmp_path: Path, old: str, new: str) -> None:
    text = DEFAULT_PATH.read_text(encoding="utf-8")
    assert old in text
    changed = tmp_path / "lists.toml"
    changed.write_text(text.replace(old, new), encoding="utf-8")
    with pytest.raises(PolicyError):
        load_policy(changed)


def test_a_clock_without_a_class_never_strikes() -> None:
    assert strikes_on(None, LISTED) is None
    assert strikes_on(Clock("x", "advisory", frozenset(), frozenset(), None, "", "unverified"), LISTED) is None
