"""`vetting check`: one check of one person, printed as the API would answer it."""

from __future__ import annotations

import json
from typing import Any

import click

from vetting.access import Door, actor_for_email
from vetting.commands.context import connect
from vetting.db import Database
from vetting.errors import InvalidInput, VettingError
from vetting.matching import ServiceNumber, split_full_name
from vetting.screening import NOT_CHECKED, CheckRequest, check_document, run_check, view_check


@click.command()
@click.option("--as", "account", required=True, metavar="ACCOUNT", help="E-mail address of the account that asks.")
@click.option("--purpose", required=True, help="What the check is for, for example appointment.")
@click.option("--reference", required=True, help="The vacancy or case.")
@click.option("--forenames", default="", help="First and middle names; left out for a person with one name only.")
@click.option("--surname", required=True, help="Last name.")
@click.option("--date-of-birth", help="YYYY-MM-DD, or YYYY when only the year is known.")
@click.option("--no-date-of-birth-reason", help="Why there is no date of birth; from a vetting officer only.")
@click.option("--other-name", "other_names", multiple=True, help="Another full name ever used; may be given several times.")
@click.option(
    "--service-number",
    "service_numbers",
    nargs=2,
    multiple=True,
    metavar="FORCE NUMBER",
    help="A force and the number there; may be given several times.",
)
@click.pass_context
def check(
    ctx: click.Context,
    /,
    account: str,
    other_names: tuple[str, ...],
    service_numbers: tuple[tuple[str, str], ...],
    **given: Any,
) -> None:
    """Check one person against the lists and print the answer as JSON.

    The exit status is 0 when the check was answered, whatever the answer, and 3 when it could not be made: that is not a clear.
    """
    request = CheckRequest(
        other_names=tuple(split_full_name(name) for name in other_names if name.strip()),
        service_numbers=tuple(ServiceNumber(force, number) for force, number in service_numbers),
        **given,
    )
    deployment = connect(ctx)
    deployment.check()
    document = checked(deployment.database, account, request)
    click.echo(json.dumps(document, ensure_ascii=False, indent=2))
    if "could_not_check" in (document.get("outcome"), document.get("state")):
        click.echo(f"Error: {NOT_CHECKED}", err=True)
        ctx.exit(3)


def checked(database: Database, account: str, request: CheckRequest) -> dict[str, Any]:
    """Run one check as an account and give its document, once it is committed. Raises click.ClickException in one line."""
    try:
        with database.write() as session:
            actor = actor_for_email(session, account, Door.COMMAND)
            check_id = run_check(session, actor, request)
            return check_document(view_check(session, actor, check_id))
    except InvalidInput as error:
        problems = "; ".join(f"{problem.field}: {problem.message}" for problem in error.problems)
        raise click.ClickException(problems) from error
    except VettingError as error:
        raise click.ClickException(error.message) from error
    except Exception as error:  # the answer was not committed, so there is none
        raise click.ClickException(f"{NOT_CHECKED} ({type(error).__name__})") from error
