"""Spreadsheets as people really send them: what is read out of each, and what the sender is told."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

import pytest
import xlsxwriter

from tests.batches.hostile import workbook, zipped
from vetting.batches.columns import Use
from vetting.batches.dates import Order
from vetting.batches.files import EncodingNeeded, UnusableFile, open_file
from vetting.batches.mapping import corrected, problems_of
from vetting.batches.people import Sheet, lay_out
from vetting.batches.reading.shapes import Choices, Facts, RawRow
from vetting.batches.rows import Job, ReadRow, read_row
from vetting.errors import InvalidInput
from vetting.matching import PersonName, ServiceNumber

JOB = Job("workforce_check", "WASH-1", date(2026, 11, 22))


def whole(data: bytes, choices: Choices | None = None, own_force: str | None = "46") -> tuple[Facts, Sheet, list[RawRow]]:
    rows: list[RawRow] = []
    with open_file(data, choices) as file:
        return file.facts, lay_out(file.rows, rows.append, file.facts.epoch, own_force), rows


def opened(data: bytes, choices: Choices | None = None, own_force: str | None = "46") -> tuple[Facts, Sheet]:
    return whole(data, choices, own_force)[:2]


def read(data: bytes, choices: Choices | None = None) -> list[ReadRow]:
    _, sheet, rows = whole(data, choices)
    assert sheet.people == len(rows)
    return [read_row(row, sheet.guess.mapping, JOB) for row in rows]


def names(rows: list[ReadRow]) -> list[tuple[str, str, str | None]]:
    return [(row.request.forenames, row.request.surname, row.request.date_of_birth) for row in rows if row.request]


def sheet_of(
    rows: list[list[object]],
    more: Callable[[xlsxwriter.Workbook, xlsxwriter.worksheet.Worksheet], None] | None = None,
    **options: object,
) -> bytes:
    def fill(book: xlsxwriter.Workbook, sheet: xlsxwriter.worksheet.Worksheet) -> None:
        days = book.add_format({"num_format": "dd/mm/yyyy"})
        for number, cells in enumerate(rows):
            for column, cell in enumerate(cells):
                if isinstance(cell, date):
                    sheet.write_datetime(number, column, datetime(cell.year, cell.month, cell.day), days)  # noqa: DTZ001
                elif cell is None:
                    sheet.write_blank(number, column, None)
                else:
                    sheet.write(number, column, cell)
        if more is not None:
            more(book, sheet)

    return workbook(fill, bare=True, **options)


def test_01_title_rows_above_the_headings_and_a_total_below() -> None:
    data = sheet_of(
        [
            ["Kent Police: staff for vetting, November"],
            ["OFFICIAL-SENSITIVE"],
            [],
            ["Employee ID", "First Name", "Last Name", "D.O.B."],
            [1001, "Ann", "Example", date(1985, 4, 27)],
            [1002, "Bob", "Sample", date(1990, 12, 1)],
            [],
            ["Total", 2],
            ["End of report"],
        ]
    )
    sheet = opened(data)[1]
    assert (sheet.layout.header_row, sheet.layout.rows_above) == (4, 2)
    assert [footer.cells[0] for footer in sheet.footers] == ["Total", "End of report"]
    assert names(read(data)) == [("Ann", "Example", "1985-04-27"), ("Bob", "Sample", "1990-12-01")]
    assert [row.request.reference for row in read(data) if row.request] == ["1001", "1002"]


def test_02_merged_headings_over_two_rows() -> None:
    rows: list[list[object]] = [
        ["Person", None, "Birth"],
        ["Forenames", "Surname", "Date of birth"],
        ["Ann", "Example", date(1985, 4, 27)],
    ]
    facts, sheet = opened(sheet_of(rows, lambda _book, sheet: sheet.merge_range("A1:B1", "Person")))
    assert (facts.merged, sheet.layout.header_row) == (1, 2)
    assert names(read(sheet_of(rows))) == [("Ann", "Example", "1985-04-27")]


def test_03_hidden_rows_sheets_and_columns_are_told_and_no_row_is_lost() -> None:
    def more(book: xlsxwriter.Workbook, sheet: xlsxwriter.worksheet.Worksheet) -> None:
        sheet.set_row(2, None, None, {"hidden": True})
        sheet.set_column("C:C", 10, None, {"hidden": True})
        book.add_worksheet("Notes")
        book.add_worksheet("Old").hide()

    rows: list[list[object]] = [["Forename", "Surname", "DOB"], ["Ann", "Example", "27/04/1985"], ["Bob", "Sample", "28/04/1985"]]
    facts, _ = opened(sheet_of(rows, more))
    assert (facts.hidden_rows, facts.hidden_columns, facts.hidden_sheets, facts.other_sheets) == (1, ("C",), ("Old",), ("Notes",))
    assert len(names(read(sheet_of(rows, more)))) == 2


def test_04_dates_as_text_as_dates_and_as_numbers() -> None:
    rows: list[list[object]] = [
        ["Surname", "DOB"],
        ["A", date(1985, 4, 3)],
        ["B", "27/04/1985"],
        ["C", 31164],
        ["D", "3 April 1985"],
        ["E", "1985"],
    ]
    assert [person[2] for person in names(read(sheet_of(rows)))] == ["1985-04-03", "1985-04-27", "1985-04-27", "1985-04-03", "1985"]


def test_05_the_1904_date_system() -> None:
    rows: list[list[object]] = [["Surname", "DOB"], ["A", date(1985, 4, 3)], ["B", 29702]]
    data = sheet_of(rows, date_1904=True)
    assert opened(data)[0].epoch == 1904
    assert [person[2] for person in names(read(data))] == ["1985-04-03", "1985-04-27"]


def test_06_all_capitals_and_surname_first_in_one_column() -> None:
    data = b'NAME,DATE OF BIRTH,REF\n"SMITH, JOHN PAUL",27/04/1985,1\n"O\'BRIEN-EXAMPLE, SIAN",28/04/1985,2\n'
    assert names(read(data)) == [("JOHN PAUL", "SMITH", "1985-04-27"), ("SIAN", "O'BRIEN-EXAMPLE", "1985-04-28")]


def test_07_ranks_titles_and_a_full_name() -> None:
    data = b"Officer,DoB\nPC 1234 John Paul O'Brien-Smith,27/04/1985\nDet Sgt Ann van der Berg,28/04/1985\n"
    found = names(read(data))
    assert (found[0][0].endswith("John Paul"), found[0][1]) == (True, "O'Brien-Smith")
    assert found[1][1] == "van der Berg"


def test_08_former_names_joined_and_previous_forces_with_numbers() -> None:
    data = (
        (
            "Rank;Forenames;Surname;Previous surname;Aliases;DOB;Collar No;Previous forces\n"
            "PC;Ann;Example;née Sample;Annie Specimen; 27/04/1985;1234;x\n"
        )
        .replace("Annie Specimen; 27", '"Annie Specimen; Bloggs";27')
        .replace(";x", ';"Essex Police 4567; Kent: 89 / Surrey"')
    )
    person = read(data.encode())[0].request
    assert person is not None
    assert person.other_names == (PersonName("", "Sample"), PersonName("Annie", "Specimen"), PersonName("", "Bloggs"))
    assert person.service_numbers == (
        ServiceNumber("46", "1234"),
        ServiceNumber("Essex Police", "4567"),
        ServiceNumber("Kent", "89"),
    )


def test_09_semicolons_and_tabs_between_columns() -> None:
    for mark in (";", "\t"):
        data = mark.join(["Forename", "Surname", "DOB"]) + "\n" + mark.join(["Ann", "Example, Sample", "27/04/1985"]) + "\n"
        assert names(read(data.encode())) == [("Ann", "Example, Sample", "1985-04-27")]


def test_10_welsh_and_accented_names_in_cp1252() -> None:
    data = "Enw cyntaf,Cyfenw,Dyddiad geni\nSiân,Prŷs,27/04/1985\nZoë,Exämple,28/04/1985\n".replace("ŷ", "y").encode("cp1252")
    with pytest.raises(EncodingNeeded):
        read(data)
    assert names(read(data, Choices(encoding="cp1252")))[0] == ("Siân", "Prys", "1985-04-27")


def test_11_opendocument_is_refused_with_the_way_out() -> None:
    with pytest.raises(UnusableFile) as refused:
        read(zipped({"mimetype": b"application/vnd.oasis.opendocument.spreadsheet", "content.xml": b"<a/>"}))
    assert "Excel Workbook (.xlsx)" in refused.value.message


def test_12_american_dates_are_recognised_from_the_data() -> None:
    data = b"Forename,Surname,DOB\nAnn,Example,04/27/1985\nBob,Sample,03/04/1985\n"
    assert opened(data)[1].guess.mapping.order is Order.MONTH_FIRST
    assert [person[2] for person in names(read(data))] == ["1985-04-27", "1985-03-04"]


def test_13_dates_that_could_be_either_are_asked_about() -> None:
    sheet = opened(b"Forename,Surname,DOB\nAnn,Example,03/04/1985\nBob,Sample,05/06/1990\n")[1]
    guess = sheet.guess
    assert guess.dates.must_ask and guess.dates.ambiguous == 2
    assert [problem.field for problem in problems_of(guess.mapping, guess.dates)] == ["order"]
    told = corrected(guess.mapping, guess.mapping.uses, Order.DAY_FIRST)
    assert read_row(sheet.samples[0], told, JOB).request.date_of_birth == "1985-04-03"  # type: ignore[union-attr]


def test_14_both_orders_in_one_file_are_asked_about_and_the_wrong_ones_rejected() -> None:
    sheet = opened(b"Forename,Surname,DOB\nAnn,Example,27/04/1985\nBob,Sample,04/28/1985\n")[1]
    assert sheet.guess.dates.mixed and sheet.guess.dates.must_ask
    told = corrected(sheet.guess.mapping, sheet.guess.mapping.uses, Order.DAY_FIRST)
    rejected = read_row(sheet.samples[1], told, JOB)
    assert rejected.errors[0].column == "C (DOB)" and "day first" in rejected.errors[0].problem


def test_15_leavers_are_left_out_and_whoever_is_not_certain_is_checked() -> None:
    data = (
        b"Forename,Surname,DOB,Leaving date\nAnn,Example,27/04/1985,\nBob,Sample,28/04/1985,01/10/2026\n"
        b"Cid,Specimen,28/04/1986,01/10/2031\nDee,Other,28/04/1987,to be agreed\nEve,Person,28/04/1988,Leaver\n"
    )
    assert [row.left for row in read(data)] == [False, True, False, False, True]
    active = b"Forename,Surname,DOB,Active\nAnn,Example,27/04/1985,Yes\nBob,Sample,28/04/1985,No\n"
    assert [row.left for row in read(active)] == [False, True]


def test_16_first_and_middle_names_and_a_name_to_be_known_by() -> None:
    data = b"First name,Middle name(s),Family name,Preferred name,Birth date (d/m/y)\nAnn,Beth Cara,Example,Annie,27/04/1985\n"
    person = read(data)[0].request
    assert person is not None and (person.forenames, person.other_names) == ("Ann Beth Cara", (PersonName("Annie", "Example"),))


def test_17_a_file_without_headings() -> None:
    sheet = opened(b"Ann,Example,27/04/1985\nBob,Sample,28/04/1985\n")[1]
    assert (sheet.layout.header_row, sheet.layout.headings) == (None, ("Column A", "Column B", "Column C"))
    uses = (Use.FORENAMES, Use.SURNAME, Use.DATE_OF_BIRTH)
    told = corrected(sheet.guess.mapping, uses, sheet.guess.mapping.order)
    assert [read_row(row, told, JOB).request.surname for row in sheet.samples] == ["Example", "Sample"]  # type: ignore[union-attr]


def test_18_formulas_and_rows_that_slipped_are_rejected_by_row_and_column() -> None:
    def formula(_book: xlsxwriter.Workbook, sheet: xlsxwriter.worksheet.Worksheet) -> None:
        sheet.write_formula("B2", '=UPPER("Example")', value="EXAMPLE")

    rejected = read(sheet_of([["Forename", "Surname", "DOB"], ["Ann", "Example", "27/04/1985"]], formula))[0]
    assert (rejected.errors[0].row, rejected.errors[0].column) == (2, "B (Surname)")
    slipped = read(b"Forename,Surname,DOB\nAnn,Example, Jr,27/04/1985\n")[0]
    assert "more cells than there are headings" in slipped.errors[0].problem


def test_19_two_columns_of_one_name_are_refused_and_both_named() -> None:
    with pytest.raises(UnusableFile) as refused:
        read(b"Surname,Forename,DOB,SURNAME\nExample,Ann,27/04/1985,Sample\n")
    assert "columns A and D" in refused.value.message


def test_20_json_lines_of_an_api() -> None:
    ann = b'{"forenames": "Ann", "surname": "Example", "date_of_birth": "1985-04-27"}\n'
    data = ann + b'{"surname": "Sample", "date_of_birth": "1990"}\n'
    assert names(read(data)) == [("Ann", "Example", "1985-04-27"), ("", "Sample", "1990")]


@pytest.mark.parametrize(
    ("cell", "problem"),
    [
        ("27/04/85", "two digits"),
        ("31/02/1985", "not a real date"),
        ("soon", "not a date"),
        ("60", "not a date"),
        ("1985-13-01", "not a real date"),
        ("27 Nonember 1985", "not a date"),
    ],
)
def test_a_cell_that_is_no_date_says_what_to_do(cell: str, problem: str) -> None:
    rejected = read(f"Surname,DOB\nExample,{cell}\n".encode())[0]
    assert rejected.request is None and problem in rejected.errors[0].problem


def test_a_mapping_that_cannot_work_is_refused_with_every_reason() -> None:
    guess = opened(b"Forename,Surname,DOB\nAnn,Example,27/04/1985\n")[1].guess
    with pytest.raises(InvalidInput) as refused:
        corrected(guess.mapping, (Use.FORENAMES, Use.FORENAMES, Use.IGNORE), None)
    assert len(refused.value.problems) == 2
    with pytest.raises(InvalidInput, match="Columns A and B"):
        corrected(guess.mapping, (Use.SURNAME, Use.SURNAME, Use.DATE_OF_BIRTH), None)


def test_numbers_without_a_force_are_not_dropped_in_silence() -> None:
    guess = opened(b"Surname,DOB,Collar No\nExample,27/04/1985,1234\n", own_force=None)[1].guess
    assert "Numbers are compared within a force" in problems_of(guess.mapping, guess.dates)[0].message
