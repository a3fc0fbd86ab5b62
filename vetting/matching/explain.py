"""From a hit's levels and weights to a `Match` a person can read: one plain sentence a row, from the closed vocabularies."""

from __future__ import annotations

from collections.abc import Sequence

from vetting.matching import levels as lv
from vetting.matching.identity import Identity
from vetting.matching.levels import BANDS, FIELDS, LEVELS, REASONS
from vetting.matching.matcher import Comparison, Match
from vetting.matching.model import PLACES
from vetting.matching.prepare import unread_values

_WORDS = {
    "exact": "the same",
    "variant": "spellings of the same name",
    "nickname": "a name and its short or pet form",
    "one_edit": "one typing error apart",
    "sound_alike": "alike in sound",
    "shortened": "one a shortened form of the other",
    "similar": "two known names that look alike",
    "two_edits": "a few typing errors apart",
    "initial": "an initial that agrees",
    "resembling": "different, with some likeness",
    "swapped": "the same with forename and surname in each other's place",
    "swapped_near": "close with forename and surname in each other's place",
    "swapped_alike": "the same and alike with forename and surname in each other's place",
    "half": "one part of a name in common",
    "half_near": "one part of a name alike",
    "other_forename": "the same as another forename",
    "other_forename_near": "like another forename",
    "missing": "not known on one side, so it counts neither way",
    "different": "different",
    "near": "alike",
    "day_month_swapped": "the same with day and month swapped",
    "digits_transposed": "the same but for two digits transposed",
    "one_digit_different": "one digit apart",
    "one_unlike_digit": "one digit apart, and not one that is easily mistaken",
    "one_step_apart": "one day, one month, one year, ten years or a century apart",
    "year_only": "the same year, the day not known on one side",
    "first_of_january": "the same year, one a first of January",
    "parts_agree": "alike in two of day, month and year",
    "two_slips": "two slips apart (two digits, or day and month or two digits swapped and a digit)",
    "two_unlike_slips": "two digits apart, and not both easily mistaken",
    "year_near": "years that are one digit, one year, ten years or a century apart, the day not known on one side",
    "year_different": "different years",
    "same_force": "the same in the same force",
    "force_unknown": "the same, the force not known",
    "other_force": "the same in different forces, so it counts neither way",
    "forces_differ": "numbers of different forces, which cannot be compared, so they count neither way",
    "same": "the same",
}
_OTHER = " (other name)"
_NAMES = {
    "surname": "Surname",
    "forenames": "First forename",
    "middle_names": "Other forenames",
    "date_of_birth": "Date of birth",
    "service_number": "Service number",
    "national_insurance_number": "National Insurance number",
    "force": "Force",
}


def explain(  # noqa: PLR0917
    entry_id: str,
    subject: Identity,
    subject_sources: Sequence[int],
    listed: Identity,
    listed_sources: Sequence[int],
    found: Sequence[int],
    rows: Sequence[float],
) -> Match:
    """Build the match of one hit from the integers and weights that the scorer left."""
    asked = _values(subject, subject_sources[found[lv.ASKED_SURNAME]], subject_sources[found[lv.ASKED_NAME]])
    held = _values(listed, listed_sources[found[lv.LISTED_SURNAME]], listed_sources[found[lv.LISTED_NAME]])
    weights = [round(weight, PLACES) for weight in rows]
    texts = [_TEXTS[row][level] for row, level in enumerate(found[: len(FIELDS)])]
    sentences = [sentence for _, sentence in texts]
    for side, identity in (("submitted", subject), ("listed", listed)):
        for field, trouble in unread_values(identity).items():
            sentences[FIELDS.index(field)] += f" The {side} {trouble}."
    comparisons = tuple(
        Comparison(field, submitted, value, level, weight, sentence)
        for field, submitted, value, (level, _), weight, sentence in zip(
            FIELDS, asked, held, texts, weights, sentences, strict=True
        )
    )
    return Match(entry_id, round(sum(weights), PLACES), None, BANDS[found[lv.BAND]], REASONS[found[lv.REASON]], comparisons)


def _values(identity: Identity, surname_of: int, forenames_of: int) -> tuple[str | None, ...]:
    """Return the values of the rows as written; `*_of` are the places of the names that surname and forenames were compared of."""
    written, given = identity.names[surname_of], identity.names[forenames_of]
    numbers, force = "", identity.force
    if identity.service_numbers:
        numbers = "; ".join(
            f"{number.number} ({number.force})" if number.force else number.number for number in identity.service_numbers
        )
        force = force or "; ".join(sorted({number.force for number in identity.service_numbers if number.force}))
    surname = f"{written.surname}{_OTHER if surname_of else ''}" if written.surname else None
    forenames = f"{given.forenames}{_OTHER if forenames_of else ''}" if given.forenames else None
    return (
        surname,
        forenames,
        forenames,
        identity.date_of_birth or None,
        numbers or None,
        identity.national_insurance_number or None,
        force or None,
        None,
    )


def _sentence(field: str, level: str) -> str:
    if field == "combination":
        return "Correction for evidence that comes together: names and date of birth are not independent."
    return f"{_NAMES[field]}: {_WORDS[level]}."


_TEXTS = tuple(tuple((level, _sentence(field, level)) for level in LEVELS[row]) for row, field in enumerate(FIELDS))
"""Level and sentence, by row and level."""

assert len(FIELDS) - 1 == lv.COMBINATION  # noqa: S101  (rows and fields are read side by side)
