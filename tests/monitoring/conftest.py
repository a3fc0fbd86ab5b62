"""The world of monitoring, on each database."""

from __future__ import annotations

import pytest

from tests.monitoring.world import WatchWorld
from vetting.db import Database


@pytest.fixture
def world(database: Database) -> WatchWorld:
    """Everyone, both lists open, and a monitor that is up to date."""
    return WatchWorld.make(database)
