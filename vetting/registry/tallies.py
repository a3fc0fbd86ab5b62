"""What of each entry is counted, read once a process and kept as codes; and the doors to the figures and to what they are made of.

The grounds, ranks and reasons are sealed with the rest of an entry. What is kept here in memory is what `statistics.Counted`
counts: no name, no date of birth, no number. A version never changes, so it is opened once.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from threading import Lock
from typing import Any

from sqlalchemy import and_, func, select
from sqlalchemy.orm import Session

from vetting import audit
from vetting.access import Actor, Permission, require, whole_register
from vetting.errors import NotFound
from vetting.registry.facts import ReportContent
from vetting.registry.lifecycle import why_not_published
from vetting.registry.models import Entry, EntryVersion
from vetting.registry.policy import BARRED, lists_of
from vetting.registry.publication import publication_ends
from vetting.registry.publication_models import Publication, PublicationDecision
from vetting.registry.statistics import (
    NOT_RECORDED,
    OFFICER,
    SERVING,
    SPECIAL,
    STAFF,
    VOLUNTEER,
    Counted,
    FinancialYear,
    Table,
    for_the_public,
    load_rules,
    publication_word,
    tables_of,
)
from vetting.registry.versions import current_version
from vetting.registry.vocabulary import Ground, ServedAs
from vetting.registry.working_days import day_in_london
from vetting.vault import Place, vault_of

AT_ONCE = 500
TALLIES = "tallies"


@dataclass(frozen=True, slots=True)
class EntryCodes:
    """The codes of one version of an entry, and whether it may be published at all."""

    role: str
    left: str
    rank: str | None
    ground: Ground
    reasons: tuple[str, ...]
    standards: tuple[str, ...]
    in_scope: bool
    served_as: ServedAs | None


def codes_of(content: ReportContent) -> EntryCodes:
    """What of a version is counted. Pure."""
    served = content.advisory.served_as if content.advisory else None
    if served in (ServedAs.COMMUNITY_SUPPORT_VOLUNTEER, ServedAs.POLICING_SUPPORT_VOLUNTEER):
        role = VOLUNTEER
    elif not content.is_officer:
        role = STAFF
    else:
        role = SPECIAL if content.is_special or served is ServedAs.SPECIAL_CONSTABLE else OFFICER
    if content.advisory is not None:
        left = content.advisory.left_by or NOT_RECORDED
    else:
        left = (content.left_by or NOT_RECORDED) if content.limb.is_former else SERVING
    in_scope = why_not_published(content.list_id, content.limb, content.ground) is None
    return EntryCodes(role, left, content.rank, content.ground, content.reasons, content.standards, in_scope, served)


@dataclass
class Tallies:
    """The codes of the versions that this process has opened, by the version's id; equal ones are kept once."""

    known: dict[str, EntryCodes] = field(default_factory=dict)
    kinds: dict[EntryCodes, EntryCodes] = field(default_factory=dict)
    lock: Lock = field(default_factory=Lock)
    shown: tuple[tuple[Any, ...], dict[FinancialYear, tuple[Table, ...]]] | None = None

    def read(self, session: Session, version_ids: list[str]) -> dict[str, EntryCodes]:
        """The codes of these versions. Raises VaultError for one that does not open: a figure is never made without it."""
        with self.lock:
            missing = [version_id for version_id in version_ids if version_id not in self.known]
            vault = vault_of(session)
            for begin in range(0, len(missing), AT_ONCE):
                some = missing[begin : begin + AT_ONCE]
                rows = session.execute(select(EntryVersion.id, EntryVersion.sealed_content).where(EntryVersion.id.in_(some)))
                for version_id, sealed in rows:
                    opened = vault.open(Place(EntryVersion.__tablename__, "sealed_content", version_id), sealed)
                    codes = codes_of(ReportContent.from_json(opened))
                    self.known[version_id] = self.kinds.setdefault(codes, codes)
            return {version_id: self.known[version_id] for version_id in version_ids}


def tallies_of(session: Session) -> Tallies:
    """The tallies of this session's process; a session that was made without any has its own."""
    tallies: Tallies = session.info.setdefault(TALLIES, Tallies())
    return tallies


@dataclass(frozen=True, slots=True)
class Figures:
    """The figures of one list and one year, and the number of entries of each year there is."""

    list_id: str
    year: FinancialYear
    tables: tuple[Table, ...]
    years: tuple[tuple[FinancialYear, int | None], ...]


def figures(session: Session, actor: Actor, list_id: str, code: str, today: date) -> Figures:
    """Everything, nothing hidden, for a registrar. Raises NotFound for a year of which there is nothing."""
    require(actor, Permission.READ_REGISTER)
    lists_of(session).find(list_id)
    counted = _counted(session, list_id, today)
    years = {year: len(entries) for year, entries in counted.items()} or {FinancialYear.of(today): 0}
    year = _year(code, list(years))
    return Figures(list_id, year, tables_of(counted.get(year, []), year), tuple(sorted(years.items(), reverse=True)))


def export_figures(session: Session, actor: Actor, list_id: str, code: str, today: date) -> Figures:
    """The same, to be taken away: leaves an audit event."""
    found = figures(session, actor, list_id, code, today)
    audit.record(session, actor, "statistics_exported", list=list_id, year=found.year.code)
    return found


def public_figures(session: Session, code: str, today: date) -> Figures:
    """What the public sees: the barred list, years that are over long enough, small counts hidden. Raises NotFound."""
    tallies, state = tallies_of(session), _state(session, today)
    remembered = tallies.shown
    shown = remembered[1] if remembered is not None and remembered[0] == state else _shown(session, today)
    tallies.shown = (state, shown)
    if not shown:
        raise NotFound("year")
    year = _year(code, list(shown))
    totals = ((each, tables[0].cell("Total")) for each, tables in shown.items())
    return Figures(BARRED, year, shown[year], tuple(sorted(totals, reverse=True)))


def _state(session: Session, today: date) -> tuple[Any, ...]:
    """What the public figures depend on: asked again and again, they are made once for each state of the register and each day."""
    published = select(func.count(Publication.id), func.count(Publication.withdrawn_at))
    decided = select(func.count(), func.max(PublicationDecision.decided_at))
    return (today, current_version(session), *session.execute(published).one(), *session.execute(decided).one())


def _shown(session: Session, today: date) -> dict[FinancialYear, tuple[Table, ...]]:
    rules = load_rules()
    with whole_register(session):
        counted = _counted(session, BARRED, today)
    return {
        year: for_the_public(tables_of(entries, year), rules.smallest_shown)
        for year, entries in counted.items()
        if year.is_public(today, rules.days_after_year)
    }


def _year(code: str, years: list[FinancialYear]) -> FinancialYear:
    if not code:
        return max(years)
    found = next((year for year in years if year.code == code), None)
    if found is None:
        raise NotFound("year")
    return found


def _counted(session: Session, list_id: str, today: date) -> dict[FinancialYear, list[Counted]]:
    """Every entry of a list that stands, by the year in which it counts."""
    by_listing = load_rules().counted_by == "listed"
    published, decided = _published(session), last_decisions(session)
    found: dict[FinancialYear, list[Counted]] = {}
    for row, codes in standing_entries(session, Entry.list_id == list_id):
        day = day_in_london(row.listed_at) if by_listing else row.event_date
        decision, until = decided.get(row.id, (None, None))
        word = publication_word(published.get(row.id), decision, until, today) if codes.in_scope else ""
        item = Counted(
            day, row.force_code, codes.role, codes.left, codes.rank, codes.ground.value, codes.reasons, codes.standards, word
        )
        found.setdefault(FinancialYear.of(day), []).append(item)
    return found


def standing_entries(session: Session, *conditions: Any) -> Iterator[tuple[Any, EntryCodes]]:
    """The entries that stand and meet these conditions, each with the codes of its present version; nobody is named."""
    present = and_(EntryVersion.entry_id == Entry.id, EntryVersion.number == Entry.version)
    columns = (Entry.id, Entry.listed_at, Entry.list_id, Entry.standing, EntryVersion.id.label("version_id"))
    rows = session.execute(
        select(*columns, EntryVersion.force_code, EntryVersion.event_date)
        .join(EntryVersion, present)
        .where(Entry.standing != "removed", *conditions)
        .order_by(Entry.listed_at, Entry.id)
    ).all()
    codes = tallies_of(session).read(session, [row.version_id for row in rows])
    return ((row, codes[row.version_id]) for row in rows)


def _published(session: Session) -> dict[str, date]:
    years = lists_of(session).publication_years
    rows = session.execute(select(Publication.entry_id, Publication.published_from).where(Publication.withdrawn_at.is_(None)))
    return {entry_id: publication_ends(since, years) for entry_id, since in rows}


def last_decisions(session: Session) -> dict[str, tuple[str, date | None]]:
    """The last decision on publication that two people made, by entry."""
    rows = session.execute(
        select(PublicationDecision.entry_id, PublicationDecision.decision, PublicationDecision.until)
        .where(PublicationDecision.state == "approved")
        .order_by(PublicationDecision.proposed_at, PublicationDecision.id)
    )
    return {entry_id: (decision, until) for entry_id, decision, until in rows}
