"""The public list: what of an entry the public may read, and until when. Only what is published can be found, by its exact name."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from vetting import audit
from vetting.access import SYSTEM, Actor
from vetting.db import new_id, utc_now
from vetting.errors import InvalidInput, NotFound, Problem, Refused
from vetting.matching import fold_full_name
from vetting.registry.clocks import years_after
from vetting.registry.decisions import content_of
from vetting.registry.facts import ReportContent
from vetting.registry.lifecycle import why_not_published
from vetting.registry.models import Entry, EntryVersion
from vetting.registry.once import add_once
from vetting.registry.plausible import clean_paragraphs, clean_text, is_readable
from vetting.registry.policy import BARRED, lists_of
from vetting.registry.present import entry_content, entry_now
from vetting.registry.publication_models import Publication, PublicationName
from vetting.registry.publication_views import PublicationView, PublishedEntry, PublishedSearch
from vetting.registry.spellings import near_spellings
from vetting.registry.views import TimelineEvent
from vetting.registry.vocabulary import Standing
from vetting.registry.working_days import day_in_london
from vetting.vault import Vault, open_column, seal_column, vault_of

LONGEST_PUBLIC_REASON = 2_000
NAME_INDEX = "published_name"

PUBLIC_STATEMENT = (
    "This does not show that someone is not barred: police staff, PCSOs, withheld entries and those past their publication period "
    "are not shown. Many people share a name."
)
NOTHING_FOUND = f"No published entry for this spelling. {PUBLIC_STATEMENT}"
"""practice.md 6.5, word for word."""


def publication_ends(published_from: date, years: int) -> date:
    """The first day on which an entry is no longer published; what began on a 29 February ends on a 1 March."""
    return years_after(published_from, years)


def publishable(entry: Entry, content: ReportContent) -> None:
    """Raises Refused for an entry that may not be on the public list now, and says why."""
    why = why_not_published(entry.list_id, content.limb, content.ground)
    if why is None and entry.standing != Standing.LISTED:
        why = "Only an entry in force is published."
    if why is not None:
        raise Refused(why, code="not_publishable")


def public_words(text: str, content: ReportContent) -> str:
    """The reason that the public will read: a text of its own, never the force's, which can identify a victim (practice.md 1.5).

    Raises InvalidInput, which names the field `public_reason`.
    """
    reason = clean_paragraphs(text)
    if not any(letter.isalpha() for letter in reason) or len(reason) > LONGEST_PUBLIC_REASON or not is_readable(reason):
        message = f"Write the reason that the public will read, in {LONGEST_PUBLIC_REASON:,} characters or fewer."
        raise InvalidInput([Problem("public_reason", message)])
    if " ".join(reason.casefold().split()) == " ".join(content.conduct.casefold().split()):
        message = "This is the force’s own text, which can identify a victim or a witness. Write the reason anew."
        raise InvalidInput([Problem("public_reason", message)])
    return reason


def publish(session: Session, actor: Actor, entry: Entry, proposed_by: str, reason: str) -> None:
    """Put an entry on the public list in words that a second person has approved. Raises Refused and Conflict."""
    content = entry_content(session, entry)
    publishable(entry, content)
    now = utc_now()
    row = Publication(
        id=new_id(),
        entry_id=entry.id,
        entry_version=entry.version,
        published_from=day_in_london(now),
        proposed_by=proposed_by,
        published_by=actor.id,
        published_at=now,
    )
    seal_column(session, row, "sealed_public", public_face(entry.id, content, reason).as_json())
    add_once(session, row, "This entry is published already.", code="state")
    _name(session, row, content)
    audit.record(session, actor, "entry_published", entry=entry.id, entry_version=entry.version)


def follow_amendment(session: Session, actor: Actor, entry: Entry, content: ReportContent, at: datetime) -> None:
    """Let what the public reads of an entry follow its amendment: a corrected name is shown, what left the scope no longer is."""
    row = _standing(session, entry.id)
    if row is None:
        return
    if why_not_published(entry.list_id, content.limb, content.ground) is not None:
        end_publication(session, actor, entry.id, at)
        return
    reason = PublishedEntry.from_json(open_column(session, row, "sealed_public")).reason
    seal_column(session, row, "sealed_public", public_face(entry.id, content, reason).as_json())
    row.entry_version = entry.version
    session.execute(delete(PublicationName).where(PublicationName.publication_id == row.id))
    _name(session, row, content)


def published_entries(session: Session, name: str, today: date) -> PublishedSearch:
    """Published entries of exactly this name, whatever its case, accents, hyphens and spacing; forenames first.

    A person is found under the full name and under the first forename with the surname. Where nobody is, near spellings are
    suggested and never answered with a person. Leaves an audit event when anybody is shown or suggested. Raises InvalidInput for a
    name that cannot be read.
    """
    folded = fold_full_name("", name)
    if not folded or len(name) > LONGEST_PUBLIC_REASON:
        raise InvalidInput([Problem("name", "Enter a first name and a surname.")])
    digest = vault_of(session).blind_index(NAME_INDEX, folded)
    of_name = select(PublicationName.publication_id).where(PublicationName.name_index == digest)
    found = tuple(shown for shown, _ in shown_publications(session, today, Publication.id.in_(of_name)))
    if found:
        audit.record(session, SYSTEM, "published_list_searched", entries=[entry.entry_id for entry in found])
    suggestions = () if found else _suggested(session, folded, today)
    return PublishedSearch(clean_text(name), found, PUBLIC_STATEMENT if found else NOTHING_FOUND, suggestions)


def published_entry(session: Session, entry_id: str, today: date) -> PublishedEntry:
    """The public page of one entry. Leaves an audit event. Raises NotFound, alike for one that is not or no longer shown."""
    found = [shown for shown, _ in shown_publications(session, today, Publication.entry_id == entry_id)]
    if not found:
        raise NotFound("published entry")
    audit.record(session, SYSTEM, "published_list_searched", entries=[entry_id])
    return found[0]


def shown_publications(session: Session, today: date, *conditions: Any) -> Iterator[tuple[PublishedEntry, ReportContent]]:
    """What the public may read today: published, not withdrawn, in its five years, in force, and in scope as the entry reads now.

    All of it is asked at the moment of reading, so that nothing has to run for a withdrawal or an end to work.
    """
    rows = session.execute(
        select(Publication, Entry, EntryVersion)
        .join(Entry, Entry.id == Publication.entry_id)
        .join(EntryVersion, entry_now())
        .where(Publication.withdrawn_at.is_(None), Publication.published_from <= today, *conditions)
        .where(Entry.list_id == BARRED, Entry.standing == Standing.LISTED.value)
        .order_by(Publication.published_from, Publication.id)
    )
    years = lists_of(session).publication_years
    for row, entry, version in rows:
        content = content_of(session, version)
        in_scope = why_not_published(entry.list_id, content.limb, content.ground) is None
        if in_scope and today < publication_ends(row.published_from, years):
            yield PublishedEntry.from_json(open_column(session, row, "sealed_public")), content


def _suggested(session: Session, folded: str, today: date) -> tuple[str, ...]:
    shown = [entry for entry, _ in shown_publications(session, today)]
    names = near_spellings(folded, {entry.full_name for entry in shown})
    if names:
        entries = [entry.entry_id for entry in shown if entry.full_name in names]
        audit.record(session, SYSTEM, "published_names_suggested", entries=entries)
    return names


def publication_of(session: Session, entry_id: str) -> PublicationView | None:
    """The publication of an entry, over or not; None if it never was published."""
    row = _standing(session, entry_id)
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


def _standing(session: Session, entry_id: str) -> Publication | None:
    return session.scalar(select(Publication).where(Publication.entry_id == entry_id, Publication.withdrawn_at.is_(None)))


def public_face(entry_id: str, content: ReportContent, reason: str) -> PublishedEntry:
    """What the public may read of an entry, in these words."""
    return PublishedEntry(
        entry_id=entry_id,
        full_name=content.full_name,
        force_name=content.force_then,
        person=content.person,
        rank=content.rank_label or "",
        event_date=content.event_date,
        reason=reason,
    )


def name_indexes(vault: Vault, content: ReportContent) -> set[str]:
    """The keyed digests of the names under which a publication is found."""
    first = content.forenames.split(" ")[0]
    names = {fold_full_name(forenames, content.surname) for forenames in (content.forenames, first)}
    return {vault.blind_index(NAME_INDEX, folded) for folded in names}


def _name(session: Session, row: Publication, content: ReportContent) -> None:
    """Keep the names under which a publication is found."""
    for index in name_indexes(vault_of(session), content):
        session.add(PublicationName(publication_id=row.id, name_index=index))
    session.flush()


def _view(session: Session, row: Publication) -> PublicationView:
    public = PublishedEntry.from_json(open_column(session, row, "sealed_public"))
    ends = publication_ends(row.published_from, lists_of(session).publication_years)
    return PublicationView(row.published_from, ends, row.published_by, public.reason)
