"""How a list of events is printed: one line each for people and for tools, and a count of each kind at the end."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import click

from vetting.access import Touch


def show_touches(touches: Sequence[Touch]) -> None:
    """One line an event: number, moment, operation, event, and its fields as JSON; on standard error how many of each."""
    for touch in touches:
        click.echo(f"{touch.sequence}\t{touch.recorded_at}\t{touch.operation}\t{touch.event}\t{touch.fields}")
    counted = Counter(touch.event for touch in touches)
    kinds = ", ".join(f"{event} {number}" for event, number in sorted(counted.items()))
    click.echo(f"{len(touches)} events{': ' + kinds if kinds else ''}", err=True)
