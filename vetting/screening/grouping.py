"""Weak hits that are alike, cleared together: each by a decision of its own, once an officer has read what was compared in it.

Source: practice.md section 3. Two hits are alike when every field stands on the same level in both. Into a group comes only an
open, weak hit on an entry in force that has no reason of its own and that nobody has decided on before: never a strong one, never
one on a report received or on a suspended entry. A group can be cleared and nothing else: *same person* is said of one hit.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, exists
from sqlalchemy.orm import Session

from vetting import audit
from vetting.access import Actor, Permission, owned_by, require
from vetting.errors import Conflict, InvalidInput, NotFound, Problem
from vetting.matching import Comparison
from vetting.screening.among import is_one_of
from vetting.screening.checks import stored_request
from vetting.screening.dispositions import CHANGED, Decided, decide_hit
from vetting.screening.locks import lock_hits
from vetting.screening.models import Check, Disposition, Hit
from vetting.screening.outcomes import LISTED, HitState
from vetting.screening.rules import STRONG, Decision, clean_reason
from vetting.vault import open_column

MOST_WEAK = 5_000
"""So many weak hits are put into groups at once; the others come when these are decided."""
PAIRS_AT_ONCE = 50
LEAST_ALIKE = 2
CORRECTION = "combination"
"""The row of the match weight behind which there is no fact."""

Pattern = tuple[tuple[str, str], ...]
"""The level of each field that was compared."""


@dataclass(frozen=True, slots=True)
class AlikePair:
    """One hit of a group: the facts that were compared, and nothing of how strong the match is."""

    check_id: str
    hit_id: str
    list_id: str
    comparisons: tuple[Comparison, ...]


@dataclass(frozen=True, slots=True)
class AlikeGroup:
    """Hits that are alike: the pattern, a short name of it for addresses, and how many there are."""

    key: str
    pattern: Pattern
    hits: int


@dataclass(frozen=True, slots=True)
class AlikePage:
    """One group with its first pairs; the rest follow when these are decided."""

    group: AlikeGroup
    pairs: tuple[AlikePair, ...]


def pattern_of(comparisons: Sequence[Comparison]) -> Pattern:
    """The levels on which the fields stand. Pure."""
    return tuple(sorted((each.field, each.level) for each in comparisons if each.field != CORRECTION))


def pattern_key(pattern: Pattern) -> str:
    """A short name of a pattern. It is made of levels only and tells nothing of anybody."""
    return hashlib.sha256(json.dumps(pattern).encode()).hexdigest()[:16]


def alike_groups(session: Session, actor: Actor, checks: Select[Any]) -> tuple[AlikeGroup, ...]:
    """The groups of two or more among these checks' weak hits, the largest first. Raises Refused and VaultError."""
    groups = _grouped(session, actor, checks)
    found = [AlikeGroup(pattern_key(pattern), pattern, len(pairs)) for pattern, pairs in groups.items()]
    return tuple(sorted((group for group in found if group.hits >= LEAST_ALIKE), key=lambda group: (-group.hits, group.key)))


def view_alike(session: Session, actor: Actor, checks: Select[Any], key: str) -> AlikePage:
    """The facts that were compared in a group's first pairs; reading each is audited. Raises Refused, NotFound and VaultError."""
    pattern, pairs = _group(session, actor, checks, key)
    shown = tuple(pairs[:PAIRS_AT_ONCE])
    for pair in shown:
        audit.record(session, actor, "hit_read", check=pair.check_id, hit=pair.hit_id)
    return AlikePage(AlikeGroup(key, pattern, len(pairs)), shown)


def clear_alike(
    session: Session, actor: Actor, checks: Select[Any], key: str, hit_ids: Collection[str], *, reason: str
) -> tuple[Decided, ...]:
    """Decide *different person* on some hits of a group, each by its own decision with this reason; all of them, or none.

    Raises Refused, InvalidInput (`hits`, `reason`), NotFound for a group that is gone, and Conflict (`version_changed`) when one of
    the hits is not in the group any more.
    """
    require(actor, Permission.DECIDE_HITS)
    reason = _asked(hit_ids, reason)
    _, pairs = _group(session, actor, checks, key)
    places = {pair.hit_id: (pair.check_id, pair.hit_id) for pair in pairs}
    if not set(hit_ids) <= set(places):
        raise Conflict(CHANGED, code="version_changed")
    chosen = [places[hit_id] for hit_id in sorted(set(hit_ids))]
    lock_hits(session, actor, chosen)
    decision = Decision.DIFFERENT_PERSON.value
    return tuple(decide_hit(session, actor, *place, decision, reason=reason, seen=0) for place in chosen)


def _asked(hit_ids: Collection[str], reason: str) -> str:
    problems = []
    if not hit_ids:
        problems.append(Problem("hits", "Tick the comparisons that you have read and that are different people."))
    elif len(set(hit_ids)) > PAIRS_AT_ONCE:
        problems.append(Problem("hits", f"Tick at most {PAIRS_AT_ONCE} comparisons at once."))
    try:
        reason = clean_reason(reason)
    except InvalidInput as error:
        problems.extend(error.problems)
    if problems:
        raise InvalidInput(problems)
    return reason


def _group(session: Session, actor: Actor, checks: Select[Any], key: str) -> tuple[Pattern, list[AlikePair]]:
    for pattern, pairs in _grouped(session, actor, checks).items():
        if pattern_key(pattern) == key:
            return pattern, pairs
    raise NotFound("group")


def _grouped(session: Session, actor: Actor, checks: Select[Any]) -> dict[Pattern, list[AlikePair]]:
    require(actor, Permission.READ_COMPARISONS)
    require(actor, Permission.DECIDE_HITS)
    decided = exists().where(Disposition.hit_id == Hit.id)
    weak = owned_by(actor, Hit).where(is_one_of(Hit.check_id, checks), Hit.band != STRONG, Hit.reason.is_(None), ~decided)
    weak = weak.where(Hit.standing == LISTED, Hit.state == HitState.OPEN.value).order_by(Hit.id).limit(MOST_WEAK)
    hits = [hit for hit in session.scalars(weak) if not hit.reopened_because]
    hidden = _hidden_checks(session, actor, {hit.check_id for hit in hits})
    groups: dict[Pattern, list[AlikePair]] = {}
    for hit in (each for each in hits if each.check_id not in hidden):
        comparisons = tuple(Comparison(**each) for each in open_column(session, hit, "sealed_comparisons"))
        pair = AlikePair(hit.check_id, hit.id, hit.list_id, comparisons)
        groups.setdefault(pattern_of(comparisons), []).append(pair)
    return groups


def _hidden_checks(session: Session, actor: Actor, check_ids: Collection[str]) -> set[str]:
    """The checks with sensitive names that this officer may not see: nobody clears by group what they cannot read."""
    if actor.may(Permission.SEE_SENSITIVE_NAMES):
        return set()
    of_hits = owned_by(actor, Check).where(Check.id.in_(check_ids))
    return {check.id for check in session.scalars(of_hits) if stored_request(session, check).sensitive_names}
