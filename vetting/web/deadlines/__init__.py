"""A force's own page: what it has sent in, what came back, what is late."""

from vetting.web.deadlines.views import blueprint

__all__ = ["blueprint"]
