"""Opening a list: two registrars say that it is whole, even if it is empty, before any check may answer from it."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from vetting import audit
from vetting.access import Actor, Permission, require
from vetting.db import utc_now
from vetting.errors import Conflict, InvalidInput, Problem, Unavailable
from vetting.registry.import_models import Import, UnreadRow
from vetting.registry.lifecycle import check_person
from vetting.registry.models import Entry, ListOpening, Report
from vetting.registry.policy import lists_of
from vetting.registry.versions import current_version
from vetting.registry.views import ListState
from vetting.registry.vocabulary import COUNTING

OPENERS = 2


def open_list(session: Session, actor: Actor, list_id: str, keepers_count: int | None = None) -> ListState:
    """Open a list as one of two registrars. Raises Conflict when this person, or two others, have opened it already.

    A list that was loaded from a file is opened against the keeper's own count of it, which each of the two gives: entries and rows
    that could not be read must come to that number. Raises InvalidInput (`keepers_count`) when they do not.
    """
    require(actor, Permission.CHANGE_REGISTER)
    check_person(actor)
    info = lists_of(session).find(list_id)
    openings = _openings(session, [info.id])[info.id]
    if any(opening.opened_by == actor.id for opening in openings):
        raise Conflict("You have opened this list. Another registrar must open it too.", code="own_change")
    if len(openings) >= OPENERS:
        raise Conflict("This list is open already.", code="state")
    entries, version = _entries_on(session, info.id), current_version(session)
    _check_count(session, info.id, entries, keepers_count)
    session.add(ListOpening(list_id=info.id, opened_by=actor.id, opened_at=utc_now(), entries=entries, register_version=version))
    try:
        session.flush()
    except IntegrityError as error:
        raise Conflict("You have opened this list a moment ago.", code="own_change") from error
    audit.record(session, actor, "list_opened", list=info.id, entries=entries, register_version=version)
    return next(state for state in list_states(session) if state.list_id == info.id)


def _check_count(session: Session, list_id: str, entries: int, keepers_count: int | None) -> None:
    loaded = select(Import.id).where(Import.list_id == list_id, Import.state == "confirmed").limit(1)
    if session.scalar(loaded) is None:
        return
    if keepers_count is None:
        problem = "Enter how many entries the keeper’s own count has: this list was loaded from a file."
        raise InvalidInput([Problem("keepers_count", problem)])
    unread = _unread_on(session, list_id)
    if keepers_count != entries + unread:
        rows = f" and {unread:,} rows of imports that could not be read" if unread else ""
        problem = (
            f"The keeper’s count is {keepers_count:,}. Here are {entries:,} entries{rows}: find out why before you open the list."
        )
        raise InvalidInput([Problem("keepers_count", problem)])


def list_states(session: Session) -> tuple[ListState, ...]:
    """Every list of the policy: who opened it, whether checks may answer from it, and what it holds."""
    lists = lists_of(session).lists
    openings = _openings(session, [info.id for info in lists])
    return tuple(
        ListState(
            list_id=info.id,
            name=info.name,
            opened_by=tuple(opening.opened_by for opening in openings[info.id]),
            opened_at=openings[info.id][OPENERS - 1].opened_at if len(openings[info.id]) >= OPENERS else None,
            is_open=len(openings[info.id]) >= OPENERS,
            entries=_entries_on(session, info.id),
            reports_received=_reports_for(session, info.id),
            unread_rows=_unread_on(session, info.id),
        )
        for info in lists
    )


def require_open(session: Session, list_ids: Iterable[str]) -> None:
    """Raises Unavailable unless two registrars have opened each of these lists, and for no list at all."""
    wanted = tuple(list_ids)
    openings = _openings(session, wanted)
    if not wanted or any(len(openings[list_id]) < OPENERS for list_id in wanted):
        raise Unavailable("The lists have not been opened by two registrars, so they cannot be searched.", code="list_not_opened")


def require_readable(session: Session, list_ids: Iterable[str]) -> None:
    """Raises Unavailable while a row of an import of one of these lists is open that has not even a name to be found by.

    Whoever stands in it may be anybody, so nobody can be told that they are not on the list.
    """
    if unreadable_rows(session, list_ids):
        message = "A row of an imported list names nobody who could be searched for. Two registrars must resolve it first."
        raise Unavailable(message, code="rows_unread")


def unreadable_rows(session: Session, list_ids: Iterable[str]) -> int:
    """How many open rows of imports of these lists have no name that a check could come upon."""
    statement = select(func.count()).select_from(UnreadRow)
    open_ones = statement.where(UnreadRow.state == "open", UnreadRow.list_id.in_(tuple(list_ids)))
    return session.scalar(open_ones.where(UnreadRow.searchable.is_(False))) or 0


def _openings(session: Session, list_ids: Iterable[str]) -> dict[str, list[ListOpening]]:
    found: dict[str, list[ListOpening]] = {list_id: [] for list_id in list_ids}
    rows = session.scalars(
        select(ListOpening)
        .where(ListOpening.list_id.in_(found))
        .order_by(ListOpening.opened_at, ListOpening.opened_by)
        .execution_options(populate_existing=True)
    )
    for row in rows:
        found[row.list_id].append(row)
    return found


def _entries_on(session: Session, list_id: str) -> int:
    statement = select(func.count()).select_from(Entry).where(Entry.list_id == list_id, Entry.standing != "removed")
    return session.scalar(statement) or 0


def _reports_for(session: Session, list_id: str) -> int:
    statement = select(func.count()).select_from(Report).where(Report.list_id == list_id, Report.state.in_(COUNTING - {"unread"}))
    return session.scalar(statement) or 0


def _unread_on(session: Session, list_id: str) -> int:
    statement = select(func.count()).select_from(UnreadRow).where(UnreadRow.list_id == list_id, UnreadRow.state == "open")
    return session.scalar(statement) or 0
