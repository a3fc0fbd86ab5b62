"""The door of the reading half: from a text to what it says about whom.

The order of the rules: fold the text and cut it to the article; find the forces; find everyone in policing whom the text
mentions; tell those the notice is about from those who chair, speak, investigate or were harmed; find the statements of
outcome, days, standards and barring; share them out to the people; decide what kind of notice it is.
"""

from dataclasses import replace
from pathlib import Path

from vetting.notices.reading.attribution import Resolver
from vetting.notices.reading.barring import barring_in
from vetting.notices.reading.cast import Page, Person, is_official, is_senior, subjects_named
from vetting.notices.reading.counted import further_one, named_for
from vetting.notices.reading.dates import calendar_of, dates_in
from vetting.notices.reading.facts import Found, describe
from vetting.notices.reading.forces import force_mentions, mask_forces
from vetting.notices.reading.hearing import hearing_days
from vetting.notices.reading.kind import is_appeal, is_general, is_relevant, is_statistic, kind_without_outcome
from vetting.notices.reading.model import NoticeReading, NoticeType, SubjectReading
from vetting.notices.reading.outcomes import Expression, expressions_in, is_other_case
from vetting.notices.reading.people import Mention, bare_names, mentions_in, settled_names
from vetting.notices.reading.sections import cases_in
from vetting.notices.reading.standards import standards_in
from vetting.notices.reading.text import decode, fold, prepare
from vetting.notices.reading.unnamed import beside_named, persons_unnamed

__all__ = ["read_notice", "read_notice_bytes", "read_notice_file"]

_OTHER = NoticeReading("other")


def read_notice(text: str) -> NoticeReading:
    """Read a published notice; a text about anything else is of type `other`, without subjects."""
    cases = cases_in(text)
    return (_read_cases(text, cases) if cases else None) or _read_one(text)


def _read_cases(text: str, cases: list[str]) -> NoticeReading | None:
    """Read a page of several cases one by one; None where one of them is no outcome of one person."""
    readings = [_read_one(case) for case in cases]
    if any(reading.notice_type != "outcome" or len(reading.subjects) != 1 for reading in readings):
        return None
    return NoticeReading("outcome", tuple(_of_page(text, reading.subjects[0]) for reading in readings))


def _of_page(text: str, subject: SubjectReading) -> SubjectReading:
    """Give a case the page's one force, where its own words name none; words that run over a table's cells lose their fact."""
    forces = force_mentions(fold(text))
    if subject.force is None and len({force.force for force in forces}) == 1:
        words = text[forces[0].start : forces[0].end]
        subject = replace(subject, force=forces[0].force, evidence={**subject.evidence, "force": words})
    # A table's cell was read behind its column's head, which stands elsewhere.
    shown = {field: words if words in text else words.split(": ", 1)[-1] for field, words in subject.evidence.items()}
    blank = SubjectReading()
    torn = {field: getattr(blank, field) for field, words in shown.items() if words not in text}
    return replace(subject, **torn, evidence={field: words for field, words in shown.items() if field not in torn})


def _read_one(text: str) -> NoticeReading:
    article = prepare(text)
    forces = force_mentions(article.folded)
    masked = mask_forces(article.folded, forces)
    page = Page(article, masked, tuple(mentions_in(article, masked)))
    if not page.mentions or not is_relevant(page):
        return _OTHER
    resolver = _cast(page)
    if all(person.generic for person in resolver.persons) and is_statistic(page):
        return _OTHER
    outcomes = [(expression, resolver.whom(expression)) for expression in _of_this_case(page, resolver)]
    kind = _kind(page, outcomes)
    if kind == "other" or not resolver.persons:
        return NoticeReading(kind if resolver.persons else "other")
    mentions = dates_in(article)
    days = hearing_days(article, mentions, calendar_of(article, mentions), future=kind == "announcement")
    found = Found(page, resolver, kind, forces, outcomes, days, standards_in(article), barring_in(article))
    return NoticeReading(kind, tuple(describe(found, person) for person in resolver.persons))


def read_notice_bytes(data: bytes) -> NoticeReading:
    """Read a notice from a file's bytes: text or HTML in any usual encoding; anything else is `other`."""
    return read_notice(decode(data))


def read_notice_file(path: Path) -> NoticeReading:
    """Read a notice from a file; raises OSError where the file cannot be opened."""
    return read_notice_bytes(path.read_bytes())


def _cast(page: Page) -> Resolver:
    """Find the people the notice is about: those it names, or else those it only describes."""
    named = subjects_named(page)
    bare = bare_names(page.article, page.masked)
    if named:
        # "PCSO Doe" alone gains the forename of the "Jo Doe, 29, accepted a caution" in the same article.
        surnames = {person.name for person in named if person.name and " " not in person.name}
        bare = [m for m in bare if m.name and m.name.split()[-1] in surnames]
    known = {m.start for m in (*page.mentions, *bare)}
    bare += [m for m in settled_names(page.article, page.masked) if m.start not in known]
    if bare:
        # Other names without a rank are taken only where no rank leads to a name: anybody can be "Jo Doe, who admitted it".
        page = Page(page.article, page.masked, tuple(sorted([*page.mentions, *bare], key=lambda m: m.start)))
        named = subjects_named(page) or named
    if named:
        return Resolver(page, [*named, *beside_named(page, named)], {})
    persons, owners = persons_unnamed(page)
    if len(persons) > 1 and (agreeing := named_for(page, len(persons) + further_one(page))):
        return Resolver(page, agreeing, {})
    if not persons:
        persons = _spoken_of(page)
    return Resolver(page, persons, owners)


def _spoken_of(page: Page) -> list[Person]:
    """Take "the officer" as one person where no sentence introduces anybody."""
    spoken = [
        m
        for m in page.mentions
        if m.kind == "generic"
        and not page.article.sentences[m.sentence].quoted
        and not is_official(page, m)
        and not is_other_case(page.words(m.sentence))
        and not is_general(page.words(m.sentence))
    ]
    pair = next((m for m in spoken if m.plural and m.determiner == "both"), None)
    definite: list[Mention] = [m for m in spoken if not m.plural and m.determiner == "the"]
    alone = Person(definite)
    if pair:
        return [Person([pair]), Person([pair])]
    return [alone] if definite and not is_senior(alone) else []


def _of_this_case(page: Page, resolver: Resolver) -> list[Expression]:
    """Leave out what a sentence says of another case, unless it names one of this notice's people."""
    return [
        e
        for e in expressions_in(page.article, page.masked)
        if not is_other_case(page.words(e.sentence)) or resolver.explicit(e.sentence)
    ]


def _kind(page: Page, outcomes: list[tuple[Expression, list[Person]]]) -> NoticeType:
    if is_appeal(page):
        return "appeal"
    if any(people and not expression.quoted for expression, people in outcomes):
        return "outcome"
    ahead = kind_without_outcome(page)
    if ahead != "announcement" and any(people for _, people in outcomes):
        return "outcome"
    return ahead
