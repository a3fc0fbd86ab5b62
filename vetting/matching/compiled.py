"""How the matcher's inner functions are compiled: numba, with a disk cache that belongs to one state of the code.

Numba's own cache looks only at the file of the function itself; ours lies in a folder named by a digest of every file that compiled
code is made from, so a changed level or kernel is never run from an old cache. The first use after a change compiles (about half a
minute); `python -m vetting.matching` does it ahead of time.
"""

from __future__ import annotations

from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any, TypeVar

from numba import config, njit

Function = TypeVar("Function", bound=Callable[..., Any])
SOURCES = (
    "bits",
    "compiled",
    "dates",
    "kernels",
    "levels",
    "likeness",
    "lookups",
    "name_levels",
    "near_dates",
    "places",
    "retrieval",
    "scoring",
    "searching",
    "shortcuts",
    "tables",
    "vocabulary",
)
"""Modules that hold compiled functions, or constants and record types that are compiled into them."""


def _cache_folder() -> str:
    here = Path(__file__).resolve().parent
    digest = sha256(b"".join((here / f"{name}.py").read_bytes() for name in SOURCES)).hexdigest()[:16]
    return str(here / "__pycache__" / f"compiled-{digest}")


_FOLDER = _cache_folder()


def _compiled(function: Function, **options: bool) -> Function:
    settings: Any = config
    before, settings.CACHE_DIR = settings.CACHE_DIR, _FOLDER
    compiler: Any = njit
    try:
        result: Function = compiler(cache=True, nogil=True, error_model="numpy", **options)(function)
    finally:
        settings.CACHE_DIR = before
    return result


def compiled(function: Function) -> Function:
    """Compile a function that Python calls; it releases the interpreter lock and keeps its machine code on disk."""
    return _compiled(function)


def inner(function: Function) -> Function:
    """Compile a function that only compiled functions call."""
    return _compiled(function, no_cpython_wrapper=True, no_cfunc_wrapper=True, _nrt=False)


def inlined(function: Function) -> Function:
    """Compile a function into its callers: tables are many arrays, and handing them over costs more than most functions do."""
    return _compiled(function, no_cpython_wrapper=True, no_cfunc_wrapper=True, _nrt=False, forceinline=True)


def warm_up() -> None:
    """Compile everything now: one search of a tiny index."""
    from vetting.matching import Identity, MatchIndex, PersonName, load_model  # noqa: PLC0415  (the door imports this module)

    person = Identity((PersonName("Warm", "Up"),), "1970-06-15")
    MatchIndex.build(load_model(), [("1", person)]).search(person)
