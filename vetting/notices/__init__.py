"""Published outcome notices: reading them, keeping their facts, and what the College may expect because of them.

Inside: `reading` turns a text into facts (pure), `expectations` says what follows from them (pure), `keeping` stores both.
"""

from vetting.notices.expectations import NOT_EXPECTED, ExpectationState, ExpectationView
from vetting.notices.keeping import NoticeView, get_notice, keep_notice, list_expectations
from vetting.notices.reading import (
    NoticeReading,
    SubjectReading,
    read_notice,
    read_notice_bytes,
    read_notice_file,
)

__all__ = [
    "NOT_EXPECTED",
    "ExpectationState",
    "ExpectationView",
    "NoticeReading",
    "NoticeView",
    "SubjectReading",
    "get_notice",
    "keep_notice",
    "list_expectations",
    "read_notice",
    "read_notice_bytes",
    "read_notice_file",
]
