"""What folding removes, and what it keeps."""

import unicodedata

import pytest

from vetting.matching import PersonName, fold_full_name, split_full_name
from vetting.matching.readings import readings


def first(forenames: str, surname: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    reading = readings(PersonName(forenames, surname))[0]
    return reading.forenames, reading.surname


@pytest.mark.parametrize(
    ("forenames", "surname", "expected"),
    [
        ("John Paul", "O'Brien-Smith", (("john", "paul"), ("obrien", "smith"))),
        ("JOHN", "SMITH", (("john",), ("smith",))),
        ("Siân", "Ó Briain", (("sian",), ("obriain",))),
        ("Łukasz", "Żółć", (("lukasz",), ("zolc",))),
        ("Mary-Ann", "Mc Donald", (("mary", "ann"), ("mcdonald",))),
        ("John", "Mac Donald", (("john",), ("macdonald",))),
        ("PC 1234 John", "Smith", (("john",), ("smith",))),
        ("Chief Inspector Jane", "Smith", (("jane",), ("smith",))),
        ("DI Jane", "Smith", (("jane",), ("smith",))),
        ("Dr. Jane", "Smith QPM", (("jane",), ("smith",))),
        ("Jane", "Mrs Smith", (("jane",), ("smith",))),
        ("Jane", "ex-PC Jones", (("jane",), ("jones",))),
        ("Jane", "Sergeant", (("jane",), ("sergeant",))),
        ('William "Bill"', "Smith", (("william",), ("smith",))),
        ("FNU", "Singh", ((), ("singh",))),
        ("Ahmed", "Al-Hassan", (("ahmed",), ("al", "hassan"))),
        ("محمد", "حسن", (("muhammad",), ("hassan",))),
        ("مُحَمَّد", "الحسين", (("muhammad",), ("al", "hussein"))),
        ("عبد الرحمن", "المصری", (("abdulrahman",), ("al", "masri"))),
        ("فاطمه", "کریمی", (("fatima",), ("karimi",))),
        ("משה", "כהן", (("moshe",), ("cohen",))),
        ("זאב", "שטרן", (("zv",), ("strn",))),
        ("Наталья", "Иванова", (("natalya",), ("ivanova",))),
        ("John 😀", "Smith", (("john",), ("smith",))),
        ("\u202eJohn", "Smith\u202c", (("john",), ("smith",))),
    ],
)
def test_names_fold_to_words_of_letters(forenames, surname, expected):
    assert first(forenames, surname) == expected


@pytest.mark.parametrize(
    ("text", "reading"),
    [
        ("PC 1234 John Paul O'Brien-Smith", (("john", "paul"), ("obrien", "smith"))),
        ("SMITH, John", (("john",), ("smith",))),
        ("Wang Xiaoming", (("xiaoming",), ("wang",))),
        ("王小明", (("xiao", "ming"), ("wang",))),
        ("Gabriel García Márquez", (("gabriel",), ("garcia", "marquez"))),
        ("Ana de la Cruz", (("ana",), ("de", "la", "cruz"))),
        ("Madonna", ((), ("madonna",))),
    ],
)
@pytest.mark.parametrize("field", ["forenames", "surname"])
def test_a_full_name_in_one_field_is_read_in_every_likely_way(text, reading, field):
    name = PersonName(text, "") if field == "forenames" else PersonName("", text)
    assert reading in [(found.forenames, found.surname) for found in readings(name)]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("SMITH, John", PersonName("John", "SMITH")),
        ("John Smith", PersonName("John", "Smith")),
        ("PC 1234 John Paul O'Brien-Smith", PersonName("John Paul", "O'Brien-Smith")),
        ("Ana de la Cruz", PersonName("Ana", "de la Cruz")),
        ("Conor Mc Donald", PersonName("Conor", "Mc Donald")),
        ("Jones", PersonName("", "Jones")),
        ("  ", PersonName("", "")),
    ],
)
def test_full_names_split_as_written(text, name):
    assert split_full_name(text) == name


@pytest.mark.parametrize("form", ["NFC", "NFD", "NFKC", "NFKD"])
def test_the_accent_form_changes_nothing(form):
    for text in ("Siân", "Ó Séaghdha", "Nguyễn", "Müller", "Иван й"):
        assert readings(PersonName(unicodedata.normalize(form, text), "X y")) == readings(PersonName(text, "X y"))


def test_published_names_are_looked_up_without_regard_to_case_accents_hyphens_and_spaces():
    assert fold_full_name("Siân Mary", "O'Brien-Smith") == fold_full_name("SIAN  MARY", "O’Brien Smith") == "sianmaryobriensmith"


@pytest.mark.parametrize(("forenames", "surname"), [("", ""), ("😀", "1234"), ("-", "N/A"), ("unknown", "")])
def test_what_has_no_letters_has_no_reading(forenames, surname):
    assert readings(PersonName(forenames, surname)) == ()
