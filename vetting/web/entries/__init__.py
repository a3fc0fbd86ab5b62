"""The lists as a registrar sees them: entries, their versions, publication, and the opening of a list."""

from vetting.web.entries.views import blueprint

__all__ = ["blueprint"]
