"""`vetting prepare`: bring the database's tables up to date."""

from __future__ import annotations

import click

from vetting.commands.context import connect


@click.command()
@click.pass_context
def prepare(ctx: click.Context) -> None:
    """Bring the database's tables up to date; on an empty database, create the deployment."""
    deployment = connect(ctx)
    deployment.prepare()
    deployment.check()
    click.echo("The database is ready.")
