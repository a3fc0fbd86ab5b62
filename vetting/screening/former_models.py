"""Asking a former model version: it answers with its own code and tables, in a process of its own without keys or database.

A version that differs from the present one by its weights only is loaded into this process: the code and the tables are the same
to the byte, or the version's digest would not fit.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tempfile
import threading
import weakref
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from typing import Any

import structlog

import vetting.matching
from vetting.errors import VettingError
from vetting.matching import Comparison, Identity, Match, MatchModel, ModelError, PersonName, read_model, unpack, weights_of

PLACE = Path(vetting.matching.__file__).resolve().parent / "__pycache__" / "former"
"""Where former versions are laid out and compiled, beside the compiled present one."""
SECONDS = 300.0
"""The longest that one answer may take; the first one compiles the version's code, which takes about a minute."""
WARM = Identity((PersonName("Warm", "Up"),), "1970-06-15")
PROGRAM = """
import sys
from pathlib import Path
sys.path.insert(0, sys.argv[1])
lines, sys.stdout = sys.stdout, sys.stderr
from vetting.matching.answering import answer
answer(Path(sys.argv[1], "matching.toml"), sys.stdin, lambda text: print(text, file=lines, flush=True))
"""

log = structlog.get_logger(__name__)


class ModelNotRunnable(VettingError):
    """A kept model version does not run on this machine any more."""

    code = "model_not_runnable"


class FormerIndex:
    """Some listed people as a former version searches them. Raises ModelNotRunnable."""

    def __init__(self, ask: Callable[[dict[str, Any]], dict[str, Any]], entries: Iterable[tuple[str, Identity]]) -> None:
        sent = [[entry_id, asdict(identity)] for entry_id, identity in entries]
        self._ask, self._count = ask, len(sent)
        self._index = ask({"do": "build", "entries": sent})["index"]

    def __len__(self) -> int:
        return self._count

    def search_many(self, subjects: Sequence[Identity]) -> list[list[Match]]:
        """The hits of each subject, as `MatchIndex.search_many` gives them."""
        return self._matches({"do": "search"}, subjects)

    def retrieve_many(self, subjects: Sequence[Identity], min_weight: float) -> list[list[Match]]:
        """The pairs of each subject down to a weight, as `MatchIndex.retrieve_many` gives them."""
        return self._matches({"do": "retrieve", "floor": min_weight}, subjects)

    def _matches(self, asked: dict[str, Any], subjects: Sequence[Identity]) -> list[list[Match]]:
        told = self._ask({**asked, "index": self._index, "subjects": [asdict(subject) for subject in subjects]})
        return [[_match(fields) for fields in matches] for matches in told["matches"]]


class FormerModel:
    """One former version, answering in a process of its own until it is closed. Raises ModelNotRunnable."""

    def __init__(self, version: str, packed: bytes) -> None:
        self.version = version
        folder, passing = _laid_out(version, packed)
        command = [sys.executable, "-I", "-c", PROGRAM, str(folder)]
        pipes: dict[str, Any] = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.DEVNULL}
        self._process = subprocess.Popen(  # noqa: S603 (this interpreter, on files that this service has sealed)
            command, **pipes, env={}, cwd=folder, text=True, encoding="utf-8"
        )
        self.close = weakref.finalize(self, _end, self._process, folder if passing else None)
        try:
            if self._read().get("version") != version:
                raise ModelNotRunnable("The kept files do not make the version that they were kept as.")
            self.build([("warm", WARM)]).search_many([WARM])  # compiles the version's code, once on this machine
        except ModelNotRunnable:
            self.close()
            raise

    def build(self, entries: Iterable[tuple[str, Identity]]) -> FormerIndex:
        """An index of listed people by this version."""
        return FormerIndex(self._ask, entries)

    def _ask(self, asked: dict[str, Any]) -> dict[str, Any]:
        assert self._process.stdin is not None  # noqa: S101 (it was asked for)
        with suppress(OSError, ValueError):  # it has ended: reading says so
            self._process.stdin.write(json.dumps(asked) + "\n")
            self._process.stdin.flush()
        return self._read()

    def _read(self) -> dict[str, Any]:
        assert self._process.stdout is not None  # noqa: S101 (it was asked for)
        late = threading.Timer(SECONDS, self._process.kill)
        late.start()
        try:
            told = json.loads(self._process.stdout.readline() or "{}")
        except ValueError:
            told = {}
        finally:
            late.cancel()
        if not told or "error" in told:
            log.error("former_model_failed", version=self.version, error=told.get("error", "ended"))
            raise ModelNotRunnable("This model version cannot be run here any more.")
        return dict(told)


def open_model(version: str, packed: bytes) -> MatchModel | FormerModel:
    """A kept version, ready to answer. Raises ModelNotRunnable."""
    return _same_code(version, packed) or FormerModel(version, packed)


def _same_code(version: str, packed: bytes) -> MatchModel | None:
    """The version, loaded into this process, if it differs from the present one by its weights only."""
    with suppress(ModelError):  # weights of another form are of other code
        model = read_model(weights_of(packed))
        return model if model.version == version else None
    return None


def _laid_out(version: str, packed: bytes) -> tuple[Path, bool]:
    """A folder with the version's files, kept for the next time where the service may write beside its code; else passing."""
    name = "".join(character if character.isalnum() or character in "-." else "_" for character in version)
    folder = PLACE / name
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        unpack(packed, folder)
    except OSError:  # a file system that must not be written to
        folder = Path(tempfile.mkdtemp(prefix="vetting-model-"))
        unpack(packed, folder)
        return folder, True
    return folder, False


def _match(fields: dict[str, Any]) -> Match:
    return Match(**{**fields, "comparisons": tuple(Comparison(**each) for each in fields["comparisons"])})


def _end(process: subprocess.Popen[str], passing: Path | None) -> None:
    process.kill()
    process.wait()
    for pipe in (process.stdin, process.stdout):
        if pipe is not None:
            with suppress(OSError):
                pipe.close()
    if passing is not None:
        shutil.rmtree(passing, ignore_errors=True)
