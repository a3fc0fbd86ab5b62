"""When a listed person may apply to come off: it makes them able to apply, and ends nothing by itself. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from vetting.registry.vocabulary import Ground


def eligible_from(ground: Ground, listed_on: date, years: Mapping[str, int]) -> date | None:
    """The first day on which somebody may apply for a review, counted from the day of listing; None where no period is known.

    s.88G: three years for gross incompetence, five for gross misconduct; five on the advisory list (domain.md section 8, rule 12).
    """
    period = years.get(ground.value)
    if period is None:
        return None
    try:
        return listed_on.replace(year=listed_on.year + period)
    except ValueError:
        return date(listed_on.year + period, 3, 1)
