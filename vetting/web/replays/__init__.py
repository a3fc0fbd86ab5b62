"""Running an old check again, for auditors: whether the answer was the same, and nothing of what it was."""

from vetting.web.replays.views import blueprint

__all__ = ["blueprint"]
