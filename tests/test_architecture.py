"""The house: each capability has one door, pinned here, and imports go one way (the contracts are in pyproject.toml)."""

from __future__ import annotations

import importlib
import re
import subprocess
import sys
from pathlib import Path

import pytest

import vetting

ROOT = Path(vetting.__file__).resolve().parent
DOORS = [
    "vetting.access",
    "vetting.audit",
    "vetting.batches",
    "vetting.matching",
    "vetting.monitoring",
    "vetting.notices",
    "vetting.records",
    "vetting.registry",
    "vetting.screening",
]


@pytest.mark.parametrize("door", DOORS)
def test_every_name_of_a_door_exists_and_is_documented(door: str) -> None:
    module = importlib.import_module(door)
    assert module.__doc__
    for name in module.__all__:
        thing = getattr(module, name)
        if callable(thing):
            assert thing.__doc__, f"{door}.{name} has no docstring"


@pytest.mark.parametrize("room", ["access", "api", "batches", "monitoring", "records", "registry", "registry.imports", "screening"])
def test_a_door_says_what_every_file_behind_it_is_for(room: str) -> None:
    """A newcomer reads the door first; `models` are the tables everywhere."""
    said = set(re.findall(r"`(\w+)`", importlib.import_module(f"vetting.{room}").__doc__ or ""))
    files = {path.stem for path in ROOT.joinpath(*room.split(".")).glob("*.py")} - {"__init__", "models"}
    assert files - said == set()


def test_imports_go_one_way() -> None:
    lint = Path(sys.executable).parent / "lint-imports"
    result = subprocess.run([lint, "--no-cache"], cwd=ROOT.parent, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stdout[-3000:]


def test_the_package_itself_is_empty() -> None:
    assert (ROOT / "__init__.py").read_text() == ""
