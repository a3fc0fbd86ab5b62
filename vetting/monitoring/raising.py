"""Writing what a pass found: alerts, re-checks, their events, who is admitted, the cursor. The caller commits it all together."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import delete, insert, select, update
from sqlalchemy.orm import Session

from vetting import audit
from vetting.access import SYSTEM
from vetting.db import new_id, utc_now
from vetting.monitoring.findings import Finding, Findings, News, Notice
from vetting.monitoring.leases import Position, advance
from vetting.monitoring.models import Admitted, Alert, Watch
from vetting.monitoring.rules import TO_DECIDE, AlertKind, AlertState, EndedBecause
from vetting.registry import day_in_london
from vetting.screening import ApplicationState, acting_for, ended_applications, nobody_like, recall, store_again
from vetting.vault import seal_column

AT_ONCE = 500
NOT_READABLE = "(not readable)"


@dataclass
class Raised:
    """What one pass has raised so far, at one position of the register."""

    position: Position
    seen: set[tuple[str, str, str]] = field(default_factory=set)
    about: Counter[str] = field(default_factory=Counter)

    @property
    def alerts(self) -> int:
        """How many."""
        return len(self.seen)

    def is_new(self, organisation_id: str, news: News) -> bool:
        """Whether this was not raised yet in this pass: the same person may stand under watch by several checks."""
        return (organisation_id, news.person, news.about) not in self.seen

    def add(self, organisation_id: str, news: News) -> None:
        """Count one."""
        self.seen.add((organisation_id, news.person, news.about))
        self.about[news.about] += 1


@dataclass(frozen=True, slots=True)
class _Whose:
    """What an alert belongs to."""

    organisation_id: str
    check_id: str
    watch_id: str | None
    reference: str
    recheck_id: str | None = None


def raise_alerts(session: Session, raised: Raised, findings: Sequence[Finding], notices: Sequence[Notice]) -> None:
    """Store the alerts, each with its event, and the re-checks that they ask to decide on."""
    for finding in findings:
        _raise_news(session, raised, finding)
    for notice in notices:
        if raised.is_new(notice.organisation_id, notice.news):
            whose = _Whose(notice.organisation_id, notice.check_id, notice.watch_id, notice.reference)
            _store(session, raised, whose, notice.news)
    session.flush()


def _forget(session: Session, left: Sequence[str]) -> None:
    """Of applications that ended without an appointment, drop the digests by which the person could be known again."""
    ended = ended_applications(session, left)
    for check_id in (each for each, state in ended.items() if state is not ApplicationState.APPOINTED):
        unknown = {"person": nobody_like(check_id), "pair": None}
        session.execute(update(Alert).where(Alert.check_id == check_id).values(unknown))


def close_pass(session: Session, worker: str, findings: Findings, raised: Raised) -> None:
    """Let those in who have been checked up to here and out who left, note what was done, and move the cursor. Raises LeaseLost."""
    for start in range(0, len(findings.left), AT_ONCE):
        some = findings.left[start : start + AT_ONCE]
        session.execute(delete(Admitted).where(Admitted.id.in_(some)))
        _forget(session, some)
    rows = [{"id": each.id, "organisation_id": each.organisation_id} for each in findings.admitted]
    if rows:
        session.execute(insert(Admitted), rows)
    _note(session, findings, raised)
    advance(session, worker, findings.after)


def end_watches_that_are_over(session: Session) -> None:
    """End the watches whose last day has passed: nobody is watched a day longer than was recorded."""
    today = day_in_london(utc_now())
    for watch in session.scalars(select(Watch).where(Watch.ended_at.is_(None), Watch.until < today)).all():
        watch.ended_at, watch.ended_because = utc_now(), EndedBecause.TERM_OVER.value
        session.flush()
        audit.record(session, acting_for(watch.organisation_id), "watch_ended", watch=watch.id, because=watch.ended_because)


def _raise_news(session: Session, raised: Raised, finding: Finding) -> None:
    watched, again = finding.watched, finding.again
    news = [each for each in finding.news if raised.is_new(watched.organisation_id, each)]
    recheck_id = None
    if again is not None and any(each.kind in TO_DECIDE for each in news):
        recheck_id = store_again(session, again)
    if not watched.enrolled and any(each.kind in TO_DECIDE or each.kind is AlertKind.NOT_CHECKED for each in finding.news):
        recall(session, watched.check_id)
    reference = again.asked.request.reference if again is not None else NOT_READABLE
    watch_id = watched.id if watched.enrolled else None
    for each in news:
        made = recheck_id if each.kind in TO_DECIDE else None
        _store(session, raised, _Whose(watched.organisation_id, watched.check_id, watch_id, reference, made), each)


def _store(session: Session, raised: Raised, whose: _Whose, news: News) -> None:
    alert = Alert(
        id=new_id(),
        organisation_id=whose.organisation_id,
        check_id=whose.check_id,
        watch_id=whose.watch_id,
        recheck_id=whose.recheck_id,
        kind=news.kind.value,
        person=news.person,
        about=news.about,
        list_id=news.list_id,
        standing=news.standing,
        band=news.band,
        pair=news.pair,
        register_version=raised.position.register_version,
        model_version=raised.position.model_version,
        raised_at=utc_now(),
        state=AlertState.OPEN.value,
    )
    seal_column(session, alert, "sealed_reference", whose.reference)
    session.add(alert)
    session.flush()
    raised.add(whose.organisation_id, news)
    audit.record(
        session,
        acting_for(whose.organisation_id),
        "alert_raised",
        alert=alert.id,
        check=alert.check_id,
        recheck=alert.recheck_id,
        kind=alert.kind,
        register_version=alert.register_version,
    )


def _note(session: Session, findings: Findings, raised: Raised) -> None:
    """One event for each change, or one for all when everybody was searched for."""
    counted: dict[str, Any] = {"register_version": findings.after.register_version, "watched": findings.watched}
    for origin in dict.fromkeys(record.origin_id for record in findings.records):
        audit.record(session, SYSTEM, "change_rechecked", record=origin, alerts=raised.about[origin], **counted)
    if findings.cause is not None:
        model = findings.after.model_version
        audit.record(
            session, SYSTEM, "everybody_rechecked", cause=findings.cause, model_version=model, alerts=raised.alerts, **counted
        )
