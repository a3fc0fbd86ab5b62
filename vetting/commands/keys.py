"""`vetting keys`: which keys seal, sealing everything again under the first one, and what an API key touched."""

from __future__ import annotations

import click

from vetting.access import touched_by_key
from vetting.commands.context import connect
from vetting.commands.touches import show_touches
from vetting.records import keys_in_use, rotate


@click.group()
def keys() -> None:
    """The keys that seal names, dates, numbers and reasons (VETTING_VAULT_KEYS: the first seals, all open)."""


@keys.command()
@click.pass_context
def status(ctx: click.Context) -> None:
    """Show how many sealed values are under each key."""
    for key, values in sorted(keys_in_use(connect(ctx).database).items()):
        click.echo(f"{key:<20} {values}")


@keys.command("rotate")
@click.pass_context
def rotate_keys(ctx: click.Context) -> None:
    """Seal everything again under the first key. Can be stopped and run again, and runs beside the service.

    First put the new key in front in VETTING_VAULT_KEYS and restart every process; afterwards take the old one out.
    """
    deployment = connect(ctx)
    deployment.check()
    click.echo(f"{rotate(deployment.database)} values sealed again under the first key.")


@keys.command("touched")
@click.argument("prefix")
@click.pass_context
def touched(ctx: click.Context, prefix: str) -> None:
    """List everything that the API key with this visible PREFIX (vet_ and eight characters) did, from the audit trail."""
    with connect(ctx).database.write() as session:
        found = touched_by_key(session, prefix)
    show_touches(found)
