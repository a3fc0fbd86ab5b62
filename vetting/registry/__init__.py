"""The lists: what authorities report, the entries made of it, and the matching index kept in step with both.

Pure: `vocabulary`, `reasons`, `plausible`, `facts`, `rules`, `advisory_rules`, `lifecycle`, `clocks`, `working_days`, `policy`.
Coming on: `reports`, `advisory`, `decisions`, `questions` (does a report stand?), `duplicates`, `entries`, `lists` (opening them),
`imports`, `demonstration`. Changing and coming off: `proposals`, `approvals`, `amendments`, `ways_off`, `reviews`, `endings`,
`standing`, `once` (of two, one succeeds), `persons`, `successions` (of forces). Public: `publication`, `publishing`, `spellings`.
Searched: `versions`, `present`, `records`, `searching`, `index`, and for old answers `changes`, `history`, `past`, `released`.
Looked at: `desk`, `deadlines`, `statistics`, `tallies`, `suppression`; what doors hand out: `views`, `report_views`,
`review_views`, `publication_views`. Tables: `models`, `import_models`, `publication_models`.
"""

from vetting.registry.advisory import LEFT_BY
from vetting.registry.amendments import Amendment, propose_amendment
from vetting.registry.approvals import approve_proposal, refuse_proposal, withdraw_amendment
from vetting.registry.changes import Changed, ChangedRecord, changes_since, tell_after_changes
from vetting.registry.clocks import Clock, clock_for, strikes_on
from vetting.registry.deadlines import Deadlines, OwnFurtherReport, OwnReport, own_deadlines
from vetting.registry.demonstration import DemonstrationReport, load_demonstration
from vetting.registry.desk import DeskItem, DeskSection, read_desk
from vetting.registry.duplicates import LikelyDuplicate, likely_duplicates
from vetting.registry.endings import run_endings
from vetting.registry.entries import approve_report, get_entry, list_entries
from vetting.registry.facts import AdvisoryFacts, ReportContent, ReportInput
from vetting.registry.history import amended_from, as_at, differences
from vetting.registry.index import ListedMatch, RegisterIndex, SearchResult, index_of
from vetting.registry.lifecycle import may_approve
from vetting.registry.lists import list_states, open_list
from vetting.registry.past import PastRegister, origins_of, register_at
from vetting.registry.plausible import (
    ReadDay,
    clean_paragraphs,
    clean_text,
    is_readable,
    name_problem,
    names_problems,
    read_date_of_birth,
    read_day,
)
from vetting.registry.policy import ListInfo, ListPolicy, PolicyError, SearchRule, WayOff, lists_of, load_policy
from vetting.registry.proposals import get_proposal, may_decide, open_proposals
from vetting.registry.publication import published_entries, published_entry
from vetting.registry.publication_views import (
    PublicationProposal,
    PublicationStatus,
    PublicationView,
    PublishedEntry,
    PublishedSearch,
)
from vetting.registry.publishing import (
    DontPublish,
    decide_publication,
    propose_not_publishing,
    propose_publication,
    publication_status,
)
from vetting.registry.questions import agree, ask_withdrawal, disagree, may_agree, record_advice
from vetting.registry.reasons import REASONS
from vetting.registry.report_views import DecisionView, QuestionView, ReportKey, ReportSummary, ReportVersionView, ReportView
from vetting.registry.reports import (
    count_reports,
    get_report,
    list_reports,
    report_keys,
    resubmit_report,
    return_report,
    submit_report,
)
from vetting.registry.review_views import ReviewState, ReviewView, get_review, list_reviews, reviews_about
from vetting.registry.reviews import (
    ReviewApplication,
    answer_consultation,
    consult_force,
    propose_review_decision,
    receive_review,
    withdraw_review,
)
from vetting.registry.statistics import FinancialYear, Row, Table, csv_rows
from vetting.registry.successions import run_successions
from vetting.registry.tallies import TALLIES, Figures, Tallies, export_figures, figures, public_figures
from vetting.registry.versions import current_version, records_searched
from vetting.registry.views import (
    Difference,
    EntryPage,
    EntrySummary,
    EntryVersionView,
    EntryView,
    ListState,
    PastEntry,
    ProposalView,
    TimelineEvent,
    Tombstone,
)
from vetting.registry.vocabulary import (
    OFFICER_GROUNDS,
    RANKS,
    STAFF_GROUNDS,
    STANDARDS,
    AdvisoryLimb,
    Choice,
    Ground,
    Limb,
    ReportState,
    ServedAs,
    Standing,
)
from vetting.registry.ways_off import (
    FurtherReport,
    get_tombstone,
    propose_reinstatement,
    record_entered_in_error,
    report_behind,
    submit_further_report,
    ways_off_for,
)
from vetting.registry.working_days import day_in_london, due_date, working_days_late

__all__ = [
    "LEFT_BY",
    "OFFICER_GROUNDS",
    "RANKS",
    "REASONS",
    "STAFF_GROUNDS",
    "STANDARDS",
    "TALLIES",
    "AdvisoryFacts",
    "AdvisoryLimb",
    "Amendment",
    "Changed",
    "ChangedRecord",
    "Choice",
    "Clock",
    "Deadlines",
    "DecisionView",
    "DemonstrationReport",
    "DeskItem",
    "DeskSection",
    "Difference",
    "DontPublish",
    "EntryPage",
    "EntrySummary",
    "EntryVersionView",
    "EntryView",
    "Figures",
    "FinancialYear",
    "FurtherReport",
    "Ground",
    "LikelyDuplicate",
    "Limb",
    "ListInfo",
    "ListPolicy",
    "ListState",
    "ListedMatch",
    "OwnFurtherReport",
    "OwnReport",
    "PastEntry",
    "PastRegister",
    "PolicyError",
    "ProposalView",
    "PublicationProposal",
    "PublicationStatus",
    "PublicationView",
    "PublishedEntry",
    "PublishedSearch",
    "QuestionView",
    "ReadDay",
    "RegisterIndex",
    "ReportContent",
    "ReportInput",
    "ReportKey",
    "ReportState",
    "ReportSummary",
    "ReportVersionView",
    "ReportView",
    "ReviewApplication",
    "ReviewState",
    "ReviewView",
    "Row",
    "SearchResult",
    "SearchRule",
    "ServedAs",
    "Standing",
    "Table",
    "Tallies",
    "TimelineEvent",
    "Tombstone",
    "WayOff",
    "agree",
    "amended_from",
    "answer_consultation",
    "approve_proposal",
    "approve_report",
    "as_at",
    "ask_withdrawal",
    "changes_since",
    "clean_paragraphs",
    "clean_text",
    "clock_for",
    "consult_force",
    "count_reports",
    "csv_rows",
    "current_version",
    "day_in_london",
    "decide_publication",
    "differences",
    "disagree",
    "due_date",
    "export_figures",
    "figures",
    "get_entry",
    "get_proposal",
    "get_report",
    "get_review",
    "get_tombstone",
    "index_of",
    "is_readable",
    "likely_duplicates",
    "list_entries",
    "list_reports",
    "list_reviews",
    "list_states",
    "lists_of",
    "load_demonstration",
    "load_policy",
    "may_agree",
    "may_approve",
    "may_decide",
    "name_problem",
    "names_problems",
    "open_list",
    "open_proposals",
    "origins_of",
    "own_deadlines",
    "propose_amendment",
    "propose_not_publishing",
    "propose_publication",
    "propose_reinstatement",
    "propose_review_decision",
    "public_figures",
    "publication_status",
    "published_entries",
    "published_entry",
    "read_date_of_birth",
    "read_day",
    "read_desk",
    "receive_review",
    "record_advice",
    "record_entered_in_error",
    "records_searched",
    "refuse_proposal",
    "register_at",
    "report_behind",
    "report_keys",
    "resubmit_report",
    "return_report",
    "reviews_about",
    "run_endings",
    "run_successions",
    "strikes_on",
    "submit_further_report",
    "submit_report",
    "tell_after_changes",
    "ways_off_for",
    "withdraw_amendment",
    "withdraw_review",
    "working_days_late",
]
