"""Deciding on a hit: the comparison first, then three choices with a reason, the second officer, and taking a decision back."""

from vetting.web.decisions.views import blueprint

__all__ = ["blueprint"]
