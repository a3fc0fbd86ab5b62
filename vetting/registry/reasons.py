"""The categories by which the College counts why people were dismissed: several may fit one person. For statistics only. Pure.

The names are those of the College's figures of 2024-25 as read in domain.md 3.1. Whether that list is whole is not verified, so
there is a category for everything else. What somebody did is in the report's own words; nothing is decided by a category.
"""

from __future__ import annotations

from vetting.registry.vocabulary import Choice

REASONS = (
    Choice("dishonesty", "Dishonesty"),
    Choice("discriminatory_behaviour", "Discriminatory behaviour"),
    Choice("unlawful_access", "Unlawful access to or disclosure of information"),
    Choice("inappropriate_communications", "Inappropriate communications"),
    Choice("sexual_misconduct", "Sexual offences or misconduct"),
    Choice("discriminatory_group", "Discriminatory messages in a group"),
    Choice("drugs", "Drugs"),
    Choice("abuse_of_position", "Abuse of position for a sexual purpose"),
    Choice("domestic_abuse", "Domestic abuse"),
    Choice("child_sexual_offence", "Child sexual offence"),
    Choice("other", "Another reason"),
)
REASON_LABELS = {choice.code: choice.label for choice in REASONS}
_BY_TEXT = {text.casefold(): choice.code for choice in REASONS for text in (choice.code, choice.label)}


def find_reason(text: str) -> str | None:
    """The code of a category, by its code or its label in any case; None for any other text."""
    return _BY_TEXT.get(" ".join(text.split()).casefold())
