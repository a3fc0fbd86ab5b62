"""The world of the tests of checks, on each database."""

from __future__ import annotations

import pytest

from tests.screening.world import World
from vetting.db import Database


@pytest.fixture
def world(database: Database) -> World:
    """Everyone, and both lists open."""
    return World.make(database)
