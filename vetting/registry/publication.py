"""The public list: what of an entry the public may read, and until when. Only what is published can be found, by its exact name."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from vetting import audit
from vetting.access import SYSTEM, Actor, Permission, require
from vetting.db import new_id, utc_now
from vetting.errors import Conflict, InvalidInput, NotFound, Problem, Refused
from vetting.matching import fold_full_name
from vetting.registry.clocks import years_after
from vetting.registry.facts import ReportContent
from vetting.registry.lifecycle import why_not_published
from vetting.registry.models import Entry, EntryVersion, Publication, PublicationDecision, PublicationName
from vetting.registry.plausible import clean_paragraphs, clean_text, is_readable
from vetting.registry.policy import lists_of
from vetting.registry.views import PublicationView, PublishedEntry, PublishedSearch, TimelineEvent
from vetting.registry.vocabulary import Standing
from vetting.registry.working_days import day_in_london
from vetting.vault import open_column, seal_column, vault_of

LONGEST_PUBLIC_REASON = 2_000
NAME_INDEX = "published_name"

STATEMENT = (
    "This does not show that someone is not barred: police staff, PCSOs, withheld entries and those past their publication period "
    "are not shown. Many people share a name."
)
NOTHING_FOUND = f"No published entry for this spelling. {STATEMENT}"
"""practice.md 6.5, word for word."""


def publication_ends(published_from: date, years: int) -> date:
    """The first day on which an entry is no longer published; what began on a 29 February ends on a 1 March."""
    return years_after(published_from, years)


def publish_entry(session: Session, actor: Actor, entry_id: str, public_reason: str) -> PublicationView:
    """Put an entry on the public list, in words of its own: the force's text can identify a victim (practice.md 1.5).

    Raises Refused for an entry that is out of scope or not in force, and Conflict for one that is published already.
    """
    require(actor, Permission.CHANGE_REGISTER)
    entry, content = _entry(session, entry_id)
    out_of_scope = why_not_published(entry.list_id, content.limb, content.ground)
    if out_of_scope:
        raise Refused(out_of_scope, code="not_publishable")
    if entry.standing != Standing.LISTED:
        raise Refused("Only an entry in force is published.", code="not_publishable")
    reason = clean_paragraphs(public_reason)
    if not any(letter.isalpha() for letter in reason) or len(reason) > LONGEST_PUBLIC_REASON or not is_readable(reason):
        message = f"Write the reason that the public will read, in {LONGEST_PUBLIC_REASON:,} characters or fewer."
        raise InvalidInput([Problem("public_reason", message)])
    _check_not_withheld(session, entry)
    row = _publication(session, actor, entry, content, reason)
    audit.record(session, actor, "entry_published", entry=entry.id, entry_version=entry.version)
    return _view(session, row)


def _check_not_withheld(session: Session, entry: Entry) -> None:
    """One person does not publish what two have withheld, or what waits to be. Raises Conflict."""
    last = session.scalar(
        select(PublicationDecision)
        .where(PublicationDecision.entry_id == entry.id, PublicationDecision.state != "refused")
        .order_by(PublicationDecision.proposed_at.desc(), PublicationDecision.id)
        .limit(1)
    )
    if last is None:
        return
    if last.state == "open":
        raise Conflict("Another registrar has proposed not to publish this entry. Decide that first.", code="state")
    if last.until is None or day_in_london(utc_now()) < last.until:
        raise Conflict("Two registrars have decided not to publish this entry.", code="withheld")


def published_entries(session: Session, name: str, today: date) -> PublishedSearch:
    """Published entries of exactly this name, whatever its case, accents, hyphens and spacing; forenames first.

    A person is found under the full name and under the first forename with the surname. Leaves an audit event when anybody is
    shown. Raises InvalidInput for a name that cannot be read.
    """
    folded = fold_full_name("", name)
    if not folded or len(name) > LONGEST_PUBLIC_REASON:
        raise InvalidInput([Problem("name", "Enter a first name and a surname.")])
    digest = vault_of(session).blind_index(NAME_INDEX, folded)
    rows = session.scalars(
        select(Publication)
        .join(PublicationName, PublicationName.publication_id == Publication.id)
        .join(Entry, Entry.id == Publication.entry_id)
        .where(PublicationName.name_index == digest, Entry.standing == Standing.LISTED.value)
        .where(Publication.withdrawn_at.is_(None))
        .where(Publication.published_from <= today)
        .order_by(Publication.published_from, Publication.id)
    )
    years = lists_of(session).publication_years
    found = tuple(
        PublishedEntry.from_json(open_column(session, row, "sealed_public"))
        for row in rows
        if today < publication_ends(row.published_from, years)
    )
    if found:
        audit.record(session, SYSTEM, "published_list_searched", entries=[entry.entry_id for entry in found])
    return PublishedSearch(clean_text(name), found, STATEMENT if found else NOTHING_FOUND)


def publication_of(session: Session, entry_id: str) -> PublicationView | None:
    """The publication of an entry, over or not; None if it never was published."""
    row = session.scalar(select(Publication).where(Publication.entry_id == entry_id, Publication.withdrawn_at.is_(None)))
    return None if row is None else _view(session, row)


def publication_events(session: Session, entry_id: str) -> list[TimelineEvent]:
    """What happened to an entry on the public list."""
    rows = session.scalars(select(Publication).where(Publication.entry_id == entry_id))
    events: list[TimelineEvent] = []
    for row in rows:
        events.append(TimelineEvent(row.published_at, row.published_by, "Published"))
        if row.withdrawn_at is not None:
            events.append(TimelineEvent(row.withdrawn_at, row.withdrawn_by or "", "Taken off the public list"))
    return events


def end_publication(session: Session, actor: Actor, entry_id: str, at: datetime) -> None:
    """Take an entry off the public list for good; being published again would need a decision of its own."""
    session.execute(
        update(Publication)
        .where(Publication.entry_id == entry_id, Publication.withdrawn_at.is_(None))
        .values(withdrawn_at=at, withdrawn_by=actor.id)
    )


def _entry(session: Session, entry_id: str) -> tuple[Entry, ReportContent]:
    statement = select(Entry).where(Entry.id == entry_id, Entry.standing != "removed").with_for_update()
    entry = session.scalar(statement) if entry_id.isalnum() else None
    if entry is None:
        raise NotFound("entry")
    version = session.scalars(
        select(EntryVersion).where(EntryVersion.entry_id == entry.id, EntryVersion.number == entry.version)
    ).one()
    return entry, ReportContent.from_json(open_column(session, version, "sealed_content"))


def _publication(session: Session, actor: Actor, entry: Entry, content: ReportContent, reason: str) -> Publication:
    now = utc_now()
    row = Publication(
        id=new_id(),
        entry_id=entry.id,
        entry_version=entry.version,
        published_from=day_in_london(now),
        published_by=actor.id,
        published_at=now,
    )
    public = PublishedEntry(
        entry_id=entry.id,
        full_name=content.full_name,
        force_name=content.force.title,
        person=content.person,
        rank=content.rank_label or "",
        event_date=content.event_date,
        reason=reason,
    )
    seal_column(session, row, "sealed_public", public.as_json())
    session.add(row)
    try:
        session.flush()
    except IntegrityError as error:
        raise Conflict("This entry is published already.", code="state") from error
    vault = vault_of(session)
    for folded in _searchable_names(content):
        session.add(PublicationName(publication_id=row.id, name_index=vault.blind_index(NAME_INDEX, folded)))
    session.flush()
    return row


def _searchable_names(content: ReportContent) -> set[str]:
    first = content.forenames.split(" ")[0]
    return {fold_full_name(content.forenames, content.surname), fold_full_name(first, content.surname)}


def _view(session: Session, row: Publication) -> PublicationView:
    public = PublishedEntry.from_json(open_column(session, row, "sealed_public"))
    ends = publication_ends(row.published_from, lists_of(session).publication_years)
    return PublicationView(row.published_from, ends, row.published_by, public.reason)
