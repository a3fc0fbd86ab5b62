"""Fictional people of every role, for tests: accounts, the actors they are, and API keys."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session

from vetting.access import PERMISSIONS, SYSTEM, Actor, Door, Role, actor_for_email, create_api_client, find_organisation
from vetting.access.models import Account
from vetting.db import Database, new_id, utc_now

PASSWORD = "a long enough test passphrase"


@dataclass(frozen=True)
class Someone:
    """An account of the tests."""

    email: str
    role: Role
    organisation: str


RECRUITER = Someone("recruiter@kent.example", Role.RECRUITER, "46")
HR_OFFICER = Someone("hr@kent.example", Role.HR_OFFICER, "46")
VETTING_OFFICER = Someone("vetting@kent.example", Role.VETTING_OFFICER, "46")
SECOND_VETTING_OFFICER = Someone("vetting.two@kent.example", Role.VETTING_OFFICER, "46")
OTHER_VETTING_OFFICER = Someone("vetting@essex.example", Role.VETTING_OFFICER, "42")
REPORTER = Someone("reporter@leicestershire.example", Role.FORCE_REPORTER, "33")
OTHER_REPORTER = Someone("reporter@essex.example", Role.FORCE_REPORTER, "42")
POLICING_BODY_REPORTER = Someone("reporter@lpb-leicestershire.example", Role.FORCE_REPORTER, "lpb-33")
REGISTRAR = Someone("registrar.one@college.example", Role.REGISTRAR, "college")
SECOND_REGISTRAR = Someone("registrar.two@college.example", Role.REGISTRAR, "college")
AUDITOR = Someone("auditor@college.example", Role.AUDITOR, "college")
SYSTEM_ADMINISTRATOR = Someone("system@college.example", Role.SYSTEM_ADMINISTRATOR, "college")
FORCE_ADMINISTRATOR = Someone("admin@kent.example", Role.FORCE_ADMINISTRATOR, "46")
EVERYONE = (
    RECRUITER,
    HR_OFFICER,
    VETTING_OFFICER,
    SECOND_VETTING_OFFICER,
    OTHER_VETTING_OFFICER,
    REPORTER,
    OTHER_REPORTER,
    POLICING_BODY_REPORTER,
    REGISTRAR,
    SECOND_REGISTRAR,
    AUDITOR,
    SYSTEM_ADMINISTRATOR,
    FORCE_ADMINISTRATOR,
)


ONE_A_ROLE = (
    RECRUITER,
    HR_OFFICER,
    VETTING_OFFICER,
    REPORTER,
    FORCE_ADMINISTRATOR,
    REGISTRAR,
    AUDITOR,
    SYSTEM_ADMINISTRATOR,
)


def add_everyone(database: Database, password_hash: str | None = None) -> dict[Someone, Actor]:
    """Add an account for everyone and give the actor each of them is. Without a password hash nobody can sign in."""
    with database.write() as session:
        for someone in EVERYONE:
            _add(session, someone, password_hash)
        return {someone: actor_for_email(session, someone.email, Door.COMMAND) for someone in EVERYONE}


def _add(session: Session, someone: Someone, password_hash: str | None) -> None:
    identity = new_id()
    account = Account(
        id=identity,
        organisation_id=find_organisation(session, someone.organisation).id,
        email=someone.email,
        full_name=f"{someone.role.label} of {someone.organisation}",
        role=someone.role.value,
        password=password_hash,
        fs_uniquifier=identity,
        created_at=utc_now(),
    )
    session.add(account)
    session.flush()


def api_key(database: Database, someone: Someone) -> str:
    """A new API key with the role's scopes."""
    assert someone.role in PERMISSIONS
    with database.write() as session:
        return create_api_client(
            session, SYSTEM, name=f"{someone.role.label} system", role=someone.role, organisation_code=someone.organisation
        )
