"""`vetting retention`: what would be erased, and letting a rule run."""

from __future__ import annotations

import click

from vetting.access import Door, actor_for_email
from vetting.commands.context import connect
from vetting.db import utc_now
from vetting.records import approve_rule, find_rule, lift_hold, place_hold, run_rules


@click.group()
def retention() -> None:
    """What is kept and for how long (config/retention.toml). The worker erases what is due by itself."""


@retention.command()
@click.pass_context
def plan(ctx: click.Context) -> None:
    """Show for each rule how many records are due now, and whether two people have let it run. Erases nothing."""
    for outcome in run_rules(connect(ctx).database, utc_now(), dry_run=True):
        click.echo(f"{outcome.rule:<20} {outcome.records:>8} due  {'runs' if outcome.runs else 'waits for two people'}")


@retention.command()
@click.argument("rule")
@click.option("--as", "account", required=True, metavar="ACCOUNT", help="E-mail address of the registrar.")
@click.pass_context
def approve(ctx: click.Context, rule: str, account: str) -> None:
    """Let RULE run as it reads now: the first registrar proposes, the second approves."""
    with connect(ctx).database.write() as session:
        runs = approve_rule(session, actor_for_email(session, account, Door.COMMAND), find_rule(rule))
    click.echo("The rule runs from now on." if runs else "Proposed: a second registrar has to approve it.")


@retention.command()
@click.argument("kind")
@click.argument("record")
@click.option("--as", "account", required=True, metavar="ACCOUNT", help="E-mail address of the registrar.")
@click.pass_context
def hold(ctx: click.Context, kind: str, record: str, account: str) -> None:
    """Keep one RECORD of a KIND (such as clear_check) from being erased; prints the id of the hold."""
    with connect(ctx).database.write() as session:
        click.echo(place_hold(session, actor_for_email(session, account, Door.COMMAND), kind, record))


@retention.command("lift-hold")
@click.argument("hold_id", metavar="HOLD")
@click.option("--as", "account", required=True, metavar="ACCOUNT", help="E-mail address of the registrar.")
@click.pass_context
def lift(ctx: click.Context, hold_id: str, account: str) -> None:
    """Lift a hold."""
    with connect(ctx).database.write() as session:
        lift_hold(session, actor_for_email(session, account, Door.COMMAND), hold_id)
