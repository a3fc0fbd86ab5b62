"""What an administrator is asked about somebody who is to have an account."""

from __future__ import annotations

from collections.abc import Iterable

from vetting.access import NEEDS_TWO_PEOPLE, Newcomer, Role
from vetting.web.fields import ChoiceField, ServiceForm, TextField

TWO_THIRDS = "govuk-!-width-two-thirds"


class NewcomerForm(ServiceForm):
    """A new person, their role, and how they will sign in."""

    full_name = TextField("Full name", classes=TWO_THIRDS)
    email = TextField("Email address", hint="The address at work", classes=TWO_THIRDS)
    role = ChoiceField("Role")
    way = ChoiceField("How will they sign in?")

    def __init__(self, roles: Iterable[Role], providers: Iterable[str], local_accounts: bool) -> None:
        super().__init__()
        self.role.choices = role_choices(roles)
        through = [("single", f"Through {name}") for name in providers]
        self.way.choices = [
            *([("local", "With a password and an app that shows codes")] if local_accounts else []),
            *through,
        ]

    def as_newcomer(self) -> Newcomer:
        """What was typed."""
        return Newcomer(self.full_name.data or "", self.email.data or "", self.role.data or "", way=self.way.data or "")


class RoleForm(ServiceForm):
    """Another role for somebody."""

    role = ChoiceField("New role", missing="Choose a role")

    def __init__(self, roles: Iterable[Role]) -> None:
        super().__init__()
        self.role.choices = role_choices(roles)


def role_choices(roles: Iterable[Role]) -> list[tuple[str, str]]:
    """Roles with their words; those that one administrator cannot give alone say so."""
    return [
        (role.value, f"{role.label} (a second administrator has to approve it)" if role in NEEDS_TWO_PEOPLE else role.label)
        for role in roles
    ]
