"""Taking a file apart in a child process with limits: nothing of it touches a disk, and a child that dies is a refusal."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO, Any

from vetting.batches.reading.shapes import MEGABYTE, Choices, Facts, Limits, Preview, RawRow
from vetting.errors import InvalidInput, Problem, VettingError

_START = "import sys; sys.path.insert(0, sys.argv[1]); from reading.child import main; main()"
_FOLDER = str(Path(__file__).resolve().parent)
_ENVIRONMENT = {"PYTHONDONTWRITEBYTECODE": "1", "RUST_BACKTRACE": "0", "PATH": "/usr/bin:/bin", "LANG": "C.UTF-8"}
_LONGEST_FRAME = 256 * 1024 * 1024


class UnusableFile(InvalidInput):
    """The file cannot be taken. `reason` is a stable code; `row` (from 1) and `column` (a letter) where there is one place."""

    code = "unusable_file"

    def __init__(self, reason: str, message: str, row: int | None = None, column: str | None = None) -> None:
        super().__init__([Problem("file", message)])
        self.reason, self.row, self.column = reason, row, column


class EncodingNeeded(VettingError):
    """The file's text does not say in which encoding it is: somebody has to look at the previews and choose."""

    code = "encoding_needed"

    def __init__(self, proposed: str, previews: tuple[Preview, ...]) -> None:
        super().__init__("Choose how to read the letters with accents in this file.")
        self.proposed, self.previews = proposed, previews


@dataclass(frozen=True)
class OpenFile:
    """A file being read: what was found about it, and its rows as they come."""

    facts: Facts
    rows: Iterator[RawRow]


@contextmanager
def open_file(data: bytes, choices: Choices | None = None, limits: Limits | None = None) -> Iterator[OpenFile]:
    """Read a CSV, XLSX or JSON lines file in a child process.

    Raises UnusableFile (also while the rows are read) and EncodingNeeded. The child is gone when the block ends.
    """
    limits = limits or Limits()
    if len(data) > limits.file_bytes:
        raise UnusableFile("too_large", f"The file is larger than {limits.file_bytes // MEGABYTE} MB. Divide it.")
    command = [sys.executable, "-I", "-c", _START, _FOLDER]
    child = subprocess.Popen(  # noqa: S603 (our own interpreter and code; no shell)
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=_ENVIRONMENT, cwd="/", close_fds=True
    )
    clock = threading.Timer(limits.wall_seconds, child.kill)
    clock.daemon = True
    clock.start()
    try:
        _send(child, data, choices or Choices(), limits)
        yield _read(child, limits)
    finally:
        clock.cancel()
        child.kill()
        for stream in (child.stdin, child.stdout):
            if stream is not None:
                stream.close()
        child.wait()


def _send(child: subprocess.Popen[bytes], data: bytes, choices: Choices, limits: Limits) -> None:
    request = {"limits": asdict(limits), "choices": asdict(choices), "bytes": len(data)}
    stdin = child.stdin
    assert stdin is not None  # noqa: S101 (it was asked for)
    try:
        stdin.write(json.dumps(request).encode() + b"\n")
        stdin.write(data)
        stdin.flush()
    except BrokenPipeError:
        raise _died(child) from None


def _read(child: subprocess.Popen[bytes], limits: Limits) -> OpenFile:
    stdout = child.stdout
    assert stdout is not None  # noqa: S101 (it was asked for)
    first = _frame(child, stdout)
    if not isinstance(first, dict) or "facts" not in first:
        raise _died(child)
    facts = first["facts"]
    for name in ("other_sheets", "hidden_sheets", "hidden_columns"):
        facts[name] = tuple(facts[name])
    return OpenFile(Facts(**facts), _rows(child, stdout, limits))


def _rows(child: subprocess.Popen[bytes], stdout: IO[bytes], limits: Limits) -> Iterator[RawRow]:
    count = 0
    while True:
        frame = _frame(child, stdout)
        if isinstance(frame, dict):
            if frame.get("end") != count:
                raise _died(child)
            return
        for number, cells, *marks in frame:
            count += 1
            yield RawRow(number, tuple(cells), dict(marks[0]) if marks else {})


def _frame(child: subprocess.Popen[bytes], stdout: IO[bytes]) -> Any:
    """The next frame. Raises what the child refused or asked, and UnusableFile when it died before it was done."""
    line = stdout.readline(_LONGEST_FRAME)
    if not line.endswith(b"\n"):
        raise _died(child)
    frame = json.loads(line)
    if isinstance(frame, dict) and "refused" in frame:
        refused = frame["refused"]
        if refused["code"] == "memory":
            raise _too_much()
        raise UnusableFile(refused["code"], refused["message"], refused["row"], refused["column"])
    if isinstance(frame, dict) and "ask_encoding" in frame:
        asked = frame["ask_encoding"]
        raise EncodingNeeded(asked["proposed"], tuple(Preview(**preview) for preview in asked["previews"]))
    return frame


def _died(child: subprocess.Popen[bytes]) -> UnusableFile:
    child.kill()
    child.wait()
    return _too_much()


def _too_much() -> UnusableFile:
    message = "Reading the file took more memory or time than a list of people needs. Save it as CSV, or divide it."
    return UnusableFile("too_much_work", message)
