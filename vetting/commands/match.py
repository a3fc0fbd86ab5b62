"""`vetting match`: matching alone, file against file. No database, key, settings or network."""

from __future__ import annotations

import csv
import gc
import os
from collections.abc import Iterable, Iterator
from pathlib import Path

import click

from vetting.commands.match_files import PersonRow, UnusableFile, read_people, troubles
from vetting.matching import Identity, Match, MatchIndex, load_model, unread_values

__all__ = ["match"]

HEADING = ("query_id", "entry_id", "rank", "match_weight", "probability", "band", "explanation")
_SLICE = 20_000


@click.command()
@click.argument("list_file", metavar="LIST", type=click.Path(path_type=Path))
@click.argument("queries_file", metavar="QUERIES", type=click.Path(path_type=Path))
@click.option("--output", required=True, type=click.Path(path_type=Path), help="Where to write the answers, as CSV.")
@click.option(
    "--min-weight", type=float, help="Write every other retrieved pair of this match weight (bits) or more, too, as band none."
)
@click.option("--workers", type=click.IntRange(1, 64), help="Processes to use (default: one a processor).")
def match(list_file: Path, queries_file: Path, output: Path, min_weight: float | None, workers: int | None) -> None:
    """Match the people in QUERIES against the people in LIST, and write each pair found with its explanation.

    Both files are CSV (UTF-8) or XLSX with the columns id, forenames, surname, other_names (full names separated by ";"),
    date_of_birth, force, service_number and national_insurance_number; all but id and a name may be missing.
    A query that cannot be read is answered could_not_check. So is every query without a hit, if a row of LIST cannot be read.
    """
    gc.disable()  # millions of small objects live until the end; looking for cycles among them only costs time
    click.get_current_context().call_on_close(gc.enable)
    try:
        listed, queries = read_people(list_file), read_people(queries_file)
    except UnusableFile as error:
        raise click.ClickException(str(error)) from error
    for trouble in (*troubles(listed), *troubles(queries)):
        click.echo(f"match: {trouble}", err=True)
    index = MatchIndex.build(load_model(), ((f"{row.number:012d}", row.identity) for row in listed if row.identity))
    entry_ids = {f"{row.number:012d}": row.person_id for row in listed}
    unread = len(troubles(listed))
    part = output.with_name(output.name + ".part")
    try:
        with part.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(HEADING)
            for done, rows in _answers(index, queries, min_weight, workers or os.cpu_count() or 1):
                for row, matches in rows:
                    writer.writerows(_lines(row, matches, entry_ids, unread))
                click.echo(f"match: {done} of {len(queries)} queries answered", err=True)
        part.replace(output)
    except OSError as error:
        raise click.ClickException(f"{output}: {error.strerror or 'cannot be written'}") from error
    finally:
        part.unlink(missing_ok=True)


def _answers(
    index: MatchIndex, queries: list[PersonRow], min_weight: float | None, workers: int
) -> Iterator[tuple[int, Iterable[tuple[PersonRow, list[Match]]]]]:
    """Yield slices of the queries with their matches, in the file's order, and how many are done."""
    for start in range(0, len(queries), _SLICE):
        rows = queries[start : start + _SLICE]
        subjects: list[Identity] = [row.identity for row in rows if row.identity]
        if min_weight is None:
            found = iter(index.search_many(subjects, workers))
        else:
            found = iter(index.retrieve_many(subjects, min_weight, workers))
        yield start + len(rows), [(row, next(found) if row.identity else []) for row in rows]


def _lines(row: PersonRow, matches: list[Match], entry_ids: dict[str, str], unread: int) -> Iterator[tuple[object, ...]]:
    """Yield the output lines of one query."""
    if row.identity is None:
        yield row.person_id, "", "", "", "", "could_not_check", row.trouble
        return
    placed = sorted(((-found.match_weight, entry_ids[found.entry_id], found) for found in matches), key=lambda place: place[:2])
    for rank, (_, entry_id, found) in enumerate(placed, start=1):
        probability = "" if found.probability is None else f"{found.probability:.6f}"
        yield row.person_id, entry_id, rank, f"{found.match_weight:.4f}", probability, found.band, _explanation(found)
    if not any(found.band != "none" for found in matches):
        notes = [f"The submitted {note}." for note in unread_values(row.identity).values()]
        if unread:
            reason = f"{unread} row{'s' if unread > 1 else ''} of the list could not be read, so the whole list was not searched."
            yield row.person_id, "", "", "", "", "could_not_check", " ".join([reason, *notes])
        elif not matches:
            yield row.person_id, "", "", "", "", "none", " ".join(["No entry reaches the threshold.", *notes])


def _explanation(found: Match) -> str:
    """Say in one cell why a pair has its weight: the reason for review, then each row that counts, with values and weight."""
    sentences = [f"Review: {found.reason.replace('_', ' ')}."] if found.reason else []
    for row in found.comparisons:
        if row.weight or row.level != "missing" or "counts as missing" in row.sentence:
            values = f" [{row.submitted or ''} / {row.listed or ''}]" if row.submitted or row.listed else ""
            sentences.append(f"{row.sentence}{values} ({row.weight:+.4f})")
    return " ".join(sentences)
