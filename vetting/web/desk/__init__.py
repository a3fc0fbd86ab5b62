"""The registrar's desk: one page of what waits, what is late and what comes up."""

from vetting.web.desk.views import blueprint

__all__ = ["blueprint"]
