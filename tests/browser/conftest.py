"""The real service on a port of its own, a real Chromium, and people who sign in to it once and then click."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from flask_security import hash_password
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from tests.browser.chromium import ARGUMENTS, find_chromium
from tests.browser.screens import Screen
from tests.conftest import PASSWORD, as_environment, make_settings
from tests.people import Someone, add_everyone
from tests.servers import free_port
from vetting.app import Service, create_app
from vetting.db import Database
from vetting.matching.compiled import warm_up

ROOT = Path(__file__).resolve().parents[2]
VENDOR = ROOT / "vetting" / "web" / "static" / "vendor"
READY_SECONDS = 180.0
WAIT_MS = 60_000
"""How long a page may take on a busy machine: whatever is awaited ends the wait."""
WIDE = {"width": 1280, "height": 900}
expect.set_options(timeout=WAIT_MS)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """One server and one browser serve all of these: they stay on one worker."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.xdist_group("browser"))


@pytest.fixture(scope="package")
def chromium() -> Iterator[Browser]:
    path = find_chromium()
    if path is None:
        pytest.skip("left out: no Chromium on this machine, and none could be installed (needs root and apt-get)")
    if not (VENDOR / "service.css").is_file():
        pytest.skip("left out: the pages have no styles yet; run make setup (npm ci --ignore-scripts && npm run build)")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(ARGUMENTS), timeout=READY_SECONDS * 1000)
        yield browser
        browser.close()


@dataclass(frozen=True)
class Deployed:
    """The running service: where it answers, and its database for what a journey takes as given."""

    address: str
    database: Database


@pytest.fixture(scope="package")
def deployed() -> Iterator[Deployed]:
    """gunicorn as in production, on a SQLite of its own, in demonstration mode."""
    with tempfile.TemporaryDirectory(prefix="vetting-browser-") as name:
        folder = Path(name)
        environment, service = _prepared(folder)
        port = free_port()
        command = [sys.executable, "-m", "gunicorn", "-c", "config/gunicorn.conf.py", "wsgi:app"]
        log = (folder / "server.log").open("w")
        server = subprocess.Popen(command, cwd=ROOT, env=environment | {"PORT": str(port)}, stdout=log, stderr=log)
        try:
            _wait_until_ready(f"http://127.0.0.1:{port}/", server, folder / "server.log")
            yield Deployed(f"http://127.0.0.1:{port}", service.database)
            assert server.poll() is None, f"the service ended by itself: {(folder / 'server.log').read_text()[-3000:]}"
        finally:
            server.terminate()
            server.wait(READY_SECONDS)
            log.close()
            service.database.engine.dispose()


@pytest.fixture(scope="package")
def address(deployed: Deployed) -> str:
    """Where the service answers."""
    return deployed.address


def _prepared(folder: Path) -> tuple[dict[str, str], Service]:
    """Make the database and everyone's account; the settings as environment for the server."""
    warm_up()  # a matcher that was never compiled takes a minute over its first check
    settings = make_settings(f"sqlite:///{folder / 'vetting.db'}", folder)
    service = Service(settings)
    service.prepare()
    with create_app(settings, service).app_context():
        add_everyone(service.database, hash_password(PASSWORD))
    service.database.engine.dispose()
    return os.environ | as_environment(settings), service


def _wait_until_ready(url: str, server: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + READY_SECONDS
    while time.monotonic() < deadline and server.poll() is None:
        try:
            urllib.request.urlopen(url, timeout=2).close()
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
        else:
            return
    pytest.fail(f"the service did not start: {log.read_text()[-2000:]}")


@dataclass
class Visitors:
    """Opens pages for people. Each signs in once, with clicks; later pages take over that session."""

    chromium: Browser
    address: str
    sessions: dict[Someone, Any] = field(default_factory=dict)
    contexts: list[BrowserContext] = field(default_factory=list)

    def screen(self, someone: Someone | None = None, *, scripts: bool = True, again: bool = False) -> Screen:
        """A page of that person at the first page of the service; without one, nobody has signed in. `again`: sign in again."""
        state = None if someone is None or again else self.sessions.get(someone)
        context = self.chromium.new_context(viewport=WIDE, java_script_enabled=scripts, storage_state=state)
        context.set_default_timeout(WAIT_MS)
        self.contexts.append(context)
        page = context.new_page()
        screen = Screen(page, self.address)
        screen.open("/")
        if someone is not None and state is None:
            self._sign_in(page, someone)
            self.sessions[someone] = context.storage_state()
        return screen

    def _sign_in(self, page: Page, someone: Someone) -> None:
        page.get_by_role("button", name="Sign in").click()
        page.get_by_label("Email address").fill(someone.email)
        page.get_by_label("Password", exact=True).fill(PASSWORD)
        page.get_by_role("button", name="Sign in").click()
        page.get_by_role("button", name="Sign out").wait_for()

    def close(self) -> None:
        for context in self.contexts:
            context.close()
        self.contexts.clear()


@pytest.fixture(scope="package")
def all_visitors(chromium: Browser, address: str) -> Visitors:
    return Visitors(chromium, address)


@pytest.fixture
def visitors(all_visitors: Visitors) -> Iterator[Visitors]:
    yield all_visitors
    all_visitors.close()
