"""What a column of a spreadsheet can be, and what people call it. Data for `mapping`; words are folded before they are compared."""

from __future__ import annotations

import re
import unicodedata
from enum import StrEnum


class Use(StrEnum):
    """What a column is used for. `IGNORE` columns are kept for the results and not looked at."""

    IGNORE = "ignore"
    REFERENCE = "reference"
    TITLE = "title"
    FORENAMES = "forenames"
    MIDDLE_NAMES = "middle_names"
    SURNAME = "surname"
    FULL_NAME = "full_name"
    KNOWN_AS = "known_as"
    FORMER_SURNAME = "former_surname"
    OTHER_NAMES = "other_names"
    DATE_OF_BIRTH = "date_of_birth"
    SERVICE_NUMBER = "service_number"
    FORCE = "force"
    PREVIOUS_FORCE = "previous_force"
    PREVIOUS_NUMBER = "previous_number"
    LEAVER = "leaver"

    @property
    def label(self) -> str:
        """As shown on pages."""
        return _LABELS[self]


_LABELS = {
    Use.IGNORE: "Not used",
    Use.REFERENCE: "Your reference for the person",
    Use.TITLE: "Title or rank",
    Use.FORENAMES: "Forenames",
    Use.MIDDLE_NAMES: "Middle names",
    Use.SURNAME: "Surname",
    Use.FULL_NAME: "Full name",
    Use.KNOWN_AS: "Known as, or preferred forename",
    Use.FORMER_SURNAME: "Former surname, or surname at birth",
    Use.OTHER_NAMES: "Other names, separated by ;",
    Use.DATE_OF_BIRTH: "Date of birth",
    Use.SERVICE_NUMBER: "Warrant, collar or staff number",
    Use.FORCE: "Force that gave the number",
    Use.PREVIOUS_FORCE: "Previous forces, with numbers if known",
    Use.PREVIOUS_NUMBER: "Number in the previous force",
    Use.LEAVER: "Whether or when the person left",
}

ONCE = frozenset({Use.REFERENCE, Use.SURNAME, Use.FULL_NAME, Use.DATE_OF_BIRTH, Use.SERVICE_NUMBER, Use.FORCE, Use.LEAVER})
"""Uses that one column at most may have."""

HEADINGS: dict[Use, str] = {
    Use.REFERENCE: """reference|ref|ref no|reference number|our ref|your ref|id|unique id|person id|employee id|employee number
        |employee no|emp no|emp id|payroll|payroll number|payroll no|hr number|hr id|applicant id|applicant number
        |applicant ref|candidate id|candidate ref|candidate number|application number|application id|vacancy ref
        |case ref|urn|record id|assignment number|person number|cyfeirnod""",
    Use.TITLE: """title|rank|rank title|title rank|salutation|honorific|prefix|grade rank|rank grade|teitl""",
    Use.FORENAMES: """forename|forenames|forename s|first name|first names|first name s|firstname|given name
        |given names|given name s
        |givenname|fore name|christian name|christian names|forename 1|first forename|legal first name|enw cyntaf|first""",
    Use.MIDDLE_NAMES: """middle name|middle names|middle name s|middlename|middle|second name|second forename|forename 2|forename 3
        |other forenames|second given name|middle initial|middle initials|other initials|enw canol""",
    Use.SURNAME: """surname|last name|lastname|family name|familyname|legal surname|current surname|surname current|sur name|cyfenw
        |last""",
    Use.FULL_NAME: """name|full name|fullname|names|employee name|employee|applicant|applicant name|candidate|candidate name|person
        |person name|officer|officer name|staff name|name of applicant|name of officer|display name|surname forename
        |surname forenames|surname first name|last name first name|enw|enw llawn|name surname first""",
    Use.KNOWN_AS: """known as|preferred name|preferred first name|preferred forename|nickname|goes by|known name|aka forename""",
    Use.FORMER_SURNAME: """previous surname|former surname|maiden name|maiden surname|surname at birth|birth surname|birth name
        |previous surnames|former surnames|previous last name|former last name|nee|name at birth|previous family name""",
    Use.OTHER_NAMES: """other names|other name|alias|aliases|previous names|previous name|former names|former name|also known as|aka
        |a k a|names previously known by|other names used|all other names|previous or other names|any other names
        |name changes|other surnames|alternative names""",
    Use.DATE_OF_BIRTH: """date of birth|dob|d o b|birth date|birthdate|born|date birth|birthday|dateofbirth
        |dyddiad geni|dob dd mm yyyy""",
    Use.SERVICE_NUMBER: """warrant number|warrant no|warrant|collar number|collar no|collar|shoulder number|shoulder no
        |service number
        |service no|staff number|staff no|force number|badge number|officer number|pin|warrant collar number
        |current warrant number""",
    Use.FORCE: """force|current force|police force|employing force|home force|force name""",
    Use.PREVIOUS_FORCE: """previous force|previous forces|former force|former forces|previous police force|previous service|ex force
        |transferring from|transferred from|last force|previous forces and numbers|previous police service""",
    Use.PREVIOUS_NUMBER: """previous warrant number|previous warrant no|previous collar number|previous number|previous force number
        |former warrant number|former collar number|previous service number|previous collar no|previous staff number""",
    Use.LEAVER: """leaver|left|leave date|leaving date|date left|leaver date|termination date|date of leaving|employment status
        |end date|employment end date|leaver y n|active|status|leavers|still employed|current employee""",
}

_NOT_LETTERS = re.compile(r"[^a-z0-9]+")


def _without_hint(text: str) -> str:
    bare = re.sub(r"\([^()]*\)", " ", text)
    return bare if bare.strip() else text


def fold_heading(text: str) -> str:
    """A heading for comparing: no case, accents, punctuation or doubled spaces, and no hint in brackets ("(dd/mm/yyyy)")."""
    plain = unicodedata.normalize("NFKD", _without_hint(text))
    kept = "".join(mark for mark in plain if not unicodedata.combining(mark)).casefold().replace("'", "").replace("’", "")
    kept = re.sub(r"(?<=[a-z])_(?=[a-z])", " ", kept)
    return _NOT_LETTERS.sub(" ", kept).strip()


_BY_HEADING = {fold_heading(word): use for use, words in HEADINGS.items() for word in words.split("|")}
_WHOSE = re.compile(r"^(?:applicants?|candidates?|employees?|legal|persons?|officers?) ")
_NUMBERED = re.compile(r" ?\d{1,2}$")


def use_of_heading(text: str) -> Use | None:
    """What a heading says its column is; None when it is not known. "Alias 2" and "Previous force 3" are known too."""
    split = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", text)
    for form in (fold_heading(text), fold_heading(split)):
        for folded in (
            form,
            _NUMBERED.sub("", form),
            form.removeprefix("applicant ").removeprefix("candidate ").removeprefix("legal "),
        ):
            if folded in _BY_HEADING:
                return _BY_HEADING[folded]
    return None
