"""What the lists are, and who may search which of them for what: read from `config/lists.toml`, frozen, never guessed."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from vetting.errors import InvalidInput, Problem, Refused, VettingError
from vetting.registry.clocks import Clock
from vetting.registry.vocabulary import RANK_LABELS, Choice, Ground, ServedAs

DEFAULT_PATH = Path(__file__).resolve().parents[2] / "config" / "lists.toml"
BARRED = "barred"


class PolicyError(VettingError):
    """The file of lists does not fit together; the service does not start on it."""

    code = "lists_configuration"


@dataclass(frozen=True, slots=True)
class ListInfo:
    """One list: `effect` is `stop` (must not be appointed) or `consider`; `coverage` is what a clear answer must say."""

    id: str
    name: str
    keeper: str
    effect: str
    starts: date
    coverage: str
    basis: str


@dataclass(frozen=True, slots=True)
class SearchRule:
    """Which lists a kind of organisation may search for a purpose, on which legal basis, and how sure that is."""

    lists: tuple[str, ...]
    legal_basis: str
    sure: str


@dataclass(frozen=True, slots=True)
class WayOff:
    """One way off a list: for which lists, who can record it (`authority` or `college`), and how sure its basis is."""

    id: str
    label: str
    lists: tuple[str, ...]
    by: str
    basis: str
    sure: str


@dataclass(frozen=True)
class ListPolicy:
    """The whole file. `purposes` are the choices of a check's form."""

    lists: tuple[ListInfo, ...]
    purposes: tuple[Choice, ...]
    rules: Mapping[tuple[str, str], SearchRule]
    earliest_event: date
    chief_officer_ranks: frozenset[str]
    publication_years: int
    ways_off: tuple[WayOff, ...]
    further_report_days: int
    publication_exceptions: tuple[Choice, ...]
    publication_decision_days: int
    review_clocks: tuple[Clock, ...]
    consultation_days: int
    ending_clocks: tuple[Clock, ...]

    def ways_off_list(self, list_id: str, by: str) -> tuple[WayOff, ...]:
        """The ways off a list that this side (`authority` or `college`) can record."""
        return tuple(way for way in self.ways_off if list_id in way.lists and way.by == by)

    def way_off(self, code: str, list_id: str, by: str) -> WayOff:
        """One way off. Raises InvalidInput, which names the field `ground`."""
        ways = self.ways_off_list(list_id, by)
        found = next((way for way in ways if way.id == code), None)
        if found is None:
            known = "; ".join(way.label for way in ways)
            raise InvalidInput([Problem("ground", f"Choose what happened: {known}.")])
        return found

    def find(self, list_id: str) -> ListInfo:
        """The list with this id. Raises InvalidInput, which names the field `list`."""
        found = next((info for info in self.lists if info.id == list_id), None)
        if found is None:
            raise InvalidInput([Problem("list", "There is no list with this id.")])
        return found

    def purposes_for(self, organisation_kind: str | None) -> tuple[Choice, ...]:
        """The purposes for which this kind of organisation may search at all."""
        return tuple(purpose for purpose in self.purposes if (organisation_kind, purpose.code) in self.rules)

    def rule_for(self, organisation_kind: str | None, purpose: str) -> SearchRule:
        """What this kind of organisation may search for this purpose, and why.

        Raises InvalidInput for an unknown purpose, and Refused where no legal basis is entered.
        """
        if purpose not in {choice.code for choice in self.purposes}:
            known = ", ".join(choice.code for choice in self.purposes)
            raise InvalidInput([Problem("purpose", f"Choose what the check is for: {known}.")])
        rule = self.rules.get((organisation_kind or "", purpose))
        if rule is None:
            raise Refused("Your organisation has no legal basis on record for a check for this purpose.", code="no_legal_basis")
        return rule

    def lists_for(self, organisation_kind: str | None, purpose: str) -> tuple[str, ...]:
        """The ids of the lists to search; raises as `rule_for`."""
        return self.rule_for(organisation_kind, purpose).lists

    def coverage(self, list_ids: Iterable[str]) -> tuple[str, ...]:
        """What each of the lists covers and does not, in the order given."""
        return tuple(self.find(list_id).coverage for list_id in list_ids)


def load_policy(path: Path | None = None) -> ListPolicy:
    """Read the file of lists. Raises PolicyError that says what in it does not fit."""
    source = path or DEFAULT_PATH
    try:
        content = tomllib.loads(source.read_text(encoding="utf-8"))
        return _policy(content)
    except (OSError, tomllib.TOMLDecodeError, KeyError, TypeError) as error:
        raise PolicyError(f"{source} cannot be read as a file of lists: {error!r}.") from error


def lists_of(session: Session) -> ListPolicy:
    """The policy that this session's deployment works under."""
    policy: ListPolicy = session.info["lists"]
    return policy


def _policy(content: dict[str, Any]) -> ListPolicy:
    lists = tuple(
        ListInfo(row["id"], row["name"], row["keeper"], row["effect"], row["from"], row["coverage"], row["basis"])
        for row in content["lists"]
    )
    purposes = tuple(Choice(row["id"], row["label"]) for row in content["purposes"])
    policy = ListPolicy(
        lists,
        purposes,
        _rules(content["searches"]),
        content["reporting"]["earliest_event"],
        frozenset(content["reporting"]["chief_officer_ranks"]),
        int(content["publication"]["years"]),
        tuple(_way_off(row) for row in content["ways_off"]),
        int(content["further_reports"]["working_days"]),
        tuple(Choice(row["id"], row["label"]) for row in content["publication_exceptions"]),
        int(content["publication_decisions"]["working_days"]),
        tuple(_clock(row) for row in content["review_clocks"]),
        int(content["consultations"]["working_days"]),
        tuple(_clock(row) for row in content["ending_clocks"]),
    )
    _check(policy)
    return policy


def _way_off(row: dict[str, Any]) -> WayOff:
    return WayOff(row["id"], row["label"], tuple(row["lists"]), row["by"], row["basis"], row["sure"])


def _clock(row: dict[str, Any]) -> Clock:
    years = row.get("years")
    grounds, roles = frozenset(row.get("grounds", ())), frozenset(row.get("roles", ()))
    return Clock(row["id"], row["list"], grounds, roles, None if years is None else int(years), row["basis"], row["sure"])


def _rules(rows: list[dict[str, Any]]) -> dict[tuple[str, str], SearchRule]:
    rules: dict[tuple[str, str], SearchRule] = {}
    for row in rows:
        rule = SearchRule(tuple(row["lists"]), row["basis"], row["sure"])
        for key in ((kind, purpose) for kind in row["organisations"] for purpose in row["purposes"]):
            if key in rules:
                raise PolicyError(f"Two searches are given for {key[0]} and {key[1]}.")
            rules[key] = rule
    return rules


def _check(policy: ListPolicy) -> None:
    known, purposes = {info.id for info in policy.lists}, {purpose.code for purpose in policy.purposes}
    for (kind, purpose), rule in policy.rules.items():
        if purpose not in purposes:
            raise PolicyError(f"A search of {kind} is for {purpose}, which is no purpose.")
        if not rule.lists or not set(rule.lists) <= known:
            raise PolicyError(f"The search of {kind} for {purpose} names no list, or one that does not exist.")
        if rule.sure not in {"verified", "unverified"}:
            raise PolicyError(f"The search of {kind} for {purpose} does not say how sure its basis is.")
    if BARRED not in known or any(info.effect not in {"stop", "consider"} for info in policy.lists):
        raise PolicyError("There must be a list called barred, and each list's effect is stop or consider.")
    for way in policy.ways_off:
        if not way.lists or not set(way.lists) <= known or way.by not in {"authority", "college"}:
            raise PolicyError(f"The way off called {way.id} names no list, or nobody who can record it.")
        if way.sure not in {"verified", "unverified"}:
            raise PolicyError(f"The way off called {way.id} does not say how sure its basis is.")
    _check_clocks(policy, known)
    if not policy.chief_officer_ranks <= RANK_LABELS.keys():
        raise PolicyError("A chief officer's rank is none of the known ranks.")


def _check_clocks(policy: ListPolicy, known: set[str]) -> None:
    grounds, roles = {ground.value for ground in Ground}, {role.value for role in ServedAs}
    for clock in (*policy.review_clocks, *policy.ending_clocks):
        if clock.list_id not in known or not clock.grounds <= grounds or not clock.roles <= roles:
            raise PolicyError(f"The clock called {clock.id} is for a list, a ground or a role that does not exist.")
        if clock.sure not in {"verified", "unverified"} or (clock.years is not None and clock.years < 1):
            raise PolicyError(f"The clock called {clock.id} does not say how sure it is, or runs for no time at all.")
    if any(clock.list_id == BARRED for clock in policy.ending_clocks):
        raise PolicyError("An entry of the barred list never ends by itself.")
