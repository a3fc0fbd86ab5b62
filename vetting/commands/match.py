"""`vetting match`: matching alone, file against file. No database, key, settings or network."""

from __future__ import annotations

import csv
import gc
import io
import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import isnan
from pathlib import Path

import click

from vetting.commands.match_files import PersonRow, UnusableFile, read_people
from vetting.matching import Identity, Match, MatchIndex, in_workers, load_model, unread_values

__all__ = ["match"]

HEADING = ("query_id", "entry_id", "rank", "match_weight", "probability", "band", "explanation")
_SHOWN = 10_000
"""Queries after which progress is shown again."""


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
    if min_weight is not None and isnan(min_weight):
        raise click.UsageError("--min-weight must be a number of bits.")
    if any(path.exists() and output.exists() and path.samefile(output) for path in (list_file, queries_file)):
        raise click.UsageError(f"{output} is one of the files to be read; write the answers to another file.")
    gc.disable()  # millions of small objects live until the end; looking for cycles among them only costs time
    click.get_current_context().call_on_close(gc.enable)
    try:
        listed, queries = read_people(list_file), read_people(queries_file)
    except UnusableFile as error:
        raise click.ClickException(str(error)) from error
    for remark in (*listed.remarks, *queries.remarks, *listed.troubles(), *queries.troubles()):
        click.echo(f"match: {remark}", err=True)
    index = MatchIndex.build(load_model(), ((f"{row.number:012d}", row.identity) for row in listed.rows if row.identity))
    click.echo(f"match: {len(index)} entries of the list are ready", err=True)
    answering = _Answering(index, {f"{row.number:012d}": row.person_id for row in listed.rows}, min_weight, len(listed.troubles()))
    part = output.with_name(output.name + ".part")
    try:
        with part.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file, lineterminator="\n").writerow(HEADING)
            done = shown = 0
            for count, text in in_workers(answering.text, queries.rows, workers or os.cpu_count() or 1):
                file.write(text)
                done += count
                if done == len(queries.rows) or done - shown >= _SHOWN:
                    click.echo(f"match: {done} of {len(queries.rows)} queries answered", err=True)
                    shown = done
        part.replace(output)
    except OSError as error:
        raise click.ClickException(f"{output}: {error.strerror or 'cannot be written'}") from error
    finally:
        part.unlink(missing_ok=True)


@dataclass(frozen=True, slots=True)
class _Answering:
    """What the workers share: the index, the entries' ids by row, and how many rows of the list could not be read."""

    index: MatchIndex
    entry_ids: Mapping[str, str]
    min_weight: float | None
    unread: int

    def text(self, rows: Sequence[PersonRow]) -> tuple[int, str]:
        """Return how many rows were answered, and their lines of the output."""
        subjects: list[Identity] = [row.identity for row in rows if row.identity]
        if self.min_weight is None:
            found = iter(self.index.search_many(subjects))
        else:
            found = iter(self.index.retrieve_many(subjects, self.min_weight))
        text = io.StringIO()
        writer = csv.writer(text, lineterminator="\n")
        for row in rows:
            writer.writerows(_lines(row, next(found) if row.identity else [], self.entry_ids, self.unread))
        return len(rows), text.getvalue()


def _lines(row: PersonRow, matches: list[Match], entry_ids: Mapping[str, str], unread: int) -> Iterator[tuple[object, ...]]:
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
