"""What is asked of whoever wants a second officer from another force."""

from __future__ import annotations

from collections.abc import Mapping

from vetting.web.fields import ListField, LongTextField, ServiceForm


class AskForm(ServiceForm):
    """Which force has agreed, and why."""

    organisation = ListField("Whose vetting unit has agreed?")
    reason = LongTextField("With whom it was agreed, and why nobody of your own can do it", rows=3)

    def __init__(self, organisations: Mapping[str, str]) -> None:
        super().__init__()
        self.organisation.choices = [("", ""), *organisations.items()]
