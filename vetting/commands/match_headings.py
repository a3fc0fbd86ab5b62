"""The first row of a file of `vetting match`: which column holds what, and what is said of columns under another name."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from typing import NamedTuple

COLUMNS = (
    "id",
    "forenames",
    "surname",
    "other_names",
    "date_of_birth",
    "force",
    "service_number",
    "national_insurance_number",
)
FULL_NAME = "full_name"
"""A column of whole names, read only where there is neither forenames nor surname."""
_NAMES = ("forenames", "surname", "other_names")
_ALSO: Mapping[str, tuple[str, ...]] = {
    "forenames": ("forename", "first_name", "first_names", "firstname", "given_name", "given_names"),
    "surname": ("surnames", "last_name", "lastname", "family_name"),
    "other_names": ("other_name", "aliases", "alias", "former_names", "previous_names"),
    "date_of_birth": ("dob", "d.o.b.", "birth_date", "birthdate", "born"),
    "service_number": ("warrant_number", "collar_number", "staff_number"),
    "national_insurance_number": ("ni_number", "nino"),
    FULL_NAME: ("full_name", "fullname", "name"),
}
"""What other systems head these columns with. To leave such a column out in silence would let a listed person through."""
_MOST_SHOWN = 60


class UnusableHeading(Exception):
    """A first row without the columns that are needed; the message is one clear line."""


class Headings(NamedTuple):
    """Where each known column stands, how many cells the heading has, and remarks on columns read under another name."""

    places: Mapping[str, int]
    width: int
    remarks: tuple[str, ...]


def folded(cell: str) -> str:
    """Fold one heading: case, spaces and underscores at will, invisible characters dropped."""
    visible = "".join(char for char in unicodedata.normalize("NFKC", cell) if unicodedata.category(char) != "Cf")
    return "_".join(visible.strip().lower().replace("_", " ").split())


def read_headings(cells: Sequence[str]) -> Headings:
    """Find the known columns of a first row; others are ignored. Raises `UnusableHeading`."""
    found = [folded(cell) for cell in cells]
    twice = sorted({name for name in found if name in COLUMNS and found.count(name) > 1})
    if twice:
        raise UnusableHeading(f"the column {twice[0]} stands there twice")
    places = {name: found.index(name) for name in COLUMNS if name in found}
    remarks = []
    for name, others in _ALSO.items():
        if name in places or (name == FULL_NAME and not places.keys().isdisjoint(("forenames", "surname"))):
            continue
        there = [place for place, heading in enumerate(found) if heading in others]
        if len(there) > 1:
            both = " and ".join(cells[place].strip() for place in there)
            raise UnusableHeading(f"the columns {both} could both be {name}; name one of them {name}")
        if there:
            places[name] = there[0]
            meaning = "whole names" if name == FULL_NAME else name
            remarks.append(f"the column {cells[there[0]].strip()} is read as {meaning}")
    _check(places, cells)
    width = max((place + 1 for place, heading in enumerate(found) if heading), default=0)
    return Headings(places, max(width, len(cells)), tuple(remarks))


def _check(places: Mapping[str, int], cells: Sequence[str]) -> None:
    shown = " | ".join(cell.strip() for cell in cells)
    shown = (shown[:_MOST_SHOWN] + "…" if len(shown) > _MOST_SHOWN else shown) or "nothing"
    if "id" not in places:
        raise UnusableHeading(f"there is no column id; its first row holds {shown}")
    if places.keys().isdisjoint((*_NAMES, FULL_NAME)):
        raise UnusableHeading(f"there is no column with a name ({', '.join(_NAMES)}); its first row holds {shown}")
