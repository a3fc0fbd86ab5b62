"""`vetting evaluate`: how many listed people the matcher finds, how many innocent people it flags, and how fast it is."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click

from vetting.matching import load_model
from vetting.matching.evaluation import peers as other_matchers
from vetting.matching.evaluation.figure import svg
from vetting.matching.evaluation.report import Plan
from vetting.matching.evaluation.report import evaluate as measure
from vetting.matching.evaluation.text import lines
from vetting.matching.evaluation.world import EVALUATION_SEED, TRAINING_SEEDS

__all__ = ["evaluate"]


@click.command()
@click.option("--size", default=10_000, show_default=True, type=click.IntRange(100, 2_000_000), help="Entries on the list.")
@click.option("--members", type=click.IntRange(50), help="Questions about listed people (default: half the list, at most 5,000).")
@click.option("--others", type=click.IntRange(50), help="Questions about other people (default: twice the members).")
@click.option("--seed", default=EVALUATION_SEED, show_default=True, help="Which world of fictional people to measure on.")
@click.option(
    "--all-identifiers", is_flag=True, help="Give force, service and National Insurance numbers too, not only names and date."
)
@click.option(
    "--groups/--no-groups", default=True, show_default=True, help="Break down by origin of name, number of names, 1 January."
)
@click.option("--speed/--no-speed", default=True, show_default=True, help="Measure speed and memory.")
@click.option("--peers", is_flag=True, help="Run the other matchers that are installed on the same questions, side by side.")
@click.option("--json", "as_json", is_flag=True, help="Print the figures as JSON.")
@click.option("--figure", type=click.Path(dir_okay=False, path_type=Path), help="Write the curves to this SVG file.")
def evaluate(as_json: bool, figure: Path | None, peers: bool, **sizes: Any) -> None:
    """Measure the matcher on a generated world of fictional people whose errors are known.

    Recall at x % false hits: the threshold is set so that x % of the people who are not listed have their best weight at it or
    above; a listed person counts when the weight of their own entry reaches it. Half of the people who are not listed are hard:
    namesakes, brothers, sisters and twins of listed people. Needs no database, key, settings or network.
    """
    if sizes["seed"] in TRAINING_SEEDS:
        raise click.UsageError("The model was fitted on that world; choose another seed.")
    members = sizes.pop("members") or min(sizes["size"] // 2, 5_000)
    others = sizes.pop("others") or 2 * members
    plan = Plan(sizes.pop("size"), members, others, peers=tuple(other_matchers.installed()) if peers else (), **sizes)
    report = measure(load_model(), plan, lambda what: click.echo(f"… {what}", err=True))
    if as_json:
        click.echo(json.dumps(report.as_json(), ensure_ascii=False))
    else:
        click.echo("\n".join(lines(report)))
    if figure is not None:
        try:
            figure.write_text(svg(report), encoding="utf-8")
        except OSError as error:
            raise click.ClickException(f"{figure}: {error.strerror}") from error
