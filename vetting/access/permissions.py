"""Who may do what: one table of roles and permissions, and the actor that every service function is told of.

Source of the roles: design.md section 1; of what each may learn: practice.md section 2.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from vetting.errors import Refused


class Permission(StrEnum):
    """One thing that somebody may do. The values are the scopes of API keys."""

    REQUEST_CHECK = "check:request"
    READ_CHECK_STATES = "check:states"
    READ_COMPARISONS = "check:compare"
    OMIT_DATE_OF_BIRTH = "check:omit-date-of-birth"
    RELEASE_CHECK = "check:release"
    RECORD_APPLICATION = "check:application"
    SEE_SENSITIVE_NAMES = "check:sensitive-names"
    EXPLAIN_ABSENCE = "check:explain"
    DECIDE_HITS = "check:decide"
    REPLAY_CHECKS = "check:replay"
    RUN_BATCH = "batch:run"
    KEEP_WATCHES = "watch:keep"
    WORK_ALERTS = "alert:work"
    SUBMIT_REPORT = "report:submit"
    READ_OWN_REPORTS = "report:read"
    READ_REGISTER = "register:read"
    CHANGE_REGISTER = "register:change"
    KEEP_NOTICES = "notice:keep"
    ANSWER_SUBJECT_ACCESS = "subject-access:answer"
    MANAGE_PEOPLE = "people:manage"
    MANAGE_KEYS = "keys:manage"
    READ_TRAIL = "trail:read"
    SEE_WHO_CHECKED = "misuse:see"
    SEE_HEALTH = "health:see"


class Role(StrEnum):
    """The part a person or an API client plays in their organisation."""

    RECRUITER = "recruiter"
    HR_OFFICER = "hr_officer"
    VETTING_OFFICER = "vetting_officer"
    FORCE_REPORTER = "force_reporter"
    FORCE_ADMINISTRATOR = "force_administrator"
    REGISTRAR = "registrar"
    AUDITOR = "auditor"
    SYSTEM_ADMINISTRATOR = "system_administrator"

    @property
    def label(self) -> str:
        """As shown on pages."""
        return "HR officer" if self is Role.HR_OFFICER else self.value.replace("_", " ").capitalize()


_STATES = frozenset({Permission.REQUEST_CHECK, Permission.READ_CHECK_STATES})

PERMISSIONS: Mapping[Role, frozenset[Permission]] = MappingProxyType(
    {
        Role.RECRUITER: _STATES,
        Role.HR_OFFICER: _STATES | {Permission.RUN_BATCH, Permission.RECORD_APPLICATION},
        Role.VETTING_OFFICER: _STATES
        | {
            Permission.READ_COMPARISONS,
            Permission.OMIT_DATE_OF_BIRTH,
            Permission.RELEASE_CHECK,
            Permission.RECORD_APPLICATION,
            Permission.DECIDE_HITS,
            Permission.RUN_BATCH,
            Permission.KEEP_WATCHES,
            Permission.WORK_ALERTS,
            Permission.ANSWER_SUBJECT_ACCESS,
        },
        Role.FORCE_REPORTER: frozenset({Permission.SUBMIT_REPORT, Permission.READ_OWN_REPORTS}),
        Role.FORCE_ADMINISTRATOR: frozenset({Permission.MANAGE_PEOPLE, Permission.MANAGE_KEYS, Permission.SEE_WHO_CHECKED}),
        Role.REGISTRAR: frozenset(
            {
                Permission.SUBMIT_REPORT,
                Permission.READ_OWN_REPORTS,
                Permission.READ_REGISTER,
                Permission.CHANGE_REGISTER,
                Permission.EXPLAIN_ABSENCE,
                Permission.KEEP_NOTICES,
                Permission.ANSWER_SUBJECT_ACCESS,
            }
        ),
        Role.AUDITOR: frozenset({Permission.READ_TRAIL, Permission.REPLAY_CHECKS}),
        Role.SYSTEM_ADMINISTRATOR: frozenset({Permission.SEE_HEALTH}),
    }
)

NEEDS_TWO_PEOPLE = frozenset({Role.REGISTRAR, Role.FORCE_ADMINISTRATOR, Role.SYSTEM_ADMINISTRATOR})
"""Roles that one person alone never gives, or gives back, to somebody."""

_OF_AN_EMPLOYER = (Role.RECRUITER, Role.HR_OFFICER, Role.VETTING_OFFICER, Role.FORCE_REPORTER, Role.FORCE_ADMINISTRATOR)
ROLES_OF: Mapping[str, tuple[Role, ...]] = MappingProxyType(
    {
        "force": _OF_AN_EMPLOYER,
        "local_policing_body": _OF_AN_EMPLOYER,
        "inspectorate": _OF_AN_EMPLOYER,
        "iopc": _OF_AN_EMPLOYER,
        "agency": (Role.RECRUITER, Role.FORCE_ADMINISTRATOR),
        "college": (Role.REGISTRAR, Role.AUDITOR, Role.SYSTEM_ADMINISTRATOR, Role.FORCE_ADMINISTRATOR),
    }
)
"""Which roles people of each kind of organisation can have (design.md section 1). Each has administrators of its own."""


class Door(StrEnum):
    """The way in that an actor came by; kept in the trail, and nothing else may depend on it."""

    WEB = "web"
    API = "api"
    COMMAND = "command"


@dataclass(frozen=True, slots=True)
class Actor:
    """Whoever acts: a person or an API client of one organisation, or the system itself."""

    kind: str
    id: str
    organisation_id: str | None
    organisation_kind: str | None
    organisation_code: str | None
    role: Role | None
    permissions: frozenset[Permission]
    door: Door

    def may(self, permission: Permission) -> bool:
        """Whether the actor has the permission."""
        return permission in self.permissions


SYSTEM = Actor("system", "system", None, None, None, None, frozenset(), Door.COMMAND)


def require(actor: Actor, permission: Permission) -> None:
    """Raises Refused unless the actor has the permission."""
    if not actor.may(permission):
        raise Refused("Your account does not allow this.", code="permission_refused")
