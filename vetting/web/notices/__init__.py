"""Published notices: pasted, read, kept as an expectation of a report; never evidence of who somebody is."""

from vetting.web.notices.views import blueprint

__all__ = ["blueprint"]
