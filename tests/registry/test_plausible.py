"""Names and dates as typed: which are taken, and that each refusal says what is wrong."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from vetting.matching import Identity, MatchIndex, PersonName, load_model
from vetting.registry import names_problems, read_date_of_birth, read_day

TODAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("1985-03-31", date(1985, 3, 31)),
        ("31/03/1985", date(1985, 3, 31)),
        ("31/3/1985", date(1985, 3, 31)),
        (" 31.3.1985 ", date(1985, 3, 31)),
        ("1-3-1985", date(1985, 3, 1)),
        ("29/02/2024", date(2024, 2, 29)),
    ],
)
def test_days_are_read_day_first(text: str, day: date) -> None:
    assert read_day(text).day == day


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "is missing"),
        ("31/02/1990", "a date that exists"),
        ("29/02/2023", "a date that exists"),
        ("1/13/1990", "a date that exists"),
        ("1/3/85", "four digits"),
        ("85-03-31", "four digits"),
        ("March 1985", "a day, month and year"),
        ("1985", "a day, month and year"),
        ("0000-00-00", "a date that exists"),
        ("٣١/٠٣/١٩٨٥x", "a day, month and year"),
    ],
)
def test_other_days_are_refused_with_the_reason(text: str, words: str) -> None:
    read = read_day(text)
    assert read.day is None
    assert words in (read.problem or "")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("2026-11-23", "in the past"),
        ("2010-11-23", "aged 16 or over"),
        ("1925-11-21", "aged 100 or under"),
        ("0085-03-31", "aged 100 or under"),
    ],
)
def test_dates_of_birth_outside_a_working_life(text: str, words: str) -> None:
    assert words in (read_date_of_birth(text, TODAY).problem or "")


@pytest.mark.parametrize("text", ["2010-11-22", "1926-11-22", "1925-11-23", "1990-03-14"])
def test_dates_of_birth_at_the_edges_are_taken(text: str) -> None:
    assert read_date_of_birth(text, TODAY).problem is None


@pytest.mark.parametrize(
    ("forenames", "surname"),
    [
        ("Siân", "O’Brien-Smith"),
        ("Łukasz", "Dąbrowski"),
        ("J", "O"),
        ("John Paul", "St. Clair"),
        ("Mohammed", "d'Souza"),
        ("-", "Suharto"),
        ("小明", "王"),
        ("John", "Smith III"),
        ("Na", "Li"),
        ("Bernard", "Constable"),
        ("Llŷr", "ap Gwilym"),
    ],
)
def test_real_names_are_taken(forenames: str, surname: str) -> None:
    assert names_problems(forenames, surname) == {}


@pytest.mark.parametrize(
    ("forenames", "surname", "fields"),
    [
        ("", "", {"forenames", "surname"}),
        ("   ", "Smith", {"forenames"}),
        ("John", "-", {"surname"}),
        ("-", "-", {"surname"}),
        ("John", "'", {"surname"}),
        ("xxx", "yyyy", {"forenames", "surname"}),
        ("J0hn", "Smith", {"forenames"}),
        ("John", "Smith 1234", {"surname"}),
        ("John", "Smith@kent.example", {"surname"}),
        ("<script>", "Smith", {"forenames"}),
        ("John\x00", "Smith", {"forenames"}),
        ("John\u202e", "Smith", {"forenames"}),
        ("John", "\ud800", {"surname"}),
        ("😀", "Smith", {"forenames"}),
        ("unknown", "Unknown", {"forenames", "surname"}),
        ("Not known", "Smith", {"forenames"}),
        ("Officer", "A", {"surname"}),
        ("PC", "X", {"surname"}),
        ("A" + "b" * 100, "Smith", {"forenames"}),
        ("Nan", "Na", {"surname"}),  # words that other systems write where there is no name: nothing is left to search for
    ],
)
def test_absurd_names_are_refused_by_field(forenames: str, surname: str, fields: set[str]) -> None:
    problems = names_problems(forenames, surname)
    assert set(problems) == fields
    assert all(message.endswith(".") for message in problems.values())


def test_how_to_enter_a_single_name_is_said() -> None:
    assert "one name only" in names_problems("", "Suharto")["forenames"]


MODEL = load_model()
WRITTEN = st.text(st.characters(categories=["L", "M"]) | st.sampled_from(" -'’.,"), min_size=1, max_size=12)
WORDS = st.sampled_from(["Na", "Nan", "Mr", "PC", "Sergeant", "Mc", "O", "-", "de", "St.", "Jr", "III", "None", "ap"])


@settings(max_examples=300, deadline=None)
@given(WRITTEN | WORDS, WRITTEN | WORDS)
def test_every_name_that_is_taken_can_be_searched(forenames: str, surname: str) -> None:
    """One listed person who cannot be indexed would leave every check unanswered, so no such name may get past the form."""
    assume(not names_problems(forenames, surname))
    identity = Identity((PersonName("" if forenames.strip() == "-" else forenames, surname),))
    assert len(MatchIndex.build(MODEL, [("somebody", identity)])) == 1
