"""A notice as pasted, and what a person says of an expected report."""

from __future__ import annotations

from typing import Any

from vetting.notices import ExpectationView
from vetting.web.fields import ChoiceField, LongTextField, ServiceForm, TextField
from vetting.web.layout import london_moment, plain_date


class NoticeForm(ServiceForm):
    """The text of a notice, and where it was published."""

    source = TextField("Where it was published", hint="The address of the page, or the name of the paper and the day")
    text = LongTextField("Text of the notice", hint="Paste the whole notice, without comments of readers.", rows=12)


class MeetForm(ServiceForm):
    """Which of the reports offered meets the outcome."""

    report_id = ChoiceField("Which report is about this outcome?", missing="Choose the report that is about this outcome")

    def __init__(self, view: ExpectationView, **options: Any) -> None:
        super().__init__(**options)
        reports = [each.report for each in view.candidates]
        self.report_id.choices = [(each.report_id, f"Report {number}") for number, each in enumerate(reports, 1)]
        items = [
            {"hint": {"text": f"{each.limb.label}, {plain_date(each.event_date)}. Received {london_moment(each.received_at)}."}}
            for each in reports
        ]
        self.report_id.render_kw = {"params": {"items": items}}


class AsideForm(ServiceForm):
    """Why no report is to be expected after all."""

    reason = LongTextField(
        "Why is no report expected?",
        hint="For example: the notice was misread, or the outcome was set aside. Do not name anybody.",
        rows=3,
    )
