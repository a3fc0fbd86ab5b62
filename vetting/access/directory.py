"""Identity providers as data: which organisation each speaks for, and which of its groups has which role here.

The directory of an organisation decides who works there and as what. It cannot make anybody registrar or administrator: that role
must have been given here, by two people, and then the directory can only keep it or take it away.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from vetting.access.permissions import NEEDS_TWO_PEOPLE, Role
from vetting.errors import InvalidInput, Problem

LOOPBACK = ("http://127.0.0.1:", "http://localhost:")


@dataclass(frozen=True, slots=True)
class GroupRole:
    """A group of the directory, by the id it has in the claims, and the role its members have here."""

    group: str
    role: Role


@dataclass(frozen=True, slots=True)
class Provider:
    """One OpenID Connect provider and the one organisation that it speaks for. The order of `roles` is their precedence."""

    id: str
    name: str
    organisation: str
    issuer: str
    client_id: str
    client_secret: str
    roles: tuple[GroupRole, ...]
    groups_claim: str = "groups"
    email_claim: str = "email"
    name_claim: str = "name"
    tenant: str | None = None
    second_factor: str | None = None


@dataclass(frozen=True, slots=True)
class Judged:
    """What the directory makes of somebody: a role, or why none (`no_group`, `needs_two_people`)."""

    role: Role | None
    refusal: str | None = None


def load_providers(path: Path | None, *, live: bool) -> tuple[Provider, ...]:
    """Read the providers of a deployment; none without a file.

    A client's secret stands in a file of its own beside it. Raises InvalidInput for two of one id, an unknown role, or an issuer
    that is not https (a demonstration may use one on this machine).
    """
    if path is None:
        return ()
    content = tomllib.loads(path.read_text(encoding="utf-8"))
    providers = tuple(_provider(row, path.parent) for row in content.get("provider", []))
    for provider in providers:
        if not provider.issuer.startswith("https://") and (live or not provider.issuer.startswith(LOOPBACK)):
            raise InvalidInput([Problem("issuer", f"The issuer of {provider.id} must be an https address.")])
    if len({provider.id for provider in providers}) != len(providers):
        raise InvalidInput([Problem("id", "Two identity providers have the same id.")])
    return providers


def judge(provider: Provider, claims: Mapping[str, Any], held: Role | None, possible: Sequence[Role]) -> Judged:
    """The role that somebody's groups give them, of those that the organisation can have.

    `held` is the role they have now. One that needs two people counts only if it is the one held; otherwise the next group decides.
    """
    named = claims.get(provider.groups_claim)
    groups = {named} if isinstance(named, str) else {str(group) for group in named} if isinstance(named, list) else set()
    given = [each.role for each in provider.roles if each.group in groups and each.role in possible]
    for role in given:
        if role not in NEEDS_TWO_PEOPLE or role is held:
            return Judged(role)
    return Judged(None, "needs_two_people" if given else "no_group")


def _provider(row: dict[str, Any], folder: Path) -> Provider:
    try:
        roles = tuple(GroupRole(each["group"], Role(each["role"])) for each in row.pop("role", []))
        secret = (folder / row.pop("client_secret_file")).read_text(encoding="utf-8").strip()
        return Provider(**row, roles=roles, client_secret=secret)
    except (KeyError, TypeError, ValueError) as error:
        raise InvalidInput([Problem("provider", f"An identity provider is not described as it must be: {error}.")]) from error
