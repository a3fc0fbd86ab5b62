"""Reports for the advisory list: how somebody left with an allegation unresolved. Nothing here is a finding."""

from vetting.web.advisory.views import blueprint

__all__ = ["blueprint"]
