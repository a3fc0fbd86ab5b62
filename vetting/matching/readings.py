"""Full names as written, read in every likely way: which words are forenames, which the surname, and which are another name.

A name in two fields has one reading as a rule, and more where a second name stands beside the first: a nickname in brackets, a
maiden name after "née", a last forename that is a surname. A name in one field is read surname last and surname first.
"""

from __future__ import annotations

import re
from functools import lru_cache

from vetting.matching import data
from vetting.matching.folding import (
    MAX_FORENAMES,
    MAX_SURNAME_PARTS,
    MAX_WRITTEN,
    PARTICLES,
    PREFIXES,
    SUFFIXES,
    TITLES,
    FoldedName,
    join_articles,
    join_prefixes,
    repaired,
    strip_titles,
    tokens,
)
from vetting.matching.identity import PersonName

MOST_READINGS = 8
"""Readings of one name that are compared."""
_BESIDE = re.compile(r"[\"“”(\[/]|\.k\.", re.IGNORECASE)
_CALLED = frozenset({"nee", "ne", "formerly", "previously", "known", "aka", "fka", "alias"})
"""Marks and folded words without which a field holds one name: most fields, told at one look."""
_BRACKETS = re.compile(r"[\"“”(\[]([^\"“”()\[\]]*)[\"“”)\]]?")
_ALSO_CALLED = re.compile(
    r"(?<=\w|[,.)\"”])[\s,]+(?:n[ée]e|formerly|previously|also known as|known as|aka|a\.k\.a\.?|fka|f\.k\.a\.?|alias)[\s:]+"
    r"|(?<=[^\W\d]{3})\s*/\s*(?=[^\W\d]{3})",
    re.IGNORECASE,
)
_MARK = re.compile(
    r"\s*(?:n[ée]e|formerly|previously|also known as|known as|aka|a\.k\.a\.?|fka|f\.k\.a\.?|alias)[\s:]+", re.IGNORECASE
)
_LEAST_PARTED = 7
"""Letters from which on one unknown word is tried as forename and surname run together."""
_SURNAMES_MORE = 5.0
"""A last forename that is this many times more a surname may be a former surname."""
_LEAST_UNKNOWN = 7
"""Letters from which on a last forename that is no known name may be a former surname: shorter ones are mostly given names
(Vietnamese, Korean and Chinese syllables), which many share."""
_FATHERS_ENDINGS = ("bhai", "kumar", "ben")
"""Endings of a father's forename, or one's own, in the middle of an Indian name (Girishkumar, Anilbhai): no surname."""
_AMBIGUOUS_SUFFIXES = SUFFIXES & data.ambiguous_titles()


def readings(name: PersonName) -> tuple[FoldedName, ...]:
    """Fold one full name to the ways it can be read; the first is as written. Empty if nothing in it can be read."""
    return _readings(name.forenames, name.surname)


@lru_cache(maxsize=16_384)
def _readings(forenames_text: str, surname_text: str) -> tuple[FoldedName, ...]:
    given, family = _names_in(forenames_text[:MAX_WRITTEN]), _names_in(surname_text[:MAX_WRITTEN])
    if not given or not family:
        field = (forenames_text if given else surname_text)[:MAX_WRITTEN]
        return _of_one_field(field, given or family, alone=not given)
    found = _of_two_fields(given[0], family[0])
    if len(given) == len(family) == 1:
        return tuple(dict.fromkeys(found))
    found += [reading for other in family[1:] for reading in _of_two_fields(given[0], other)]
    if len(family) > 1:
        found += _of_two_fields(given[0], tuple(word for words in family for word in words))
    found += [reading for other in given[1:] for reading in _of_two_fields(other, family[0])]
    return tuple(dict.fromkeys(found))[:MOST_READINGS]


def _names_in(text: str) -> list[tuple[str, ...]]:
    """Return the words of a field, and of each further name in it (in brackets or quotation marks, after "née", a slash)."""
    text = repaired(text)
    words = tokens(text)
    if not _BESIDE.search(text) and _CALLED.isdisjoint(words):
        return [words] if words else []
    inside = [_MARK.sub("", found) for found in _BRACKETS.findall(text)]
    outside = _ALSO_CALLED.split(_BRACKETS.sub(" ", text))
    folded = [tokens(part) for part in (*outside, *inside)]
    kept = [words for place, words in enumerate(folded) if words and (place < len(outside) or _is_name(words))]
    return kept or [words for words in folded if words][:1]


def _is_name(words: tuple[str, ...]) -> bool:
    """Tell whether words in brackets may be a name: not a remark, a title, an honour or an initial."""
    return len(words) <= 2 and any(len(word) > 1 and (word,) not in TITLES and word not in SUFFIXES for word in words)


def _of_two_fields(given: tuple[str, ...], family: tuple[str, ...]) -> list[FoldedName]:
    """Readings of the words of a forenames field and of a surname field."""
    surname = _surname(family)
    forenames = _forenames(given)
    found = [FoldedName(forenames, surname)]
    if all((word,) in TITLES for word in given):
        found = [*_one_field(family), *found]
    elif all((word,) in TITLES for word in family):
        found += _one_field(given)
    if len(forenames) > 1 and _may_be_former_surname(forenames[-1]):
        found.append(FoldedName(forenames[:-1], forenames[-1:]))
    if len(surname) == 1 and surname[0] in data.honorific_surnames():
        found.append(FoldedName(forenames, ()))
    return found


def _of_one_field(text: str, names: list[tuple[str, ...]], *, alone: bool) -> tuple[FoldedName, ...]:
    """Readings of a full name in one field; `alone`: that field is the surname's, so it may hold nothing but a surname."""
    if not names:
        return ()
    if "," in text:
        before, after = text.split(",", 1)
        if tokens(before) and tokens(after) and strip_titles(tokens(after))[-1] not in SUFFIXES:
            return _readings(after.replace(",", " "), before)
    words = names[0]
    found = _one_field(words)
    if len(words) == 1:
        found += _one_field(_parted(words[0]))
    hyphenated = _split_hyphenated(text, words)
    if hyphenated is not None:
        found.insert(0, hyphenated)
    for other in names[1:]:
        found += _one_field(other) if len(other) > 1 else [FoldedName(found[0].forenames, other)]
    if alone and len(words) > 1:
        found.append(FoldedName((), _surname(words)))
    elif not alone and len(found) == 1 and _rather_forename(words[-1]):
        found.append(FoldedName(found[0].surname, ()))
    return tuple(dict.fromkeys(found))[:MOST_READINGS]


def _parted(word: str) -> tuple[str, ...]:
    """Part one unknown word that is forename and surname run together: where a known forename meets a known surname."""
    surnames, forenames = data.surname_frequency(), data.forename_frequency()
    if len(word) < _LEAST_PARTED or word in surnames or word in forenames:
        return ()
    places = [place for place in range(3, len(word) - 2) if word[:place] in forenames and word[place:] in surnames]
    best = max(places, key=lambda place: forenames[word[:place]] * surnames[word[place:]], default=0)
    return (word[:best], word[best:]) if best else ()


def _forenames(words: tuple[str, ...]) -> tuple[str, ...]:
    return join_articles(strip_titles(words))[:MAX_FORENAMES]


def _surname(words: tuple[str, ...]) -> tuple[str, ...]:
    return join_articles(join_prefixes(strip_titles(words)))[:MAX_SURNAME_PARTS]


@lru_cache(maxsize=65_536)
def _may_be_former_surname(word: str) -> bool:
    """Tell whether a last forename may be a maiden name or a father's: it is far more a surname, or no name that is known.

    Most names that the tables do not hold are surnames: there are many more of them.
    """
    if len(word) < 3 or word in data.shared_names() or word.endswith(_FATHERS_ENDINGS):
        return False
    surname = data.surname_frequency().get(word)
    forename = data.forename_frequency().get(word)
    if surname is None:
        return forename is None and len(word) >= _LEAST_UNKNOWN
    return surname >= _SURNAMES_MORE * (0.2 if forename is None else forename)


def _rather_forename(word: str) -> bool:
    """Tell whether a single word in the forenames field is a forename whose surname is missing, rather than a name of one word."""
    return data.forename_frequency().get(word, 0.0) > data.surname_frequency().get(word, data.unseen_surname_frequency())


def _surname_start(words: tuple[str, ...]) -> int:
    """Return where the surname begins when the last word is one: particles and prefixes before it belong to it."""
    start = len(words) - 1
    while start > 1 and words[start - 1] in PARTICLES:
        start -= 1
    return start


def _one_field(words: tuple[str, ...]) -> list[FoldedName]:
    """Readings of a full name written in one field: surname last, surname first, and two surnames at the end."""
    whole = words
    words = join_articles(join_prefixes(strip_titles(words)))
    if len(words) < 2:
        return [FoldedName((), words)] if words else []
    start = _surname_start(words)
    found = [FoldedName(words[:start][:MAX_FORENAMES], words[start:][:MAX_SURNAME_PARTS])]
    found.append(FoldedName(words[1:][:MAX_FORENAMES], words[:1]))
    if len(words) > 2 and start == len(words) - 1:
        found.append(FoldedName(words[:-2][:MAX_FORENAMES], words[-2:]))
    if whole[-1] in _AMBIGUOUS_SUFFIXES and whole[-1] != words[-1]:  # "Jack Yun Ma" may have no degree
        found.append(FoldedName(words[:MAX_FORENAMES], whole[-1:]))
    return found


def _split_hyphenated(text: str, words: tuple[str, ...]) -> FoldedName | None:
    """Read a one-field name whose last word is hyphenated ("John O'Brien-Smith") with the whole of it as the surname."""
    last = text.rsplit(None, 1)
    if len(last) != 2 or "-" not in last[1].strip("-"):
        return None
    surname = join_articles(join_prefixes(tokens(last[1])))
    forenames = _forenames(tokens(last[0]))
    return FoldedName(forenames, surname[:MAX_SURNAME_PARTS]) if len(surname) > 1 and forenames else None


def split_full_name(text: str) -> PersonName:
    """Split a full name written in one field ("SMITH, John" or "PC 1234 John Paul O'Brien-Smith") into forenames and surname,
    as written.

    One word alone is a surname. Particles before the last word stay with it: "Ana de la Cruz" has the surname "de la Cruz"; so do
    honours and a former name after it: "Ann Cole (née Lumb) MBE" has the surname "Cole (née Lumb) MBE".
    """
    text = " ".join(text[: MAX_WRITTEN * 2].split())
    if "," in text:
        surname, forenames = text.split(",", 1)
        if tokens(surname) and tokens(forenames):
            return PersonName(forenames.strip(), surname.strip())
    body, after = _body(text)
    words = [word for word in body.split(" ") if tokens(word)]
    while len(words) > 1 and tokens(words[0]) in TITLES:
        words.pop(0)
    end = len(words)
    while end > 2 and tokens(words[end - 1])[-1] in SUFFIXES - _AMBIGUOUS_SUFFIXES:
        end -= 1
    if end < 2:
        return PersonName("", " ".join((*words, *after)))
    start = end - 1
    while start > 1 and tokens(words[start - 1])[-1] in (PARTICLES | PREFIXES):
        start -= 1
    return PersonName(" ".join(words[:start]), " ".join((*words[start:], *after)))


def _body(text: str) -> tuple[str, tuple[str, ...]]:
    """Part a full name from what stands after it in brackets, or after "née" and its like."""
    found = _ALSO_CALLED.search(text)
    place = min((place for place in (text.find("("), text.find("["), found.start() if found else -1) if place > 0), default=-1)
    if place < 0 or not tokens(text[:place]) or len(text[:place].split()) < 2:
        return text, ()
    return text[:place], (text[place:].strip(),)
