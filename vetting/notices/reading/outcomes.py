"""Where a text states how proceedings ended, and where it only seems to: what might, could or did happen to others."""

import re
from dataclasses import dataclass

from vetting.notices.reading.model import Outcome
from vetting.notices.reading.text import Article

__all__ = ["Expression", "expressions_in", "is_other_case"]


@dataclass(frozen=True)
class Expression:
    """Words that state an outcome, and whether whom they concern stands before or after them."""

    start: int
    end: int
    outcome: Outcome
    sentence: int
    object_follows: bool = False
    quoted: bool = False


_ADVERB = r"(?:\w+ly\s+|also\s+|now\s+|since\s+|both\s+|all\s+|each\s+|today\s+|then\s+|been\s+|instantly\s+|\(?\w+day\)?\s+)"
_LOSS = r"(?:dismissed|sacked|fired|axed|booted\s+out|kicked\s+out(?!\s+at\b)|thrown\s+out)"
_HYPOTHETICAL = r"would(?:'ve|\s+(?:\w+\s+){0,3}have)"
_PEOPLE = (
    r"(?:him|her|them|the\s+(?:officer|constable|sergeant|PCSO|pair|trio|two|three|former|serving|man|woman)|(?:former\s+)?(?:PC|PS|Sgt|DC|"
    r"DS|DI|DCI|Officer|PCSO|Constable|Sergeant|Inspector|Detective|Special)\b(?!')|two|three|four|both|all)"
)
_SOMEBODY = r"an?\s+(?:\w+\s+){0,2}(?:officer|constable|sergeant|inspector|detective|PC|PCSO)\b"
_WARNING = r"(?:(?:\w+[\s-]){0,3}?)"

_STATEMENTS: tuple[tuple[Outcome, bool, str], ...] = (
    (
        "would_have_been_dismissed",
        False,
        rf"\b{_HYPOTHETICAL}\s+(?:\w+\s+){{0,2}}been\s+(?:\w+\s+){{0,2}}(?:{_LOSS}|removed\s+from\s+(?:the\s+)?(?:police|"
        rf"force|service))(?:\s+without\s+notice|\s+with\s+immediate\s+effect)?",
    ),
    ("would_have_been_dismissed", True, rf"\b{_HYPOTHETICAL}\s+(?:\w+\s+){{0,2}}{_LOSS}\s+{_PEOPLE}"),
    (
        "would_have_been_dismissed",
        False,
        rf"\b{_HYPOTHETICAL}\s+(?:\w+\s+){{0,2}}(?:been\s+(?:\w+\s+)?dismissal|lost\s+(?:his|her|their)\s+jobs?|faced\s+(?:instant\s+|"
        rf"immediate\s+)?dismissal|resulted\s+in\s+(?:\w+\s+){{0,2}}dismissal|led\s+to\s+(?:\w+\s+){{0,2}}dismissal)",
    ),
    (
        "would_have_been_dismissed",
        False,
        rf"\bdismissal(?:\s+without\s+notice)?\s+{_HYPOTHETICAL}\s+been\b(?!\s+(?:disproportionate|unfair|unjust\w*|too|"
        rf"excessive|harsh|wrong|unreasonable|inappropriate|considered|if))",
    ),
    (
        "would_have_been_dismissed",
        False,
        rf"\bwould\s+be\s+{_LOSS}\b[^.;]{{0,40}}\b(?:had|if|were)\s+(?:he|she|they)\s+(?:not\s+)?(?:still|resigned|retired|"
        rf"already|remained|been)",
    ),
    (
        "would_have_been_dismissed",
        False,
        rf"\b(?:had|if|were)\s+(?:he|she|they)\s+(?:not\s+)?(?:still|resigned|retired|already|remained|"
        rf"been)[^.;]{{0,60}}\bwould\s+be\s+{_LOSS}\b",
    ),
    (
        "would_have_been_dismissed",
        False,
        r"\bdismiss(?:al|ed)(?:\s+without\s+notice)?\s*,?\s*(?:had|if|were)\s+(?:the\s+(?:\w+\s+){1,2}|he\s+|she\s+|they\s+)"
        r"(?:\w+\s+){0,3}(?:serving|resigned|retired|left)\b",
    ),
    (
        "other",
        False,
        rf"\b{_HYPOTHETICAL}\s+(?:\w+\s+){{0,2}}(?:been\s+(?:given|issued|handed)|"
        rf"received)\s+(?:with\s+)?(?:an?\s+)?{_WARNING}written\s+warnings?",
    ),
    ("final_written_warning", False, r"\bfinal\s+(?:\w+[\s-]){0,2}?written\s+warnings?\b"),
    ("written_warning", False, r"\b(?<!final\s)(?<!final-)(?:written\s+warnings?|warning\s+in\s+writing)\b"),
    (
        "no_further_action",
        False,
        r"\b(?:hearing|case|proceedings)\b[^.;]{0,60}?(?:,\s+which|\bcame\s+to\s+nothing\s+and)\s+(?P<core>was\s+(?:dismissed|thrown\s+out|"
        r"discontinued|halted))\b|\bfound\s+(?P<innocent>innocent\s+of\s+(?:any\s+)?(?:wrongdoing|misconduct|gross\s+misconduct))\b",
    ),
    (
        "dismissed",
        False,
        rf"\b(?:was|were|been|is|are|being|gets?|got)\s+{_ADVERB}{{0,3}}{_LOSS}\b(?:\s+(?:without\s+notice|"
        rf"with\s+immediate\s+effect|from\s+(?:the\s+)?(?:police|force|service|\u0192+)))*",
    ),
    (
        "dismissed",
        False,
        rf"\b(?:summarily\s+|immediately\s+)?{_LOSS}\s+(?:without\s+notice|with\s+immediate\s+effect|from\s+(?:the\s+|"
        rf"his\s+|her\s+|their\s+)?[\w\u0192]+|for\s+(?:gross|serious|misconduct|a|an|his|her|\w+ing)|"
        r"after|following|over|at\s+(?:a|an|the)|on\s+the\s+spot|by\s+(?:the\s+|\u0192)|due\s+to|because|today|under)",
    ),
    (
        "dismissed",
        True,
        rf"\b(?:panel|chair|chairman|chairwoman|chairperson|chief\s+constable|commissioner|constable|hearing|force|\u0192+|"
        rf"[A-Z][a-z]+)\s*,?\s+(?:\w+\s+){{0,2}}{_LOSS}\s+(?:{_PEOPLE}|{_SOMEBODY}|(?:(?-i:[A-Z])[\w'-]+\s+){{1,3}}(?:without\s+notice|"
        rf"from\s+the\s+force|with\s+immediate\s+effect))",
    ),
    ("dismissed", True, rf"^\W*dismissing\s+{_PEOPLE}\b"),
    (
        "dismissed",
        False,
        r"\b(?:sanction|outcome|penalty|punishment|decision|result|finding|disciplinary\s+action|"
        r"action)\b[^.;]{0,60}?\b(?:dismissal|dismissed|dismiss)\b",
    ),
    (
        "dismissed",
        False,
        r"\b(?:imposed|ordered|directed|announced|opted\s+for|decided\s+(?:up)?on|resulted\s+in|led\s+to|ended\s+in|"
        r"determined\s+(?:up)?on)\s+(?:\w+\s+){0,4}dismissal\b",
    ),
    ("dismissed", False, r"^\s*(?:\w+\s+){0,2}dismiss(?:ed|al)(?:\s+without\s+notice|\s+with\s+immediate\s+effect)?\s*[.]?\s*$"),
    (
        "dismissed",
        False,
        r"\b(?:has|have|had)\s+(?:now\s+|been\s+|since\s+)*lost\s+(?:his|her|their)\s+jobs?\b|\bloses?\s+(?:his\s+|"
        r"her\s+)?job\b",
    ),
    ("other", False, r"\b(?:reduction\s+in\s+rank|reduced\s+in\s+rank|demoted|reduced\s+to\s+the\s+rank)\b"),
    (
        "other",
        False,
        r"\b(?:management\s+(?:advice|action)|words\s+of\s+advice|reflective\s+practice|practice\s+requiring\s+improvement|"
        r"reinstated|reinstatement|services\s+(?:have\s+been\s+|were\s+)?dispensed\s+with)\b",
    ),
    (
        "no_further_action",
        False,
        r"\bno\s+(?:further|disciplinary|misconduct)\s+(?:\w+\s+)?(?:action|sanction|proceedings)\b|\bno\s+sanction\b",
    ),
    ("no_further_action", False, r"\bno\s+case\s+to\s+answer\b"),
    (
        "no_further_action",
        False,
        r"^\W*(?:outcome|finding|result|determination|decision)s?\s*:\s*(?:(?:gross\s+)?misconduct\s+)?(?P<core>not\s+prove[nd]|"
        r"unproven|no\s+(?:further\s+)?action)\b",
    ),
    (
        "no_further_action",
        False,
        r"\bnone\s+of\s+the\s+(?:allegations|charges|breaches)\b[^.;]{0,30}?\b(?:proven?|proved|upheld|substantiated)\b|"
        r"\b(?:was|had\s+been)\s+no\s+(?:gross\s+)?misconduct\b|\bno\s+misconduct\s+(?:was\s+)?(?:found|proven)\b",
    ),
    (
        "no_further_action",
        False,
        r"\b(?:has|have|had|was|were)\s+(?:been\s+)?(?:all\s+|both\s+)?(?P<core>cleared)\b(?!\s+(?:by|of|at)\s+(?:an?\s+|"
        r"the\s+)?(?:jury|court|criminal|crown|\w+\s+crown))",
    ),
    (
        "no_further_action",
        False,
        r"\b(?:cleared|exonerated)\s+(?:of|by|at|over|after|following)\b[^.;]{0,40}?\b(?:misconduct|panel|hearing|"
        r"wrongdoing|allegations?|breach\w*|disciplinary|all)\b",
    ),
    (
        "no_further_action",
        False,
        r"\b(?:allegations?|case|charges?|breach(?:es)?|misconduct|it|matters?|"
        r"hearing)\s+(?:against\s+(?:\S+\s+){1,30}?)?(?:\w+\s+){0,3}?(?P<core>not\s+(?:been\s+)?(?:found\s+)?prove[nd]|"
        r"unproven|unproved)\b",
    ),
    (
        "no_further_action",
        False,
        r"\b(?:case|allegations?|charges?|proceedings|hearing)\s+(?:against\s+(?:\S+\s+){1,14}?)?(?P<core>(?:was|were|"
        r"have\s+been|has\s+been)\s+(?:dismissed|thrown\s+out|discontinued|withdrawn|stayed))\b",
    ),
    (
        "no_further_action",
        False,
        r"\b(?:hearing|case|proceedings|allegations?)\s+against\s+(?:him|her|them)\s+(?P<core>dismissed|thrown\s+out|"
        r"dropped|halted|discontinued)\b",
    ),
    (
        "no_further_action",
        False,
        r"\b(?:did|had|has|have)\s+not\s+(?:commit(?:ted)?|amount(?:ed)?\s+to|breach(?:ed)?)\b[^.;]{0,60}?\b(?:misconduct|"
        r"standards?)\b",
    ),
    (
        "no_further_action",
        False,
        r"\b(?:not\s+(?:been\s+)?found\s+(?:guilty\s+of|to\s+have)|no\s+finding\s+of)\b[^.;]{0,60}?\b(?:misconduct|"
        r"standards?)\b",
    ),
)
_PATTERNS = tuple((outcome, follows, re.compile(pattern, re.IGNORECASE)) for outcome, follows, pattern in _STATEMENTS)

_MIGHT = re.compile(
    r"\b(?:(?:whether|if|unless|option\w*|rang\w+|maximum|punishments?|sanctions\s+available)\s+(?:\S+\s+){0,14}|(?:should|face|"
    r"faces|facing|risk\w*|threat|possib\w+|potential\w*|includ\w+|up\s+to|recommend\w*|"
    r"avoid\w*|escape\w*|spared|instead\s+of|rather\s+than|short\s+of|justif\w+|warrant\w*|merit\w*|serious\s+enough|"
    r"right\s+to|submitted|argued|urged|called\s+for|asked|request\w*|pending|likely\s+to|liable|likelihood|"
    r"presumption)\s+(?:\S+\s+){0,5}|"
    r"(?:not|never|\w+n't|without\s+being)\s+(?:\S+\s+){0,1})$",
    re.IGNORECASE,
)
_OPTIONS = re.compile(r"\b(?:available|possible|may|can|could|options|range)\b[^.]{0,120}(?::|\bare|\binclude)\s*$", re.IGNORECASE)
_DECREED = re.compile(
    r"\b(?:determin\w+|decid\w+|decision|rul(?:ed|ing)|order(?:ed|ing)|direct(?:ed|ing)|agreed|"
    r"concluded)\s+(?:that\s+)?(?:\S+\s+){0,4}"
    r"should\s+(?:now\s+)?(?:be\s+)?$",
    re.IGNORECASE,
)
_MODAL = re.compile(r"\b(?:could|may|might|can)\b", re.IGNORECASE)
_HAPPENED = re.compile(r"\b(?:was|were|has|have|had|is|are|gave|given|issued|received|handed|imposed)\b", re.IGNORECASE)
_REVERSED = re.compile(
    r"^\W*(?:\S+\s+){0,8}(?:overturned|quashed|set\s+aside|replaced|reversed|rescinded|revoked|unlawful|appeals?\s+(?:upheld|"
    r"allowed))|^\W*(?:is|was|were|are)?\s*(?:an?\s+)?(?:options?|possib|one\s+of\s+the)",
    re.IGNORECASE,
)
_EARLIER_WARNING = re.compile(
    r"\b(?:already|previous(?:ly)?|existing|live|current|earlier|prior|subject\s+to|while\s+on|was\s+on|were\s+on|"
    r"in\s+breach\s+of|breached|under|active|had\s+(?:been|received)|following|received\s+in|history\s+of|"
    r"fail(?:ed|ing|ure)\s+to\s+(?:declare|disclose))\s+(?:\S+\s+){0,4}$",
    re.IGNORECASE,
)
_THINGS = re.compile(
    r"\b(?:allegations?|charges?|claims?|complaints?|cases?|appeals?|proceedings|grounds?|suggestions?|application|hearing|"
    r"arguments?|concerns?|submissions?)\s+"
    r"(?:(?:against|of|by|from|for|that|which|to|in)\s+(?:\S+\s+){1,7}|(?:has|have|had|which|also)\s+)*$",
    re.IGNORECASE,
)
_IN_COURT = re.compile(
    r"\b(?:crown\s+prosecution|CPS|criminal|prosecut\w+|jury|court|trial|crown|verdict|offence|inquest|coroner)\b", re.IGNORECASE
)
_BY_PANEL = re.compile(r"\b(?:panel|misconduct|disciplinary|hearing|tribunal|chair|standards)\b", re.IGNORECASE)
_OTHER_CASE = re.compile(
    r"\b(?:in\s+(?:a|an|another)\s+(?:separate|different|previous|earlier|similar|unrelated|other)\s+(?:\w+\s+)?(?:case|hearing|"
    r"incident|matter|proceedings|misconduct|investigation)|"
    r"in\s+(?:another|an\s+unrelated)\s+case|^\W*separately\b|^\W*elsewhere\b|^\W*meanwhile\b|unconnected|"
    r"(?:comes|came)\s+(?:just\s+|only\s+)?(?:\w+\s+)?(?:days?|weeks?|months?|years?|hours?)?\s*after|(?:is|was|becomes?|"
    r"became)\s+(?:at\s+least\s+)?the\s+(?:latest|second|third|fourth|fifth|sixth)\s+(?:\w+\s+){0,5}(?:officer|PC|constable|"
    r"employee|person)\s+(?:\w+\s+){0,4}to\s+(?:be|have|lose)|"
    r"(?:case|hearing|dismissal|news)\s+follows\s+(?:two|three|several|another|the\s+(?:dismissal|sacking))|"
    r"it\s+follows\s+the\s+(?:dismissal|sacking|case|jailing)|(?:last|previous|earlier\s+this|earlier\s+in\s+the)\s+(?:year|"
    r"month|week)\s*,?\s+(?:another|a\s+(?:different|fellow|colleague)|PC|DC|DS|DI|DCI|PCSO|Sgt|Sergeant|Insp\w*|Constable|"
    r"former)\b|\bof\s+the\s+same\s+force\b|"
    r"another\s+(?:\w+\s+){0,3}(?:officer|PC|constable|sergeant)\b[^.;]{0,80}\b(?:last\s+(?:year|month|week)|in\s+(?:19|20)\d\d|"
    r"earlier\s+this\s+(?:year|month))|"
    r"(?:second|third|fourth|fifth|latest)\s+(?:time|dismissal|sacking|case|officer)\s+(?:\w+\s+){0,3}(?:this|in|since|within)\b|"
    r"(?:other|similar)\s+(?:recent\s+)?cases\s+(?:include|saw|of))",
    re.IGNORECASE,
)


def is_other_case(words: str) -> bool:
    """Tell whether a sentence is about another case than the notice's own."""
    return bool(_OTHER_CASE.search(words))


def expressions_in(article: Article, masked: str) -> list[Expression]:
    """Return every statement of an outcome that the text makes as a fact, in order."""
    found: list[Expression] = []
    options = False
    for index, sentence in enumerate(article.sentences):
        words = masked[sentence.start : sentence.end].replace("\n", " ")
        options = bool(_OPTIONS.search(words)) or (options and len(words) < 80)
        if options:
            continue
        taken: list[tuple[int, int]] = []
        for outcome, follows, pattern in _PATTERNS:
            for match in pattern.finditer(words):
                if any(match.start() < end and start < match.end() for start, end in taken):
                    continue
                taken.append(match.span())
                if _is_stated(outcome, words, match):
                    core = "core" if "core" in pattern.groupindex else 0
                    place = (sentence.start + match.start(core), sentence.start + match.end())
                    quoted = sentence.quoted or words[: match.start()].count('"') % 2 == 1
                    found.append(Expression(*place, outcome, index, follows, quoted))
    return sorted(found, key=lambda expression: expression.start)


def _is_stated(outcome: Outcome, words: str, match: re.Match[str]) -> bool:
    """Tell whether the words state the outcome as a fact, not as a possibility, a wish or the fate of something else."""
    before, after = _clause_before(words, match.start()), words[match.end() :]
    if outcome == "would_have_been_dismissed":
        return not _DENIED.search(before) and "n't" not in match.group()
    if outcome == "no_further_action":
        return bool(_BY_PANEL.search(words)) or not _IN_COURT.search(words)
    hypothetical = _MIGHT.search(before) or _is_possible(words, match) or _REVERSED.search(after) or _NEXT_TIME.search(before)
    if hypothetical and not _DECREED.search(before):
        return False
    if outcome in {"final_written_warning", "written_warning"}:
        return not _EARLIER_WARNING.search(before)
    return outcome != "dismissed" or not (_THINGS.search(before) or _NOBODY.search(before) or _UNCERTAIN.search(match.group()))


_NEXT_TIME = re.compile(
    r"\b(?:any|further|future|more|another|repeat\w*|subsequent|second)\s+(?:\S+\s+){0,8}(?:will|would|could|may|might|should)\s+(?:\w+\s+){0,2}$",
    re.IGNORECASE,
)
"""What a final warning threatens: "any further misconduct will result in dismissal"."""
_DENIED = re.compile(r"\b(?:not|never|whether|if|nor|neither)\s+(?:\S+\s+){0,2}$", re.IGNORECASE)
_NOBODY = re.compile(r"\bno\s+(?:\S+\s+){0,4}$", re.IGNORECASE)
_UNCERTAIN = re.compile(r"\b(?:not|if|whether|could|may|might)\b", re.IGNORECASE)


def _is_possible(words: str, match: re.Match[str]) -> bool:
    """Tell whether "may", "could" or "can" governs the statement, in a list of options too."""
    modal = list(_MODAL.finditer(words, 0, match.start()))
    if not modal:
        return False
    between = words[modal[-1].end() : match.end()]
    governed = re.match(r"\s+(?:\w+\s+){0,2}(?:have|be)\b(?:\s+been\b)?", between)
    return not _HAPPENED.search(between[governed.end() :] if governed else between)


def _clause_before(words: str, position: int) -> str:
    """Return the words before a position, back to the last mark that closes a clause."""
    start = max(words.rfind(mark, 0, position) for mark in (";", ":", " - ", ", "))
    return words[max(0, start + 1, position - 160) : position]
