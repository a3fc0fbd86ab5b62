"""People under watch: live clears and enrolled people are checked again when a list changes, and what is new becomes an alert.

Inside: `rules` (pure: what is news, what a term must say), `policy` (the numbers and bases of `config/monitoring.toml`), `people`
(who is under watch, and the index of them), `comparing` (what is new), `findings`, `raising` and `passes` (the worker's passes),
`leases` (one worker at a time) and `models`.
"""

from vetting.monitoring.passes import Monitor, Outcome
from vetting.monitoring.rules import AlertKind, AlertState, EndedBecause, Term

__all__ = ["AlertKind", "AlertState", "EndedBecause", "Monitor", "Outcome", "Term"]
