"""When something about an entry becomes possible, or ends by itself, as read from a clock when asked. Pure: the day comes in.

Which classes there are, and how sure each rule is, is data in `config/lists.toml`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from vetting.registry.vocabulary import Ground, ServedAs


@dataclass(frozen=True, slots=True)
class Clock:
    """A period in years that runs from listing, for one class of entry: a list, some grounds, some roles; empty means any.

    `years` is None where the law provides a period that nobody here has read: such a clock never strikes.
    """

    id: str
    list_id: str
    grounds: frozenset[str]
    roles: frozenset[str]
    years: int | None
    basis: str
    sure: str

    def is_for(self, list_id: str, ground: Ground, role: ServedAs | None) -> bool:
        """Whether an entry is of this class."""
        fits = not self.grounds or ground.value in self.grounds
        return list_id == self.list_id and fits and (not self.roles or (role is not None and role.value in self.roles))


def clock_for(clocks: Sequence[Clock], list_id: str, ground: Ground, role: ServedAs | None = None) -> Clock | None:
    """The clock of an entry's class; None where no rule is known for it."""
    return next((clock for clock in clocks if clock.is_for(list_id, ground, role)), None)


def strikes_on(clock: Clock | None, listed_on: date) -> date | None:
    """The first day after the period, counted from the day of listing; None where no period is known.

    For a review it is the first day on which somebody may apply, and nothing ends by itself: three years for gross incompetence,
    five for gross misconduct (s.88G), five on the advisory list (s.88L(6); domain.md section 8, rule 12). For a class of advisory
    entry that s.88L(7) ends, it is the first day on which the entry is over.
    """
    return None if clock is None or clock.years is None else years_after(listed_on, clock.years)


def years_after(day: date, years: int) -> date:
    """The same day so many years later; after a 29 February it is a 1 March."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return date(day.year + years, 3, 1)
