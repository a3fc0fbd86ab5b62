"""`vetting accounts`: an organisation's first administrators, and everything that somebody did."""

from __future__ import annotations

import click

from vetting.access import add_first_administrators, touched_by_account
from vetting.commands.context import connect
from vetting.commands.touches import show_touches


@click.group()
def accounts() -> None:
    """Accounts of people. Administrators keep them on the pages; this begins with the first two and answers for anyone."""


@accounts.command("first")
@click.argument("organisation")
@click.option(
    "--administrator",
    "two",
    nargs=2,
    multiple=True,
    required=True,
    metavar="NAME EMAIL",
    help="Full name and e-mail address; given twice, for two different people.",
)
@click.pass_context
def first(ctx: click.Context, organisation: str, two: tuple[tuple[str, str], ...]) -> None:
    """Give ORGANISATION (46, lpb-46, hmicfrs, iopc, college) its first two administrators and print a code for each.

    Afterwards administrators admit each other, always two of them: this refuses once two can sign in.
    """
    if len(two) != 2:
        raise click.UsageError("Name two people: --administrator NAME EMAIL, twice.")
    deployment = connect(ctx)
    deployment.check()
    with deployment.database.write() as session:
        codes = add_first_administrators(session, organisation, two)
    for (_, email), code in zip(two, codes, strict=True):
        click.echo(f"{email:<40} {code}")
    click.echo("Hand each code to its owner: it works once, for three days, at /sign-in/invitation.", err=True)


@accounts.command("touched")
@click.argument("email")
@click.pass_context
def touched(ctx: click.Context, email: str) -> None:
    """List everything that the account with this EMAIL address did, from the audit trail."""
    with connect(ctx).database.write() as session:
        found = touched_by_account(session, email)
    show_touches(found)
