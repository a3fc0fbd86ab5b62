"""Why a check did not come upon an entry: the registrars' question."""

from vetting.web.absences.views import blueprint

__all__ = ["blueprint"]
