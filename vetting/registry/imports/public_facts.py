"""What a keeper's list says of publication: since when an entry has been public and in which words, or why it is withheld. Pure.

The keeper decided it, and the public may have read it for years: it is taken as it stands, as a fact of the list that two
registrars confirm with the rest. An entry of whose publication the file says nothing is undecided here, like any other.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, Self

from vetting.errors import Problem
from vetting.registry.facts import ReportContent
from vetting.registry.imports.columns import PUBLICATION
from vetting.registry.lifecycle import why_not_published
from vetting.registry.plausible import clean_paragraphs, clean_text, is_readable, read_day
from vetting.registry.policy import ListPolicy
from vetting.registry.publication import LONGEST_PUBLIC_REASON


@dataclass(frozen=True, slots=True)
class PublicFacts:
    """Either the day on which publication began and the words that the public reads, or the code of the exception."""

    published_from: date | None
    reason: str
    exception: str

    def as_json(self) -> list[str]:
        """For sealing."""
        return [self.published_from.isoformat() if self.published_from else "", self.reason, self.exception]

    @classmethod
    def from_json(cls, kept: list[Any]) -> Self:
        """From what `as_json` made."""
        day, reason, exception = kept
        return cls(date.fromisoformat(day) if day else None, reason, exception)


def read_public_facts(
    typed: dict[str, str], content: ReportContent, policy: ListPolicy, today: date, problems: list[Problem]
) -> PublicFacts | None:
    """What a row says of publication; None where it says nothing. Adds a problem for each thing that cannot be so."""
    said = {field: typed[field] for field in PUBLICATION if clean_text(typed.get(field, ""))}
    if not said:
        return None
    never = why_not_published(content.list_id, content.limb, content.ground)
    if never is not None:
        problems.append(Problem(next(iter(said)), f"{never} Leave this empty."))
        return None
    if "withheld_because" in said:
        return _withheld(said, policy, problems)
    return _published(said, content, today, problems)


def _withheld(said: dict[str, str], policy: ListPolicy, problems: list[Problem]) -> PublicFacts | None:
    if len(said) > 1:
        problems.append(Problem("withheld_because", "An entry is published or withheld, not both."))
        return None
    written = clean_text(said["withheld_because"]).casefold()
    known = policy.publication_exceptions
    code = next((each.code for each in known if written in (each.code, each.code.replace("_", " "), each.label.casefold())), None)
    if code is None:
        names = "; ".join(each.label for each in known)
        problems.append(Problem("withheld_because", f"Say by which exception it is withheld: {names}."))
        return None
    return PublicFacts(None, "", code)


def _published(said: dict[str, str], content: ReportContent, today: date, problems: list[Problem]) -> PublicFacts | None:
    reason = clean_paragraphs(said.get("public_reason", ""))
    if not any(letter.isalpha() for letter in reason) or len(reason) > LONGEST_PUBLIC_REASON or not is_readable(reason):
        message = f"Give the words that the public reads, in {LONGEST_PUBLIC_REASON:,} characters or fewer."
        problems.append(Problem("public_reason", message))
    if "published_on" not in said:
        problems.append(Problem("published_on", "Say since when it has been published."))
        return None
    read = read_day(said["published_on"])
    if read.day is None:
        problems.append(Problem("published_on", f"This day {read.problem}."))
    elif not content.event_date <= read.day <= today:
        problems.append(Problem("published_on", "This day must be from the dismissal or finding to today."))
    return PublicFacts(read.day, reason, "")
