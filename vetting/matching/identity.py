"""What a comparison looks at: the comparable facts about any person, as they were written down."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PersonName:
    """One full name as written: forenames in one string (titles, ranks and punctuation not yet folded), and a surname.

    Either part may be empty (a mononym stands in `surname`), never both.
    """

    forenames: str
    surname: str


@dataclass(frozen=True, slots=True)
class ServiceNumber:
    """A warrant, collar or staff number, and the force (any text) that gave it; numbers are unique only within a force."""

    force: str
    number: str


@dataclass(frozen=True, slots=True)
class Identity:
    """The facts about one person that are compared; everything as written, nothing folded.

    `names` holds the main name first and then every other name ever used. `date_of_birth` is text: ISO, dd/mm/yyyy, or a
    bare year; None when not known. `force` is the force the person serves or served in, when it is known apart from a number.
    """

    names: tuple[PersonName, ...]
    date_of_birth: str | None = None
    force: str | None = None
    service_numbers: tuple[ServiceNumber, ...] = ()
    national_insurance_number: str | None = None
