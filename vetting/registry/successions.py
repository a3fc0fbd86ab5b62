"""When a force has taken over from another, it owns what that one sent in: reports, further reports, questions and reviews.

What a report says of its force, who prepared it and who decided it stay as they were; only whose it is to read and to answer for
passes on, and the trail says that it did. Which force took over from which is data (`config/forces.toml`).
"""

from __future__ import annotations

from datetime import date
from typing import Any, cast

from sqlalchemy import CursorResult, update
from sqlalchemy.orm import Session

from vetting import audit
from vetting.access import SYSTEM, find_organisation, force_history
from vetting.db import Database, utc_now
from vetting.registry.models import Proposal, Report, ReportQuestion, Review
from vetting.registry.working_days import day_in_london

OWNED = (Report, ReportQuestion, Proposal, Review)


def run_successions(database: Database) -> int:
    """Hand over what is due today; returns how many records passed on. For the worker."""
    today = day_in_london(utc_now())
    if not force_history().taken_over(today):
        return 0
    with database.write() as session:
        return hand_over(session, today)


def hand_over(session: Session, today: date) -> int:
    """Let the successor of each force that has ended own what that one had sent in, and its policing body likewise."""
    passed = 0
    for ended, heir in force_history().taken_over(today).items():
        for before, after in ((ended, heir), (f"lpb-{ended}", f"lpb-{heir}")):
            passed += _pass_on(session, before, after)
    return passed


def _pass_on(session: Session, before: str, after: str) -> int:
    old, new = (find_organisation(session, code).id for code in (before, after))
    counts: dict[str, int] = {}
    for model in OWNED:
        statement = update(model).where(model.organisation_id == old).values(organisation_id=new)
        moved = session.execute(statement.execution_options(synchronize_session=False))
        counts[model.__tablename__] = cast("CursorResult[Any]", moved).rowcount
    session.expire_all()
    if not any(counts.values()):
        return 0
    audit.record(
        session,
        SYSTEM,
        "reports_handed_over",
        predecessor=old,
        successor=new,
        reports=counts["report"],
        questions=counts["report_question"],
        proposals=counts["proposal"],
        reviews=counts["review"],
    )
    return sum(counts.values())
