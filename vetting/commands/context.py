"""What a command may ask of the deployment it runs in; `vetting.app:cli` puts the real thing into the click context."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Protocol

import click

from vetting.audit import Checkpoints
from vetting.db import Database
from vetting.jobs import Timetable


class Deployment(Protocol):
    """One deployment, put together from the settings in the environment."""

    @property
    def database(self) -> Database:
        """The database, its sessions wired to the vault, the lists and the index."""
        ...

    @property
    def audit_key(self) -> bytes:
        """The key of the audit chain."""
        ...

    @property
    def former_audit_keys(self) -> Mapping[int, bytes]:
        """The keys that the chain was under before, by the number of the last event under each."""
        ...

    def take_over_trail(self) -> int:
        """Go on under the audit key of the settings where a former one ended."""
        ...

    @property
    def checkpoints_dir(self) -> Path:
        """Where the chain's checkpoints are written."""
        ...

    @property
    def checkpoints(self) -> Checkpoints:
        """The chain's checkpoints."""
        ...

    def prepare(self) -> None:
        """Bring the tables up to date and create the deployment on an empty database."""
        ...

    def check(self) -> None:
        """Refuse a database of another mode and a wrong key."""
        ...

    def hashing_passwords(self) -> AbstractContextManager[object]:
        """A context in which accounts can be made."""
        ...

    def checkpoint(self) -> None:
        """Write a checkpoint of the chain's end."""
        ...

    def timetable(self) -> Timetable:
        """The worker and what it runs by the clock."""
        ...


def connect(ctx: click.Context) -> Deployment:
    """The deployment of the settings in the environment. Raises click.ClickException when they do not fit."""
    make: Callable[[], Deployment] = ctx.find_root().obj
    return make()
