"""`vetting subject-access`: everything held on one person, released by two people."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click

from vetting.access import Door, actor_for_email
from vetting.commands.context import connect
from vetting.errors import InvalidInput
from vetting.matching import PersonName, split_full_name
from vetting.records import Asker, decide_access, propose_access, released_document

_account = click.option("--as", "account", required=True, metavar="ACCOUNT", help="E-mail address of the account that acts.")


@click.group("subject-access")
def subject_access() -> None:
    """What the account's organisation holds on one person: the College of the lists, an employer of its own checks."""


@subject_access.command()
@_account
@click.option("--forenames", default="-", help="First and middle names; left out for a person with one name only.")
@click.option("--surname", required=True, help="Last name.")
@click.option("--other-name", "other_names", multiple=True, help="Another full name ever used; may be given several times.")
@click.option("--date-of-birth", required=True, help="YYYY-MM-DD.")
@click.pass_context
def begin(ctx: click.Context, /, account: str, forenames: str, surname: str, **given: Any) -> None:
    """Record that somebody asks, and print the request's id."""
    names = (PersonName(forenames, surname), *(split_full_name(name) for name in given["other_names"] if name.strip()))
    try:
        with connect(ctx).database.write() as session:
            actor = actor_for_email(session, account, Door.COMMAND)
            request_id = propose_access(session, actor, Asker(names, given["date_of_birth"]))
    except InvalidInput as error:
        raise click.ClickException("; ".join(f"{problem.field}: {problem.message}" for problem in error.problems)) from error
    click.echo(request_id)


@subject_access.command()
@_account
@click.argument("request_id", metavar="REQUEST")
@click.option("--refuse", is_flag=True, help="Refuse the answer instead.")
@click.pass_context
def release(ctx: click.Context, account: str, request_id: str, refuse: bool) -> None:
    """Let the answer to REQUEST be handed over; not by whoever began it."""
    with connect(ctx).database.write() as session:
        decide_access(session, actor_for_email(session, account, Door.COMMAND), request_id, release=not refuse)
    click.echo("Refused." if refuse else "Released.")


@subject_access.command()
@_account
@click.argument("request_id", metavar="REQUEST")
@click.option("--output", required=True, type=click.Path(dir_okay=False, path_type=Path), help="The file to write, as JSON.")
@click.pass_context
def export(ctx: click.Context, account: str, request_id: str, output: Path) -> None:
    """Write the released answer to a file that only its owner can read. An answer that is not kept leaves no file."""
    if output.exists():
        raise click.ClickException(f"{output} is there already.")
    with connect(ctx).database.write() as session:
        document = released_document(session, actor_for_email(session, account, Door.COMMAND), request_id)
    output.touch(mode=0o600, exist_ok=False)
    output.write_text(json.dumps(document, ensure_ascii=False, indent=2), encoding="utf-8")
    click.echo(f"{output}: {sum(len(part['rows']) for part in document['held'])} records, {len(document['trail'])} events.")
