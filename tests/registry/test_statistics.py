"""The figures: counted by the year of the finding, into tables that add up; the public sees no small count and nobody advisory."""

from __future__ import annotations

import csv
import io
from collections import Counter
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.people import REGISTRAR, REPORTER, SECOND_REGISTRAR, Someone
from tests.registry.cases import CONSTABLE, FORMER_PCSO, changed, listed
from vetting.access import FORCES, Actor
from vetting.db import Database
from vetting.errors import NotFound, Refused
from vetting.registry import FinancialYear, Table, csv_rows, export_figures, figures, load_policy, public_figures
from vetting.registry.rules import take_report
from vetting.registry.statistics import Counted, Row, for_the_public, load_rules, publication_word, tables_of
from vetting.registry.tallies import codes_of

TODAY = date(2026, 11, 22)
POLICY = load_policy()
YEAR = FinancialYear(2024)


@pytest.mark.parametrize(
    ("day", "code"),
    [("2017-12-15", "2017-18"), ("2018-03-31", "2017-18"), ("2018-04-01", "2018-19"), ("2099-12-31", "2099-00")],
)
def test_a_financial_year_runs_from_april_to_march(day: str, code: str) -> None:
    assert FinancialYear.of(date.fromisoformat(day)).code == code


@pytest.mark.parametrize(("today", "public"), [("2025-06-29", False), ("2025-06-30", True), ("2025-03-31", False)])
def test_a_year_is_public_once_it_has_been_over_for_long_enough(today: str, public: bool) -> None:
    assert FinancialYear(2024).is_public(date.fromisoformat(today), 90) is public


@pytest.mark.parametrize(
    ("changes", "role", "left", "in_scope"),
    [
        ({}, "officer", "serving", True),
        ({"limb": "b"}, "officer", "not_recorded", True),
        ({"limb": "b", "left_by": "resigned"}, "officer", "resigned", True),
        ({"limb": "b", "left_by": "retired"}, "officer", "retired", True),
        ({"rank": "Special Constable"}, "special", "serving", True),
        ({"ground": "gross_incompetence"}, "officer", "serving", False),
        ({"limb": "c", "rank": "", "ground": "conduct", "standards": ()}, "staff", "serving", False),
        ({"limb": "d", "rank": "", "ground": "conduct", "left_by": "retired"}, "staff", "retired", False),
    ],
)
def test_what_is_counted_of_a_barred_entry(changes: dict[str, object], role: str, left: str, in_scope: bool) -> None:
    codes = codes_of(take_report(changed(CONSTABLE, **changes), POLICY, TODAY))
    assert (codes.role, codes.left, codes.in_scope) == (role, left, in_scope)


@pytest.mark.parametrize(
    ("until", "decision", "deferred_until", "word"),
    [
        (date(2030, 1, 1), None, None, "published"),
        (TODAY, None, None, "ended"),
        (None, "withheld", None, "withheld"),
        (None, "deferred", date(2026, 11, 23), "deferred"),
        (None, "deferred", TODAY, "decision_due"),
        (None, "published", None, "decision_due"),  # published once and taken off since
        (None, None, None, "decision_due"),
    ],
)
def test_what_became_of_publication(until: date | None, decision: str | None, deferred_until: date | None, word: str) -> None:
    assert publication_word(until, decision, deferred_until, TODAY) == word


def counted(force: str = "46", role: str = "officer", **changes: object) -> Counted:
    officer = role in ("officer", "special")
    given: dict[str, object] = {
        "day": date(2024, 5, 1),
        "force_code": force,
        "role": role,
        "left": "serving",
        "rank": ("constable" if role == "officer" else "special_constable") if officer else None,
        "ground": "gross_misconduct" if officer else "conduct",
        "publication": "decision_due" if officer else "",
    }
    return Counted(**(given | changes))  # type: ignore[arg-type]


def table(tables: tuple[Table, ...], table_id: str) -> Table:
    return next(each for each in tables if each.id == table_id)


def numbers(of: Table) -> dict[str, tuple[int | None, ...]]:
    return {row.label: row.values for row in of.rows if any(value != 0 for value in row.values)}


def test_entries_are_counted_into_every_table() -> None:
    entries = [
        counted(reasons=("dishonesty", "drugs"), standards=("Confidentiality",), publication="published"),
        counted("42", left="retired", rank="inspector", reasons=("dishonesty",), publication="withheld"),
        counted(left="not_recorded", ground="gross_incompetence", publication=""),
        counted(role="special"),
        counted(role="staff", left="resigned"),
    ]
    tables = tables_of(entries, YEAR)
    assert numbers(table(tables, "roles")) == {
        "Police officers": (3,),
        "Special constables": (1,),
        "Police staff": (1,),
        "Total": (5,),
    }
    force = table(tables, "officer-forces")
    assert force.columns[-2:] == ("Had left, how is not recorded", "Total")
    assert len(force.lines) == len(FORCES)
    assert numbers(force) == {"Essex": (0, 0, 1, 0, 1), "Kent": (1, 0, 0, 1, 2), "All forces": (1, 0, 1, 1, 3)}
    assert numbers(table(tables, "staff-forces")) == {"Kent": (0, 1, 0, 1), "All forces": (0, 1, 0, 1)}
    assert numbers(table(tables, "officer-ranks")) == {"Constable": (2,), "Inspector": (1,), "Total": (3,)}
    assert numbers(table(tables, "officer-reasons")) == {"Dishonesty": (2,), "Drugs": (1,)}
    assert numbers(table(tables, "officer-standards")) == {"Confidentiality": (1,)}
    assert numbers(table(tables, "officer-publication")) == {
        "Published": (1,),
        "Withheld under an exception": (1,),
        "Total": (2,),
    }
    assert numbers(table(tables, "special-ranks")) == {"Special Constable": (1,), "Total": (1,)}


def test_what_the_vocabulary_does_not_know_is_counted_as_not_recorded() -> None:
    assert numbers(table(tables_of([counted(rank="grand_moff")], YEAR), "officer-ranks")) == {"Not recorded": (1,), "Total": (1,)}


ENTRY = st.builds(
    counted,
    force=st.sampled_from(["46", "42", "33"]),
    role=st.sampled_from(["officer", "special", "staff"]),
    left=st.sampled_from(["serving", "resigned", "retired", "not_recorded"]),
    ground=st.sampled_from(["gross_misconduct", "gross_incompetence"]),
    reasons=st.sampled_from([(), ("drugs",), ("drugs", "dishonesty")]),
)


@settings(max_examples=60, deadline=None)
@given(st.lists(ENTRY, max_size=40))
def test_every_table_that_adds_up_does(entries: list[Counted]) -> None:
    for each in tables_of(entries, YEAR):
        if each.adds_up:
            columns = [sum(column) for column in zip(*(row.values for row in each.lines), strict=True)]  # type: ignore[arg-type]
            assert tuple(columns) == each.rows[-1].values
            assert not each.is_grid or all(sum(row.values[:-1]) == row.values[-1] for row in each.rows)  # type: ignore[arg-type]


@settings(max_examples=60, deadline=None)
@given(st.lists(ENTRY, max_size=60))
def test_the_public_sees_no_small_number_anywhere_and_nothing_that_is_not_so(entries: list[Counted]) -> None:
    tables = tables_of(entries, YEAR)
    for real, shown in zip(tables, for_the_public(tables, 5), strict=True):
        assert (real.id, shown.withheld or len(shown.rows)) == (shown.id, shown.withheld or len(real.rows))
        for before, after in zip(real.rows, shown.rows, strict=False):
            assert all(
                value is None or (value == was and not 0 < value < 5)
                for was, value in zip(before.values, after.values, strict=True)
            )


def test_a_table_about_a_role_whose_number_is_hidden_is_not_shown() -> None:
    entries = [counted()] * 30 + [counted(role="special")] * 2 + [counted(role="staff")] * 40
    tables = for_the_public(tables_of(entries, YEAR), 5)
    roles = table(tables, "roles")
    assert [row.values for row in roles.rows] == [(None,), (None,), (40,), (72,)]
    assert all(each.withheld for each in tables if each.id.startswith(("special", "officer")))
    assert table(tables, "staff-forces").cell("Kent") == 40


def test_publication_is_not_shown_where_the_number_in_scope_is_hidden() -> None:
    entries = [counted()] * 30 + [counted(ground="gross_incompetence", publication="")] * 2
    tables = for_the_public(tables_of(entries, YEAR), 5)
    assert table(tables, "officer-grounds").cell("Gross misconduct") is None
    assert table(tables, "officer-publication").withheld


def test_the_file_is_safe_to_open_in_a_spreadsheet_and_says_what_is_not_shown() -> None:
    nasty = Table("x", "=1+1", ("Number",), (Row("@sum", (None,)), Row("Kent", (12,))))
    rows = csv_rows(FinancialYear(2024), "-list", [nasty, Table("y", "Gone", ("Number",), (), withheld=True)])
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    read = list(csv.reader(io.StringIO(text.getvalue())))
    assert read[1] == ["2024-25", "'-list", "'=1+1", "'@sum", "Number", "c"]
    assert read[2][-1] == "12"
    assert read[3][2:] == ["Gone", "", "", "c"]
    assert not [cell for row in read for cell in row if cell.startswith(("=", "+", "-", "@"))]


def test_the_rules_stand_in_the_configuration() -> None:
    rules = load_rules()
    assert rules.counted_by in ("event", "listed")
    assert rules.smallest_shown > 1


def test_a_registrar_reads_every_number_and_the_public_no_small_one(open_register: Database, people: dict[Someone, Actor]) -> None:
    for number in range(6):
        listed(open_register, people, changed(CONSTABLE, surname=f"Pettifer{'abcdef'[number]}"))
    listed(open_register, people, FORMER_PCSO)
    with open_register.read() as session:
        found = figures(session, people[REGISTRAR], "barred", "2023-24", TODAY)
        assert [(year.code, count) for year, count in found.years] == [("2023-24", 6), ("2022-23", 1)]
        assert numbers(table(found.tables, "officer-standards")) == {"Honesty and Integrity": (6,), "Discreditable Conduct": (6,)}
        shown = public_figures(session, "2023-24", TODAY)
        assert table(shown.tables, "officer-forces").cell("Leicestershire") == 6
        small = public_figures(session, "2022-23", TODAY)
        assert all(each.withheld for each in small.tables)
        assert dict(small.years)[FinancialYear(2022)] is None
        assert Counter(year.code for year, _ in small.years) == {"2023-24": 1, "2022-23": 1}
        for code in ("2021-22", "2026-27", "nonsense"):
            with pytest.raises(NotFound):
                public_figures(session, code, TODAY)
        with pytest.raises(NotFound):  # the year is not over for long enough
            public_figures(session, "2023-24", date(2024, 4, 1))
        with pytest.raises(Refused):
            figures(session, people[REPORTER], "barred", "", TODAY)
        assert all(row.values[-1] == 0 for row in figures(session, people[REGISTRAR], "advisory", "", TODAY).tables[0].rows)


def test_taking_the_figures_away_is_kept_in_the_trail(open_register: Database, people: dict[Someone, Actor]) -> None:
    from vetting import audit

    listed(open_register, people)
    with open_register.read() as session:
        export_figures(session, people[SECOND_REGISTRAR], "barred", "", TODAY)
        assert [event.event for event in audit.recorded_events(session)] == ["statistics_exported"]
