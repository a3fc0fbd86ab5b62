"""What goes to a person whatever its sum, and with which reason."""

import pytest

from .people import BORN, person

LANES = {
    "possible_twin_or_sibling": [
        (person("Karen", "Smith"), person("John", "Smith")),
        (person("Aisha", "Hussain"), person("Bilal", "Hussain")),
    ],
    "surname_may_have_changed": [
        (person("Harriet Louise", "Jones"), person("Harriet Louise", "Cholmondeley")),
        (person("Persephone", "Jones"), person("Persephone", "Cholmondeley")),
        (person("James Peter", "Jones"), person("James Peter", "Cholmondeley")),
    ],
    "identifier_conflict": [
        (person("John", "Featherstonehaugh", ni="AB123456C"), person("John", "Featherstonehaugh", ni="CE654321A")),
        (
            person("John", "Featherstonehaugh", number="11", number_force="Kent"),
            person("John", "Featherstonehaugh", number="22", number_force="Kent"),
        ),
    ],
    "same_identifier_other_name": [
        (person("Ann", "Jones", "1971-11-28", ni="AB123456C"), person("Peter", "Nowak", ni="AB123456C")),
        (
            person("Ann", "Jones", "1971-11-28", number="4711", number_force="Kent"),
            person("Peter", "Nowak", number="4711", number_force="Kent Police"),
        ),
    ],
}


@pytest.mark.parametrize(("reason", "pair"), [(reason, pair) for reason, pairs in LANES.items() for pair in pairs])
def test_a_lane_gives_a_possible_match_with_its_reason(weigh, reason, pair):
    for match in (weigh(*pair), weigh(*reversed(pair))):
        assert (match.band, match.reason) == ("possible", reason)


@pytest.mark.parametrize(
    ("subject", "listed"),
    [
        (person("Karen", "Smith", "1984-03-16"), person("John", "Smith")),
        (person("Karen", "Smith", "1984"), person("John", "Smith", "1984")),
        (person("James", "Jones"), person("James", "Cholmondeley")),
        (person("James Peter", "Jones"), person("James Mark", "Cholmondeley")),
        (person("Persephone", "Jones", "1971-11-28"), person("Persephone", "Cholmondeley")),
        (
            person("Ann", "Jones", "1971-11-28", number="4711", number_force="Kent"),
            person("Peter", "Nowak", number="4711", number_force="Essex"),
        ),
    ],
)
def test_lanes_are_tight(weigh, subject, listed):
    assert weigh(subject, listed).reason is None


def test_a_changed_surname_does_not_depend_on_sex(weigh):
    ann = weigh(person("Harriet Louise", "Jones"), person("Harriet Louise", "Cholmondeley"))
    james = weigh(person("Percival Louis", "Jones"), person("Percival Louis", "Cholmondeley"))
    assert ann.reason == james.reason == "surname_may_have_changed"


def test_an_exact_other_name_beats_the_lane(weigh):
    match = weigh(person("Karen", "Smith", BORN, ("John", "Smith")), person("John", "Smith"))
    assert match.band == "strong"
    assert match.reason is None
