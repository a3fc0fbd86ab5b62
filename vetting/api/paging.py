"""Long answers come in parts: from which one on, and where the next part begins."""

from __future__ import annotations

from vetting.errors import InvalidInput, Problem

LONGEST_OFFSET = 9


def offset_of(text: str, name: str = "offset") -> int:
    """How many to leave out. Raises InvalidInput that names the parameter."""
    if not text.isascii() or not text.isdecimal() or len(text) > LONGEST_OFFSET:
        raise InvalidInput([Problem(name, f"{name} is a number from 0 on.")])
    return int(text)


def following(start: int, shown: int, total: int) -> int | None:
    """The offset to ask on from; None at the end."""
    return start + shown if start + shown < total else None
