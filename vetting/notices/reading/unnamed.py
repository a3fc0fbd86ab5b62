"""The people of a notice that names nobody: "a former PCSO", "two constables and a sergeant"."""

import re

from vetting.notices.reading.cast import Page, Person, is_official, nominative, subject_cue
from vetting.notices.reading.outcomes import expressions_in, is_other_case
from vetting.notices.reading.people import Mention

__all__ = ["MOST", "beside_named", "compatible", "persons_unnamed"]

MOST = 12
"""More people than this in one phrase are a statistic, not a hearing."""

_RANK_LABEL = re.compile(r"^\W*(?:rank|role|post)\s*:\s*", re.IGNORECASE)
_INDEFINITE = frozenset({"", "a", "an", "one", "another"})
_NOBODY = frozenset({"any", "every", "no", "some", "many", "each", "all", "both", "this", "that", "the"})


def persons_unnamed(page: Page) -> tuple[list[Person], dict[int, list[Person]]]:
    """Return the persons that indefinite phrases bring in, and whom each such phrase means, by its position."""
    persons: list[Person] = []
    owners: dict[int, list[Person]] = {}
    by_sentence: dict[int, list[Mention]] = {}
    for mention in page.mentions:
        if _introduces(page, mention):
            by_sentence.setdefault(mention.sentence, []).append(mention)
    for group in by_sentence.values():
        _take(group, persons, owners)
    return persons, owners


def _introduces(page: Page, mention: Mention) -> bool:
    sentence = page.article.sentences[mention.sentence]
    if mention.kind != "generic" or sentence.quoted or mention.determiner in _NOBODY or not mention.count or mention.count > MOST:
        return False
    if mention.plural and mention.determiner == "":
        return False
    words = page.words(mention.sentence)
    if is_other_case(words) or is_official(page, mention):
        return False
    if (
        mention.standing
        and mention.standing.rank
        and _RANK_LABEL.sub("", sentence.text).strip() == page.article.folded[mention.start : mention.end].strip()
    ):
        return True
    if mention.determiner == "" and not sentence.headline:
        return nominative(page, mention) and subject_cue(page, mention) and not page.around(mention)[0].strip()
    return subject_cue(page, mention) or _joined_to_subject(page, mention)


def _joined_to_subject(page: Page, mention: Mention) -> bool:
    """Tell whether the phrase is the first half of "a sergeant and two constables were dismissed"."""
    _, after = page.around(mention)
    following = next((m for m in page.mentions if m.start >= mention.end and m.sentence == mention.sentence), None)
    if following is None or not nominative(page, mention):
        return False
    between = after[: following.start - mention.end].strip(" ,")
    return between == "and" and subject_cue(page, following)


def _take(group: list[Mention], persons: list[Person], owners: dict[int, list[Person]]) -> None:
    total = sum(m.count or 0 for m in group)
    fresh: set[int] = set()
    refines = len(persons) > 1 and total == len(persons)
    for mention in group:
        wanted = mention.count or 1
        free = [p for p in persons if id(p) not in fresh and (refines or _may_be(p, mention))]
        if mention.determiner == "another":
            free = []
        chosen = free[:wanted] if len(free) >= wanted else []
        if not chosen:
            chosen = [Person() for _ in range(wanted)]
            persons += chosen
        fresh |= {id(person) for person in chosen}
        for person in chosen:
            person.mentions.append(mention)
        owners[mention.start] = chosen


def _may_be(person: Person, mention: Mention) -> bool:
    return all(compatible(known, mention) for known in person.mentions)


def beside_named(page: Page, named: list[Person]) -> list[Person]:
    """Return the persons that a notice with names leaves unnamed: "a second officer", or a call handler beside two constables."""
    stated = [e for e in expressions_in(page.article, page.masked) if not e.quoted]
    found: list[Person] = []
    for mention in page.mentions:
        another = mention.determiner == "another"
        if not _stands_alone(page, mention) or (not another and any(_may_be(person, mention) for person in [*named, *found])):
            continue
        if any(e.sentence == mention.sentence and mention.end <= e.start <= mention.end + 120 for e in stated):
            found.append(Person([mention]))
    return found


def _stands_alone(page: Page, mention: Mention) -> bool:
    """Tell whether a phrase is what its sentence speaks of, and no mere description of a name that follows it."""
    sentence = page.article.sentences[mention.sentence]
    if mention.kind != "generic" or mention.plural or sentence.quoted or sentence.headline:
        return False
    if mention.determiner not in {"a", "an", "one", "the", "another"} or is_other_case(page.words(mention.sentence)):
        return False
    describes = any(
        m.kind != "generic"
        and m.sentence == mention.sentence
        and m.start >= mention.end
        and not page.masked[mention.end : m.start].strip(" ,")
        for m in page.mentions
    )
    return not describes and not is_official(page, mention) and nominative(page, mention) and subject_cue(page, mention)


def compatible(one: Mention, other: Mention) -> bool:
    """Tell whether two mentions can be of the same person: no rank, role or standing of the one denies the other's."""
    if (one.former and other.serving) or (one.serving and other.former):
        return False
    if one.standing is None or other.standing is None:
        return True
    if one.standing.rank and other.standing.rank and one.standing.rank != other.standing.rank:
        return False
    plain = {"police officer"}
    if {one.standing.role, other.standing.role} == {"police staff", "designated officer"}:
        return True  # who is designated is a member of staff
    return one.standing.role == other.standing.role or (
        (one.standing.role in plain and one.standing.rank is None) or (other.standing.role in plain and other.standing.rank is None)
    )
