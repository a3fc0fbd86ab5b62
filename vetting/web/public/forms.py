"""The one form that anyone may use."""

from __future__ import annotations

from vetting.web.fields import ServiceForm, TextField


class PublishedSearchForm(ServiceForm):
    """A name to look up on the published list."""

    name = TextField(
        "First name and surname",
        hint="For example, Basil Marjoram. Only this spelling is searched.",
        classes="govuk-!-width-two-thirds",
    )
