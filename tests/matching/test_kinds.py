"""One table of cases for each kind of difference the matcher must see through: the level it falls on, and that it is a hit."""

import pytest

from .people import BORN, level, person

HIT = {"possible", "strong"}

SURNAMES = [
    ("Smith", "Smith", "exact"),
    ("O'Brien", "OBrien", "exact"),
    ("O'Brien", "O Brien", "exact"),
    ("Mc Donald", "McDonald", "exact"),
    ("Smith-Jones", "Smith Jones", "exact"),
    ("Smith-Jones", "Smithjones", "exact"),
    ("Müller", "Muller", "exact"),
    ("Łukasik", "lukasik", "exact"),
    ("MacDonald", "McDonald", "variant"),
    ("Smith", "Smyth", "variant"),
    ("van der Berg", "Berg", "variant"),
    ("de Souza", "Souza", "variant"),
    ("Jones-Walker", "Walker-Jones", "variant"),
    ("Kowalski", "Kowalska", "variant"),
    ("Featherstonehaugh", "Fetherstonehaugh", "one_edit"),
    ("Robertson", "Roberston", "one_edit"),
    ("Hargreaves", "Hargreavs", "one_edit"),
    ("Featherstonehaugh", "Fwatherstonehsugh", "two_edits"),
    ("Abernethy", "Ubernetky", "two_edits"),
    ("Reid", "Reed", "variant"),
    ("Jones", "Jones-Walker", "half"),
    ("García", "García Márquez", "half"),
    ("Smith-Jones", "Smith-Brown", "half_near"),
    ("Featherstonehaugh", "Featherston", "shortened"),
    ("Smith", "Patel", "different"),
    ("Harris", "Morris", "similar"),
    ("Jones", "James", "resembling"),
]
FORENAMES = [
    ("John", "John", "exact"),
    ("Mary-Ann", "Mary Ann", "exact"),
    ("Maryann", "Mary Ann", "exact"),
    ("Siân", "Sian", "exact"),
    ("Mohammed", "Muhammad", "variant"),
    ("Catherine", "Kathryn", "variant"),
    ("Jon", "John", "variant"),
    ("Siân", "Shan", "variant"),
    ("Bob", "Robert", "nickname"),
    ("Liz", "Elizabeth", "nickname"),
    ("Mo", "Mohammed", "nickname"),
    ("Bill", "William", "nickname"),
    ("Jhon", "John", "one_edit"),
    ("Micheal", "Michael", "variant"),
    ("Chrisotpher", "Christopher", "one_edit"),
    ("J", "John", "initial"),
    ("J.", "John", "initial"),
    ("Paul", "John Paul", "other_forename"),
    ("John Paul", "Paul John", "other_forename"),
    ("Karen", "John", "different"),
    ("", "John", "missing"),
]
MIDDLES = [
    ("John Paul", "John Paul", "exact"),
    ("John P", "John Paul", "initial"),
    ("John Pual", "John Paul", "near"),
    ("John", "John Paul", "missing"),
    ("John Mark", "John Paul", "different"),
    ("John Mark Paul", "John Paul", "exact"),
]


@pytest.mark.parametrize(("mine", "theirs", "expected"), SURNAMES)
def test_surnames_fall_on_their_level_either_way_round(weigh, mine, theirs, expected):
    assert level(weigh(person("Harriet", mine), person("Harriet", theirs)), "surname") == expected
    assert level(weigh(person("Harriet", theirs), person("Harriet", mine)), "surname") == expected


@pytest.mark.parametrize(("mine", "theirs", "expected"), FORENAMES)
def test_forenames_fall_on_their_level_either_way_round(weigh, mine, theirs, expected):
    assert level(weigh(person(mine, "Hargreaves"), person(theirs, "Hargreaves")), "forenames") == expected
    assert level(weigh(person(theirs, "Hargreaves"), person(mine, "Hargreaves")), "forenames") == expected


@pytest.mark.parametrize(("mine", "theirs", "expected"), MIDDLES)
def test_other_forenames_fall_on_their_level_either_way_round(weigh, mine, theirs, expected):
    assert level(weigh(person(mine, "Hargreaves"), person(theirs, "Hargreaves")), "middle_names") == expected
    assert level(weigh(person(theirs, "Hargreaves"), person(mine, "Hargreaves")), "middle_names") == expected


SEEN_THROUGH = {
    "typing error": (person("John", "Featherstonehaugh"), person("John", "Fetherstonehaugh")),
    "two typing errors": (person("Jhon", "Smith"), person("John", "Simth")),
    "sound-alike": (person("Sean", "Reid"), person("Shaun", "Reed")),
    "nickname": (person("Bob", "Clarke"), person("Robert", "Clarke")),
    "nickname and typing error": (person("Bob", "Hargreavs"), person("Robert", "Hargreaves")),
    "Mo and Muhammad": (person("Mo", "Khan"), person("Muhammad", "Khan")),
    "Siân": (person("Sian", "Pryce"), person("Siân", "Price")),
    "Singh as middle name": (person("Harpreet Singh", "Gill"), person("Harpreet", "Singh Gill")),
    "Kaur": (person("Manpreet", "Kaur"), person("Manpreet Kaur", "Sandhu")),
    "Polish": (person("Lukasz", "Wojcik"), person("Łukasz", "Wójcik")),
    "Irish": (person("Seán", "Ó Briain"), person("Sean", "O'Brien")),
    "mononym": (person("", "Suharto"), person("Suharto", "")),
    "initial": (person("J", "Featherstonehaugh"), person("John", "Featherstonehaugh")),
    "initials": (person("J P", "Smith"), person("John Paul", "Smith")),
    "middle name missing": (person("John", "Smith"), person("John Paul", "Smith")),
    "middle name used": (person("Paul", "Smith"), person("John Paul", "Smith")),
    "forenames in another order": (person("Paul John", "Smith"), person("John Paul", "Smith")),
    "names swapped": (person("Smith", "John"), person("John", "Smith")),
    "names swapped with middle": (person("Smith", "John Paul"), person("John Paul", "Smith")),
    "names swapped and misspelt": (person("Hargreavs", "John"), person("John", "Hargreaves")),
    "Chinese order": (person("Wang", "Xiao Ming"), person("Xiaoming", "Wang")),
    "one field": (person("", "John Paul O'Brien-Smith"), person("John Paul", "O'Brien Smith")),
    "surname first": (person("", "SMITH, John"), person("John", "Smith")),
    "half of a double name": (person("Gabriel", "García"), person("Gabriel", "García Márquez")),
    "joined double name": (person("Ann", "Smithjones"), person("Ann", "Smith-Jones")),
    "particle": (person("Jan", "van den Berg"), person("Jan", "Berg")),
    "rank": (person("PC 4711 John", "Smith"), person("John", "Smith")),
    "other name": (person("Ann", "Jones", BORN, ("Ann", "Cholmondeley")), person("Ann", "Cholmondeley")),
    "other name on the list": (person("Ann", "Cholmondeley"), person("Ann", "Jones", BORN, ("Ann", "Cholmondeley"))),
    "maiden name alone": (person("Ann", "Cholmondeley"), person("Ann", "Jones", BORN, ("", "Cholmondeley"))),
    "day and month swapped": (person("John", "Smith", "1984-03-05"), person("John", "Smith", "1984-05-03")),
    "day first": (person("John", "Smith", "05/03/1984"), person("John", "Smith", "1984-03-05")),
    "one digit of the date": (person("John", "Smith", "1984-03-15"), person("John", "Smith", "1984-03-16")),
    "1948 for 1984": (person("John", "Smith", "1948-03-15"), person("John", "Smith", "1984-03-15")),
    "decade slip": (person("John", "Smith", "1974-03-15"), person("John", "Smith", "1984-03-15")),
    "year only": (person("Tarquin", "Featherstonehaugh", "1984"), person("Tarquin", "Featherstonehaugh", "1984-03-15")),
    "1 January": (person("Tarquin", "Featherstonehaugh", "1984-01-01"), person("Tarquin", "Featherstonehaugh", "1984-03-15")),
    "placeholder date": (person("Tarquin James", "Featherstonehaugh", "01/01/1900"), person("Tarquin James", "Featherstonehaugh")),
    "changed surname": (person("Harriet Louise", "Jones"), person("Harriet Louise", "Cholmondeley")),
    "changed surname, rare forename": (person("Persephone", "Jones"), person("Persephone", "Cholmondeley")),
    "warrant number": (
        person("J", "Smith", None, force="Kent Police", number="4711"),
        person("John", "Smith", force="Kent", number="04711"),
    ),
    "a digit in a name": (person("J0hn", "Sm1th"), person("John", "Smith")),
    "forenames written as one, misspelt": (person("Annmarie", "Hargreaves"), person("Anne Marie", "Hargreaves")),
    "two letters of a short surname transposed": (person("Xiaoming", "Il"), person("Xiaoming", "Li")),
    "names of two names mixed": (
        person("Harriet", "Jones", BORN, ("Peregrine", "Cholmondeley")),
        person("Peregrine", "Jones"),
    ),
    "a title in the surname's place": (person("Harriet Hargreaves", "Dr"), person("Harriet", "Hargreaves")),
    "day and month swapped and a digit": (
        person("Tarquin", "Featherstonehaugh", "1984-03-05"),
        person("Tarquin", "Featherstonehaugh", "1985-05-03"),
    ),
    "a year too far": (person("John", "Smith", "1999-11-03"), person("John", "Smith", "2000-11-03")),
    "ten years too far, over the century": (person("John", "Smith", "1991-11-03"), person("John", "Smith", "2001-11-03")),
    "a year of two digits, the wrong century": (person("John", "Smith", "2055-11-03"), person("John", "Smith", "1955-11-03")),
    "the wrong century beside a year alone": (
        person("Tarquin James", "Featherstonehaugh", "2055-11-03"),
        person("Tarquin James", "Featherstonehaugh", "1955"),
    ),
    "fields swapped, names that sound alike": (person("Hussein", "Al-Hassan"), person("Al-Hassan", "Hussein")),
    "two forenames and a surname swapped that sound alike": (person("Hussein Ali", "Hassan"), person("Hassan", "Hussein Ali")),
    "a former surname that no table knows": (
        person("Harriet Brackenthwistle", "Jones", "1984-03-16"),
        person("Harriet", "Brackenthwistle"),
    ),
    "a father's name in the surname's place": (person("Selam Weldegebriel", "Kidane"), person("Selam Habtom", "Weldegebriel")),
    "NI number": (person("Ann", "Jones", None, ni="AB123456C"), person("Annabel", "Smith", ni="AB 12 34 56 C")),
}


@pytest.mark.parametrize("kind", SEEN_THROUGH)
def test_the_matcher_sees_through_it_either_way_round(weigh, kind):
    subject, listed = SEEN_THROUGH[kind]
    assert weigh(subject, listed).band in HIT
    assert weigh(listed, subject).band in HIT


@pytest.mark.parametrize(
    ("subject", "listed"),
    [
        (person("John", "Smith"), person("John", "Smith", "1971-11-28")),
        (person("Tarquin", "Featherstonehaugh"), person("Tarquin", "Featherstonehaugh", "1971-11-28")),
        (person("Mohammed", "Khan"), person("Mohammed", "Khan", "1971-11-28")),
        (person("Harriet Louise", "Hargreaves"), person("Harriet Louise", "Hargreaves", "1971-11-28")),
        (person("John", "Smith"), person("Pawel", "Nowak")),
        (person("John", "Smith"), person("John", "Patel", "1971-11-28")),
        (person("Karen", "Smith", "1971-11-28"), person("John", "Smith")),
    ],
)
def test_namesakes_with_another_full_date_and_strangers_are_no_hits(weigh, subject, listed):
    assert weigh(subject, listed).band == "none"
    assert weigh(subject, listed).reason is None


def test_forenames_crossed_both_ways_weigh_the_same_either_way_round(weigh):
    one, other = person("Thi Mai", "Pham"), person("Mai Thi", "Pham")
    assert weigh(one, other).match_weight == pytest.approx(weigh(other, one).match_weight)


ONE_WORD = [
    (("", "Ravindran"), ("", "Ravindran"), "1984-03-16", "exact"),
    (("", "Ravindran"), ("", "Rawindran"), BORN, "one_edit"),
    (("", "Ravindran"), ("Nuwan", "Ravindran"), BORN, "exact"),
    (("", "Mahinthan"), ("Mahinthan", "Thambirajah"), BORN, "half"),
]


@pytest.mark.parametrize(("mine", "theirs", "born", "expected"), ONE_WORD)
def test_a_name_of_one_word_is_found_as_either_name(weigh, mine, theirs, born, expected):
    for match in (weigh(person(*mine, born), person(*theirs)), weigh(person(*theirs, born), person(*mine))):
        assert level(match, "surname") == expected
        assert match.band in HIT


def test_a_name_of_one_word_is_no_hit_on_another_name(weigh):
    assert weigh(person("", "Ravindran"), person("Nuwan", "Thambirajah")).band == "none"
