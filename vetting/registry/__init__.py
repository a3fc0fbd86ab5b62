"""The lists: what authorities report, the entries made of it, and the matching index kept in step with both.

Inside: `vocabulary`, `plausible`, `facts`, `rules`, `lifecycle`, `working_days` and `policy` are pure; `reports`, `decisions`,
`entries`, `publication` and `lists` change and read the register; `versions`, `records` and `index` keep what is searched in step.
"""

from vetting.registry.advisory import LEFT_BY
from vetting.registry.amendments import Amendment, propose_amendment
from vetting.registry.approvals import approve_proposal, refuse_proposal, withdraw_amendment
from vetting.registry.changes import Changed, changes_since
from vetting.registry.demonstration import DemonstrationReport, load_demonstration
from vetting.registry.duplicates import LikelyDuplicate, likely_duplicates
from vetting.registry.entries import approve_report, get_entry, list_entries
from vetting.registry.facts import AdvisoryFacts, ReportContent, ReportInput
from vetting.registry.history import amended_from, as_at, differences
from vetting.registry.index import ListedMatch, RegisterIndex, SearchResult, index_of
from vetting.registry.lifecycle import may_approve
from vetting.registry.lists import list_states, open_list
from vetting.registry.past import PastRegister, origins_of, register_at
from vetting.registry.plausible import ReadDay, clean_text, is_readable, name_problem, names_problems, read_date_of_birth, read_day
from vetting.registry.policy import ListInfo, ListPolicy, PolicyError, SearchRule, WayOff, lists_of, load_policy
from vetting.registry.proposals import get_proposal, may_decide, open_proposals
from vetting.registry.publication import publish_entry, published_entries
from vetting.registry.publishing import DontPublish, decide_not_publishing, propose_not_publishing, publication_status
from vetting.registry.reports import (
    count_reports,
    get_report,
    list_reports,
    report_keys,
    resubmit_report,
    return_report,
    submit_report,
)
from vetting.registry.reviews import eligible_from
from vetting.registry.versions import current_version
from vetting.registry.views import (
    DecisionView,
    Difference,
    EntryPage,
    EntrySummary,
    EntryVersionView,
    EntryView,
    ListState,
    NotPublishing,
    PastEntry,
    ProposalView,
    PublicationStatus,
    PublicationView,
    PublishedEntry,
    PublishedSearch,
    ReportKey,
    ReportSummary,
    ReportVersionView,
    ReportView,
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
from vetting.registry.working_days import day_in_london, due_date

__all__ = [
    "LEFT_BY",
    "OFFICER_GROUNDS",
    "RANKS",
    "STAFF_GROUNDS",
    "STANDARDS",
    "AdvisoryFacts",
    "AdvisoryLimb",
    "Amendment",
    "Changed",
    "Choice",
    "DecisionView",
    "DemonstrationReport",
    "Difference",
    "DontPublish",
    "EntryPage",
    "EntrySummary",
    "EntryVersionView",
    "EntryView",
    "FurtherReport",
    "Ground",
    "LikelyDuplicate",
    "Limb",
    "ListInfo",
    "ListPolicy",
    "ListState",
    "ListedMatch",
    "NotPublishing",
    "PastEntry",
    "PastRegister",
    "PolicyError",
    "ProposalView",
    "PublicationStatus",
    "PublicationView",
    "PublishedEntry",
    "PublishedSearch",
    "ReadDay",
    "RegisterIndex",
    "ReportContent",
    "ReportInput",
    "ReportKey",
    "ReportState",
    "ReportSummary",
    "ReportVersionView",
    "ReportView",
    "SearchResult",
    "SearchRule",
    "ServedAs",
    "Standing",
    "TimelineEvent",
    "Tombstone",
    "WayOff",
    "amended_from",
    "approve_proposal",
    "approve_report",
    "as_at",
    "changes_since",
    "clean_text",
    "count_reports",
    "current_version",
    "day_in_london",
    "decide_not_publishing",
    "differences",
    "due_date",
    "eligible_from",
    "get_entry",
    "get_proposal",
    "get_report",
    "get_tombstone",
    "index_of",
    "is_readable",
    "likely_duplicates",
    "list_entries",
    "list_reports",
    "list_states",
    "lists_of",
    "load_demonstration",
    "load_policy",
    "may_approve",
    "may_decide",
    "name_problem",
    "names_problems",
    "open_list",
    "open_proposals",
    "origins_of",
    "propose_amendment",
    "propose_not_publishing",
    "propose_reinstatement",
    "publication_status",
    "publish_entry",
    "published_entries",
    "read_date_of_birth",
    "read_day",
    "record_entered_in_error",
    "refuse_proposal",
    "register_at",
    "report_behind",
    "report_keys",
    "resubmit_report",
    "return_report",
    "submit_further_report",
    "submit_report",
    "ways_off_for",
    "withdraw_amendment",
]
