"""The name data as the matcher asks for it: how common a part is, and which parts are the same name in another form."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import cache
from math import log2

import numpy as np
from numpy.typing import NDArray

from vetting.matching import data
from vetting.matching.data.shares import BORN_ON_1_JANUARY, SHARES
from vetting.matching.levels import DIFFERENT, NICKNAME, VARIANT


def _bits(per_million: float) -> float:
    return -log2(per_million / 1e6)


_HER_ENDINGS = (
    *((ending, ("ski", "sky")) for ending in ("ska", "skaya", "skaia")),
    ("cka", ("cki", "ckis")),
    ("dzka", ("dzki",)),
    ("ova", ("ov", "off", "")),
    ("eva", ("ev", "eff")),
    ("ina", ("ins",)),
    *((ending, ("as", "is", "ys", "us", "ius")) for ending in ("iuviene", "uviene", "iene", "aite", "yte", "iute", "ute")),
    ("idou", ("idis", "ides")),
    ("iadou", ("iadis", "iades")),
    ("opoulou", ("opoulos",)),
)
"""Endings that a woman's surname has for a man's: Polish, Russian, Bulgarian, Czech, Lithuanian, Latvian, Greek."""
_HERS = tuple(ending for ending, _ in _HER_ENDINGS)


def _his_form(text: str) -> str:
    """Return the commonest known surname that an unknown one is the feminine of (Lewandowska: Lewandowski); "" if there is none."""
    if not text.endswith(_HERS):  # nearly every name that is read
        return ""
    surnames = data.surname_frequency()
    forms = (text[: -len(ending)] + other for ending, others in _HER_ENDINGS if text.endswith(ending) for other in others)
    return max((form for form in forms if len(form) > 3 and form in surnames), key=lambda form: surnames[form], default="")


def rarity(text: str) -> tuple[float, float]:
    """Return the bits of surprise (-log2 of the UK frequency) of a folded part as a surname and as a first forename.

    A woman's form of a known surname is as common as the man's.
    """
    surname, forename = data.surname_frequency().get(text), data.forename_frequency().get(text)
    if surname is None:
        surname = data.surname_frequency().get(_his_form(text))
    unseen = _rarity_of_the_unseen()
    return _bits(surname) if surname else unseen[0], _bits(forename) if forename else unseen[1]


@cache
def _rarity_of_the_unseen() -> tuple[float, float]:
    return _bits(data.unseen_surname_frequency()), _bits(data.unseen_forename_frequency())


def origins(text: str) -> tuple[int, int]:
    """Return the groups of origin of a folded part as a surname and as a first forename (0: unknown)."""
    found = data.name_origins().get(text)
    return found or (data.name_origins().get(_his_form(text), (0, 0))[0], 0)


@cache
def together() -> NDArray[np.float64]:
    """Return by groups of origin of a surname and a forename: the bits by which the two are rarer together than apart.

    Apart, a Sikh forename beside Singh would be a double coincidence; together it is hardly one. 0 if either is unknown.
    """
    groups, shares = _origin_tables()
    met = (groups[:, None, :] * groups[None, :, :] / shares).sum(axis=2)
    return np.asarray(-np.log2(np.maximum(met, 2.0**-10)), np.float64)


@cache
def first_of_january() -> NDArray[np.float64]:
    """Return by groups of origin how many bits less a birth on 1 January says than on another day (none or less than none)."""
    groups, shares = _origin_tables()
    rate = np.array([max(BORN_ON_1_JANUARY.get(culture, 0.0), 1 / 365) for culture in SHARES])
    bearers = groups[:, None, :] * groups[None, :, :] / shares
    return np.asarray(-np.log2(365 * (bearers * rate).sum(axis=2) / bearers.sum(axis=2)), np.float64)


def _origin_tables() -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the groups' shares by culture (none of them quite nought) and the cultures' shares of everybody."""
    shares = np.array(list(SHARES.values()))
    shares /= shares.sum()
    groups = np.array(data.origin_shares()) * 0.98 + shares * 0.02
    return groups / groups.sum(axis=1, keepdims=True), shares


@cache
def _spellings(surnames: bool) -> Mapping[str, frozenset[str]]:
    """Return, for each surname or forename in the spelling groups, the other spellings; groups do not chain."""
    found: dict[str, set[str]] = defaultdict(set)
    for group in data.surname_spelling_groups() if surnames else data.forename_spelling_groups():
        for name in group:
            found[name] |= group - {name}
    return {name: frozenset(others) for name, others in found.items()}


@cache
def _nicknames() -> Mapping[str, frozenset[str]]:
    """Return, for each forename, its short forms, full forms and translations, in every spelling of both.

    Pairs do not chain: Bob and Bert are both Robert, not each other; but Cathy is Kathryn, because Kathryn is Catherine spelt
    otherwise.
    """
    found: dict[str, set[str]] = defaultdict(set)
    spellings = _spellings(False)
    for pair in (*data.nickname_pairs(), *data.translation_pairs()):
        ones, others = ({name, *spellings.get(name, ())} for name in pair)
        for one in ones:
            found[one] |= others - ones
        for other in others:
            found[other] |= ones - others
    return {name: frozenset(others) for name, others in found.items()}


def _by_rule(text: str) -> Iterable[tuple[str, int]]:
    """Yield what rules make of a surname: Mac for Mc and for a daughter's Nic, and O' left out or put before."""
    if text.startswith("mac") and len(text) > 5:
        yield "mc" + text[3:], VARIANT
    elif text.startswith("mc") and len(text) > 4:
        yield "mac" + text[2:], VARIANT
    if text.startswith(("nic", "mac")) and len(text) > 6:
        yield ("mac" if text[0] == "n" else "nic") + text[3:], VARIANT
    if text.startswith("o") and len(text) > 4:
        yield text[1:], NICKNAME
    if len(text) > 3:
        yield "o" + text, NICKNAME


@cache
def _names_with_relations() -> frozenset[str]:
    return frozenset({*_spellings(True), *_spellings(False), *_nicknames()})


def relations(text: str) -> Iterable[tuple[str, int, int]]:
    """Return the parts related to a folded part, each with its level as a surname and as a forename."""
    surname = dict(_by_rule(text))
    if text not in _names_with_relations():
        return [(other, level, DIFFERENT) for other, level in surname.items()]
    surname.update(dict.fromkeys(_spellings(True).get(text, ()), VARIANT))
    forename = dict.fromkeys(_nicknames().get(text, ()), NICKNAME)
    forename.update(dict.fromkeys(_spellings(False).get(text, ()), VARIANT))
    return [(other, surname.get(other, DIFFERENT), forename.get(other, DIFFERENT)) for other in sorted({*surname, *forename})]
