"""Whether an undecided report stands: a force asks to withdraw it, the College's lawyers answer, two registrars agree."""

from vetting.web.questions.views import blueprint

__all__ = ["blueprint"]
