"""`vetting keys`: which keys seal, sealing everything again under the first one, and what an API key touched."""

from __future__ import annotations

import click

from vetting.access import touched_by_key
from vetting.audit import last_sequence
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


@keys.command("audit-end")
@click.pass_context
def audit_end(ctx: click.Context) -> None:
    """Say with which event the trail ends. To replace its key: stop every process, and put the key that it is under into
    VETTING_FORMER_AUDIT_KEYS as N=KEY with that number, a new one into VETTING_AUDIT_KEY, and run `vetting keys audit-begin`.
    """
    with connect(ctx).database.read() as session:
        click.echo(str(last_sequence(session)))


@keys.command("audit-begin")
@click.pass_context
def audit_begin(ctx: click.Context) -> None:
    """Go on under the new audit key, with every process stopped. Keep the former key in the settings: old events are under it."""
    last = connect(ctx).take_over_trail()
    click.echo(f"The trail goes on under the new key after event {last}.")


@keys.command("touched")
@click.argument("prefix")
@click.pass_context
def touched(ctx: click.Context, prefix: str) -> None:
    """List everything that the API key with this visible PREFIX (vet_ and eight characters) did, from the audit trail."""
    with connect(ctx).database.write() as session:
        found = touched_by_key(session, prefix)
    show_touches(found)
