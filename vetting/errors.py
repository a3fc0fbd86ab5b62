"""Every failure the service names: a stable code for machines and a message that is safe to show to the person who asked.

VettingError
├── InvalidInput      what was sent cannot be taken as it stands; one Problem a field
├── Refused           the actor may not do this, or may not do it alone
├── NotFound          there is no such thing, or it belongs to somebody else: the two read the same
├── Conflict          somebody else changed it first, or it is no longer in a state where this can be done
└── Unavailable       it could not be done now; nothing was answered and nothing was changed
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong with one field: `field` is the dotted path of the API (`subject.date_of_birth`), `message` a sentence."""

    field: str
    message: str


class VettingError(Exception):
    """Base of all named failures. `code` never changes once published; `message` holds no personal data beyond what was typed."""

    code = "error"

    def __init__(self, message: str, code: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        if code is not None:
            self.code = code


class InvalidInput(VettingError):
    """What was sent cannot be taken; `problems` names every field at once, so that nobody has to send it five times."""

    code = "invalid_input"

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__(" ".join(problem.message for problem in self.problems))


class Refused(VettingError):
    """The actor may not do this."""

    code = "refused"


class NotFound(VettingError):
    """No such thing in what the actor may see."""

    code = "not_found"

    def __init__(self, what: str) -> None:
        super().__init__(f"There is no such {what}.")


class Conflict(VettingError):
    """The thing changed meanwhile; what the actor wanted to do was not done."""

    code = "conflict"


class Unavailable(VettingError):
    """It could not be done now. For a check this is `could_not_check`: never a clear."""

    code = "unavailable"
