"""The process that reads one file: limits first, then the file from standard input, then its rows as JSON lines on standard output.

The first line holds facts, a question or a refusal; then come blocks of rows; the last line is the count of rows, so that a child
that died on the way is never taken for a short file.
"""

from __future__ import annotations

import json
import os
import resource
import sys
from collections.abc import Iterator
from dataclasses import asdict
from typing import Any, BinaryIO

from .jsonlines import read_json_lines
from .kinds import CSV, JSON_LINES, XLSX, kind_of
from .shapes import Choices, EncodingUnknown, Facts, FileRefused, Limits, RawRow
from .texts import read_csv

BLOCK = 500


def main() -> None:
    """Read one request (a line of JSON), then the file, and answer."""
    given = sys.stdin.buffer
    request = json.loads(given.readline())
    limits, choices = Limits(**request["limits"]), Choices(**request["choices"])
    _limit_this_process(limits)
    answer = sys.stdout.buffer
    try:
        data = given.read(request["bytes"])
        rows = _answer_rows(data, choices, limits, answer)
        _send(answer, {"end": rows})
    except EncodingUnknown as question:
        previews = [asdict(preview) for preview in question.previews]
        _send(answer, {"ask_encoding": {"proposed": question.proposed, "previews": previews}})
    except FileRefused as refusal:
        refused = {"code": refusal.code, "message": refusal.message, "row": refusal.row, "column": refusal.column}
        _send(answer, {"refused": refused})
    except MemoryError:
        _send(answer, {"refused": {"code": "memory", "message": "", "row": None, "column": None}})
    answer.flush()
    os._exit(0)


def _answer_rows(data: bytes, choices: Choices, limits: Limits, answer: BinaryIO) -> int:
    facts, rows = _read(data, choices, limits)
    _send(answer, {"facts": asdict(facts)})
    block: list[Any] = []
    count = 0
    for row in rows:
        count += 1
        block.append((row.number, row.cells, list(row.marks.items())) if row.marks else (row.number, row.cells))
        if len(block) == BLOCK:
            _send(answer, block)
            block = []
    if block:
        _send(answer, block)
    return count


def _read(data: bytes, choices: Choices, limits: Limits) -> tuple[Facts, Iterator[RawRow]]:
    kind = kind_of(data)
    if kind == XLSX:
        from .workbooks import read_xlsx  # noqa: PLC0415 (calamine is loaded only for a workbook)

        return read_xlsx(data, choices, limits)
    assert kind in (CSV, JSON_LINES)  # noqa: S101 (kind_of returns nothing else)
    return read_json_lines(data, choices, limits) if kind == JSON_LINES else read_csv(data, choices, limits)


def _limit_this_process(limits: Limits) -> None:
    """Memory, processor time, no files, no core dump with names in it, no further processes' worth of handles."""
    for what, most in (
        (resource.RLIMIT_AS, limits.memory),
        (resource.RLIMIT_CPU, limits.cpu_seconds),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NOFILE, 16),
    ):
        resource.setrlimit(what, (most, most))


def _send(answer: BinaryIO, frame: object) -> None:
    answer.write(json.dumps(frame, ensure_ascii=True, separators=(",", ":")).encode() + b"\n")
