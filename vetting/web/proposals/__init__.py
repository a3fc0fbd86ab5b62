"""What two people decide about an entry: a way off or back on, an amendment; proposed here by one, decided here by another."""

from vetting.web.proposals.views import blueprint

__all__ = ["blueprint"]
