"""Where a text mentions people of policing: by name, by alias, by number, or as "a former … officer"."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal

from vetting.notices.reading.forces import MASK
from vetting.notices.reading.naming import (
    AGE,
    ALIAS,
    FULL_NAME,
    LETTERS,
    NAME,
    NOT_LETTERS,
    NUMBERS,
    TOKEN,
    clean_name,
    number_word,
)
from vetting.notices.reading.ranks import ABBREVIATED, SPELLED, Standing, standing_of
from vetting.notices.reading.text import Article, Sentence

__all__ = ["PERSON_LINE", "Mention", "bare_names", "mentions_in", "settled_names", "stated_number"]

_ACTING = r"(?:(?i:temporary|temp\.?|acting)\s+|[TA]/)?"
_TITLE = rf"(?:{_ACTING}(?:{ABBREVIATED}|(?i:{SPELLED})))"
_NUMBER = r"(?:\(?(?:(?:collar|warrant|shoulder|badge|number|no\.?)\s*)*(?P<number>[A-Z]{0,2}\d{2,6}[A-Z]{0,2})\)?,?\s+)?"
_NUMBER_ONLY = r"(?P<lone>[A-Z]{0,2}\d{3,6})\b(?!\s*(?:officers|people))"
_ALIAS_TITLE = r"(?i:employee|individual|staff\s+member|member\s+of\s+staff|constable|subject)"
_TITLED = re.compile(
    rf"\b(?P<title>{_TITLE}|{_ALIAS_TITLE})(?P<plural>s)?(?:\s+\([A-Z][A-Za-z]{{1,4}}\))?(?:\s+(?P<aliased>{ALIAS})|"
    rf",?\s+(?:{_NUMBER}(?P<name>{NAME})|{_NUMBER_ONLY}))"
)
PERSON_LINE = re.compile(
    rf"[^\w\n]*(?:(?i:former|ex|retired)[\s-]+)?{_TITLE}\s+{_NUMBER}{NAME}(?:\s*[,-]?\s*\(?[A-Z]{{0,2}}\d{{2,6}}\)?)?[^\w\n]*"
)
"""A line that is nothing but a rank and a name."""
_FURTHER = re.compile(rf"(?:\s*,\s*(?:and\s+)?|\s+(?:and|&)\s+)(?:(?P<aliased>{ALIAS})|(?P<name>{NAME}))")
_AFTER_NUMBER = re.compile(
    r"\s*,?\s*\(?(?:(?:collar|warrant|shoulder|badge|staff)\s+(?:number|"
    r"no\.?)\s*:?\s*)?(?P<number>[A-Z]{0,2}\d{3,6})\)?(?![\w-])(?!\s+(?:on|pounds))"
)
_STATED_NUMBER = re.compile(
    r"\b(?:collar|warrant|shoulder|badge|staff|employee|payroll)\s+(?:number|no\.?|num)\s*:?\s*(?:is\s+|"
    rf"was\s+)?(?:{MASK}+\s*)?"
    r"(?P<number>[A-Z]{0,3}\d{2,7})\b",
    re.IGNORECASE,
)

_MODIFIER = (
    rf"(?:{MASK}+(?:'s)?|[{LETTERS}][\w'&-]*|"
    r"former|ex|retired|serving|senior|junior|male|female|police|unnamed|anonymous|disgraced|sacked|suspended|"
    r"probationary|trainee|student|young|rookie|"
    r"experienced|long-serving|off-duty|on-duty|married|predatory|corrupt|racist|drunk|bent|shamed|rogue|regular|"
    r"full-time|part-time|volunteer|counter|terrorism|"
    r"firearms|traffic|neighbourhood|response|undercover|armed|diplomatic|protection|specialist|uniformed|"
    r"plain-clothes|(?:[\w]+-)?based|ranking|"
    r"second|third|fourth|fifth|sixth|other|further|remaining|same|two|three|four|five|then-serving|now-former|"
    r"local|fellow|misconduct|disgraced)"
)
_GENERIC = re.compile(
    rf"(?:\b(?P<det>(?i:a|an|the|this|that|another|one|{'|'.join(word for word, _ in NUMBERS)}|both|all|each|every|any|some|"
    rf"many|no)|\d{{1,3}})\s+(?:of\s+(?:the|its|our|their)\s+)?)?"
    rf"(?P<mods>(?:\b{_MODIFIER}[\s,-]+){{0,6}}?)(?:(?i:ex)-)?\b(?P<title>{_TITLE})(?P<plural>s)?\b(?!-)"
)
_FORMER = re.compile(
    rf"(?i:\b(?:former|ex|retired|now-former|one-time|previously))[\s-]+(?:(?:{MASK}+(?:'s)?|[{LETTERS}][\w'-]*|"
    rf"police|special|serving|roads|traffic|\w+-based)[\s-]+){{0,4}}$"
)
_SERVING = re.compile(rf"(?i:\b(?:serving|current))[\s-]+(?:(?:{MASK}+(?:'s)?|[{LETTERS}][\w'-]*|police)[\s-]+){{0,3}}$")

_NAMED_NEXT = re.compile(r"\s*(?:,|:|,?\s+and|\s+&)?\s*")

Kind = Literal["named", "alias", "number", "generic"]


@dataclass(frozen=True)
class Mention:
    """One place where the text speaks of somebody in policing."""

    start: int
    end: int
    kind: Kind
    standing: Standing | None
    sentence: int
    name: str | None = None
    alias: str | None = None
    number: str | None = None
    former: bool = False
    serving: bool = False
    determiner: str = ""
    plural: bool = False

    @property
    def count(self) -> int | None:
        """How many people a generic mention means, if it says so."""
        if not self.plural:
            return 1
        return number_word(self.determiner)


def mentions_in(article: Article, masked: str) -> list[Mention]:
    """Return every mention of somebody in policing, in the order of the text."""
    found: list[Mention] = []
    for index, sentence in enumerate(article.sentences):
        words = masked[sentence.start : sentence.end].replace("\n", " ")
        named = [*_titled(words, sentence, index)]
        named += [m for m in _untitled(words, sentence, index) if not _overlaps(m, named)]
        generic = [m for m in _generics(words, sentence, index) if not _overlaps(m, named)]
        found += _told_who(words, sentence.start, sorted([*named, *generic], key=lambda mention: mention.start))
    return found


def _told_who(words: str, offset: int, mentions: list[Mention]) -> list[Mention]:
    """Let "the two former officers, Sergeant Doe and PC Roe" say of both that they had left, and "the serving officer" likewise."""
    told: list[Mention] = []
    group: Mention | None = None
    for mention in mentions:
        between = words[told[-1].end - offset : mention.start - offset] if told else ""
        if mention.kind == "generic":
            group = mention if mention.former or mention.serving else None
        elif group is not None and not _NAMED_NEXT.fullmatch(between):
            group = None
        told.append(replace(mention, former=group.former, serving=group.serving) if group and group is not mention else mention)
        if group is not mention and group is not None and not group.plural:
            group = None
    return told


def _overlaps(mention: Mention, others: list[Mention]) -> bool:
    return any(mention.start < other.end and other.start < mention.end for other in others)


def _titled(words: str, sentence: Sentence, index: int) -> Iterator[Mention]:
    """Find "PC 1234 Jo Doe", "Officer A", "former Sergeants X and Y"."""
    position = 0
    while match := _TITLED.search(words, position):
        title = match["title"]
        position = match.end("title")
        before = words[max(0, match.start() - 70) : match.start()]
        if _is_other_officer(before, title):
            continue
        holder = Mention(
            sentence.start,
            sentence.start,
            "named",
            standing_of(title) or Standing("police officer" if title.lower() == "subject" else "police staff"),
            index,
            former=bool(_FORMER.search(before)),
            serving=bool(_SERVING.search(before)),
        )
        first = _person(match, match.start(), holder, title)
        if first is None:
            continue
        yield _with_number(first, words[first.end - sentence.start :])
        position = first.end - sentence.start
        while match["plural"] and (more := _FURTHER.match(words, position)):
            further = _person(more, more.start(more.lastgroup or 0), holder, title)
            if further is None:
                break
            yield further
            position = further.end - sentence.start


def _with_number(mention: Mention, after: str) -> Mention:
    """Add the number that stands behind a name: "PC Jo Doe 1234"."""
    number = _AFTER_NUMBER.match(after) if mention.kind == "named" and not mention.number else None
    return replace(mention, number=number["number"]) if number else mention


def _is_other_officer(before: str, title: str) -> bool:
    """Tell "chief officer", "support officer", "press officer" from an officer with a name."""
    return title.lower() == "officer" and bool(
        re.search(
            r"(?i)\b(?:chief|support|investigating|press|medical|liaison|information|executive|presenting|reporting|"
            r"lead)\s+$",
            before,
        )
    )


def _person(match: re.Match[str], start: int, holder: Mention, title: str) -> Mention | None:
    """Read what follows a title: a cipher, a number, or a name."""
    offset = holder.start
    groups = match.groupdict()
    if groups.get("aliased"):
        return _ciphered(match, start, holder, title)
    if groups.get("lone"):
        return replace(holder, start=offset + start, end=offset + match.end(), kind="number", number=match["lone"])
    name = clean_name(match["name"])
    shown = re.match(r"\s+".join(re.escape(token) for token in name.split()), match["name"])
    if not name or not shown:
        return None
    end = match.start("name") + shown.end()
    return replace(holder, start=offset + start, end=offset + end, name=name, number=groups.get("number"))


def _ciphered(match: re.Match[str], start: int, holder: Mention, title: str) -> Mention | None:
    """Read "Officer A" as an alias, but "PC A Smith" as a name with an initial."""
    letter, offset = match["letter"], holder.start
    following = re.match(rf"\.?\s+({TOKEN})", match.string[match.end() :])
    surname = clean_name(following[1]) if following and len(following[1]) > 2 else ""
    if following and surname and re.fullmatch(r"[A-Z]\d?", letter):
        return replace(holder, start=offset + start, end=offset + match.end() + following.end(), name=f"{letter} {surname}")
    if letter in NOT_LETTERS or (letter.isdecimal() and "officer" not in title.lower()):
        return None
    tidy = " ".join(title.split())
    tidy = tidy.capitalize() if tidy.islower() else tidy
    return replace(holder, start=offset + start, end=offset + match.end(), kind="alias", alias=f"{tidy} {letter}")


# --- names without a title before them --------------------------------------------------------------------------------

_LOSS = r"(?:dismissed|sacked|fired|thrown\s+out\s+of\s+the\s+force)"
_UNTITLED = (
    re.compile(
        rf"\b{FULL_NAME}(?:{AGE}|\s*,)?\s*(?:who\s+)?(?:(?:is|was|had\s+been|has\s+been|worked\s+as|served\s+as|"
        rf",)\s+)?(?:a|an|the|then\s+a|then)\s+"
        rf"(?P<mods>(?:{_MODIFIER}[\s-]+){{0,5}}?)(?:ex-)?(?P<title>{_TITLE})\b"
    ),
    re.compile(
        rf"\b{FULL_NAME}(?:{AGE}|\s*,)?\s*(?:who\s+)?(?:had\s+)?(?:served|worked|joined|"
        rf"serving)\s+(?:[^.;,]{{0,40}}?(?:with|for|at|in|of)\s+)?(?:the\s+)?{MASK}+"
    ),
    re.compile(
        rf"\b{FULL_NAME}(?:{AGE})?\s+(?:(?:was|has\s+been|is|were|"
        rf"would\s+have\s+been)\s+(?:\w+\s+)?{_LOSS}\b(?!\s+(?:as|by\s+the\s+judge)))"
    ),
    re.compile(
        rf"(?:^|[.|]\s*)(?i:officer's\s+name|name(?:\s+of\s+(?:the\s+)?officer)?|officer(?:\s+concerned)?|"
        rf"rank\s+and\s+name)\s*:\s*{FULL_NAME}"
    ),
)
_BY_NUMBER = re.compile(
    rf"\b(?P<name>{NAME}),?\s+whose\s+(?:{MASK}+(?:'s)?\s+)?(?:collar|warrant|shoulder|badge)\s+(?:number|no\.?)\s+(?:was|is)\s+"
    r"(?P<number>[A-Z]{0,2}\d{2,6})\b"
)


def _untitled(words: str, sentence: Sentence, index: int) -> Iterator[Mention]:
    """Find "Jo Doe, 34, a former police constable" and "Jo Doe was dismissed": full names that the sentence ties to policing."""
    for pattern in _UNTITLED:
        for match in pattern.finditer(words):
            name = clean_name(match["name"])
            if len(name.split()) < 2:
                continue
            groups = match.groupdict()
            title = groups.get("title")
            former = bool(title and re.search(r"(?i)\b(?:former|ex|retired)\b", match.group()))
            start = sentence.start + match.start("name")
            standing = standing_of(title) if title else None
            yield Mention(start, start + len(name), "named", standing, index, name=name, former=former)
    for match in _BY_NUMBER.finditer(words):
        if name := clean_name(match["name"]):
            start = sentence.start + match.start("name")
            yield Mention(start, start + len(name), "named", None, index, name=name, number=match["number"])


_ACCUSED = re.compile(
    rf"^\W*(?P<styled>(?:Mr|Mrs|Ms|Miss)\.?\s+)?{FULL_NAME}(?:{AGE}|\s*,)?(?:\s*(?:who|of|from|based|formerly)\b[^.;,]{{0,80}},)?\s+(?:(?:had|has|have|"
    rf"also|previously|later|was|is|will)\s+)*"
    r"(?:admitted|pleaded|resigned|retired|faced|faces|face|dismissed|sacked|breached|accused|denied|denies|found|"
    r"appeared|appear|told|given|handed|suspended|charged|served|accepted|ordered|sentenced|convicted|jailed|fined|"
    r"cleared|caught|banned|disqualified|(?:the\s+)?subject\s+(?:to|of)\s+(?:a|an)\s+(?:\w+\s+){0,2}misconduct)\b"
)


_BEGINS = re.compile(rf"^\W*{FULL_NAME}(?:{AGE})?,?\s+(?=[a-z])")


_BY_TITLE = re.compile(
    rf"\b(?:Mr|Mrs|Ms|Miss)\.?\s+(?P<surname>{TOKEN})\s+(?:(?:had\s+|has\s+|also\s+){{0,2}}(?:breached|committed\s+(?:gross\s+)?misconduct|"
    r"would\s+(?:\w+\s+){0,2}(?:have\s+been|be)\s+(?:dismissed|sacked))|(?:was|(?:had|has)\s+been)\s+(?:dismissed|sacked))\b"
)
"""What settles that "Jo Doe, 34, used a baton" is the accused: "Mr Doe would have been dismissed"."""


def settled_names(article: Article, masked: str) -> list[Mention]:
    """Return full names that begin a sentence and of whom the text says elsewhere that "Mr Doe breached" or was dismissed."""
    surnames = {match["surname"] for match in _BY_TITLE.finditer(masked)}
    found: list[Mention] = []
    for index, sentence in enumerate(article.sentences if surnames else ()):
        match = _BEGINS.match(masked[sentence.start : sentence.end].replace("\n", " "))
        name = clean_name(match["name"]) if match and not sentence.quoted else ""
        if match and len(name.split()) > 1 and name.split()[-1] in surnames:
            start = sentence.start + match.start("name")
            found.append(Mention(start, start + len(name), "named", None, index, name=name))
    return found


def bare_names(article: Article, masked: str) -> list[Mention]:
    """Return full names without a rank that begin a sentence and do what an accused person does in it."""
    found: list[Mention] = []
    for index, sentence in enumerate(article.sentences):
        words = masked[sentence.start : sentence.end].replace("\n", " ")
        match = _ACCUSED.match(words)
        name = clean_name(match["name"]) if match and not sentence.quoted else ""
        if match and len(name.split()) > 1:
            start = sentence.start + match.start("name")
            shown = sentence.start + match.start("styled") if match["styled"] else start
            found.append(Mention(shown, start + len(name), "named", None, index, name=name))
    return found


def _generics(words: str, sentence: Sentence, index: int) -> Iterator[Mention]:
    """Find "a former Kent Police officer", "two constables", "the PCSO"."""
    for match in _GENERIC.finditer(words):
        title = match["title"]
        standing = standing_of(title)
        if standing is None:
            continue
        before = words[: match.start("title")]
        shown = match.group().lower()
        former = bool(re.search(r"\b(?:former|ex|retired|now-former)\b", shown))
        serving = bool(re.search(r"\bserving\b", shown))
        if _is_other_officer(before, title) or _DENIED.search(words[: match.start("det") if match["det"] else match.start()]):
            continue
        yield Mention(
            sentence.start + match.start() + len(match.group()) - len(match.group().lstrip()),
            sentence.start + match.end(),
            "generic",
            standing,
            index,
            former=former,
            serving=serving,
            determiner="another"
            if _FURTHER_ONE.search(match["mods"]) and not match["plural"]
            else (_counted(match["mods"]) or match["det"] or "").lower(),
            plural=bool(match["plural"]) or title.lower().endswith("men"),
        )


_DENIED = re.compile(r"\b(?:not|never)\s+$|n't\s+$", re.IGNORECASE)
_FURTHER_ONE = re.compile(r"\b(?:second|third|fourth|fifth|sixth|other|further)\b", re.IGNORECASE)


def _counted(mods: str) -> str:
    """Return the number word among modifiers, as in "the two former officers"."""
    return next((word for word in mods.split() if number_word(word)), "")


def stated_number(words: str) -> re.Match[str] | None:
    """Find "collar number 1234" and its like."""
    return _STATED_NUMBER.search(words)
