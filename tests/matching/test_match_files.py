"""Files as people really send them to `vetting match`: each ends in an answer, or in one line that names file, row and column."""

import csv
import io

import pytest
from click.testing import CliRunner

from vetting.commands.match import match
from vetting.commands.match_headings import UnusableHeading, folded, read_headings

LISTED = "id,forenames,surname,other_names,date_of_birth\nL1,John Paul,Ormskirk,,1984-03-05\nL2,Helen,Boothroyd,,01/12/1970\n"
ASKED = "id,forenames,surname,date_of_birth\nq1,John,Ormskirk,1984-03-05\nq2,Zeno,Quillfeather,1960-06-06\n"
ANSWERED = [("q1", "L1", "strong"), ("q2", "", "none")]


@pytest.fixture
def answers(tmp_path):
    def call(asked, listed=LISTED, *options, output=None):
        for name, content in (("list.csv", listed), ("queries.csv", asked)):
            (tmp_path / name).write_bytes(content.encode() if isinstance(content, str) else content)
        out = tmp_path / (output or "out.csv")
        files = [str(tmp_path / "list.csv"), str(tmp_path / "queries.csv")]
        result = CliRunner().invoke(match, [*files, "--output", str(out), "--workers", "1", *options])
        assert "Traceback" not in result.output
        text = out.read_text(encoding="utf-8") if out.exists() and output is None else ""
        return result, [(row["query_id"], row["entry_id"], row["band"]) for row in csv.DictReader(io.StringIO(text))], text

    return call


@pytest.mark.parametrize(
    "asked",
    [
        ASKED.replace("\n", "\r\n"),
        ASKED.replace("\n", "\r"),
        ASKED.rstrip("\n"),
        ASKED.encode("utf-8-sig"),
        ASKED.encode("utf-16"),
        ASKED.replace(",", ";"),
        ASKED.replace(",", "\t"),
        ASKED.replace(",", "|"),
        ASKED.replace(",", ", "),
        ASKED.replace("\n", ",,,\n"),
        "\n\n" + ASKED + "\n,,,\n",
        "sep=;\n" + ASKED.replace(",", ";"),
        ASKED.replace("id,forenames,surname,date_of_birth", " ID ,ForeNames\u200b,\u00a0SURNAME,Date  of Birth"),
        "date_of_birth,surname,id,forenames\n1984-03-05,Ormskirk,q1,John\n1960-06-06,Quillfeather,q2,Zeno\n",
        'id,forenames,surname,date_of_birth\nq1, "John\nPaul", "Ormskirk", "1984-03-05"\nq2,Zeno,"Quill\r\nfeather",1960-06-06\n',
        ASKED.replace("John", "Jo\0hn"),
    ],
    ids=[
        "crlf",
        "cr",
        "eof",
        "bom",
        "utf-16",
        "semicolon",
        "tab",
        "bar",
        "spaces",
        "padded",
        "blank",
        "sep=",
        "heading",
        "order",
        "quoted",
        "nul",
    ],
)
def test_what_makes_no_difference(answers, asked):
    result, rows, _ = answers(asked)
    assert (result.exit_code, rows) == (0, ANSWERED)


@pytest.mark.parametrize(
    ("heading", "row", "said"),
    [
        ("id,first_name,last_name,dob", "q1,John,Ormskirk,05/03/1984", "dob is read as date_of_birth"),
        ("id,given_names,family_name,D.O.B.", "q1,John,Ormskirk,05/03/1984", "given_names is read as forenames"),
        ("id,full name,date_of_birth", 'q1,"ORMSKIRK, John",1984-03-05', "full name is read as whole names"),
        ("id,name,date_of_birth", "q1,John Paul Ormskirk,1984-03-05", "name is read as whole names"),
    ],
)
def test_a_column_under_another_name_is_read_and_said_so(answers, heading, row, said):
    result, rows, _ = answers(f"{heading}\n{row}\n")
    assert rows == [("q1", "L1", "strong")]
    assert f"queries.csv: the column {said}" in result.stderr


def test_a_column_of_the_right_name_is_never_overruled(answers):
    _, rows, _ = answers("id,surname,forenames,dob,date_of_birth,name\nq1,Ormskirk,John,1960-01-02,1984-03-05,Zeno Nobody\n")
    assert rows == [("q1", "L1", "strong")]


def test_two_columns_that_could_be_one_are_refused():
    with pytest.raises(UnusableHeading, match="first_name and given_name could both be forenames"):
        read_headings(["id", "first_name", "given_name", "surname"])


@pytest.mark.parametrize(
    "cell", ["date_of_birth", "Date of Birth", " DATE  OF_BIRTH ", "date_of_birth\ufeff", "date\u00a0of\u00a0birth"]
)
def test_headings_fold(cell):
    assert folded(cell) == "date_of_birth"


@pytest.mark.parametrize("separator", [";", "\n", "\r\n"])
def test_other_names_stand_apart_by_semicolons_or_lines_of_their_own(answers, separator):
    listed = f'id,forenames,surname,other_names,date_of_birth\nL,Ann,Cole,"Helen Boothroyd{separator}Nell Lumb",1970-12-01\n'
    _, rows, _ = answers("id,forenames,surname,date_of_birth\nq,Nell,Lumb,1970-12-01\n", listed)
    assert rows == [("q", "L", "strong")]


OVERLONG = "id,forenames,surname,date_of_birth\nx,John,Ormskirk, Jr,1984-03-05\ny,Zeno,Quillfeather,1960-06-06\n"


def test_a_row_with_cells_beyond_the_heading_is_not_guessed_at(answers):
    result, rows, text = answers(OVERLONG)
    assert rows == [("x", "", "could_not_check"), ("y", "", "none")]
    assert "queries.csv row 2" in result.stderr
    assert "has 5 cells under a heading of 4 columns" in text
    result, rows, _ = answers(ASKED, OVERLONG)
    assert rows == [("q1", "", "could_not_check"), ("q2", "y", "strong")]
    assert "list.csv row 2" in result.stderr


def test_a_short_row_lacks_what_it_lacks(answers):
    _, rows, _ = answers("id,surname,forenames,date_of_birth\nq1,Ormskirk,John\nq2\n")
    assert rows == [("q1", "L1", "possible"), ("q2", "", "could_not_check")]


def test_values_that_cannot_be_read_are_counted_where_the_command_is_run(answers):
    result, _, _ = answers("id,surname,date_of_birth\nq1,Nobody,5 March 84\nq2,Nobody,31/02/1984\nq3,Nobody,1984\n")
    assert "queries.csv: column date_of_birth: 2 values cannot be read and count as missing (the first has id q1)" in result.stderr


@pytest.mark.parametrize(
    ("surname", "forenames"), [("????????", "John"), ("Ormskirk", "????"), ("12345", "John"), ("Ormskirk", "\U0001f600")]
)
def test_a_name_that_was_lost_on_the_way_is_named_beside_the_answer(answers, surname, forenames):
    _, rows, text = answers(f"id,surname,forenames,date_of_birth\nq,{surname},{forenames},1960-06-06\n")
    assert rows == [("q", "", "none")]
    assert "has no letter that can be compared and counts as missing" in text


@pytest.mark.parametrize("blank", ["-", "N/A", "none", ".", "unknown", "--", "FNU", "n.a."])
def test_a_word_for_no_name_is_no_fault(answers, blank):
    _, _, text = answers(f"id,surname,forenames,date_of_birth\nq,Nobody,{blank},1960-06-06\n")
    assert "counts as missing" not in text


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (ASKED.replace("Zeno", "Zen\u00f6").encode("cp1252"), "queries.csv: is not UTF-8 text (line 3)"),
        (ASKED + 'q3,"John "Jack" Paul",Ormskirk,\n', "queries.csv: row 4 is not readable as CSV"),
        (ASKED + 'q3,"John,Ormskirk,\nq4,Zeno,Quillfeather,\n', "queries.csv: row 4 is not readable as CSV"),
        (ASKED + "q3," + "x" * 10_000_001 + ",Ormskirk,\n", "queries.csv: row 4 is not readable as CSV"),
        ("Applicants of March\n" + ASKED, "there is no column id; its first row holds Applicants of March"),
        (b"\x00\xff\x13" * 900, "queries.csv"),
        ("", "there is no column id; its first row holds nothing"),
    ],
    ids=["cp1252", "quote", "open", "huge", "title", "binary", "empty"],
)
def test_what_cannot_be_read_ends_with_one_line_that_says_where(answers, content, message):
    result, rows, _ = answers(content)
    assert result.exit_code != 0
    assert rows == []
    assert message in result.stderr
    assert len(result.stderr.strip().splitlines()) == 1


@pytest.mark.parametrize("name", ["list.csv", "queries.csv"])
def test_the_answers_never_replace_what_was_asked(answers, name):
    result, _, _ = answers(ASKED, LISTED, output=name)
    assert result.exit_code != 0
    assert "write the answers to another file" in result.stderr


def test_a_weight_that_is_no_number_clears_nobody(answers):
    result, rows, _ = answers(ASKED, LISTED, "--min-weight=nan")
    assert result.exit_code != 0
    assert rows == []


@pytest.mark.parametrize("weight", ["inf", "-inf", "1e9"])
def test_no_weight_asked_for_hides_a_hit(answers, weight):
    _, rows, _ = answers(ASKED, LISTED, f"--min-weight={weight}")
    assert ("q1", "L1", "strong") in rows


@pytest.mark.parametrize("cell", ["x" * 9_000_000, "Ormskirk " * 5_000, "q" * 100_000])
def test_very_long_cells_are_read(answers, cell):
    result, rows, _ = answers(f"id,forenames,surname,date_of_birth\nq1,John,{cell},1984-03-05\nq2,Zeno,Quillfeather,1960-06-06\n")
    assert result.exit_code == 0
    assert [row[0] for row in rows] == ["q1", "q2"]


def test_equal_ids_are_each_answered(answers):
    _, rows, _ = answers("id,forenames,surname,date_of_birth\nq,John,Ormskirk,1984-03-05\nq,Zeno,Quillfeather,1960-06-06\n")
    assert rows == [("q", "L1", "strong"), ("q", "", "none")]
