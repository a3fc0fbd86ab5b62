"""`vetting database-role`: what the owner of a PostgreSQL database grants to the role that the service runs as."""

from __future__ import annotations

import click

from vetting import access
from vetting.commands.context import connect
from vetting.db import Base


@click.command("database-role")
@click.argument("role")
@click.pass_context
def database_role(ctx: click.Context, role: str) -> None:
    """Print the statements that let ROLE serve: rows of every table, nothing of its shape, and a trail it can only add to.

    Run them as the owner after each `vetting prepare`: `vetting database-role vetting_app | psql …`.
    """
    connect(ctx)  # loads every part, and with it every table
    tables = {table.name for table in Base.metadata.sorted_tables} | {"alembic_version"}
    for statement in access.role_statements(role, sorted(tables)):
        click.echo(f"{statement};")
