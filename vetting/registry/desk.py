"""The registrar's desk: what waits, what is late, what comes up. Counted and listed by ids, days and forces; nobody is named.

Counts are SQL. Grounds and roles, which say what may be published and when a review is possible, are sealed: their codes are read
once a process (`tallies`).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache

from sqlalchemy import and_, exists, func, or_, select
from sqlalchemy.orm import Session

from vetting.access import Actor, Permission, force_by_code, require
from vetting.registry.clocks import clock_for, strikes_on
from vetting.registry.import_models import Import, UnreadRow
from vetting.registry.imports.intake import READY
from vetting.registry.models import (
    Entry,
    EntryStanding,
    EntryVersion,
    Proposal,
    Report,
    ReportDecision,
    ReportQuestion,
    ReportVersion,
    Review,
)
from vetting.registry.policy import BARRED, lists_of
from vetting.registry.present import report_now
from vetting.registry.proposals import OPEN, Kind
from vetting.registry.publication import publication_ends
from vetting.registry.publication_models import Publication, PublicationDecision
from vetting.registry.questions import QuestionKind
from vetting.registry.statistics import load_rules
from vetting.registry.tallies import last_decisions, standing_entries
from vetting.registry.vocabulary import ReportState, Standing
from vetting.registry.working_days import LONDON, day_in_london, due_date

SHOWN = 10


@dataclass(frozen=True, slots=True)
class DeskItem:
    """One thing on the desk. `kind` says what `id` is of: report, proposal, entry, import or row of one.

    `day` is when it came, is due, or comes up.

    `days` counts how long it has waited or is late, or how many days are left, as its section says.
    """

    kind: str
    id: str
    words: str
    day: date
    days: int


@dataclass(frozen=True, slots=True)
class DeskSection:
    """One pile: how many there are, how many of them are late, and the first of them."""

    code: str
    total: int
    late: int
    items: tuple[DeskItem, ...]


def read_desk(session: Session, actor: Actor, today: date) -> tuple[DeskSection, ...]:
    """Every pile, in the order in which a registrar works. Nobody is named, so nothing is kept in the trail."""
    require(actor, Permission.CHANGE_REGISTER)
    return (
        _reports(session, "reports", ReportState.SUBMITTED, today),
        _questions(session, today),
        _suspended(session, today),
        _proposals(session, today),
        _imports_ready(session, today),
        _rows_unread(session, today),
        _publication_due(session, today),
        _publication_proposals(session, today),
        _returned(session, today),
        _reports(session, "referred", ReportState.REFERRED, today),
        _reviews_open(session, today),
        _reviews_coming(session, today),
        _publications_ending(session, today),
    )


def _pile(code: str, items: Iterable[DeskItem], late: int | None = None, total: int | None = None) -> DeskSection:
    held = list(items)
    return DeskSection(code, len(held) if total is None else total, late or 0, tuple(held[:SHOWN]))


def _reports(session: Session, code: str, state: ReportState, today: date) -> DeskSection:
    """Reports in a state, those received first at the top; late are those that came after their deadline."""
    counted = select(func.count(), func.count().filter(Report.days_late > 0)).where(Report.state == state.value)
    total, late = session.execute(counted).one()
    rows = session.execute(
        select(Report.id, Report.received_at, Report.days_late, ReportVersion.force_code, Report.list_id)
        .join(ReportVersion, report_now())
        .where(Report.state == state.value)
        .order_by(Report.received_at, Report.id)
        .limit(SHOWN)
    )
    items = []
    for row in rows:
        came = day_in_london(row.received_at)
        tardy = f", {_days(row.days_late)} late" if row.days_late else ""
        items.append(DeskItem("report", row.id, f"{_force(row.force_code)}, {row.list_id} list{tardy}", came, (today - came).days))
    return _pile(code, items, late, total)


def _returned(session: Session, today: date) -> DeskSection:
    """Returned and not sent in again, the longest ago first; each still counts in every check."""
    returned_at = func.max(ReportDecision.decided_at).label("returned_at")
    rows = session.execute(
        select(Report.id, ReportVersion.force_code, returned_at)
        .join(ReportVersion, report_now())
        .join(ReportDecision, ReportDecision.report_id == Report.id)
        .where(Report.state == ReportState.RETURNED.value)
        .group_by(Report.id, ReportVersion.force_code)
        .order_by(returned_at, Report.id)
    ).all()
    return _pile("returned", (_waiting("report", row.id, _force(row.force_code), row.returned_at, today) for row in rows))


def _questions(session: Session, today: date) -> DeskSection:
    """What was asked about reports that are not decided, the earliest first: two people answer, the report counting meanwhile."""
    rows = session.execute(
        select(ReportQuestion.report_id, ReportQuestion.kind, ReportQuestion.first_by, ReportQuestion.asked_at)
        .where(ReportQuestion.state == OPEN)
        .order_by(ReportQuestion.asked_at, ReportQuestion.id)
    ).all()
    items = [
        _waiting("report", row.report_id, f"{QuestionKind(row.kind).label}: {_said_by(row.first_by)}", row.asked_at, today)
        for row in rows
    ]
    return _pile("questions", items)


def _said_by(first: str | None) -> str:
    return "two registrars to agree" if first is None else "one registrar has agreed"


def _imports_ready(session: Session, today: date) -> DeskSection:
    """Files of lists that nobody has confirmed; what of them could not be read counts only from then on."""
    rows = session.execute(
        select(Import.id, Import.list_id, Import.row_count, Import.uploaded_at)
        .where(Import.state == READY)
        .order_by(Import.uploaded_at, Import.id)
    ).all()
    items = [
        _waiting("import", row.id, f"{row.list_id.capitalize()} list, {row.row_count:,} rows", row.uploaded_at, today)
        for row in rows
    ]
    return _pile("imports_ready", items)


def _rows_unread(session: Session, today: date) -> DeskSection:
    """Rows of confirmed imports that nobody has resolved: those that stop every check of their list first, counted as late."""
    open_row = UnreadRow.state == OPEN
    counted = select(func.count(), func.count().filter(UnreadRow.searchable.is_(False))).where(open_row)
    total, blocking = session.execute(counted).one()
    rows = session.execute(
        select(UnreadRow.id, UnreadRow.list_id, UnreadRow.row_number, UnreadRow.searchable, Import.confirmed_at)
        .join(Import, Import.id == UnreadRow.import_id)
        .where(open_row)
        .order_by(UnreadRow.searchable, Import.confirmed_at, UnreadRow.row_number, UnreadRow.id)
        .limit(SHOWN)
    )
    items = [
        _waiting("row", row.id, f"{row.list_id.capitalize()} list, row {row.row_number:,}", row.confirmed_at, today) for row in rows
    ]
    return _pile("rows_unread", items, blocking, total)


def _suspended(session: Session, today: date) -> DeskSection:
    """Suspended entries, the longest suspended first: two people complete each the next working day (practice.md 1.2)."""
    since = func.max(EntryStanding.valid_from).label("since")
    rows = session.execute(
        select(Entry.id, Entry.list_id, since)
        .join(EntryStanding, EntryStanding.entry_id == Entry.id)
        .where(Entry.standing == Standing.SUSPENDED.value)
        .group_by(Entry.id, Entry.list_id)
        .order_by(since, Entry.id)
    ).all()
    items = [_waiting("entry", row.id, f"{row.list_id} list".capitalize(), row.since, today) for row in rows]
    return _pile("suspended", items, sum(due_date(item.day, 2) < today for item in items))


def _proposals(session: Session, today: date) -> DeskSection:
    rows = session.execute(
        select(Proposal.id, Proposal.kind, Proposal.received_at, Proposal.days_late)
        .where(Proposal.state == OPEN)
        .order_by(Proposal.received_at, Proposal.id)
    ).all()
    items = [_waiting("proposal", row.id, Kind(row.kind).label, row.received_at, today) for row in rows]
    return _pile("proposals", items, sum(row.days_late > 0 for row in rows))


def _publication_due(session: Session, today: date) -> DeskSection:
    """Entries in scope that nobody has decided about, what is due first at the top."""
    policy = lists_of(session)
    standing = exists().where(Publication.entry_id == Entry.id, Publication.withdrawn_at.is_(None))
    waits = exists().where(PublicationDecision.entry_id == Entry.id, PublicationDecision.state == OPEN)
    decided = last_decisions(session)
    items, late = [], 0
    conditions = (Entry.list_id == BARRED, Entry.standing == Standing.LISTED.value, EntryVersion.limb.in_(("a", "b")))
    for row, codes in standing_entries(session, *conditions, ~standing, ~waits):
        begins = _undecided_since(decided.get(row.id), day_in_london(row.listed_at), today)
        if not codes.in_scope or begins is None:
            continue
        due = _due(begins, policy.publication_decision_days)
        late += due < today
        items.append(DeskItem("entry", row.id, _force(row.force_code), due, max(0, (today - due).days)))
    return _pile("publication_due", sorted(items, key=lambda item: (item.day, item.id)), late)


def _undecided_since(decision: tuple[str, date | None] | None, listed_on: date, today: date) -> date | None:
    """From when the decision has been due; None where two people decided and it holds. Pure."""
    if decision is None or decision[0] == "published":
        return listed_on
    until = decision[1]
    return None if until is None or today < until else until


def _publication_proposals(session: Session, today: date) -> DeskSection:
    rows = session.execute(
        select(PublicationDecision.entry_id, PublicationDecision.decision, PublicationDecision.proposed_at)
        .where(PublicationDecision.state == OPEN)
        .order_by(PublicationDecision.proposed_at, PublicationDecision.id)
    ).all()
    words = {"published": "To publish", "withheld": "Not to publish", "deferred": "To put off"}
    return _pile(
        "publication_proposals", (_waiting("entry", row.entry_id, words[row.decision], row.proposed_at, today) for row in rows)
    )


def _reviews_open(session: Session, today: date) -> DeskSection:
    """Applications that are not decided; late are those on which the force has not answered in time."""
    rows = session.execute(
        select(Review.entry_id, Review.state, Review.received_at, Review.due)
        .where(Review.ended_at.is_(None))
        .order_by(Review.received_at, Review.id)
    ).all()
    items = [_waiting("entry", row.entry_id, row.state.capitalize(), row.received_at, today) for row in rows]
    return _pile("reviews_open", items, sum(row.state == "consulting" and row.due is not None and row.due < today for row in rows))


def _reviews_coming(session: Session, today: date) -> DeskSection:
    """Entries whose review becomes possible within the days ahead, by the clock of their class."""
    policy, ahead = lists_of(session), today + timedelta(days=load_rules().days_ahead)
    years = {clock.years for clock in policy.review_clocks if clock.years is not None}
    if not years:
        return _pile("reviews_coming", ())
    windows = [
        and_(Entry.listed_at >= _midnight(_years_before(today, count)), Entry.listed_at < _midnight(_years_before(ahead, count), 1))
        for count in years
    ]
    items = []
    for row, codes in standing_entries(session, or_(*windows)):
        clock = clock_for(policy.review_clocks, row.list_id, codes.ground, codes.served_as)
        day = strikes_on(clock, day_in_london(row.listed_at))
        if day is not None and today <= day <= ahead:
            items.append(DeskItem("entry", row.id, f"{_force(row.force_code)}, {row.list_id} list", day, (day - today).days))
    return _pile("reviews_coming", sorted(items, key=lambda item: (item.day, item.id)))


def _publications_ending(session: Session, today: date) -> DeskSection:
    years, ahead = lists_of(session).publication_years, today + timedelta(days=load_rules().days_ahead)
    rows = session.execute(
        select(Publication.entry_id, Publication.published_from)
        .join(Entry, Entry.id == Publication.entry_id)
        .where(Publication.withdrawn_at.is_(None), Entry.standing == Standing.LISTED.value)
        .where(Publication.published_from >= _years_before(today, years) - timedelta(days=1))
        .where(Publication.published_from <= _years_before(ahead, years) + timedelta(days=1))
        .order_by(Publication.published_from, Publication.id)
    )
    ends = [(row.entry_id, publication_ends(row.published_from, years)) for row in rows]
    found = [DeskItem("entry", entry_id, "Published", day, (day - today).days) for entry_id, day in ends if today < day <= ahead]
    return _pile("publications_ending", found)


def _waiting(kind: str, item_id: str, words: str, since: datetime, today: date) -> DeskItem:
    day = day_in_london(since)
    return DeskItem(kind, item_id, words, day, (today - day).days)


@cache
def _due(begins: date, working_days: int) -> date:
    return due_date(begins, working_days)


def _midnight(day: date, days_later: int = 0) -> datetime:
    return datetime.combine(day + timedelta(days=days_later), time(), LONDON).astimezone(UTC)


def _years_before(day: date, years: int) -> date:
    return day.replace(year=day.year - years) if (day.month, day.day) != (2, 29) else date(day.year - years, 2, 28)


def _force(code: str) -> str:
    force = force_by_code(code)
    return force.name if force is not None else code


def _days(number: int) -> str:
    return "1 day" if number == 1 else f"{number:,} days"
