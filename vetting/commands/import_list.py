"""`vetting import-list`: a keeper's list from a file, shown before anything happens, confirmed by a second registrar."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click

from vetting.access import Door, actor_for_email
from vetting.batches import EncodingNeeded, read_list
from vetting.commands.context import connect
from vetting.errors import InvalidInput, VettingError
from vetting.registry.imports import (
    KINDS,
    Preview,
    confirm_import,
    import_problems,
    preview_import,
    read_import,
    upload_list,
    withdraw_import,
)

_account = click.option("--as", "account", required=True, metavar="ACCOUNT", help="E-mail address of the registrar who acts.")
_import = click.argument("import_id", metavar="IMPORT")


@click.group("import-list")
def import_list() -> None:
    """Take in a keeper's list: upload, preview, and confirm as another registrar. The pages of an import show its people."""


@import_list.command()
@_account
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--list", "list_id", required=True, help="The list that the file is of, for example barred.")
@click.option("--kind", type=click.Choice(KINDS), required=True, help="Rows to add, or the whole list as it should be.")
@click.option("--keeper-count", required=True, help="How many entries the keeper's own count has.")
@click.option("--encoding", help="Of a CSV file whose letters with accents cannot be told, for example cp1252.")
@click.pass_context
def upload(ctx: click.Context, /, account: str, file: Path, **said: Any) -> None:
    """Read FILE row by row. Nothing is listed by it. Prints the import as JSON; rows that cannot be read go to stderr."""
    with _one_line(), connect(ctx).database.write() as session:
        actor = actor_for_email(session, account, Door.COMMAND)
        import_id = upload_list(session, actor, read_list(file.read_bytes(), name=file.name, **said))
        summary, about = read_import(session, actor, import_id)
        problems = list(import_problems(session, actor, import_id))
    for each in problems:
        click.echo(f"row {each.row}, {each.column or 'the row'}: {each.problem}", err=True)
    _print(
        {
            "id": import_id,
            "rows": summary.rows,
            "readable": summary.readable,
            "unreadable": summary.unreadable,
            "keeper_count": summary.keeper_count,
            "columns_not_used": about["unknown"],
        }
    )


@import_list.command()
@_account
@_import
@click.pass_context
def preview(ctx: click.Context, account: str, import_id: str) -> None:
    """What confirming IMPORT would do now, by row numbers and ids, and the digest that confirms exactly this."""
    with _one_line(), connect(ctx).database.write() as session:
        found = preview_import(session, actor_for_email(session, account, Door.COMMAND), import_id)
    if found is None:
        raise click.ClickException("This import was confirmed or withdrawn already.")
    _print(_document(found))


@import_list.command()
@_account
@_import
@click.option("--seen", required=True, metavar="DIGEST", help="The digest that the preview printed.")
@click.pass_context
def confirm(ctx: click.Context, account: str, import_id: str, seen: str) -> None:
    """Let exactly what was shown happen; not as whoever uploaded the file."""
    with _one_line(), connect(ctx).database.write() as session:
        version = confirm_import(session, actor_for_email(session, account, Door.COMMAND), import_id, seen)
    click.echo(f"Confirmed, register version {version}.")


@import_list.command()
@_account
@_import
@click.pass_context
def withdraw(ctx: click.Context, account: str, import_id: str) -> None:
    """Take back an import that is not confirmed; its rows are erased."""
    with _one_line(), connect(ctx).database.write() as session:
        withdraw_import(session, actor_for_email(session, account, Door.COMMAND), import_id)
    click.echo("Withdrawn.")


def _document(found: Preview) -> dict[str, Any]:
    return {
        "digest": found.digest,
        "added": found.added,
        "published": found.published,
        "withheld": found.withheld,
        "changed": found.changed,
        "unchanged": found.unchanged,
        "held_back": [{"row": each.row, "why": each.problem} for each in found.held_back],
        "corrected_rows": [each.row for each in found.corrected],
        "missing": found.missing,
        "first_missing": [entry_id for entry_id, _ in found.first_missing],
    }


def _print(document: dict[str, Any]) -> None:
    click.echo(json.dumps(document, ensure_ascii=False, indent=2))


@contextmanager
def _one_line() -> Iterator[None]:
    """Tell what cannot be done in one line."""
    try:
        yield
    except InvalidInput as error:
        raise click.ClickException("; ".join(f"{each.field}: {each.message}" for each in error.problems)) from error
    except EncodingNeeded as error:
        raise click.ClickException("Say how the letters of the file are written: --encoding.") from error
    except VettingError as error:
        raise click.ClickException(error.message) from error
