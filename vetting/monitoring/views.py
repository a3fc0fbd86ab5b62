"""What the vetting unit sees of alerts and watches of its own organisation; reading them is audited. Nobody else sees any of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from vetting import audit
from vetting.access import Actor, Permission, get_owned, owned_by, require
from vetting.db import utc_now
from vetting.errors import NotFound
from vetting.monitoring.models import Alert, Watch, WatchTerm
from vetting.monitoring.people import watched_request
from vetting.monitoring.policy import policy
from vetting.monitoring.rules import AlertKind, AlertState, EndedBecause
from vetting.registry import day_in_london
from vetting.screening import CheckRequest, is_settled
from vetting.vault import open_column

MOST = 100


@dataclass(frozen=True, slots=True)
class AlertView:
    """One alert: what changed, on which list, about which check; `recheck_id` is the check made again, with hits to decide.

    `undecided` says that the new check has to be decided first; `note` is what was done, once it is worked.
    """

    id: str
    kind: AlertKind
    state: AlertState
    reference: str
    list_id: str | None
    standing: str | None
    register_version: int
    raised_at: datetime
    check_id: str
    recheck_id: str | None
    watch_id: str | None
    worked_at: datetime | None
    worked_by: str | None
    undecided: bool = False
    note: str | None = None


@dataclass(frozen=True, slots=True)
class AlertPage:
    """Some alerts in one state, latest first, and how many there are in each."""

    alerts: tuple[AlertView, ...]
    total: int
    open: int


@dataclass(frozen=True, slots=True)
class TermView:
    """One term of a watch."""

    number: int
    until: date
    basis: str
    basis_reference: str
    recorded_at: datetime
    recorded_by: str


@dataclass(frozen=True, slots=True)
class WatchView:
    """One watch. `due` says that its end is near and it should be renewed or left to end."""

    id: str
    check_id: str
    purpose: str
    lists: tuple[str, ...]
    reference: str
    basis: str
    until: date
    began_at: datetime
    ended_at: datetime | None
    ended_because: EndedBecause | None
    due: bool
    subject: CheckRequest | None = None
    terms: tuple[TermView, ...] = ()
    alerts: tuple[AlertView, ...] = ()

    @property
    def is_going_on(self) -> bool:
        """Whether the person is under watch now."""
        return self.ended_at is None


@dataclass(frozen=True, slots=True)
class WatchPage:
    """Some watches, those that end first at the top, and how many there are."""

    watches: tuple[WatchView, ...]
    total: int


def list_alerts(
    session: Session, actor: Actor, state: AlertState = AlertState.OPEN, *, limit: int = 50, offset: int = 0
) -> AlertPage:
    """The alerts of the actor's organisation in one state, latest first. Raises Refused."""
    require(actor, Permission.WORK_ALERTS)
    wanted = owned_by(actor, Alert).where(Alert.state == state.value)
    total = session.scalar(select(func.count()).select_from(wanted.subquery())) or 0
    page = wanted.order_by(Alert.raised_at.desc(), Alert.id).limit(max(1, min(limit, MOST))).offset(max(0, offset))
    alerts = tuple(_alert(session, alert) for alert in session.scalars(page))
    audit.record(session, actor, "alerts_listed", alerts=len(alerts))
    return AlertPage(alerts, total, open_alerts(session, actor))


def open_alerts(session: Session, actor: Actor) -> int:
    """How many alerts of the actor's organisation nobody has worked yet. Raises Refused."""
    require(actor, Permission.WORK_ALERTS)
    still_open = owned_by(actor, Alert).where(Alert.state == AlertState.OPEN.value)
    return session.scalar(select(func.count()).select_from(still_open.subquery())) or 0


def alerts_on(session: Session, actor: Actor, check_id: str) -> tuple[AlertView, ...]:
    """What was raised on a check, or led to it, latest first: what a page that shows the check must not keep from its reader."""
    require(actor, Permission.WORK_ALERTS)
    wanted = owned_by(actor, Alert).where(or_(Alert.check_id == check_id, Alert.recheck_id == check_id))
    alerts = tuple(_alert(session, each) for each in session.scalars(wanted.order_by(Alert.raised_at.desc(), Alert.id).limit(MOST)))
    if alerts:
        audit.record(session, actor, "alerts_listed", alerts=len(alerts))
    return alerts


def view_alert(session: Session, actor: Actor, alert_id: str) -> AlertView:
    """One alert. Raises Refused, and NotFound alike for another organisation's alert and for one that does not exist."""
    require(actor, Permission.WORK_ALERTS)
    alert = get_owned(session, actor, Alert, alert_id, "alert")
    audit.record(session, actor, "alert_read", alert=alert.id)
    return _alert(session, alert, whole=True)


def list_watches(session: Session, actor: Actor, *, ended: bool = False, limit: int = 50, offset: int = 0) -> WatchPage:
    """The watches of the actor's organisation that go on, or those that ended. Raises Refused."""
    require(actor, Permission.KEEP_WATCHES)
    wanted = owned_by(actor, Watch).where(Watch.ended_at.is_not(None) if ended else Watch.ended_at.is_(None))
    total = session.scalar(select(func.count()).select_from(wanted.subquery())) or 0
    order = Watch.ended_at.desc() if ended else Watch.until
    page = wanted.order_by(order, Watch.id).limit(max(1, min(limit, MOST))).offset(max(0, offset))
    watches = tuple(_watch(session, watch) for watch in session.scalars(page))
    audit.record(session, actor, "watches_listed", watches=len(watches))
    return WatchPage(watches, total)


def view_watch(session: Session, actor: Actor, watch_id: str) -> WatchView:
    """One watch, with the person, its terms and what was raised. Raises Refused and NotFound."""
    require(actor, Permission.KEEP_WATCHES)
    watch = get_owned(session, actor, Watch, watch_id, "watch")
    audit.record(session, actor, "watch_read", watch=watch.id)
    return _watch(session, watch, actor)


def _alert(session: Session, alert: Alert, *, whole: bool = False) -> AlertView:
    still_open = alert.state == AlertState.OPEN.value
    return AlertView(
        id=alert.id,
        kind=AlertKind(alert.kind),
        state=AlertState(alert.state),
        reference=open_column(session, alert, "sealed_reference"),
        list_id=alert.list_id,
        standing=alert.standing,
        register_version=alert.register_version,
        raised_at=alert.raised_at,
        check_id=alert.check_id,
        recheck_id=alert.recheck_id,
        watch_id=alert.watch_id,
        worked_at=alert.worked_at,
        worked_by=alert.worked_by_id,
        undecided=whole and still_open and alert.recheck_id is not None and not is_settled(session, alert.recheck_id),
        note=open_column(session, alert, "sealed_note") if whole and alert.sealed_note is not None else None,
    )


def _watch(session: Session, watch: Watch, actor: Actor | None = None) -> WatchView:
    soon = day_in_london(utc_now()) + timedelta(days=policy().renewal_due_days)
    return WatchView(
        id=watch.id,
        check_id=watch.check_id,
        purpose=watch.purpose,
        lists=tuple(watch.lists),
        reference=open_column(session, watch, "sealed_reference"),
        basis=watch.basis,
        until=watch.until,
        began_at=watch.began_at,
        ended_at=watch.ended_at,
        ended_because=EndedBecause(watch.ended_because) if watch.ended_because is not None else None,
        due=watch.ended_at is None and watch.until <= soon,
        subject=watched_request(session, watch).without_sensitive_names() if actor is not None else None,
        terms=_terms(session, actor, watch) if actor is not None else (),
        alerts=_alerts(session, actor, watch) if actor is not None else (),
    )


def _terms(session: Session, actor: Actor, watch: Watch) -> tuple[TermView, ...]:
    rows = session.scalars(owned_by(actor, WatchTerm).where(WatchTerm.watch_id == watch.id).order_by(WatchTerm.number.desc()))
    return tuple(
        TermView(
            number=row.number,
            until=row.until,
            basis=row.basis,
            basis_reference=open_column(session, row, "sealed_basis_reference"),
            recorded_at=row.recorded_at,
            recorded_by=row.recorded_by_id,
        )
        for row in rows
    )


def _alerts(session: Session, actor: Actor, watch: Watch) -> tuple[AlertView, ...]:
    if not actor.may(Permission.WORK_ALERTS):
        return ()
    wanted = owned_by(actor, Alert).where(Alert.watch_id == watch.id).order_by(Alert.raised_at.desc(), Alert.id).limit(MOST)
    return tuple(_alert(session, alert) for alert in session.scalars(wanted))


def alert_state(text: str) -> AlertState:
    """The state with this value. Raises NotFound."""
    try:
        return AlertState(text)
    except ValueError:
        raise NotFound("state of alerts") from None
