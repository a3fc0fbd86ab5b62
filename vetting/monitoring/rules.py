"""The rules of monitoring: what counts as news about a person under watch, for how long somebody is watched. Pure."""

from __future__ import annotations

import unicodedata
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from vetting.errors import InvalidInput, Problem

SUSPENDED = "suspended"
LONGEST_REFERENCE = 200
LONGEST_NOTE = 2_000
_REFUSED_CHARACTERS = frozenset({"Cc", "Cs", "Co"})

Pair = dict[str, dict[str, str]]


class AlertKind(StrEnum):
    """What a changed list tells of a person under watch."""

    LISTED = "listed"
    CHANGED = "changed"
    SUSPENDED = "suspended"
    RESTORED = "restored"
    REMOVED = "removed"
    UNLIKE = "unlike"
    NOT_CHECKED = "not_checked"


class AlertState(StrEnum):
    """Whether somebody has worked an alert."""

    OPEN = "open"
    WORKED = "worked"


class EndedBecause(StrEnum):
    """Why a watch ended."""

    TERM_OVER = "term_over"
    LEFT = "left"
    BASIS_ENDED = "basis_ended"
    MISTAKE = "mistake"


OVER = frozenset({AlertKind.REMOVED, AlertKind.UNLIKE})
"""After these nothing is known of the listed person any more: found again, it is news as on the first day."""
TO_DECIDE = frozenset({AlertKind.LISTED, AlertKind.CHANGED})
"""What a vetting officer has to compare and decide on: the person is checked again, and the hits stand in the queue."""


@dataclass(frozen=True, slots=True)
class Known:
    """What was last known, or is found now, of a person and one listed person. `cleared`: decided to be a different person."""

    pair: Pair | None
    band: str | None
    suspended: bool
    over: bool = False
    cleared: bool = False


def news_of_likeness(before: Known | None, now: Known) -> AlertKind | None:
    """What is new about a likeness that a search finds now; None when all of it was known.

    A report that is approved as it was sent is no news: it counted from its receipt. An entry that was amended is, and so is
    another band by another model, also on a pair that was cleared: the re-check keeps it cleared or says why it is open again.
    """
    if before is None or before.over:
        return AlertKind.LISTED
    if before.pair != now.pair or before.band != now.band:
        return AlertKind.CHANGED
    return None


def news_of_standing(before: Known, now: Known) -> AlertKind | None:
    """What is new about how a listed person stands, for whoever was answered from the entry before.

    Whoever decided that it is a different person is told nothing: it would tell of a third party for no purpose.
    """
    if before.cleared or before.over:
        return None
    if now.over:
        return AlertKind.REMOVED
    if before.suspended == now.suspended:
        return None
    return AlertKind.SUSPENDED if now.suspended else AlertKind.RESTORED


@dataclass(frozen=True, slots=True)
class Term:
    """What is asked of an enrolment or a renewal: until which day, on which legal basis, and where that is written down."""

    until: date | None
    basis: str
    basis_reference: str


def cleaned_term(term: Term, today: date, bases: Collection[str], longest_days: int) -> Term:
    """The term in one form. Raises InvalidInput that names every field: nobody is watched without end, or without a basis."""
    latest = today + timedelta(days=longest_days)
    reference = clean_line(term.basis_reference)
    problems = []
    if term.until is None:
        problems.append(Problem("until", "Enter the last day of the term."))
    elif not today < term.until <= latest:
        problems.append(Problem("until", f"The last day must be after today and not after {latest.day} {latest:%B %Y}."))
    if term.basis not in bases:
        problems.append(Problem("basis", "Choose the legal basis."))
    if not reference:
        problems.append(Problem("basis_reference", "Enter where the decision on the legal basis is recorded."))
    elif len(reference) > LONGEST_REFERENCE:
        problems.append(Problem("basis_reference", f"It must be {LONGEST_REFERENCE} characters or fewer."))
    elif _has_refused(reference):
        problems.append(Problem("basis_reference", "It must not contain control characters."))
    if problems:
        raise InvalidInput(problems)
    return Term(term.until, term.basis, reference)


def clean_note(text: str) -> str:
    """What was done about an alert, in one form. Raises InvalidInput: an alert is not put away without a word."""
    kept = unicodedata.normalize("NFC", text.replace("\r\n", "\n")).strip()
    if not kept:
        raise InvalidInput([Problem("note", "Write what was done about it.")])
    if len(kept) > LONGEST_NOTE:
        raise InvalidInput([Problem("note", f"It must be {LONGEST_NOTE} characters or fewer.")])
    if _has_refused(kept.replace("\n", "")):
        raise InvalidInput([Problem("note", "It must not contain control characters.")])
    return kept


def clean_line(text: str) -> str:
    """One line in one form."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def _has_refused(text: str) -> bool:
    return any(unicodedata.category(character) in _REFUSED_CHARACTERS for character in text)
