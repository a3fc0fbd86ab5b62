"""Reports: made and corrected by forces, approved or returned by registrars of the College."""

from vetting.web.reports.views import blueprint

__all__ = ["blueprint"]
