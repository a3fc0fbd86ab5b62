"""Published outcome notices: reading them, keeping their facts, and what the College may expect because of them.

Inside: `reading` turns a text into facts (pure), `expectations` says what follows from them (pure), `keeping` stores both,
`board` sets them beside what was reported.
"""

from vetting.notices.board import (
    board,
    confirm_met,
    count_overdue,
    expectations_of,
    get_expectation,
    list_expectations,
    owed_by_own_force,
    reopen_expectation,
    set_aside,
)
from vetting.notices.expectations import NOT_EXPECTED, Candidate, ExpectationState, ExpectationView, ForceBoard, Settled
from vetting.notices.keeping import NoticeView, get_notice, keep_notice
from vetting.notices.reading import (
    NoticeReading,
    SubjectReading,
    read_notice,
    read_notice_bytes,
    read_notice_file,
)

__all__ = [
    "NOT_EXPECTED",
    "Candidate",
    "ExpectationState",
    "ExpectationView",
    "ForceBoard",
    "NoticeReading",
    "NoticeView",
    "Settled",
    "SubjectReading",
    "board",
    "confirm_met",
    "count_overdue",
    "expectations_of",
    "get_expectation",
    "get_notice",
    "keep_notice",
    "list_expectations",
    "owed_by_own_force",
    "read_notice",
    "read_notice_bytes",
    "read_notice_file",
    "reopen_expectation",
    "set_aside",
]
