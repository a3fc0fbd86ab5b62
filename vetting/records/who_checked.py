"""The weekly e-mail to an organisation's lead: that the page of who checked how many people is there. It names and counts nobody.

Sent at least once a week: whoever is killed between sending and noting it sends again. That it was sent stands in the trail, and
nowhere else.
"""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import structlog
from sqlalchemy.orm import Session

from vetting import audit
from vetting.access import Permission, addresses_of, organisation_choices
from vetting.audit import TrailFilter
from vetting.db import Database
from vetting.errors import Unavailable
from vetting.mail import Mailer
from vetting.screening import acting_for

LONDON = ZoneInfo("Europe/London")
MONDAY_MORNING = time(7, 0)
EVENT = "misuse_report_mailed"
SUBJECT = "Barred list vetting: who checked whom last week"

log = structlog.get_logger(__name__)


def mail_who_checked(database: Database, mailer: Mailer, now: datetime) -> int:
    """Tell every organisation's lead once a week, from Monday morning on; gives the number of e-mails sent."""
    begins = week_begins(now)
    if now < begins:
        return 0
    with database.read() as session:
        due = [each for each in organisation_choices(session) if not _told(session, each, begins)]
        addresses = {each: addresses_of(session, each, Permission.SEE_WHO_CHECKED) for each in due}
    return sum(_mail(database, mailer, each, addresses[each]) for each in due if addresses[each])


def week_begins(now: datetime) -> datetime:
    """The Monday morning, seven o'clock in London, of the week that a moment is in."""
    local = now.astimezone(LONDON)
    monday = local.date() - timedelta(days=local.weekday())
    return datetime.combine(monday, MONDAY_MORNING, LONDON).astimezone(UTC)


def _told(session: Session, organisation_id: str, begins: datetime) -> bool:
    wanted = TrailFilter(event=EVENT, organisation_id=organisation_id)
    latest = next(audit.find_events(session, wanted, 1), None)
    return latest is not None and datetime.fromisoformat(latest.recorded_at) >= begins


def _mail(database: Database, mailer: Mailer, organisation_id: str, addresses: list[str]) -> int:
    try:
        for address in addresses:
            mailer.send(address, SUBJECT, _text(mailer.public_url))
    except Unavailable as error:
        log.warning("who_checked_not_mailed", code=error.code)
        return 0
    with database.write() as session:
        audit.record(session, acting_for(organisation_id), EVENT, organisation=organisation_id, recipients=len(addresses))
    return len(addresses)


def _text(public_url: str) -> str:
    where = f"{public_url.rstrip('/')}/who-checked" if public_url else "the service, under Who checked whom"
    return (
        "The page of who in your organisation checked how many people is there for last week.\n\n"
        f"Sign in and read it at {where}. Look first at anybody who carries a flag.\n\n"
        "This message says nothing about anybody, and so must no answer to it. It was sent by the barred list vetting service.\n"
    )
