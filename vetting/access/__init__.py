"""Who may do what: organisations, people and systems, how they prove who they are, and the gate of every request.

Inside: `permissions` (roles and actors), `organisations` (and the scoped door), `walls` (row-level security under it),
`credentials` (accounts and keys), `budgets` (people a day), `sign_in` and `edge` (the part that knows Flask), `limits`,
`idempotency`, `forces` (the 43 forces and who is outside the lists).
"""

from vetting.access.budgets import Budgets, Flag, Misuse, Person, count_people, flags_of, spend_budget
from vetting.access.credentials import (
    NotAuthenticated,
    account_names,
    actor_for_email,
    create_account,
    create_api_client,
)
from vetting.access.edge import (
    audit_refusal,
    current_actor,
    db_session,
    declared_access,
    init_edge,
    public,
    requires,
    signed_in,
)
from vetting.access.forces import FORCES, OUT_OF_SCOPE, Force, OutOfScopeBody, find_force, force_by_code
from vetting.access.idempotency import Answer, answer_once
from vetting.access.limits import API, CHECKS, PUBLIC_SEARCH, limiter
from vetting.access.organisations import (
    OrganisationKind,
    ensure_organisations,
    find_organisation,
    get_owned,
    organisation_names,
    owned_by,
)
from vetting.access.permissions import PERMISSIONS, SYSTEM, Actor, Door, Permission, Role, require
from vetting.access.sign_in import SignInOptions, init_sign_in
from vetting.access.walls import confine, follow_reach, raise_walls, role_statements, whole_register

__all__ = [
    "API",
    "CHECKS",
    "FORCES",
    "OUT_OF_SCOPE",
    "PERMISSIONS",
    "PUBLIC_SEARCH",
    "SYSTEM",
    "Actor",
    "Answer",
    "Budgets",
    "Door",
    "Flag",
    "Force",
    "Misuse",
    "NotAuthenticated",
    "OrganisationKind",
    "OutOfScopeBody",
    "Permission",
    "Person",
    "Role",
    "SignInOptions",
    "account_names",
    "actor_for_email",
    "answer_once",
    "audit_refusal",
    "confine",
    "count_people",
    "create_account",
    "create_api_client",
    "current_actor",
    "db_session",
    "declared_access",
    "ensure_organisations",
    "find_force",
    "find_organisation",
    "flags_of",
    "follow_reach",
    "force_by_code",
    "get_owned",
    "init_edge",
    "init_sign_in",
    "limiter",
    "organisation_names",
    "owned_by",
    "public",
    "raise_walls",
    "require",
    "requires",
    "role_statements",
    "signed_in",
    "spend_budget",
    "whole_register",
]
