"""Whom a statement concerns: the person it names, the pronoun's person, or everyone."""

import re

from vetting.notices.reading.cast import Page, Person, is_official, nominative, subject_cue
from vetting.notices.reading.counted import AND_A_THIRD
from vetting.notices.reading.naming import number_word
from vetting.notices.reading.outcomes import Expression
from vetting.notices.reading.people import Mention
from vetting.notices.reading.ranks import DUTIES
from vetting.notices.reading.unnamed import compatible

__all__ = ["Resolver"]

_JOINED = re.compile(
    r"^\s*(?:,?\s*(?:aged\s+)?\(?\d{2}\)?\s*)?(?:,\s*and|,|and|&|,?\s*as\s+well\s+as|,?\s*along\s+with|"
    rf",?\s*alongside|both)\s+(?:(?:former|ex|serving|the|both|fellow|officers?|(?:his|her)\s+(?:wife|husband|partner)|{DUTIES}|\u0192+(?:'s)?)[\s-]+)*$",
    re.IGNORECASE,
)
_EVERYONE = re.compile(
    r"\b(?:both|all|each|neither|either|they|them|their|the\s+(?:pair|trio|duo|group|officers|two|three|four|five|"
    r"six|men|women|constables))\b",
    re.IGNORECASE,
)
_ALL_OF = re.compile(r"\b(?:all|the)\s+(?P<count>two|three|four|five|six|seven|eight|nine|ten)\b", re.IGNORECASE)
_ONE = re.compile(r"^\W*(?:(?:but|and|then|so|later|today|yesterday|however),?\s+)*(?:he|she)\b", re.IGNORECASE)
_RIGHT_BEFORE = re.compile(r"\s+(?:being\s+|both\s+)?")
"""Between a person and an outcome that is said of nobody else: "with the serving officer dismissed"."""
_RECIPIENT = re.compile(r"^\W*(?:\S+\s+){0,6}?(?:to|for|against|by)\s+(?:\S+\s+){0,2}$", re.IGNORECASE)
_ANOTHER = re.compile(r"\b(?:another|second|third|fourth|fifth|further|other)\b", re.IGNORECASE)


class Resolver:
    """Knows the people of a notice and finds whom each place in the text concerns."""

    def __init__(self, page: Page, persons: list[Person], owners: dict[int, list[Person]]) -> None:
        self._page = page
        self.persons = persons
        self._owners = dict(owners)
        for person in persons:
            for mention in person.mentions:
                self._owners.setdefault(mention.start, [person])
        extra = {m.start: m for person in persons for m in person.mentions}
        everything = {m.start: m for m in page.mentions} | extra
        self._by_sentence: dict[int, list[Mention]] = {}
        for start in sorted(everything):
            self._by_sentence.setdefault(everything[start].sentence, []).append(everything[start])
        self._current = self._follow()

    def whom(self, expression: Expression) -> list[Person]:
        """Return the persons whose outcome an expression states, or none where the text leaves it open."""
        if len(self.persons) == 1:
            return self._only(expression)
        groups = self._groups(expression.sentence)
        before = [group for group in groups if group[-1].end <= expression.start + 1]
        after = [group for group in groups if group[0].end >= expression.end]
        if expression.object_follows and after:
            return self._meant(after[0], expression.sentence)
        for group in reversed(before):
            if self._passes_on(group, expression):
                rest = [person for person in self.persons if person not in self._meant(group, expression.sentence)]
                return rest[: len(rest) == 1]
            if nominative(self._page, group[0]) or subject_cue(self._page, group[0]):
                found = self._meant(group, expression.sentence)
                if found or group[0].kind == "generic":
                    return found
        if before and _RIGHT_BEFORE.fullmatch(self._page.masked[before[-1][-1].end : expression.start]):
            return self._meant(before[-1], expression.sentence)
        given = next((group for group in after if _RECIPIENT.match(self._page.masked[expression.end : group[0].start])), None)
        return self._meant(given, expression.sentence) if given else self._implied(expression.sentence, expression.start)

    def _passes_on(self, group: list[Mention], expression: Expression) -> bool:
        """Tell whether "and a third" stands between people and an outcome, which then is the third's."""
        return bool(AND_A_THIRD.search(self._page.masked[group[-1].end : expression.start].replace("\n", " ")))

    def about(self, sentence: int) -> list[Person]:
        """Return the persons that a sentence mentions; everyone if it speaks of all; else those spoken of before it."""
        found = [person for mention in self._by_sentence.get(sentence, ()) for person in self._owners.get(mention.start, ())]
        if found:
            return list({id(person): person for person in found}.values())
        return self._implied(sentence)

    def explicit(self, sentence: int) -> list[Person]:
        """Return only the persons that a sentence itself names."""
        return [
            person
            for mention in self._by_sentence.get(sentence, ())
            if mention.kind != "generic"
            for person in self._owners.get(mention.start, ())
        ]

    def _only(self, expression: Expression) -> list[Person]:
        """A notice about one person: everything concerns that person, except what is said of "another officer" or a named other."""
        for group in reversed(self._groups(expression.sentence)):
            if group[-1].end > expression.start + 1 or not nominative(self._page, group[0]):
                continue
            if any(self._owners.get(m.start) for m in group):
                return list(self.persons)
            if group[0].kind == "generic" and _ANOTHER.search(
                group[0].determiner + " " + self._page.article.folded[group[0].start : group[0].end]
            ):
                return []
            if group[0].kind != "generic" and subject_cue(self._page, group[0]) and not is_official(self._page, group[0]):
                return []
        return list(self.persons)

    def _groups(self, sentence: int) -> list[list[Mention]]:
        """Gather mentions joined by commas and "and"."""
        groups: list[list[Mention]] = []
        for mention in self._by_sentence.get(sentence, ()):
            between = self._page.masked[groups[-1][-1].end : mention.start].replace("\n", " ") if groups else ""
            if groups and _JOINED.match(between):
                groups[-1].append(mention)
            else:
                groups.append([mention])
        return groups

    def _meant(self, group: list[Mention], sentence: int) -> list[Person]:
        found: list[Person] = []
        for mention in group:
            found += self._owners.get(mention.start) or (self._generic(mention, sentence) if mention.kind == "generic" else [])
        return list({id(person): person for person in found}.values())

    def _generic(self, mention: Mention, sentence: int) -> list[Person]:
        current = self._current.get(sentence, [])
        if mention.plural:
            count = mention.count
            if count is None:
                return current if len(current) > 1 else list(self.persons)
            fitting = [person for person in self.persons if _fits(person, mention)]
            return next((people for people in (fitting, current, self.persons) if len(people) == count), [])
        if mention.determiner in {"another", "any", "every", "no"}:
            return []
        fitting = [person for person in self.persons if _fits(person, mention)]
        if len(fitting) == 1:
            return fitting
        return current if len(current) == 1 and (not fitting or current[0] in fitting) else []

    def _implied(self, sentence: int, place: int | None = None) -> list[Person]:
        """Whom a sentence without a name means; said at a place of it, the person whom "he" or "she" before that place means."""
        current = self._current.get(sentence, [])
        before = self._page.words(sentence)[: place - self._page.article.sentences[sentence].start] if place is not None else ""
        if len(self.persons) > 1 and _ONE.match(before):
            return current if len(current) == 1 else []
        if _EVERYONE.search(self._page.words(sentence)):
            counted = _ALL_OF.search(self._page.words(sentence))
            if counted and number_word(counted["count"]) == len(self.persons):
                return list(self.persons)
            return current if len(current) > 1 else list(self.persons)
        if len(self.persons) == 1:
            return list(self.persons)
        return current if len(current) == 1 else []

    def _follow(self) -> dict[int, list[Person]]:
        """Work out, sentence by sentence, whom a pronoun at its start would mean."""
        current: dict[int, list[Person]] = {}
        latest: list[Person] = []
        for index in range(len(self._page.article.sentences)):
            current[index] = latest
            named = [
                person
                for group in self._groups(index)
                if any(nominative(self._page, mention) or subject_cue(self._page, mention) for mention in group)
                for mention in group
                for person in self._owners.get(mention.start, ())
            ]
            if named:
                latest = list({id(person): person for person in named}.values())
        return current


def _fits(person: Person, mention: Mention) -> bool:
    return all(compatible(known, mention) for known in person.mentions)
