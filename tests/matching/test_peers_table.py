"""Pairs that other matchers were measured to get wrong (reference/peers.md, section 6.0): each row, and what must hold of it here.

Dates of birth are equal unless stated. "Under" is a pair that must weigh less; "the same as" one that must weigh exactly as much.
"""

import pytest

from .people import BORN, person

HIT = {"possible", "strong"}
SMITH = person("John", "Smith")
RARE = person("Tarquin", "Featherstonehaugh")


def of(forenames: str, surname: str, born: str | None = BORN, *others: tuple[str, str]):
    return person(forenames, surname, born, *others)


FOUND = {
    "exact": (SMITH, SMITH),
    "day and month flipped": (of("John", "Smith", "1984-03-05"), of("John", "Smith", "1984-05-03")),
    "one digit of the date": (SMITH, of("John", "Smith", "1984-03-16")),
    "1984 for 1948": (SMITH, of("John", "Smith", "1948-03-15")),
    "Jon": (of("Jon", "Smith"), SMITH),
    "Jhon": (of("Jhon", "Smith"), SMITH),
    "Bob": (of("Bob", "Smith"), of("Robert", "Smith")),
    "Liz": (of("Liz", "Smith"), of("Elizabeth", "Smith")),
    "Mo": (of("Mo", "Khan"), of("Mohammed", "Khan")),
    "Smyth": (of("John", "Smyth"), SMITH),
    "names swapped": (of("Smith", "John"), SMITH),
    "initial": (of("J", "Smith"), SMITH),
    "half of a double name": (of("Ann", "Jones"), of("Ann", "Jones-Walker")),
    "surname changed, the old one on the list": (of("Ann", "Cole", BORN, ("Ann", "Jones")), of("Ann", "Jones")),
    "rank": (of("PC John", "Smith"), SMITH),
    "Mc apart": (of("Conor", "Mc Donald"), of("Conor", "McDonald")),
    "O apart": (of("Kate", "O Brien"), of("Kate", "O'Brien")),
    "rare name without a date": (of("Tarquin James", "Featherstonehaugh", None), of("Tarquin James", "Featherstonehaugh")),
}
NOT_FOUND = {
    "same year, another day": (of("John", "Smith", "1984-03-05"), of("John", "Smith", "1984-11-28")),
    "two years, a month and two days apart": (of("John", "Smith", "1984-03-15"), of("John", "Smith", "1986-04-17")),
}
UNDER = {
    "no date under a date": ((of("John", "Smith", None), SMITH), (SMITH, SMITH)),
    "common without a date under rare without one": (
        (of("John", "Smith", None), SMITH),
        (of("Tarquin", "Featherstonehaugh", None), RARE),
    ),
    "a random day under one digit": (
        (of("John", "Smith", "1984-03-05"), of("John", "Smith", "1984-11-28")),
        (SMITH, of("John", "Smith", "1984-03-16")),
    ),
    "nearness in the calendar under the year's digits swapped": (
        (of("John", "Smith", "1984-03-15"), of("John", "Smith", "1986-04-17")),
        (SMITH, of("John", "Smith", "1948-03-15")),
    ),
    "a sister under a typing error": ((of("Karen", "Smith"), SMITH), (of("Jhon", "Smith"), SMITH)),
    "a sister under a nickname": ((of("Karen", "Smith"), of("Robert", "Smith")), (of("Bob", "Smith"), of("Robert", "Smith"))),
    "a sister under Liz": ((of("Karen", "Smith"), of("Elizabeth", "Smith")), (of("Liz", "Smith"), of("Elizabeth", "Smith"))),
    "swapped common names under exact ones": ((of("Smith", "John"), SMITH), (SMITH, SMITH)),
    "swapped common names under swapped rare ones": ((of("Smith", "John"), SMITH), (of("Featherstonehaugh", "Tarquin"), RARE)),
    "an initial under the name": ((of("J", "Smith"), SMITH), (SMITH, SMITH)),
    "a half under the whole": (
        (of("Ann", "Jones"), of("Ann", "Jones-Walker")),
        (of("Ann", "Jones-Walker"), of("Ann", "Jones-Walker")),
    ),
    "a changed surname under an old one that is listed": (
        (of("Persephone", "Cole"), of("Persephone", "Cholmondeley")),
        (of("Persephone", "Cole", BORN, ("Persephone", "Cholmondeley")), of("Persephone", "Cholmondeley")),
    ),
}
THE_SAME = {
    "a rank": (of("PC John", "Smith"), SMITH),
    "Mc apart": (of("John", "Mc Donald"), of("John", "McDonald")),
    "O'": (of("John", "O Brien"), of("John", "O’Brien")),
}


@pytest.mark.parametrize("row", FOUND)
def test_it_is_found_either_way_round(weigh, row):
    subject, listed = FOUND[row]
    assert weigh(subject, listed).band in HIT
    assert weigh(listed, subject).band in HIT


@pytest.mark.parametrize("row", NOT_FOUND)
def test_nobody_is_flagged_for_it(weigh, row):
    subject, listed = NOT_FOUND[row]
    assert weigh(subject, listed).band == "none"
    assert weigh(listed, subject).band == "none"


@pytest.mark.parametrize("row", UNDER)
def test_it_weighs_less(weigh, row):
    less, more = UNDER[row]
    assert weigh(*less).match_weight < weigh(*more).match_weight


@pytest.mark.parametrize("row", THE_SAME)
def test_it_weighs_the_same(weigh, row):
    written, plain = THE_SAME[row]
    assert weigh(written, plain).match_weight == weigh(plain, plain).match_weight


def test_a_sister_goes_to_a_person_with_her_reason(weigh):
    match = weigh(of("Karen", "Smith"), SMITH)
    assert (match.band, match.reason) == ("possible", "possible_twin_or_sibling")


def test_a_surname_changed_unknown_to_the_list_goes_to_a_person_with_its_reason(weigh):
    match = weigh(of("Persephone", "Cole"), of("Persephone", "Cholmondeley"))
    assert (match.band, match.reason) == ("possible", "surname_may_have_changed")
