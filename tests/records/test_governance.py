"""The record of processing names every table with data on people, and every rule of retention as it runs."""

from __future__ import annotations

import re
from pathlib import Path

import vetting
from vetting.records import load_rules
from vetting.records.subject_tables import HOLDINGS, NOT_GIVEN

PAPERS = Path(vetting.__file__).resolve().parent.parent / "docs" / "governance"
RECORD = (PAPERS / "4-record-of-processing.md").read_text()


def test_every_table_with_data_on_people_is_named() -> None:
    given, _, withheld = RECORD.partition("Tables with data on people")[2].partition("Not given")
    assert set(re.findall(r"`([a-z_]+)`", given)) == set(HOLDINGS)
    assert set(re.findall(r"`([a-z_]+)`", withheld.partition("Operations")[0])) == set(NOT_GIVEN)


def test_every_rule_of_retention_is_named_with_its_days() -> None:
    written = {rule: int(days.replace(",", "")) for rule, days in re.findall(r"\| `([a-z-]+)` \|[^|]+\| ([\d,]+) days", RECORD)}
    assert written == {rule.id: rule.after_days for rule in load_rules()}


def test_what_a_paper_points_to_is_there() -> None:
    root = PAPERS.parent.parent
    for paper in PAPERS.glob("*.md"):
        named = re.findall(r"`((?:tests|docs|config|vetting)/[\w./-]+\.\w+)`", paper.read_text())
        assert [path for path in named if not (root / path).exists()] == [], paper.name
