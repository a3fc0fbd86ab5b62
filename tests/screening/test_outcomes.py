"""What hits add up to: a table of cases, and the laws behind it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vetting.screening import HitState, Outcome
from vetting.screening.outcomes import outcome_of

OPEN, CLEARED, CONFIRMED, UNDETERMINED = HitState.OPEN, HitState.CLEARED, HitState.CONFIRMED, HitState.UNDETERMINED
hits = st.lists(st.tuples(st.sampled_from(HitState), st.sampled_from(["listed", "report_received", "suspended", "unheard_of"])))


@pytest.mark.parametrize(
    ("found", "outcome"),
    [
        ([], Outcome.NO_MATCH),
        ([(OPEN, "listed")], Outcome.POSSIBLE_MATCH),
        ([(UNDETERMINED, "listed")], Outcome.POSSIBLE_MATCH),
        ([(OPEN, "report_received")], Outcome.CONTACT_COLLEGE),
        ([(OPEN, "suspended")], Outcome.CONTACT_COLLEGE),
        ([(UNDETERMINED, "suspended")], Outcome.CONTACT_COLLEGE),
        ([(OPEN, "listed"), (OPEN, "report_received")], Outcome.CONTACT_COLLEGE),
        ([(OPEN, "suspended"), (OPEN, "listed")], Outcome.CONTACT_COLLEGE),
        ([(OPEN, "report_received"), (CONFIRMED, "listed")], Outcome.CONFIRMED_MATCH),
        ([(CONFIRMED, "suspended")], Outcome.CONFIRMED_MATCH),
        ([(CLEARED, "listed")], Outcome.NO_MATCH),
        ([(CLEARED, "report_received"), (OPEN, "listed")], Outcome.POSSIBLE_MATCH),
    ],
)
def test_precedence(found: list[tuple[HitState, str]], outcome: Outcome) -> None:
    assert outcome_of(found) is outcome


@given(hits)
def test_only_cleared_hits_make_no_match(found: list[tuple[HitState, str]]) -> None:
    assert (outcome_of(found) is Outcome.NO_MATCH) == all(state is CLEARED for state, _ in found)


@given(hits)
def test_the_order_of_hits_does_not_matter(found: list[tuple[HitState, str]]) -> None:
    assert outcome_of(found) is outcome_of(reversed(found))


@given(hits)
def test_hits_alone_never_say_that_it_could_not_be_checked(found: list[tuple[HitState, str]]) -> None:
    assert outcome_of(found) is not Outcome.COULD_NOT_CHECK
