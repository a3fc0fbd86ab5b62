"""`vetting replay CHECK…`: show that an old answer was the right one for its day."""

from __future__ import annotations

import click

from vetting.access import SYSTEM
from vetting.commands.context import connect
from vetting.screening import Replay, Replayer, Verdict

WORDS = {
    Verdict.EQUAL: "equal, byte for byte",
    Verdict.DIFFERENT: "different",
    Verdict.ERASED: "erased: outcome, time and versions stay, the subject is gone",
    Verdict.NOT_ANSWERED: "not answered: it could not be checked at the time",
    Verdict.MODEL_NOT_KEPT: "cannot be replayed: its model version is not kept here",
    Verdict.MODEL_NOT_RUNNABLE: "cannot be replayed: its model version is kept, and does not run on this machine any more",
    Verdict.HISTORY_INCOMPLETE: "cannot be replayed: the register of its version is no longer whole",
}


@click.command()
@click.argument("checks", nargs=-1, required=True, metavar="CHECK…")
@click.pass_context
def replay(ctx: click.Context, checks: tuple[str, ...]) -> None:
    """Run stored checks again, on the register and with the model of their day; exit 0 only if every answer is equal."""
    deployment = connect(ctx)
    deployment.check()
    equal = 0
    with Replayer() as replayer:
        for check_id in checks:
            with deployment.database.read() as session:
                replayer.make_ready(session, check_id)
            with deployment.database.write() as session:
                told = replayer.replay(session, SYSTEM, check_id)
            click.echo(line_of(told))
            equal += told.verdict is Verdict.EQUAL
    if equal != len(checks):
        raise click.ClickException(f"{len(checks) - equal} of {len(checks)} checks could not be shown to be equal.")


def line_of(told: Replay) -> str:
    """One check in one line, without content."""
    where = f" (register version {told.register_version}, model {told.model_version})" if told.register_version is not None else ""
    return f"{told.check_id}: {WORDS[told.verdict]}{where}" + "".join(f"\n  differs: {part}" for part in told.differs)
