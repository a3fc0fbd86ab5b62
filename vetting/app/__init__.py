"""The composition root: `create_app(settings)` for the web, `cli` for the command line.

`service` knows every part and loads them all; it is imported when it is asked for, so that `vetting match` loads what it uses only.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

import click

from vetting.errors import VettingError

if TYPE_CHECKING:
    from vetting.app.service import Service, configure_logging, create_app, read_settings

__all__ = ["Service", "cli", "configure_logging", "create_app", "read_settings"]

COMMANDS = {
    "accounts": "vetting.commands.accounts:accounts",
    "backup": "vetting.commands.backup:backup",
    "batch": "vetting.commands.batch:batch",
    "check": "vetting.commands.check:check",
    "database-role": "vetting.commands.database_role:database_role",
    "demo": "vetting.commands.demo:demo",
    "evaluate": "vetting.commands.evaluate:evaluate",
    "import-list": "vetting.commands.import_list:import_list",
    "keys": "vetting.commands.keys:keys",
    "match": "vetting.commands.match:match",
    "prepare": "vetting.commands.prepare:prepare",
    "read-notice": "vetting.commands.read_notice:read_notice",
    "restore": "vetting.commands.backup:restore",
    "retention": "vetting.commands.retention:retention",
    "replay": "vetting.commands.replay:replay",
    "specialist": "vetting.commands.specialist:specialist",
    "tripwire": "vetting.commands.tripwires:tripwire",
    "subject-access": "vetting.commands.subject_access:subject_access",
    "verify-audit": "vetting.commands.verify_audit:verify_audit",
    "verify-bundle": "vetting.commands.verify_proof:verify_bundle",
    "verify-certificate": "vetting.commands.verify_proof:verify_certificate",
    "worker": "vetting.commands.worker:worker",
}


class _Commands(click.Group):
    """Each command is imported when it is asked for, so that `vetting match` does not load what it does not use."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        if name not in COMMANDS:
            return None
        module, _, attribute = COMMANDS[name].partition(":")
        command: click.Command = getattr(importlib.import_module(module), attribute)
        return command

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except VettingError as error:
            raise click.ClickException(error.message) from error


def _connect() -> Service:
    """The service of the settings in the environment; commands that need it call this through their context."""
    service: Service = _service().connect()
    return service


def _service() -> Any:
    return importlib.import_module("vetting.app.service")


def __getattr__(name: str) -> Any:
    if name in __all__:
        return getattr(_service(), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


@click.command(cls=_Commands)
@click.pass_context
def cli(ctx: click.Context) -> None:
    """Keep the police barred and advisory lists, and check applicants against them."""
    ctx.obj = _connect
