"""What an administrator is asked about a key for a system."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from vetting.access import LIVES, PERMISSIONS, NewKey, Permission, Role
from vetting.web.fields import ChoiceField, ManyChoicesField, ServiceForm, TextField


class KeyForm(ServiceForm):
    """The system's name, its kind of work, what of that it may do, and until when."""

    name = TextField("Name of the system", hint="For example, recruitment system", classes="govuk-!-width-two-thirds")
    role = ChoiceField("Kind of work")
    scopes = ManyChoicesField("What it may do", hint="Nothing that its kind of work may not do. Give it what it needs only.")
    days = ChoiceField("Good for")

    def __init__(self, roles: Iterable[Role], words: Mapping[Permission, str]) -> None:
        super().__init__()
        roles = tuple(roles)
        self.role.choices = [(role.value, role.label) for role in roles]
        possible = frozenset[Permission]().union(*(PERMISSIONS[role] for role in roles))
        self.scopes.choices = [(each.value, words.get(each, each.value)) for each in Permission if each in possible]
        self.days.choices = [(days, "a year" if days == "365" else f"{days} days") for days in LIVES]

    def as_new_key(self) -> NewKey:
        """What was typed."""
        return NewKey(self.name.data or "", self.role.data or "", tuple(self.scopes.data or ()), self.days.data or "")
