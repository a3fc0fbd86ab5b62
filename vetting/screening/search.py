"""Asking the register's index, so that whatever goes wrong in it ends as `could_not_check` and never as nothing found.

The search runs in a savepoint: a fault in it takes back all that it did in the database, and the failure can still be recorded.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import structlog
from sqlalchemy.orm import Session

from vetting.errors import Unavailable
from vetting.matching import Identity
from vetting.registry import ListedMatch, SearchResult, index_of
from vetting.screening.outcomes import BANDS

SEARCH_FAILED = "search_failed"
KILLED_WORKER = "killed_worker"
"""Comparing this person ended the whole process, and would end the next one."""
NO_LONGER_FIT = "no_longer_fit"
"""A row of a batch that could be checked when it was looked at, and that the rules of a single check refuse today."""
NOT_MADE_AGAIN = frozenset({KILLED_WORKER, NO_LONGER_FIT})
"""Causes that lie in what was asked: no time mends them, so the clock does not make such a check again."""

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Found:
    """A whole search: every list asked for, to the end, at one version of the register. No match is an answer, too."""

    register_version: int
    model_version: str
    matches: tuple[ListedMatch, ...]


@dataclass(frozen=True, slots=True)
class NotSearched:
    """The search did not come to its end. `cause` is a stable code; it says nothing about the person."""

    cause: str


class _NotWhole(Exception):
    """The index answered, but not what was asked."""


def search_lists(session: Session, identity: Identity, list_ids: Sequence[str]) -> Found | NotSearched:
    """Search the lists for one person. Never raises for a fault of the search itself: it returns NotSearched."""
    try:
        with session.begin_nested():
            return _whole(index_of(session).search(session, [identity], list_ids), list_ids, 1)[0]
    except Unavailable as error:
        return NotSearched(error.code)
    except Exception as error:  # whatever it is, it must not become a clear, and its words may hold a name
        log.error("search_failed", error=type(error).__name__)
        return NotSearched(SEARCH_FAILED)


def search_lists_for_many(session: Session, identities: Sequence[Identity], list_ids: Sequence[str]) -> list[Found | NotSearched]:
    """Search the lists for many persons at once; each answer is the one that `search_lists` gives.

    A fault is laid at the door of the person it comes from: the many are halved until it is alone. Raises Unavailable when the
    lists cannot be searched for anybody now.
    """
    if not identities:
        return []
    try:
        with session.begin_nested():
            return [*_whole(index_of(session).search(session, identities, list_ids), list_ids, len(identities))]
    except Unavailable:
        raise
    except Exception as error:
        if len(identities) == 1:
            log.error("search_failed", error=type(error).__name__)
            return [NotSearched(SEARCH_FAILED)]
    half = len(identities) // 2
    return [
        *search_lists_for_many(session, identities[:half], list_ids),
        *search_lists_for_many(session, identities[half:], list_ids),
    ]


def _whole(result: SearchResult, list_ids: Sequence[str], people: int) -> list[Found]:
    """Believe an answer only if it is one: for each person asked about, over every list asked for, each match in a band of hits."""
    if not list_ids or set(result.lists) != set(list_ids) or len(result.matches) != people:
        raise _NotWhole
    return [_found(result, tuple(matches), list_ids) for matches in result.matches]


def _found(result: SearchResult, matches: tuple[ListedMatch, ...], list_ids: Sequence[str]) -> Found:
    if any(listed.match.band not in BANDS or listed.list_id not in list_ids for listed in matches):
        raise _NotWhole
    if any(listed.entry_id is None and listed.report_id is None for listed in matches):
        raise _NotWhole
    if not isinstance(result.register_version, int) or not result.model_version:
        raise _NotWhole
    return Found(result.register_version, result.model_version, matches)
