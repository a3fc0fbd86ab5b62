"""What is new: the answers of searches made again, and how listed people stand now, held against what was known of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from vetting.monitoring.findings import Finding, News, Notice
from vetting.monitoring.models import Alert
from vetting.monitoring.people import Watched
from vetting.monitoring.rules import OVER, SUSPENDED, AlertKind, AlertState, Known, news_of_likeness, news_of_standing
from vetting.registry import ChangedRecord
from vetting.screening import Again, HitState, Likeness, asked_of, known_likenesses, likenesses_with, nobody_like

AT_ONCE = 500
NOT_KNOWN = "(erased)"

Whom = tuple[str, str, str]
"""Organisation, digest of the person, listed person."""


@dataclass(frozen=True)
class _Past:
    """What was known: of each check and listed person by the hits, and of each person and listed person by the alerts."""

    hits: Mapping[tuple[str, str], list[Likeness]]
    alerts: Mapping[Whom, Alert]

    def known(self, check_id: str, whom: Whom) -> Known | None:
        """The last that was known; None when nothing was."""
        hits, alert = self.hits.get((check_id, whom[2]), []), self.alerts.get(whom)
        cleared = bool(hits) and all(hit.state is HitState.CLEARED for hit in hits)
        if alert is not None:
            over = AlertKind(alert.kind) in OVER
            return Known(alert.pair, alert.band, alert.standing == SUSPENDED, over, cleared)
        if not hits:
            return None
        return Known(hits[-1].pair, hits[-1].band, hits[-1].standing == SUSPENDED, cleared=cleared)


def compare_again(
    session: Session,
    people: Sequence[Watched],
    results: Mapping[str, Again],
    unreadable: Collection[str],
    records: Sequence[ChangedRecord],
) -> list[Finding]:
    """What the searches made again tell of these people that was not known before."""
    hits: dict[tuple[str, str], list[Likeness]] = defaultdict(list)
    for hit in known_likenesses(session, [person.check_id for person in people]):
        hits[hit.check_id, hit.origin_id].append(hit)
    persons = {hit.person for some in hits.values() for hit in some}
    persons |= {hit.person for result in results.values() for hit in result.likenesses}
    past = _Past(hits, _last_alerts(session, persons))
    present = {record.origin_id for record in records if record.identity is not None}
    failing = [each for each in people if each.id in unreadable or (each.id in results and results[each.id].failure is not None)]
    told = _told_not_checked(session, [each.check_id for each in failing])
    found: list[Finding] = []
    for each in people:
        again = results.get(each.id)
        if each in failing:
            news = [] if each.check_id in told else [News(AlertKind.NOT_CHECKED, nobody_like(each.check_id), each.check_id)]
        elif again is None:  # erased
            continue
        else:
            news = [*_likenesses(again, past), *_unlike(again, past, present)]
        if news:
            found.append(Finding(each, again, tuple(news)))
    return found


def _likenesses(again: Again, past: _Past) -> list[News]:
    news = []
    for each in again.likenesses:
        before = past.known(each.check_id, (each.organisation_id, each.person, each.origin_id))
        kind = news_of_likeness(before, Known(each.pair, each.band, each.standing == SUSPENDED))
        if kind is not None:
            news.append(News(kind, each.person, each.origin_id, each.list_id, each.standing, each.band, each.pair))
    return news


def _unlike(again: Again, past: _Past, present: Collection[str]) -> list[News]:
    """Listed people who changed, were like this person before, and are not any more."""
    news, still = [], {each.origin_id for each in again.likenesses}
    for (check_id, origin), hits in past.hits.items():
        if check_id != again.asked.check_id or origin in still or origin not in present:
            continue
        last = hits[-1]
        known = past.known(check_id, (last.organisation_id, last.person, origin))
        if known is not None and not known.over and not known.cleared and last.list_id in again.asked.list_ids:
            news.append(News(AlertKind.UNLIKE, last.person, origin, last.list_id, last.standing, last.band, last.pair))
    return news


def notices_about(session: Session, records: Sequence[ChangedRecord], people: Mapping[str, Watched]) -> tuple[Notice, ...]:
    """Whom to tell that a listed person was suspended, restored or removed: every check that came upon them, live or not.

    The rule of `screening.affected`, without those who decided that it is a different person.
    """
    if not records:
        return ()
    now = _standings(records)
    groups: dict[Whom, list[Likeness]] = defaultdict(list)
    for each in likenesses_with(session, now.keys(), {record.id for record in records if record.kind == "entry"}):
        groups[each.organisation_id, each.person, each.origin_id].append(each)
    alerts = _last_alerts(session, {person for _, person, _ in groups})
    enrolled = {each.check_id: each.id for each in people.values() if each.enrolled}
    found = []
    for whom, hits in groups.items():
        last = hits[-1]
        before = _Past({(last.check_id, whom[2]): hits}, alerts).known(last.check_id, whom)
        kind = news_of_standing(before, now[whom[2]]) if before is not None and whom[2] in now else None
        if kind is not None:
            standing = SUSPENDED if now[whom[2]].suspended else last.standing if now[whom[2]].over else "listed"
            news = News(kind, last.person, whom[2], last.list_id, standing, last.band, last.pair)
            found.append((last, news))
    asked = asked_of(session, sorted({last.check_id for last, _ in found}))
    return tuple(
        Notice(last.organisation_id, last.check_id, enrolled.get(last.check_id), _reference(asked, last.check_id), news)
        for last, news in found
    )


def _standings(records: Sequence[ChangedRecord]) -> dict[str, Known]:
    """How each listed person stands now: gone when neither the report nor the entry made of it is found by a check any more."""
    now: dict[str, Known] = {}
    for record in records:
        if record.standing is not None:
            now[record.origin_id] = Known(None, None, record.standing.value == SUSPENDED)
        else:
            now.setdefault(record.origin_id, Known(None, None, suspended=False, over=True))
    return now


def _reference(asked: Mapping[str, object], check_id: str) -> str:
    request = getattr(asked.get(check_id), "request", None)
    return str(request.reference) if request is not None else NOT_KNOWN


def _last_alerts(session: Session, persons: Collection[str]) -> dict[Whom, Alert]:
    found: dict[Whom, Alert] = {}
    ordered = sorted(persons)
    for start in range(0, len(ordered), AT_ONCE):
        wanted = select(Alert).where(Alert.person.in_(ordered[start : start + AT_ONCE])).order_by(Alert.register_version)
        for alert in session.scalars(wanted):
            found[alert.organisation_id, alert.person, alert.about] = alert
    return found


def _told_not_checked(session: Session, check_ids: Sequence[str]) -> set[str]:
    """Those of these checks on which it was said before that they could not be made again, and nobody has worked that yet."""
    if not check_ids:
        return set()
    open_ones = select(Alert.about).where(Alert.kind == AlertKind.NOT_CHECKED.value, Alert.state == AlertState.OPEN.value)
    return set(session.scalars(open_ones)) & set(check_ids)
