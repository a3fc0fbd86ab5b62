"""Who stands in a file twice: found by a worker once every row was looked at, and kept sealed for the page."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session

from vetting.batches.looking import looked_chunks
from vetting.batches.models import Batch, BatchChunk
from vetting.vault import open_column, seal_column

MOST_DOUBLES = 100


@dataclass(frozen=True, slots=True)
class Doubles:
    """How many rows are about a person who stands further up already, and the first of them, each with that row."""

    rows: int
    first: tuple[tuple[int, int], ...] = ()


def find_doubles(session: Session, batch_id: str) -> Doubles:
    """Look for people who stand in the file twice. Opens what was said of every chunk: for a worker, not for a page."""
    first: dict[str, int] = {}
    found: list[tuple[int, int]] = []
    rows = 0
    for looked in looked_chunks(session, BatchChunk.batch_id == batch_id):
        for number, key in looked["keys"]:
            before = first.setdefault(key, number)
            if before != number:
                rows += 1
                if len(found) < MOST_DOUBLES:
                    found.append((number, before))
    return Doubles(rows, tuple(found))


def keep_doubles(session: Session, batch: Batch, found: Doubles) -> None:
    """Seal who is there twice, so that no page has to look for them."""
    seal_column(session, batch, "sealed_doubles", [found.rows, found.first])


def doubles_of(session: Session, batch: Batch) -> Doubles:
    """Who is there twice, as a worker found it."""
    if batch.sealed_doubles is None:
        return Doubles(0)
    rows, first = open_column(session, batch, "sealed_doubles")
    return Doubles(rows, tuple((number, before) for number, before in first))
