"""What may happen next to a report or an entry, and who may do it. Pure: states, versions and ids in, a named refusal out."""

from __future__ import annotations

from datetime import date

from vetting.access import Actor, OrganisationKind, Permission, force_history
from vetting.errors import Conflict, InvalidInput, Problem, Refused
from vetting.registry.facts import ReportContent
from vetting.registry.policy import ListPolicy
from vetting.registry.vocabulary import AdvisoryLimb, Ground, Limb, ReportState


def check_version(version: int, expected: int) -> None:
    """Raises Conflict when the thing was changed since the actor read it."""
    if version != expected:
        raise Conflict(f"This was changed since you read it: it is now version {version}. Read it again.", code="version_changed")


_NOT_OPEN = {
    ReportState.RETURNED: "This report was returned for correction. It can be decided once it has been sent in again.",
    ReportState.REFERRED: "This report is with the College’s lawyers. It can be decided once they have answered.",
    ReportState.APPROVED: "This report has already been approved.",
    ReportState.WITHDRAWN: "This report was withdrawn, so there is nothing to decide.",
}
_NOT_CORRECTABLE = {
    ReportState.UNREAD: "This is a row of an import that could not be read: it is resolved among the imports.",
    ReportState.APPROVED: "This report has been approved. What it says is now the entry's, and changes there.",
    ReportState.WITHDRAWN: "This report was withdrawn. Send in a new one.",
}


def check_open(state: ReportState) -> None:
    """A report can be returned or approved only while it is with the registrars. Raises Conflict."""
    if state is not ReportState.SUBMITTED:
        raise Conflict(_NOT_OPEN.get(state, "This report cannot be decided."), code="state")


def check_correctable(state: ReportState) -> None:
    """A report can be sent in again until it is approved or withdrawn. Raises Conflict."""
    if state in _NOT_CORRECTABLE:
        raise Conflict(_NOT_CORRECTABLE[state], code="state")


def intake_state(content: ReportContent) -> ReportState:
    """Where a report stands when it comes in.

    Whether a dismissal after withdrawn vetting (SI 2025/502) belongs on the barred list is for the College's lawyers: it is neither
    accepted nor refused (practice.md 1.8), and counts like any received report.
    """
    return ReportState.REFERRED if content.ground is Ground.VETTING_WITHDRAWN else ReportState.SUBMITTED


def may_approve(state: ReportState, prepared_by: str, actor: Actor) -> bool:
    """Whether the actor could approve a report in this state: what a page asks before it shows the button."""
    return (
        state is ReportState.SUBMITTED
        and actor.may(Permission.CHANGE_REGISTER)
        and actor.kind == "person"
        and actor.id != prepared_by
    )


def check_second_person(prepared_by: str, actor: Actor) -> None:
    """Whoever prepared a change does not approve it, and a key is nobody's second pair of eyes. Raises Refused."""
    check_person(actor)
    if actor.id == prepared_by:
        raise Refused("You prepared this report, so another registrar must approve it.", code="own_change")


def check_person(actor: Actor) -> None:
    """Where two people are asked for, an API key cannot be one of them: it would let one person act twice. Raises Refused."""
    if actor.kind != "person":
        raise Refused("This must be done by a person who has signed in, not with an API key.", code="person_required")


def reporting_organisation(actor: Actor, content: ReportContent, policy: ListPolicy, today: date) -> str:
    """The code of the organisation that a report belongs to; raises Refused or InvalidInput if the actor may not send it in.

    The relevant authority is the chief officer of the force, and the local policing body for a chief officer (s.88A(3), unverified:
    `config/lists.toml`). A force that has ended is reported for by the one that took over (`config/forces.toml`). A registrar may
    take in any force's report, and is then the one who prepared it.
    """
    force_code = force_history().answers_for(content.force_code, today)
    is_chief_officer = content.is_officer and content.rank in policy.chief_officer_ranks
    policing_body = f"lpb-{force_code}"
    if actor.organisation_kind == OrganisationKind.COLLEGE:
        check_person(actor)
        return policing_body if is_chief_officer else force_code
    if actor.organisation_code not in (force_code, policing_body):
        raise Refused("You can report only for your own force.", code="other_force")
    if actor.organisation_code == force_code and is_chief_officer:
        raise InvalidInput([Problem("rank", "A chief officer is reported by the local policing body, not by the force.")])
    if actor.organisation_code == policing_body and not is_chief_officer:
        raise InvalidInput(
            [Problem("rank", "A local policing body reports its chief officer only; the force reports everybody else.")]
        )
    return actor.organisation_code


def why_not_published(list_id: str, limb: Limb | AdvisoryLimb, ground: Ground) -> str | None:
    """Why an entry can never be on the public list, or None when it can.

    In scope are officers and special constables, serving or former, with a gross-misconduct dismissal or would-have-been finding;
    never staff (so no PCSO), never advisory entries, never performance or attendance (domain.md 1.3, practice.md 1.5).
    """
    if list_id != "barred":
        return "Only entries of the barred list are published: no finding was made about anybody on another list."
    if not limb.is_officer:
        return "Entries of civilian employees, PCSOs among them, are never published."
    if ground is not Ground.GROSS_MISCONDUCT:
        return "Only entries for gross misconduct are published."
    return None
