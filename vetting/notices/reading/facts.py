"""The facts about one person, each with the words it came from."""

import re
from dataclasses import dataclass
from datetime import date, timedelta

from vetting.notices.reading.attribution import Resolver
from vetting.notices.reading.barring import BarringStatement
from vetting.notices.reading.cast import Page, Person, is_official
from vetting.notices.reading.employer import employer_of
from vetting.notices.reading.forces import ForceMention
from vetting.notices.reading.hearing import HearingDay
from vetting.notices.reading.model import NoticeType, Outcome, SubjectReading
from vetting.notices.reading.outcomes import Expression
from vetting.notices.reading.people import Mention, stated_number
from vetting.notices.reading.ranks import SENIOR_RANKS
from vetting.notices.reading.standards import STANDARDS, StandardsSentence

__all__ = ["Found", "describe"]

_WEIGHT: dict[Outcome, int] = {
    "would_have_been_dismissed": 6,
    "dismissed": 5,
    "final_written_warning": 4,
    "written_warning": 3,
    "other": 2,
    "no_further_action": 1,
}
_LEFT = re.compile(
    r"\b(?:(?:had|has|have)\s+(?:already\s+|since\s+|previously\s+|now\s+)*(?:resigned|retired|"
    r"left\s+(?:the\s+)?(?:force|police|service|\u0192+|constabulary))|(?:resigned|"
    r"retired)\s+(?:from\s+(?:the\s+)?(?:force|police|service|\u0192+|constabulary|his|her|their)|in\s+|on\s+|"
    r"before|prior|ahead|during|while|after|last|earlier|shortly|as\s+)|"
    r"left\s+(?:the\s+)?(?:force|police\s+service|constabulary|\u0192+)\s+(?:in|on|before|prior|ahead)|"
    r"no\s+longer\s+(?:a\s+)?serving|handed\s+in\s+(?:his|her|their)\s+resignation|still\s+(?:been\s+)?(?:serving|"
    r"a\s+serving|employed|in\s+service))\b",
    re.IGNORECASE,
)
_REDUCED = re.compile(r"\bre\w+\s+(?:in|to\s+the)\s+rank\b|\bdemoted\b", re.IGNORECASE)
"""Who loses a rank is still serving."""
_SEPARATE = re.compile(
    r"\b(?:separate(?:ly)?|(?:a|an|the)\s+(?:second|earlier|previous|later|different|further)\s+(?:\w+\s+){0,2}hearing|hearings)\b",
    re.IGNORECASE,
)
LONGEST_HEARING = timedelta(days=60)
"""How far the first day that a text gives may lie before the last for both to be of one hearing."""
_APPOSITION = re.compile(r"\s*,(?:\s*(?:aged\s+)?\d{2}\s*,)?\s*(?:who\s+(?:is|was)\s+)?")
_WORKED_AS = re.compile(r"\b(?:work(?:ed|ing)|serv(?:ed|ing)|employed|was|is)\s+as$", re.IGNORECASE)
_MAY_LEAVE = re.compile(r"\b(?:would|should|asked\s+to|offered\s+to|not)\s+(?:have\s+)?(?:resign|retire)", re.IGNORECASE)
_UPHELD = re.compile(
    r"\bappeal\w*\b[^.;]{0,60}\b(?:dismissed|rejected|refused|failed|unsuccessful|thrown\s+out|not\s+upheld)\b|"
    r"\b(?:loses?|lost|fail\w*|unsuccessful|reject\w*|dismiss\w*|refus\w*)\b[^.;]{0,40}\bappeal\b|\b(?:dismissal|"
    r"decision|finding)\b[^.;]{0,40}\b(?:upheld|stands|confirmed)\b",
    re.IGNORECASE,
)
_REPLACED = re.compile(
    r"\b(?:replac\w+|substitut\w+|instead|var\w+|reduc\w+|downgrad\w+|given|impos\w+|issued|received)\b", re.IGNORECASE
)
_REVERSED = re.compile(
    r"\breinstat\w+\b|\b(?:dismissal|sacking|decision|finding|ruling|it)\b[^.;]{0,50}\b(?:overturned|quashed|"
    r"set\s+aside|revoked)\b|\b(?:overturn\w*|quash\w*|allowed|upheld|won|wins)\b[^.;]{0,50}\b(?:dismissal|sacking|"
    r"decision|finding|appeal)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Found:
    """What the rules found in the whole text, before it is shared out to people."""

    page: Page
    resolver: Resolver
    kind: NoticeType
    forces: list[ForceMention]
    outcomes: list[tuple[Expression, list[Person]]]
    days: list[HearingDay]
    standards: list[StandardsSentence]
    barring: list[BarringStatement]


class _Facts:
    """Collects values and their words."""

    def __init__(self, page: Page) -> None:
        self._page = page
        self.evidence: dict[str, str] = {}

    def cite(self, field: str, start: int, end: int) -> None:
        self.evidence[field] = self._page.article.words(start, end).strip()


def describe(found: Found, person: Person) -> SubjectReading:
    """Put together what the text says of one person."""
    facts = _Facts(found.page)
    alone = len(found.resolver.persons) == 1
    identity = _identity(found, person, facts)
    mentions = [*person.mentions, *(_loose_mentions(found) if alone else [])]
    mentions += _apposed(found, mentions)
    role, rank = _standing(mentions, facts)
    outcome = _outcome(found, person, facts)
    force = employer_of(found.page, person if not alone else Person(mentions), found.forces, alone=alone)
    if force:
        facts.cite("force", force.start, force.end)
    hearing_from, hearing_date = _hearing(found, person, facts)
    return SubjectReading(
        name=identity[0],
        alias=identity[1],
        service_number=identity[2],
        role=role,
        rank=rank,
        force=force.force if force else None,
        former=_former(found, person, mentions, outcome, facts),
        outcome=outcome,
        hearing_date=hearing_date.isoformat() if hearing_date else None,
        hearing_from=hearing_from.isoformat() if hearing_from else None,
        standards_breached=_standards(found, person, outcome, facts),
        barred_list_stated=_barred(found, person, outcome, facts),
        evidence=facts.evidence,
    )


def _identity(found: Found, person: Person, facts: _Facts) -> tuple[str | None, str | None, str | None]:
    name, alias = person.name, person.alias
    for mention in person.mentions:
        if mention.name == name and name and "name" not in facts.evidence:
            facts.cite("name", mention.start, mention.end)
        if mention.alias == alias and alias and "alias" not in facts.evidence:
            facts.cite("alias", mention.start, mention.end)
    numbered = next((m for m in person.mentions if m.number), None)
    if numbered:
        facts.cite("service_number", numbered.start, numbered.end)
        words = facts.evidence["service_number"]
        if numbered.number and numbered.number not in words:
            at = found.page.article.folded.find(numbered.number, numbered.end)
            facts.cite("service_number", numbered.start, at + len(numbered.number))
        return name, alias, numbered.number
    if len(found.resolver.persons) == 1:
        stated = stated_number(found.page.masked)
        if stated:
            facts.cite("service_number", stated.start(), stated.end())
            return name, alias, stated["number"]
    return name, alias, None


def _loose_mentions(found: Found) -> list[Mention]:
    """Return the "the former PCSO" and "a Kent officer" of a notice about one person."""
    page = found.page
    loose = []
    for mention in page.mentions:
        sentence = page.article.sentences[mention.sentence]
        if (
            mention.kind != "generic"
            or mention.plural
            or sentence.quoted
            or mention.determiner in {"any", "every", "no", "each", "another", "some", "this"}
        ):
            continue
        senior = mention.standing is not None and mention.standing.rank in SENIOR_RANKS and not mention.former
        if not senior and not is_official(page, mention) and person_may_be(found, mention):
            loose.append(mention)
    return loose


def _apposed(found: Found, mentions: list[Mention]) -> list[Mention]:
    """Return the "a detective constable" that stands right after a mention of the person."""
    page = found.page
    ends = {m.end for m in mentions}
    return [
        m
        for m in page.mentions
        if m.kind == "generic"
        and m.determiner in {"a", "an"}
        and any(_APPOSITION.fullmatch(page.masked[end : m.start]) for end in ends if end <= m.start < end + 30)
    ]


def person_may_be(found: Found, mention: Mention) -> bool:
    """Tell whether an unnamed mention can be of the notice's one person: definite, or in the headline or at a sentence's start."""
    before = re.sub(r"^\W*(?:date\b|published\b)?[\d\W]*", "", found.page.around(mention)[0].strip())
    return (
        mention.determiner == "the"
        or bool(_WORKED_AS.search(before))
        or not before
        or found.page.article.sentences[mention.sentence].headline
    )


def _standing(mentions: list[Mention], facts: _Facts) -> tuple[str | None, str | None]:
    """Take the first stated rank, and the most telling role: "PCSO" over "officer"."""
    stated = [(m, m.standing) for m in mentions if m.standing]
    ranked = next(((m, s) for m, s in stated if s.rank), None)
    special = next(((m, s) for m, s in stated if s.role not in {"police officer", "police staff"}), None)
    special = special or next(((m, s) for m, s in stated if s.role != "police officer"), None)
    chosen = (
        special
        if special and (ranked is None or ranked[1].role == special[1].role)
        else ranked or special or (stated[0] if stated else None)
    )
    if chosen is None:
        return None, None
    facts.cite("role", chosen[0].start, chosen[0].end)
    rank = ranked[1].rank if ranked and ranked[1].role == chosen[1].role else None
    if rank and ranked:
        facts.cite("rank", ranked[0].start, ranked[0].end)
    return chosen[1].role, rank


def _outcome(found: Found, person: Person, facts: _Facts) -> Outcome | None:
    mine = [expression for expression, people in found.outcomes if person in people]
    if found.kind == "appeal":
        return _after_appeal(found, mine, facts)
    if found.kind != "outcome":
        return None
    # A headline is shorter than the truth: it counts where the article itself states nothing, or nothing as particular.
    headlines = {e.start for e in mine if found.page.article.sentences[e.sentence].headline}
    body = [e for e in mine if not e.quoted and e.start not in headlines]
    stated = body or [e for e in mine if not e.quoted] or mine
    stated = [*stated, *(e for e in mine if e.start in headlines and e.outcome == "would_have_been_dismissed")]
    best = max(stated, key=lambda e: (_WEIGHT[e.outcome], e.start not in headlines, e.end - e.start > 12, -e.start), default=None)
    if best is None:
        return None
    facts.cite("outcome", best.start, best.end)
    return best.outcome


def _after_appeal(found: Found, mine: list[Expression], facts: _Facts) -> Outcome | None:
    """Say what stands after an appeal: a lesser sanction, the dismissal upheld, or `other` for a reinstatement."""
    for index, sentence in enumerate(found.page.article.sentences):
        words = found.page.words(index)
        warning = next((e for e in mine if e.sentence == index and e.outcome in {"final_written_warning", "written_warning"}), None)
        if warning and (_REPLACED.search(words) or _REVERSED.search(words)):
            facts.cite("outcome", warning.start, warning.end)
            return warning.outcome
        del sentence
    for index, sentence in enumerate(found.page.article.sentences):
        words = found.page.words(index)
        lost = _UPHELD.search(words)
        if lost and (kept := next((e for e in mine if e.outcome in {"dismissed", "would_have_been_dismissed"}), None)):
            facts.cite("outcome", kept.start, kept.end)
            return kept.outcome
        turned = _REVERSED.search(words)
        if turned and not lost:
            facts.cite("outcome", sentence.start + turned.start(), sentence.start + turned.end())
            return "other"
    return None


def _former(found: Found, person: Person, mentions: list[Mention], outcome: Outcome | None, facts: _Facts) -> bool | None:
    """Whether the person had left when the case was decided: said outright, or shown by the outcome."""
    called = next((m for m in mentions if m.former), None)
    first = min((m.start for m in mentions), default=0)
    if called and (outcome != "dismissed" or called.start == first):
        facts.cite("former", _former_from(found.page, called), called.end)
        return True
    if outcome == "would_have_been_dismissed":
        facts.evidence["former"] = facts.evidence["outcome"]
        return True
    reduced = outcome == "other" and _REDUCED.search(facts.evidence["outcome"])
    if reduced or outcome in {"dismissed", "final_written_warning", "written_warning"}:
        facts.evidence["former"] = facts.evidence["outcome"]
        return False
    left = _leaving(found, person)
    if left:
        facts.cite("former", *left)
        return True
    serving = next((m for m in mentions if m.serving), None)
    if serving:
        facts.cite("former", serving.start, serving.end)
        return False
    return None


def _former_from(page: Page, mention: Mention) -> int:
    """Return where the "former" of a mention stands: in it, or just before it."""
    start = max(0, mention.start - 40)
    before = re.search(
        r"(?i).*\b((?:former|ex|retired)[\s-]+(?:[^\s,.;]+[\s-]+){0,4})$", page.article.folded[start : mention.start]
    )
    return start + before.start(1) if before else mention.start


def _leaving(found: Found, person: Person) -> tuple[int, int] | None:
    for index, sentence in enumerate(found.page.article.sentences):
        words = found.page.words(index)
        match = _LEFT.search(words)
        if match and not _MAY_LEAVE.search(words) and not sentence.quoted and person in found.resolver.about(index):
            return sentence.start + match.start(), sentence.start + match.end()
    return None


def _hearing(found: Found, person: Person, facts: _Facts) -> tuple[date | None, date | None]:
    """The first and the last day of the person's hearing."""
    if found.kind == "pending":
        return None, None
    days = [d for d in found.days if (d.appeal if found.kind == "appeal" else True)]
    mine = [d for d in days if person in found.resolver.explicit(d.sentence)]
    shared = [d for d in days if not found.resolver.explicit(d.sentence)]
    if len(found.resolver.persons) > 1 and not mine:
        mine = [d for d in shared if found.resolver.about(d.sentence) == [person]]
        mine = mine or (days if not person.generic and _is_one_hearing(found, days) else [])
    theirs = [*mine, *(shared if len(found.resolver.persons) == 1 or not mine else [])]
    chosen = max((d for d in theirs if not d.opening), key=lambda d: d.day, default=None)
    if chosen is None:
        return None, None
    facts.cite("hearing_date", chosen.start, chosen.end)
    return min(d.first for d in theirs if timedelta() <= chosen.day - d.first <= LONGEST_HEARING), chosen.day


def _is_one_hearing(found: Found, days: list[HearingDay]) -> bool:
    """Tell whether a notice about several people knows of a single hearing, which then was everybody's."""
    return len({day.day for day in days}) == 1 and not any(
        _SEPARATE.search(found.page.words(index)) for index in range(len(found.page.article.sentences))
    )


def _standards(found: Found, person: Person, outcome: Outcome | None, facts: _Facts) -> tuple[str, ...]:
    """Name the standards found breached; those only alleged count where the person was found to have done what was alleged."""
    if (
        found.kind not in {"outcome", "appeal"}
        or outcome == "no_further_action"
        or (found.kind == "appeal" and outcome in {None, "other"})
    ):
        return ()
    several = len(found.resolver.persons) > 1
    held: dict[str, tuple[int, int]] = {}
    cleared: set[str] = set()
    previous: dict[str, tuple[int, int]] = {}
    relevant = [s for s in found.standards if s.names or s.same]
    any_found = any(s.found and not s.cleared and s.names for s in relevant)
    shared = not any(found.resolver.explicit(s.sentence) for s in relevant)
    for place in relevant:
        named = {name: (place.start, place.end) for name in place.names}
        concerned = found.resolver.explicit(place.sentence) or (found.resolver.about(place.sentence) if several else [person])
        if person in concerned or (shared and not concerned):
            if place.cleared:
                cleared |= set(place.names)
            elif place.found or (outcome and not any_found):
                held |= {**(previous if place.same else {}), **named}
        if place.found and not place.cleared:
            previous = (previous | named) if place.same else named
    kept = {name: span for name, span in held.items() if name not in cleared}
    if not kept:
        return ()
    facts.cite("standards_breached", min(span[0] for span in kept.values()), max(span[1] for span in kept.values()))
    return tuple(name for name, _ in STANDARDS if name in kept)


def _barred(found: Found, person: Person, outcome: Outcome | None, facts: _Facts) -> bool | None:
    if found.kind not in {"outcome", "appeal"}:
        return None
    several = len(found.resolver.persons) > 1
    for statement in sorted(found.barring, key=lambda s: s.quoted):
        concerned = found.resolver.explicit(statement.sentence) or (
            found.resolver.about(statement.sentence) if several else [person]
        )
        if person not in concerned:
            continue
        if statement.barred and several and outcome not in {"dismissed", "would_have_been_dismissed"}:
            continue
        facts.cite("barred_list_stated", statement.start, statement.end)
        return statement.barred
    return None
