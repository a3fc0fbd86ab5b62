"""Where a text mentions people of policing: by name, by alias, by number, or as "a former … officer"."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from vetting.notices.reading.forces import MASK
from vetting.notices.reading.ranks import ABBREVIATED, SPELLED, Standing, standing_of
from vetting.notices.reading.text import Article, Sentence

__all__ = ["Mention", "bare_names", "mentions_in", "number_word", "stated_number"]

_ACTING = r"(?:(?i:temporary|temp\.?|acting)\s+|[TA]/)?"
_TITLE = rf"(?:{_ACTING}(?:{ABBREVIATED}|(?i:{SPELLED})))"
_LETTERS = "A-ZÀ-ÖØ-Þ"
_TOKEN = rf"(?:[{_LETTERS}][\w]*(?:['-][\w]+)*|[{_LETTERS}]\.)"
_PARTICLE = r"(?:(?:de|van|der|den|von|al|bin|el|la|le|da|dos|di|du|ap|ab|st)\s+)"
_NAME = rf"{_TOKEN}(?:\s+{_PARTICLE}{{0,2}}{_TOKEN}){{0,4}}"
_ALIAS = r"['\"]?(?P<letter>[A-Z]{1,2}\d?|[A-Z]\d|\d{1,2})['\"]?(?![\w/])"
_NUMBER = r"(?:\(?(?:(?:collar|warrant|shoulder|badge|number|no\.?)\s*)*(?P<number>[A-Z]{0,2}\d{2,6})\)?,?\s+)?"
_NUMBER_ONLY = r"(?P<lone>[A-Z]{0,2}\d{3,6})\b(?!\s*(?:officers|people))"
_ALIAS_TITLE = r"(?i:employee|individual|staff\s+member|member\s+of\s+staff|constable|subject)"
_TITLED = re.compile(
    rf"\b(?P<title>{_TITLE}|{_ALIAS_TITLE})(?P<plural>s)?(?:\s+(?P<aliased>{_ALIAS})|,?\s+(?:{_NUMBER}(?P<name>{_NAME})|{_NUMBER_ONLY}))"
)
_FURTHER = re.compile(rf"(?:\s*,\s*(?:and\s+)?|\s+(?:and|&)\s+)(?:(?P<aliased>{_ALIAS})|(?P<name>{_NAME}))")
_AFTER_NUMBER = re.compile(
    r"\s*,?\s*\(?(?:(?:collar|warrant|shoulder|badge|staff)\s+(?:number|no\.?)\s*:?\s*)?(?P<number>[A-Z]{0,2}\d{3,6})\)?(?![\w-])(?!\s+(?:on|pounds))"
)
_STATED_NUMBER = re.compile(
    r"\b(?:collar|warrant|shoulder|badge|staff|employee|payroll)\s+(?:number|no\.?|num)\s*:?\s*(?:is\s+|was\s+)?(?P<number>[A-Z]{0,3}\d{2,7})\b", re.IGNORECASE
)

_NOT_IN_NAMES = frozenset(
    "the a an and or of in on at to by for from with who was is has had he she they it this that these those his her their its as after before following "
    "former ex police officer officers constable constabulary sergeant inspector superintendent commander commissioner chief assistant deputy acting temporary "
    "detective special pc dc ds di dci pcso pcsos sgt insp supt pcs iopc ipcc college policing force met service department directorate standards professional "
    "misconduct gross hearing panel dismissed sacked dismissal barred list outcome outcomes hearings notice officer's crown court magistrates magistrates' "
    "january february march july september october november december monday tuesday wednesday thursday friday saturday sunday "
    "allegation allegations independent office conduct regulations act code ethics today yesterday during while when if but no not will would both "
    "team unit command county council central area basic police's victim woman complainant witness "
    "member staff found date rank name venue location instagram facebook whatsapp snapchat twitter support community neighbourhood "
    "response roads traffic operation counter terrorism federation mr mrs ms miss dr sir dame lord judge chair chairman qc kc uk city town "
    "attended admitted denied breached resigned retired faces faced guilty proven standard final written warning would-be under another one two three".split()
)
_NOT_LETTERS = frozenset(
    {"IS", "IN", "ON", "AT", "OF", "TO", "BY", "AS", "OR", "UK", "US", "TV", "HE", "WE", "IT", "AN", "NO", "SO", "UP", "DO", "BE", "GO", "MY", "IF", "PC", "OK", "I"}
)

_COUNTS = {
    word: value
    for value, word in enumerate(
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen twenty".split()
    )
}
_MODIFIER = (
    rf"(?:{MASK}+(?:'s)?|[{_LETTERS}][\w'&-]*|"
    r"former|ex|retired|serving|senior|junior|male|female|police|unnamed|anonymous|disgraced|sacked|suspended|probationary|trainee|student|young|rookie|"
    r"experienced|long-serving|off-duty|on-duty|married|predatory|corrupt|racist|drunk|bent|shamed|rogue|regular|full-time|part-time|volunteer|counter|terrorism|"
    r"firearms|traffic|neighbourhood|response|undercover|armed|diplomatic|protection|specialist|uniformed|plain-clothes|(?:[\w]+-)?based|ranking|"
    r"second|third|fourth|fifth|sixth|other|further|remaining|same|two|three|four|five|then-serving|now-former|local|fellow|misconduct|disgraced)"
)
_GENERIC = re.compile(
    rf"(?:\b(?P<det>(?i:a|an|the|this|that|another|one|{'|'.join(list(_COUNTS)[2:])}|both|all|each|every|any|some|many|no)|\d{{1,3}})\s+(?:of\s+(?:the|its|our|their)\s+)?)?"
    rf"(?P<mods>(?:\b{_MODIFIER}[\s,-]+){{0,6}}?)(?:(?i:ex)-)?\b(?P<title>{_TITLE})(?P<plural>s)?\b(?!-)"
)
_FORMER = re.compile(rf"(?i:\b(?:former|ex|retired|now-former|one-time|previously))[\s-]+(?:(?:{MASK}+(?:'s)?|[{_LETTERS}][\w'-]*|police|special|serving|roads|traffic|\w+-based)[\s-]+){{0,4}}$")
_SERVING = re.compile(rf"(?i:\b(?:serving|current))[\s-]+(?:(?:{MASK}+(?:'s)?|[{_LETTERS}][\w'-]*|police)[\s-]+){{0,3}}$")

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


def number_word(word: str) -> int | None:
    """Return the number that "two" or "2" means; None for any other word."""
    return int(word) if word.isdecimal() else _COUNTS.get(word.lower())


def mentions_in(article: Article, masked: str) -> list[Mention]:
    """Return every mention of somebody in policing, in the order of the text."""
    found: list[Mention] = []
    for index, sentence in enumerate(article.sentences):
        words = masked[sentence.start : sentence.end].replace("\n", " ")
        named = [*_titled(words, sentence, index)]
        named += [m for m in _untitled(words, sentence, index) if not _overlaps(m, named)]
        generic = [m for m in _generics(words, sentence, index) if not _overlaps(m, named)]
        found += sorted([*named, *generic], key=lambda mention: mention.start)
    return found


def _overlaps(mention: Mention, others: list[Mention]) -> bool:
    return any(mention.start < other.end and other.start < mention.end for other in others)


def _clean_name(words: str) -> str:
    """Cut a run of capitalised words down to what can be a person's name."""
    kept: list[str] = []
    for token in words.split():
        bare = token[:-2] if token.endswith("'s") else token
        if bare.lower().rstrip(".") in _NOT_IN_NAMES or MASK in bare or bare.lower().startswith("ex-"):
            break
        kept.append(bare)
        if bare != token:
            break
    while kept and kept[-1].rstrip(".").lower() in {"de", "van", "der", "den", "von", "al", "bin", "el", "la", "le", "da", "st"}:
        kept.pop()
    if not kept or not any(len(token.rstrip(".")) > 1 for token in kept):
        return ""
    return " ".join(kept)


def _titled(words: str, sentence: Sentence, index: int) -> Iterator[Mention]:
    """Find "PC 1234 Jo Doe", "Officer A", "former Sergeants X and Y"."""
    position = 0
    while match := _TITLED.search(words, position):
        position = match.end("title")
        standing = standing_of(match["title"]) or (Standing("police staff") if "subject" not in match["title"].lower() else Standing("police officer"))
        before = words[max(0, match.start() - 70) : match.start()]
        former, serving = bool(_FORMER.search(before)), bool(_SERVING.search(before))
        first = _person(match, match.start(), sentence, index, standing, match["title"])
        if first is None or _is_other_officer(before, match["title"]):
            continue
        first = Mention(**{**first.__dict__, "former": former, "serving": serving})
        number = _AFTER_NUMBER.match(words, first.end - sentence.start) if first.kind == "named" and not first.number else None
        yield Mention(**{**first.__dict__, "number": number["number"]}) if number else first
        position = first.end - sentence.start
        while match["plural"] and (more := _FURTHER.match(words, position)):
            further = _person(more, more.start("aliased") if more["aliased"] else more.start("name"), sentence, index, standing, match["title"])
            if further is None:
                break
            yield Mention(**{**further.__dict__, "former": former, "serving": serving})
            position = further.end - sentence.start


def _is_other_officer(before: str, title: str) -> bool:
    """Tell "chief officer", "support officer", "press officer" from an officer with a name."""
    return title.lower() == "officer" and bool(re.search(r"(?i)\b(?:chief|support|investigating|press|medical|liaison|information|executive|presenting|reporting|lead)\s+$", before))


def _person(match: re.Match[str], start: int, sentence: Sentence, index: int, standing: Standing, title: str) -> Mention | None:
    groups = match.groupdict()
    if groups.get("aliased"):
        letter = match["letter"]
        follows = match.string[match.end() :]
        named = re.match(rf"\.?\s+({_TOKEN})", follows)
        initial = named and not letter.isdecimal() and _clean_name(named[1]) and len(named[1]) > 2 and not re.match(r"[A-Z]{2,}$", letter)
        if initial and named:
            end = match.end() + named.end()
            return Mention(sentence.start + start, sentence.start + end, "named", standing, index, name=f"{letter} {_clean_name(named[1])}")
        if letter in _NOT_LETTERS or (letter.isdecimal() and "officer" not in title.lower()):
            return None
        tidy = " ".join(title.split())
        tidy = tidy if tidy.isupper() or tidy[:2].isupper() else tidy.capitalize() if tidy.islower() else tidy
        return Mention(sentence.start + start, sentence.start + match.end(), "alias", standing, index, alias=f"{tidy} {letter}")
    if groups.get("lone"):
        return Mention(sentence.start + start, sentence.start + match.end(), "number", standing, index, number=match["lone"])
    name = _clean_name(match["name"])
    if not name:
        return None
    end = match.start("name") + len(match["name"])
    cut = re.match(r"\s+".join(re.escape(token) for token in name.split()), match["name"])
    if cut:
        end = match.start("name") + cut.end()
    return Mention(sentence.start + start, sentence.start + end, "named", standing, index, name=name, number=groups.get("number"))


# --- names without a title before them --------------------------------------------------------------------------------

_AGE = r"(?:(?:\s*,\s*(?:aged\s+)?\d{2}\s*,?|\s*\((?:aged\s+)?\d{2}\)\s*,?)(?:\s*(?:of|from)\s+[^,;.]{1,40},)?)"
_FULL_NAME = rf"(?P<name>{_TOKEN}(?:\s+{_PARTICLE}{{0,2}}{_TOKEN}){{1,3}})"
_LOSS = r"(?:dismissed|sacked|fired|thrown\s+out\s+of\s+the\s+force)"
_UNTITLED = (
    re.compile(
        rf"\b{_FULL_NAME}(?:{_AGE}|\s*,)?\s*(?:who\s+)?(?:(?:is|was|had\s+been|has\s+been|worked\s+as|served\s+as|,)\s+)?(?:a|an|the|then\s+a|then)\s+"
        rf"(?P<mods>(?:{_MODIFIER}[\s-]+){{0,5}}?)(?:ex-)?(?P<title>{_TITLE})\b"
    ),
    re.compile(rf"\b{_FULL_NAME}(?:{_AGE}|\s*,)?\s*(?:who\s+)?(?:had\s+)?(?:served|worked|joined|serving)\s+(?:[^.;,]{{0,40}}?(?:with|for|at|in|of)\s+)?(?:the\s+)?{MASK}+"),
    re.compile(rf"\b{_FULL_NAME}(?:{_AGE})?\s+(?:(?:was|has\s+been|is|were|would\s+have\s+been)\s+(?:\w+\s+)?{_LOSS}\b(?!\s+(?:as|by\s+the\s+judge)))"),
    re.compile(rf"(?:^|[.|]\s*)(?i:officer's\s+name|name(?:\s+of\s+(?:the\s+)?officer)?|officer(?:\s+concerned)?|rank\s+and\s+name)\s*:\s*{_FULL_NAME}"),
)


def _untitled(words: str, sentence: Sentence, index: int) -> Iterator[Mention]:
    """Find "Jo Doe, 34, a former police constable" and "Jo Doe was dismissed": full names that the sentence ties to policing."""
    for pattern in _UNTITLED:
        for match in pattern.finditer(words):
            name = _clean_name(match["name"])
            if len(name.split()) < 2:
                continue
            groups = match.groupdict()
            title = groups.get("title")
            former = bool(title and re.search(r"(?i)\b(?:former|ex|retired)\b", match.group()))
            start = sentence.start + match.start("name")
            standing = standing_of(title) if title else None
            yield Mention(start, start + len(name), "named", standing, index, name=name, former=former)


_ACCUSED = re.compile(
    rf"^\W*{_FULL_NAME}(?:{_AGE}|\s*,)?(?:\s*(?:who|of|from|based|formerly)\b[^.;,]{{0,80}},)?\s+(?:(?:had|has|have|also|previously|later|was|is|will)\s+)*"
    r"(?:admitted|pleaded|resigned|retired|faced|faces|face|dismissed|sacked|breached|accused|denied|denies|found|appeared|appear|told|given|handed|suspended|charged|served|accepted|ordered|sentenced|convicted|jailed|fined|cleared)\b"
)


def bare_names(article: Article, masked: str) -> list[Mention]:
    """Return full names without a rank that begin a sentence and do what an accused person does in it."""
    found: list[Mention] = []
    for index, sentence in enumerate(article.sentences):
        words = masked[sentence.start : sentence.end].replace("\n", " ")
        match = _ACCUSED.match(words)
        name = _clean_name(match["name"]) if match and not sentence.quoted else ""
        if match and len(name.split()) > 1:
            start = sentence.start + match.start("name")
            found.append(Mention(start, start + len(name), "named", None, index, name=name))
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
        if _is_other_officer(before, title):
            continue
        yield Mention(
            sentence.start + match.start() + len(match.group()) - len(match.group().lstrip()),
            sentence.start + match.end(),
            "generic",
            standing,
            index,
            former=former,
            serving=serving,
            determiner="another" if _FURTHER_ONE.search(match["mods"]) and not match["plural"] else (_counted(match["mods"]) or match["det"] or "").lower(),
            plural=bool(match["plural"]) or title.lower().endswith("men"),
        )


_FURTHER_ONE = re.compile(r"\b(?:second|third|fourth|fifth|sixth|other|further)\b", re.IGNORECASE)


def _counted(mods: str) -> str:
    """Return the number word among modifiers, as in "the two former officers"."""
    return next((word for word in mods.split() if number_word(word)), "")


def stated_number(words: str) -> re.Match[str] | None:
    """Find "collar number 1234" and its like."""
    return _STATED_NUMBER.search(words)
