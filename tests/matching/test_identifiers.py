"""Service numbers, forces and National Insurance numbers."""

import pytest

from vetting.matching import MatchIndex, compare
from vetting.matching.identifiers import fold_force, fold_national_insurance, fold_service_number

from .people import level, person, row_weight


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("Kent Police", "KENT CONSTABULARY"),
        ("kent", "Kent"),
        ("Devon & Cornwall Police", "Devon and Cornwall"),
        ("Metropolitan Police Service", "the Met"),
        ("GMP", "Greater Manchester Police"),
        ("Hampshire and Isle of Wight Constabulary", "Hampshire"),
        ("Dyfed-Powys", "Dyfed Powys Police"),
        ("City of London Police", "City of London"),
    ],
)
def test_the_names_of_one_force_fold_alike(first, second):
    assert fold_force(first) == fold_force(second) != ""


def test_unknown_forces_are_compared_as_text():
    assert fold_force("Ruritanian Guard") == fold_force("RURITANIAN-GUARD") != fold_force("Freedonian Guard")


@pytest.mark.parametrize(
    ("text", "folded"), [("001234", "1234"), ("C 1234", "C1234"), ("c-1234", "C1234"), ("", ""), ("none", ""), ("1" * 40, "")]
)
def test_service_numbers_fold(text, folded):
    assert fold_service_number(text) == folded


@pytest.mark.parametrize("text", ["", "QQ123456C", "BG123456A", "AB12345", "AB1234567", "AB123456E", "hello", "DA123456A"])
def test_ill_formed_national_insurance_numbers_are_missing(text):
    assert fold_national_insurance(text) == 0


def test_the_suffix_of_a_national_insurance_number_may_be_missing():
    assert fold_national_insurance("AB 12 34 56 C") == fold_national_insurance("ab123456") != 0


@pytest.mark.parametrize(
    ("mine", "theirs", "expected"),
    [
        (("1234", "Kent"), ("1234", "Kent Police"), "same_force"),
        (("1234", "Kent"), ("1234", "Essex"), "other_force"),
        (("1234", ""), ("1234", "Essex"), "force_unknown"),
        (("1234", "Kent"), ("9876", "Kent"), "different"),
        (("1234", "Kent"), ("9876", "Essex"), "forces_differ"),
        (("1234", "Kent"), ("", "Kent"), "missing"),
    ],
)
def test_service_numbers_count_within_a_force_only(weigh, mine, theirs, expected):
    match = weigh(
        person("Ann", "Cole", number=mine[0], number_force=mine[1]), person("Ann", "Cole", number=theirs[0], number_force=theirs[1])
    )
    assert level(match, "service_number") == expected
    sign = {"same_force": 1, "force_unknown": 1, "different": -1}.get(expected, 0)
    assert (row_weight(match, "service_number") > 0) - (row_weight(match, "service_number") < 0) == sign


@pytest.mark.parametrize(
    ("mine", "theirs", "expected"),
    [
        ("AB123456C", "AB123456", "exact"),
        ("AB123456C", "AB123457C", "one_digit_different"),
        ("AB123456C", "AB213456C", "one_digit_different"),
        ("AB123456C", "CE654321A", "different"),
        ("AB123456C", None, "missing"),
        ("QQ123456C", "QQ123456C", "missing"),
    ],
)
def test_national_insurance_levels(weigh, mine, theirs, expected):
    assert level(weigh(person("Ann", "Cole", ni=mine), person("Ann", "Cole", ni=theirs)), "national_insurance_number") == expected


@pytest.mark.parametrize("written", ["AB123457C", "AB124356C", "AB023456C", "AB123465C", "AB213456C"])
def test_a_slip_in_the_insurance_number_finds_whom_nothing_else_would(model, written):
    """Another surname and no date of birth: neither dates nor names lead to the entry, and yet the pair is a hit."""
    listed = person("Gwendolyn Mary", "Cholmondeley", "1961-07-30", ni="AB123456C")
    asked = person("Gwendolyn", "Cole", None, ni=written)
    assert compare(model, asked, listed).band == "possible"
    others = [(f"o{number}", person("Ann", "Jones", ni=f"AB12{number:04d}C")) for number in range(3_400, 3_500) if number != 3_456]
    assert [hit.entry_id for hit in MatchIndex.build(model, [("e", listed), *others]).search(asked)][:1] == ["e"]
