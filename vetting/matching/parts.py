"""What is known of one folded name part: its letters, its sound, how common it is, and the names it is related to."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import lru_cache
from hashlib import blake2b
from typing import NamedTuple

import jellyfish

Rarity = Callable[[str], tuple[float, float]]
"""Bits of surprise (-log2 of the frequency) of a part as a surname and as a forename."""
Relations = Callable[[str], Iterable[tuple[str, int, int]]]
"""The parts a part is related to, each with its level as a surname and as a forename (VARIANT, NICKNAME or DIFFERENT)."""
Origins = Callable[[str], tuple[int, int]]
"""The groups of origin of a part as a surname and as a forename (0: unknown)."""

_MAX_FACTS = 400_000
_FIRST_VOWELS = tuple("AEIOU")
_VOWELS = str.maketrans("", "", "aeiouyhw")
_SKELETON = str.maketrans({"c": "k", "q": "k", "g": "j", "z": "s", "v": "f", "p": "b", "t": "d", "x": "k"})


@lru_cache(maxsize=400_000)
def text_key(text: str) -> int:
    """Return a 64-bit key of a folded word, the same in every process."""
    return int.from_bytes(blake2b(text.encode(), digest_size=8).digest(), "little") or 1


class PartFacts(NamedTuple):
    """Facts about one part: `chars` are letters 0 to 25, `mask` the letters present, `bits` its rarity as surname and forename."""

    key: int
    bloom: int
    mask: int
    sound: int
    skeleton: int
    bits: tuple[float, float]
    chars: bytes
    related: tuple[tuple[int, int, int], ...]
    origins: tuple[int, int]


def _key32(text: str) -> int:
    return (text_key(text) & 0xFFFFFFFF) or 1


def sound_of(text: str) -> str:
    """Return the sound of a name part (metaphone, any first vowel for any other), empty for words too short to compare."""
    sound = jellyfish.metaphone(text) if len(text) > 2 else ""
    return "A" + sound[1:] if sound[:1] in _FIRST_VOWELS else sound


def skeleton_of(text: str) -> str:
    """Return the consonants of a word without doubles, as most transliterations keep them; empty if fewer than three."""
    kept = text[:1].translate(_SKELETON) + text[1:].translate(_VOWELS).translate(_SKELETON)
    bare = "".join(char for index, char in enumerate(kept) if index == 0 or kept[index - 1] != char)
    return bare if len(bare) > 2 else ""


class PartBook:
    """Works out the facts of parts once and remembers them (bounded; safe to share between threads)."""

    def __init__(self, rarity: Rarity, relations: Relations, origins: Origins) -> None:
        self._rarity = rarity
        self._origins = origins
        self._relations = relations
        self._facts: dict[str, PartFacts] = {}

    def facts(self, text: str) -> PartFacts:
        """Return the facts about a folded part."""
        known = self._facts.get(text)
        if known is None:
            known = self._work_out(text)
            if len(self._facts) >= _MAX_FACTS:
                self._facts = {}
            self._facts[text] = known
        return known

    def _work_out(self, text: str) -> PartFacts:
        letters = bytes(ord(char) - 97 for char in text)
        mask = 0
        for letter in letters:
            mask |= 1 << letter
        related = tuple((text_key(other), surname, forename) for other, surname, forename in self._relations(text) if other != text)
        bloom = 0
        for key, *_ in related:
            bloom |= 1 << (key & 63)
        sound, skeleton = sound_of(text), skeleton_of(text)
        return PartFacts(
            text_key(text),
            bloom,
            mask,
            _key32(sound) if sound else 0,
            _key32(skeleton) if skeleton else 0,
            self._rarity(text),
            letters,
            related,
            self._origins(text),
        )
