"""E-mails about alerts: that there are some, and how many. Never whom, what or which list they are about.

Sent at least once: whoever is killed between sending and noting it sends again.
"""

from __future__ import annotations

from collections import defaultdict

import structlog
from sqlalchemy import select, update

from vetting import audit
from vetting.access import Permission, addresses_of
from vetting.db import Database, utc_now
from vetting.errors import Unavailable
from vetting.mail import Mailer
from vetting.monitoring.models import Alert
from vetting.monitoring.rules import AlertState
from vetting.screening import acting_for

AT_ONCE = 500
SUBJECT = "Barred list vetting: new alerts"

log = structlog.get_logger(__name__)


def mail_alerts(database: Database, mailer: Mailer) -> int:
    """Tell the vetting officers of each organisation that there are new alerts; gives the number of e-mails sent."""
    with database.read() as session:
        wanted = select(Alert.organisation_id, Alert.id).where(Alert.mailed_at.is_(None), Alert.state == AlertState.OPEN.value)
        found: dict[str, list[str]] = defaultdict(list)
        for organisation_id, alert_id in session.execute(wanted.order_by(Alert.raised_at).limit(10 * AT_ONCE)):
            found[organisation_id].append(alert_id)
        addresses = {each: addresses_of(session, each, Permission.WORK_ALERTS) for each in found}
    return sum(_mail(database, mailer, each, ids[:AT_ONCE], addresses[each]) for each, ids in found.items() if addresses[each])


def _mail(database: Database, mailer: Mailer, organisation_id: str, ids: list[str], addresses: list[str]) -> int:
    try:
        for address in addresses:
            mailer.send(address, SUBJECT, _text(len(ids), mailer.public_url))
    except Unavailable as error:
        log.warning("alerts_not_mailed", code=error.code)
        return 0
    with database.write() as session:
        session.execute(update(Alert).where(Alert.id.in_(ids)).values(mailed_at=utc_now()))
        fields = {"organisation": organisation_id, "alerts": len(ids), "recipients": len(addresses)}
        audit.record(session, acting_for(organisation_id), "alerts_mailed", **fields)
    return len(addresses)


def _text(count: int, public_url: str) -> str:
    what = "is 1 new alert" if count == 1 else f"are {count} new alerts"
    where = f"{public_url.rstrip('/')}/alerts" if public_url else "the service, under Alerts"
    return (
        f"There {what} for your vetting unit: a list has changed since somebody was checked.\n\n"
        f"Sign in and read them at {where}.\n\n"
        "This message says nothing about anybody, and so must no answer to it. It was sent by the barred list vetting service.\n"
    )
