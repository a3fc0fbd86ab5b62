"""The journey of a list's import: upload, look at the difference, a second person confirms, then resolve rows and removals."""

from vetting.web.imports.views import blueprint

__all__ = ["blueprint"]
