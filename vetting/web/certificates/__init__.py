"""The certificate of a check, and the public page on which its code is verified."""

from vetting.web.certificates.views import blueprint

__all__ = ["blueprint"]
