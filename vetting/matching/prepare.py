"""From an identity as written to what is compared: every name folded, dates and numbers read, and what could not be read named."""

from __future__ import annotations

import re

from vetting.matching.dates import read_date
from vetting.matching.folding import FoldedName, tokens
from vetting.matching.identifiers import fold_force, fold_national_insurance, fold_service_number
from vetting.matching.identity import Identity, PersonName
from vetting.matching.parts import text_key
from vetting.matching.readings import readings
from vetting.matching.tables import Prepared


class UnusableIdentity(ValueError):
    """An identity without one usable name; the message names the field."""


_UNUSABLE = "names: no name has a letter that can be compared (forenames, surname and other names are empty or unusable)"

_FIRST = (0,)
_LOST = re.compile(r"[?\d\ufffd\u2600-\u27bf\ue000-\uf8ff\U0001f000-\U0010ffff]")
"""What stands where letters were lost on the way (question marks for another script), or where there never was a name."""


def prepare(identity: Identity) -> Prepared:
    """Fold an identity. Raises `UnusableIdentity` if no name has a letter left after folding."""
    names, sources = _readings(identity.names)
    force = _force_key(identity.force) if identity.force else 0
    if not identity.service_numbers:
        numbers: tuple[tuple[int, int], ...] = ()
    else:
        numbers = _numbers(identity)
        force = force or _force_of_numbers(identity)
    insurance = identity.national_insurance_number
    return Prepared(
        names,
        sources,
        read_date(identity.date_of_birth).packed,
        force,
        fold_national_insurance(insurance) if insurance else 0,
        numbers,
    )


def _readings(written: tuple[PersonName, ...]) -> tuple[tuple[FoldedName, ...], tuple[int, ...]]:
    """Return the different readings of all names, and which name each was read from."""
    if len(written) == 1:
        found = readings(written[0])
        if len(found) == 1:
            return found, _FIRST
    places: dict[FoldedName, int] = {}
    for place, name in enumerate(written):
        for reading in readings(_completed(name, written[0])):
            places.setdefault(reading, place)
    if not places:
        raise UnusableIdentity(_UNUSABLE)
    return tuple(places), tuple(places.values())


def check_identity(identity: Identity) -> None:
    """Raise `UnusableIdentity` if no name of an identity can be compared."""
    if not any(readings(name) for name in identity.names):
        raise UnusableIdentity(_UNUSABLE)


def _completed(name: PersonName, main: PersonName) -> PersonName:
    """Give another name that is one word alone (a maiden name) the forenames of the main name."""
    if name is main or name.forenames.strip() or not main.forenames.strip() or " " in name.surname.strip():
        return name
    return PersonName(main.forenames, name.surname)


def _force_key(text: str | None) -> int:
    """Return a 32-bit key of a force, 0 for none: a person's row holds one, and forces are few."""
    folded = fold_force(text) if text else ""
    return (text_key(folded) & 0xFFFFFFFF) or 1 if folded else 0


def _force_of_numbers(identity: Identity) -> int:
    forces = {_force_key(number.force) for number in identity.service_numbers} - {0}
    return forces.pop() if len(forces) == 1 else 0


def _numbers(identity: Identity) -> tuple[tuple[int, int], ...]:
    folded = ((fold_service_number(number.number), number.force) for number in identity.service_numbers)
    return tuple(dict.fromkeys((text_key(number), _force_key(force)) for number, force in folded if number))


def unread_values(identity: Identity) -> dict[str, str]:
    """Return what was written but could not be read, by field; each counts as missing."""
    found: dict[str, str] = {}
    problem = read_date(identity.date_of_birth).problem
    if problem:
        found["date_of_birth"] = problem
    insurance = (identity.national_insurance_number or "").strip()
    if insurance and not fold_national_insurance(insurance):
        found["national_insurance_number"] = f"National Insurance number {insurance[:20]!r} is ill-formed and counts as missing"
    for name in identity.names:
        for field, text in (("surname", name.surname), ("forenames", name.forenames)):
            if _LOST.search(text) and not tokens(text):
                found[field] = f"{field} {text[:40]!r} has no letter that can be compared and counts as missing"
    for number in identity.service_numbers:
        if number.number.strip() and not fold_service_number(number.number):
            found["service_number"] = f"service number {number.number[:20]!r} is ill-formed and counts as missing"
    return found
