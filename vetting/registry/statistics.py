"""The figures of a list by financial year: how entries are counted, into which tables, and what of them the public sees. Pure.

As the College publishes them (domain.md 3.1): officers, specials and staff; by force and whether people were serving, had resigned
or had retired; by rank, ground, reason and Standard; and what became of publication. Several reasons and Standards may fit one
person, so those tables add up to nothing. A table about one role is shown only where the number of that role is: nothing that one
table hides can be had from another.
"""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache
from pathlib import Path

from vetting.access import FORCES, Force, force_history
from vetting.registry.reasons import REASONS
from vetting.registry.suppression import hide_small, suppress_column, suppress_grid
from vetting.registry.vocabulary import OFFICER_GROUNDS, RANKS, STAFF_GROUNDS, STANDARDS, Ground

CONFIG = Path(__file__).resolve().parents[2] / "config" / "statistics.toml"
OFFICER, SPECIAL, STAFF, VOLUNTEER = "officer", "special", "staff", "volunteer"
ROLES = {OFFICER: "Police officers", SPECIAL: "Special constables", STAFF: "Police staff", VOLUNTEER: "Designated volunteers"}
SERVING, RESIGNED, RETIRED, NOT_RECORDED = "serving", "resigned", "retired", "not_recorded"
LEFT = {
    SERVING: "While serving",
    RESIGNED: "After resigning",
    RETIRED: "After retiring",
    NOT_RECORDED: "Had left, how is not recorded",
}
PUBLICATION = {
    "published": "Published",
    "ended": "Publication has ended",
    "withheld": "Withheld under an exception",
    "deferred": "Put off",
    "decision_due": "Not decided yet",
}


@dataclass(frozen=True, slots=True)
class Rules:
    """`config/statistics.toml`: by which day an entry counts, what the public sees of it and when, how far the desk looks ahead."""

    counted_by: str
    smallest_shown: int
    days_after_year: int
    days_ahead: int


@cache
def load_rules(path: Path = CONFIG) -> Rules:
    """The rules of the file. Raises ValueError for a day to count by that there is not."""
    given = tomllib.loads(path.read_text(encoding="utf-8"))
    if given["counted_by"] not in ("event", "listed"):
        raise ValueError(f"{path}: counted_by is event or listed.")
    public = given["public"]
    return Rules(
        given["counted_by"], int(public["smallest_shown"]), int(public["days_after_year"]), int(given["desk"]["days_ahead"])
    )


@dataclass(frozen=True, slots=True, order=True)
class FinancialYear:
    """1 April of `start` to 31 March of the next year."""

    start: int

    @classmethod
    def of(cls, day: date) -> FinancialYear:
        """The year in which a day falls."""
        return cls(day.year if (day.month, day.day) >= (4, 1) else day.year - 1)

    @property
    def code(self) -> str:
        """As in addresses and file names: `2024-25`."""
        return f"{self.start}-{(self.start + 1) % 100:02}"

    @property
    def label(self) -> str:
        """As shown on pages."""
        return f"April {self.start} to March {self.start + 1}"

    @property
    def begins(self) -> date:
        """Its first day."""
        return date(self.start, 4, 1)

    @property
    def ends(self) -> date:
        """Its last day."""
        return date(self.start + 1, 3, 31)

    def is_public(self, today: date, days_after: int) -> bool:
        """Whether the public sees it: it ended long enough ago for late reports to be in."""
        return today > self.ends + timedelta(days=days_after)


@dataclass(frozen=True, slots=True)
class Counted:
    """What of one entry is counted: codes only, nothing that names anybody. `publication` is empty where it is out of scope."""

    day: date
    force_code: str
    role: str
    left: str
    rank: str | None
    ground: str
    reasons: tuple[str, ...] = ()
    standards: tuple[str, ...] = ()
    publication: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a table. None stands for a number that is not shown."""

    label: str
    values: tuple[int | None, ...]
    is_total: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """One table. `adds_up`: its last row is the total, and its last column too where there are several.

    `parent` is the table and the row whose number is this one's total. `withheld`: too few people to show any part of it.
    """

    id: str
    title: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    adds_up: bool = True
    parent: tuple[str, str] | None = None
    withheld: bool = False

    @property
    def is_grid(self) -> bool:
        """Whether it has several columns."""
        return len(self.columns) > 1

    @property
    def lines(self) -> tuple[Row, ...]:
        """Its rows without the total."""
        return tuple(row for row in self.rows if not row.is_total)

    @property
    def is_empty(self) -> bool:
        """Whether every number in it is shown and is nought."""
        return not self.withheld and all(value == 0 for row in self.rows for value in row.values)

    def cell(self, label: str) -> int | None:
        """The last number of a row."""
        return next((row.values[-1] for row in self.rows if row.label == label), None)


def tables_of(entries: Iterable[Counted], year: FinancialYear) -> tuple[Table, ...]:
    """Every table of one list and one year, by the forces that there were in it."""
    counted = list(entries)
    forces = forces_of(year, {each.force_code for each in counted})
    present = [role for role in ROLES if role != VOLUNTEER or any(each.role == VOLUNTEER for each in counted)]
    roles = _column("roles", "Who they were", [(ROLES[role], role) for role in present], [each.role for each in counted])
    tables = [roles]
    for role in present:
        theirs = [each for each in counted if each.role == role]
        tables.extend(_about(role, theirs, forces))
    return tuple(tables)


def forces_of(year: FinancialYear, counted: Container[str] = ()) -> tuple[Force, ...]:
    """The forces of a year, by name: those that there were on any of its days, and any to whose people something is counted."""
    history = force_history()
    there = (force for force in FORCES if force.code in counted or history.stood_between(force.code, year.begins, year.ends))
    return tuple(sorted(there, key=lambda each: each.name))


def _about(role: str, theirs: Sequence[Counted], forces: Sequence[Force]) -> list[Table]:
    name, parent = ROLES[role], ("roles", ROLES[role])
    tables = [replace(_by_force(role, name, theirs, forces), parent=parent)]
    if role in (OFFICER, SPECIAL):
        ranks = [(rank.label, rank.code) for rank in RANKS if (RANKS.index(rank) >= _FIRST_SPECIAL) is (role == SPECIAL)]
        tables.append(_column(f"{role}-ranks", f"{name}: rank", ranks, [each.rank or "" for each in theirs], parent))
    grounds = [*_GROUNDS[role], *sorted({each.ground for each in theirs} - {ground.value for ground in _GROUNDS[role]})]
    choices = [(Ground(ground).label, Ground(ground).value) for ground in grounds]
    tables.append(_column(f"{role}-grounds", f"{name}: ground", choices, [each.ground for each in theirs], parent))
    reasons = [(choice.label, choice.code) for choice in REASONS]
    tables.append(_several(f"{role}-reasons", f"{name}: reasons", reasons, (each.reasons for each in theirs), parent))
    standards = [(standard, standard) for standard in STANDARDS]
    tables.append(
        _several(f"{role}-standards", f"{name}: Standards breached", standards, (each.standards for each in theirs), parent)
    )
    if any(each.publication for each in theirs):
        words = [(label, code) for code, label in PUBLICATION.items()]
        held = [each.publication for each in theirs if each.publication]
        in_scope = (f"{role}-grounds", Ground.GROSS_MISCONDUCT.label)
        tables.append(_column(f"{role}-publication", f"{name}: publication of gross misconduct", words, held, in_scope))
    return tables


_FIRST_SPECIAL = next(place for place, rank in enumerate(RANKS) if rank.code == "special_constable")
_GROUNDS: dict[str, tuple[Ground, ...]] = {
    OFFICER: OFFICER_GROUNDS,
    SPECIAL: OFFICER_GROUNDS,
    STAFF: STAFF_GROUNDS,
    VOLUNTEER: (Ground.ALLEGATION,),
}


def _by_force(role: str, name: str, theirs: Sequence[Counted], forces: Sequence[Force]) -> Table:
    counts = Counter((each.force_code, each.left) for each in theirs)
    ways = [way for way in LEFT if way != NOT_RECORDED or any(each.left == NOT_RECORDED for each in theirs)]
    rows = [_with_total(force.name, [counts[force.code, way] for way in ways]) for force in forces]
    totals = [sum(counts[force.code, way] for force in forces) for way in ways]
    rows.append(replace(_with_total("All forces", totals), is_total=True))
    return Table(f"{role}-forces", f"{name}: force", (*(LEFT[way] for way in ways), "Total"), tuple(rows))


def _with_total(label: str, values: Sequence[int]) -> Row:
    return Row(label, (*values, sum(values)))


def _column(
    table_id: str, title: str, choices: Sequence[tuple[str, str]], held: Sequence[str], parent: tuple[str, str] | None = None
) -> Table:
    counts = Counter(held)
    rows = [Row(label, (counts[code],)) for label, code in choices]
    unknown = len(held) - sum(counts[code] for _, code in choices)
    if unknown:
        rows.append(Row("Not recorded", (unknown,)))
    return Table(table_id, title, ("Number",), (*rows, Row("Total", (len(held),), is_total=True)), parent=parent)


def _several(
    table_id: str, title: str, choices: Sequence[tuple[str, str]], held: Iterable[Sequence[str]], parent: tuple[str, str]
) -> Table:
    counts = Counter(code for codes in held for code in set(codes))
    return Table(
        table_id, title, ("Number",), tuple(Row(label, (counts[code],)) for label, code in choices), adds_up=False, parent=parent
    )


def for_the_public(tables: Sequence[Table], smallest: int) -> tuple[Table, ...]:
    """The tables with small counts hidden, and whatever would give one away."""
    shown: dict[str, Table] = {}
    for table in tables:
        hidden = table.parent is not None and _is_hidden(shown[table.parent[0]], table.parent[1])
        shown[table.id] = _withheld(table) if hidden else _suppressed(table, smallest)
    return tuple(shown.values())


def _is_hidden(parent: Table, label: str) -> bool:
    return parent.withheld or parent.cell(label) is None


def _withheld(table: Table) -> Table:
    return replace(table, rows=(), withheld=True)


def _suppressed(table: Table, smallest: int) -> Table:
    lines = table.lines
    if not table.adds_up:
        values = hide_small([row.values[0] or 0 for row in lines], smallest)
        return replace(table, rows=tuple(Row(row.label, (value,)) for row, value in zip(lines, values, strict=True)))
    if table.is_grid:
        grid = suppress_grid([[value or 0 for value in row.values[:-1]] for row in lines], smallest)
        if grid is None:
            return _withheld(table)
        return replace(table, rows=tuple(replace(row, values=values) for row, values in zip(table.rows, grid, strict=True)))
    column = suppress_column([row.values[0] or 0 for row in lines], smallest)
    if column is None:
        return _withheld(table)
    rows = [replace(row, values=(value,)) for row, value in zip(lines, column, strict=True)]
    return replace(table, rows=(*rows, table.rows[-1]))


def publication_word(published_until: date | None, decision: str | None, until: date | None, today: date) -> str:
    """What became of the publication of an entry in scope, as counted: read from the clock, like the entry's page."""
    if published_until is not None:
        return "published" if today < published_until else "ended"
    if decision == "withheld":
        return "withheld"
    return "deferred" if decision == "deferred" and until is not None and today < until else "decision_due"


CsvRow = tuple[str, ...]
NOT_SHOWN = "c"
_TRIGGERS = ("=", "+", "-", "@", "\t", "\r", "\n")


def csv_rows(year: FinancialYear, list_name: str, tables: Iterable[Table]) -> list[CsvRow]:
    """The tables as one file, a number a line; `c` stands for one that is not shown (too few people)."""
    rows: list[CsvRow] = [("Financial year", "List", "Table", "Row", "Column", "Number")]
    for table in tables:
        if table.withheld:
            rows.append((year.code, list_name, table.title, "", "", NOT_SHOWN))
        for row in table.rows:
            for column, value in zip(table.columns, row.values, strict=True):
                number = NOT_SHOWN if value is None else str(value)
                rows.append((year.code, list_name, table.title, row.label, column, number))
    return [tuple(_safe(cell) for cell in row) for row in rows]


def _safe(cell: str) -> str:
    """No cell begins with what a spreadsheet program would take for a formula."""
    return f"'{cell}" if cell.startswith(_TRIGGERS) else cell
