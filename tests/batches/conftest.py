"""The world of batches, on each database."""

from __future__ import annotations

import pytest

from tests.batches.world import BatchWorld
from vetting.db import Database


@pytest.fixture
def world(database: Database) -> BatchWorld:
    """Everyone, both lists open, and two organisations that may run batches."""
    return BatchWorld.make(database)
