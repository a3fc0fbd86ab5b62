"""`vetting batch`: let an organisation run batches; and, for the worker's own use, try rows that may have killed one."""

from __future__ import annotations

import ctypes
import json
import signal
import sys

import click

from vetting.access import SYSTEM, find_organisation
from vetting.batches import COULD_NOT_TRY, Entitlement, entitle, try_rows
from vetting.commands.context import connect

PR_SET_PDEATHSIG = 1


@click.group()
def batch() -> None:
    """Batches: who may run them."""


@batch.command(name="entitle")
@click.argument("organisation")
@click.option("--most-rows", type=click.IntRange(1, 350_000), default=50_000, show_default=True)
@click.option("--second-person-above", type=click.IntRange(0, 350_000), default=1_000, show_default=True)
@click.pass_context
def entitle_organisation(ctx: click.Context, organisation: str, most_rows: int, second_person_above: int) -> None:
    """Let ORGANISATION (its code, such as 46) run batches."""
    deployment = connect(ctx)
    deployment.check()
    with deployment.database.write() as session:
        found = find_organisation(session, organisation)
        entitle(session, SYSTEM, found.id, Entitlement(most_rows, second_person_above))
    click.echo(f"{found.name} may check up to {most_rows:,} people at once, with a second person above {second_person_above:,}.")


@batch.command(hidden=True)
@click.argument("chunk")
@click.pass_context
def trial(ctx: click.Context, chunk: str) -> None:
    """Search for rows of CHUNK (numbers as JSON on standard input) and store nothing."""
    _die_with_the_worker()
    try:
        deployment = connect(ctx)
        try_rows(deployment.database, chunk, json.loads(sys.stdin.read()))
    except Exception:  # an error is an answer of the search, which the worker will get too; only a death is a verdict
        sys.exit(COULD_NOT_TRY)


def _die_with_the_worker() -> None:
    """On Linux, end when the worker that watches ends; elsewhere the trial simply runs out."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
