"""What kind of notice a text is: an outcome, a hearing announced, a matter pending, an appeal, or something else."""

import re

from vetting.notices.reading.cast import Page
from vetting.notices.reading.model import NoticeType
from vetting.notices.reading.outcomes import is_other_case

__all__ = ["is_appeal", "is_general", "is_relevant", "is_statistic", "kind_without_outcome", "lead"]

_POLICING = re.compile(
    r"\u0192|\b(?:(?i:police|policing|constabulary)|PCSOs?|IOPC|PC|IPCC|[Cc]hief\s+[Cc]onstable|"
    r"[Ss]pecial\s+[Cc]onstable)\b"
)
_PROCEEDINGS = re.compile(r"\bmisconduct\s+(?:hearing|meeting|proceedings)\b", re.IGNORECASE)
"""With an officer named by rank these too are words of policing: a form's lines often have no other."""
_MATTER = re.compile(
    r"\b(?:misconduct|dismiss\w*|sacked|disciplinary|professional\s+standards|standards\s+of\s+professional|IOPC|"
    r"under\s+(?:criminal\s+)?investigation|charged|suspended|barred|written\s+warning|arrested|convicted|jailed|"
    r"sentenced|pleaded|reinstated|demoted|reduced\s+(?:in|to\s+the)\s+rank)\b",
    re.IGNORECASE,
)
_STATISTIC = re.compile(
    r"\b(?:the\s+(?:vast\s+)?(?:majority|proportion|number)\s+of\s+(?:\S+\s+){0,3}(?:officers|staff|cases)|shared\s+data\s+unit|freedom\s+of\s+information|FOI\s+request|figures\s+(?:show|reveal|from|released|suggest)|statistics|"
    r"according\s+to\s+(?:data|figures)|new\s+(?:data|figures)|analysis\s+of|(?:how\s+many|"
    r"number\s+of)\s+(?:\w+\s+){0,3}(?:officers|dismiss\w+)|"
    r"annual\s+report|home\s+office\s+(?:data|figures)|(?:\d{2,}|dozens\s+of|hundreds\s+of|(?:over|more\s+than|"
    r"nearly|around|"
    r"almost)\s+[\d,]{2,}(?:\s+\w+)?)\s+(?:of\s+the\s+[\d,]+\s+)?(?:\u0192+\s+)?(?:police\s+)?(?:officers|staff|"
    r"individuals)\s+(?:\w+\s+){0,3}(?:sacked|dismissed|were|have|investigated))\b",
    re.IGNORECASE,
)
_APPEAL = re.compile(
    r"\b(?:police\s+)?appeals?\s+tribunal\b|\breinstat\w+\b|\bjudicial\s+review\b|\b(?:dismissal|sacking|decision|"
    r"finding|ruling|outcome)\s+(?:\w+\s+){0,6}(?:overturned|quashed|set\s+aside|upheld)\b|\b(?:overturn\w*|"
    r"quash\w*|uph[eo]ld\w*)\s+(?:\w+\s+){0,6}(?:dismissal|sacking|decision|finding|appeal)\b|"
    r"\b(?:wins?|won|loses?|lost|lodged?|launch\w*|fail\w*|unsuccessful|successful|reject\w*|allow\w*|"
    r"dismiss\w*)\s+(?:\w+\s+){0,4}appeals?\b|\bappeal\w*\s+(?:\w+\s+){0,3}(?:against|dismissed|rejected|allowed|"
    r"refused|upheld|succeeded|failed)\b|\bappeals?\s+(?:his|her|their|the)\s+(?:dismissal|sacking)\b",
    re.IGNORECASE,
)
_NO_APPEAL = re.compile(
    r"\b(?:right\s+(?:of|to)\s+appeal|(?:can|may|could|might|will|intends?\s+to|entitled\s+to|plans?\s+to|"
    r"considering\s+an)\s+(?:\w+\s+){0,2}appeal|subject\s+to\s+(?:\w+\s+){0,4}appeal|appeal\w*\s+(?:for|"
    r"to)\s+(?:witness|information|anyone|the\s+public)|no\s+appeal|did(?:n't|\s+not)\s+appeal|appeals?\s+process|"
    r"appeal\w*\s+(?:\w+\s+){0,3}(?:conviction|sentence)|court\s+of\s+appeal)\b",
    re.IGNORECASE,
)
_DISCIPLINE = re.compile(r"\b(?:dismiss\w*|sack\w*|misconduct|panel|reinstat\w*|disciplin\w*|barred|job)\b", re.IGNORECASE)
_HEARING_AHEAD = re.compile(
    r"\b(?:(?:to|will|set\s+to|due\s+to|should|must|is\s+to|are\s+to|expected\s+to)\s+(?:\w+\s+){0,3}(?:face|appear|"
    r"attend|answer|undergo)\b[^.;]{0,80}\b(?:hearing|panel|disciplinary|misconduct|proceedings)|"
    r"(?:hearing|proceedings)\b[^.;]{0,80}?\b(?:will|is\s+due|are\s+due|is\s+scheduled|are\s+scheduled|is\s+set|"
    r"is\s+expected|is\s+listed|is\s+to|shall)\s+(?:\w+\s+){0,3}?(?:take\s+place|be\s+(?:held|re-?scheduled|re-?arranged)|begin|"
    r"start|commence|"
    r"be\s+heard|consider|hear|follow|conclude|last)|"
    r"(?:faces|facing)\s+(?:an?\s+|the\s+)?(?:\w+\s+){0,4}(?:misconduct|disciplinary|accelerated)\s+(?:hearing|"
    r"proceedings|panel)|(?:case|officer)\s+will\s+be\s+heard\b|"
    r"(?:notice\s+of|forthcoming|upcoming|future|scheduled)\s+(?:an?\s+)?(?:\w+\s+){0,3}(?:misconduct\s+)?hearing\b|"
    r"hearing\s+(?:(?:is|has\s+been)\s+)?(?:arranged|scheduled|listed|set)\s+for|to\s+be\s+held\s+(?:in\s+(?:public|private)|on|at)|"
    r"will\s+(?:be\s+held|take\s+place|answer\s+(?:an?\s+)?allegations?)|panel\s+(?:\w+\s+){0,3}will\s+decide|"
    r"dates?\b[^.:]{0,40}\bhearing(?=\s*:))\b",
    re.IGNORECASE,
)
_PENDING = re.compile(
    r"\b(?:under\s+(?:criminal\s+|formal\s+|independent\s+)?investigation|(?:being|is|are|"
    r"we\s+are)\s+(?:\w+\s+){0,2}investigat\w+|investigation\s+(?:\w+\s+){0,4}(?:continues|is\s+ongoing|remains|"
    r"begins?|began|launched|has\s+begun|into)|"
    r"charged|suspended|restricted\s+duties|arrested|bailed|appear(?:ed|s)?\s+(?:at|in|before)\b[^.;]{0,50}\bcourt|"
    r"on\s+trial|stand\s+trial|pleaded|convicted|jailed|sentenced|found\s+guilty|"
    r"served\s+with\s+(?:\w+\s+){0,4}notices?|"
    r"referred\s+to\s+the\s+(?:IOPC|police\s+watchdog|independent\s+office)|misconduct\s+notices?|"
    r"case\s+to\s+answer|file\s+(?:\w+\s+){0,4}(?:CPS|crown\s+prosecution)|acquitted|cleared)\b",
    re.IGNORECASE,
)


def is_general(words: str) -> bool:
    """Tell whether a sentence says how hearings work, and not what happened at one."""
    return bool(_GENERAL.search(words))


def lead(page: Page) -> list[int]:
    """Return the sentences of the headline and the first few of the body."""
    body = 0
    chosen: list[int] = []
    for index, sentence in enumerate(page.article.sentences):
        if not sentence.headline:
            body += 1
        if body > 4:
            break
        chosen.append(index)
    return chosen


_GENERAL = re.compile(
    r"^\W*(?:if|where|when|once|should)\s+(?:the|an|a|any)\s+(?:\S+\s+){0,4}(?:is|are|faces|has)\b|\bhearings\s+(?:are|can|may)\b|\bthis\s+page\b",
    re.IGNORECASE,
)


def is_relevant(page: Page) -> bool:
    """Tell whether a text is about police discipline at all."""
    policing = _POLICING.search(page.masked) or (
        _PROCEEDINGS.search(page.masked) and any(m.kind != "generic" for m in page.mentions)
    )
    return bool(policing and _MATTER.search(page.masked))


def is_statistic(page: Page) -> bool:
    """Tell whether a text opens with figures about many cases."""
    return any(_STATISTIC.search(page.words(index)) for index in lead(page))


def is_appeal(page: Page) -> bool:
    """Tell whether a notice is about an appeal against an outcome, and not only about the right to one."""
    for index in lead(page):
        words = page.words(index)
        if _APPEAL.search(words) and not _NO_APPEAL.search(words) and _DISCIPLINE.search(words) and not is_other_case(words):
            return True
    return False


_FINDING = re.compile(
    r"(?<!have )\bcommitted\s+(?:gross\s+)?misconduct\b|\bamounted\s+to\s+(?:gross\s+)?misconduct\b|"
    r"\b(?:allegations?|misconduct|breach\w*|case)\b[^.;]{0,60}\bprove[nd]\b|\bfound\s+(?:guilty\s+of|culpable\s+of|"
    r"to\s+have\s+(?:committed|breached))\b|\b(?:panel|hearing|chair)\b[^.;]{0,60}\b(?:found|ruled|determined|"
    r"concluded)\b[^.;]{0,80}\b(?:breach\w*|gross\s+misconduct)\b",
    re.IGNORECASE,
)
_IF_PROVEN = re.compile(r"\b(?:if|alleged\s+that|not\s+(?:\w+\s+){0,2}prove[nd]|whether)\b", re.IGNORECASE)


def kind_without_outcome(page: Page) -> NoticeType:
    """Return what a notice is that states no outcome: a hearing ahead, a matter under way, or nothing of the sort."""
    sentences = [
        s
        for index, s in enumerate(page.article.sentences)
        if not s.quoted and not is_other_case(page.words(index)) and not is_general(page.words(index))
    ]
    words = [page.masked[s.start : s.end].replace("\n", " ") for s in sentences]
    if any(
        _HEARING_AHEAD.search(text)
        and (_DISCIPLINE.search(text) or "hearing" in text.lower())
        and not re.search(r"\bcourt\b", text, re.IGNORECASE)
        for text in words
    ):
        return "announcement"
    if any(_FINDING.search(text) and not _IF_PROVEN.search(text) for text in words):
        return "outcome"
    if any(
        _PENDING.search(text)
        or re.search(r"\b(?:misconduct|disciplinary)\b[^.;]{0,40}\b(?:hearing|proceedings)\b", text, re.IGNORECASE)
        for text in words
    ):
        return "pending"
    return "other"
