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
    DECIDE_HITS = "check:decide"
    REPLAY_CHECKS = "check:replay"
    RUN_BATCH = "batch:run"
    SUBMIT_REPORT = "report:submit"
    READ_OWN_REPORTS = "report:read"
    READ_REGISTER = "register:read"
    CHANGE_REGISTER = "register:change"
    KEEP_NOTICES = "notice:keep"
    READ_TRAIL = "trail:read"
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
        Role.HR_OFFICER: _STATES | {Permission.RUN_BATCH},
        Role.VETTING_OFFICER: _STATES
        | {
            Permission.READ_COMPARISONS,
            Permission.OMIT_DATE_OF_BIRTH,
            Permission.RELEASE_CHECK,
            Permission.DECIDE_HITS,
            Permission.RUN_BATCH,
        },
        Role.FORCE_REPORTER: frozenset({Permission.SUBMIT_REPORT, Permission.READ_OWN_REPORTS}),
        Role.FORCE_ADMINISTRATOR: frozenset(),
        Role.REGISTRAR: frozenset(
            {
                Permission.SUBMIT_REPORT,
                Permission.READ_OWN_REPORTS,
                Permission.READ_REGISTER,
                Permission.CHANGE_REGISTER,
                Permission.KEEP_NOTICES,
            }
        ),
        Role.AUDITOR: frozenset({Permission.READ_TRAIL, Permission.REPLAY_CHECKS}),
        Role.SYSTEM_ADMINISTRATOR: frozenset({Permission.SEE_HEALTH}),
    }
)


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
