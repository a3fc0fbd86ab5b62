"""Taking in the file of a list: every row read by the rules of a report, kept whole and sealed, and counted. Nothing is listed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from vetting import audit
from vetting.access import Actor, Permission, require
from vetting.db import new_id, utc_now
from vetting.errors import InvalidInput, Problem
from vetting.matching import fold_full_name
from vetting.registry.facts import ReportContent
from vetting.registry.import_models import Import, ImportChunk, UnreadRow
from vetting.registry.imports.columns import Columns, find_columns
from vetting.registry.imports.rows import SheetRow, TakenRow, identity_of, take_row, with_problem
from vetting.registry.lifecycle import check_person
from vetting.registry.policy import lists_of
from vetting.registry.records import identity_as_json
from vetting.registry.working_days import day_in_london
from vetting.vault import Place, Vault, seal_column, vault_of

CHUNK_ROWS = 500
MOST_ROWS = 100_000
KINDS = ("addition", "replacement")
READY, CONFIRMED, WITHDRAWN = "ready", "confirmed", "withdrawn"
PENDING = "pending"
"""A bad row of an import that nobody has confirmed."""
Key = tuple[str, ...]


@dataclass(frozen=True)
class ListFile:
    """The file of a list as it was read: headings, rows, and what it is for.

    `kind` is `addition` (the rows are added to what is there) or `replacement` (the file is the whole list). `keeper_count` is how
    many entries the keeper's own count has. `digest` is of the file's bytes; `not_people` are the numbers of rows, such as totals
    at the end, that the reader took to be about nobody: they are shown and counted, never lost.
    """

    list_id: str
    kind: str
    keeper_count: int
    headings: Sequence[str]
    rows: Sequence[SheetRow]
    digest: str
    name: str = ""
    not_people: Sequence[int] = field(default_factory=tuple)


def upload_list(session: Session, actor: Actor, file: ListFile) -> str:
    """Take in a file for a second registrar to confirm, and return the import's id. Raises InvalidInput (`file` and others)."""
    require(actor, Permission.CHANGE_REGISTER)
    check_person(actor)
    columns = _checked(session, file)
    now = utc_now()
    policy, today = lists_of(session), day_in_london(now)
    taken = _without_doubles([take_row(row, columns, file.list_id, policy, today) for row in file.rows])
    bad = [row for row in taken if row.content is None]
    item = Import(
        id=new_id(),
        list_id=file.list_id,
        kind=file.kind,
        state=READY,
        row_count=len(taken),
        readable=len(taken) - len(bad),
        unreadable=len(bad),
        keeper_count=file.keeper_count,
        uploaded_by=actor.id,
        uploaded_at=now,
        file_digest=vault_of(session).blind_index("list_file", file.digest),
    )
    about = {
        "name": file.name[:200],
        "headings": list(columns.headings),
        "places": columns.places,
        "unknown": list(columns.unknown),
        "not_people": list(file.not_people),
    }
    seal_column(session, item, "sealed_about", about)
    session.add(item)
    session.flush()
    chunks = _keep_chunks(session, item, taken)
    keep_unread(session, item, [(row, chunks[row.number]) for row in bad])
    audit.record(
        session,
        actor,
        "list_uploaded",
        register_import=item.id,
        list=item.list_id,
        kind=item.kind,
        rows=item.row_count,
        unreadable=item.unreadable,
    )
    return item.id


def keep_unread(session: Session, item: Import, rows: Sequence[tuple[TakenRow, str]]) -> None:
    """Keep rows that cannot be made entries, each with what can be searched of it; they wait for the import to be confirmed."""
    vault, today = vault_of(session), day_in_london(item.uploaded_at)
    kept: list[UnreadRow] = []
    for row, chunk_id in rows:
        identity = identity_of(row.typed, today)
        unread = UnreadRow(
            id=new_id(),
            import_id=item.id,
            list_id=item.list_id,
            chunk_id=chunk_id,
            row_number=row.number,
            searchable=identity is not None,
            state=PENDING,
            reference_index=reference_index(vault, item.list_id, row.reference),
        )
        problems = [[each.column, each.problem] for each in row.problems]
        searched = None if identity is None else identity_as_json(identity)
        seal_column(session, unread, "sealed_row", {"typed": row.typed, "problems": problems, "identity": searched})
        kept.append(unread)
    session.add_all(kept)
    session.flush()


def reference_index(vault: Vault, list_id: str, reference: str) -> str | None:
    """The keyed digest by which the keeper's own reference is found again; None for a row without one."""
    return vault.blind_index(f"list_reference:{list_id}", reference.casefold()) if reference else None


def rows_of(session: Session, import_id: str) -> Iterator[tuple[str, TakenRow]]:
    """Every row of an import, opened, in the order of the file, with the id of its chunk."""
    chunks = session.execute(
        select(ImportChunk.id, ImportChunk.sealed_rows).where(ImportChunk.import_id == import_id).order_by(ImportChunk.position)
    )
    vault = vault_of(session)
    for chunk_id, sealed in chunks:
        for kept in vault.open(Place(ImportChunk.__tablename__, "sealed_rows", chunk_id), sealed):
            yield chunk_id, TakenRow.from_json(kept)


def person_key(content: ReportContent) -> Key:
    """By what a row and an entry are taken for the same one where no reference tells: name, birth, force and day of the event."""
    name = fold_full_name(content.forenames, content.surname)
    return (name, content.date_of_birth.isoformat(), content.force_code, content.event_date.isoformat())


def _checked(session: Session, file: ListFile) -> Columns:
    problems: list[Problem] = []
    if file.list_id not in {info.id for info in lists_of(session).lists}:
        problems.append(Problem("list_id", "Choose the list that the file is of."))
    if file.kind not in KINDS:
        problems.append(Problem("kind", "Say whether the rows are added or the file replaces the list."))
    if file.keeper_count < 0:
        problems.append(Problem("keeper_count", "Enter how many entries the keeper’s own count has, in digits."))
    if not file.rows:
        problems.append(Problem("file", "The file has headings and no rows."))
    if len(file.rows) > MOST_ROWS:
        problems.append(Problem("file", f"The file has more than {MOST_ROWS:,} rows. Divide it."))
    if problems:
        raise InvalidInput(problems)
    return find_columns(file.headings, file.list_id)


def _without_doubles(rows: Sequence[TakenRow]) -> list[TakenRow]:
    """The rows, those that stand in the file twice with that problem: the same reference, or the same person and event."""
    references: dict[str, int] = {}
    people: dict[Key, int] = {}
    found: list[TakenRow] = []
    for row in rows:
        first = references.setdefault(row.reference.casefold(), row.number) if row.reference else row.number
        if first != row.number:
            found.append(with_problem(row, "Reference", f"Row {first} has the same reference."))
            continue
        if row.content is not None:
            first = people.setdefault(person_key(row.content), row.number)
            if first != row.number:
                found.append(with_problem(row, "", f"Row {first} is of the same person, force and event."))
                continue
        found.append(row)
    return found


def _keep_chunks(session: Session, item: Import, rows: Sequence[TakenRow]) -> dict[int, str]:
    """Seal the rows in pieces; returns the chunk of each row by its number."""
    vault = vault_of(session)
    where: dict[int, str] = {}
    for position, start in enumerate(range(0, len(rows), CHUNK_ROWS)):
        chunk_id, some = new_id(), rows[start : start + CHUNK_ROWS]
        sealed = vault.seal(Place(ImportChunk.__tablename__, "sealed_rows", chunk_id), [row.as_json() for row in some])
        values: dict[str, Any] = {"id": chunk_id, "import_id": item.id, "position": position, "sealed_rows": sealed}
        session.execute(insert(ImportChunk), [values])
        where.update(dict.fromkeys((row.number for row in some), chunk_id))
    return where
