"""Pages that list several cases one below another, each under a head of its own: "Former PC Doe", or a form's first label.

Each case is read with the words before the first one, which say whose page it is, and without its neighbours.
"""

import re
from itertools import pairwise

from vetting.notices.reading.people import PERSON_LINE
from vetting.notices.reading.text import fold

__all__ = ["cases_in"]

MOST = 40
"""More heads than this are no list of cases that anybody pastes."""
LONGEST_OPENING = 3_000
"""A list of cases whose opening is longer than this is an article with something below it."""

_FIRST_LABEL = re.compile(
    r"^[^\w\n]*(?P<label>(?:case\s+)?ref(?:erence)?(?:\s+(?:no\.?|number))?|case(?:\s+\w+)?|(?:name|rank)\s+and\s+(?:name|rank)|name(?:\s+of\s+"
    r"(?:the\s+)?officer)?|officer(?:'s)?(?:\s+(?:name|subject|concerned))?|rank|subject)\s*:",
    re.IGNORECASE | re.MULTILINE,
)
_RESULT = re.compile(
    r"^[^\w\n]*(?:hearing\s+)?(?:outcome|result|sanction|decision|determination|disposal|action\s+taken)\b[^\n:]{0,30}:",
    re.IGNORECASE | re.MULTILINE,
)


_NAMES_PERSON = re.compile(r"\b(?:name|officer|rank)\b", re.IGNORECASE)
_NAMES_RESULT = re.compile(r"\b(?:outcome|result|sanction|decision|determination)\b", re.IGNORECASE)


def cases_in(text: str) -> list[str]:
    """Return a page's several cases, each with the words that open the page; nothing where the text is one notice."""
    folded = fold(text)
    for heads in (_person_heads(folded), _label_heads(folded)):
        if not 2 <= len(heads) <= MOST or heads[0] > LONGEST_OPENING:
            continue
        cases = list(pairwise([*heads, len(folded)]))
        if all(len(_RESULT.findall(folded, start, end)) == 1 for start, end in cases):
            return [text[: heads[0]] + text[start:end] for start, end in cases]
    return _table_cases(text)


def _table_cases(text: str) -> list[str]:
    """Write each row of a pasted table as a form: every cell under its column's head, between what stands around the table."""
    around: tuple[list[str], list[str]] = ([], [])
    head: list[str] = []
    rows: list[str] = []
    for line in text[: LONGEST_OPENING * 4].split("\n"):
        cells = _cells(line)
        if not head and _is_head(cells):
            head = cells
        elif len(cells) > 2 and len(cells) == len(head):
            rows.append("\n".join(f"{label}: {cell}" for label, cell in zip(head, cells, strict=True)))
        else:
            around[bool(head)].append(line)
    return ["\n".join([*around[0], "", row, "", *around[1]]) for row in rows if re.search(r": *[A-Za-z]", row)][:MOST]


def _is_head(cells: list[str]) -> bool:
    words = " ".join(cells)
    return len(cells) > 2 and bool(_NAMES_PERSON.search(words) and _NAMES_RESULT.search(words))


def _cells(line: str) -> list[str]:
    return [cell.strip(" *") for cell in re.split(r"\t+|\|", line.strip().strip("|"))]


def _person_heads(folded: str) -> list[int]:
    """Find the lines that are nothing but a rank and a name."""
    return [match.start() for match in re.finditer(r"^[^\n]{4,100}$", folded, re.MULTILINE) if PERSON_LINE.fullmatch(match.group())]


def _label_heads(folded: str) -> list[int]:
    """Find the first label of a form, wherever it comes again."""
    labels = [(" ".join(match["label"].lower().split()), match.start()) for match in _FIRST_LABEL.finditer(folded)]
    return [start for label, start in labels if label == labels[0][0]] if labels else []
