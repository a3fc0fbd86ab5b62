"""Second names beside the first one in a field, names run together, and names that a machine garbled."""

import pytest

from vetting.matching import PersonName, split_full_name
from vetting.matching.readings import MOST_READINGS, readings

from .people import person

HIT = {"possible", "strong"}


def every(forenames: str, surname: str) -> list[tuple[str, str]]:
    return [(" ".join(found.forenames), " ".join(found.surname)) for found in readings(PersonName(forenames, surname))]


@pytest.mark.parametrize(
    ("forenames", "surname", "expected"),
    [
        ('William "Buster"', "Lumb", [("william", "lumb"), ("buster", "lumb")]),
        ("William (Bill)", "Lumb", [("william", "lumb"), ("bill", "lumb")]),
        ("William known as Bill", "Lumb", [("william", "lumb"), ("bill", "lumb")]),
        ('"Bill"', "Lumb", [("bill", "lumb")]),
        ("William (PC)", "Lumb", [("william", "lumb")]),
        ("William (no middle name)", "Lumb", [("william", "lumb")]),
        ("Ann", "Lumb (deceased)", [("ann", "lumb")]),
        ("Ann", "Lumb (Snr)", [("ann", "lumb")]),
        ("Ann", "Lumb (née Cole)", [("ann", "lumb"), ("ann", "cole"), ("ann", "lumb cole")]),
        ("Ann", "Lumb nee Cole", [("ann", "lumb"), ("ann", "cole"), ("ann", "lumb cole")]),
        ("Ann", "Lumb, formerly Cole", [("ann", "lumb"), ("ann", "cole"), ("ann", "lumb cole")]),
        ("Ann", "Lumb/Cole", [("ann", "lumb"), ("ann", "cole"), ("ann", "lumb cole")]),
        ("Ann", "Lumb ne\u0301e Cole", [("ann", "lumb"), ("ann", "cole"), ("ann", "lumb cole")]),
        ("ANN", "LUMB NÉE COLE", [("ann", "lumb"), ("ann", "cole"), ("ann", "lumb cole")]),
        ("", "Ann Lumb (née Cole)", [("ann", "lumb"), ("lumb", "ann"), ("ann", "cole"), ("", "ann lumb")]),
        ("Ann", "Nee", [("ann", "nee"), ("", "ann")]),
        ("Ann", "v/d Meer", [("ann", "v dmeer")]),
        ("johncartwright", "", [("", "johncartwright"), ("john", "cartwright"), ("cartwright", "john")]),
        (
            "CHRISTOPHERCARTWRIGHT",
            "",
            [("", "christophercartwright"), ("christopher", "cartwright"), ("cartwright", "christopher")],
        ),
        ("McDonald", "", [("", "mcdonald")]),
        ("Robertson", "", [("", "robertson")]),
        ("Suharto", "", [("", "suharto")]),
        ("DeLuca", "", [("", "deluca")]),
        ("Helen Boothroyd", "Cartwright", [("helen boothroyd", "cartwright"), ("helen", "boothroyd")]),
        ("Helen Smith", "Cartwright", [("helen smith", "cartwright"), ("helen", "smith")]),
        ("Ayesha Bibi", "Mirza", [("ayesha bibi", "mirza")]),
        ("Ayesha", "Bibi", [("ayesha", "bibi"), ("ayesha", "")]),
        ("Harpreet", "Kaur Gill", [("harpreet", "kaur gill")]),
        ("Rajesh", "Kumar", [("rajesh", "kumar")]),
        ("Imran", "Khan", [("imran", "khan")]),
        ("", "Harriet", [("", "harriet")]),
        ("Harriet", "", [("", "harriet"), ("harriet", "")]),
        ("Helen Louise", "Cartwright", [("helen louise", "cartwright")]),
        ("Harpreet Singh", "Sandhu", [("harpreet singh", "sandhu")]),
        ("John Scott", "Cartwright", [("john scott", "cartwright")]),
        ("Helen", "Boothroyd", [("helen", "boothroyd")]),
        ("Harriet Brackenthwistle", "Lumb", [("harriet brackenthwistle", "lumb"), ("harriet", "brackenthwistle")]),
        ("Thu Huong", "Pham", [("thu huong", "pham")]),
        ("Kalpesh Girishkumar", "Solanki", [("kalpesh girishkumar", "solanki")]),
        ("Anil Jayeshbhai", "Solanki", [("anil jayeshbhai", "solanki")]),
        ("Prem Bahadur", "Magar", [("prem bahadur", "magar")]),
        ("T/DS Harriet", "Lumb", [("harriet", "lumb")]),
        ("Harriet", "Jabeen", [("harriet", "jabeen"), ("harriet", "")]),
    ],
)
def test_every_name_in_a_field_is_read(forenames, surname, expected):
    assert every(forenames, surname) == expected


@pytest.mark.parametrize(
    ("forenames", "surname", "expected"),
    [
        ("JÃ¼rgen", "MÃ¼ller", ("jurgen", "muller")),
        ("SeÃ¡n", "Ã“ Briain", ("sean", "obriain")),
        ("Kate", "Oâ€™Brien", ("kate", "obrien")),
        ("Å\x81ukasz", "WiÅ›niewski", ("lukasz", "wisniewski")),
        ("Zo&euml;", "O&#39;Brien", ("zoe", "obrien")),
        ("Zo&euml;", "Cole &amp; Lumb", ("zoe", "cole lumb")),
        ("Ângela", "Ã", ("angela", "a")),
        ("Lluís", "Ânima", ("lluis", "anima")),
        ("Abd al-Rahman", "Nur ed-Din", ("abdul rahman", "nuruddin")),
        ("Salah al-Din", "al-Masri", ("salahuddin", "al masri")),
        ("Nour El Din", "Zaki", ("nouruddin", "zaki")),
        ("Abdul Karim", "Din", ("abdul karim", "din")),
        ("Al", "Deen", ("al", "deen")),
    ],
)
def test_what_machines_and_articles_do_to_a_name_is_undone(forenames, surname, expected):
    assert every(forenames, surname)[0] == expected


def test_the_readings_of_one_name_are_few():
    crowded = "Ann (Nan) [Nancy] “Nina” known as Anita aka Anja alias Anke"
    assert len(readings(PersonName(crowded, "Lumb (Cole) / Pryce aka Boothroyd (Hale)"))) == MOST_READINGS
    assert len(readings(PersonName("", crowded))) <= MOST_READINGS


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Ann Lumb (née Cole)", PersonName("Ann", "Lumb (née Cole)")),
        ("Ann Mary Lumb formerly Cole", PersonName("Ann Mary", "Lumb formerly Cole")),
        ("John Lumb MBE", PersonName("John", "Lumb MBE")),
        ("John Paul Lumb QPM BSc", PersonName("John Paul", "Lumb QPM BSc")),
        ("Jack Yun Ma", PersonName("Jack Yun", "Ma")),
        ("John Nee", PersonName("John", "Nee")),
        ("(Ann) Lumb", PersonName("(Ann)", "Lumb")),
        ("Lumb Jnr", PersonName("Lumb", "Jnr")),
    ],
)
def test_what_stands_after_a_full_name_stays_with_the_surname(text, name):
    assert split_full_name(text) == name


def test_a_surname_that_is_also_a_degree_is_not_lost():
    assert ("jack yun", "ma") in every("", "Jack Yun Ma")
    assert ("jack", "yun") in every("", "Jack Yun MA")


PAIRS = {
    "a nickname in quotation marks": (person('William "Buster"', "Hetherington"), person("Buster", "Hetherington", "1984-03-16")),
    "a maiden name in brackets": (person("Helen", "Hargreaves (née Boothroyd)"), person("Helen", "Boothroyd", "1984-03-16")),
    "a maiden name as the last forename": (person("Helen Boothroyd", "Hargreaves"), person("Helen", "Boothroyd")),
    "a former surname of another name": (
        person("Ann", "Jones", "1984-03-16", ("Helen", "Cole formerly Boothroyd")),
        person("Helen", "Boothroyd"),
    ),
    "a surname of honour": (person("Ayesha", "Bibi"), person("Ayesha Bibi", "Hussain")),
    "two surnames of honour": (person("Fatima", "Begum"), person("Fatema", "Khatun")),
    "no surname": (person("Harriet", ""), person("Harriet", "Hargreaves")),
    "no space": (person("", "HelenHargreaves"), person("Helen", "Hargreaves")),
    "an article in the forename": (person("Hossam El-Din", "Mostafa"), person("Husamuddin", "Mustafa")),
    "wrongly decoded": (person("JÃ¼rgen", "GÃ¼nther-MÃ¼hl", "1984-03-16"), person("Jürgen", "Günther-Mühl")),
}


@pytest.mark.parametrize("kind", PAIRS)
def test_the_matcher_sees_through_it_either_way_round(weigh, kind):
    subject, listed = PAIRS[kind]
    assert weigh(subject, listed).band in HIT
    assert weigh(listed, subject).band in HIT
