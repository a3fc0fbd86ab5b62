"""Keys are replaced one after the other: everything opens with the new key alone afterwards, also when it was stopped half-way."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from tests.conftest import a_key, make_settings
from tests.people import VETTING_OFFICER
from tests.screening.world import World, a_request, misspelt
from vetting.app import Service
from vetting.records import keys_in_use, rotate, rotation
from vetting.vault import VaultError

WithKeys = Callable[[str], Service]
OLD, NEW = f"demo-1={a_key('v')}", f"demo-2={a_key('w')}"


@pytest.fixture
def world(service: Service) -> World:
    world = World.make(service.database)
    world.entry()
    for number in range(5):
        world.run(VETTING_OFFICER, a_request(surname=f"Llewellyn{'abcde'[number]}"))
    world.run(VETTING_OFFICER, misspelt())
    return world


@pytest.fixture
def with_keys(service: Service, tmp_path: Path) -> Iterator[WithKeys]:
    """The same deployment, started with other keys."""
    made: list[Service] = []

    def start(keys: str) -> Service:
        url = service.settings.database_url.get_secret_value()
        made.append(Service(make_settings(url, tmp_path, vault_keys=keys)))
        return made[-1]

    yield start
    for each in made:
        each.database.engine.dispose()


def test_after_a_rotation_the_new_key_alone_opens_everything(service: Service, world: World, with_keys: WithKeys) -> None:
    both = with_keys(f"{NEW},{OLD}")
    before = keys_in_use(both.database)
    assert set(before) == {"demo-1"}
    assert rotate(both.database) == before["demo-1"]
    alone = with_keys(NEW)
    alone.check()
    moved = World(alone.database, world.people)
    with alone.database.read() as session:
        ids = session.scalars(text("SELECT id FROM screening_check ORDER BY checked_at")).all()
    assert all(moved.view(VETTING_OFFICER, check_id).answer for check_id in ids)
    assert moved.check(VETTING_OFFICER, misspelt(reference="VAC-2")).answer is not None
    assert set(keys_in_use(alone.database)) == {"demo-2"}
    assert rotate(alone.database) == 0


def test_stopped_half_way_both_keys_are_needed_and_it_goes_on(
    service: Service, world: World, with_keys: WithKeys, monkeypatch: pytest.MonkeyPatch
) -> None:
    both = with_keys(f"{NEW},{OLD}")
    whole, left = rotation._rotate_value, [7]

    def dies(*arguments: Any) -> int:
        if left[0] == 0:
            raise RuntimeError("killed")
        left[0] -= 1
        return whole(*arguments)

    monkeypatch.setattr(rotation, "PAGE", 2)
    monkeypatch.setattr(rotation, "_rotate_value", dies)
    with pytest.raises(RuntimeError):
        rotate(both.database)
    with pytest.raises(VaultError):
        with_keys(NEW).check()
    monkeypatch.undo()
    rotate(both.database)
    assert set(keys_in_use(both.database)) == {"demo-2"}
    with_keys(NEW).check()


def test_a_value_that_no_key_opens_is_named_and_nothing_is_lost(service: Service, world: World, with_keys: WithKeys) -> None:
    wrong = with_keys(f"{NEW},demo-1={a_key('x')}")
    before = keys_in_use(service.database)
    with pytest.raises(VaultError, match="does not open"):
        rotate(wrong.database)
    assert keys_in_use(service.database) == before


def test_every_sealed_column_is_one_that_rotation_finds(service: Service) -> None:
    from sqlalchemy import LargeBinary

    from vetting.db import Base

    found = {(table.name, name) for table, names in rotation.sealed_columns() for name in names}
    binary = {
        (table.name, column.name)
        for table in Base.metadata.sorted_tables
        for column in table.columns
        if isinstance(column.type, LargeBinary)
    }
    assert binary - found == {("deployment", "canary"), ("screening_kept_model", "packed")}, "no personal data is in these"
    assert all("id" in table.columns for table, _ in rotation.sealed_columns())
