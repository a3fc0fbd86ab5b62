"""The name data as the matcher asks for it: how common a part is, and which parts are the same name in another form."""

from __future__ import annotations

UNKNOWN_BITS = 19.0


def rarity(text: str) -> tuple[float, float]:
    """Return the bits of surprise of a folded part as a surname and as a forename."""
    return UNKNOWN_BITS, UNKNOWN_BITS


def relations(text: str) -> list[tuple[str, int]]:
    """Return the parts related to a folded part, with VARIANT or NICKNAME."""
    return []
