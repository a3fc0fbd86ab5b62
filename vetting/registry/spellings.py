"""Near spellings of a published name: what a public search suggests where the exact name finds nobody. Pure."""

from __future__ import annotations

from collections.abc import Iterable

from rapidfuzz import process
from rapidfuzz.distance import DamerauLevenshtein

from vetting.matching import fold_full_name

MOST_SUGGESTIONS = 3
"""No more than a few: a search must not become a way to copy the list."""
EDITS = 2
SHORT_NAME, SHORT_EDITS = 10, 1
"""In a short name two edits make another name, not a misspelt one."""


def near_spellings(folded: str, names: Iterable[str]) -> tuple[str, ...]:
    """Of these names those that differ from a folded name by a typing error or two, the nearest first, a few at the most."""
    choices = {name: fold_full_name("", name) for name in names}
    edits = SHORT_EDITS if len(folded) < SHORT_NAME else EDITS
    near = process.extract(
        folded, choices, scorer=DamerauLevenshtein.distance, score_cutoff=edits, limit=MOST_SUGGESTIONS, processor=None
    )
    return tuple(name for _, distance, name in near if distance > 0)
