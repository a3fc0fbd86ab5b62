"""What anyone may read: the first page, the published list, and the pages about the service."""

from vetting.web.public.views import blueprint

__all__ = ["blueprint"]
