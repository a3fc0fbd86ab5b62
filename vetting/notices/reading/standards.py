"""The ten Standards of Professional Behaviour where a text says that they were breached."""

import re
from dataclasses import dataclass

from vetting.notices.reading.text import Article, Sentence

__all__ = ["STANDARDS", "StandardsSentence", "standards_in"]

STANDARDS: tuple[tuple[str, str], ...] = (
    ("Honesty and Integrity", r"honesty\s*,?\s*(?:and|&|/)\s*integrity|integrity\s+and\s+honesty"),
    ("Authority, Respect and Courtesy", r"authority\s*,?\s*(?:and|&|/)?\s*respect\s*,?\s*(?:and|&|/)?\s*courtesy"),
    ("Equality and Diversity", r"equality\s*,?\s*(?:and|&|/)\s*diversity|diversity\s+and\s+equality"),
    ("Use of Force", r"use\s+of\s+force"),
    ("Orders and Instructions", r"(?:lawful\s+)?orders?\s*(?:and|&|/)\s*instructions?"),
    ("Duties and Responsibilities", r"dut(?:y|ies)\s*(?:and|&|/)\s*responsibilit(?:y|ies)"),
    ("Confidentiality", r"confidentiality"),
    ("Fitness for Duty", r"fitness\s+(?:for|to)\s+(?:duty|work)"),
    ("Discreditable Conduct", r"discreditable\s+conduct"),
    (
        "Challenging and Reporting Improper Conduct",
        r"challenging\s*,?\s*(?:(?:and|&|/|or)\s*reporting\s+)?improper\s+conduct|reporting\s*,?\s*(?:(?:and|&|/|"
        r"or)\s*challenging\s+)?improper\s+conduct",
    ),
)
"""Each standard's statutory name (SI 2008/2864) and the ways in which notices write it."""

_PATTERNS = tuple((name, re.compile(rf"\b(?:{pattern})\b", re.IGNORECASE)) for name, pattern in STANDARDS)
_ALONE = (
    (
        "Honesty and Integrity",
        re.compile(r"\b(?:honesty|integrity)\b(?!\s*,?\s*(?:and|&|/)\s*(?:integrity|honesty))", re.IGNORECASE),
    ),
)
_EVERYDAY = frozenset({"Use of Force", "Confidentiality", "Fitness for Duty", "Honesty and Integrity", "Equality and Diversity"})
"""Names that are also everyday words, so that they count only where standards are spoken of."""
_CONTEXT = re.compile(
    r"\b(?:standards?|breach\w*|professional\s+behaviou?r|code\s+of\s+ethics|code\s+of\s+conduct|gross\s+misconduct|"
    r"prove[nd]|allegations?)\b",
    re.IGNORECASE,
)
_OFFICES = re.compile(r"professional\s+standards(?:\s+(?:department|directorate|unit|team|branch))?", re.IGNORECASE)
_LIST_FOLLOWS = re.compile(
    r"(?:standards?|breach\w*|behaviou?r|following|relate\w*\s+to|respect\s+of|namely|as\s+follows|relating\s+to|"
    r"in\s+that|below|concerning)\b[^.;]{0,60}(?::\s*-?|[\w)])\s*$",
    re.IGNORECASE,
)
_CLEARED = re.compile(
    r"\b(?:not\s+(?:been\s+)?(?:found\s+)?(?:prove[nd]|breach\w*|to\s+have\s+breached|upheld|made\s+out)|"
    r"not\s+found|unproven|unproved|no\s+(?:case\s+to\s+answer|breach\w*|finding)|did\s+not\s+breach|"
    r"had\s+not\s+breached|"
    r"dismissed\s+(?:the|an|a)\s+(?:further\s+)?(?:allegation|charge)|cleared\s+of|rejected)\b",
    re.IGNORECASE,
)
_ALLEGED = re.compile(
    r"\b(?:alleg\w*|accused|would\s+(?:be|amount|breach)|if\s+prove[nd]|it\s+is\s+(?:alleged|said)|could\s+(?:be|"
    r"amount)|faces|will\s+(?:face|answer)|potential\w*|contended|investigat\w*)\b",
    re.IGNORECASE,
)
_FOUND = re.compile(
    r"\b(?:found|prove[nd]|proved|breached\s+the|in\s+breach\s+of|admitted|accepted|concluded|determined|ruled|"
    r"upheld|decided|amounted|had\s+breached|have\s+breached|was\s+a\s+breach)\b",
    re.IGNORECASE,
)
_SAME = re.compile(
    r"\bbreach\w*\s+(?:of\s+)?(?:all\s+(?:of\s+)?)?(?:the\s+)?same\s+(?:\w+\s+)?standards?\b|"
    r"\bsame\s+(?:\w+\s+)?standards?\s+(?:were\s+|of\s+\w+\s+behaviour\s+)?breached\b",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class StandardsSentence:
    """A sentence, or the list below it, that names standards."""

    sentence: int
    """The sentence that says whose: the list's head where the standards stand in a list."""
    start: int
    end: int
    names: tuple[str, ...]
    found: bool
    """Whether it states a breach as found; otherwise it only says what was alleged."""
    cleared: bool
    same: bool = False
    """Whether it says that the same standards as before were breached."""


def standards_in(article: Article) -> list[StandardsSentence]:
    """Return every place that names standards as such, in the order of the text."""
    result: list[StandardsSentence] = []
    head: int | None = None
    for index, sentence in enumerate(article.sentences):
        words = sentence.text
        context = bool(_CONTEXT.search(_OFFICES.sub("", words))) or _names_several(words)
        listed = head is not None and not context and len(words) < 160 and not (words.rstrip().endswith(".") and len(words) > 110)
        context = context or listed
        spans = _spans(words, context, listed)
        owner = head if listed and head is not None and spans else index
        spans = [span for span in spans if not _is_talk(sentence, words, span[1])]
        if spans:
            about = article.sentences[owner].text
            first, last = min(span[1] for span in spans), max(span[2] for span in spans)
            names = tuple(span[0] for span in spans)
            found = bool(_FOUND.search(about)) or not _ALLEGED.search(about)
            cleared = bool(_CLEARED.search(words) or (owner != index and _CLEARED.search(about)))
            result.append(
                StandardsSentence(
                    owner, sentence.start + first, sentence.start + last, names, found, cleared, bool(_SAME.search(words))
                )
            )
        elif same := _SAME.search(words):
            result.append(
                StandardsSentence(index, sentence.start + same.start(), sentence.start + same.end(), (), True, False, True)
            )
        if _LIST_FOLLOWS.search(words):
            head = index
        elif head is not None and not (listed and spans):
            head = None
    return result


def _spans(words: str, context: bool, listed: bool) -> list[tuple[str, int, int]]:
    spans: list[tuple[str, int, int]] = []
    for name, pattern in _PATTERNS:
        if name in _EVERYDAY and not context:
            continue
        for match in pattern.finditer(words):
            if (
                name == "Use of Force"
                and not listed
                and re.search(
                    r"\b(?:the|his|her|their|excessive|unnecessary|unlawful|unreasonable)\s+$",
                    words[: match.start()],
                    re.IGNORECASE,
                )
                and not _named_as_standard(words, match.start())
            ):
                continue
            spans.append((name, match.start(), match.end()))
            break
    if (context and re.search(r"\bstandards?\b|\bcode\s+of\s+ethics\b", words, re.IGNORECASE)) or listed:
        known = {name for name, _, _ in spans}
        for name, pattern in _ALONE:
            item = pattern.search(words)
            if item and name not in known and _is_item(words, item):
                spans.append((name, item.start(), item.end()))
    return sorted(spans, key=lambda span: span[1])


def _names_several(words: str) -> bool:
    """A sentence that names two standards speaks of standards, whatever else it says."""
    return sum(1 for _, pattern in _PATTERNS if pattern.search(words)) > 1


def _is_talk(sentence: Sentence, words: str, position: int) -> bool:
    """Tell whether a name stands in somebody's speech that does not say it was breached."""
    opened = words.rfind('"', 0, position)
    if not sentence.quoted and words[:position].count('"') % 2 == 0:
        return False
    return not re.search(r"\bbreach\w*|\bengaged\b|\bcited\b", words[max(0, opened - 80) :], re.IGNORECASE)


def _named_as_standard(words: str, position: int) -> bool:
    return bool(re.search(r"\bstandards?\b[^.;]{0,120}$", words[:position], re.IGNORECASE))


def _is_item(words: str, match: re.Match[str]) -> bool:
    """Take "honesty" alone only as one item of a list or as "standards of honesty"."""
    before, after = words[: match.start()], words[match.end() :]
    return bool(
        re.search(r"(?:^\W*|[,;:]\s*|\band\s+|\b(?:for|of|to|in|regarding|concerning|around)\s+)$", before, re.IGNORECASE)
        and re.match(r"\s*(?:[,;.]|and\b|$)", after)
    )
