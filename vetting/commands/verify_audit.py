"""`vetting verify-audit`: prove that nobody changed the trail."""

from __future__ import annotations

from pathlib import Path

import click

from vetting import audit
from vetting.commands.context import connect


@click.command("verify-audit")
@click.option(
    "--checkpoints",
    type=click.Path(file_okay=False, exists=True, path_type=Path),
    help="Folder of checkpoints to hold the chain against; by default the one of the settings.",
)
@click.pass_context
def verify_audit(ctx: click.Context, checkpoints: Path | None) -> None:
    """Read the whole audit chain and every checkpoint; exit 0 only if it is whole, else name the first bad event."""
    deployment = connect(ctx)
    with deployment.database.read() as session:
        folder = checkpoints or deployment.checkpoints_dir
        finding = audit.verify(session.connection(), deployment.audit_key, folder, deployment.former_audit_keys)
    if not finding.whole:
        raise click.ClickException(finding.message)
    click.echo(finding.message)
