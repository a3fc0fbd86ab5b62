"""Who may do what: organisations, people and systems, how they prove who they are, and the gate of every request.

Inside: `permissions` (roles and actors), `organisations` (and the scoped door), `walls` (row-level security under it),
`credentials` (accounts and keys), `people`, `changes`, `invitations` and `keys` (what an administrator does), `colleagues`,
`terms` of use, `budgets` (people a day), `tripwires`, `sign_in`, `second_factor`, `throttle`, `single_sign_on`, `sessions`,
`step_up` and `proofs` (asked again who they are), `edge` (the part that knows Flask), `keeping` (what ends by the clock),
`directory` (groups and roles of identity providers), `misuse` (who checked how many), `limits`, `idempotency`, `forces` (the 43
and who is outside the lists), `force_periods` (what they were called, and which took over from which).
"""

from vetting.access.budgets import Budgets, Flag, Misuse, Person, count_people, flags_of, spend_budget
from vetting.access.changes import Change, Outcome, WaitingChange, change_account, decide_change, waiting_changes
from vetting.access.colleagues import colleagues, name_specialist, organisations_with, parts_played
from vetting.access.credentials import (
    NotAuthenticated,
    account_names,
    actor_for_email,
    addresses_of,
    create_account,
    create_api_client,
)
from vetting.access.directory import load_providers
from vetting.access.edge import (
    audit_refusal,
    current_actor,
    db_session,
    declared_access,
    init_edge,
    leave_trace,
    public,
    requires,
    signed_in,
)
from vetting.access.force_periods import ForceHistory, force_history
from vetting.access.forces import FORCES, OUT_OF_SCOPE, Force, OutOfScopeBody, find_force, force_by_code
from vetting.access.idempotency import Answer, answer_once
from vetting.access.invitations import use_invitation
from vetting.access.keys import (
    LIVES,
    Key,
    NewKey,
    Touch,
    key_roles,
    keys_of,
    make_key,
    revoke_key,
    touched_by_account,
    touched_by_key,
)
from vetting.access.limits import API, CHECKS, PUBLIC_SEARCH, limiter
from vetting.access.misuse import Checked, Checker, WhoChecked, actor_behind, pseudonym, who_checked
from vetting.access.organisations import (
    OrganisationKind,
    ensure_organisations,
    find_organisation,
    get_owned,
    organisation_choices,
    organisation_names,
    organisation_of,
    owned_by,
)
from vetting.access.people import (
    AccountView,
    Newcomer,
    add_first_administrators,
    get_person,
    invite_person,
    people_of,
    roles_for,
)
from vetting.access.permissions import NEEDS_TWO_PEOPLE, PERMISSIONS, SYSTEM, Actor, Door, Permission, Role, require
from vetting.access.proofs import ProofNeeded
from vetting.access.sessions import SessionTimes, keep_session, session_times
from vetting.access.sign_in import SignInOptions, init_sign_in
from vetting.access.single_sign_on import SignInRefused
from vetting.access.step_up import how_to_prove, prove_again
from vetting.access.terms import Terms, TermsNotAccepted, accept_terms, load_terms
from vetting.access.throttle import DEVICE_DAYS, device_cookie, throttled_invitation, throttled_proof
from vetting.access.tripwires import count_tripwires, lift_tripwire, place_tripwire
from vetting.access.walls import confine, follow_reach, raise_walls, role_statements, whole_register

__all__ = [
    "API",
    "CHECKS",
    "DEVICE_DAYS",
    "FORCES",
    "LIVES",
    "NEEDS_TWO_PEOPLE",
    "OUT_OF_SCOPE",
    "PERMISSIONS",
    "PUBLIC_SEARCH",
    "SYSTEM",
    "AccountView",
    "Actor",
    "Answer",
    "Budgets",
    "Change",
    "Checked",
    "Checker",
    "Door",
    "Flag",
    "Force",
    "ForceHistory",
    "Key",
    "Misuse",
    "NewKey",
    "Newcomer",
    "NotAuthenticated",
    "OrganisationKind",
    "OutOfScopeBody",
    "Outcome",
    "Permission",
    "Person",
    "ProofNeeded",
    "Role",
    "SessionTimes",
    "SignInOptions",
    "SignInRefused",
    "Terms",
    "TermsNotAccepted",
    "Touch",
    "WaitingChange",
    "WhoChecked",
    "accept_terms",
    "account_names",
    "actor_behind",
    "actor_for_email",
    "add_first_administrators",
    "addresses_of",
    "answer_once",
    "audit_refusal",
    "change_account",
    "colleagues",
    "confine",
    "count_people",
    "count_tripwires",
    "create_account",
    "create_api_client",
    "current_actor",
    "db_session",
    "decide_change",
    "declared_access",
    "device_cookie",
    "ensure_organisations",
    "find_force",
    "find_organisation",
    "flags_of",
    "follow_reach",
    "force_by_code",
    "force_history",
    "get_owned",
    "get_person",
    "how_to_prove",
    "init_edge",
    "init_sign_in",
    "invite_person",
    "keep_session",
    "key_roles",
    "keys_of",
    "leave_trace",
    "lift_tripwire",
    "limiter",
    "load_providers",
    "load_terms",
    "make_key",
    "name_specialist",
    "organisation_choices",
    "organisation_names",
    "organisation_of",
    "organisations_with",
    "owned_by",
    "parts_played",
    "people_of",
    "place_tripwire",
    "prove_again",
    "pseudonym",
    "public",
    "raise_walls",
    "require",
    "requires",
    "revoke_key",
    "role_statements",
    "roles_for",
    "session_times",
    "signed_in",
    "spend_budget",
    "throttled_invitation",
    "throttled_proof",
    "touched_by_account",
    "touched_by_key",
    "use_invitation",
    "waiting_changes",
    "who_checked",
    "whole_register",
]
