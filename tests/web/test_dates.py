"""A date in three boxes: months by number or name, what is wrong said in words, and nothing that is no date read as one."""

from __future__ import annotations

import pytest

from vetting.web.dates import DateParts


@pytest.mark.parametrize(
    ("typed", "text"),
    [
        (("27", "4", "1985"), "1985-04-27"),
        (("7", "April", "1985"), "1985-04-07"),
        (("07", "apr", "1985"), "1985-04-07"),
        (("1", "Sept.", "1985"), "1985-09-01"),
        (("29", "February", "2000"), "2000-02-29"),
        (("", "", "1985"), "1985"),
    ],
)
def test_a_date_is_read(typed: tuple[str, str, str], text: str) -> None:
    assert DateParts(*typed).as_text() == text
    assert DateParts(*typed).problem("Date of birth") is None


@pytest.mark.parametrize(
    ("typed", "words", "wrong"),
    [
        (("31", "2", "1985"), "must be a real date: there is no 31 February 1985", ()),
        (("29", "2", "1985"), "must be a real date", ()),
        (("27", "4", "85"), "must have a year of 4 numbers", ("year",)),
        (("27", "", "1985"), "must include a month", ("month",)),
        (("", "", ""), None, ()),
        (("", "4", ""), "must include a day and a year", ("day", "year")),
        (("27", "13", "1985"), "must be a real date", ("month",)),
        (("27", "ju", "1985"), "must be a real date", ("month",)),
        (("0", "4", "1985"), "must be a real date", ("day",)),
        (("٣", "4", "1985"), "must be a real date", ("day",)),
        (("x", "y", "z"), "must have a year of 4 numbers", ("day", "month", "year")),
    ],
)
def test_what_is_no_date_says_what_is_wrong(typed: tuple[str, str, str], words: str | None, wrong: tuple[str, ...]) -> None:
    parts = DateParts(*typed)
    problem = parts.problem("Date of birth")
    assert (
        (problem is None) if words is None else (problem is not None and words in problem and problem.startswith("Date of birth"))
    )
    assert parts.wrong_parts() == wrong


def test_a_date_is_shown_again_as_it_was() -> None:
    assert DateParts.of("1985-04-07") == DateParts("7", "4", "1985")
    assert DateParts.of("1985") == DateParts("", "", "1985")
