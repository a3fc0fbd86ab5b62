"""The people of an organisation, as its administrator sees them, and inviting one more."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from email_validator import EmailNotValidError, validate_email
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from vetting import audit
from vetting.access.changes import Outcome, propose_admission
from vetting.access.credentials import new_account
from vetting.access.invitations import issue_invitation
from vetting.access.models import Account
from vetting.access.organisations import find_organisation, get_owned, owned_by
from vetting.access.permissions import NEEDS_TWO_PEOPLE, ROLES_OF, SYSTEM, Actor, Permission, Role, require
from vetting.db import utc_now
from vetting.errors import InvalidInput, Problem, Refused

LONGEST_NAME = 120
LOCAL, SINGLE = "local", "single"


@dataclass(frozen=True, slots=True)
class AccountView:
    """One account of the organisation. `state`: open, closed, or invited (nobody has signed in to it yet)."""

    id: str
    full_name: str
    email: str
    role: Role
    state: str
    single_sign_on: bool
    second_factor: bool
    is_me: bool


@dataclass(frozen=True, slots=True)
class Newcomer:
    """Who is invited. `way`: `local` by a password of their own, `single` through the organisation's own sign-in."""

    full_name: str
    email: str
    role: str
    way: str = LOCAL


def people_of(session: Session, actor: Actor) -> list[AccountView]:
    """Everyone with an account in the actor's organisation, by name."""
    require(actor, Permission.MANAGE_PEOPLE)
    return [_person(account, actor) for account in session.scalars(owned_by(actor, Account).order_by(Account.full_name))]


def get_person(session: Session, actor: Actor, account_id: str) -> AccountView:
    """One of them. Raises NotFound."""
    require(actor, Permission.MANAGE_PEOPLE)
    return _person(get_owned(session, actor, Account, account_id, "account"), actor)


def roles_for(actor: Actor) -> tuple[Role, ...]:
    """The roles that people of the actor's organisation can have."""
    return ROLES_OF.get(actor.organisation_kind or "", ())


def invite_person(session: Session, actor: Actor, newcomer: Newcomer) -> Outcome:
    """Add a person to the actor's organisation and give the code that lets them choose a password.

    A role that needs two people waits, closed, for the second one, and the code comes with the approval. Raises InvalidInput.
    """
    require(actor, Permission.MANAGE_PEOPLE)
    account = _added(session, actor, actor.organisation_code or "", newcomer, roles_for(actor))
    role = Role(account.role)
    if role in NEEDS_TWO_PEOPLE:
        account.active = False
        session.flush()
        return propose_admission(session, actor, account)
    return Outcome(account.id, code=issue_invitation(account) if newcomer.way == LOCAL else None)


def add_first_administrators(session: Session, organisation_code: str, two: Sequence[tuple[str, str]]) -> list[str]:
    """The first two administrators of an organisation (full name, e-mail address): they come by the command line, both at once.

    Gives a code for each. Raises Refused once the organisation has two who can sign in: from then on they admit the others.
    """
    organisation = find_organisation(session, organisation_code)
    role = Role.FORCE_ADMINISTRATOR
    counted = select(func.count()).where(
        Account.organisation_id == organisation.id, Account.role == role.value, Account.active.is_(True)
    )
    if len({email.strip().lower() for _, email in two}) != 2:
        raise InvalidInput([Problem("email", "Name two different people.")])
    if (session.scalar(counted) or 0) >= 2:
        raise Refused("This organisation has two administrators: they admit others.", code="has_administrators")
    newcomers = [Newcomer(full_name, email, role.value) for full_name, email in two]
    added = [_added(session, SYSTEM, organisation_code, newcomer, (role,)) for newcomer in newcomers]
    return [issue_invitation(account) for account in added]


def _added(session: Session, by: Actor, organisation_code: str, newcomer: Newcomer, roles: Sequence[Role]) -> Account:
    email = _checked(newcomer, roles)
    account = new_account(
        session, organisation_code=organisation_code, email=email, full_name=newcomer.full_name.strip(), role=Role(newcomer.role)
    )
    try:
        with session.begin_nested():
            session.add(account)
            session.flush()
    except IntegrityError as error:
        taken = "No account can be made for this address: it may have one already, here or elsewhere"
        raise InvalidInput([Problem("email", taken)]) from error
    audit.record(session, by, "account_created", account=account.id, role=account.role, organisation=account.organisation.code)
    return account


def _checked(newcomer: Newcomer, roles: Sequence[Role]) -> str:
    problems, email = [], ""
    if not 2 <= len(newcomer.full_name.strip()) <= LONGEST_NAME:
        problems.append(Problem("full_name", f"Enter the full name, in at most {LONGEST_NAME} characters"))
    try:
        email = validate_email(newcomer.email.strip(), check_deliverability=False, test_environment=True).normalized.lower()
    except EmailNotValidError:
        problems.append(Problem("email", "Enter an email address in full, like name@force.example"))
    if newcomer.role not in {role.value for role in roles}:
        problems.append(Problem("role", "Choose a role"))
    if newcomer.way not in {LOCAL, SINGLE}:
        problems.append(Problem("way", "Choose how they will sign in"))
    if problems:
        raise InvalidInput(problems)
    return email


def _person(account: Account, actor: Actor) -> AccountView:
    waits = account.password is None and account.sso_subject is None
    expired = waits and account.invitation_expires_at is not None and account.invitation_expires_at <= utc_now()
    state = "closed" if not account.active else "invitation_over" if expired else "invited" if waits else "open"
    return AccountView(
        account.id,
        account.full_name,
        account.email,
        Role(account.role),
        state,
        account.sso_subject is not None,
        account.tf_primary_method is not None,
        account.id == actor.id,
    )
