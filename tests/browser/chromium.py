"""A Chromium to drive: the one on the machine, or, for root on a machine with apt, one installed now."""

from __future__ import annotations

import os
import shutil
import subprocess

NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome", "chrome")
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
"""Without these Chromium asks Google's hosts for things at every start, which a closed network refuses many times over."""
INSTALL_SECONDS = 300


def find_chromium() -> str | None:
    """The path of a Chromium, or None where there is none and none can be installed."""
    return _on_path() or _installed()


def _on_path() -> str | None:
    return next((path for name in NAMES if (path := shutil.which(name))), None)


def _installed() -> str | None:
    if os.geteuid() != 0 or shutil.which("apt-get") is None:
        return None
    quiet = {"env": os.environ | {"DEBIAN_FRONTEND": "noninteractive"}, "capture_output": True, "timeout": INSTALL_SECONDS}
    try:
        subprocess.run(["apt-get", "update", "-qq"], check=True, **quiet)  # type: ignore[call-overload]
        subprocess.run(["apt-get", "install", "-qq", "-y", "chromium"], check=True, **quiet)  # type: ignore[call-overload]
    except (subprocess.SubprocessError, OSError):
        return None
    return _on_path()
