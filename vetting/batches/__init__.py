"""Batches: from a spreadsheet of people to checked rows, on one machine or many.

Inside: `reading` and `files` (the file, in a child process); `layout`, `dates`, `columns`, `mapping`, `rows` and `people`
(pure: from cells to people); `intake` (taking a file in), `looking` (errors by row and column), `results`, `desk` (what
people decide), `views`; `engine`, `leases`, `running`, `suspects`, `trials`, `doubles` and `closing` (the work); `queue` and
`bell` (asking for workers); `mailing` (telling that a batch has ended); `review` (the vetting unit's work on its hits);
`keeping` (what ends by the clock); `tables` (a spreadsheet for other journeys), `lists` (the keeper's file of a list); `models`.
"""

from vetting.batches.bell import BELL
from vetting.batches.columns import Use
from vetting.batches.dates import Order
from vetting.batches.desk import (
    RejectedRow,
    cancel,
    choose_mapping,
    choose_reading,
    confirm,
    correct_row,
    rejected_row,
    start,
)
from vetting.batches.engine import Engine, Pace, try_rows
from vetting.batches.files import EncodingNeeded, UnusableFile
from vetting.batches.intake import Entitlement, Upload, Uploaded, entitle, entitlement_of, upload
from vetting.batches.lists import read_list
from vetting.batches.mapping import Mapping
from vetting.batches.models import BatchState
from vetting.batches.queue import BatchQueue
from vetting.batches.reading.shapes import Choices, Limits
from vetting.batches.results import ClosingReport, ResultRow, closing_report, result_rows, safe_cell, write_csv, write_xlsx
from vetting.batches.review import (
    BatchReport,
    BatchReview,
    ReviewedHit,
    RowPlaces,
    batch_group,
    batch_look,
    batch_looks,
    batch_report,
    clear_group,
    review_batch,
    take_look,
)
from vetting.batches.rows import RowError
from vetting.batches.suspects import Verdict
from vetting.batches.tables import Table, TableRow, read_table
from vetting.batches.trials import COULD_NOT_TRY, trial_in_fresh_process
from vetting.batches.views import (
    BatchSummary,
    BatchView,
    Progress,
    batch_doubles,
    batch_errors,
    batch_progress,
    list_batches,
    view_batch,
)

__all__ = [
    "BELL",
    "COULD_NOT_TRY",
    "BatchQueue",
    "BatchReport",
    "BatchReview",
    "BatchState",
    "BatchSummary",
    "BatchView",
    "Choices",
    "ClosingReport",
    "EncodingNeeded",
    "Engine",
    "Entitlement",
    "Limits",
    "Mapping",
    "Order",
    "Pace",
    "Progress",
    "RejectedRow",
    "ResultRow",
    "ReviewedHit",
    "RowError",
    "RowPlaces",
    "Table",
    "TableRow",
    "UnusableFile",
    "Upload",
    "Uploaded",
    "Use",
    "Verdict",
    "batch_doubles",
    "batch_errors",
    "batch_group",
    "batch_look",
    "batch_looks",
    "batch_progress",
    "batch_report",
    "cancel",
    "choose_mapping",
    "choose_reading",
    "clear_group",
    "closing_report",
    "confirm",
    "correct_row",
    "entitle",
    "entitlement_of",
    "list_batches",
    "read_list",
    "read_table",
    "rejected_row",
    "result_rows",
    "review_batch",
    "safe_cell",
    "start",
    "take_look",
    "trial_in_fresh_process",
    "try_rows",
    "upload",
    "view_batch",
    "write_csv",
    "write_xlsx",
]
