"""What the register's tests ask for: people of every role, and lists that are open."""

from __future__ import annotations

import pytest

from tests.people import Someone, add_everyone
from tests.registry.cases import open_lists
from vetting.access import Actor
from vetting.db import Database


@pytest.fixture
def people(database: Database) -> dict[Someone, Actor]:
    return add_everyone(database)


@pytest.fixture
def open_register(database: Database, people: dict[Someone, Actor]) -> Database:
    """A register whose lists two registrars have opened."""
    open_lists(database, people)
    return database
