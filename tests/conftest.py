"""What every test can ask for: both databases, a deployment on them, people of every role, and the web application."""

from __future__ import annotations

import base64
import shutil
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import psycopg
import pytest
from hypothesis import HealthCheck, settings
from pydantic import SecretStr
from sqlalchemy import make_url

from tests.servers import running_postgresql, running_redis
from vetting.settings import Mode, Settings

PASSWORD = "a long enough test passphrase"
LONGEST_TEST = timedelta(seconds=60)

settings.register_profile("the same in every run", derandomize=True, deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("the same in every run")  # a run is to say what was changed; the full tests look for more


def a_key(letter: str) -> str:
    """A key for tests: 32 times one letter."""
    return base64.b64encode(letter.encode() * 32).decode()


def make_settings(url: str, folder: Path, **changes: object) -> Settings:
    """Settings of a demonstration deployment on the database at `url`, its files in `folder`."""
    mode = changes.get("mode", Mode.DEMONSTRATION)
    values: dict[str, object] = {
        "mode": Mode.DEMONSTRATION,
        "database_url": url,
        "secret_key": "s" * 40,
        "password_salt": "p" * 20,
        "vault_keys": f"demo-1={a_key('v')}",
        "signing_keys": f"{'live' if mode is Mode.LIVE else 'demo'}-1={a_key('g')}",
        "index_key": a_key("i"),
        "audit_key": a_key("a"),
        "checkpoints_dir": folder / "checkpoints",
        "queue_url": f"sqlite:///{folder / 'queue.db'}",
    }
    return Settings(**(values | changes))  # type: ignore[arg-type]


def as_environment(settings: Settings) -> dict[str, str]:
    """The settings as a process of their own reads them."""
    given: dict[str, str] = {}
    for name, value in settings.model_dump().items():
        if isinstance(value, dict):
            given[f"VETTING_{name.upper()}"] = ",".join(f"{key_id}={key.get_secret_value()}" for key_id, key in value.items())
        elif value is not None:
            given[f"VETTING_{name.upper()}"] = value.get_secret_value() if isinstance(value, SecretStr) else str(value)
    return given


@pytest.fixture(scope="session", autouse=True)
def _logging() -> None:
    """Log as the service does: structlog's own way draws every local variable of a fault, which takes ten seconds."""
    from vetting.app.service import configure_logging

    configure_logging()


@pytest.fixture(autouse=True)
def _no_day_ends_in_a_test() -> None:
    """Wait for a midnight that a test might not end before: what it wrote down as today would be yesterday."""
    for zone in (UTC, ZoneInfo("Europe/London")):
        soon = datetime.now(zone) + LONGEST_TEST
        if soon.date() > (soon - LONGEST_TEST).date():
            midnight = datetime.combine(soon.date(), datetime.min.time(), zone)
            time.sleep(max(0.0, midnight.timestamp() - time.time()))


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[str]:
    """A PostgreSQL of this test run, by URL without a database name."""
    with running_postgresql() as url:
        yield url


@pytest.fixture(scope="session")
def redis_url() -> Iterator[str]:
    """A Redis of this test run."""
    with running_redis() as url:
        yield url


@dataclass
class Templates:
    """A prepared database of each kind; a test gets a copy of its own, which is much quicker than preparing one."""

    folder: Path
    postgresql_server: str
    made: int = 0
    in_use: list[str] = field(default_factory=list)

    def fresh(self, kind: str, folder: Path) -> str:
        """The URL of a fresh copy."""
        self.made += 1
        if kind == "sqlite":
            target = folder / "vetting.db"
            shutil.copy(self.folder / "template.db", target)
            return f"sqlite:///{target}"
        return self._on_postgresql("TEMPLATE vetting_template")

    def empty(self, kind: str, folder: Path) -> str:
        """The URL of a database without a table."""
        self.made += 1
        return f"sqlite:///{folder / f'empty-{self.made}.db'}" if kind == "sqlite" else self._on_postgresql("TEMPLATE template0")

    def _on_postgresql(self, how: str) -> str:
        name = f"vetting_{self.made}"
        _administer(self.postgresql_server, f"CREATE DATABASE {name} STRATEGY FILE_COPY {how}")
        self.in_use.append(name)
        return self.postgresql_server + name

    def drop(self) -> None:
        """Take away the PostgreSQL databases that were made since the last time."""
        while self.in_use:
            _administer(self.postgresql_server, f"DROP DATABASE {self.in_use.pop()} WITH (FORCE)")


def _administer(server: str, statement: str) -> None:
    url = make_url(server)
    with psycopg.connect(host=url.host, port=url.port, user=url.username, dbname="postgres", autocommit=True) as connection:
        connection.execute(statement)  # type: ignore[call-overload]


@pytest.fixture(scope="session")
def templates(tmp_path_factory: pytest.TempPathFactory, postgresql_server: str) -> Templates:
    """Prepare one database of each kind through the service's own door."""
    from vetting.app import Service

    folder = tmp_path_factory.mktemp("templates")
    _administer(postgresql_server, "CREATE DATABASE vetting_template")
    for url in (f"sqlite:///{folder / 'template.db'}", postgresql_server + "vetting_template"):
        service = Service(make_settings(url, folder))
        service.prepare()
        service.database.engine.dispose()
    return Templates(folder, postgresql_server)


@pytest.fixture(autouse=True)
def _databases_end_with_their_test(request: pytest.FixtureRequest) -> Iterator[None]:
    """Keep one test's databases at a time: a thousand of them are ten gigabytes and a million files."""
    yield
    if "templates" in request.fixturenames:
        request.getfixturevalue("templates").drop()


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, templates: Templates, tmp_path: Path) -> str:
    """A prepared, empty database: the test runs once on SQLite and once on PostgreSQL."""
    return templates.fresh(request.param, tmp_path)


@pytest.fixture
def service(database_url: str, tmp_path: Path):  # type: ignore[no-untyped-def]
    """A deployment on the database, put together as in production."""
    from vetting.app import Service

    service = Service(make_settings(database_url, tmp_path))
    yield service
    service.database.engine.dispose()


@pytest.fixture
def database(service):  # type: ignore[no-untyped-def]
    """The deployment's database."""
    return service.database


@pytest.fixture
def app(service):  # type: ignore[no-untyped-def]
    """The web application on the deployment."""
    from vetting.app import create_app

    app = create_app(service.settings, service)
    app.testing = True
    return app
