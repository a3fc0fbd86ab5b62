"""Name knowledge shipped as data: how common names are, which forms belong together, and what is not a name at all.

Every name is folded to lower-case ASCII letters, without spaces, hyphens or apostrophes (`fold`). The tables, where they come
from and their licences are described in README.md in this folder. All functions are pure and cached; the files are read once.
"""

from __future__ import annotations

import gzip
import re
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from types import MappingProxyType

from anyascii import anyascii

from vetting.matching.data.shares import SHARES

__all__ = [
    "ambiguous_titles",
    "fold",
    "forename_frequency",
    "forename_spelling_groups",
    "honorific_surnames",
    "name_origins",
    "nickname_pairs",
    "origin_shares",
    "particles",
    "script_names",
    "shared_names",
    "surname_frequency",
    "surname_spelling_groups",
    "titles",
    "translation_pairs",
    "unseen_forename_frequency",
    "unseen_surname_frequency",
]

_NOT_LETTERS = re.compile(r"[^a-z]+")


def fold(name: str) -> str:
    """Return a name as the tables write it: lower-case ASCII letters only ("Ó Briain-Łuk" becomes "obriainluk")."""
    return _NOT_LETTERS.sub("", (name if name.isascii() else anyascii(name)).lower())


def _text(name: str) -> str:
    data = (files(__package__) / name).read_bytes()
    return (gzip.decompress(data) if name.endswith(".gz") else data).decode("utf-8")


def _rows(name: str) -> Iterator[list[str]]:
    for line in _text(name).splitlines():
        if line and not line.startswith("#"):
            yield line.split("\t")


def _frequencies(name: str) -> Mapping[str, float]:
    words = _text(name).split()
    return MappingProxyType(dict(zip(words[::2], map(float, words[1::2]), strict=True)))


@cache
def surname_frequency() -> Mapping[str, float]:
    """Return how many of a million people in the UK bear each surname (an estimate; see README.md for how it was made)."""
    return _frequencies("surnames.tsv.gz")


@cache
def forename_frequency() -> Mapping[str, float]:
    """Return how many of a million adults in the UK, of either sex, bear each name as their first forename (an estimate)."""
    return _frequencies("forenames.tsv.gz")


def unseen_surname_frequency() -> float:
    """Return the per-million frequency to assume for a surname that the table does not hold."""
    return 0.3


def unseen_forename_frequency() -> float:
    """Return the per-million frequency to assume for a forename that the table does not hold."""
    return 1.0


@cache
def _origin_lines() -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(line.split("\t")) for line in _text("origins.tsv.gz").splitlines())


@cache
def origin_shares() -> tuple[tuple[float, ...], ...]:
    """Return, for each group of names (the first is of unknown names), how its bearers divide among the cultures of `shares`."""
    rows = [tuple(int(share) / 1000 for share in row[1].split()) for row in _origin_lines() if row[0].isdigit()]
    return (tuple(SHARES.values()), *rows)


@cache
def name_origins() -> Mapping[str, tuple[int, int]]:
    """Return the group of each name as a surname and as a forename (0: unknown); see origins.py for how they were made."""
    rows = (row[1].split() for row in _origin_lines() if not row[0].isdigit())
    names = (row[0] for row in _origin_lines() if not row[0].isdigit())
    return MappingProxyType({name: (int(row[0]), int(row[1])) for name, row in zip(names, rows, strict=True)})


def _groups(name: str) -> tuple[frozenset[str], ...]:
    return tuple(frozenset(row[1].split()) for row in _rows(name))


@cache
def forename_spelling_groups() -> tuple[frozenset[str], ...]:
    """Return groups of forenames that are one name in several spellings or transliterations; they may overlap, never chain."""
    return _groups("forename_spellings.tsv")


@cache
def surname_spelling_groups() -> tuple[frozenset[str], ...]:
    """Return groups of surnames that are one name in several spellings, transliterations or gendered endings; never chained."""
    return _groups("surname_spellings.tsv")


def _pairs(translations: bool) -> Iterator[tuple[str, str]]:
    for culture, full, shorts in _rows("forename_nicknames.tsv"):
        if (culture == "translation") is translations:
            for short in shorts.split():
                if short != full:
                    yield full, short


@cache
def nickname_pairs() -> frozenset[tuple[str, str]]:
    """Return (full form, short form) pairs. Two short forms of one name are not a pair, and the pairs do not chain."""
    return frozenset(_pairs(translations=False))


@cache
def translation_pairs() -> frozenset[tuple[str, str]]:
    """Return (name, the same name in another language) pairs: weaker evidence than a nickname."""
    return frozenset(_pairs(translations=True))


@cache
def particles() -> frozenset[str]:
    """Return the small words before a surname that people leave out or join ("van", "de", "al", "mac")."""
    return frozenset(row[0] for row in _rows("particles.txt"))


@cache
def script_names() -> Mapping[str, str]:
    """Return the usual Latin form of names in scripts that leave vowels out, by spelling in the script (as the file has it)."""
    rows = ((row[1], row[2].split()) for row in _rows("script_names.tsv"))
    return MappingProxyType({spelling: latin for latin, spellings in rows for spelling in spellings})


@cache
def shared_names() -> frozenset[str]:
    """Return the words that stand beside a name and tell sex, faith or honour rather than family ("kaur", "begum", "kumar")."""
    return frozenset(row[0] for row in _rows("shared_names.txt"))


@cache
def honorific_surnames() -> frozenset[str]:
    """Return the shared names that stand in the surname's place on some papers and not on others ("begum", "khatun")."""
    return frozenset(row[0] for row in _rows("shared_names.txt") if len(row) > 1)


@cache
def titles() -> Mapping[str, str]:
    """Return titles, honorifics and police ranks to strip, each with its kind; some have several words, separated by one space."""
    return MappingProxyType({row[1]: row[0] for row in _rows("titles.txt") if row[0] != "ambiguous"})


@cache
def ambiguous_titles() -> frozenset[str]:
    """Return the titles that are also real names ("Major", "Judge", "Di"): strip them only when a name is left without them."""
    return frozenset(row[1] for row in _rows("titles.txt") if row[0] == "ambiguous")
