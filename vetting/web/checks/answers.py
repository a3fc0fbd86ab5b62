"""A check's answer in words for a vetting officer: what differs comes first, in words and a mark, never in colour alone.

Band, weight and probability are kept apart from the comparison: an officer reads what agrees and what differs before any number.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from markupsafe import Markup

from vetting.matching import Comparison
from vetting.screening import Answer, Decision, HitView, Outcome
from vetting.web.layout import plain_date
from vetting.web.waterfall import Step, steps_of, waterfall

LISTED, SUSPENDED, CONFIRMED = "listed", "suspended", "confirmed"


class Mark(StrEnum):
    """How the two sides of one field stand to each other; the words are shown, in this order."""

    DIFFERS = "Differs"
    SIMILAR = "Similar"
    SAME = "Same"
    UNKNOWN = "Not given"
    NOT_COMPARED = "Not compared"


SAME_LEVELS = frozenset({"exact", "same", "same_force"})
UNKNOWN_LEVELS = frozenset({"missing", "forces_differ"})
DIFFERENT_LEVELS = frozenset({"different", "year_different", "two_slips", "two_unlike_slips", "other_force"})
NOT_A_FACT = "combination"
"""The row that corrects for evidence which depends on each other: a number without a fact behind it."""

NAMES_AS_WRITTEN = frozenset({"surname", "forenames", "middle_names"})
"""Fields that show a whole name as it was written, whether or not the part that they compare is in it."""
FIELD_NAMES = {
    "surname": "Surname",
    "forenames": "Forename",
    "middle_names": "Middle names",
    "date_of_birth": "Date of birth",
    "service_number": "Service number",
    "national_insurance_number": "National Insurance number",
    "force": "Police force",
}
LANES = {
    "possible_twin_or_sibling": "Same surname and date of birth, another forename: it may be a twin or another relative.",
    "surname_may_have_changed": "Forenames and date of birth agree, the surname does not: it may have changed.",
    "same_identifier_other_name": "The service number agrees within one force, the name does not: one of the two may be wrong.",
    "same_name_no_date_of_birth": "The same name, and no date of birth on one side: nothing here says that they are two people.",
    "identifier_conflict": "A number that should be the person’s own differs. By itself it does not rule the person out.",
}
STATES = {
    "cleared": "Decided: a different person.",
    "confirmed": "Confirmed by two officers: the same person.",
    "undetermined": "On hold: it cannot be told yet. It stays in the way of a clear until it is decided.",
}
WAITING = {
    Decision.SAME_PERSON: "One officer has decided: the same person.",
    Decision.DIFFERENT_PERSON: "One officer has decided: a different person.",
    Decision.UNDETERMINED: "One officer cannot tell yet.",
    Decision.REOPENED: "One officer wants to take the decision back.",
}
REOPENED = {
    "submitted.names": "the applicant’s names have changed",
    "submitted.date_of_birth": "the applicant’s date of birth has changed",
    "submitted.numbers": "the applicant’s forces or service numbers have changed",
    "listed.names": "the listed person’s names have changed",
    "listed.date_of_birth": "the listed person’s date of birth has changed",
    "listed.numbers": "the listed person’s force or numbers have changed",
    "now_strong": "one officer cleared it as a weaker match, and it is a strong one now",
    "disputed": "another decision of your organisation on the same pair says otherwise",
    "second_look": "a second officer who did not know of that decision did not agree",
    "taken_back": "the decision that cleared it was taken back",
}
HEADINGS = {
    Outcome.NO_MATCH: "No match found",
    Outcome.POSSIBLE_MATCH: "Possible match",
    Outcome.CONTACT_COLLEGE: "Contact the College",
    Outcome.CONFIRMED_MATCH: "Confirmed match",
    Outcome.COULD_NOT_CHECK: "Not checked",
}


@dataclass(frozen=True, slots=True)
class Row:
    """One field of a comparison."""

    name: str
    submitted: str
    listed: str
    mark: Mark
    sentence: str


@dataclass(frozen=True, slots=True)
class ShownHit:
    """One listed person that is like the applicant: what to read first, and the numbers for afterwards."""

    id: str
    list_id: str
    list_name: str
    standing: str
    state: str
    note: str | None
    summary: str
    rows: tuple[Row, ...]
    lane: str | None
    band: str
    match_weight: float
    probability: float | None
    weights: tuple[tuple[str, float], ...]

    @property
    def steps(self) -> tuple[Step, ...]:
        """The rows of the match weight with their running sum."""
        return steps_of(self.weights)

    def waterfall(self, name: str) -> Markup:
        """The rows of the match weight as a picture, under an id unique on its page."""
        return waterfall(name, "How the match weight comes together", self.steps)

    @property
    def is_listed(self) -> bool:
        """Whether it is an entry in force, and not a report that is still incomplete or an entry that is suspended."""
        return self.standing == LISTED

    @property
    def is_confirmed(self) -> bool:
        """Whether two officers have decided that it is the same person."""
        return self.state == CONFIRMED

    @property
    def is_suspended(self) -> bool:
        """Whether the entry is suspended."""
        return self.standing == SUSPENDED


@dataclass(frozen=True, slots=True)
class ShownAnswer:
    """An answer with its heading, the names of the lists, and the hits in words; `equally_good` hits share the highest weight."""

    heading: str
    given: Answer
    list_names: str
    hits: tuple[ShownHit, ...]
    equally_good: int


def show_answer(answer: Answer, list_names: Mapping[str, str]) -> ShownAnswer:
    """The answer in words; `list_names` are the lists' names by id."""
    names = " and the ".join(list_names.get(list_id, list_id) for list_id in answer.lists_consulted)
    hits = tuple(show_hit(hit, list_names) for hit in answer.hits)
    return ShownAnswer(HEADINGS[answer.outcome], answer, f"the {names}" if names else "no list", hits, equally_good(answer.hits))


def equally_good(hits: Sequence[HitView]) -> int:
    """How many hits share the best weight, as far as a reader could see it; 0 without a hit."""
    weights = [round(hit.match_weight, 1) for hit in hits]
    return weights.count(max(weights)) if weights else 0


def note_of(hit: HitView) -> str | None:
    """What was decided on a hit so far, in one sentence; None for one on which nobody has decided."""
    if hit.waiting is not None:
        return f"{WAITING[hit.waiting]} A second officer must look at it before it counts."
    if hit.reopened_because:
        told = [REOPENED.get(reason, reason.replace("_", " ")) for reason in hit.reopened_because]
        return f"This pair was cleared before. It is open again, because {' and '.join(told)}."
    if hit.cleared_earlier:
        return "Cleared in an earlier check of your organisation. Nothing that is compared has changed since."
    return STATES.get(hit.state.value)


def summary_of(marks: Mapping[str, Mark]) -> str:
    """What agrees and what differs in one sentence: `Name similar, date of birth the same, force not given.`"""
    names = [marks[field] for field in ("surname", "forenames") if field in marks]
    known = [mark for mark in names if mark is not Mark.UNKNOWN]
    name = _together(known) if known else Mark.UNKNOWN
    force = marks.get("service_number", Mark.UNKNOWN)
    what = "service number" if force is not Mark.UNKNOWN else "force"
    force = force if force is not Mark.UNKNOWN else marks.get("force", Mark.UNKNOWN)
    parts = (("Name", name), ("date of birth", marks.get("date_of_birth", Mark.UNKNOWN)), (what, force))
    return ", ".join(f"{words} {_AS_WORDS[mark]}" for words, mark in parts) + "."


_AS_WORDS = {Mark.SAME: "the same", Mark.SIMILAR: "similar", Mark.DIFFERS: "different", Mark.UNKNOWN: "not given"}


def mark_of(level: str) -> Mark:
    """The mark of a comparison's level; a level that is neither the same, nor missing, nor different is similar."""
    if level in SAME_LEVELS:
        return Mark.SAME
    if level in UNKNOWN_LEVELS:
        return Mark.UNKNOWN
    return Mark.DIFFERS if level in DIFFERENT_LEVELS else Mark.SIMILAR


def _together(marks: Sequence[Mark]) -> Mark:
    """Of several parts of a name: the same if all are, different if all differ, otherwise similar."""
    return marks[0] if len(set(marks)) == 1 else Mark.SIMILAR


def show_hit(hit: HitView, list_names: Mapping[str, str]) -> ShownHit:
    """One hit in words."""
    facts = _facts(hit.comparisons)
    return ShownHit(
        id=hit.id,
        list_id=hit.list_id,
        state=hit.state.value,
        note=note_of(hit),
        list_name=list_names.get(hit.list_id, hit.list_id),
        standing=hit.standing,
        summary=summary_of({comparison.field: mark_of(comparison.level) for comparison in facts}),
        rows=compared_rows(hit.comparisons),
        lane=LANES.get(hit.reason, hit.reason.replace("_", " ").capitalize() + ".") if hit.reason else None,
        band=hit.band,
        match_weight=hit.match_weight,
        probability=hit.probability,
        weights=tuple((field_name(comparison.field), comparison.weight) for comparison in hit.comparisons),
    )


def compared_rows(comparisons: Sequence[Comparison]) -> tuple[Row, ...]:
    """The facts that were compared, in words: what differs comes first."""
    order = list(Mark)
    return tuple(sorted((_row(comparison) for comparison in _facts(comparisons)), key=lambda row: order.index(row.mark)))


def _facts(comparisons: Sequence[Comparison]) -> list[Comparison]:
    return [each for each in comparisons if each.field != NOT_A_FACT and (each.submitted or each.listed)]


def _row(comparison: Comparison) -> Row:
    return Row(
        name=field_name(comparison.field),
        submitted=_value(comparison, comparison.submitted),
        listed=_value(comparison, comparison.listed),
        mark=_mark(comparison),
        sentence=comparison.sentence,
    )


def _mark(comparison: Comparison) -> Mark:
    """Numbers that two forces gave stand on both sides and cannot be compared: they are not missing."""
    mark = mark_of(comparison.level)
    both = comparison.submitted is not None and comparison.listed is not None
    apart = mark is Mark.UNKNOWN and both and comparison.field not in NAMES_AS_WRITTEN
    return Mark.NOT_COMPARED if apart else mark


def _value(comparison: Comparison, value: str | None) -> str:
    if comparison.field == "date_of_birth":
        try:
            return plain_date(value)
        except ValueError:
            return value or ""
    if comparison.field == "middle_names" and mark_of(comparison.level) is Mark.UNKNOWN:
        value = (value or "").partition(" ")[2]  # the forenames are written in one: the first is the row before
    return value or "not given"


def field_name(field: str) -> str:
    """A field of a comparison as pages call it."""
    return FIELD_NAMES.get(field, "All of it together" if field == NOT_A_FACT else field.replace("_", " ").capitalize())
