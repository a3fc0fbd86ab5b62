"""What is held and for how long: the rules of retention, legal holds, and the ledger of what was erased.

Inside: `rules` (what `config/retention.toml` says, and who let it run), `retention` (erasing what is due), `rotation` (of keys),
`models`.
"""

from vetting.records.retention import Outcome, lift_hold, place_hold, run_due, run_rules
from vetting.records.rotation import keys_in_use, rotate
from vetting.records.rules import Rule, approve_rule, find_rule, load_rules

__all__ = [
    "Outcome",
    "Rule",
    "approve_rule",
    "find_rule",
    "keys_in_use",
    "lift_hold",
    "load_rules",
    "place_hold",
    "rotate",
    "run_due",
    "run_rules",
]
