"""People under watch: live clears and enrolled people are checked again when a list changes, and what is new becomes an alert.

Inside: `rules` (pure: what is news, what a term must say), `policy` (the numbers and bases of `config/monitoring.toml`), `people`
(who is under watch, and the index of them), `comparing` (what is new), `findings`, `raising` and `passes` (the worker's passes),
`leases` (one worker at a time), `queue` and `mailing`; `desk` (what people do), `views`, `keeping` (what ends by the clock), and
`models`.
"""

from vetting.monitoring.desk import MOST_AT_ONCE, Enrolled, end_watch, enrol, purposes_for, renew, work_alert
from vetting.monitoring.mailing import mail_alerts
from vetting.monitoring.passes import Monitor, Outcome
from vetting.monitoring.policy import Basis, Policy, policy
from vetting.monitoring.queue import MonitorQueue
from vetting.monitoring.rules import AlertKind, AlertState, EndedBecause, Term
from vetting.monitoring.views import (
    AlertPage,
    AlertView,
    TermView,
    WatchPage,
    WatchView,
    alert_state,
    alerts_on,
    list_alerts,
    list_watches,
    open_alerts,
    view_alert,
    view_watch,
)

__all__ = [
    "MOST_AT_ONCE",
    "AlertKind",
    "AlertPage",
    "AlertState",
    "AlertView",
    "Basis",
    "EndedBecause",
    "Enrolled",
    "Monitor",
    "MonitorQueue",
    "Outcome",
    "Policy",
    "Term",
    "TermView",
    "WatchPage",
    "WatchView",
    "alert_state",
    "alerts_on",
    "end_watch",
    "enrol",
    "list_alerts",
    "list_watches",
    "mail_alerts",
    "open_alerts",
    "policy",
    "purposes_for",
    "renew",
    "view_alert",
    "view_watch",
    "work_alert",
]
