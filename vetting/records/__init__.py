"""What is held and for how long: the rules of retention, legal holds, and the ledger of what was erased.

Inside: `rules` (what `config/retention.toml` says, and who let it run), `retention` (erasing what is due), `ledger` (of erasures,
outside the database), `backup` and `restore`, `rotation` (of keys), `models`.
"""

from vetting.records.backup import BackupError, make_backup
from vetting.records.ledger import LEDGER, Ledger
from vetting.records.restore import Restored, restore_backup
from vetting.records.retention import Outcome, lift_hold, place_hold, run_due, run_rules
from vetting.records.rotation import keys_in_use, rotate
from vetting.records.rules import Rule, approve_rule, find_rule, load_rules

__all__ = [
    "LEDGER",
    "BackupError",
    "Ledger",
    "Outcome",
    "Restored",
    "Rule",
    "approve_rule",
    "find_rule",
    "keys_in_use",
    "lift_hold",
    "load_rules",
    "make_backup",
    "place_hold",
    "restore_backup",
    "rotate",
    "run_due",
    "run_rules",
]
