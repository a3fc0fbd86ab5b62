"""Every hostile file: a clear verdict within 5 seconds, a child of at most 512 MB, nothing left in the temporary folder.

The seconds are of the processor, of this process and its child together: how long others keep the machine busy is not the file's
doing. The clock on the wall has a limit too.
"""

from __future__ import annotations

import os
import resource
import tempfile
import threading
import time
from pathlib import Path

import psutil
import pytest

from tests.batches.hostile import CASES, HEADINGS, PERSON, with_sheet, workbook
from vetting.batches.files import EncodingNeeded, UnusableFile, open_file
from vetting.batches.reading.shapes import MEGABYTE, Choices, Facts, Limits, RawRow

SECONDS, WALL_SECONDS, CHILD_BYTES = 5.0, 60.0, 512 * MEGABYTE


def read(data: bytes, choices: Choices | None = None, limits: Limits | None = None) -> tuple[Facts, list[RawRow]]:
    with open_file(data, choices, limits) as opened:
        return opened.facts, list(opened.rows)


def exhaust(data: bytes) -> int:
    with open_file(data) as opened:
        return sum(1 for _ in opened.rows)


def processor() -> float:
    used = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(each.ru_utime + each.ru_stime for each in used)


class Watch:
    """Samples the memory of this process's children."""

    def __init__(self) -> None:
        self.most = 0
        self._stop = threading.Event()
        self._others = set(psutil.Process().children(recursive=True))
        self._thread = threading.Thread(target=self._run, daemon=True)

    def _run(self) -> None:
        this = psutil.Process()
        while not self._stop.wait(0.01):
            for child in set(this.children(recursive=True)) - self._others:
                try:
                    self.most = max(self.most, child.memory_info().rss)
                except psutil.Error:
                    continue

    def __enter__(self) -> Watch:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join()


def test_there_are_at_least_forty_cases() -> None:
    assert len(CASES) >= 40


@pytest.mark.parametrize("case", CASES)
def test_hostile_file(case: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make, reason = CASES[case]
    data = make()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    others = set(psutil.Process().children())
    started, used = time.monotonic(), processor()
    with Watch() as watch:
        if reason is None:
            assert exhaust(data) > 0
        else:
            with pytest.raises(UnusableFile) as refused:
                exhaust(data)
            assert refused.value.reason == reason, refused.value.message
            assert len(refused.value.message) > 20 and "Traceback" not in refused.value.message
            assert "root:" not in refused.value.message
    assert processor() - used <= SECONDS
    assert time.monotonic() - started <= WALL_SECONDS
    assert watch.most <= CHILD_BYTES
    assert os.listdir(tmp_path) == []
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before <= 64 * 1024
    assert set(psutil.Process().children()) <= others


def test_refusals_name_row_and_column() -> None:
    with pytest.raises(UnusableFile) as refused:
        read(CASES["a long cell"][0]())
    assert (refused.value.row, refused.value.message.split(":")[0]) == (2, "Line 2")
    with pytest.raises(UnusableFile) as refused:
        read(with_sheet(b'<row r="7"><c r="C7" t="inlineStr"><is><t>' + b"A" * 2_000 + b"</t></is></c></row>"))
    assert (refused.value.row, refused.value.column) == (7, "C")
    with pytest.raises(UnusableFile) as refused:
        read(CASES["NUL in a cell"][0]())
    assert refused.value.row == 2


def test_letters_that_are_not_utf8_are_asked_about_with_a_preview() -> None:
    data = (HEADINGS + "R1,Siân,Exâmple,27/04/1985\n").encode("cp1252")
    with pytest.raises(EncodingNeeded) as asked:
        read(data)
    assert asked.value.proposed == "cp1252"
    assert asked.value.previews[0].line == 2
    assert "Siân" in asked.value.previews[0].readings["cp1252"]
    assert read(data, Choices(encoding="cp1252"))[1][1].cells[1] == "Siân"
    with pytest.raises(UnusableFile):
        read(data, Choices(encoding="rot13"))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
def test_encodings_that_say_what_they_are(encoding: str) -> None:
    rows = read((HEADINGS + "R1,Zoë,Łukasiewicz,27/04/1985\n").encode(encoding))[1]
    assert rows[0].cells[0] == "Reference"
    assert rows[1].cells[1:3] == ("Zoë", "Łukasiewicz")


def test_welsh_letters_in_the_celtic_encoding() -> None:
    data = (HEADINGS + "R1,Siân,Llŷr,27/04/1985\n").encode("iso8859_14")
    with pytest.raises(EncodingNeeded) as asked:
        read(data)
    assert "Llŷr" in asked.value.previews[0].readings["iso8859_14"]
    assert read(data, Choices(encoding="iso8859_14"))[1][1].cells[2] == "Llŷr"


def test_hidden_things_are_counted_and_their_rows_are_there() -> None:
    facts, rows = read(CASES["hidden things"][0]())
    assert (facts.hidden_rows, facts.hidden_columns) == (1, ("B",))
    assert rows[1].cells[1] == "Ann"


def test_formulas_and_errors_are_marked_and_not_evaluated() -> None:
    def fill(_book: object, sheet: object) -> None:
        sheet.write_formula("C2", "=1+1", value="Example")  # type: ignore[attr-defined]
        sheet.write_formula("B2", "=NA()", value="#N/A")  # type: ignore[attr-defined]

    facts, rows = read(workbook(fill))
    assert facts.formulas == 2
    assert rows[1].marks == {1: "formula", 2: "formula"}


def test_a_child_that_dies_is_a_refusal_and_never_a_short_file() -> None:
    people = HEADINGS.encode() + PERSON.encode() * 50_000
    with pytest.raises(UnusableFile) as refused:
        read(people, limits=Limits(wall_seconds=0.05))
    assert refused.value.reason == "too_much_work"
    others = set(psutil.Process().children())
    with open_file(people) as opened:
        first = next(opened.rows)
        assert first.number == 1
        (child,) = set(psutil.Process().children()) - others
        child.kill()
        with pytest.raises(UnusableFile):
            list(opened.rows)


def test_memory_is_limited() -> None:
    with pytest.raises(UnusableFile) as refused:
        read(b"a" * 50 * MEGABYTE, limits=Limits(memory=48 * MEGABYTE))
    assert refused.value.reason == "too_much_work"


def test_too_large_a_file_is_not_even_sent() -> None:
    with pytest.raises(UnusableFile) as refused:
        read(b"a" * 2_000, limits=Limits(file_bytes=1_000))
    assert refused.value.reason == "too_large"


def test_the_child_knows_no_secret_of_its_parent(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VETTING_AUDIT_KEY", "canary")
    others = set(psutil.Process().children())
    with open_file(HEADINGS.encode() + PERSON.encode() * 20_000) as opened:
        (child,) = set(psutil.Process().children()) - others  # a database server may be another one
        assert "canary" not in str(child.environ())
        list(opened.rows)
