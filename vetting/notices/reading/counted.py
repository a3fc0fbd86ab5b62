"""People whom a text counts before it names them: "Three officers were dismissed … PC Doe, PC Roe and Sergeant Poe"."""

import re

from vetting.notices.reading.cast import Page, Person, is_official, is_senior, nominative, persons_named, stands_with

__all__ = ["AND_A_THIRD", "further_one", "named_for"]

AND_A_THIRD = re.compile(
    r"\band\s+(?:a|the|one)\s+(?:second|third|fourth|fifth|other)\b\s*(?:,|who\b|\(|had\b|has\b|would\b|was\b)", re.IGNORECASE
)


def further_one(page: Page) -> bool:
    """Tell whether a text counts one more without saying what: "two officers were sacked and a third would have been"."""
    return any(
        AND_A_THIRD.search(page.words(index)) for index, sentence in enumerate(page.article.sentences) if not sentence.quoted
    )


def named_for(page: Page, count: int) -> list[Person]:
    """Return the junior people that a text names, where they are exactly as many as it has said stand accused."""
    persons = [p for p in persons_named(page) if not is_senior(p) and not any(is_official(page, m) for m in p.mentions)]
    leading = [p for p in persons if any(nominative(page, m) for m in p.mentions)]
    return (
        persons if leading and len(persons) == count and all(p in leading or stands_with(page, p, persons) for p in persons) else []
    )
