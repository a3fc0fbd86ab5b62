"""`vetting backup` and `vetting restore`: everything of one moment in one encrypted file, and back from nothing."""

from __future__ import annotations

from pathlib import Path

import click

from vetting import audit
from vetting.commands.context import connect
from vetting.records import make_backup, restore_backup


@click.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.pass_context
def backup(ctx: click.Context, file: Path) -> None:
    """Write a backup of the whole database to FILE, which must not be there. Keep it, the keys and the checkpoints apart."""
    deployment = connect(ctx)
    deployment.check()
    rows = make_backup(deployment.database, file)
    click.echo(f"{file}: {sum(rows.values()):,} rows of {len(rows)} tables, {file.stat().st_size:,} bytes.")


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.pass_context
def restore(ctx: click.Context, file: Path) -> None:
    """Put the backup FILE into the empty database of the settings, erase again what was erased since, and verify the trail."""
    deployment = connect(ctx)
    restored = restore_backup(deployment.database, file, deployment.checkpoints)
    deployment.check()
    with deployment.database.read() as session:
        kept = (deployment.checkpoints_dir, deployment.former_audit_keys)
        finding = audit.verify(session.connection(), deployment.audit_key, *kept)
    if not finding.whole:
        raise click.ClickException(f"The backup was put back, and its trail is not whole: {finding.message}")
    lost = f" Lost: events {restored.sequence + 1} to {restored.lost_to}, and any after them." if restored.lost_to else ""
    click.echo(f"{sum(restored.rows.values()):,} rows put back, {restored.erased_again:,} erased again. {finding.message}{lost}")
