"""The figures of the lists by financial year: everything for a registrar, and what the public sees; as charts, tables and CSV."""

from vetting.web.statistics.views import blueprint

__all__ = ["blueprint"]
