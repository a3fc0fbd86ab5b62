"""The closed vocabularies of an explanation: fields, and the levels each field's comparison can fall on."""

from __future__ import annotations

from vetting.matching import dates

FIELDS = (
    "surname",
    "forenames",
    "middle_names",
    "date_of_birth",
    "service_number",
    "national_insurance_number",
    "force",
    "combination",
)
SURNAME, FORENAMES, MIDDLE, DATE, NUMBER, INSURANCE, FORCE, COMBINATION = range(8)

EXACT, VARIANT, NICKNAME, ONE_EDIT, SOUND_ALIKE, SHORTENED, SIMILAR, TWO_EDITS, INITIAL, RESEMBLING = range(10)
SWAPPED, SWAPPED_NEAR, SWAPPED_ALIKE, PART, PART_NEAR, MISSING, DIFFERENT = range(10, 17)
JOINED_LETTERS = 2
"""Letters by which two forenames written as one and one forename may differ in length to be compared."""
NAME_LEVEL_COUNT = 17
"""Levels of a surname or first forename; the first ten are also the levels of two name parts, best first."""

SURNAME_LEVELS = (
    "exact",
    "variant",
    "nickname",
    "one_edit",
    "sound_alike",
    "shortened",
    "similar",
    "two_edits",
    "initial",
    "resembling",
    "swapped",
    "swapped_near",
    "swapped_alike",
    "half",
    "half_near",
    "missing",
    "different",
)
FORENAME_LEVELS = (
    "exact",
    "variant",
    "nickname",
    "one_edit",
    "sound_alike",
    "shortened",
    "similar",
    "two_edits",
    "initial",
    "resembling",
    "swapped",
    "swapped_near",
    "swapped_alike",
    "other_forename",
    "other_forename_near",
    "missing",
    "different",
)

AGREES = (1, 1, 1, 1, 1, 0.5, 0.5, 0.5, 0, 0.5, 1, 1, 0.5, 0.5, 0.5, 0, 0)
"""How far a level says that the two sides bear the same name, by level: what surname and forename say together depends on both."""

MIDDLE_EXACT, MIDDLE_NEAR, MIDDLE_INITIAL, MIDDLE_MISSING, MIDDLE_DIFFERENT = range(5)
MIDDLE_LEVELS = ("exact", "near", "initial", "missing", "different")

NUMBER_SAME_FORCE, NUMBER_FORCE_UNKNOWN, NUMBER_MISSING, NUMBER_OTHER_FORCE, NUMBER_DIFFERENT, NUMBER_FORCES_DIFFER = range(6)
NUMBER_LEVELS = ("same_force", "force_unknown", "missing", "other_force", "different", "forces_differ")

INSURANCE_EXACT, INSURANCE_ONE_DIGIT, INSURANCE_MISSING, INSURANCE_DIFFERENT = range(4)
INSURANCE_LEVELS = ("exact", "one_digit_different", "missing", "different")

FORCE_SAME, FORCE_MISSING, FORCE_DIFFERENT = range(3)
FORCE_LEVELS = ("same", "missing", "different")

LEVELS = (
    SURNAME_LEVELS,
    FORENAME_LEVELS,
    MIDDLE_LEVELS,
    dates.LEVELS,
    NUMBER_LEVELS,
    INSURANCE_LEVELS,
    FORCE_LEVELS,
    ("joint",),
)
"""Level names by field, in the order of `FIELDS`."""

SURNAME_GROUPS = ("exact", "near", "weak", "part", "missing", "resembling", "different")
FORENAME_GROUPS = ("exact", "near", "weak", "initial", "missing", "resembling", "different")
DATE_GROUPS = ("exact", "near", "year", "parts", "missing", "two_slips", "different")
"""The coarser levels over which the combination row is fitted, best first."""

SURNAME_GROUP = (0, 1, 1, 1, 1, 2, 2, 2, 3, 5, 1, 1, 5, 3, 3, 4, 6)
FORENAME_GROUP = (0, 1, 1, 1, 1, 2, 2, 2, 3, 5, 1, 1, 5, 1, 2, 4, 6)
DATE_GROUP = (0, 1, 1, 1, 1, 1, 2, 2, 3, 4, 5, 5, 5, 6, 6)

REASONS = (
    None,
    "identifier_conflict",
    "possible_twin_or_sibling",
    "surname_may_have_changed",
    "same_identifier_other_name",
    "same_name_no_date_of_birth",
)
NO_REASON, IDENTIFIER_CONFLICT, TWIN, SURNAME_CHANGED, SAME_IDENTIFIER, SAME_NAME = range(6)
BANDS = ("none", "possible", "strong")

FORENAME_BITS, ASKED_NAME, LISTED_NAME, BAND, REASON, SURNAME_BITS, MIDDLE_BITS, ASKED_SURNAME, LISTED_SURNAME = range(8, 17)
JANUARY = 17
"""Places after the row levels in what the scorer leaves of a pair; rarities are in sixteenths of a bit. `*_NAME` is the name whose

forenames were compared, `*_SURNAME` the one whose surname was, JANUARY whether a 1 January is what agrees.
"""
FOUND = 18
"""Integers that the scorer leaves of a pair."""
