"""The questions about an entry's past: what it said at a moment, and what two versions say differently."""

from __future__ import annotations

import re
from datetime import date, datetime, time
from typing import Any

from flask import request

from vetting.errors import InvalidInput, Problem
from vetting.registry import read_day
from vetting.web.fields import ListField, PartsOfDateField, ServiceForm, TextField
from vetting.web.layout import LONDON

_TIME = re.compile(r"([01]?\d|2[0-3])[:.]([0-5]\d)")


class MomentForm(ServiceForm):
    """A day and a time in the UK. It is asked by the address, and changes nothing: it needs no token."""

    class Meta:
        """No token."""

        csrf = False

    day = PartsOfDateField("Day", hint="For example, 22 3 2027")
    time = TextField("Time (optional)", hint="For example, 14:02. Without one, the end of the day.", classes="govuk-input--width-5")

    def __init__(self, **options: Any) -> None:
        super().__init__(formdata=request.args if _asked("day") else None, **options)

    @property
    def is_asked(self) -> bool:
        """Whether a moment was asked for."""
        return _asked("day")

    def moment(self) -> datetime:
        """The moment. Raises InvalidInput for what is none."""
        read, problems = read_day(self.day.data or ""), []
        if read.day is None:
            problems.append(Problem("day", f"Day {read.problem}."))
        written = (self.time.data or "").strip()
        found = _TIME.fullmatch(written)
        if written and found is None:
            problems.append(Problem("time", "Enter the time as hours and minutes, for example 14:02."))
        if problems:
            raise InvalidInput(problems)
        at = time(int(found[1]), int(found[2])) if found else time.max
        return datetime.combine(read.day or date.min, at, LONDON)


class CompareForm(ServiceForm):
    """Two versions of an entry."""

    class Meta:
        """No token: it is asked by the address, and changes nothing."""

        csrf = False

    before = ListField("Compare version")
    after = ListField("with version")

    def __init__(self, versions: int, **options: Any) -> None:
        given = {"before": str(max(1, versions - 1)), "after": str(versions)}
        super().__init__(formdata=request.args if "before" in request.args else None, data=given, **options)
        self.before.choices = self.after.choices = [(str(number), str(number)) for number in range(1, versions + 1)]

    def chosen(self, versions: int) -> tuple[int, int] | None:
        """The two numbers, the earlier first; None where fewer than two different ones of this entry were chosen."""
        numbers = sorted({int(text) for text in (self.before.data, self.after.data) if text and text.isdecimal() and len(text) < 9})
        return (numbers[0], numbers[1]) if len(numbers) == 2 and numbers[0] >= 1 and numbers[1] <= versions else None


def _asked(name: str) -> bool:
    return any(key.startswith(f"{name}-") for key in request.args)
