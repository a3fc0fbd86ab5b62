"""Subject access: somebody asks what is held on them; one person looks, a second one releases the answer."""

from vetting.web.subject_access.views import blueprint

__all__ = ["blueprint"]
