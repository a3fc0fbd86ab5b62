"""Dates as notices write them, and the year of those that leave it out.

A year is filled in only where the text decides it: by the day on which the notice is dated, by a date with a year in the same
sentence, or by the weekday together with the latest date that the notice gives. Otherwise the date stays unknown.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from vetting.notices.reading.text import Article

__all__ = ["Calendar", "DateMention", "calendar_of", "dates_in", "has_stamp_label"]

_MONTHS = ("january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december")
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")

_WD = r"(?:(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]*\.?)"
_MON = (
    r"(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?|Oct(?:ober)?|"
    r"Nov(?:ember)?|Dec(?:ember)?)\b\.?"
)
_DAY = r"\d{1,2}(?:\s?(?:st|nd|rd|th))?"
_YEAR = r"(?:19|20)\d{2}"
_JOIN = r"\s*(?:-|to|and|until|till|through|&|/|,)\s*(?:on\s+)?"
_LIST = rf"(?:(?:{_WD},?\s+)?(?:the\s+)?{_DAY}(?:\s+(?:of\s+)?{_MON})?(?:,?\s+{_YEAR})?{_JOIN})"
_US_LIST = rf"(?:(?:{_WD},?\s+)?{_MON}\s+{_DAY}(?:,?\s+{_YEAR})?{_JOIN})"
_DATE = re.compile(
    rf"\b(?P<before>{_LIST}{{0,4}})(?:(?P<wd1>{_WD})(?:,\s*|\s+)\(?)?(?:the\s+)?(?P<d1>\d{{1,2}})(?:\s?(?:st|nd|rd|"
    rf"th))?\s+(?:of\s+)?(?P<m1>{_MON})(?:,?\s+(?P<y1>{_YEAR})\b)?|"
    rf"\b(?P<usbefore>{_US_LIST}{{0,4}})(?:(?P<wd2>{_WD})(?:,\s*|\s+)\(?)?(?P<m2>{_MON})\s+(?:(?P<usdays>\d{{1,2}}(?:st|nd|"
    rf"rd|th)?{_JOIN})(?!{_MON}|{_WD}))?(?P<d2>\d{{1,2}})(?:st|nd|rd|th)?\b(?!:)(?:,?\s+(?P<y2>{_YEAR})\b)?|"
    rf"\b(?:(?P<wd3>{_WD}),?\s+)?(?P<d3>\d{{1,2}})[/.](?P<m3>\d{{1,2}})[/.](?P<y3>{_YEAR}|\d{{2}})\b|"
    rf"\b(?P<y4>{_YEAR})-(?P<m4>\d{{2}})-(?P<d4>\d{{2}})\b",
    re.IGNORECASE,
)
_MONTH_YEAR = re.compile(
    rf"(?<!\d\s)(?<!st\s)(?<!nd\s)(?<!rd\s)(?<!th\s)\b(?P<month>{_MON}),?\s+(?:of\s+)?(?P<year>{_YEAR})\b", re.IGNORECASE
)
_RELATIVE = re.compile(
    rf"\b(?P<today>today)\b(?:\s*[,(]?\s*(?P<twd>{_WD})\b\)?)?(?!\s*,?\s*[(]?(?:{_WD},?\s+)?(?:{_DAY}\s+{_MON}|"
    rf"{_MON}\s+\d))|\b(?P<yesterday>yesterday)\b(?!\s*[(,]?\s*(?:{_WD},?\s+)?{_DAY}\s+{_MON})|"
    rf"\b(?:on|last|this)\s+(?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\s+(?:and|to|-)\s+)?(?P<owd>(?:Mon|Tues|"
    rf"Wednes|Thurs|Fri|Satur|Sun)day)\b(?!,?\s*[(]?\s*(?:the\s+)?(?:{_DAY}|{_MON}))|\((?P<pwd>(?:Mon|Tues|Wednes|"
    rf"Thurs|Fri|Satur|Sun)day)\)",
    re.IGNORECASE,
)
_STAMP_LABEL = re.compile(
    r"^\W*(?:date\s+)?(?:first\s+)?(?:published|posted|release\s+date|released|dated?|news|issued|last\s+updated|"
    r"updated)\b(?![^:]{0,40}\b(?:hearing|outcome|finding)\b)",
    re.IGNORECASE,
)
_OPENING_STAMP = re.compile(r"\s*(?:date\s+\d{4}-\d\d-\d\d\b|\d{1,2}\s+[A-Z]\w+\s+\d{4}\s+(?:\d{1,2}[:.]\d\d\b|[A-Z]))")
_STAMP_AND_MORE = re.compile(r"\s*date\s+\d{4}-\d\d-\d\d(?:\s+[^\W\d]\w*){4}", re.IGNORECASE)
"""A stamp with the article's first sentence right behind it."""
_DATE_LABEL = re.compile(r"^\W*dates?(?:\(s\))?\s*:", re.IGNORECASE)
_FORM_LABEL = re.compile(
    r"^\W*(?:chair\w*|venue|location|panel(?:\s+members?)?|officer|name|allegations?|outcome|finding|sanction|"
    r"determination)\s*:",
    re.IGNORECASE,
)
_NO_STAMP = re.compile(r"\b(?:hearing|panel|dismissed|misconduct|court|heard|on|between|from|held|outcome\s+date)\b", re.IGNORECASE)


@dataclass(frozen=True)
class DateMention:
    """A day that the text names; of several days joined together, the last."""

    start: int
    end: int
    sentence: int
    day: int = 0
    month: int = 0
    year: int | None = None
    weekday: int | None = None
    relative: str = ""
    """`today`, `yesterday` or `weekday` where the text gives no day of a month."""
    first: tuple[int, int] | None = None
    """Day and month of the first of several days joined together; None for a day that stands alone."""

    def first_day(self, last: date) -> date | None:
        """The first of the days joined together, `last` being what this mention means; None for a day that stands alone."""
        if self.first is None:
            return None
        day, month = self.first
        return next((found for year in (last.year, last.year - 1) if (found := _day(year, month, day)) and found < last), None)


@dataclass(frozen=True)
class Calendar:
    """What the text says about when it is speaking."""

    stamp: date | None
    """The day on which the notice is dated."""
    latest: date | None
    """The first day of the latest month, or the latest day, that the article gives with its year."""
    dated: tuple[tuple[int, int, date], ...]
    """Sentence, position and day of each date with a year."""
    stamps: frozenset[int] = frozenset()
    """Where the notice's own dates stand."""

    def resolve(self, mention: DateMention, *, future: bool = False) -> date | None:
        """Return the day meant, or None where the text does not decide it."""
        if mention.relative:
            return self._relative(mention)
        if mention.year is not None:
            return _day(mention.year, mention.month, mention.day)
        near = [
            known
            for sentence, place, known in self.dated
            if sentence == mention.sentence and place < mention.start and place not in self.stamps
        ]
        if near:
            return _first_from(near[-1], mention)
        if self.stamp is not None:
            return _nearest(self.stamp, mention, future)
        if mention.weekday is not None and self.latest is not None:
            return _first_from(self.latest, mention, within=3 * 366)
        return None

    def _relative(self, mention: DateMention) -> date | None:
        if self.stamp is None:
            return None
        if mention.relative == "yesterday":
            return self.stamp - timedelta(days=1)
        if mention.weekday is None:
            return self.stamp
        return self.stamp - timedelta(days=(self.stamp.weekday() - mention.weekday) % 7)


def dates_in(article: Article) -> list[DateMention]:
    """Return every day that the text names, in order; of a range its last day."""
    found: list[DateMention] = []
    for index, sentence in enumerate(article.sentences):
        for match in _DATE.finditer(sentence.text):
            mention = _mention(match, sentence.start, index)
            if mention is not None and not re.search(r"(?:PC|DC|DS|Sgt|Constable|Sergeant)\s+$", sentence.text[: match.start()]):
                found.append(mention)
        for match in _RELATIVE.finditer(sentence.text):
            weekday = match["twd"] or match["owd"] or match["pwd"]
            kind = "today" if match["today"] else "yesterday" if match["yesterday"] else "weekday"
            place = (sentence.start + match.start(), sentence.start + match.end())
            found.append(DateMention(*place, index, weekday=_weekday(weekday), relative=kind))
    return sorted(found, key=lambda mention: mention.start)


def calendar_of(article: Article, mentions: list[DateMention]) -> Calendar:
    """Find the notice's own date and the dates with years that the others can be measured by."""
    dated = [(m.sentence, m.start, known) for m in mentions if m.year is not None and (known := _day(m.year, m.month, m.day))]
    stamps = _stamps(article, dated)
    stamp = next((known for _, known in stamps), None)
    in_text = [known for sentence, _, known in dated if not _is_stamp_line(article, sentence)]
    months = [known for sentence in article.sentences for known in _month_years(sentence.text)]
    past = [known for known in (*in_text, *months) if stamp is None or known <= stamp]
    return Calendar(stamp, max(past, default=None), tuple(dated), frozenset(place for place, _ in stamps))


def _mention(match: re.Match[str], offset: int, sentence: int) -> DateMention | None:
    groups = match.groupdict()
    number = next(key[1] for key in ("d1", "d2", "d3", "d4") if groups[key])
    month_text = groups["m" + number]
    month = int(month_text) if month_text.isdecimal() else _month(month_text)
    year_text = groups["y" + number]
    year = None if not year_text else 2000 + int(year_text) if len(year_text) == 2 else int(year_text)
    day = int(groups["d" + number])
    if not 1 <= day <= 31 or not 1 <= month <= 12:
        return None
    weekday = _weekday(groups.get("wd" + number))
    leading = len(match.group()) - len(match.group().lstrip())
    end = match.end() + (match.group().count("(") > match.group().count(")") and match.string[match.end() : match.end() + 1] == ")")
    end -= match.group().endswith(".")
    first = _first_of(groups["before"] or groups["usbefore"] or groups["usdays"] or "", month)
    return DateMention(offset + match.start() + leading, offset + end, sentence, day, month, year, weekday, first=first)


def _first_of(joined: str, month: int) -> tuple[int, int] | None:
    """The first day of those joined before the last one, in the last one's month where it names none itself."""
    days = re.search(r"\b\d{1,2}(?!\d)", joined)
    named = re.match(rf"^(?:{_WD},?\s+)?(?:the\s+)?(?:{_DAY}\s+(?:of\s+)?)?(?P<month>{_MON})", joined, re.IGNORECASE)
    return (int(days.group()), _month(named["month"]) if named else month) if days else None


def _month(text: str) -> int:
    return next((number for number, name in enumerate(_MONTHS, 1) if name.startswith(text.lower().rstrip(".")[:3])), 0)


def _weekday(text: str | None) -> int | None:
    return next((number for number, name in enumerate(_WEEKDAYS) if text and name.startswith(text.lower()[:3])), None)


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _month_years(words: str) -> Iterator[date]:
    for match in _MONTH_YEAR.finditer(words):
        if not re.search(
            r"\b(?:joined|joining|(?:officer|service|force|constable)\s+since|born)\b[^.]{0,40}$",
            words[: match.start()],
            re.IGNORECASE,
        ):
            yield date(int(match["year"]), _month(match["month"]), 1)


def has_stamp_label(article: Article, sentence: int) -> bool:
    """Tell whether a line says that it gives the notice's own date; "Date:" among a form's labels is the hearing's."""
    words = article.sentences[sentence].text
    if len(words) >= 120 or not _STAMP_LABEL.match(words) or _STAMP_AND_MORE.match(words):
        return False
    return not (_DATE_LABEL.match(words) and any(_FORM_LABEL.match(other.text) for other in article.sentences))


def _is_stamp_line(article: Article, sentence: int) -> bool:
    words = article.sentences[sentence].text
    if _DATE_LABEL.match(words):
        return has_stamp_label(article, sentence)
    return bool(_STAMP_LABEL.match(words)) or (len(words) < 60 and not _NO_STAMP.search(words))


def _stamps(article: Article, dated: list[tuple[int, int, date]]) -> list[tuple[int, date]]:
    """Take the days on a line of their own near the top, or on one that says "published", the surest first."""
    labelled: list[tuple[int, date]] = []
    alone: list[tuple[int, date]] = []
    for sentence, place, known in dated:
        words = article.sentences[sentence].text
        if has_stamp_label(article, sentence):
            labelled.append((place, known))
        elif article.sentences[sentence].paragraph < 8 and (_is_stamp_line(article, sentence) or _OPENING_STAMP.match(words)):
            alone.append((place, known))
    return [*labelled, *alone]


def _first_from(earliest: date, mention: DateMention, within: int = 366) -> date | None:
    """Return the first such day on or after a known one that falls on the stated weekday."""
    for year in range(earliest.year, earliest.year + 5):
        found = _day(year, mention.month, mention.day)
        if found is None or found < earliest or (mention.weekday is not None and found.weekday() != mention.weekday):
            continue
        return found if (found - earliest).days <= within else None
    return None


def _nearest(stamp: date, mention: DateMention, future: bool) -> date | None:
    """Return the such day nearest to the notice's own date, on the side on which the text is speaking."""
    days = [found for year in (stamp.year - 1, stamp.year, stamp.year + 1) if (found := _day(year, mention.month, mention.day))]
    if mention.weekday is not None:
        days = [found for found in days if found.weekday() == mention.weekday]
    days = [found for found in days if (found >= stamp if future else found <= stamp + timedelta(days=1))]
    return min(days, key=lambda found: abs((found - stamp).days), default=None)
