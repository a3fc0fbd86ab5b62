"""People under watch: live clears and enrolled people are checked again when a list changes, and what is new becomes an alert.

Inside: `rules` (pure: what is news, what a term must say) and `models`.
"""

from vetting.monitoring import models
from vetting.monitoring.rules import AlertKind, AlertState, EndedBecause, Term

__all__ = ["AlertKind", "AlertState", "EndedBecause", "Term", "models"]
