"""The monitoring drill: workers killed with SIGKILL at random points on SQLite and on PostgreSQL, each alert raised exactly once.

Run: make drill-monitoring, or .venv/bin/python -m tests.drills.monitoring [kills]. Exits 0 only if it holds; figures last.
"""

from __future__ import annotations

import sys

from tests.drills.deployments import KINDS, deployment
from tests.monitoring.killing import Figures, drill

PEOPLE = 24


def main() -> int:
    """Run the drill on both databases."""
    kills = int(sys.argv[1]) if len(sys.argv) > 1 else 60
    measured: dict[str, Figures] = {}
    for kind in KINDS:
        with deployment(kind) as service:
            measured[kind] = drill(service.settings, PEOPLE, kills)
            print(f"{kind}: {measured[kind].line()}", flush=True)
    held = all(figures.hold and figures.kills >= kills for figures in measured.values())
    told = "; ".join(f"{kind}: {figures.line()}" for kind, figures in measured.items())
    print(f"monitoring {'holds' if held else 'FAILS'}: {told}")
    return 0 if held else 1


if __name__ == "__main__":
    sys.exit(main())
