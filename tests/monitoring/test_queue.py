"""The monitor on the queue: a bell that rings while it is at work is not forgotten."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from tests.monitoring.world import WatchWorld
from vetting.jobs import Timetable
from vetting.monitoring import Monitor, MonitorQueue
from vetting.monitoring.findings import Findings
from vetting.monitoring.leases import Position


def test_what_comes_during_a_pass_is_found_by_the_same_job(
    world: WatchWorld, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    timetable = Timetable(f"sqlite:///{tmp_path / 'queue.db'}")
    queue = MonitorQueue(timetable, lambda: world.database)
    check_id = world.check()
    examine = Monitor.examine

    def examined(monitor: Monitor, session: Session, before: Position) -> Findings:
        found = examine(monitor, session, before)
        if not listed:
            listed.append(world.world.entry())
            assert Monitor(world.database).run() is None, "whoever answers the bell now finds a pass at work"
        return found

    listed: list[object] = []
    monkeypatch.setattr(Monitor, "examine", examined)
    queue.ring()
    assert timetable.run_waiting() > 0
    assert [alert.check_id for alert in world.alerts()] == [check_id]
