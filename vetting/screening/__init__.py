"""Checks: is this applicant on a list? One path for pages, the API and the command line; nothing in it can turn a fault into a clear.

Inside: `requests` (what is asked, and every problem with it at once), `search` (asking the register's index), `checks` (run, store),
`outcomes` (pure: what the hits add up to), `views` (what each role learns), `release`, `documents` (the API's shape), `models`.
"""

from vetting.screening.outcomes import HitState, Outcome

__all__ = ["HitState", "Outcome"]
