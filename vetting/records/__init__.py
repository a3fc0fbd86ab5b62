"""What is held and for how long: retention, legal holds, erasure, subject access, backup."""

from vetting.records.models import Erasure, LegalHold, RuleApproval

__all__ = ["Erasure", "LegalHold", "RuleApproval"]
