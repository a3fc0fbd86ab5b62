"""`vetting specialist`: name a vetting officer for the sensitive-names route, or end it."""

from __future__ import annotations

import click

from vetting.access import SYSTEM, name_specialist
from vetting.commands.context import connect


@click.command()
@click.argument("email")
@click.option("--end", is_flag=True, help="End it: the officer no longer gives or sees sensitive names.")
@click.pass_context
def specialist(ctx: click.Context, email: str, end: bool) -> None:
    """Name the vetting officer with this EMAIL as one of the few who give and see sensitive names (protected identities)."""
    deployment = connect(ctx)
    deployment.check()
    with deployment.database.write() as session:
        name_specialist(session, SYSTEM, email, named=not end)
    click.echo("No longer named." if end else "Named. It holds from the next page that the officer opens.")
