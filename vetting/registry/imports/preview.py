"""What confirming an import would do, before anybody confirms it: the file beside the list, and what was corrected by hand."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session

from vetting import audit
from vetting.access import Actor, Permission, require
from vetting.registry.facts import ReportContent
from vetting.registry.history import differences
from vetting.registry.imports.confirming import find_import
from vetting.registry.imports.intake import READY
from vetting.registry.imports.plan import Placed, Plan, make_plan
from vetting.registry.imports.rows import RowProblem
from vetting.registry.views import Difference

SHOWN = 100
"""Rows of one kind on a page; the download of problems has every one."""


@dataclass(frozen=True, slots=True)
class ChangedRow:
    """An entry that a file says otherwise, and how."""

    row: int
    entry_id: str
    full_name: str
    differences: tuple[Difference, ...]


@dataclass(frozen=True, slots=True)
class CorrectedRow:
    """A row that whoever uploaded the file corrected: what was wrong with it, why it was changed, and what it says now."""

    row: int
    problems: tuple[RowProblem, ...]
    reason: str
    content: ReportContent


@dataclass(frozen=True, slots=True)
class Preview:
    """What confirming would do. Totals are of the whole file; the lists hold the first rows of each kind.

    Of the rows to be added, `published` are public by the file and `withheld` are not, under an exception. Every corrected row is
    there, for the second person reads each.
    """

    digest: str
    added: int
    changed: int
    unchanged: int
    held: int
    missing: int
    published: int
    withheld: int
    first_added: tuple[tuple[int, str], ...]
    first_changed: tuple[ChangedRow, ...]
    first_missing: tuple[tuple[str, str], ...]
    held_back: tuple[RowProblem, ...]
    corrected: tuple[CorrectedRow, ...]


def preview_import(session: Session, actor: Actor, import_id: str) -> Preview | None:
    """What confirming an import would do now; None for one that is not ready. Leaves an audit event."""
    require(actor, Permission.CHANGE_REGISTER)
    item = find_import(session, import_id)
    if item.state != READY:
        return None
    audit.record(session, actor, "import_read", register_import=item.id, view="preview")
    return _preview(make_plan(session, item))


def _preview(plan: Plan) -> Preview:
    public = [each.row.public for each in plan.added if each.row.public is not None]
    published = sum(said.published_from is not None for said in public)
    return Preview(
        digest=plan.digest,
        added=len(plan.added),
        changed=len(plan.changed),
        unchanged=len(plan.unchanged),
        held=len(plan.held),
        missing=len(plan.missing),
        published=published,
        withheld=len(public) - published,
        first_added=tuple((each.row.number, each.content.full_name) for each in plan.added[:SHOWN]),
        first_changed=tuple(
            ChangedRow(each.row.number, one.entry_id, one.content.full_name, differences(one.content, each.content))
            for one, each in plan.changed[:SHOWN]
        ),
        first_missing=tuple((one.entry_id, one.content.full_name) for one in plan.missing[:SHOWN]),
        held_back=tuple(RowProblem(each.row.number, "", why) for each, why in plan.held),
        corrected=tuple(_corrected(each) for each in _placed(plan) if each.row.correction),
    )


def _placed(plan: Plan) -> list[Placed]:
    """Every row that could be read, in the order of the file."""
    placed = [*plan.added, *(each for _, each in (*plan.changed, *plan.unchanged)), *(each for each, _ in plan.held)]
    return sorted(placed, key=lambda each: each.row.number)


def _corrected(placed: Placed) -> CorrectedRow:
    return CorrectedRow(placed.row.number, placed.row.problems, placed.row.correction, placed.content)
