"""The rules of deciding on a hit: which decisions there are, which of them take two officers, and what may follow what. Pure."""

from __future__ import annotations

import unicodedata
from collections.abc import Collection
from enum import StrEnum

from vetting.errors import InvalidInput, Problem
from vetting.screening.outcomes import HitState

STRONG = "strong"
LONGEST_REASON = 2_000
_REFUSED_CHARACTERS = frozenset({"Cc", "Cs", "Co"})


class Decision(StrEnum):
    """What an officer can say of a hit. `reopened` takes an earlier decision back, with a reason like the others."""

    SAME_PERSON = "same_person"
    DIFFERENT_PERSON = "different_person"
    UNDETERMINED = "undetermined"
    REOPENED = "reopened"


class Stand(StrEnum):
    """How a decision stands: it waits for a second officer, counts, was refused by one, or was replaced by a later one."""

    WAITING = "waiting"
    COUNTS = "counts"
    REFUSED = "refused"
    PAST = "past"


STATE_AFTER = {
    Decision.SAME_PERSON: HitState.CONFIRMED,
    Decision.DIFFERENT_PERSON: HitState.CLEARED,
    Decision.UNDETERMINED: HitState.UNDETERMINED,
    Decision.REOPENED: HitState.OPEN,
}
"""The state of a hit once a decision counts. Only *different person* clears, and nothing clears by the lapse of time."""

UNDECIDED = frozenset({HitState.OPEN, HitState.UNDETERMINED})


def needs_second(decision: Decision, band: str, state: HitState, said_before: Collection[Decision]) -> bool:
    """Whether a decision counts only after a second officer of the organisation.

    *Same person* always, and taking it back; clearing a strong hit, or one that any officer has called the same person before: what
    two people must see must not become what one person can wave through. Keeping a hit open never needs two.
    """
    if decision is Decision.SAME_PERSON:
        return True
    if decision is Decision.DIFFERENT_PERSON:
        return band == STRONG or Decision.SAME_PERSON in said_before
    return decision is Decision.REOPENED and state is HitState.CONFIRMED


def may_follow(decision: Decision, state: HitState) -> bool:
    """Whether a decision can be taken on a hit in this state: a decided hit is opened again first, an open one is not opened."""
    return (state is not HitState.OPEN) if decision is Decision.REOPENED else state in UNDECIDED


def clean_reason(text: str) -> str:
    """The reason in one form. Raises InvalidInput: a decision without a reason is none."""
    return clean_words(text, "reason", "Give the reason: what agrees or differs, and in which document you saw it.")


def clean_words(text: str, field: str, missing: str) -> str:
    """What an officer wrote, in one form. Raises InvalidInput that names the field; `missing` is said when nothing was written."""
    kept = unicodedata.normalize("NFC", text.replace("\r\n", "\n")).strip()
    if not kept:
        raise InvalidInput([Problem(field, missing)])
    if len(kept) > LONGEST_REASON:
        raise InvalidInput([Problem(field, f"Write {LONGEST_REASON} characters or fewer.")])
    if any(unicodedata.category(character) in _REFUSED_CHARACTERS and character != "\n" for character in kept):
        raise InvalidInput([Problem(field, "Leave out control characters.")])
    return kept


def known_decision(text: str) -> Decision:
    """One of the three choices. Raises InvalidInput."""
    choices = [decision.value for decision in Decision if decision is not Decision.REOPENED]
    if text not in choices:
        raise InvalidInput([Problem("decision", f"Choose one of {', '.join(choices)}.")])
    return Decision(text)
