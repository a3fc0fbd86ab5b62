"""What forces were called and which took over from which, as `config/forces.toml` says it, and as a file with a merger says it."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from vetting.access import FORCES, force_history
from vetting.access.force_periods import CONFIG, ForceHistoryError, load_force_history

MERGER = date(2020, 4, 1)
MERGED = """
[[periods]]
force = "23"
title = "Warwickshire Police"
until = 2020-04-01
successor = "22"
sure = "unverified"

[[periods]]
force = "22"
title = "West Mercia Constabulary"
until = 2019-01-01
sure = "unverified"

[[periods]]
force = "22"
title = "West Mercia Police"
from = 2019-01-01
until = 2025-01-01
successor = "20"
sure = "unverified"

[[periods]]
force = "20"
title = "West Midlands Police"
from = 2018-06-01
sure = "unverified"
"""


@pytest.fixture
def merged(tmp_path: Path) -> Path:
    """A file in which Warwickshire went to West Mercia, and that one to the West Midlands: nothing of it happened."""
    path = tmp_path / "forces.toml"
    path.write_text(MERGED, encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("code", "day", "title"),
    [
        ("44", "2018-01-01", "Hampshire Constabulary"),
        ("44", "2022-11-15", "Hampshire Constabulary"),
        ("44", "2022-11-16", "Hampshire and Isle of Wight Constabulary"),
        ("46", "2018-01-01", "Kent Police"),
    ],
)
def test_a_force_is_called_as_it_was_on_the_day(code: str, day: str, title: str) -> None:
    assert force_history().title_on(code, date.fromisoformat(day)) == title


def test_every_force_goes_on_and_each_answers_for_itself() -> None:
    history, today = force_history(), date(2026, 11, 22)
    assert all(
        history.stood_between(force.code, today, today) and history.answers_for(force.code, today) == force.code for force in FORCES
    )
    assert all(history.title_on(force.code, today) == force.title for force in FORCES)
    assert history.taken_over(today) == {}
    assert {period.sure for periods in history.periods.values() for period in periods} <= {"verified", "unverified"}


@pytest.mark.parametrize(
    ("day", "heir", "line"),
    [
        ("2020-03-31", "23", {"22"}),
        ("2020-04-01", "22", {"22", "23"}),
        ("2024-12-31", "22", {"22", "23"}),
        ("2025-01-01", "20", {"22"}),  # it is there no more: nobody asks for its line
    ],
)
def test_who_answers_for_a_force_that_ended(merged: Path, day: str, heir: str, line: set[str]) -> None:
    history, on = load_force_history(merged), date.fromisoformat(day)
    assert history.answers_for("23", on) == heir
    assert history.line_of("22", on) == line
    assert history.line_of(heir, on) >= {heir, "23"}


def test_a_merged_force_was_there_until_its_end(merged: Path) -> None:
    history = load_force_history(merged)
    days = (date(2018, 1, 1), date(2020, 3, 31), MERGER)
    assert [history.stood_between("23", day, day) for day in days] == [True, True, False]
    assert history.title_on("23", date(2024, 1, 1)) == "Warwickshire Police", "the last name that it had"
    assert (history.ended("23"), history.ended("46"), history.began("20")) == (MERGER, None, date(2018, 6, 1))
    assert history.title_on("20", date(2018, 1, 1)) == "West Midlands Police", "the first name that it had"
    assert [history.stood_between("23", date(year, 4, 1), date(year + 1, 3, 31)) for year in (2019, 2020)] == [True, False]
    assert (history.heirs("23"), history.heirs("46")) == (("22", "20"), ())
    assert history.taken_over(date(2026, 1, 1)) == {"23": "20", "22": "20"}


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ('force = "23"', 'force = "99"'),
        ('title = "Warwickshire Police"', 'title = "Kent Police"'),
        ('successor = "22"', 'successor = "99"'),
        ('successor = "22"', 'successor = "23"'),
        ('successor = "20"', 'successor = "23"'),
        ('until = 2020-04-01\nsuccessor = "22"', "until = 2020-04-01"),
        ('until = 2020-04-01\nsuccessor = "22"', 'successor = "22"'),
        ("from = 2019-01-01", "from = 2019-02-01"),
        ("from = 2019-01-01\nuntil = 2025-01-01", "from = 2019-01-01\nuntil = 2018-01-01"),
        ("from = 2018-06-01", "from = 2030-06-01"),
        ('from = 2018-06-01\nsure = "unverified"', 'from = 2018-06-01\nsure = "maybe"'),
        ("title = ", "name = "),
        ("[[periods]]", "[[periods"),
    ],
)
def test_a_file_that_does_not_fit_together_is_refused(merged: Path, before: str, after: str) -> None:
    assert before in MERGED
    merged.write_text(MERGED.replace(before, after, 1), encoding="utf-8")
    with pytest.raises(ForceHistoryError):
        load_force_history(merged)


def test_the_file_stands_in_the_configuration() -> None:
    assert CONFIG.is_file()
