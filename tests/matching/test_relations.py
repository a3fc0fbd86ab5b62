"""Which names are one name in another form: pairs that the data and its rules relate, and pairs that they keep apart."""

import re

import pytest

from vetting.matching import data
from vetting.matching.levels import NICKNAME, VARIANT
from vetting.matching.names_data import origins, rarity, relations

from .people import person

HIT = {"possible", "strong"}
FOLDED = re.compile(r"[a-z]+")


def levels(one: str, other: str) -> tuple[int, int] | None:
    """Return the levels of two folded words as surnames and as forenames, or None if they are not related."""
    return {name: (surname, forename) for name, surname, forename in relations(one)}.get(other)


@pytest.mark.parametrize(
    ("short", "full"),
    [
        ("cathy", "kathryn"),
        ("cathy", "kathleen"),
        ("steph", "stefanie"),
        ("mo", "mohamad"),
        ("mike", "micheal"),
        ("liz", "elisabeth"),
        ("nick", "nicolas"),
        ("geoff", "jeffery"),
        ("jonny", "johnathan"),
        ("wm", "william"),
        ("fco", "francisco"),
        ("tobi", "oluwatobiloba"),
        ("funmi", "olufunmilayo"),
        ("ekow", "yaw"),
        ("sion", "john"),
    ],
)
def test_a_short_form_belongs_to_every_spelling_of_the_name(short, full):
    for found in (levels(short, full), levels(full, short)):
        assert found is not None
        assert found[1] == NICKNAME


@pytest.mark.parametrize(("one", "other"), [("bob", "bert"), ("peggy", "meg"), ("cathy", "kitty"), ("sandy", "alec")])
def test_short_forms_of_one_name_do_not_chain(one, other):
    found = levels(one, other)
    assert found is None or found[1] != NICKNAME


@pytest.mark.parametrize(
    ("anglicised", "original"),
    [
        ("murphy", "omurchu"),
        ("murphy", "mhurchu"),
        ("obrien", "bhriain"),
        ("sullivan", "osuilleabhain"),
        ("mcgowan", "gabhann"),
        ("fitzpatrick", "macgiollaphadraig"),
        ("macdonald", "nicdhomhnaill"),
        ("ward", "macanbhaird"),
    ],
)
def test_a_gaelic_surname_and_its_english_form_are_one(anglicised, original):
    for found in (levels(anglicised, original), levels(original, anglicised)):
        assert found is not None
        assert found[0] == VARIANT


PEOPLE = {
    "a daughter's form": (person("Máire", "Ní Bhriain"), person("Mary", "O'Brien")),
    "a wife's form": (person("Gráinne", "Uí Cheallaigh"), person("Grainne", "Kelly")),
    "an original and its English form": (person("Tadhg", "Ó Súilleabháin"), person("Timothy", "Sullivan")),
    "Nic": (person("Màiri", "NicDhòmhnaill"), person("Mary", "MacDonald")),
    "Cathy for Kathryn": (person("Cathy", "Hargreaves"), person("Kathryn", "Hargreaves", "1984-03-16")),
    "Mo for Mohamad": (person("Mo", "Quraishi"), person("Mohamad", "Qureshi")),
    "a written abbreviation": (person("Wm.", "Hargreaves"), person("William", "Hargreaves", "1984-03-16")),
    "Arabic letters": (person("أحمد", "محمود"), person("Ahmed", "Mahmoud")),
    "Hebrew letters": (person("משה", "כהן"), person("Moshe", "Cohen", "1984-03-16")),
}


@pytest.mark.parametrize("kind", PEOPLE)
def test_the_matcher_sees_through_it_either_way_round(weigh, kind):
    subject, listed = PEOPLE[kind]
    assert weigh(subject, listed).band in HIT
    assert weigh(listed, subject).band in HIT


def test_the_tables_of_scripts_and_of_shared_names_are_folded():
    assert all(FOLDED.fullmatch(latin) for latin in data.script_names().values())
    assert not any(char.isascii() for spelling in data.script_names() for char in spelling)
    assert all(FOLDED.fullmatch(word) for word in data.shared_names())
    assert {"kaur", "begum", "kumar"} <= data.shared_names()


@pytest.mark.parametrize(
    ("hers", "his"),
    [
        ("lewandowska", "lewandowski"),
        ("nowicka", "nowicki"),
        ("ivanova", "ivanov"),
        ("kazlauskiene", "kazlauskas"),
        ("kazlauskaite", "kazlauskas"),
    ],
)
def test_a_womans_form_of_a_surname_is_as_common_as_the_mans(hers, his):
    assert rarity(hers)[0] == rarity(his)[0] < rarity("brackenthwistle")[0]
    assert origins(hers)[0] == origins(his)[0]


@pytest.mark.parametrize("surname", ["smithska", "cova", "martininova", "brackenthwistleova", "jonesiene"])
def test_what_only_ends_like_a_womans_form_is_as_rare_as_any_unknown_name(surname):
    assert rarity(surname)[0] == rarity("brackenthwistle")[0]


def test_two_well_known_surnames_of_women_are_no_slip_of_one_another(weigh):
    """Lewandowska beside Malinowska: no more alike than Lewandowski beside Malinowski."""
    hers = weigh(person("Krystyna", "Lewandowska"), person("Krystyna", "Malinowska", "1984"))
    his = weigh(person("Krystyna", "Lewandowski"), person("Krystyna", "Malinowski", "1984"))
    assert hers.match_weight <= his.match_weight + 0.01
