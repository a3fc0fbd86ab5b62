"""Checking a person: the form, the answer as far as each role may know it, and the list of checks."""

from vetting.web.checks.views import blueprint

__all__ = ["blueprint"]
