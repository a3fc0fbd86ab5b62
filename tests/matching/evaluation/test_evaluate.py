"""`vetting evaluate`: prints every section, draws the curves, and needs nothing but the package."""

import json
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from click.testing import CliRunner

from vetting.commands.evaluate import evaluate
from vetting.matching.evaluation.world import TRAINING_SEEDS

SMALL = ["--size", "400", "--members", "120", "--others", "240", "--no-groups"]


def test_it_prints_every_section_and_draws_the_curves(tmp_path: Path) -> None:
    figure = tmp_path / "curves.svg"
    result = CliRunner().invoke(evaluate, [*SMALL, "--figure", str(figure)])
    assert result.exit_code == 0, result.output
    for words in (
        "Recall at a share of false hits",
        "kind of error",
        "At the default thresholds",
        "Candidates lost",
        "Reliability",
        "bytes an entry",
    ):
        assert words in result.output
    drawing = ET.fromstring(figure.read_text("utf-8"))
    assert drawing.tag.endswith("svg")
    assert len(drawing.findall(".//{http://www.w3.org/2000/svg}polyline")) == 1


def test_json_holds_the_same_figures() -> None:
    result = CliRunner().invoke(evaluate, [*SMALL, "--no-speed", "--all-identifiers", "--json"])
    assert result.exit_code == 0, result.output
    found = json.loads(result.stdout.splitlines()[-1])
    assert found["matchers"][0]["matcher"] == "this matcher"
    assert 0.5 < found["matchers"][0]["recall"][0] <= 1
    assert found["plan"]["all_identifiers"] is True


def test_a_figure_that_cannot_be_written_is_one_clear_line(tmp_path: Path) -> None:
    result = CliRunner().invoke(evaluate, [*SMALL, "--no-speed", "--figure", str(tmp_path / "no" / "such.svg")])
    assert result.exit_code == 1
    assert result.stderr.splitlines()[-1].startswith("Error: ")


def test_the_command_pulls_in_no_service_and_no_peer() -> None:
    code = (
        "import sys, vetting.commands.evaluate;"
        "print([m for m in ('flask', 'sqlalchemy', 'pydantic', 'splink', 'pandas', 'nomenklatura') if m in sys.modules])"
    )
    assert subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout.strip() == "[]"


@pytest.mark.parametrize("seed", [min(TRAINING_SEEDS), max(TRAINING_SEEDS)])
def test_no_training_world_is_for_measuring(seed: int) -> None:
    result = CliRunner().invoke(evaluate, ["--seed", str(seed)])
    assert result.exit_code == 2
    assert "fitted" in result.stderr
