"""A notice's text made ready for the rules: decoded, stripped of markup, cut to the article, split into sentences.

Every step keeps positions, so that evidence is always a slice of the text that was read.
"""

import re
from dataclasses import dataclass
from html.parser import HTMLParser
from itertools import pairwise

__all__ = ["Article", "Paragraph", "Sentence", "decode", "fold", "prepare"]

LONGEST = 60_000
"""A published notice is a few thousand characters; what stands after this many is not read."""

LONGEST_SENTENCE = 1_500

_QUOTES = "\u201c\u201d\u201e\u00ab\u00bb"
_APOSTROPHES = "\u2018\u2019\u201b\u2032"
_DASHES = "\u2010\u2011\u2012\u2013\u2014\u2212"
_SPACES = "\u00a0\u2009\u200b\u202f\ufeff\t\r\f\v"
_SAME_WIDTH = {
    ord(mark): plain for marks, plain in ((_QUOTES, '"'), (_APOSTROPHES, "'"), (_DASHES, "-"), (_SPACES, " ")) for mark in marks
}
_BLOCKS = frozenset(
    re.findall(
        r"\w+",
        "address article aside blockquote br dd div dl dt footer form h1 h2 h3 h4 h5 h6 header hr li main nav ol p section "
        "table td th title tr ul",
    )
)
_SILENT = frozenset({"script", "style", "noscript", "template", "svg", "nav", "footer"})
_MARKUP = re.compile(r"<(?:!doctype|html|head|body|p|div|article|span|br|h[1-6])\b", re.IGNORECASE)


_EMPHASIS = re.compile(r"\*\*+|__+|^#{1,6}(?=\s)", re.MULTILINE)
"""Marks of bold and of headings that a pasted page leaves behind."""
_LABEL = (
    r"(?:officer(?:'s)?(?:\s(?:name|concerned))?|name(?:\s+of\s+(?:the\s+)?officer)?|rank(?:\s+and\s+name)?|(?:collar|warrant|"
    r"shoulder|staff)\s+(?:number|no\.?)|(?:police\s+)?force|(?:hearing\s+)?dates?(?:\s+of\s+(?:the\s+)?(?:misconduct\s+)?"
    r"hearing)?|outcome|result|sanction|decision|determination|breach(?:es)?(?:\s+of\s+(?:the\s+)?standards?)?|standards?\s+breached)"
)
_LABEL_ALONE = re.compile(
    rf"^ *(?P<label>{_LABEL}) *(?P<gap>\n[ \n]{{0,4}})(?! *{_LABEL} *:?$)(?=[^\n:]{{1,160}}$)", re.IGNORECASE | re.MULTILINE
)
"""A form's label on a line of its own, as a pasted table leaves it, with its value on the next."""


@dataclass(frozen=True)
class Sentence:
    """A sentence, with its place in the text and the paragraph it stands in."""

    start: int
    end: int
    text: str
    """Folded text of the same length as the original, line breaks as spaces."""
    paragraph: int
    quoted: bool
    headline: bool


@dataclass(frozen=True)
class Paragraph:
    """A paragraph or a list item: where it starts and ends."""

    start: int
    end: int


@dataclass(frozen=True)
class Article:
    """The part of a text that is the notice itself."""

    original: str
    folded: str
    """`original` with quotes, dashes and spaces made plain, of the same length."""
    paragraphs: tuple[Paragraph, ...]
    sentences: tuple[Sentence, ...]

    def words(self, start: int, end: int) -> str:
        """Return the original words at these positions, for evidence."""
        return self.original[start:end]


class _Stripper(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        del attrs
        if tag in _SILENT:
            self._silent += 1
        elif tag in _BLOCKS:
            self.parts.append("\n\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in _SILENT:
            self._silent = max(0, self._silent - 1)
        elif tag in _BLOCKS:
            self.parts.append("\n\n")

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.parts.append(data.replace("\n", " ").replace("\r", " "))  # in markup a line break is a space


def decode(data: bytes) -> str:
    """Return the readable text of a file, or an empty text when it is binary; markup is taken off."""
    text = _characters(data)
    if text and _MARKUP.search(text[:20_000]):
        stripper = _Stripper()
        stripper.feed(text)
        stripper.close()
        text = "".join(stripper.parts)
    return text


def _characters(data: bytes) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        text = data.decode("utf-16", errors="replace")
    else:
        try:
            text = data.decode("utf-8-sig")
        except UnicodeDecodeError:
            text = data.decode("cp1252", errors="replace")
    sample = text[:LONGEST]
    strange = sum(1 for mark in sample if (mark < " " and mark not in "\n\r\t\f\v") or mark in "\x7f\ufffd")
    if data.startswith((b"%PDF", b"PK\x03\x04", b"\x89PNG", b"\xff\xd8")) or strange * 50 > len(sample):
        return ""
    return text


def prepare(text: str) -> Article:
    """Fold the text, leave out what surrounds the article, and split it."""
    folded = fold(text)
    paragraphs = _without_surroundings(folded, _paragraphs(folded))
    return Article(text, folded, tuple(paragraphs), tuple(_sentences(folded, paragraphs)))


def fold(text: str) -> str:
    """Make quotes, dashes, spaces, emphasis and a form's labels plain, each character in its place."""
    folded = _EMPHASIS.sub(lambda match: " " * len(match.group()), text[:LONGEST].translate(_SAME_WIDTH))
    return _LABEL_ALONE.sub(_as_label, folded)


def _as_label(match: re.Match[str]) -> str:
    """Write "Name" above "PC Doe" as "Name: PC Doe", at the same width."""
    return match.group()[: match.start("gap") - match.start()] + ":" + " " * (len(match["gap"]) - 1)


# --- paragraphs -------------------------------------------------------------------------------------------------------

_LINE = re.compile(r"[^\n]+")
_CLOSED = re.compile(r"[.!?:;\"'][\"')\]]*\s*$")
_ENDED = re.compile(r"[.!?][\"')\]]*\s*$")
_HANGING = re.compile(
    r"\b(?:and|or|of|the|an?|in|on|at|to|for|with|by|from|as|was|were|is|be|been|had|has|have|that|which|who|"
    r"January|February|March|April|May|June|July|August|September|October|November|December)\s*$",
    re.IGNORECASE,
)
"""What no paragraph ends with: the next line goes on."""
_ITEM = re.compile(r"\s*(?:[•*·▪◦–-]|\d{1,2}[.)]|\(?[a-z]\))\s+")


def _paragraphs(folded: str) -> list[Paragraph]:
    """Take each line as a paragraph, except where a paragraph was wrapped to a fixed width."""
    lines = [(m.start(), m.end()) for m in _LINE.finditer(folded) if m.group().strip()]
    result: list[Paragraph] = []
    for block in _blocks(folded, lines):
        wrapped = _is_wrapped(folded, block)
        start, end = block[0]
        for following in block[1:]:
            head = folded[following[0] : following[1]]
            before = folded[max(start, end - 20) : end]
            joins = wrapped or (head.lstrip()[:1].islower() and not _CLOSED.search(before)) or _HANGING.search(before)
            if joins and not _ITEM.match(head):
                end = following[1]
            else:
                result.append(Paragraph(start, end))
                start, end = following
        result.append(Paragraph(start, end))
    return result


def _blocks(folded: str, lines: list[tuple[int, int]]) -> list[list[tuple[int, int]]]:
    """Group lines that have no empty line between them."""
    blocks: list[list[tuple[int, int]]] = []
    for line in lines:
        if blocks and not folded[blocks[-1][-1][1] : line[0]].strip(" ").replace("\n", "", 1).strip(" "):
            blocks[-1].append(line)
        else:
            blocks.append([line])
    return blocks


def _is_wrapped(folded: str, block: list[tuple[int, int]]) -> bool:
    """Tell whether lines break because they are full: the next word would not have fitted."""
    width = max(end - start for start, end in block)
    if len(block) < 3 or not 50 <= width <= 130:
        return False
    full = sum(
        1
        for (start, end), (after, after_end) in pairwise(block)
        if end - start + 1 + len(folded[after:after_end].split(None, 1)[0]) > width - 6
    )
    return full * 10 >= 8 * (len(block) - 1)


# --- what is not the article ------------------------------------------------------------------------------------------

_TAIL = re.compile(
    r"\s*(?:latest news(?: from)?\b|related (?:articles?|news|stories|content|topics|links|posts)\b|you (?:may|"
    r"might) also like|"
    r"(?:more|other|top|latest|recent) (?:news|stories|articles|posts|headlines)\b|most (?:read|popular|viewed|"
    r"commented)|recommended|"
    r"trending|(?:\d+ )?comments?(?: are closed.*| \(\d+\)|:.*)?\s*$|leave a (?:reply|comment)|join the "
    r"(?:conversation|discussion)|"
    r"readers'? comments|share this (?:article|story|page)|original article link|channel website|report this comment|"
    r"sign up (?:to|for) our|subscribe (?:to|now)|what (?:do|did) you think\?|have your say|read next|up next|"
    r"elsewhere on)",
    re.IGNORECASE,
)
_ASIDE = re.compile(
    r"\s*(?:read more|read also|see also|also read|more on this|related|watch|listen|advertisement|hide ad|click "
    r"here|follow us|keep up to date|"
    r"image (?:source|caption)|photo|picture|getty images)\b(?!.{0,30}\bmisconduct hearing (?:was|will))",
    re.IGNORECASE,
)
_OTHER_CASES = re.compile(
    r"\b(?:a\s+number\s+of|other|similar|previous|earlier|recent|several)\s+(?:\w+\s+){0,2}cases\s+(?:where|in\s+which|include|have\s+included|involving|of)\b",
    re.IGNORECASE,
)
"""What introduces a list of other people's cases, which closes the article."""
_COMMENTS_END = re.compile(r"\s*(?:comments are closed|log in to (?:reply|comment)|reply|leave a (?:reply|comment))", re.IGNORECASE)


def _without_surroundings(folded: str, paragraphs: list[Paragraph]) -> list[Paragraph]:
    """Drop what follows the article (links, comments) and single lines that point elsewhere."""
    kept: list[Paragraph] = []
    long_enough = 0
    for paragraph in paragraphs:
        words = folded[paragraph.start : paragraph.end]
        if _TAIL.match(words) and len(words) < 120:
            if _COMMENTS_END.match(words):
                _drop_trailing_items(folded, kept)
            if long_enough >= 2:
                break
            continue
        if long_enough >= 2 and _OTHER_CASES.search(words):
            break
        if _ASIDE.match(words) and len(words) < 200:
            continue
        long_enough += len(words) > 80
        kept.append(paragraph)
    return kept


def _drop_trailing_items(folded: str, kept: list[Paragraph]) -> None:
    """Take off the list items and indented lines just above "Comments are closed": they are what readers wrote."""
    while len(kept) > 1:
        words = folded[kept[-1].start : kept[-1].end]
        if not (_ITEM.match(words) or words.startswith("  ")):
            return
        kept.pop()


# --- sentences --------------------------------------------------------------------------------------------------------

_STOP = re.compile(r"[.!?][\"')\]]*\s+(?=[\"'(\[]*[A-Z0-9])|\s*;\s+(?=(?:[Ff]ormer|[Ee]x-|PC|Officer)\b)")
_ABBREVIATION = re.compile(
    r"\b(?:Sgt|Insp|Supt|Det|Con|Ch|Cllr|Mr|Mrs|Ms|Dr|St|No|Nos|Hon|Rt|Prof|Rev|Jr|vs|"
    r"(?<!Officer\s)(?<!PC\s)(?<!and\s)[A-Z])\.[\"')\]]*\s+$"
)


def _sentences(folded: str, paragraphs: list[Paragraph]) -> list[Sentence]:
    result: list[Sentence] = []
    in_head = True
    for number, paragraph in enumerate(paragraphs):
        words = folded[paragraph.start : paragraph.end].replace("\n", " ")
        in_head = in_head and number < 8 and not (len(words) > 80 and _ENDED.search(words))
        for start, end in _cuts(words):
            # A quotation that runs over paragraphs opens each of them anew, so counting starts afresh here.
            opened = words[:start].count('"') % 2 == 1 or words[start:end].lstrip()[:1] == '"'
            place = paragraph.start
            result.append(Sentence(place + start, place + end, words[start:end], number, opened, in_head))
    return result


def _cuts(words: str) -> list[tuple[int, int]]:
    """Return the start and end of each sentence of one paragraph."""
    cuts: list[tuple[int, int]] = []
    start = 0
    if len(words) > LONGEST_SENTENCE and not _STOP.search(words):
        # Nobody writes such a sentence; cutting it anywhere keeps the rules quick on any text.
        return [(at, min(at + LONGEST_SENTENCE, len(words))) for at in range(0, len(words), LONGEST_SENTENCE)]
    for stop in _STOP.finditer(words):
        if not _ABBREVIATION.search(words[max(start, stop.end() - 20) : stop.end()]) and not _ITEM.fullmatch(
            words[start : stop.end()]
        ):
            cuts.append((start, stop.end()))
            start = stop.end()
    if words[start:].strip():
        cuts.append((start, len(words)))
    return cuts
