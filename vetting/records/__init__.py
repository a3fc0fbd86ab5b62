"""What is held and for how long: the rules of retention, legal holds, and the ledger of what was erased.

Inside: `rules` (what `config/retention.toml` says, and who let it run), `retention` (erasing what is due), `ledger` (of erasures,
outside the database), `backup` and `restore`, `rotation` (of keys), `subject_access` (everything held on one person, table by table
as `subject_tables` says), `subject_release` (by two people), `trail` (for auditors), `who_checked` (the weekly e-mail), `models`.
"""

from vetting.records.backup import BackupError, make_backup
from vetting.records.ledger import LEDGER, Ledger
from vetting.records.restore import Restored, restore_backup
from vetting.records.retention import Outcome, lift_hold, place_hold, run_due, run_rules
from vetting.records.rotation import keys_in_use, rotate
from vetting.records.rules import Rule, approve_rule, find_rule, load_rules
from vetting.records.subject_access import Answer, Asker, Part
from vetting.records.subject_release import (
    AccessRequest,
    decide_access,
    list_accesses,
    propose_access,
    read_access,
    released_document,
)
from vetting.records.trail import TrailPage, export_trail, read_trail
from vetting.records.who_checked import mail_who_checked

__all__ = [
    "LEDGER",
    "AccessRequest",
    "Answer",
    "Asker",
    "BackupError",
    "Ledger",
    "Outcome",
    "Part",
    "Restored",
    "Rule",
    "TrailPage",
    "approve_rule",
    "decide_access",
    "export_trail",
    "find_rule",
    "keys_in_use",
    "lift_hold",
    "list_accesses",
    "load_rules",
    "mail_who_checked",
    "make_backup",
    "place_hold",
    "propose_access",
    "read_access",
    "read_trail",
    "released_document",
    "restore_backup",
    "rotate",
    "run_due",
    "run_rules",
]
