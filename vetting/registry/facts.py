"""What a report says: as typed (`ReportInput`) and as taken (`ReportContent`), which is what reports and entries keep, sealed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date
from typing import Any, NamedTuple, Self

from vetting.access import Force, force_by_code, force_history
from vetting.matching import Identity, PersonName, ServiceNumber
from vetting.registry.reasons import REASON_LABELS
from vetting.registry.vocabulary import RANK_LABELS, SPECIAL_RANKS, AdvisoryLimb, Ground, Limb, ServedAs

_TRUE = frozenset({"true", "yes", "y", "on", "1"})


@dataclass(frozen=True, slots=True)
class ReportInput:
    """The fields of SI 2017/1135 reg 3(2) and reg 12(2), as text, nothing checked yet (domain.md 2.1, 2.2).

    `limb` is a to d; `force` any name or code; dates ISO or day/month/year; `identifying_number` a warrant, collar or staff number,
    which may be absent; `conduct` what happened in words, or the summary of an allegation; `standards` statutory names; `reasons`
    and `left_by` (how somebody left before the finding) are for the figures and may be absent. What follows `special_constable` is
    for the advisory list, which `list_id` names; empty, it is the barred list.
    """

    limb: str = ""
    force: str = ""
    forenames: str = ""
    surname: str = ""
    date_of_birth: str = ""
    rank: str = ""
    identifying_number: str = ""
    ground: str = ""
    conduct: str = ""
    standards: tuple[str, ...] = ()
    event_date: str = ""
    prior_advisory_report_date: str = ""
    special_constable: bool = False
    list_id: str = ""
    served_as: str = ""
    left_by: str = ""
    ceased_on: str = ""
    known_on: str = ""
    proceedings: str = ""
    cleared_before_leaving: bool = False
    reasons: tuple[str, ...] = ()

    @classmethod
    def from_mapping(cls, values: Mapping[str, Any]) -> Self:
        """From a form or a JSON object: a missing or empty field is empty text, whatever else the mapping holds is left aside."""
        given = {field.name: values.get(field.name) for field in fields(cls)}
        standards, reasons = _several(given.pop("standards")), _several(given.pop("reasons"))
        special, cleared = (_ticked(given.pop(name)) for name in ("special_constable", "cleared_before_leaving"))
        texts = {name: "" if value is None else str(value) for name, value in given.items()}
        return cls(**texts, standards=standards, reasons=reasons, special_constable=special, cleared_before_leaving=cleared)


def _several(value: Any) -> tuple[str, ...]:
    named = (value,) if isinstance(value, str) else tuple(value or ())
    return tuple(str(name) for name in named if name)


def _ticked(value: object) -> bool:
    return value.strip().lower() in _TRUE if isinstance(value, str) else bool(value)


class AdvisoryFacts(NamedTuple):
    """What a report for the advisory list says besides (reg 12(2)): no finding was made, so there is no ground and no Standard."""

    served_as: ServedAs
    left_by: str | None
    ceased_on: date | None
    known_on: date | None
    proceedings: str | None

    def as_json(self) -> list[Any]:
        """For sealing."""
        return [value.isoformat() if isinstance(value, date) else value for value in self]

    @classmethod
    def from_json(cls, values: list[Any]) -> Self:
        """From what `as_json` made."""
        role, left_by, ceased, known, proceedings = values
        left, learnt = (date.fromisoformat(day) if day else None for day in (ceased, known))
        return cls(ServedAs(role), left_by, left, learnt, proceedings)


class OtherName(NamedTuple):
    """A further name of a listed person, added to the entry after it was reported: a check compares it like the first."""

    forenames: str
    surname: str

    @property
    def full_name(self) -> str:
        """Forenames and surname."""
        return f"{self.forenames} {self.surname}".strip()


@dataclass(frozen=True, slots=True)
class ReportContent:
    """What a report or an entry says of a person, every field in its own type and checked against the statute's rules."""

    limb: Limb | AdvisoryLimb
    force_code: str
    forenames: str
    surname: str
    date_of_birth: date
    rank: str | None
    identifying_number: str | None
    ground: Ground
    conduct: str
    standards: tuple[str, ...]
    event_date: date
    prior_advisory_report_date: date | None
    special_constable: bool
    other_names: tuple[OtherName, ...] = ()
    other_numbers: tuple[str, ...] = ()
    date_of_death: date | None = None
    advisory: AdvisoryFacts | None = None
    left_by: str | None = None
    reasons: tuple[str, ...] = ()

    @property
    def list_id(self) -> str:
        """The list that it is for."""
        return "barred" if self.advisory is None else "advisory"

    @property
    def is_officer(self) -> bool:
        """Whether the person was an officer or a special constable."""
        return self.limb.is_officer if self.advisory is None else self.advisory.served_as.is_officer

    @property
    def clock_starts(self) -> date:
        """The day from which the deadline counts: the event, or for s.88I(1)(d) the day it came to the authority's attention."""
        if self.advisory is None or self.advisory.known_on is None:
            return self.event_date
        return self.advisory.known_on

    @property
    def full_name(self) -> str:
        """Forenames and surname; the surname alone for somebody with one name."""
        return f"{self.forenames} {self.surname}".strip()

    @property
    def force(self) -> Force:
        """The force where the person served, or served last."""
        force = force_by_code(self.force_code)
        if force is None:
            raise LookupError(f"no force has the code {self.force_code}")
        return force

    @property
    def force_then(self) -> str:
        """What the force was called on the day of the event."""
        return force_history().title_on(self.force_code, self.event_date)

    def force_now(self, today: date) -> str | None:
        """What the force is called today, or the one that took over from it; None where that is the name of the event's day."""
        history = force_history()
        now = history.title_on(history.answers_for(self.force_code, today), today)
        return now if now != self.force_then else None

    @property
    def reason_labels(self) -> tuple[str, ...]:
        """The College's categories in words."""
        return tuple(REASON_LABELS[code] for code in self.reasons)

    @property
    def rank_label(self) -> str | None:
        """The rank in words; None for civilian employees."""
        return RANK_LABELS.get(self.rank or "")

    @property
    def served_as(self) -> ServedAs | None:
        """The role that an advisory report names; None for the barred list, whose limbs say it."""
        return None if self.advisory is None else self.advisory.served_as

    @property
    def person(self) -> str:
        """Reg 3(2)'s status at the relevant time, in words."""
        return self.limb.person if self.advisory is None else self.advisory.served_as.label

    @property
    def is_special(self) -> bool:
        """Whether the person was a special constable."""
        return self.special_constable or self.rank in SPECIAL_RANKS

    def identity(self) -> Identity:
        """What a check compares; the force by its title, which a comparison shows.

        Numbers count for the forces that took over from this one, too: their people gave them on after the merger.
        """
        force = self.force.title
        forces = (force, *(heir.title for code in force_history().heirs(self.force_code) if (heir := force_by_code(code))))
        numbers = (*((self.identifying_number,) if self.identifying_number else ()), *self.other_numbers)
        others = (PersonName(name.forenames, name.surname) for name in self.other_names)
        return Identity(
            names=(PersonName(self.forenames, self.surname), *others),
            date_of_birth=self.date_of_birth.isoformat(),
            force=force,
            service_numbers=tuple(ServiceNumber(each, number) for each in forces for number in numbers),
        )

    def as_json(self) -> dict[str, Any]:
        """For sealing: dates as ISO text."""
        values = ((field.name, getattr(self, field.name)) for field in fields(self))
        content = {name: value.isoformat() if isinstance(value, date) else value for name, value in values}
        content["advisory"] = None if self.advisory is None else self.advisory.as_json()
        return content

    @classmethod
    def from_json(cls, content: Mapping[str, Any]) -> Self:
        """From what `as_json` made."""
        prior, died = content["prior_advisory_report_date"], content.get("date_of_death")
        advisory = content.get("advisory")
        return cls(
            **{
                **content,
                "limb": AdvisoryLimb(content["limb"]) if advisory else Limb(content["limb"]),
                "advisory": AdvisoryFacts.from_json(advisory) if advisory else None,
                "ground": Ground(content["ground"]),
                "standards": tuple(content["standards"]),
                "date_of_birth": date.fromisoformat(content["date_of_birth"]),
                "event_date": date.fromisoformat(content["event_date"]),
                "prior_advisory_report_date": date.fromisoformat(prior) if prior else None,
                "other_names": tuple(OtherName(*name) for name in content.get("other_names", ())),
                "other_numbers": tuple(content.get("other_numbers", ())),
                "reasons": tuple(content.get("reasons", ())),
                "date_of_death": date.fromisoformat(died) if died else None,
            }
        )
