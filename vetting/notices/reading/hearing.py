"""On which day a hearing ended, told from the other days that a notice gives."""

import re
from dataclasses import dataclass
from datetime import date, timedelta

from vetting.notices.reading.dates import Calendar, DateMention, has_stamp_label
from vetting.notices.reading.naming import number_word
from vetting.notices.reading.outcomes import is_other_case
from vetting.notices.reading.text import Article

__all__ = ["HearingDay", "hearing_days"]


@dataclass(frozen=True)
class HearingDay:
    """A day on which a hearing was held or ended, with the words that give it. `first` is the day on which it began.

    `opening` marks a day of which the text says only that the hearing began on it.
    """

    day: date
    first: date
    start: int
    end: int
    sentence: int
    appeal: bool
    opening: bool = False


_TOLD = (
    r"(?:hearing|panel|tribunal|proceedings|meeting)\s+(?:was\s+|were\s+|had\s+|has\s+)?(?:told|heard|hears|learned|"
    r"saw)(?!\s+(?:today|yesterday|on\b|at\b|in\b))|\b(?:heard|told|hears|alleged|said|claimed|how|hear)\s+(?:that|"
    r"how)\b"
)
_HELD = (
    r"(?:(?:appeals?\s+)?(?:hearing|panel|tribunal|proceedings)\W+(?:which\s+)?(?:met|sat|was\s+held)|appeals?\s+tribunal|hearing|panel|proceedings|"
    r"tribunal|meeting|dismissed|dismissal|sacked|fired|sanction\w*|outcome|finding|conclud\w+|ended|finished|"
    r"finali[sz]ed|ruled|ruling|determined|determination|decided|"
    r"decision|proven|proved|barred|took\s+place|taken\s+place|take\s+place|took|held|convened|heard|adjourned|"
    r"resumed|sat|appeared\s+before\s+(?:an?|the|Mr|Mrs|Ms|Miss|Chief|Assistant|Deputy)\b(?!\s+(?:\w+\s+){0,3}(?:court|magistrates|judge))|(?:allowed|upheld|dismissed|rejected|refused)\s+(?:his|her|their|the|an)\s+appeals?|deliver\w+|handed|given|issued|cleared|innocent|misconduct)"
)
_ELSEWHERE = (
    r"(?:court|sentenc\w+|jail\w+|prison|convict\w+|plead\w*|pled|guilty\s+plea|arrest\w*|charged|trial|jury|"
    r"magistrates\w*|resign\w*|retir\w+|quit|left|joined|incident\w*|alleg\w+|referr\w+|referral|"
    r"investigation|investigat\w+|suspended|served\s+with|interview\w*|sent|sending|messag\w+|texted|assault\w*|"
    r"complaint|complained|attended|attending|stopped|drove|driving|travell\w+|met|conduct|behaviour|"
    r"offences?|offending|occurred|happened|took\s+photo\w*|posted|accessed|searched|claimed|statement|published|"
    r"updated|born|reported|reporting|submitted|email\w*|phoned|called|visited|shift|on\s+duty|off\s+duty|whilst|"
    r"collid\w+|crash\w*|punch\w*|struck|fail\w*|appeal\w*|vetting|employed|employment|"
    r"began\s+an?\s+\w+\s*investigation|notice\s+was|media|interviewed|custody|used|arising|relat\w+\s+to|"
    r"respect\s+of|dating\s+(?:back\s+)?to|since|"
    r"party|relationship|affair|stole|theft|test|drugs?|spoke|commented|told)"
)
_ANCHOR = re.compile(rf"\b(?:(?P<told>{_TOLD})|(?P<held>{_HELD})|(?P<elsewhere>{_ELSEWHERE}))\b", re.IGNORECASE)
_LABEL = re.compile(
    r"^\W*(?:dates?(?:\(s\))?|date\w*(?:\s*,?\s+(?:and\s+)?(?:times?|venue|place))*(?:\s+of)?(?:\s+the)?(?:\s+(?:misconduct|accelerated|public|hearing|"
    r"outcome|finding|dismissal|proceedings))*|(?:misconduct\s+)?hearing(?:\s+dates?)?|when)\s*:\s*",
    re.IGNORECASE,
)
_OPENED = re.compile(r"\b(?:beg[aiu]n\w*|start\w*|open\w*|commenc\w*)\s+(?:on\s+)?(?:the\s+)?\W*$", re.IGNORECASE)
_HOUSE = re.compile(
    r"\b(?!Crown|Magistrates|High|County|Combined|Youth|The\b|Criminal|Supreme|Family|[A-Z]\w+\s+(?:Crown|Magistrates))[A-Z]\w+\s+Court\b"
)
"""A house that is called a court, where hearings are held, and no court of law."""
_LENGTH = re.compile(r"\b(?P<number>two|three|four|five|\d)[\s-]days?\b", re.IGNORECASE)
_LASTED = re.compile(
    r"\b(?:(?P<held>two|three|four|five|\d)[\s-]days?(?:\s+\w+){0,3}\s+(?:hearing|tribunal|panel|proceedings)|"
    r"(?:hearing|heard|held|proceedings|panel)\b[^.]{0,60}\bover\s+(?:the\s+course\s+of\s+)?(?P<over>two|three|four|five|\d)\s+days)\b",
    re.IGNORECASE,
)
_PUT_OFF = re.compile(r"^[^.;]{0,60}\b(?:adjourned|postponed|vacated|cancelled|rescheduled)\b(?!\s+(?:until|to))", re.IGNORECASE)
_APPEAL = re.compile(r"\bappeals?\b|\btribunal\b", re.IGNORECASE)
_COURT_HEARING = re.compile(
    r"\b(?:court|inquest|coroner|sentencing|plea|bail|tribunal\s+judge|extradition)\s+(?:\w+\s+)?(?:hearing|on|in|"
    r"at)\b|\bhearing\s+at\s+(?:\w+\s+){0,3}court\b",
    re.IGNORECASE,
)


def hearing_days(article: Article, mentions: list[DateMention], calendar: Calendar, *, future: bool) -> list[HearingDay]:
    """Return every day that the text gives for the hearing; one of which it only says that the hearing began is an opening."""
    found: list[HearingDay] = []
    for mention in mentions:
        sentence = article.sentences[mention.sentence]
        words, offset = sentence.text, sentence.start
        before, after = words[: mention.start - offset], words[mention.end - offset :]
        if (
            mention.start in calendar.stamps
            or (mention.relative and (sentence.quoted or before.count('"') % 2))
            or has_stamp_label(article, mention.sentence)
            or is_other_case(words)
            or not _is_of_hearing(article, mention, before, after)
        ):
            continue
        day = first = calendar.resolve(mention, future=future)
        start, opening = mention.start, False
        if day and _OPENED.search(before):
            length = _LENGTH.search(words)
            last = _last_of(day, length) if length else None
            opening = last is None and not future
            day = last or day
            start = min(start, offset + length.start()) if length else start
        elif day:
            first = mention.first_day(day) or _first_of(day, _LASTED.search(words))
        if day is None or first is None or (not future and calendar.stamp and day > calendar.stamp + timedelta(days=1)):
            continue
        found.append(HearingDay(day, first, start, mention.end, mention.sentence, bool(_APPEAL.search(words)), opening))
    return found


def _first_of(last: date, length: re.Match[str] | None) -> date:
    """Count a hearing of several working days back from its last."""
    days = (number_word((length["held"] or length["over"]).lower()) or 1) - 1 if length else 0
    first = last
    while days > 0:
        first -= timedelta(days=1)
        days -= first.weekday() < 5
    return first


def _last_of(first: date, length: re.Match[str]) -> date | None:
    """Count a hearing of several days from its first, within one working week."""
    last = first + timedelta(days=(number_word(length["number"].lower()) or 1) - 1)
    return last if first.weekday() <= last.weekday() <= 4 and (last - first).days < 5 else None


def _is_of_hearing(article: Article, mention: DateMention, before: str, after: str) -> bool:
    """Judge a day by the nearest word before it that says what happened then, or else by the first after it."""
    if _PUT_OFF.search(after):
        return False
    if _LABEL.match(before + " ") or (_LABEL.match(before) and len(before) < 60):
        return True
    told = _HOUSE.sub("venue", before[-170:])
    # The day's own first words are looked at too: a panel that "heard on Wednesday" sat then.
    shown = told + article.folded[mention.start : mention.start + 12]
    anchors = [found for found in _ANCHOR.finditer(shown) if found.end() <= len(told)]
    if anchors:
        nearest = anchors[-1]
        if nearest.lastgroup == "held":
            return not _COURT_HEARING.search(before[-60:]) and not _COURT_HEARING.match(after[:30])
        return (
            mention.relative == "today"
            and nearest.lastgroup != "told"
            and bool(re.search(r"\b(?:panel|hearing|dismissed)\b", after[:80]))
        )
    following = _ANCHOR.search(after[:110])
    if following:
        return following.lastgroup == "held" and not _COURT_HEARING.search(after[:80])
    return not before.strip(" (-*•") and _previous_is_hearing_head(article, mention.sentence)


def _previous_is_hearing_head(article: Article, sentence: int) -> bool:
    """Tell whether a day on a line of its own stands under a heading such as "Date of hearing"."""
    return sentence > 0 and bool(
        re.match(
            r"^\W*(?:date\w*\s+of\s+(?:the\s+)?(?:hearing|outcome|finding)|hearing\s+dates?)\W*$",
            article.sentences[sentence - 1].text,
            re.IGNORECASE,
        )
    )
