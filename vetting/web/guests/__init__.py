"""The second officer from another force: asking for one, and looking at a decision for the force that asked."""

from vetting.web.guests.views import blueprint

__all__ = ["blueprint"]
