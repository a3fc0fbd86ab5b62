"""Changes of somebody's account by their administrator, and which of them need two people.

Nobody becomes registrar or administrator, or gets the means to sign in as one, by one person's will: the change waits until another
administrator of the organisation, who is not the person it is about, approves it. Closing an account never waits.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from vetting import audit
from vetting.access.invitations import issue_invitation
from vetting.access.models import Account, AccountProposal
from vetting.access.organisations import get_owned, owned_by
from vetting.access.permissions import NEEDS_TWO_PEOPLE, ROLES_OF, Actor, Permission, Role, require
from vetting.access.sessions import end_all_sessions
from vetting.db import new_id, utc_now
from vetting.errors import Conflict, InvalidInput, Problem, Refused


class Change(StrEnum):
    """What can be changed of an account."""

    ROLE = "role"
    ADMIT = "admit"
    CLOSE = "close"
    INVITE = "invite"
    RESET_SECOND_FACTOR = "reset_second_factor"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a change: whether it waits for a second person, and the invitation's code, which is shown this once."""

    account_id: str
    waits: bool = False
    code: str | None = None


@dataclass(frozen=True, slots=True)
class WaitingChange:
    """A change that waits for a second person, as the organisation's administrators see it."""

    id: str
    account_id: str
    change: Change
    role: Role | None
    proposed_by: str
    proposed_at: datetime
    may_decide: bool


def needs_two(change: Change, now: Role, then: Role) -> bool:
    """Whether a change of an account that has the role `now` and will have `then` waits for a second person.

    Taking power away never waits. What lets somebody else sign in to a powerful account (a new invitation, a second factor taken
    off, a closed account opened) is as good as giving the role.
    """
    if change is Change.CLOSE:
        return False
    return then in NEEDS_TWO_PEOPLE if change is Change.ROLE else now in NEEDS_TWO_PEOPLE


def change_account(session: Session, actor: Actor, account_id: str, change: Change, role: Role | None = None) -> Outcome:
    """Change an account of the actor's organisation, or propose to where two people are needed.

    Raises NotFound, Refused for one's own account, InvalidInput for a role that the organisation does not have, and Conflict when
    the same account already waits for a second person or the change would change nothing.
    """
    require(actor, Permission.MANAGE_PEOPLE)
    account = get_owned(session, actor, Account, account_id, "account", lock=True)
    if account.id == actor.id:
        raise Refused("You cannot change your own account. Another administrator can.", code="own_account")
    then = _role_then(account, change, role)
    if not needs_two(change, Role(account.role), then):
        _drop_waiting(session, actor, account)
        return _apply(session, actor, account, change, then)
    if _waiting_of(session, account) is not None:
        raise Conflict("A change of this account already waits for a second person.", code="already_waiting")
    return _propose(session, actor, account, change, then)


def propose_admission(session: Session, actor: Actor, account: Account) -> Outcome:
    """Let a new account of a role that needs two people wait, closed, for the second one."""
    return _propose(session, actor, account, Change.ADMIT, Role(account.role))


def waiting_changes(session: Session, actor: Actor) -> list[WaitingChange]:
    """The changes of the organisation's accounts that wait for a second person, oldest first."""
    require(actor, Permission.MANAGE_PEOPLE)
    statement = owned_by(actor, AccountProposal).where(AccountProposal.state == "open").order_by(AccountProposal.proposed_at)
    return [
        WaitingChange(
            row.id,
            row.account_id,
            Change(row.kind),
            Role(row.role) if row.role else None,
            row.proposed_by_id,
            row.proposed_at,
            actor.id not in {row.proposed_by_id, row.account_id},
        )
        for row in session.scalars(statement)
    ]


def decide_change(session: Session, actor: Actor, proposal_id: str, *, approve: bool) -> Outcome:
    """Approve or refuse what another administrator proposed; whoever proposed it may take it back by refusing.

    Raises NotFound; Refused when the actor proposed it or it is about them; Conflict when somebody else was first.
    """
    require(actor, Permission.MANAGE_PEOPLE)
    proposal = get_owned(session, actor, AccountProposal, proposal_id, "change of an account")
    if actor.id == proposal.account_id or (approve and actor.id == proposal.proposed_by_id):
        raise Refused("A second person has to approve this: not you, and not the one it is about.", code="second_person_needed")
    if proposal.proposed_by_id == actor.id:
        return _take_back(session, actor, proposal)
    _close(session, actor, proposal, "approved" if approve else "refused")
    account = get_owned(session, actor, Account, proposal.account_id, "account", lock=True)
    change, role = Change(proposal.kind), Role(proposal.role or account.role)
    if not approve:
        return Outcome(account.id)
    return _apply(session, actor, account, change, role)


def _role_then(account: Account, change: Change, role: Role | None) -> Role:
    now = Role(account.role)
    if change is not Change.ROLE:
        if change in {Change.ADMIT, Change.CLOSE} and account.active is (change is Change.ADMIT):
            raise Conflict("This account is already open." if account.active else "This account is already closed.")
        return now
    if role is None or role not in ROLES_OF.get(account.organisation.kind, ()):
        raise InvalidInput([Problem("role", "Choose a role")])
    if role is now:
        raise InvalidInput([Problem("role", "Choose a role other than the present one")])
    return role


def _propose(session: Session, actor: Actor, account: Account, change: Change, role: Role) -> Outcome:
    proposal = AccountProposal(
        id=new_id(),
        organisation_id=account.organisation_id,
        account_id=account.id,
        kind=change.value,
        role=role.value,
        state="open",
        proposed_by_id=actor.id,
        proposed_at=utc_now(),
    )
    session.add(proposal)
    session.flush()
    about = {"account": account.id, "change": change.value, "role": role.value}
    audit.record(session, actor, "account_change_proposed", proposal=proposal.id, **about)
    return Outcome(account.id, waits=True)


def _apply(session: Session, actor: Actor, account: Account, change: Change, role: Role) -> Outcome:
    code = None
    if change is Change.ROLE:
        account.role = role.value
    elif change is Change.CLOSE:
        account.active = False
        account.invitation_digest = account.invitation_expires_at = None
    elif change is Change.RESET_SECOND_FACTOR:
        account.tf_primary_method = account.tf_totp_secret = account.mf_recovery_codes = account.tf_last_counter = None
    elif change is Change.ADMIT:
        account.active = True
        code = issue_invitation(account) if account.password is None and account.sso_subject is None else None
    else:
        code = issue_invitation(account)
    end_all_sessions(account)
    session.flush()
    audit.record(session, actor, "account_changed", account=account.id, change=change.value, role=account.role)
    return Outcome(account.id, code=code)


def _waiting_of(session: Session, account: Account) -> AccountProposal | None:
    return session.scalar(select(AccountProposal).where(AccountProposal.account_id == account.id, AccountProposal.state == "open"))


def _drop_waiting(session: Session, actor: Actor, account: Account) -> None:
    """A change made at once ends what waited: nobody is to approve later what was decided otherwise meanwhile."""
    waiting = _waiting_of(session, account)
    if waiting is not None and waiting.proposed_by_id == actor.id:
        _take_back(session, actor, waiting)
    elif waiting is not None:
        _close(session, actor, waiting, "refused")


def _take_back(session: Session, actor: Actor, proposal: AccountProposal) -> Outcome:
    """Whoever proposed a change may withdraw it while it waits; the row goes, the trail keeps both events."""
    about = {"account": proposal.account_id, "change": proposal.kind, "role": proposal.role}
    if proposal.state != "open":
        raise Conflict("Somebody else has decided this already.")
    session.delete(proposal)
    session.flush()
    audit.record(session, actor, "account_change_decided", proposal=proposal.id, decision="withdrawn", **about)
    return Outcome(proposal.account_id)


def _close(session: Session, actor: Actor, proposal: AccountProposal, state: str) -> None:
    """One decision, by somebody else: said by the update's condition as by the table's constraints."""
    decided = session.execute(
        update(AccountProposal)
        .where(
            AccountProposal.id == proposal.id,
            AccountProposal.state == "open",
            AccountProposal.proposed_by_id != actor.id,
            AccountProposal.account_id != actor.id,
        )
        .values(state=state, decided_by_id=actor.id, decided_at=utc_now())
        .returning(AccountProposal.id)
    ).scalar()
    if decided is None:
        raise Conflict("Somebody else has decided this already.")
    about = {"account": proposal.account_id, "change": proposal.kind, "role": proposal.role}
    audit.record(session, actor, "account_change_decided", proposal=proposal.id, decision=state, **about)
