"""docs/security.md names only tests and drills that exist."""

from __future__ import annotations

import re
from pathlib import Path

import vetting

ROOT = Path(vetting.__file__).resolve().parent.parent
PAGE = (ROOT / "docs" / "security.md").read_text()
TESTS = "\n".join(path.read_text() for path in (ROOT / "tests").rglob("*.py"))


def test_every_test_named_exists() -> None:
    names = re.findall(r"`(test_\w+)…?`", PAGE)
    assert len(names) >= 8
    assert [name for name in names if f"def {name}" not in TESTS] == []


def test_every_file_and_drill_named_exists() -> None:
    files = re.findall(r"`(tests/[\w/.]+)`", PAGE)
    drills = re.findall(r"`make drill-([a-z-]+)`", PAGE)
    assert files
    assert drills
    assert [name for name in files if not (ROOT / name).exists()] == []
    assert [name for name in drills if not (ROOT / "tests" / "drills" / f"{name.replace('-', '_')}.py").exists()] == []
