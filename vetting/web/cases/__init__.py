"""The vetting unit's queue, and one case: who works on it, by when, what was done, and what became of the application."""

from vetting.web.cases.views import blueprint

__all__ = ["blueprint"]
