"""Everything held on one person, found by exact name and date of birth: what stands in each table, and who looked at it when."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, LargeBinary, Table, select
from sqlalchemy.orm import Session

from vetting import audit
from vetting.access import Actor, Permission, organisation_names, parts_played
from vetting.db import Base
from vetting.matching import PersonName, fold_full_name
from vetting.records.rotation import MARK
from vetting.records.subject_tables import HOLDINGS, NOT_GIVEN, Holding, Tie
from vetting.vault import Place, vault_of

AT_ONCE = 500
A_PAGE = 1_000
INTERNAL = frozenset({"commitment", "answer_digest", "code_digest", "reference_index", "source_index", "person", "pair", "about"})
"""Keyed digests and the service's own links: they say nothing of a person that does not stand beside them."""
FULL_DATE = len("1990-01-01")
SENSITIVE = "sensitive_names"
FOR_SPECIALISTS = "withheld: for named specialist staff to read"

Row = dict[str, Any]
Found = dict[str, dict[tuple[Any, ...], Row]]


@dataclass(frozen=True, slots=True)
class Asker:
    """The person who asks what is held on them: every name they give, and their date of birth, ISO."""

    names: tuple[PersonName, ...]
    date_of_birth: str


@dataclass(frozen=True, slots=True)
class Part:
    """What one table holds: its rows, opened; `withheld` are columns that are counted and not given."""

    table: str
    words: str
    rows: tuple[Row, ...]
    withheld: tuple[tuple[str, int, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Answer:
    """Everything of one scope. `by_hand` are records of the same name whose date of birth is not known in full."""

    scope: str
    parts: tuple[Part, ...]
    trail: tuple[dict[str, str], ...]
    by_hand: tuple[tuple[str, str], ...]

    @property
    def records(self) -> int:
        """How many rows are given."""
        return sum(len(part.rows) for part in self.parts)

    def as_json(self) -> dict[str, Any]:
        """The machine-readable form."""
        return {
            "scope": self.scope,
            "held": [
                {
                    "table": part.table,
                    "what": part.words,
                    "rows": list(part.rows),
                    "withheld": [{"column": name, "values": count, "because": why} for name, count, why in part.withheld],
                }
                for part in self.parts
            ],
            "trail": list(self.trail),
            "to_look_up_by_hand": [{"table": table, "id": row_id} for table, row_id in self.by_hand],
            "not_given": dict(NOT_GIVEN),
        }


def everything_on(session: Session, actor: Actor, scope: str, asker: Asker) -> Answer:
    """Everything that the actor's organisation answers for. Raises VaultError: half an answer is none."""
    search = _Search(session, actor, scope, asker)
    search.look_in_contents()
    search.follow_ties()
    ids = {row["id"] for rows in search.found.values() for row in rows.values() if "id" in row}
    events = audit.events_about(session, ids)
    who = {event.actor_id for event in events} | {
        value for rows in search.found.values() for row in rows.values() for value in _people(row)
    }
    people = parts_played(session, who)
    parts = tuple(search.part(name, people) for name in HOLDINGS if search.found.get(name))
    trail = tuple(
        {
            "at": event.recorded_at,
            "event": event.event,
            "operation": event.operation,
            "who": people.get(event.actor_id, "the service itself"),
        }
        for event in events
    )
    return Answer(scope, parts, trail, tuple(sorted(search.by_hand)))


class _Search:
    """Rows found so far, and those of the same name that nobody can tell without a person looking."""

    def __init__(self, session: Session, actor: Actor, scope: str, asker: Asker) -> None:
        self.session, self.actor = session, actor
        self.held = {name: holding for name, holding in HOLDINGS.items() if scope in holding.scope}
        self.scope = scope
        self.names = {fold_full_name(name.forenames, name.surname) for name in asker.names}
        self.born = asker.date_of_birth
        self.found: Found = defaultdict(dict)
        self.by_hand: set[tuple[str, str]] = set()

    def look_in_contents(self) -> None:
        """Open every value that names somebody, and keep the rows that name this person.

        Of each row only its id and that value are read, and no more of them at a time than a page: hundreds of thousands of rows
        are looked through in bounded memory.
        """
        vault = vault_of(self.session)
        for name, holding in self.held.items():
            if holding.reads is None:
                continue
            table, found = Base.metadata.tables[name], []
            for row_id, sealed in self._each(table, table.c.id, table.c[holding.of]):
                dates = self._dates_of(holding.reads(vault.open(Place(name, holding.of, row_id), sealed)))
                if self.born in dates:
                    found.append(row_id)
                elif dates:
                    self.by_hand.add((name, row_id))
            self._keep_all(table, table.c.id, found)

    def _dates_of(self, named: Iterable[tuple[str, str, str | None]]) -> set[str]:
        """The dates of birth of the asker's name in one value, as far as they do not say that it is another person.

        The date is looked at first: folding a name takes longer, and almost every date is another person's.
        """
        return {
            born or ""
            for forenames, surname, born in named
            if (not born or born == self.born or (len(born) < FULL_DATE and self.born.startswith(born)))
            and fold_full_name(forenames, surname) in self.names
        }

    def follow_ties(self) -> None:
        """Add what belongs to rows that were found, until nothing more does."""
        before = -1
        while before != (before := sum(map(len, self.found.values()))):
            for name, holding in self.held.items():
                for tie in holding.ties:
                    self._follow(Base.metadata.tables[name], tie)

    def part(self, name: str, people: dict[str, str]) -> Part:
        """What one table holds, opened and reduced to what is about the person."""
        holding, table = self.held[name], Base.metadata.tables[name]
        rows = list(self.found[name].values())
        places = organisation_names(self.session, {row["organisation_id"] for row in rows if row.get("organisation_id")})
        given = tuple(self._given(table, holding, row, {**people, **places}) for row in rows)
        counts = ((column, sum(row[column] is not None for row in rows), why) for column, why in holding.withheld.items())
        return Part(name, holding.words, given, tuple(each for each in counts if each[1]))

    def _follow(self, table: Table, tie: Tie) -> None:
        parents = self.found.get(tie.parent, {})
        self._keep_all(table, table.c[tie.column], sorted({row[tie.parent_column] for row in parents.values()} - {None}))

    def _keep_all(self, table: Table, column: ColumnElement[Any], wanted: Sequence[Any]) -> None:
        """Keep every row whose column has one of these values."""
        for start in range(0, len(wanted), AT_ONCE):
            for row in self._each(table, *table.c, where=column.in_(wanted[start : start + AT_ONCE])):
                kept = dict(row._mapping)
                self.found[table.name].setdefault(tuple(kept[each.name] for each in table.primary_key), kept)

    def _each(self, table: Table, *columns: ColumnElement[Any], where: ColumnElement[bool] | None = None) -> Iterator[Any]:
        statement = select(*columns) if where is None else select(*columns).where(where)
        if "organisation_id" in table.c and self._own_only(table):
            statement = statement.where(table.c.organisation_id == self.actor.organisation_id)
        return iter(self.session.execute(statement.execution_options(yield_per=A_PAGE)))

    def _own_only(self, table: Table) -> bool:
        """The College answers for what every force reported to it; everything else is the organisation's own alone."""
        return self.scope == "checks" or table.name in {"subject_access", "screening_confirmation"}

    def _given(self, table: Table, holding: Holding, row: Row, names: dict[str, str]) -> Row:
        given: Row = {}
        for column in table.columns:
            value = row[column.name]
            if value is None or column.name in INTERNAL or column.name in holding.withheld:
                continue
            if isinstance(column.type, LargeBinary):
                given[column.name.removeprefix(MARK)] = self._opened(table, holding, column.name, row)
            elif _is_person(column.name):
                given[column.name.removesuffix("_id")] = names.get(value, "the service itself")
            elif column.name == "organisation_id":
                given["organisation"] = names.get(value, value)
            else:
                given[column.name] = value.isoformat() if isinstance(value, date | datetime) else value
        return given

    def _opened(self, table: Table, holding: Holding, column: str, row: Row) -> Any:
        value = vault_of(self.session).open(Place(table.name, column, row["id"]), row[column])
        if holding.only is not None:
            value = self._own_rows(holding.only, row["id"], value)
        value = holding.shapes.get(column, lambda whole: whole)(value)
        if isinstance(value, dict) and value.get(SENSITIVE) and not self.actor.may(Permission.SEE_SENSITIVE_NAMES):
            value = {**value, SENSITIVE: FOR_SPECIALISTS}
        return value

    def _own_rows(self, only: tuple[str, str, str], row_id: str, rows: Sequence[Any]) -> list[Any]:
        table, column, number = only
        mine = {each[number] for each in self.found[table].values() if each[column] == row_id}
        return [each["cells"] for each in rows if each["number"] in mine]


def _is_person(column: str) -> bool:
    return column.endswith(("_by", "_by_id", "assigned_to_id"))


def _people(row: Row) -> set[str]:
    return {value for column, value in row.items() if value and _is_person(column)}
