"""Names as written, folded to the tokens that are compared: the one place where spelling conventions are undone.

What folding removes, and nothing else: case, accents (composed or not), script (transliterated by anyascii), punctuation, spacing,
titles, police ranks and numbers in a name field, placeholders for "no name", the space in Mc/Mac/O'/D' prefixes and in Arabic
names with an article ("Abd al-", "Nur ed-Din"), and what a wrong decoding made of accents.
"""

from __future__ import annotations

import html
import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple

from anyascii import anyascii

from vetting.matching import data

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
_DECODED_WRONGLY = re.compile("[\u00c2-\u00c5\u00c8\u00e2][\u0080-\u00bf\u0152-\u0192\u02c6\u02dc\u2013-\u2122]")
"""UTF-8 that was read as Windows' Western text: no name has these letters side by side."""
_ENTITY = re.compile(r"&(?:#\d{1,6}|#x[0-9a-f]{1,5}|[a-z]{2,8});", re.IGNORECASE)
_DIN = frozenset({"din", "deen", "dine"})
_ARTICLES = frozenset({"al", "el", "ul", "ud", "ad", "ed"})
_SPOKEN_CATEGORIES = ("L", "M")
_VOWELLESS = re.compile("[\u0590-\u05f4\u0620-\u06d3\u06fa-\u06ff\u200c]+")
_POINTS = re.compile("[\u0591-\u05c7\u064b-\u065f\u0640\u0670\u200c]+")
"""Vowel signs and lengthenings, which some write and most do not."""
_LIKE_LETTERS = str.maketrans(
    "\u0623\u0625\u0622\u0671\u0649\u06cc\u06a9\u0629\u06c1\u06be\u0624\u0626",
    "\u0627\u0627\u0627\u0627\u064a\u064a\u0643\u0647\u0647\u0647\u0648\u064a",
)
"""Letters of the Arabic script that one writes for another: alif with and without hamza, the Persian and Urdu forms."""
_SERVANT_OF = re.compile("\\b(\u0639\u0628\u062f)[\\s_-]+(?=\u0627\u0644)")


class FoldedName(NamedTuple):
    """One reading of a full name: forename tokens and surname tokens, each of letters a to z only."""

    forenames: tuple[str, ...]
    surname: tuple[str, ...]


def _latin(text: str) -> str:
    """Transliterate to ASCII; symbols, emoji and direction marks become spaces, the letters of other scripts become words."""
    text = _with_vowels(text) if _VOWELLESS.search(text) else text
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


def repaired(text: str) -> str:
    """Undo what machines do to a text: HTML entities, parted accents, and UTF-8 read as Windows' Western text ("JÃ¼rgen")."""
    if "&" in text:
        text = _ENTITY.sub(lambda found: html.unescape(found[0]), text)
    if text.isascii():
        return text
    text = unicodedata.normalize("NFC", text)
    if not _DECODED_WRONGLY.search(text):
        return text
    try:
        return b"".join(_western(char) for char in text).decode()
    except UnicodeError:
        return text


def _western(char: str) -> bytes:
    return char.encode("latin-1" if "\x80" <= char <= "\x9f" else "cp1252")


@lru_cache(maxsize=1)
def _script_names() -> dict[str, str]:
    return {_plain_script(spelling): latin for spelling, latin in data.script_names().items()}


def _plain_script(word: str) -> str:
    return _POINTS.sub("", word).translate(_LIKE_LETTERS)


def _with_vowels(text: str) -> str:
    """Write the known names of scripts that leave vowels out as they are usually written in Latin letters."""
    return _VOWELLESS.sub(_latin_name, _SERVANT_OF.sub(r"\1", text))


def _latin_name(found: re.Match[str]) -> str:
    word, known = _plain_script(found[0]), _script_names()
    if word.startswith("\u0627\u0644") and word not in known and word[2:] in known:
        return f" al {known[word[2:]]} "
    return f" {known[word]} " if word in known else found[0]


def _is_latin(text: str) -> bool:
    return all(ord(char) < 0x0530 or 0x1E00 <= ord(char) < 0x2100 for char in text)


@lru_cache(maxsize=65_536)
def tokens(text: str) -> tuple[str, ...]:
    """Fold `text` to its words of letters a to z; apostrophes join ("O'Brien" is one word), everything else separates."""
    if text.isascii() and text.isalpha() and len(text) <= MAX_TOKEN:  # one plain word, as most are
        word = text.lower()
        return () if word in PLACEHOLDERS else (word,)
    text = text[:MAX_WRITTEN]
    if _NOT_GIVEN.fullmatch(text):
        return ()
    text = repaired(text)
    if not text.isascii():
        text = _latin(text)
    text = text.lower()
    if _DIGIT_IN_WORD.search(text):
        text = _DIGIT_IN_WORD.sub(lambda found: found[0].translate(_LETTER_FOR), text)
    words = _NOT_LETTER.sub(" ", _APOSTROPHES.sub("", text)).split()
    return tuple(word[:MAX_TOKEN] for word in words if word not in PLACEHOLDERS)


def join_articles(words: tuple[str, ...]) -> tuple[str, ...]:
    """Join Arabic names that hold an article: ("abd", "al", "rahman") is Abdul Rahman, ("salah", "al", "din") Salahuddin."""
    if _ARTICLES.isdisjoint(words):
        return words
    joined: list[str] = []
    for place, word in enumerate(words):
        if word in _DIN and len(joined) > 1 and joined[-1] in _ARTICLES:
            joined[-2:] = [joined[-2] + "uddin"]
        elif word in ("al", "el", "ul") and place + 1 < len(words) and joined and joined[-1] in ("abd", "abdu"):
            joined[-1] = "abdul"
        else:
            joined.append(word)
    return tuple(joined)


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


def fold_full_name(forenames: str, surname: str) -> str:
    """Fold a full name to one string for exact look-up: case, accents, hyphens, apostrophes and spacing make no difference.

    The words keep their order; the boundary between the two fields and between words is dropped.
    """
    return "".join((*tokens(forenames), *tokens(surname)))
