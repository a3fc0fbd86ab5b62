"""What is asked of a check, and everything that can be wrong with it, said at once. Pure: no database, no clock of its own.

The fields of a problem are the dotted paths of the API (`subject.date_of_birth`), whichever door the request came in by.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from datetime import date

from vetting.access import Force, find_force
from vetting.errors import InvalidInput, Problem
from vetting.matching import Identity, PersonName, ServiceNumber
from vetting.registry import clean_text, name_problem

LONGEST_REFERENCE = 100
LONGEST_NUMBER = 40
LONGEST_FOLDED_NUMBER = 16
LONGEST_REASON = 500
MOST_OTHER_NAMES = 50
MOST_SERVICE_NUMBERS = 50
YOUNGEST, OLDEST = 16, 100
ONE_NAME_ONLY = "-"
"""What may stand for the forenames of a person with one name only; nothing may stand there, too."""

_REFUSED_CHARACTERS = frozenset({"Cc", "Cs", "Co"})
_FULL_DATE = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})", re.ASCII)
_YEAR = re.compile(r"\d{4}", re.ASCII)
_INSURANCE = re.compile(r"[A-Z]{2}\d{6}[A-D]?", re.ASCII)
_SHORT_YEAR = re.compile(r"\d{1,3}([-/. ]\d{1,2}[-/. ]\d{1,2})?|\d{1,2}[-/. ]\d{1,2}[-/. ]\d{1,3}", re.ASCII)


@dataclass(frozen=True, slots=True)
class CheckRequest:
    """One person to be checked, as typed, and what for. A person with one name only has it as the surname, and no forenames.

    `date_of_birth` is `YYYY-MM-DD` or `YYYY`; without one, a vetting officer gives `no_date_of_birth_reason`. `applicant_told` says
    whether the applicant knows that the lists are searched; None is not said. `sensitive_names` came by the route for names that
    only named specialist staff may see (practice.md 1.11): compared like the others, shown to nobody else.
    """

    forenames: str
    surname: str
    date_of_birth: str | None
    purpose: str
    reference: str
    other_names: tuple[PersonName, ...] = ()
    service_numbers: tuple[ServiceNumber, ...] = ()
    no_date_of_birth_reason: str | None = None
    national_insurance_number: str | None = None
    applicant_told: bool | None = None
    sensitive_names: tuple[PersonName, ...] = ()

    def without_sensitive_names(self) -> CheckRequest:
        """What everybody but the named specialist staff may see."""
        return replace(self, sensitive_names=())


@dataclass(frozen=True, slots=True)
class Limits:
    """What bounds one request: the day it is made, the purposes there are, those for which the actor's organisation may search,
    whether the actor may leave the date of birth out or give sensitive names, what the deployment takes."""

    today: date
    purposes: Collection[str]
    allowed_purposes: Collection[str]
    may_omit_date_of_birth: bool
    takes_national_insurance_number: bool = False
    may_give_sensitive_names: bool = False
    untold_purposes: Collection[str] = ()


def cleaned(request: CheckRequest, limits: Limits) -> CheckRequest:
    """The request with spaces and letters in one form. Raises InvalidInput that names every field with a problem."""
    tidy = _tidied(request)
    problems = [*_problems(tidy, limits)]
    if problems:
        raise InvalidInput(problems)
    if tidy.date_of_birth is None:
        return tidy
    return replace(tidy, date_of_birth=_iso(tidy.date_of_birth), no_date_of_birth_reason=None)


def identity_of(request: CheckRequest) -> Identity:
    """The comparable facts of a clean request, forces by their full names.

    Another name given in part (a former surname) is completed from the main name.
    """
    main = PersonName(request.forenames, request.surname)
    given = (*request.other_names, *request.sensitive_names)
    others = tuple(PersonName(name.forenames or main.forenames, name.surname or main.surname) for name in given)
    numbers = tuple(ServiceNumber(_force_name(item.force), item.number) for item in request.service_numbers)
    return Identity(
        (main, *others),
        request.date_of_birth,
        service_numbers=numbers,
        national_insurance_number=request.national_insurance_number,
    )


def _force_name(text: str) -> str:
    body = find_force(text)
    if body is None:
        return text
    return body.title if isinstance(body, Force) else body.name


def _tidied(request: CheckRequest) -> CheckRequest:
    return replace(
        request,
        forenames=_tidy_forenames(request.forenames),
        surname=clean_text(request.surname),
        date_of_birth=clean_text(request.date_of_birth or "") or None,
        reference=clean_text(request.reference),
        other_names=tuple(PersonName(_tidy_forenames(name.forenames), clean_text(name.surname)) for name in request.other_names),
        service_numbers=tuple(ServiceNumber(clean_text(item.force), clean_text(item.number)) for item in request.service_numbers),
        no_date_of_birth_reason=clean_text(request.no_date_of_birth_reason or "") or None,
        national_insurance_number="".join((request.national_insurance_number or "").split()).upper() or None,
        sensitive_names=tuple(
            PersonName(_tidy_forenames(name.forenames), clean_text(name.surname)) for name in request.sensitive_names
        ),
    )


def _tidy_forenames(text: str) -> str:
    tidy = clean_text(text)
    return "" if tidy == ONE_NAME_ONLY else tidy


def _problems(request: CheckRequest, limits: Limits) -> Iterator[Problem]:
    yield from _name_problems(PersonName(request.forenames, request.surname), "subject")
    if len(request.other_names) > MOST_OTHER_NAMES:
        yield Problem("subject.other_names", f"Give at most {MOST_OTHER_NAMES} other names.")
    for index, name in enumerate(request.other_names[:MOST_OTHER_NAMES]):
        yield from _name_problems(name, f"subject.other_names[{index}]")
    yield from _sensitive_problems(request, limits)
    yield from _date_problems(request, limits)
    if len(request.service_numbers) > MOST_SERVICE_NUMBERS:
        yield Problem("subject.service_numbers", f"Give at most {MOST_SERVICE_NUMBERS} service numbers.")
    for index, item in enumerate(request.service_numbers[:MOST_SERVICE_NUMBERS]):
        yield from _number_problems(item, f"subject.service_numbers[{index}]")
    yield from _insurance_problems(request.national_insurance_number, limits)
    yield from _purpose_problems(request.purpose, limits)
    if request.applicant_told is False and request.purpose not in limits.untold_purposes:
        yield Problem("applicant_told", "Tell the applicant that these lists are searched before you check.")
    yield from _reference_problems(request.reference)


def _sensitive_problems(request: CheckRequest, limits: Limits) -> Iterator[Problem]:
    if request.sensitive_names and not limits.may_give_sensitive_names:
        yield Problem("subject.sensitive_names", "Only named specialist staff can give sensitive names: ask them.")
    elif len(request.sensitive_names) > MOST_OTHER_NAMES:
        yield Problem("subject.sensitive_names", f"Give at most {MOST_OTHER_NAMES} sensitive names.")
    else:
        for index, name in enumerate(request.sensitive_names):
            yield from _name_problems(name, f"subject.sensitive_names[{index}]")


def _insurance_problems(number: str | None, limits: Limits) -> Iterator[Problem]:
    """HMRC lets nobody else use the number without a basis of their own (practice.md 1.10): a deployment switches it on."""
    field = "subject.national_insurance_number"
    if number is not None and not limits.takes_national_insurance_number:
        yield Problem(field, "This service does not take National Insurance numbers.")
    elif number is not None and not _INSURANCE.fullmatch(number):
        yield Problem(field, "Enter a National Insurance number like QQ 12 34 56 C.")


def _name_problems(name: PersonName, place: str) -> Iterator[Problem]:
    main = place == "subject"
    if main and not name.surname:
        only = " A person with one name only has it as the surname." if name.forenames else ""
        yield Problem(f"{place}.surname", f"Enter the surname.{only}")
    elif not name.surname and not name.forenames:
        yield Problem(f"{place}.surname", "Enter the other name, or leave it out.")
    for part, label in (("forenames", "Forenames"), ("surname", "Surname")):
        text = getattr(name, part)
        message = name_problem(text, label) if text else None
        if message:
            yield Problem(f"{place}.{part}", message)


def _date_problems(request: CheckRequest, limits: Limits) -> Iterator[Problem]:
    field = "subject.date_of_birth"
    if request.date_of_birth is not None:
        message = _date_problem(request.date_of_birth, limits.today)
        if message:
            yield Problem(field, message)
        return
    if not limits.may_omit_date_of_birth:
        yield Problem(field, "Enter the date of birth.")
        return
    reason = request.no_date_of_birth_reason
    if reason is None:
        yield Problem(field, "Enter the date of birth, or give the reason why there is none.")
    elif len(reason) > LONGEST_REASON or _has_refused_characters(reason) or not any(letter.isalpha() for letter in reason):
        yield Problem("no_date_of_birth_reason", f"Give the reason in words, {LONGEST_REASON} characters or fewer.")


def _date_problem(text: str, today: date) -> str | None:
    if _YEAR.fullmatch(text):
        return _age_problem(today.year - int(text), today.year - int(text) - 1)
    written = _FULL_DATE.fullmatch(text)
    if written is None:
        if _SHORT_YEAR.fullmatch(text):
            return "The year of birth must have four digits, for example 1985."
        return "Enter the date of birth as YYYY-MM-DD, for example 1985-04-27, or the year alone."
    try:
        born = date(*(int(part) for part in written.groups()))
    except ValueError:
        return f"{int(written[3])}/{int(written[2])}/{written[1]} is not a real date."
    age = today.year - born.year - ((today.month, today.day) < (born.month, born.day))
    return "The date of birth must be in the past." if born >= today else _age_problem(age, age)


def _age_problem(at_most: int, at_least: int) -> str | None:
    """`at_most` and `at_least` bound the age in years; a person born in a known year is one of two ages."""
    if at_most < 0:
        return "The date of birth must be in the past."
    if at_most < YOUNGEST:
        return f"The person must be {YOUNGEST} or over: check the year of birth."
    if at_least > OLDEST:
        return f"The person must be {OLDEST} or under: check the year of birth."
    return None


def _iso(text: str) -> str:
    written = _FULL_DATE.fullmatch(text)
    return f"{written[1]}-{int(written[2]):02}-{int(written[3]):02}" if written else text


def _number_problems(item: ServiceNumber, place: str) -> Iterator[Problem]:
    if not item.force:
        yield Problem(f"{place}.force", "Choose the force that gave the number.")
    elif find_force(item.force) is None:
        yield Problem(f"{place}.force", "Give the force by its name or its code as listed: this one is not known.")
    if not item.number:
        yield Problem(f"{place}.number", "Enter the service number.")
    elif len(item.number) > LONGEST_NUMBER:
        yield Problem(f"{place}.number", f"The service number must be {LONGEST_NUMBER} characters or fewer.")
    elif _has_refused_characters(item.number) or not _comparable_number(item.number):
        yield Problem(
            f"{place}.number", f"The service number must contain digits, and at most {LONGEST_FOLDED_NUMBER} letters and digits."
        )


def _comparable_number(text: str) -> bool:
    """Matching leaves a number out that is ill-formed; a check must not, so it is refused here."""
    kept = [character for character in text if character.isascii() and character.isalnum()]
    return len(kept) <= LONGEST_FOLDED_NUMBER and any(character in "123456789" for character in kept)


def _purpose_problems(purpose: str, limits: Limits) -> Iterator[Problem]:
    if purpose not in limits.purposes:
        yield Problem("purpose", f"Choose the purpose: one of {', '.join(sorted(limits.purposes))}.")
    elif purpose not in limits.allowed_purposes:
        yield Problem("purpose", "No list may be searched for this purpose by your organisation.")


def _reference_problems(reference: str) -> Iterator[Problem]:
    if not reference:
        yield Problem("reference", "Enter the reference of the vacancy or case.")
    elif len(reference) > LONGEST_REFERENCE:
        yield Problem("reference", f"The reference must be {LONGEST_REFERENCE} characters or fewer.")
    elif _has_refused_characters(reference):
        yield Problem("reference", "The reference must not contain control characters.")


def _has_refused_characters(text: str) -> bool:
    return any(unicodedata.category(character) in _REFUSED_CHARACTERS for character in text)
