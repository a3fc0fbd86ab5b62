"""The words in which an entry is published."""

from __future__ import annotations

from vetting.web.fields import LongTextField, ServiceForm


class PublishForm(ServiceForm):
    """A reason written for the public: the force's own text can identify a victim."""

    public_reason = LongTextField(
        "Reason that the public will read",
        hint="Write it anew. Do not copy the force’s text: it can identify a victim or a witness.",
        rows=3,
    )
