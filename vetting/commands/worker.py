"""`vetting worker`: run what is queued and what is on the timetable."""

from __future__ import annotations

import click

from vetting.commands.context import connect


@click.command()
@click.pass_context
def worker(ctx: click.Context) -> None:
    """Run queued work and the timetable until stopped. Several may run, on several machines."""
    deployment = connect(ctx)
    deployment.check()
    deployment.timetable().work()
