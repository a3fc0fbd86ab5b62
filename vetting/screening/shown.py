"""What is shown of a check's subject and comparisons: sensitive names to named specialist staff alone (practice.md 1.11)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy.orm import Session

from vetting import audit
from vetting.access import Actor, Permission
from vetting.matching import Comparison, PersonName
from vetting.screening.checks import stored_request
from vetting.screening.models import Check
from vetting.screening.requests import CheckRequest

HIDDEN_NAME = "another name known to the vetting unit"
NAME_FIELDS = {"surname": "surname", "forenames": "forenames", "middle_names": "forenames"}
OTHER_NAME = " (other name)"


def shown_request(session: Session, actor: Actor, check: Check) -> CheckRequest:
    """What was typed, as far as the actor may see it; sensitive names only to specialist staff, and reading them is audited."""
    request = stored_request(session, check)
    if not request.sensitive_names:
        return request
    if not actor.may(Permission.SEE_SENSITIVE_NAMES):
        return request.without_sensitive_names()
    audit.record(session, actor, "sensitive_names_read", check=check.id)
    return request


def shown_comparisons(actor: Actor, request: CheckRequest, comparisons: Sequence[Comparison]) -> tuple[Comparison, ...]:
    """The comparisons of a hit, with every part of a name hidden that only a sensitive name has."""
    if not request.sensitive_names or actor.may(Permission.SEE_SENSITIVE_NAMES):
        return tuple(comparisons)
    known = (PersonName(request.forenames, request.surname), *request.other_names)
    return tuple(_hidden(each, request.sensitive_names, known) for each in comparisons)


def _hidden(comparison: Comparison, sensitive: Sequence[PersonName], known: Sequence[PersonName]) -> Comparison:
    part = NAME_FIELDS.get(comparison.field)
    if part is None or comparison.submitted is None:
        return comparison
    shown = comparison.submitted.removesuffix(OTHER_NAME)
    if shown in {getattr(name, part) for name in known} or shown not in {getattr(name, part) for name in sensitive}:
        return comparison
    return replace(comparison, submitted=HIDDEN_NAME)
