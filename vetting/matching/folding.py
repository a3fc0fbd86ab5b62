"""Names as written, folded to the tokens that are compared: the one place where spelling conventions are undone.

What folding removes, and nothing else: case, accents (composed or not), script (transliterated by anyascii), punctuation, spacing,
titles, police ranks and numbers in a name field, placeholders for "no name", and the space in Mc/Mac/O'/D' prefixes.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple

from anyascii import anyascii

from vetting.matching import data
from vetting.matching.identity import PersonName

MAX_WRITTEN = 600
"""Characters of a name that are read; the longest real names are under 200."""
MAX_TOKEN = 60
"""Letters of one token that are compared (the edit distance works on 64-bit words)."""
MAX_FORENAMES = 6
MAX_SURNAME_PARTS = 6

TITLES = frozenset(tuple(title.split()) for title in (*data.titles(), *data.ambiguous_titles()))
"""Titles and police ranks that stand before a name, as folded words."""
_LONGEST_TITLE = max(map(len, TITLES))
SUFFIXES = frozenset(title for title, kind in data.titles().items() if kind in ("suffix", "both")) | {
    "iv",
    "jp",
    "junior",
    "senior",
}
"""Honours and generations that stand after a name."""
PLACEHOLDERS = frozenset(
    [
        "fnu",
        "lnu",
        "nmn",
        "nmi",
        "unknown",
        "unk",
        "notknown",
        "none",
        "null",
        "nil",
        "na",
        "nan",
        "anonymous",
        "notprovided",
        "xxx",
        "xx",
    ]
)
"""Words that forms carry where there is no name ("FNU": first name unknown)."""
PREFIXES = frozenset({"mc", "mac", "o", "fitz", "d"})
"""Beginnings of one surname that are often written apart: Mc Donald, O Brien, D Souza."""
PARTICLES = data.particles() - PREFIXES - {"ap", "os", "lo"}
"""Words inside a surname that come and go between documents; "Berg" is the core of "van der Berg"."""

_APOSTROPHES = re.compile(r"['’‘`´ʻʼ′]")
_NOT_LETTER = re.compile(r"[^a-z]+")
_DIACRITICS = re.compile("[\u0300-\u036f]+")
_DIGIT_IN_WORD = re.compile(r"(?<=[a-z])\d(?=[a-z])|\b[0135](?=[a-z]{2})|\b0(?=['’][a-z])")
_LETTER_FOR = str.maketrans({"0": "o", "1": "i", "3": "e", "4": "a", "5": "s", "6": "g", "7": "t", "8": "b", "9": "g", "2": "z"})
"""The letter that a digit inside a word was most likely meant for, by its look."""
_NOT_GIVEN = re.compile(r"\s*n[/.]?\s*a\.?\s*|\s*not (?:known|given|provided|applicable)\s*", re.IGNORECASE)
_NICKNAME = re.compile(r"[\"“”(\[][^\"“”()\[\]]*[\"“”)\]]")
_SPOKEN_CATEGORIES = ("L", "M")


class FoldedName(NamedTuple):
    """One reading of a full name: forename tokens and surname tokens, each of letters a to z only."""

    forenames: tuple[str, ...]
    surname: tuple[str, ...]


def _latin(text: str) -> str:
    """Transliterate to ASCII; symbols, emoji and direction marks become spaces, the letters of other scripts become words."""
    letters = []
    for char in _DIACRITICS.sub(
        "", unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", text)) if _is_latin(text) else text
    ):
        category = unicodedata.category(char)
        if char.isascii():
            letters.append(char)
        elif category[0] in _SPOKEN_CATEGORIES:
            plain = anyascii(char)
            letters.append(" " + plain + " " if category == "Lo" and plain[:1].isupper() else plain)
        elif category != "Cf":
            letters.append("'" if _APOSTROPHES.match(char) else " ")
    return "".join(letters)


def _is_latin(text: str) -> bool:
    return all(ord(char) < 0x0530 or 0x1E00 <= ord(char) < 0x2100 for char in text)


@lru_cache(maxsize=262_144)
def tokens(text: str) -> tuple[str, ...]:
    """Fold `text` to its words of letters a to z; apostrophes join ("O'Brien" is one word), everything else separates."""
    if text.isascii() and text.isalpha() and len(text) <= MAX_TOKEN:  # one plain word, as most are
        word = text.lower()
        return () if word in PLACEHOLDERS else (word,)
    text = text[:MAX_WRITTEN]
    if _NOT_GIVEN.fullmatch(text):
        return ()
    if not text.isascii():
        text = _latin(text)
    text = text.lower()
    if _DIGIT_IN_WORD.search(text):
        text = _DIGIT_IN_WORD.sub(lambda found: found[0].translate(_LETTER_FOR), text)
    words = _NOT_LETTER.sub(" ", _APOSTROPHES.sub("", text)).split()
    return tuple(word[:MAX_TOKEN] for word in words if word not in PLACEHOLDERS)


def join_prefixes(words: tuple[str, ...]) -> tuple[str, ...]:
    """Join Mc, Mac, O, Fitz and D to the word that follows: `("mc", "donald")` becomes `("mcdonald",)`."""
    if not any(word in PREFIXES for word in words[:-1]):
        return words
    joined: list[str] = []
    held = ""
    for word in words:
        if word in PREFIXES and not held:
            held = word
            continue
        joined.append(held + word)
        held = ""
    if held:
        joined.append(held)
    return tuple(joined)


def strip_titles(words: tuple[str, ...]) -> tuple[str, ...]:
    """Take titles and ranks off the front and honours off the end, as long as a word is left."""
    start, end = 0, len(words)
    while end - start > 1:
        length = next(
            (size for size in range(min(_LONGEST_TITLE, end - start - 1), 0, -1) if words[start : start + size] in TITLES), 0
        )
        if not length:
            break
        start += length
    while end - start > 1 and words[end - 1] in SUFFIXES:
        end -= 1
    return words[start:end]


def _surname(words: tuple[str, ...]) -> tuple[str, ...]:
    return join_prefixes(strip_titles(words))[:MAX_SURNAME_PARTS]


def _without_particles(words: tuple[str, ...]) -> int:
    """Return where the surname begins when the last word is one: particles and prefixes before it belong to it."""
    start = len(words) - 1
    while start > 1 and words[start - 1] in PARTICLES:
        start -= 1
    return start


def _one_field(words: tuple[str, ...]) -> list[FoldedName]:
    """Readings of a full name written in one field: surname last, surname first, and two surnames at the end."""
    words = join_prefixes(strip_titles(words))
    if len(words) < 2:
        return [FoldedName((), words)] if words else []
    start = _without_particles(words)
    readings = [FoldedName(words[:start][:MAX_FORENAMES], words[start:][:MAX_SURNAME_PARTS])]
    readings.append(FoldedName(words[1:][:MAX_FORENAMES], words[:1]))
    if len(words) > 2 and start == len(words) - 1:
        readings.append(FoldedName(words[:-2][:MAX_FORENAMES], words[-2:]))
    return readings


def _split_hyphenated(text: str, words: tuple[str, ...]) -> FoldedName | None:
    """Read a one-field name whose last word is hyphenated ("John O'Brien-Smith") with the whole of it as the surname."""
    last = text.rsplit(None, 1)
    if len(last) != 2 or "-" not in last[1].strip("-"):
        return None
    surname = join_prefixes(tokens(last[1]))
    forenames = strip_titles(tokens(last[0]))
    return FoldedName(forenames[:MAX_FORENAMES], surname[:MAX_SURNAME_PARTS]) if len(surname) > 1 and forenames else None


def readings(name: PersonName) -> tuple[FoldedName, ...]:
    """Fold one full name to the ways it can be read; the first is as written. Empty if nothing in it can be read."""
    return _readings(name.forenames, name.surname)


@lru_cache(maxsize=262_144)
def _readings(forenames_text: str, surname_text: str) -> tuple[FoldedName, ...]:
    forename_words = tokens(_NICKNAME.sub(" ", forenames_text) if _NICKNAME.search(forenames_text) else forenames_text)
    surname_words = tokens(surname_text)
    if forename_words and surname_words:
        surname = _surname(surname_words)
        found = [FoldedName(strip_titles(forename_words)[:MAX_FORENAMES], surname)]
        if all((word,) in TITLES for word in forename_words):
            found = [*_one_field(surname_words), *found]
        elif all((word,) in TITLES for word in surname_words):
            found += _one_field(forename_words)
        return tuple(dict.fromkeys(found))
    words = forename_words or surname_words
    if not words:
        return ()
    text = forenames_text if forename_words else surname_text
    if "," in text:
        before, after = text.split(",", 1)
        if tokens(before) and tokens(after):
            return _readings(after.replace(",", " "), before)
    found = _one_field(words)
    hyphenated = _split_hyphenated(text, words)
    if hyphenated is not None:
        found.insert(0, hyphenated)
    if surname_words and len(words) > 1:
        found.append(FoldedName((), _surname(words)))
    return tuple(dict.fromkeys(found))


def split_full_name(text: str) -> PersonName:
    """Split a full name written in one field ("SMITH, John" or "PC 1234 John Paul O'Brien-Smith") into forenames and surname,
    as written.

    One word alone is a surname. Particles before the last word stay with it: "Ana de la Cruz" has the surname "de la Cruz".
    """
    text = " ".join(text[: MAX_WRITTEN * 2].split())
    if "," in text:
        surname, forenames = text.split(",", 1)
        if tokens(surname) and tokens(forenames):
            return PersonName(forenames.strip(), surname.strip())
    words = [word for word in text.split(" ") if tokens(word)]
    while len(words) > 1 and tokens(words[0]) in TITLES:
        words.pop(0)
    if len(words) < 2:
        return PersonName("", " ".join(words))
    start = len(words) - 1
    while start > 1 and tokens(words[start - 1])[-1] in (PARTICLES | PREFIXES):
        start -= 1
    return PersonName(" ".join(words[:start]), " ".join(words[start:]))


def fold_full_name(forenames: str, surname: str) -> str:
    """Fold a full name to one string for exact look-up: case, accents, hyphens, apostrophes and spacing make no difference.

    The words keep their order; the boundary between the two fields and between words is dropped.
    """
    return "".join((*tokens(forenames), *tokens(surname)))


def bag(name: FoldedName) -> tuple[str, ...]:
    """Return the words of a full name in one order, whatever field or order they were written in."""
    return tuple(sorted((*name.forenames, *name.surname)))
