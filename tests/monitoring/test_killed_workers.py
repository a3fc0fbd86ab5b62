"""Workers killed at random points: exactly one alert for each person listed, and one event for each change."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.conftest import make_settings
from tests.monitoring.killing import drill


@pytest.mark.parametrize("kills", [12, pytest.param(40, marks=pytest.mark.full)])
def test_each_alert_is_raised_once_although_workers_are_killed(database_url: str, tmp_path: Path, kills: int) -> None:
    figures = drill(make_settings(database_url, tmp_path), people=10, kills=kills)
    assert figures.hold, figures.line()
    assert figures.kills == kills
