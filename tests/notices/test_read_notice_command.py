"""`vetting read-notice` holds its contract (design.md section 5)."""

import json
from pathlib import Path

from click.testing import CliRunner, Result

from vetting.commands.read_notice import read_notice

TEXTS = Path(__file__).parent / "texts"
KEYS = [
    "name",
    "alias",
    "role",
    "rank",
    "force",
    "former",
    "service_number",
    "outcome",
    "hearing_date",
    "standards_breached",
    "barred_list_stated",
    "evidence",
]


def run(*paths: Path) -> Result:
    return CliRunner().invoke(read_notice, [str(path) for path in paths])


def test_one_line_of_compact_json_a_file():
    paths = sorted(TEXTS.glob("0[1-4]*.txt"))
    result = run(*paths)
    lines = result.stdout.splitlines()
    assert result.exit_code == 0
    assert [json.loads(line)["file"] for line in lines] == [str(path) for path in paths]
    assert all(line == json.dumps(json.loads(line), separators=(",", ":")) for line in lines)


def test_the_names_of_the_contract():
    reading = json.loads(run(TEXTS / "02-pcso-dismissed-readers-comments.txt").stdout)
    assert list(reading) == ["file", "notice_type", "subjects"]
    assert list(reading["subjects"][0]) == KEYS


def test_a_bad_file_is_other_and_does_not_stop_the_rest(tmp_path: Path):
    empty, binary, unrelated = tmp_path / "empty", tmp_path / "binary", tmp_path / "unrelated.txt"
    empty.write_bytes(b"")
    binary.write_bytes(bytes(range(256)) * 4)
    unrelated.write_text("The village fete was held on Saturday.", encoding="utf-8")
    missing = tmp_path / "missing.txt"
    result = run(empty, binary, unrelated, missing, tmp_path, TEXTS / "18-year-cannot-be-known.txt")
    readings = [json.loads(line) for line in result.stdout.splitlines()]
    assert result.exit_code == 0
    assert [(r["notice_type"], r["subjects"]) for r in readings[:5]] == [("other", [])] * 5
    assert readings[5]["notice_type"] == "outcome"
    assert result.stderr.splitlines() == [
        f"read-notice: {missing}: No such file or directory",
        f"read-notice: {tmp_path}: Is a directory",
    ]


def test_without_a_file_it_says_what_is_missing():
    result = run()
    assert result.exit_code == 2
    assert "FILE" in result.stderr


def test_help_says_what_it_does():
    result = CliRunner().invoke(read_notice, ["--help"])
    assert result.exit_code == 0
    assert "FILE..." in result.stdout
