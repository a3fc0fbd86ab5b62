"""The contract of `vetting match` (design.md section 5), a test for each sentence."""

import csv
import datetime

import pytest
import xlsxwriter
from click.testing import CliRunner

from vetting.commands.match import HEADING, match

COLUMNS = ("id", "forenames", "surname", "other_names", "date_of_birth", "force", "service_number", "national_insurance_number")
LISTED = [
    {"id": "L1", "forenames": "John Paul", "surname": "O'Brien-Smith", "date_of_birth": "1984-03-05"},
    {
        "id": "L2",
        "forenames": "Robert",
        "surname": "Featherstonehaugh",
        "date_of_birth": "01/12/1970",
        "national_insurance_number": "AB123456C",
    },
    {"id": "L3", "forenames": "Ann", "surname": "Jones", "other_names": "Ann Cholmondeley; COLE, Annie", "date_of_birth": "1990"},
]


def write(path, rows, columns=COLUMNS):
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns, restval="", extrasaction="ignore")
        writer.writeheader()
        writer.writerows(rows)
    return path


@pytest.fixture
def run(tmp_path):
    def call(queries, listed=None, *options, columns=COLUMNS):
        list_file = (
            listed if hasattr(listed, "suffix") else write(tmp_path / "list.csv", LISTED if listed is None else listed, columns)
        )
        queries_file = queries if hasattr(queries, "suffix") else write(tmp_path / "queries.csv", queries)
        output = tmp_path / "out.csv"
        result = CliRunner().invoke(match, [str(list_file), str(queries_file), "--output", str(output), "--workers", "1", *options])
        rows = list(csv.DictReader(output.read_text(encoding="utf-8").splitlines())) if output.exists() else []
        return result, rows

    return call


def test_the_output_has_its_columns_and_plain_numbers(run, tmp_path):
    result, rows = run([{"id": "q", "forenames": "Jon", "surname": "OBrien Smith", "date_of_birth": "05/03/1984"}])
    assert result.exit_code == 0
    assert (tmp_path / "out.csv").read_text(encoding="utf-8").splitlines()[0] == ",".join(HEADING)
    assert HEADING == ("query_id", "entry_id", "rank", "match_weight", "probability", "band", "explanation")
    (row,) = rows
    assert (row["query_id"], row["entry_id"], row["rank"]) == ("q", "L1", "1")
    assert float(row["match_weight"]) > 10
    assert row["probability"] == "" or 0 <= float(row["probability"]) <= 1
    assert row["band"] in ("strong", "possible")
    assert row["explanation"]


def test_all_but_id_and_a_name_may_be_missing_and_other_columns_are_ignored(run, tmp_path):
    queries = write(tmp_path / "q.csv", [{"colour": "red", "surname": "Featherstonehaugh", "id": "q"}], ("colour", "surname", "id"))
    result, rows = run(queries, None, "--min-weight", "0")
    assert result.exit_code == 0
    assert [row["entry_id"] for row in rows] == ["L2"]


def test_other_names_are_full_names_separated_by_semicolons(run):
    _, rows = run([{"id": "q", "forenames": "Annie", "surname": "Cole", "date_of_birth": "1990-06-07"}])
    assert [row["entry_id"] for row in rows] == ["L3"]
    _, rows = run(
        [
            {
                "id": "q",
                "forenames": "X",
                "surname": "Y",
                "other_names": "Somebody Else;FEATHERSTONEHAUGH, Bob",
                "date_of_birth": "1/12/1970",
            }
        ]
    )
    assert [row["entry_id"] for row in rows] == ["L2"]


@pytest.mark.parametrize("born", ["1970-12-01", "01/12/1970", "1/12/1970", "1970"])
def test_dates_are_iso_day_first_or_a_year_mixed_in_one_file(run, born):
    _, rows = run([{"id": "q", "forenames": "Robert", "surname": "Featherstonehaugh", "date_of_birth": born}])
    assert [row["entry_id"] for row in rows] == ["L2"]


def test_any_calendar_date_is_taken(run):
    old = [{"id": "L", "forenames": "Ada", "surname": "Old", "date_of_birth": "1815-12-10"}]
    _, rows = run([{"id": "q", "forenames": "Ada", "surname": "Old", "date_of_birth": "10/12/1815"}], old)
    assert rows[0]["band"] == "strong"


def test_ill_formed_values_count_as_missing_and_the_explanation_names_them(run):
    query = {
        "id": "q",
        "forenames": "Robert",
        "surname": "Featherstonehaugh",
        "date_of_birth": "31/02/1970",
        "service_number": "none",
        "national_insurance_number": "hello",
    }
    result, rows = run([query], None, "--min-weight", "0")
    assert result.exit_code == 0
    for word in ("31/02/1970", "'none'", "'hello'"):
        assert word in rows[0]["explanation"]
    _, rows = run([{**query, "surname": "Nobody", "forenames": "Else"}])
    assert rows[0]["band"] == "none"
    assert "31/02/1970" in rows[0]["explanation"]


def test_national_insurance_numbers_are_compared(run):
    _, rows = run(
        [
            {
                "id": "q",
                "forenames": "Other",
                "surname": "Person",
                "date_of_birth": "1999-05-05",
                "national_insurance_number": "ab 12 34 56",
            }
        ]
    )
    assert [(row["entry_id"], row["band"]) for row in rows] == [("L2", "possible")]
    assert "same identifier other name" in rows[0]["explanation"]


def test_any_force_text_is_taken(run):
    listed = [
        {
            "id": "L",
            "forenames": "Ann",
            "surname": "Cole",
            "date_of_birth": "1990",
            "force": "Ruritanian Guard",
            "service_number": "007",
        }
    ]
    _, rows = run(
        [
            {
                "id": "q",
                "forenames": "A",
                "surname": "Cole",
                "date_of_birth": "1990",
                "force": "RURITANIAN guard",
                "service_number": "7",
            }
        ],
        listed,
    )
    assert rows[0]["band"] != "none"
    assert "Service number: the same in the same force." in rows[0]["explanation"]


@pytest.mark.parametrize(
    "row", [{"id": "", "surname": "Smith"}, {"id": "q"}, {"id": "q", "surname": "-", "forenames": "123", "other_names": ";"}]
)
def test_a_rejected_query_is_could_not_check_and_named(run, row):
    result, rows = run([row, {"id": "fine", "forenames": "Robert", "surname": "Featherstonehaugh", "date_of_birth": "1970"}])
    assert result.exit_code == 0
    assert [found["band"] for found in rows] == ["could_not_check", "possible"]
    assert rows[0]["query_id"] == row["id"]
    assert "row 2" in rows[0]["explanation"]
    assert "column" in rows[0]["explanation"]


def test_a_rejected_list_row_is_named_and_no_query_is_cleared(run):
    result, rows = run(
        [
            {"id": "hit", "forenames": "Robert", "surname": "Featherstonehaugh", "date_of_birth": "1970-12-01"},
            {"id": "miss", "surname": "Nowak", "forenames": "Pawel"},
        ],
        [*LISTED, {"id": "L9", "surname": "???"}],
    )
    assert result.exit_code == 0
    assert "list.csv row 5" in result.stderr
    assert [(row["query_id"], row["band"]) for row in rows] == [("hit", "strong"), ("miss", "could_not_check")]


def test_a_row_with_an_ill_formed_date_is_not_rejected(run):
    result, rows = run(
        [{"id": "q", "forenames": "Zeno", "surname": "Nowak"}],
        [{"id": "L", "forenames": "Ann", "surname": "Cole", "date_of_birth": "x"}],
    )
    assert "row" not in result.stderr.replace("queries", "")
    assert rows[0]["band"] == "none"


def test_a_query_without_a_hit_has_one_row(run):
    _, rows = run([{"id": "q", "forenames": "Pawel", "surname": "Nowak", "date_of_birth": "1960-06-06"}])
    (row,) = rows
    assert (row["entry_id"], row["rank"], row["match_weight"], row["probability"], row["band"]) == ("", "", "", "", "none")


def test_rows_come_by_weight_and_then_entry_id(run):
    twice = [{"id": name, "forenames": "Ann", "surname": "Cole", "date_of_birth": "1990-02-03"} for name in ("z", "a", "m")]
    _, rows = run([{"id": "q", "forenames": "Ann", "surname": "Cole", "date_of_birth": "1990-02-03"}], twice)
    assert [(row["entry_id"], row["rank"]) for row in rows] == [("a", "1"), ("m", "2"), ("z", "3")]


def test_two_list_rows_of_one_id_are_both_searched(run):
    listed = [
        {"id": "L", "forenames": "Ann", "surname": "Cole", "date_of_birth": "1990-02-03"},
        {"id": "L", "forenames": "Pawel", "surname": "Nowak", "date_of_birth": "1980-02-03"},
    ]
    for name, born in (("Ann Cole", "1990-02-03"), ("Pawel Nowak", "1980-02-03")):
        _, rows = run([{"id": "q", "surname": name, "date_of_birth": born}], listed)
        assert [(row["entry_id"], row["band"]) for row in rows] == [("L", "strong")]


def test_min_weight_writes_every_retrieved_pair_and_keeps_the_bands(run):
    query = {"id": "q", "forenames": "Robert", "surname": "Featherstonehaugh", "date_of_birth": "1988-08-19"}
    assert run([query])[1][0]["band"] == "none"
    _, rows = run([query], None, "--min-weight", "-50")
    assert ("L2", "none") in [(row["entry_id"], row["band"]) for row in rows]
    assert all(float(row["match_weight"]) >= -50 for row in rows)


def test_the_same_answers_with_and_without_min_weight(run):
    query = {"id": "q", "forenames": "Rob", "surname": "Fetherstonehaugh", "date_of_birth": "1970-01-12"}
    plain = run([query])[1][0]
    assert plain in run([query], None, "--min-weight", "-50")[1]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "no column id"),
        (b"name,born\nx,y\n", "no column id"),
        (b"id,date_of_birth\n1,1980\n", "no column with a name"),
        (b"id,surname\n1,\xff\xfe\n", "not UTF-8"),
        (b"id,surname,surname\n1,a,b\n", "twice"),
    ],
)
def test_unusable_files_and_columns_end_with_one_clear_line(run, tmp_path, content, message):
    path = tmp_path / "bad.csv"
    path.write_bytes(content)
    result, rows = run([{"id": "q", "surname": "Smith"}], path)
    assert result.exit_code != 0
    assert message in result.stderr
    assert rows == []


def test_a_missing_file_or_a_damaged_workbook_ends_with_one_clear_line(run, tmp_path):
    assert run([{"id": "q", "surname": "Smith"}], tmp_path / "none.csv")[0].exit_code != 0
    (tmp_path / "bad.xlsx").write_bytes(b"PK\x03\x04 not a workbook")
    result, _ = run([{"id": "q", "surname": "Smith"}], tmp_path / "bad.xlsx")
    assert result.exit_code != 0
    assert "Traceback" not in result.output


def test_workbooks_are_read_with_their_dates_and_numbers(run, tmp_path):
    path = tmp_path / "list.xlsx"
    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, COLUMNS)
    sheet.write_row(1, 0, [7, "Robert", "Featherstonehaugh", ""])
    sheet.write_datetime(1, 4, datetime.datetime(1970, 12, 1), book.add_format({"num_format": "dd/mm/yyyy"}))  # noqa: DTZ001
    sheet.write_row(1, 5, ["Kent", 1234])
    sheet.write_row(2, 0, [8, "Ann", "Jones", "", 1990])
    book.close()
    queries = [
        {
            "id": "q",
            "forenames": "Bob",
            "surname": "Featherstonehaugh",
            "date_of_birth": "1970-12-01",
            "force": "Kent Police",
            "service_number": "01234",
        },
        {"id": "r", "forenames": "Ann", "surname": "Jones", "date_of_birth": "1990"},
    ]
    _, rows = run(queries, path)
    assert (rows[0]["entry_id"], rows[0]["band"]) == ("7", "strong")
    assert rows[1]["entry_id"] in ("8", "")


def test_an_empty_list_clears_and_an_empty_question_file_has_no_answers(run):
    assert run([{"id": "q", "surname": "Smith"}], [])[1][0]["band"] == "none"
    assert run([])[1] == []
