"""Imports of whole lists: the keeper's file read row by row, laid beside the register, confirmed by a second person, then resolved.

Inside: `columns`, `rows` and `public_facts` are pure; `intake` takes a file in, `plan` lays it beside the list, `preview` shows
what would happen, `correcting` mends a row before it does, `confirming` lets it happen, `listing` makes the entries, `unread`
resolves what could not be read; `views` and `unread_views` show the rest; `keeping` ends by the clock what nobody confirmed.
"""

from vetting.registry.imports.columns import template_headings
from vetting.registry.imports.confirming import confirm_import, withdraw_import
from vetting.registry.imports.correcting import correct_row
from vetting.registry.imports.intake import KINDS, ListFile, upload_list
from vetting.registry.imports.preview import CorrectedRow, Preview, preview_import
from vetting.registry.imports.rows import RowProblem, SheetRow
from vetting.registry.imports.unread import decide_resolution, propose_completion, propose_setting_aside
from vetting.registry.imports.unread_views import ResolutionView, UnreadLine, UnreadView, read_unread, unread_rows
from vetting.registry.imports.views import (
    ImportSummary,
    MissingLine,
    OriginalRow,
    import_problems,
    list_imports,
    missing_entries,
    original_rows,
    propose_removal,
    read_import,
)

__all__ = [
    "KINDS",
    "CorrectedRow",
    "ImportSummary",
    "ListFile",
    "MissingLine",
    "OriginalRow",
    "Preview",
    "ResolutionView",
    "RowProblem",
    "SheetRow",
    "UnreadLine",
    "UnreadView",
    "confirm_import",
    "correct_row",
    "decide_resolution",
    "import_problems",
    "list_imports",
    "missing_entries",
    "original_rows",
    "preview_import",
    "propose_completion",
    "propose_removal",
    "propose_setting_aside",
    "read_import",
    "read_unread",
    "template_headings",
    "unread_rows",
    "upload_list",
    "withdraw_import",
]
