"""Decisions not to publish an entry: proposed by one registrar, decided by another."""

from vetting.web.publications.views import blueprint

__all__ = ["blueprint"]
