"""Checks: is this applicant on a list? One path for pages, the API and the command line; no fault in it can become a clear.

Inside: `requests` (what is asked, and every problem with it at once), `search` (asking the register's index), `checks` (run,
store), `bulk` (many at once), `outcomes` (pure: what the hits add up to), `rules` (pure: who may decide what), `dispositions`,
`pairs` (what stays cleared), `settling`, `views` and `decision_views` (what each role learns), `release`, `proof` and `replay`,
`certificates`, `documents` (as JSON), `applications` (what became of them), `practice` and `case_rules` (how the unit works),
`cases`, `casework` and `queue` (who works on what), `keeping` (what ends by the clock), `models` and
`case_models`.
"""

from vetting.screening.applications import (
    ApplicationView,
    LiveCheck,
    application_of,
    application_states,
    ended_applications,
    live_checks,
    record_application,
)
from vetting.screening.bulk import (
    Prepared,
    comparable,
    outcome_counts,
    request_problems,
    run_checks,
    search_requests,
    stale_checks,
    store_checks,
)
from vetting.screening.case_rules import ApplicationState
from vetting.screening.casework import (
    add_note,
    ask_force,
    assign_cases,
    escalate_case,
    hold_case,
    record_document,
    record_force_answer,
    refer_back,
    resume_case,
)
from vetting.screening.certificates import CertificateView, Genuine, issue_certificate, verify_code, view_certificate
from vetting.screening.checks import NOT_CHECKED, run_check
from vetting.screening.decision_views import DispositionView, HitPage, view_hit
from vetting.screening.dispositions import Decided, decide_hit, reopen_hit, second_disposition
from vetting.screening.documents import check_document, decided_document, moment
from vetting.screening.outcomes import HitState, Outcome
from vetting.screening.practice import PRACTICE, Practice, load_practice, practice_of
from vetting.screening.queue import CasePage, CaseSummary, QueuePage, QueueView, contact_of, read_queue, view_case
from vetting.screening.release import release_check
from vetting.screening.replay import Replay, Replayer, Verdict
from vetting.screening.requests import CheckRequest
from vetting.screening.rules import Decision, Stand
from vetting.screening.views import (
    Answer,
    CheckPage,
    CheckState,
    CheckSummary,
    CheckView,
    HitView,
    check_states,
    list_checks,
    view_check,
)

__all__ = [
    "NOT_CHECKED",
    "PRACTICE",
    "Answer",
    "ApplicationState",
    "ApplicationView",
    "CasePage",
    "CaseSummary",
    "CertificateView",
    "CheckPage",
    "CheckRequest",
    "CheckState",
    "CheckSummary",
    "CheckView",
    "Decided",
    "Decision",
    "DispositionView",
    "Genuine",
    "HitPage",
    "HitState",
    "HitView",
    "LiveCheck",
    "Outcome",
    "Practice",
    "Prepared",
    "QueuePage",
    "QueueView",
    "Replay",
    "Replayer",
    "Stand",
    "Verdict",
    "add_note",
    "application_of",
    "application_states",
    "ask_force",
    "assign_cases",
    "check_document",
    "check_states",
    "comparable",
    "contact_of",
    "decide_hit",
    "decided_document",
    "ended_applications",
    "escalate_case",
    "hold_case",
    "issue_certificate",
    "list_checks",
    "live_checks",
    "load_practice",
    "moment",
    "outcome_counts",
    "practice_of",
    "read_queue",
    "record_application",
    "record_document",
    "record_force_answer",
    "refer_back",
    "release_check",
    "reopen_hit",
    "request_problems",
    "resume_case",
    "run_check",
    "run_checks",
    "search_requests",
    "second_disposition",
    "stale_checks",
    "store_checks",
    "verify_code",
    "view_case",
    "view_certificate",
    "view_check",
    "view_hit",
]
