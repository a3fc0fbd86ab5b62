"""The records as a careful user would prepare them for any linkage tool: titles off, accents folded, one row for each name."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from typing import Any

from anyascii import anyascii

from vetting.matching.data import ambiguous_titles, titles
from vetting.matching.identity import Identity

_WORD = re.compile(r"[^a-z ]+")


@dataclass(frozen=True, slots=True)
class Record:
    """One name of one person. `dob` is ISO, or a year alone, or None; `person` numbers the people in the order given."""

    person: int
    first_name: str | None
    middle_names: str | None
    surname: str | None
    dob: str | None
    full_name: str


def clean(text: str) -> str:
    """Return words of lower-case ASCII letters; hyphens become spaces, apostrophes and dots go."""
    words = _WORD.sub("", anyascii(text).lower().replace("-", " ")).split()
    plain = titles()
    return " ".join(word for word in words if word not in plain or word in ambiguous_titles() or len(words) == 1)


def records(identities: Iterable[Identity]) -> Iterator[Record]:
    """Return one record for each name of each person; placeholder dates are taken out."""
    for person, identity in enumerate(identities):
        dob = identity.date_of_birth
        dob = None if dob in ("1900-01-01", "1970-01-01") else dob
        for name in identity.names:
            first, _, middle = clean(name.forenames).partition(" ")
            surname = clean(name.surname)
            yield Record(person, first or None, middle or None, surname or None, dob, f"{first} {middle} {surname}".strip())


def table(identities: Iterable[Identity], prefix: str) -> list[dict[str, Any]]:
    """Return the records as rows, each with an id of its own."""
    return [{"unique_id": f"{prefix}{number}", **asdict(record)} for number, record in enumerate(records(identities))]
