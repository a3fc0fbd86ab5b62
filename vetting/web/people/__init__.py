"""The people of the organisation: who has an account, in which role; inviting, changing, closing; what needs a second person."""

from vetting.web.people.views import blueprint

__all__ = ["blueprint"]
