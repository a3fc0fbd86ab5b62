"""A notice as pasted."""

from __future__ import annotations

from vetting.web.fields import LongTextField, ServiceForm, TextField


class NoticeForm(ServiceForm):
    """The text of a notice, and where it was published."""

    source = TextField("Where it was published", hint="The address of the page, or the name of the paper and the day")
    text = LongTextField("Text of the notice", hint="Paste the whole notice, without comments of readers.", rows=12)
