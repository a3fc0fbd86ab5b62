"""The policy of the authorization drill, read: who may use each address, and what it may answer."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from vetting.access import Role

POLICY = Path(__file__).with_name("policy.toml")
NAMED = {"filename": "service.js", "provider_id": "nobodys-provider", "action": "note", "limb": "a"}
"""Parts of addresses that name no record of anybody's, and what the drill puts there."""


@dataclass(frozen=True)
class Line:
    """One line of the policy.

    `object` is the kind of thing that the address names; `sees_all` are the roles that are shown another organisation's,
    `own_only` those that are not even shown a colleague's. `sends` is what a form or a body must hold for its door to be reached at
    all, with ids in braces. `inner` is the part that must belong to the outer thing: the last of the address unless said otherwise.
    """

    rule: str
    method: str
    may: str | list[str]
    ok: tuple[int, ...]
    object: str | None = None
    sees_all: tuple[str, ...] = ()
    own_only: tuple[str, ...] = ()
    sends: Mapping[str, str] = field(default_factory=dict)
    inner: str = ""

    @property
    def of_api(self) -> bool:
        """Whether it is asked with a key."""
        return self.rule.startswith("/api/")

    @property
    def parts(self) -> list[str]:
        """The parts of the address, outermost first."""
        return re.findall(r"<(?:\w+:)?(\w+)>", self.rule)

    @property
    def sent(self) -> list[str]:
        """The ids that are sent and stand not in the address."""
        return [name for value in self.sends.values() for name in re.findall(r"{(\w+)}", value) if name not in self.parts]

    @property
    def innermost(self) -> str | None:
        """The id that must belong to the first one of the address, if there is one."""
        ids = [part for part in self.parts if part not in NAMED]
        return self.inner or (ids[-1] if len(ids) > 1 else None)

    def allows(self, who: str) -> bool:
        """Whether a role, `anonymous` or `revoked` may use the address."""
        if self.may == "public":
            return True
        return who in {role.value for role in Role} if self.may == "signed in" else who in self.may

    def hides(self, who: str, case: str) -> bool:
        """Whether an allowed role is told that there is no such thing."""
        if self.object is None or case == "own":
            return False
        if case == "colleague":
            return who in self.own_only
        return case != "other" or who not in self.sees_all

    def denies(self, who: str, case: str) -> bool:
        """Whether a role is refused, or told that there is no such thing."""
        return not self.allows(who) or self.hides(who, case)


def read_policy() -> dict[tuple[str, str], Line]:
    """The policy by address and method."""
    lines = [Line(**{**rule, "ok": tuple(rule["ok"])}) for rule in tomllib.loads(POLICY.read_text())["rule"]]
    policy = {(plain(line.rule), line.method): line for line in lines}
    assert len(policy) == len(lines), "an address and method has two lines"
    return policy


def routes(app: Any) -> set[tuple[str, str]]:
    """Every address and method that the application answers."""
    return {(plain(rule.rule), method) for rule in app.url_map.iter_rules() for method in rule.methods - {"HEAD", "OPTIONS"}}


def plain(rule: str) -> str:
    """An address without the kinds of its parts: `/checks/<check_id>`."""
    return re.sub(r"<\w+:(\w+)>", r"<\1>", rule)
