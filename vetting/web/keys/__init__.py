"""The API keys of the organisation: making one, seeing when each was last used, revoking it."""

from vetting.web.keys.views import blueprint

__all__ = ["blueprint"]
