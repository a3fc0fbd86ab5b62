"""The facts of a notice in words: field by field what was read, and the words of the text that it came from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from vetting.web.layout import plain_date

FIELDS = {
    "name": "Name",
    "alias": "Named as",
    "role": "Role",
    "rank": "Rank",
    "force": "Force",
    "former": "Had left",
    "service_number": "Service number",
    "outcome": "Outcome",
    "hearing_date": "Date of the outcome",
    "standards_breached": "Standards breached",
    "barred_list_stated": "Says that the person is barred",
}
OUTCOMES = {
    "dismissed": "Dismissed",
    "would_have_been_dismissed": "Would have been dismissed",
    "final_written_warning": "Final written warning",
    "written_warning": "Written warning",
    "no_further_action": "No further action",
    "other": "Another outcome",
}
NOT_SAID = "The text does not say"


@dataclass(frozen=True, slots=True)
class Fact:
    """One field: what was read, and from which words; without words where the text does not say."""

    name: str
    value: str
    words: str | None


def facts_of(subject: Mapping[str, Any]) -> tuple[Fact, ...]:
    """The facts about one person of a notice, in the order of a report."""
    evidence = subject.get("evidence", {})
    return tuple(Fact(words, _in_words(field, subject.get(field)), evidence.get(field)) for field, words in FIELDS.items())


def _in_words(field: str, value: Any) -> str:
    if value is None or value in ("", [], ()):
        return NOT_SAID
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if field == "outcome":
        return OUTCOMES.get(value, str(value))
    if field == "hearing_date":
        return plain_date(value)
    return "; ".join(value) if isinstance(value, (list, tuple)) else str(value)
