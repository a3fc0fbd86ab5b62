"""What the columns of a list can be, and how keepers head them. Pure; a column that is not known is kept and not looked at."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from vetting.errors import InvalidInput, Problem

HEADINGS: dict[str, str] = {
    "reference": "reference|ref|entry id|entry number|record id|record number|id|urn|unique reference|list reference",
    "limb": "limb|status at the relevant time|category|section 88a|section 88i",
    "force": "force|police force|force concerned|police force concerned|force name|last force",
    "forenames": "forenames|forename|first names|first name|given names|given name",
    "surname": "surname|last name|family name",
    "full_name": "full name|name|name of person",
    "date_of_birth": "date of birth|dob|born|birth date",
    "rank": "rank|last rank",
    "identifying_number": "identifying number|warrant number|collar number|warrant or collar number|staff number|number",
    "ground": "ground|grounds|type|outcome ground",
    "conduct": "conduct|reasons|reason|description of conduct|what happened|summary|summary of allegation|description",
    "standards": "standards|standards breached|standards of professional behaviour",
    "event_date": "event date|date of dismissal|date of finding|date of dismissal or finding|dismissal date|finding date",
    "prior_advisory_report_date": "prior advisory report date|earlier advisory report|date of advisory report",
    "special_constable": "special constable|special|is special constable",
    "served_as": "served as|role",
    "left_by": "left by|resigned or retired|how they left",
    "ceased_on": "ceased on|date ceased|date left|date of leaving",
    "known_on": "known on|date known|came to attention on",
    "proceedings": "proceedings|form of proceedings",
    "other_names": "other names|further names|former names|aliases",
    "other_numbers": "other numbers|further numbers",
    "listed_on": "listed on|date listed|date added|on list from|date entered|date of entry",
    "reported_on": "reported on|date reported|report received|date report received",
    "published_on": "published on|published from|published since|date published|publication date|date of publication",
    "public_reason": "public reason|published reason|public reasons|public wording|published wording",
    "withheld_because": "withheld because|reason withheld|reason for withholding|publication withheld|publication exception",
}
"""Field of a report (or of an import besides), and the headings by which it is known, the first the one of the template."""

LABELS = {field: words.partition("|")[0] for field, words in HEADINGS.items()}
PUBLICATION = ("published_on", "public_reason", "withheld_because")
NEEDED = ("limb", "force", "date_of_birth", "conduct", "event_date")
"""Without these columns no row at all could be read: the file is refused, not each of its rows."""


@dataclass(frozen=True, slots=True)
class Columns:
    """Where each field stands (from 0), the headings as written, and those that are kept and not looked at."""

    headings: tuple[str, ...]
    places: dict[str, int]
    unknown: tuple[str, ...]

    def cell(self, cells: Sequence[str], field: str) -> str:
        """What stands in the column of a field, spaces at its ends taken off; empty where the file has none."""
        place = self.places.get(field)
        return cells[place].strip() if place is not None and place < len(cells) else ""

    def heading(self, field: str) -> str:
        """The column that a problem is about, as the file heads it; the template's heading where the file has none."""
        place = self.places.get(field)
        return LABELS.get(field, field).capitalize() if place is None else self.headings[place]


def find_columns(headings: Sequence[str], list_id: str) -> Columns:
    """Which column holds what. Raises InvalidInput (`file`) for a column missing that every row needs, or one that stands twice."""
    places: dict[str, int] = {}
    unknown: list[str] = []
    problems: list[Problem] = []
    for place, heading in enumerate(headings):
        field = _BY_HEADING.get(_fold(heading))
        if field is None:
            unknown.append(heading)
        elif field in places:
            first = headings[places[field]]
            problems.append(Problem("file", f"“{first}” and “{heading}” are both the column for {LABELS[field]}. Leave one."))
        else:
            places[field] = place
    needed = [*NEEDED, *(["ground"] if list_id == "barred" else ["served_as"])]
    missing = [LABELS[field] for field in needed if field not in places]
    if "surname" not in places and "full_name" not in places:
        missing.insert(0, "surname (or full name)")
    if missing:
        problems.append(Problem("file", f"The file has no column for: {', '.join(missing)}."))
    if problems:
        raise InvalidInput(problems)
    return Columns(tuple(headings), places, tuple(unknown))


def template_headings(list_id: str) -> tuple[str, ...]:
    """The headings of an empty file for a list."""
    advisory = {"served_as", "left_by", "ceased_on", "known_on", "proceedings"}
    barred = {"ground", "standards", "prior_advisory_report_date", "special_constable", *PUBLICATION}
    left_out = {"full_name"} | (advisory if list_id == "barred" else barred)
    return tuple(label.capitalize() for field, label in LABELS.items() if field not in left_out)


def _fold(text: str) -> str:
    plain = unicodedata.normalize("NFKD", re.sub(r"\([^()]*\)", " ", text)).replace("_", " ")
    kept = "".join(letter for letter in plain if not unicodedata.combining(letter)).casefold()
    return " ".join(re.findall(r"[a-z0-9]+", kept.replace("'", "").replace("’", "")))


_BY_HEADING = {_fold(word): field for field, words in HEADINGS.items() for word in words.split("|")}
