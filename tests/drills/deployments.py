"""A deployment of a drill's own, on SQLite or on a PostgreSQL that is started for it; on the latter as the service's own role."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Engine, inspect, make_url

from tests.conftest import make_settings
from tests.servers import running_postgresql
from vetting.access import role_statements
from vetting.app import Service

APP_ROLE = "vetting_app"
KINDS = ("sqlite", "postgresql")


@contextmanager
def deployment(kind: str, **changes: object) -> Iterator[Service]:
    """A prepared, empty deployment; its files and its database are gone at the end."""
    with tempfile.TemporaryDirectory(prefix="vetting-drill-") as name:
        folder = Path(name)
        if kind == "sqlite":
            yield from _served(f"sqlite:///{folder / 'vetting.db'}", folder, changes)
            return
        with running_postgresql() as server:
            owner = Service(make_settings(f"{server}postgres", folder, **changes))
            owner.prepare()
            url = as_app_role(owner.database.engine)
            owner.database.engine.dispose()
            service = Service(make_settings(url, folder, **changes))
            yield service
            service.database.engine.dispose()


def as_app_role(owner: Engine) -> str:
    """Make the role that the service runs as, with what `role_statements` grants it and no more, and give the URL for it."""
    with owner.begin() as connection:
        if not connection.exec_driver_sql(f"SELECT 1 FROM pg_roles WHERE rolname = '{APP_ROLE}'").first():
            connection.exec_driver_sql(f"CREATE ROLE {APP_ROLE} LOGIN NOSUPERUSER NOBYPASSRLS")
        for statement in role_statements(APP_ROLE, inspect(connection).get_table_names()):
            connection.exec_driver_sql(statement)
    return make_url(owner.url).set(username=APP_ROLE).render_as_string(hide_password=False)


def _served(url: str, folder: Path, changes: dict[str, object]) -> Iterator[Service]:
    service = Service(make_settings(url, folder, **changes))
    service.prepare()
    yield service
    service.database.engine.dispose()
