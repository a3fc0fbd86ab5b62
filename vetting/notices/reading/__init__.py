"""Reading published outcome notices by rules: pure functions from a text to facts, each with the words it came from."""

from vetting.notices.reading.model import OUTCOMES, ROLES, NoticeReading, NoticeType, Outcome, SubjectReading
from vetting.notices.reading.reader import read_notice, read_notice_bytes, read_notice_file

__all__ = [
    "OUTCOMES",
    "ROLES",
    "NoticeReading",
    "NoticeType",
    "Outcome",
    "SubjectReading",
    "read_notice",
    "read_notice_bytes",
    "read_notice_file",
]
