"""Where a text says that a person goes, or does not go, on the barred list."""

import re
from dataclasses import dataclass

from vetting.notices.reading.outcomes import is_other_case
from vetting.notices.reading.text import Article

__all__ = ["BarringStatement", "barring_in"]

_LIST = (
    r"(?:police\s+)?(?:barred|barring)\s+(?:and\s+advisory\s+)?(?:list|register)|list\s+of\s+(?:(?:former|dismissed|"
    r"police|people|those|individuals|persons|officers|staff|and|or|who|are|have\s+been|barred)\s+){1,6}(?:barred|"
    r"banned|prevented|prohibited|from)"
)
_SPEAKS = re.compile(
    rf"\b(?:{_LIST})\b|\bbarred\s+(?:list|from\s+(?:(?:ever|again|any|all|future)\s+)*(?:policing|(?:working|"
    rf"serving|employment|being\s+employed|re-?joining|joining|holding|becoming|rejoining|"
    rf"work)\b[^.;]{{0,60}}\b(?:polic\w+|force|forces|constabulary|officer)))|"
    r"\b(?:banned|prohibited)\s+from\s+(?:(?:ever|again)\s+)*(?:policing|(?:working|serving|being\s+employed|"
    r"employment)\b[^.;]{0,40}\bpolic\w+)",
    re.IGNORECASE,
)
_GENERAL = re.compile(
    r"^\W*(?:those|anyone|people|individuals|officers|persons|everyone|inclusion|being)\s+(?:\w+\s+){0,6}(?:on|"
    r"appearing|added|placed|included|listed|who|whose)\b|"
    r"\bthe\s+barred\s+list\s+(?:is|was|contains|holds|prevents|means|ensures)\b|"
    r"(?<!list\sof\s)(?<!former\s)\b(?:anyone|those|officers|people)\s+(?:who|whose|on|"
    r"dismissed)\b[^.;]{0,80}\bbarred\b",
    re.IGNORECASE,
)
_PUBLIC_PART = re.compile(r"\bpublic(?:ly)?\s+(?:\w+\s+){0,4}(?:list|register)\b", re.IGNORECASE)
_NEGATED = re.compile(
    r"\b(?:not|never|n't|nor|neither|no\s+longer|cannot|removed\s+from|taken\s+off|come\s+off|avoid\w*)\b[^.;]{0,60}$",
    re.IGNORECASE,
)
_DOUBTFUL = re.compile(
    r"\b(?:in\s+the\s+case\s+of|to\s+have|in\s+order\s+to|if|could|may|might|whether|would\s+(?:mean|be|have)|"
    r"should|consider\w*|recommend\w*|unless|asked|calling|urged?|pending)\b[^.;]{0,70}$",
    re.IGNORECASE,
)
_FACT = re.compile(
    r"\b(?:will|shall|to\s+be|is|are|was|were|been|be|being|has|have|had|now|also|means|meaning|placed|added|put|"
    r"entered|included|goes|join\w*|on|onto|went)\b",
    re.IGNORECASE,
)


_ANSWERED = re.compile(
    r"(?:^\W*|[.;]\s+)(?P<list>(?:\S+\s+){0,6}(?:barred\s+list|barring)\s*(?:status\s*)?[:?]\s*(?:(?P<yes>yes|(?:to\s+be\s+|will\s+be\s+|has\s+been\s+)?"
    r"(?:added|placed|included))|(?P<no>no\b(?!\s*\.\s*\d)|not\s+(?:added|placed|included|applicable))))\b",
    re.IGNORECASE,
)
"""A form's own line: "Barred list: yes"."""


@dataclass(frozen=True)
class BarringStatement:
    """A statement about the barred list."""

    sentence: int
    start: int
    end: int
    barred: bool
    quoted: bool


def barring_in(article: Article) -> list[BarringStatement]:
    """Return every statement that somebody is, will be, or will not be on the barred list; not what the list is for."""
    found: list[BarringStatement] = []
    for index, sentence in enumerate(article.sentences):
        words = sentence.text
        if answered := _ANSWERED.search(words):
            listed = answered["yes"] is not None
            found.append(
                BarringStatement(index, sentence.start + answered.start("list"), sentence.start + answered.end(), listed, False)
            )
            continue
        match = _SPEAKS.search(words)
        if (
            match is None
            or re.match(r"\s*[:?]", words[match.end() :])
            or is_other_case(words)
            or _GENERAL.search(words)
            or _PUBLIC_PART.search(words)
        ):
            continue
        before = words[: match.start()]
        clause = before[max(before.rfind(";"), before.rfind(", but ")) + 1 :]
        if _DOUBTFUL.search(clause) or not (_FACT.search(clause) or sentence.headline):
            continue
        start = re.search(r"\S", words)
        begin = max(start.start() if start else 0, match.start() - 160)
        begin = begin if begin == 0 or words[begin - 1] == " " else words.find(" ", begin) + 1
        negated = bool(_NEGATED.search(clause)) and not re.search(r"\bnot\s+only\b", clause)
        found.append(BarringStatement(index, sentence.start + begin, sentence.start + match.end(), not negated, sentence.quoted))
    return found
