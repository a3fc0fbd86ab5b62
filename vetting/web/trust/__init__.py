"""Pages about who may do what."""

from vetting.web.trust.views import blueprint

__all__ = ["blueprint"]
