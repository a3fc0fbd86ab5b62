"""What a check can answer, and how the hits on it decide that. Pure: no database.

No fault may turn into a false clear: `no_match` comes out of here only for a search that was whole and left nothing open.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum


class Outcome(StrEnum):
    """The answer of one check, in the words of the API."""

    NO_MATCH = "no_match"
    POSSIBLE_MATCH = "possible_match"
    CONTACT_COLLEGE = "contact_college"
    CONFIRMED_MATCH = "confirmed_match"
    COULD_NOT_CHECK = "could_not_check"


class HitState(StrEnum):
    """What has been decided on one hit. Undetermined never lapses to cleared."""

    OPEN = "open"
    CLEARED = "cleared"
    CONFIRMED = "confirmed"
    UNDETERMINED = "undetermined"


LISTED = "listed"
"""The one standing of an entry in force; every other one (a report received, an entry suspended) is for the College to explain."""

BANDS = ("strong", "possible")


def outcome_of(hits: Iterable[tuple[HitState, str]]) -> Outcome:
    """The outcome of a whole search, from each hit's state and standing: confirmed, contact_college, possible, no match."""
    outcome = Outcome.NO_MATCH
    for state, standing in hits:
        if state is HitState.CONFIRMED:
            return Outcome.CONFIRMED_MATCH
        if state is HitState.CLEARED:
            continue
        if standing != LISTED:
            outcome = Outcome.CONTACT_COLLEGE
        elif outcome is Outcome.NO_MATCH:
            outcome = Outcome.POSSIBLE_MATCH
    return outcome
