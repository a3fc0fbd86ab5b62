"""What is asked of somebody about their own account."""

from __future__ import annotations

from typing import Any

from govuk_frontend_wtf.wtforms_widgets import GovPasswordInput
from wtforms import HiddenField, PasswordField

from vetting.web.fields import ServiceForm, TextField, TickField


class NewPasswordField(PasswordField):  # type: ignore[misc]
    """A password to be chosen; managers of passwords may offer one, and pasting is allowed."""

    widget = GovPasswordInput()

    def __init__(self, label: str, *, hint: str, **options: Any) -> None:
        super().__init__(label, description=hint, render_kw={"autocomplete": "new-password"}, **options)


class InvitationForm(ServiceForm):
    """The code that somebody was given, and the password they choose."""

    code = TextField("Code", hint="As your administrator gave it to you", classes="govuk-!-width-two-thirds")
    password = NewPasswordField("New password", hint="At least 12 characters. Three words that do not belong together are good.")


class TermsForm(ServiceForm):
    """Accepting the terms in the version that was shown."""

    version = HiddenField()
    accepted = TickField("I have read the terms of use and will keep to them")

    def __init__(self, version: str) -> None:
        super().__init__()
        self.shown = version

    def validate(self, extra_validators: object = None) -> bool:
        """Not without the tick."""
        good = bool(super().validate(extra_validators))
        if not self.accepted.data:
            self.accepted.errors = ["Tick the box if you accept the terms of use"]
            return False
        return good
