"""What forces were called and which took over from which, day by day: read from `config/forces.toml`, checked when it is read.

A report keeps the force of its event's day for good. What that force was called then, and who answers for it today, is asked here.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

from vetting.access.forces import FORCES, Force, find_force, force_by_code
from vetting.errors import VettingError

CONFIG = Path(__file__).resolve().parents[2] / "config" / "forces.toml"


class ForceHistoryError(VettingError):
    """The file of forces' names does not fit together; nothing is read by it."""

    code = "forces_configuration"


@dataclass(frozen=True, slots=True)
class Period:
    """One name of a force: from its first day (None: always) to the day on which it no longer held (None: it still does).

    `successor` is the code of the force that took over, where this one ended with the period.
    """

    title: str
    since: date | None
    until: date | None
    successor: str | None
    sure: str

    def holds(self, day: date) -> bool:
        """Whether the force had this name on a day."""
        return (self.since is None or self.since <= day) and (self.until is None or day < self.until)


@dataclass(frozen=True)
class ForceHistory:
    """The names and successions of every force that has any, by its code; the others have always been what they are."""

    periods: Mapping[str, tuple[Period, ...]] = field(default_factory=dict)

    def title_on(self, code: str, day: date) -> str:
        """What the force was called on a day; on a day on which it was not there, the nearest name it had. Raises LookupError."""
        force = _known(code)
        periods = self.periods.get(code)
        if not periods:
            return force.title
        held = next((period for period in periods if period.holds(day)), None)
        before_all = periods[0].since is not None and day < periods[0].since
        return (held or (periods[0] if before_all else periods[-1])).title

    def stood_between(self, code: str, first: date, last: date) -> bool:
        """Whether there was such a force on any day from `first` to `last`."""
        begins, ends = self.began(code), self.ended(code)
        return (begins is None or begins <= last) and (ends is None or first < ends)

    def began(self, code: str) -> date | None:
        """The first day of a force that came out of a merger; None for one that has always been there."""
        periods = self.periods.get(code)
        return periods[0].since if periods else None

    def ended(self, code: str) -> date | None:
        """The first day on which a force was no longer there; None for one that goes on."""
        periods = self.periods.get(code)
        return periods[-1].until if periods else None

    def answers_for(self, code: str, day: date) -> str:
        """The code of the force that answers on a day for what this one did: itself, or whichever took over by then."""
        periods = self.periods.get(code)
        if periods and periods[-1].successor is not None and periods[-1].until is not None and periods[-1].until <= day:
            return self.answers_for(periods[-1].successor, day)
        return code

    def heirs(self, code: str) -> tuple[str, ...]:
        """The codes of the forces that took over from this one, one after the other, whenever that is; none if it goes on."""
        last = self.periods[code][-1].successor if code in self.periods else None
        return () if last is None else (last, *self.heirs(last))

    def line_of(self, code: str, day: date) -> frozenset[str]:
        """The codes of the forces for which this one answers on a day, itself among them."""
        return frozenset(force.code for force in FORCES if self.answers_for(force.code, day) == code) | {code}

    def taken_over(self, day: date) -> dict[str, str]:
        """Every force that had ended by a day, and the one that answers for it."""
        return {code: heir for code in self.periods if (heir := self.answers_for(code, day)) != code}


def force_history() -> ForceHistory:
    """The history of the forces that this deployment works with."""
    return load_force_history(CONFIG)


@cache
def load_force_history(path: Path) -> ForceHistory:
    """Read the file. Raises ForceHistoryError that says what in it does not fit."""
    try:
        rows = tomllib.loads(path.read_text(encoding="utf-8")).get("periods", [])
        periods: dict[str, tuple[Period, ...]] = {}
        for row in rows:
            periods[row["force"]] = (*periods.get(row["force"], ()), _period(row))
    except (OSError, tomllib.TOMLDecodeError, KeyError, TypeError) as error:
        raise ForceHistoryError(f"{path} cannot be read as a file of forces: {error!r}.") from error
    for code, theirs in periods.items():
        _check(code, theirs, periods)
    return ForceHistory(periods)


def _period(row: Mapping[str, Any]) -> Period:
    return Period(row["title"], row.get("from"), row.get("until"), row.get("successor"), row["sure"])


def _check(code: str, theirs: tuple[Period, ...], periods: Mapping[str, tuple[Period, ...]]) -> None:
    force = force_by_code(code)
    if force is None:
        raise ForceHistoryError(f"No force has the code {code}.")
    for period in theirs:
        if find_force(period.title) is not force:
            raise ForceHistoryError(f"“{period.title}” is not found as a name of {force.title}: add it to its names in forces.py.")
        if period.sure not in {"verified", "unverified"}:
            raise ForceHistoryError(f"The name {period.title} does not say how sure it is.")
        if period.since is not None and period.until is not None and period.since >= period.until:
            raise ForceHistoryError(f"The name {period.title} ends before it begins.")
    for before, after in pairwise(theirs):
        if before.until is None or before.until != after.since or before.successor is not None:
            raise ForceHistoryError(f"The names of {force.title} do not follow one another day by day.")
    last = theirs[-1]
    if (last.until is None) != (last.successor is None):
        raise ForceHistoryError(f"{force.title} ends without a successor, or has one and does not end.")
    _check_line(code, periods)


def _check_line(code: str, periods: Mapping[str, tuple[Period, ...]]) -> None:
    """A line of successors ends with a force that goes on, each of which was there when it took over."""
    seen, at = {code}, code
    while at in periods and (last := periods[at][-1]).successor is not None:
        heir = last.successor
        if force_by_code(heir) is None or heir in seen:
            raise ForceHistoryError(f"The successor of {at} is no force, or succeeds itself.")
        begins = periods[heir][0].since if heir in periods else None
        if begins is not None and last.until is not None and begins > last.until:
            raise ForceHistoryError(f"The force {heir} takes over before it begins.")
        seen.add(heir)
        at = heir


def _known(code: str) -> Force:
    force = force_by_code(code)
    if force is None:
        raise LookupError(f"no force has the code {code}")
    return force
