"""What can be asked: every wrong input names its field, and all of them are said at once."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from tests.screening.world import a_request
from vetting.errors import InvalidInput
from vetting.matching import PersonName, ServiceNumber
from vetting.screening.requests import Limits, cleaned, identity_of

TODAY = date(2026, 11, 22)
PURPOSES = ("appointment", "transfer", "contractor")
DOB = "subject.date_of_birth"


def limits(*, may_omit_date_of_birth: bool = False) -> Limits:
    return Limits(TODAY, PURPOSES, PURPOSES[:2], may_omit_date_of_birth)


def problems(may_omit_date_of_birth: bool = False, **changes: Any) -> dict[str, str]:
    with pytest.raises(InvalidInput) as raised:
        cleaned(a_request(**changes), limits(may_omit_date_of_birth=may_omit_date_of_birth))
    fields = [problem.field for problem in raised.value.problems]
    assert len(fields) == len(set(fields)), "one problem a field"
    return {problem.field: problem.message for problem in raised.value.problems}


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"surname": ""}, "subject.surname"),
        ({"surname": "   "}, "subject.surname"),
        ({"surname": "", "forenames": ""}, "subject.surname"),
        ({"surname": "12345"}, "subject.surname"),
        ({"surname": "—"}, "subject.surname"),
        ({"surname": "Sm1th"}, "subject.surname"),
        ({"surname": "xxxxxx"}, "subject.surname"),
        ({"surname": "unknown"}, "subject.surname"),
        ({"surname": "A" * 201}, "subject.surname"),
        ({"surname": "Smith\x00"}, "subject.surname"),
        ({"surname": "\ud800"}, "subject.surname"),
        ({"surname": "🙂"}, "subject.surname"),
        ({"forenames": "123"}, "subject.forenames"),
        ({"forenames": "A" * 201}, "subject.forenames"),
        ({"other_names": (PersonName("", "Jones"), PersonName("", ""))}, "subject.other_names[1].surname"),
        ({"other_names": (PersonName("", "123"),)}, "subject.other_names[0].surname"),
        ({"other_names": (PersonName("!!", "Jones"),)}, "subject.other_names[0].forenames"),
        ({"other_names": (PersonName("Ann", "Jones"),) * 51}, "subject.other_names"),
        ({"date_of_birth": None}, DOB),
        ({"date_of_birth": ""}, DOB),
        ({"date_of_birth": "1990-02-31"}, DOB),
        ({"date_of_birth": "1900-02-29"}, DOB),
        ({"date_of_birth": "31/02/1990"}, DOB),
        ({"date_of_birth": "90-02-28"}, DOB),
        ({"date_of_birth": "90"}, DOB),
        ({"date_of_birth": "28/02/90"}, DOB),
        ({"date_of_birth": "28/02/1990"}, DOB),
        ({"date_of_birth": "1990-13-01"}, DOB),
        ({"date_of_birth": "1990-00-10"}, DOB),
        ({"date_of_birth": "1990-02"}, DOB),
        ({"date_of_birth": "yesterday"}, DOB),
        ({"date_of_birth": "٢٠٠٠-٠١-٠١"}, DOB),
        ({"date_of_birth": "1990-02-28T00:00:00"}, DOB),
        ({"date_of_birth": "2026-11-22"}, DOB),
        ({"date_of_birth": "2026-11-23"}, DOB),
        ({"date_of_birth": "2027"}, DOB),
        ({"date_of_birth": "2010-11-23"}, DOB),
        ({"date_of_birth": "2011"}, DOB),
        ({"date_of_birth": "1925-11-22"}, DOB),
        ({"date_of_birth": "1924"}, DOB),
        ({"date_of_birth": "0000"}, DOB),
        ({"service_numbers": (ServiceNumber("", "1234"),)}, "subject.service_numbers[0].force"),
        ({"service_numbers": (ServiceNumber("Narnia", "1234"),)}, "subject.service_numbers[0].force"),
        ({"service_numbers": (ServiceNumber("Kent", ""),)}, "subject.service_numbers[0].number"),
        ({"service_numbers": (ServiceNumber("Kent", "none"),)}, "subject.service_numbers[0].number"),
        ({"service_numbers": (ServiceNumber("Kent", "000"),)}, "subject.service_numbers[0].number"),
        ({"service_numbers": (ServiceNumber("Kent", "1" * 17),)}, "subject.service_numbers[0].number"),
        ({"service_numbers": (ServiceNumber("Kent", "1" * 41),)}, "subject.service_numbers[0].number"),
        ({"service_numbers": (ServiceNumber("Kent", "1"),) * 51}, "subject.service_numbers"),
        ({"purpose": ""}, "purpose"),
        ({"purpose": "curiosity"}, "purpose"),
        ({"purpose": "contractor"}, "purpose"),
        ({"reference": ""}, "reference"),
        ({"reference": " \t"}, "reference"),
        ({"reference": "R" * 101}, "reference"),
        ({"reference": "R\x00"}, "reference"),
    ],
)
def test_a_wrong_input_names_its_field(changes: dict[str, Any], field: str) -> None:
    assert list(problems(**changes)) == [field]


def test_everything_wrong_is_said_at_once() -> None:
    wrong = problems(surname="", date_of_birth="90", purpose="", reference="", service_numbers=(ServiceNumber("", ""),))
    assert set(wrong) == {
        "subject.surname",
        DOB,
        "subject.service_numbers[0].force",
        "subject.service_numbers[0].number",
        "purpose",
        "reference",
    }


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("1990-02-31", "31/2/1990 is not a real date"),
        ("90", "four digits"),
        ("2027", "in the past"),
        ("2011", "16"),
        ("1924", "100"),
    ],
)
def test_the_message_says_what_is_wrong_with_the_date(text: str, words: str) -> None:
    assert words in problems(date_of_birth=text)[DOB]


@pytest.mark.parametrize(
    ("text", "taken"),
    [
        ("1990-02-28", "1990-02-28"),
        ("1990-2-8", "1990-02-08"),
        (" 1990-02-28 ", "1990-02-28"),
        ("2000-02-29", "2000-02-29"),
        ("1990", "1990"),
        ("2010-11-22", "2010-11-22"),
        ("2010", "2010"),
        ("1925-11-23", "1925-11-23"),
        ("1925", "1925"),
    ],
)
def test_dates_of_birth_that_are_taken(text: str, taken: str) -> None:
    assert cleaned(a_request(date_of_birth=text), limits()).date_of_birth == taken


@pytest.mark.parametrize("forenames", ["", "-", "  "])
def test_a_person_may_have_one_name_only(forenames: str) -> None:
    assert identity_of(cleaned(a_request(forenames=forenames, surname="Sukarno"), limits())).names == (PersonName("", "Sukarno"),)


@pytest.mark.parametrize(
    "surname", ["Ó Súilleabháin", "Łukasiewicz", "Nguyễn", "ap Rhys", "O’Brien-Smith", "محمد", "Мария", "Ng", "U"]
)
def test_names_of_many_cultures_are_taken(surname: str) -> None:
    assert cleaned(a_request(surname=surname), limits()).surname


def test_a_decomposed_letter_is_composed() -> None:
    assert cleaned(a_request(forenames="Sia\u0302n"), limits()).forenames == "Siân"


def test_no_date_of_birth_only_with_the_permission_and_a_reason() -> None:
    reason = "Not on the paper of 1994; asked of the applicant."
    taken = cleaned(a_request(date_of_birth=None, no_date_of_birth_reason=reason), limits(may_omit_date_of_birth=True))
    assert taken.date_of_birth is None
    assert taken.no_date_of_birth_reason == reason
    assert DOB in problems(date_of_birth=None, no_date_of_birth_reason=reason)
    assert DOB in problems(may_omit_date_of_birth=True, date_of_birth=None)
    assert "no_date_of_birth_reason" in problems(may_omit_date_of_birth=True, date_of_birth=None, no_date_of_birth_reason="123")


def test_a_former_surname_alone_is_read_with_the_present_forenames() -> None:
    request = cleaned(a_request(other_names=(PersonName("", "van der Berg"), PersonName("Kate", ""))), limits())
    assert identity_of(request).names[1:] == (PersonName("Siân", "van der Berg"), PersonName("Kate", "Llewellyn-Price"))


def test_a_force_is_compared_by_its_full_name_however_it_was_typed() -> None:
    numbers = (ServiceNumber("33", "12"), ServiceNumber("leics police", "13"), ServiceNumber("BTP", "14"))
    identity = identity_of(cleaned(a_request(service_numbers=numbers), limits()))
    assert [number.force for number in identity.service_numbers] == [
        "Leicestershire Police",
        "Leicestershire Police",
        "British Transport Police",
    ]
