"""What is held on people, table by table: how a row is found to be about somebody, and what of it they are not given.

Every table with a sealed column stands here, either among `HOLDINGS` or in `NOT_GIVEN` with its reason; a test holds the models to
that. Whose duty an answer is follows the controllers (practice.md section 4): the College answers for the lists, an employer for
its own checks. What an exemption may cover is for the two people who release an answer; nothing here decides it by itself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from vetting import batches, monitoring, notices, registry, screening

ROOMS = (batches, monitoring, notices, registry, screening)
"""The rooms whose tables are told of here: loaded, so that the models know them."""
LISTS, CHECKS = "lists", "checks"
Reader = Callable[[Any], Iterator[tuple[str, str, str | None]]]
"""From a sealed value: forenames, surname and date of birth of each name in it."""

OF_TWO = "Written about two people who were compared; what concerns the other one has to be taken out by hand."


@dataclass(frozen=True, slots=True)
class Tie:
    """A row belongs to whom a row of `parent` belongs to, when `column` here equals `parent_column` there."""

    column: str
    parent: str
    parent_column: str = "id"


@dataclass(frozen=True, slots=True)
class Holding:
    """One table: what it holds in words, in whose answer it stands, and how its rows are found.

    `reads` finds a person in the sealed column `of`; `ties` follow from other rows. `withheld` are sealed columns that are counted
    and not given, with the reason. `shapes` reduce an opened value to what is about the person. `only` says, for a table that holds
    many people's rows, where the person's row numbers stand: another table, its column with this row's id, its column of numbers.
    """

    words: str
    scope: frozenset[str]
    of: str = ""
    reads: Reader | None = None
    ties: tuple[Tie, ...] = ()
    withheld: Mapping[str, str] = field(default_factory=dict)
    shapes: Mapping[str, Callable[[Any], Any]] = field(default_factory=dict)
    only: tuple[str, str, str] | None = None


def _in_content(content: Any) -> Iterator[tuple[str, str, str | None]]:
    """A report or an entry."""
    yield content["forenames"], content["surname"], content["date_of_birth"]
    for forenames, surname in content.get("other_names", ()):
        yield forenames, surname, content["date_of_birth"]


def _in_row(row: Any) -> Iterator[tuple[str, str, str | None]]:
    """A row of a list that could not be read: as far as it could."""
    identity = row["identity"] or {"names": [], "date_of_birth": None}
    for forenames, surname in identity["names"]:
        yield forenames, surname, identity["date_of_birth"]


def _in_subject(subject: Any) -> Iterator[tuple[str, str, str | None]]:
    """What was typed for a check."""
    subject = subject.get("subject", subject)
    born = subject["date_of_birth"]
    yield subject["forenames"], subject["surname"], born
    for name in (*subject["other_names"], *subject.get("sensitive_names", ())):
        yield name["forenames"], name["surname"], born


def _in_notice(facts: Any) -> Iterator[tuple[str, str, str | None]]:
    """A published notice, which names people without dates of birth."""
    for subject in facts["subjects"]:
        if subject["name"]:
            yield "", subject["name"], None


def _submitted(comparisons: Any) -> list[dict[str, Any]]:
    """Of a comparison only what was asked: the listed side is another person's, or is in the College's answer."""
    return [{"field": each["field"], "submitted": each["submitted"], "level": each["level"]} for each in comparisons]


def _without_salt(kept: Any) -> Any:
    return kept["subject"]


_L, _C = frozenset({LISTS}), frozenset({CHECKS})
_REPORT, _ENTRY = Tie("report_id", "report"), Tie("entry_id", "entry")
_CHECK = (Tie("check_id", "screening_check"),)

HOLDINGS: Mapping[str, Holding] = {
    "report": Holding(
        "Report", _L, ties=(Tie("id", "report_version", "report_id"), Tie("id", "entry", "report_id"), Tie("id", "import_row"))
    ),
    "report_version": Holding("What a report says", _L, "sealed_content", _in_content, (_REPORT,)),
    "report_decision": Holding("Decision on a report", _L, ties=(_REPORT,)),
    "report_question": Holding("Question whether a report stands", _L, ties=(_REPORT,)),
    "entry": Holding("Entry on a list", _L, ties=(Tie("id", "entry_version", "entry_id"), _REPORT)),
    "entry_version": Holding("What an entry says", _L, "sealed_content", _in_content, (_ENTRY,)),
    "entry_standing": Holding("How an entry stood", _L, ties=(_ENTRY,)),
    "proposal": Holding("Proposal about an entry", _L, ties=(_ENTRY,)),
    "review": Holding("Application to come off", _L, ties=(_ENTRY,)),
    "publication": Holding("Publication", _L, ties=(_ENTRY,)),
    "publication_decision": Holding("Decision on publication", _L, ties=(_ENTRY,)),
    "import_origin": Holding("Row of a list that was taken in", _L, ties=(_REPORT,)),
    "import_chunk": Holding(
        "The row as it stood in the file",
        _L,
        ties=(Tie("id", "import_origin", "chunk_id"),),
        only=("import_origin", "chunk_id", "row_number"),
    ),
    "import_row": Holding("Row of a list that could not be read", _L, "sealed_row", _in_row),
    "import_row_resolution": Holding("How such a row was resolved", _L, ties=(Tie("row_id", "import_row"),)),
    "person_link": Holding(
        "Whether two records are of one person",
        _L,
        ties=(Tie("record_id", "report"), Tie("other_id", "report")),
        withheld={"sealed_reason": OF_TWO},
    ),
    "person_member": Holding("To which person a record is counted", _L, ties=(Tie("record_id", "report"),)),
    "expectation_settled": Holding("That a notice's expected report came", _L, ties=(_REPORT,)),
    "notice": Holding("Published notice", _L, "sealed_facts", _in_notice),
    "screening_confirmation": Holding("That a match was confirmed", _L, ties=(_ENTRY, _REPORT)),
    "screening_check": Holding(
        "Check",
        _C,
        "sealed_subject",
        _in_subject,
        shapes={"sealed_subject": _without_salt},
        ties=(Tie("recheck_of_id", "screening_check"),),
    ),
    "screening_hit": Holding("Listed person that a check came upon", _C, ties=_CHECK, shapes={"sealed_comparisons": _submitted}),
    "screening_disposition": Holding(
        "Decision on such a person", _C, ties=_CHECK, withheld={"sealed_reason": OF_TWO, "sealed_second_reason": OF_TWO}
    ),
    "screening_second_look": Holding("Second look at a decision", _C, ties=_CHECK, withheld={"sealed_reason": OF_TWO}),
    "screening_certificate": Holding("Certificate", _C, ties=_CHECK),
    "screening_application": Holding("What became of the application", _C, ties=_CHECK),
    "screening_case": Holding("Case", _C, ties=_CHECK),
    "screening_case_event": Holding("What was done or noted on the case", _C, ties=_CHECK, withheld={"sealed_text": OF_TWO}),
    "screening_document_seen": Holding("Document seen", _C, ties=_CHECK),
    "screening_consideration": Holding("How an advisory entry was considered", _C, ties=_CHECK),
    "screening_manual_check": Holding("Check made by hand", _C, ties=_CHECK),
    "screening_guest_officer": Holding(
        "That another force looked at a decision", _C, ties=_CHECK, withheld={"sealed_reason": OF_TWO}
    ),
    "watch": Holding("Watch", _C, "sealed_subject", _in_subject, _CHECK),
    "watch_term": Holding("Term of a watch", _C, ties=(Tie("watch_id", "watch"),)),
    "alert": Holding("Alert", _C, ties=_CHECK, withheld={"sealed_note": OF_TWO}),
    "batch_row": Holding("Row of a file that became a check", _C, ties=_CHECK),
    "subject_access": Holding("Earlier request of this kind", _L | _C, "sealed_person", _in_subject),
}

NOT_GIVEN: Mapping[str, str] = {
    "register_import": "About a file as a whole; the person's own row is given with the report that it became.",
    "batch": "About a file as a whole: its name, its columns, the employer's reference.",
    "batch_piece": "The bytes of a file of many people, gone when the file is read.",
    "batch_chunk": "The rows of many people; the person's own became a check. A rejected row is to be looked up by hand.",
    "kept_answer": "A second copy of an answer, kept for a day so that a repeated request has one effect.",
}
