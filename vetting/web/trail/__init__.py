"""The audit trail for auditors, and for an organisation's lead who checked how many people."""

from vetting.web.trail.views import blueprint

__all__ = ["blueprint"]
