"""What goes to a person whatever its sum, and with which reason."""

import pytest

from vetting.matching import MatchIndex

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
    "same_name_no_date_of_birth": [
        (person("John", "Smith", None), person("John", "Smith")),
        (person("Jon", "Smith", None), person("John", "Smith", None)),
        (person("Bob", "Smith", None), person("Robert Alan", "Smith")),
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
        (person("John", "Smith", "1983"), person("John", "Smith")),
        (person("John Alan", "Smith", None), person("John Peter", "Smith")),
        (person("Jane", "Smith", None), person("John", "Smith")),
        (person("John", "Smyth", None), person("John", "Smithers")),
        (
            person("Ann", "Jones", "1971-11-28", number="4711", number_force="Kent"),
            person("Peter", "Nowak", number="4711", number_force="Essex"),
        ),
    ],
)
def test_lanes_are_tight(weigh, subject, listed):
    assert weigh(subject, listed).reason is None


def test_the_lane_of_the_same_name_only_lifts(weigh):
    number = {"number": "4711", "number_force": "Kent"}
    match = weigh(person("John", "Smith", None, **number), person("John", "Smith", **number))
    assert (match.band, match.reason) == ("strong", None)
    assert weigh(person("Morwenna", "Penhaligon", None), person("Morwenna", "Penhaligon")).reason is None


def test_nobody_with_the_name_of_an_undated_entry_is_passed_over(model):
    dated = [(f"d{year}", person("John", "Smith", f"{year}-05-06")) for year in range(1950, 2000)]
    undated = [("missing", person("John", "Smith", None)), ("year", person("Jon", "Smith", "1984"))]
    others = [(f"o{n}", person("John", f"Smith{chr(97 + n)}on", None)) for n in range(20)]
    index = MatchIndex.build(model, [*dated, *undated, *others])
    assert [hit.entry_id for hit in index.search(person("John", "Smith", "1984-03-15"))] == ["year", "missing"]
    everybody = {name for name, _ in [*dated, *undated]}
    assert {hit.entry_id for hit in index.search(person("John", "Smith", None))} == everybody


def test_a_changed_surname_does_not_depend_on_sex(weigh):
    ann = weigh(person("Harriet Louise", "Jones"), person("Harriet Louise", "Cholmondeley"))
    james = weigh(person("Percival Louis", "Jones"), person("Percival Louis", "Cholmondeley"))
    assert ann.reason == james.reason == "surname_may_have_changed"


def test_an_exact_other_name_beats_the_lane(weigh):
    match = weigh(person("Karen", "Smith", BORN, ("John", "Smith")), person("John", "Smith"))
    assert match.band == "strong"
    assert match.reason is None
