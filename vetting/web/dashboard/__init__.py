"""The figures of a vetting unit, as pictures with their tables."""

from vetting.web.dashboard.views import blueprint

__all__ = ["blueprint"]
