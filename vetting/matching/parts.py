"""What is known of one folded name part: its sound, how common it is, and the names it is related to."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import NamedTuple

import jellyfish

Rarity = Callable[[str], tuple[float, float]]
"""Bits of surprise (-log2 of the frequency) of a part as a surname and as a forename."""
Relations = Callable[[str], Iterable[tuple[str, int, int]]]
"""The parts a part is related to, each with its level as a surname and as a forename (VARIANT, NICKNAME or DIFFERENT)."""
Origins = Callable[[str], tuple[int, int]]
"""The groups of origin of a part as a surname and as a forename (0: unknown)."""

_FIRST_VOWELS = tuple("AEIOU")
_KEY_BITS = (1 << 64) - 1


def text_key(text: str) -> int:
    """Return a 64-bit key of a folded word, never 0.

    Keys are the interpreter's own (keyed) hashes: nobody can make two names collide on purpose, forked workers share them, and
    they are never kept beyond the process.
    """
    return hash(text) & _KEY_BITS or 1


class PartFacts(NamedTuple):
    """Facts about one part that its letters do not show: keys of the word and its sound, rarity and origins.

    Rarity (bits) and group of origin are of the part as a surname and as a forename.
    """

    key: int
    sound: int
    bits: tuple[float, float]
    origins: tuple[int, int]


def sound_of(text: str) -> str:
    """Return the sound of a name part (metaphone, any first vowel for any other), empty for words too short to compare."""
    sound = jellyfish.metaphone(text) if len(text) > 2 else ""
    return "A" + sound[1:] if sound[:1] in _FIRST_VOWELS else sound


class PartBook:
    """Works out the facts of parts, and what they are related to."""

    def __init__(self, rarity: Rarity, relations: Relations, origins: Origins) -> None:
        self._rarity = rarity
        self._origins = origins
        self._relations = relations

    def facts(self, text: str) -> PartFacts:
        """Return the facts about a folded part."""
        sound = sound_of(text)
        return PartFacts(
            text_key(text), (text_key(sound) & 0xFFFFFFFF) or 1 if sound else 0, self._rarity(text), self._origins(text)
        )

    def related(self, text: str) -> list[tuple[int, int, int]]:
        """Return the keys of the parts a part is related to, each with its level as a surname and as a forename."""
        return [(text_key(other), surname, forename) for other, surname, forename in self._relations(text) if other != text]
