"""What the College and the reporting forces are told: that an applicant was confirmed to be the person of one of their records."""

from vetting.web.confirmations.views import blueprint

__all__ = ["blueprint"]
