"""This pair must outweigh that pair: orders that survive every re-tuning."""

from itertools import pairwise

import pytest

from .people import BORN, person

CHAINS = {
    "forename": [person(forenames, "Featherstonehaugh") for forenames in ("Robert", "Bob", "Robret", "J R", "", "Karen")],
    "surname": [person("Harriet", surname) for surname in ("Hargreaves", "Hargraves", "", "Patel")],
    "date": [person("John", "Hargreaves", born) for born in ("1984-03-05", "1984-05-03", "1984-03-06", "1984", None, "1971-11-28")],
}


def _asked(kind):
    return {
        "forename": person("Robert", "Featherstonehaugh"),
        "surname": person("Harriet", "Hargreaves"),
        "date": person("John", "Hargreaves", "1984-03-05"),
    }[kind]


@pytest.mark.parametrize("kind", ["forename", "date"])
def test_each_step_down_weighs_less(weigh, kind):
    listed = [entry for entry in CHAINS[kind] if entry.names[0].forenames != "J R"]
    weights = [weigh(_asked(kind), entry).match_weight for entry in listed]
    assert all(better > worse for better, worse in pairwise(weights)), weights


NAME_ORDER = [
    # exact, nickname, one edit, sound-alike, initial, missing, different
    [("Robert", "Robert"), ("Bob", "Robert"), ("Robret", "Robert"), ("R", "Robert"), ("", "Robert"), ("Karen", "Robert")],
    [
        ("Catherine", "Catherine"),
        ("Kathryn", "Catherine"),
        ("Cahterine", "Catherine"),
        ("C", "Catherine"),
        ("", "Catherine"),
        ("Gary", "Catherine"),
    ],
    [("Shaun", "Shaun"), ("Sean", "Shaun"), ("Shahun", "Shaun"), ("S", "Shaun"), ("", "Shaun"), ("Linda", "Shaun")],
]


@pytest.mark.parametrize("order", NAME_ORDER)
@pytest.mark.parametrize("surname", ["Smith", "Featherstonehaugh"])
@pytest.mark.parametrize("born", [BORN, "1984", None, "1984-03-16"])
def test_forename_levels_keep_their_order_whatever_the_other_fields_say(weigh, order, surname, born):
    weights = [weigh(person(mine, surname), person(theirs, surname, born)).match_weight for mine, theirs in order]
    assert all(better > worse for better, worse in pairwise(weights)), weights


@pytest.mark.parametrize("names", [("John", "Smith"), ("Tarquin", "Featherstonehaugh"), ("Mohammed", "Khan"), ("J", "Patel")])
def test_date_levels_keep_their_order_whatever_the_names(weigh, names):
    asked = person(*names, "1984-03-05")
    weights = [
        weigh(asked, person(*names, born)).match_weight
        for born in ("1984-03-05", "1984-05-03", "1984-03-06", "1984", None, "1971-11-28")
    ]
    assert all(better > worse for better, worse in pairwise(weights)), weights


BETTER = {
    "rare surname": (
        (person("John", "Featherstonehaugh"), person("John", "Featherstonehaugh")),
        (person("John", "Smith"), person("John", "Smith")),
    ),
    "rare forename": (
        (person("Peregrine", "Smith"), person("Peregrine", "Smith")),
        (person("John", "Smith"), person("John", "Smith")),
    ),
    "rare surname misspelt": (
        (person("John", "Fetherstonehaugh"), person("John", "Featherstonehaugh")),
        (person("John", "Smitth"), person("John", "Smith")),
    ),
    "rare names swapped": (
        (person("Featherstonehaugh", "Peregrine"), person("Peregrine", "Featherstonehaugh")),
        (person("Smith", "John"), person("John", "Smith")),
    ),
    "exact over swapped names": (
        (person("John", "Smith"), person("John", "Smith")),
        (person("Smith", "John"), person("John", "Smith")),
    ),
    "Jon over Karen": ((person("Jon", "Smith"), person("John", "Smith")), (person("Karen", "Smith"), person("John", "Smith"))),
    "Jhon over Karen": ((person("Jhon", "Smith"), person("John", "Smith")), (person("Karen", "Smith"), person("John", "Smith"))),
    "Bob over Karen": ((person("Bob", "Smith"), person("Robert", "Smith")), (person("Karen", "Smith"), person("Robert", "Smith"))),
    "whole over half": (
        (person("Ann", "Jones-Walker"), person("Ann", "Jones-Walker")),
        (person("Ann", "Jones"), person("Ann", "Jones-Walker")),
    ),
    "half over different": (
        (person("Ann", "Jones"), person("Ann", "Jones-Walker")),
        (person("Ann", "Patel"), person("Ann", "Jones-Walker")),
    ),
    "middle name agrees": (
        (person("Ann May", "Cole"), person("Ann May", "Cole")),
        (person("Ann", "Cole"), person("Ann May", "Cole")),
    ),
    "middle name missing over different": (
        (person("Ann", "Cole"), person("Ann May", "Cole")),
        (person("Ann Zoe", "Cole"), person("Ann May", "Cole")),
    ),
    "date over no date": (
        (person("John", "Smith"), person("John", "Smith")),
        (person("John", "Smith", None), person("John", "Smith")),
    ),
    "one digit over a random day": (
        (person("John", "Smith", "1984-03-16"), person("John", "Smith")),
        (person("John", "Smith", "1984-10-28"), person("John", "Smith")),
    ),
    "1948 over a random day": (
        (person("John", "Smith", "1948-03-15"), person("John", "Smith")),
        (person("John", "Smith", "1984-10-28"), person("John", "Smith")),
    ),
    "a digit easily mistaken over another": (
        (person("John", "Smith", "1984-03-14"), person("John", "Smith")),
        (person("John", "Smith", "1984-03-10"), person("John", "Smith")),
    ),
    "any one digit over a year alone": (
        (person("John", "Smith", "1984-03-10"), person("John", "Smith")),
        (person("John", "Smith", "1984"), person("John", "Smith")),
    ),
    "three forenames over two": (
        (person("Ann May Zoe", "Cole"), person("Ann May Zoe", "Cole")),
        (person("Ann May", "Cole"), person("Ann May", "Cole")),
    ),
    "two names of one word over one": (
        (person("", "Ravindran"), person("", "Ravindran")),
        (person("", "Ravindran"), person("Nuwan", "Ravindran")),
    ),
    "a name of one word that is the forename over another name": (
        (person("", "Nuwan"), person("Nuwan", "Ravindran")),
        (person("", "Nuwan"), person("Ranil", "Ravindran")),
    ),
    "near English forenames over near Sikh ones": (
        (person("Stephan", "Smith"), person("Stefano", "Smith")),
        (person("Gurmeet", "Singh"), person("Gurpreet", "Singh")),
    ),
    "a slip of the pen over another well-known surname": (
        (person("Ann", "Daviess"), person("Ann", "Davies")),
        (person("Ann", "Davis"), person("Ann", "Davies")),
    ),
    "a rare short form over a well-known forename": (
        (person("Bob", "Hargreaves"), person("Robert", "Hargreaves")),
        (person("Emma", "Hargreaves"), person("Emily", "Hargreaves")),
    ),
    "a later letter mistaken over the first": (
        (person("John", "Hartgreaves"), person("John", "Hargreaves")),
        (person("John", "Bargreaves"), person("John", "Hargreaves")),
    ),
    "ten years too far over a random year": (
        (person("John", "Smith", "1991-03-05"), person("John", "Smith", "2001-03-05")),
        (person("John", "Smith", "1991-03-05"), person("John", "Smith", "2003-03-05")),
    ),
    "ordinary birthday over 1 January": (
        (person("Ali", "Khan", "1984-03-15"), person("Ali", "Khan", "1984-03-15")),
        (person("Ali", "Khan", "1984-01-01"), person("Ali", "Khan", "1984-01-01")),
    ),
}


@pytest.mark.parametrize("case", BETTER)
def test_this_outweighs_that(weigh, case):
    better, worse = BETTER[case]
    assert weigh(*better).match_weight > weigh(*worse).match_weight


@pytest.mark.parametrize("forename", ["Jon", "Jhon"])
def test_another_spelling_stands_well_above_a_sibling(weigh, forename):
    listed = person("John", "Smith")
    assert weigh(person(forename, "Smith"), listed).match_weight > weigh(person("Karen", "Smith"), listed).match_weight + 6.0
