"""Who is under watch now: live clears, and people who were enrolled; and the index of them that a worker keeps in memory."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from sqlalchemy import select
from sqlalchemy.orm import Session

from vetting.matching import Identity, MatchModel, SubjectIndex, UnusableIdentity
from vetting.monitoring.models import Watch
from vetting.monitoring.policy import policy
from vetting.screening import Asked, CheckRequest, asked_of, live_clears, request_from
from vetting.vault import VaultError, open_column

AT_ONCE = 500

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Watched:
    """One person under watch: by a live clear (`id` is the check's), or by enrolment (the watch's). `check_id` came first."""

    id: str
    organisation_id: str
    check_id: str
    register_version: int
    model_version: str
    enrolled: bool


def everybody(session: Session, now: datetime) -> dict[str, Watched]:
    """Everybody under watch, by id, whoever they belong to. Who is enrolled is not watched by the check as well."""
    watches = session.execute(
        select(Watch.id, Watch.organisation_id, Watch.check_id).where(Watch.ended_at.is_(None)).order_by(Watch.began_at.desc())
    ).all()
    enrolled = {check_id for _, _, check_id in watches}
    clears = live_clears(session, now - timedelta(days=policy().live_days))
    found = [Watched(watch_id, owner, check_id, -1, "", True) for watch_id, owner, check_id in watches]
    found += [
        Watched(each.check_id, each.organisation_id, each.check_id, each.register_version, each.model_version, False)
        for each in clears
        if each.check_id not in enrolled
    ]
    return {each.id: each for each in found}


def asked_about(session: Session, people: Sequence[Watched]) -> dict[str, Asked | None]:
    """What is to be searched for each person; erased ones are left out, and None stands for one that cannot be read."""
    found = dict(asked_of(session, [each.id for each in people if not each.enrolled]))
    enrolled = {each.id: each for each in people if each.enrolled}
    ids = sorted(enrolled)
    for start in range(0, len(ids), AT_ONCE):
        for watch in session.scalars(select(Watch).where(Watch.id.in_(ids[start : start + AT_ONCE]))).all():
            found[watch.id] = _asked(session, watch)
    return found


def watched_request(session: Session, watch: Watch) -> CheckRequest:
    """The person of a watch, opened. Raises VaultError."""
    subject = open_column(session, watch, "sealed_subject")
    return request_from(subject, watch.purpose, open_column(session, watch, "sealed_reference"))


class People:
    """The index of one process, kept in step with who is under watch. For one thread at a time."""

    def __init__(self, model: MatchModel) -> None:
        self.index = SubjectIndex(model)
        self._unreadable: set[str] = set()
        self._erased: set[str] = set()

    def keep_step(self, session: Session, people: dict[str, Watched], ids: Collection[str]) -> None:
        """Hold exactly these of the people, as far as they can be read."""
        wanted = set(ids)
        for gone in self.index.ids() - wanted:
            self.index.discard(gone)
        self._unreadable &= wanted
        self._erased &= wanted
        missing = [people[each] for each in wanted - self.index.ids() - self._erased]
        for start in range(0, len(missing), AT_ONCE):
            self._add(session, missing[start : start + AT_ONCE])

    def suspects(self, entries: Sequence[Identity]) -> set[str]:
        """Who has to be searched for again because of these entries: whoever they hit, and whoever cannot be read."""
        if not entries:
            return set()
        return self.index.hit_by(entries) | self._unreadable

    def _add(self, session: Session, people: Sequence[Watched]) -> None:
        asked = asked_about(session, people)
        for each in people:
            found = asked.get(each.id)
            if each.id not in asked:
                self._erased.add(each.id)
            elif found is None or not self._put(each.id, found.identity):
                self._unreadable.add(each.id)
            else:
                self._unreadable.discard(each.id)

    def _put(self, person_id: str, identity: Identity) -> bool:
        try:
            self.index.put(person_id, identity)
        except UnusableIdentity:
            return False
        return True


def _asked(session: Session, watch: Watch) -> Asked | None:
    try:
        return Asked(watch.check_id, watch.organisation_id, watched_request(session, watch), tuple(watch.lists))
    except VaultError:
        log.error("watch_not_readable", watch=watch.id)
        return None
