"""What can be a person's name, a cipher ("Officer A") or a number of people."""

import re

from vetting.notices.reading.forces import MASK

__all__ = ["AGE", "ALIAS", "FULL_NAME", "LETTERS", "NAME", "NOT_LETTERS", "NUMBERS", "TOKEN", "clean_name", "number_word"]

LETTERS = "A-ZÀ-ÖØ-Þ"
TOKEN = rf"(?:[{LETTERS}][\w]*(?:['-][\w]+)*|[{LETTERS}]\.)"
_PARTICLE = r"(?:(?:de|van|der|den|von|al|bin|el|la|le|da|dos|di|du|ap|ab|st)\s+)"
NAME = rf"{TOKEN}(?:\s+{_PARTICLE}{{0,2}}{TOKEN}){{0,4}}"
FULL_NAME = rf"(?P<name>{TOKEN}(?:\s+{_PARTICLE}{{0,2}}{TOKEN}){{1,3}})"
ALIAS = r"['\"]?(?P<letter>[A-Z]{1,2}\d?|[A-Z]\d|\d{1,2})['\"]?(?![\w/])"
AGE = r"(?:(?:\s*,\s*(?:aged\s+)?\d{2}\s*,?|\s*\((?:aged\s+)?\d{2}\)\s*,?)(?:\s*(?:of|from)\s+[^,;.]{1,40},)?)"


def _words(text: str) -> frozenset[str]:
    return frozenset(re.findall(r"\S+", text))


_NOT_IN_NAMES = _words(
    """
    the a an and or of in on at to by for from with who was is has had he she they it this that these those his her their
    its as after before following former ex police officer officers constable constabulary sergeant inspector superintendent
    commander commissioner chief assistant deputy acting temporary detective special pc dc ds di dci pcso pcsos sgt insp
    supt pcs iopc ipcc college policing force met service department directorate standards professional misconduct gross
    hearing panel dismissed sacked dismissal barred list outcome outcomes hearings notice officer's crown court magistrates
    magistrates' january february march july september october november december monday tuesday wednesday thursday friday
    saturday sunday allegation allegations independent office conduct regulations act code ethics today yesterday during
    while when if but no not will would both team unit command county council central area basic police's victim woman
    complainant witness member staff found date rank name venue location instagram facebook whatsapp snapchat twitter
    support community neighbourhood response roads traffic operation counter terrorism federation mr mrs ms miss dr sir dame
    lord judge chair chairman qc kc uk city town attended admitted denied breached resigned retired faces faced guilty
    proven standard final written warning would-be under another one two three sergeants constables inspectors superintendents
    detectives officers' pcs' staff's
    """
)
"""Words that end a run of capitals before it becomes a name. Surnames that are also words (South, May, Head) are left out."""
NOT_LETTERS = _words("IS IN ON AT OF TO BY AS OR UK US TV HE WE IT AN NO SO UP DO BE GO MY IF PC OK I")
"""Capitals after a title that are no cipher: words of a headline in capitals, and common abbreviations."""
_ENDS = _words("de van der den von al bin el la le da st")
NUMBERS = (
    ("two", 2),
    ("three", 3),
    ("four", 4),
    ("five", 5),
    ("six", 6),
    ("seven", 7),
    ("eight", 8),
    ("nine", 9),
    ("ten", 10),
    ("eleven", 11),
    ("twelve", 12),
)
_COUNTS = dict([("one", 1), *NUMBERS])


def number_word(word: str) -> int | None:
    """Return the number that "two" or "2" means; None for any other word."""
    return int(word) if word.isdecimal() else _COUNTS.get(word.lower())


def clean_name(words: str) -> str:
    """Cut a run of capitalised words down to what can be a person's name."""
    kept: list[str] = []
    for token in words.split():
        bare = token[:-2] if token.endswith("'s") else token
        folded = bare.lower()
        if folded.rstrip(".") in _NOT_IN_NAMES or MASK in bare or folded.startswith("ex-"):
            break
        kept.append(bare)
        if bare != token:
            break
    while kept and kept[-1].rstrip(".").lower() in _ENDS:
        kept.pop()
    if not any(len(token.rstrip(".")) > 1 for token in kept):
        return ""
    return " ".join(kept)
