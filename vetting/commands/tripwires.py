"""`vetting tripwire`: place an invented person whom nobody has a reason to check, or take one away."""

from __future__ import annotations

from datetime import date

import click

from vetting.access import SYSTEM, count_tripwires, lift_tripwire, place_tripwire
from vetting.commands.context import connect
from vetting.matching import PersonName


@click.group()
def tripwire() -> None:
    """Invented people outside the register: checking one is flagged to the lead of whoever does it, and shown to nobody else."""


@tripwire.command()
@click.option("--forenames", required=True)
@click.option("--surname", required=True)
@click.option("--date-of-birth", required=True, help="YYYY-MM-DD")
@click.pass_context
def place(ctx: click.Context, forenames: str, surname: str, date_of_birth: str) -> None:
    """Place one. Invent a name that nobody has. Note the id that is printed: only a keyed digest is kept, and no name."""
    try:
        born = date.fromisoformat(date_of_birth)
    except ValueError as error:
        raise click.BadParameter("Give the date of birth as YYYY-MM-DD.", param_hint="--date-of-birth") from error
    deployment = connect(ctx)
    deployment.check()
    with deployment.database.write() as session:
        click.echo(place_tripwire(session, SYSTEM, PersonName(forenames, surname), born.isoformat()))


@tripwire.command()
@click.argument("tripwire_id")
@click.pass_context
def lift(ctx: click.Context, tripwire_id: str) -> None:
    """Take away the one with this id."""
    deployment = connect(ctx)
    deployment.check()
    with deployment.database.write() as session:
        lift_tripwire(session, SYSTEM, tripwire_id)
    click.echo("Taken away.")


@tripwire.command()
@click.pass_context
def count(ctx: click.Context) -> None:
    """Say how many there are."""
    deployment = connect(ctx)
    deployment.check()
    with deployment.database.read() as session:
        click.echo(str(count_tripwires(session)))
