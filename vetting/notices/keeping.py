"""Keeping a notice: its facts and its address, sealed, never the article, and what is expected because of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from vetting import audit
from vetting.access import Actor, Permission, require
from vetting.db import new_id, utc_now
from vetting.errors import Conflict, InvalidInput, NotFound, Problem
from vetting.notices.expectations import prospect_of
from vetting.notices.models import Expectation, Notice
from vetting.notices.reading import NoticeReading
from vetting.registry import clean_text, is_readable, lists_of
from vetting.vault import open_column, seal_column, vault_of

LONGEST_SOURCE = 1_000


@dataclass(frozen=True, slots=True)
class NoticeView:
    """A kept notice: where it stood, and the facts read from it, each with the words it came from."""

    id: str
    notice_type: str
    source: str
    kept_by: str
    kept_at: datetime
    subjects: tuple[dict[str, Any], ...]


def keep_notice(session: Session, actor: Actor, reading: NoticeReading, source: str) -> Notice:
    """Keep what was read of a notice and where it stood, and expect a report for each outcome that should lead to one.

    Raises InvalidInput for a text that is no notice or a source that is missing, and Conflict for a notice kept already.
    """
    require(actor, Permission.KEEP_NOTICES)
    written = _checked(reading, source)
    notice = Notice(
        id=new_id(),
        notice_type=reading.notice_type,
        source_index=vault_of(session).blind_index("notice_source", written.casefold()),
        kept_by=actor.id,
        kept_at=utc_now(),
    )
    seal_column(session, notice, "sealed_source", written)
    seal_column(session, notice, "sealed_facts", reading.as_json())
    if session.scalar(select(Notice.id).where(Notice.source_index == notice.source_index)) is not None:
        raise Conflict("A notice from this address has been kept already.", code="state")
    session.add(notice)
    try:
        session.flush()
    except IntegrityError as error:
        raise Conflict("A notice from this address has been kept a moment ago.", code="state") from error
    expected = _expect(session, notice, reading)
    audit.record(session, actor, "notice_kept", notice=notice.id, expectations=expected)
    return notice


def get_notice(session: Session, actor: Actor, notice_id: str) -> NoticeView:
    """A kept notice. Leaves an audit event. Raises NotFound."""
    require(actor, Permission.KEEP_NOTICES)
    notice = session.get(Notice, notice_id) if notice_id.isalnum() else None
    if notice is None:
        raise NotFound("notice")
    audit.record(session, actor, "notice_read", notice=notice.id)
    facts = open_column(session, notice, "sealed_facts")
    source = open_column(session, notice, "sealed_source")
    return NoticeView(notice.id, notice.notice_type, source, notice.kept_by, notice.kept_at, tuple(facts["subjects"]))


def _checked(reading: NoticeReading, source: str) -> str:
    problems: list[Problem] = []
    if not reading.subjects:
        problems.append(Problem("text", "No outcome of a hearing was found in this text. Check that the whole notice was given."))
    written = clean_text(source)
    if not any(letter.isalnum() for letter in written) or len(written) > LONGEST_SOURCE or not is_readable(written):
        message = f"Give the address where the notice stands, in {LONGEST_SOURCE:,} characters or fewer."
        problems.append(Problem("source", message))
    if problems:
        raise InvalidInput(problems)
    return written


def _expect(session: Session, notice: Notice, reading: NoticeReading) -> int:
    """Expect only after an outcome: an announcement may end otherwise, an appeal has a notice of its own before it."""
    if reading.notice_type != "outcome":
        return 0
    earliest, expected = lists_of(session).earliest_event, 0
    for place, subject in enumerate(reading.subjects):
        prospect = prospect_of(subject, earliest)
        if prospect is None or subject.outcome is None:
            continue
        expected += prospect.not_expected is None
        session.add(
            Expectation(
                id=new_id(),
                notice_id=notice.id,
                subject=place,
                outcome=subject.outcome,
                force_code=prospect.force_code,
                force_name=prospect.force_name,
                limbs=prospect.limbs,
                hearing_from=prospect.hearing_from,
                finding_date=prospect.finding_date,
                not_expected=prospect.not_expected,
            )
        )
    session.flush()
    return expected
