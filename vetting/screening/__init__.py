"""Checks: is this applicant on a list? One path for pages, the API and the command line; no fault in it can become a clear.

Inside: `requests` (what is asked, and every problem with it at once), `search` (asking the register's index), `checks` (run,
store), `bulk` (many at once), `outcomes` (pure: what the hits add up to), `rules` (pure: who may decide what), `dispositions`,
`pairs` (what stays cleared), `settling`, `views` and `decision_views` (what each role learns), `release`, `proof` and `replay`,
`certificates`, `documents` (as JSON), `applications` (what became of them), `practice` and `case_rules` (how the unit works),
`cases`, `casework` and `queue` (who works on what), `guests` (a second officer from another force), `consequences` and
`considerations` (after same person), `among`, `grouping` and `second_looks` (the checks of a batch together), `locks`, `shown`
(sensitive names), `history` and `figures`, `replacing`, `retries` and `links` (a check in another one's place), `rechecks` (made
again because a list changed), `affected` and `absence` (from the register's side), `bundles` (proof for after the erasure),
`kept_models` and `former_models`, `keeping` (what ends by the clock), `models` and `case_models`.
"""

from vetting.screening.absence import Absence, explain_absence
from vetting.screening.affected import AffectedCheck, checks_that_hit, checks_that_hit_report
from vetting.screening.among import (
    DecisionTally,
    HitBrief,
    WeightStep,
    decisions_among,
    hits_among,
    weights_among,
)
from vetting.screening.applications import (
    ApplicationView,
    application_of,
    application_states,
    ended_applications,
    record_application,
)
from vetting.screening.bulk import (
    Prepared,
    comparable,
    request_problems,
    run_checks,
    search_requests,
    stale_checks,
    store_checks,
)
from vetting.screening.bundles import BundleFacts, export_bundle, verify_bundle
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
from vetting.screening.certificates import (
    CertificateView,
    Genuine,
    issue_certificate,
    verify_code,
    verify_signature,
    view_certificate,
)
from vetting.screening.checks import NOT_CHECKED, request_from, run_check, subject_of
from vetting.screening.consequences import (
    ConfirmationView,
    Released,
    list_confirmations,
    mark_confirmation_read,
    release_summary,
)
from vetting.screening.considerations import (
    ConsiderationText,
    ConsiderationView,
    considerations_of,
    record_consideration,
)
from vetting.screening.decision_views import DispositionView, HitPage, view_hit
from vetting.screening.dispositions import Decided, decide_hit, reopen_hit, second_disposition
from vetting.screening.documents import check_document, decided_document, moment
from vetting.screening.figures import Figures, unit_figures
from vetting.screening.grouping import AlikeGroup, AlikePage, AlikePair, alike_groups, clear_alike, view_alike
from vetting.screening.guests import GuestRequest, ask_guest, check_askable, guest_requests, second_as_guest, view_as_guest
from vetting.screening.history import HistoryFilter, HistoryPage, HistoryRow, export_history, read_history
from vetting.screening.kept_models import SHELF, ModelShelf
from vetting.screening.links import Links
from vetting.screening.outcomes import HitState, Outcome
from vetting.screening.practice import PRACTICE, Practice, load_practice, practice_of
from vetting.screening.queue import CasePage, CaseSummary, QueuePage, QueueView, read_queue, view_case
from vetting.screening.rechecks import (
    Again,
    Asked,
    Likeness,
    LiveClear,
    acting_for,
    asked_of,
    is_settled,
    known_likenesses,
    likenesses_with,
    live_clears,
    nobody_like,
    recall,
    search_again,
    store_again,
    watchable,
)
from vetting.screening.release import release_check
from vetting.screening.replacing import ManualView, correct_check, manual_check_of, record_manual_check
from vetting.screening.replay import Replay, Replayer, Verdict
from vetting.screening.requests import CheckRequest
from vetting.screening.retries import retry_failed
from vetting.screening.rules import Decision, Stand
from vetting.screening.search import KILLED_WORKER, NO_LONGER_FIT
from vetting.screening.second_looks import BlindPair, LookTally, look_again, second_looks, view_blind
from vetting.screening.views import (
    Answer,
    CheckState,
    CheckSummary,
    CheckView,
    HitView,
    check_counts,
    check_states,
    view_check,
)

__all__ = [
    "KILLED_WORKER",
    "NOT_CHECKED",
    "NO_LONGER_FIT",
    "PRACTICE",
    "SHELF",
    "Absence",
    "AffectedCheck",
    "Again",
    "AlikeGroup",
    "AlikePage",
    "AlikePair",
    "Answer",
    "ApplicationState",
    "ApplicationView",
    "Asked",
    "BlindPair",
    "BundleFacts",
    "CasePage",
    "CaseSummary",
    "CertificateView",
    "CheckRequest",
    "CheckState",
    "CheckSummary",
    "CheckView",
    "ConfirmationView",
    "ConsiderationText",
    "ConsiderationView",
    "Decided",
    "Decision",
    "DecisionTally",
    "DispositionView",
    "Figures",
    "Genuine",
    "GuestRequest",
    "HistoryFilter",
    "HistoryPage",
    "HistoryRow",
    "HitBrief",
    "HitPage",
    "HitState",
    "HitView",
    "Likeness",
    "Links",
    "LiveClear",
    "LookTally",
    "ManualView",
    "ModelShelf",
    "Outcome",
    "Practice",
    "Prepared",
    "QueuePage",
    "QueueView",
    "Released",
    "Replay",
    "Replayer",
    "Stand",
    "Verdict",
    "WeightStep",
    "acting_for",
    "add_note",
    "alike_groups",
    "application_of",
    "application_states",
    "ask_force",
    "ask_guest",
    "asked_of",
    "assign_cases",
    "check_askable",
    "check_counts",
    "check_document",
    "check_states",
    "checks_that_hit",
    "checks_that_hit_report",
    "clear_alike",
    "comparable",
    "considerations_of",
    "correct_check",
    "decide_hit",
    "decided_document",
    "decisions_among",
    "ended_applications",
    "escalate_case",
    "explain_absence",
    "export_bundle",
    "export_history",
    "guest_requests",
    "hits_among",
    "hold_case",
    "is_settled",
    "issue_certificate",
    "known_likenesses",
    "likenesses_with",
    "list_confirmations",
    "live_clears",
    "load_practice",
    "look_again",
    "manual_check_of",
    "mark_confirmation_read",
    "moment",
    "nobody_like",
    "practice_of",
    "read_history",
    "read_queue",
    "recall",
    "record_application",
    "record_consideration",
    "record_document",
    "record_force_answer",
    "record_manual_check",
    "refer_back",
    "release_check",
    "release_summary",
    "reopen_hit",
    "request_from",
    "request_problems",
    "resume_case",
    "retry_failed",
    "run_check",
    "run_checks",
    "search_again",
    "search_requests",
    "second_as_guest",
    "second_disposition",
    "second_looks",
    "stale_checks",
    "store_again",
    "store_checks",
    "subject_of",
    "unit_figures",
    "verify_bundle",
    "verify_code",
    "verify_signature",
    "view_alike",
    "view_as_guest",
    "view_blind",
    "view_case",
    "view_certificate",
    "view_check",
    "view_hit",
    "watchable",
    "weights_among",
]
