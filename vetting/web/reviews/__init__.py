"""Reviews: applications to come off a list, what the authority says, and the decision of two registrars."""

from vetting.web.reviews.views import blueprint

__all__ = ["blueprint"]
