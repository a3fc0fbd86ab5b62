"""Service numbers, forces and National Insurance numbers, folded to what is compared."""

from __future__ import annotations

import re
from functools import lru_cache

from vetting.matching.folding import tokens

_NATIONAL_INSURANCE = re.compile(r"([A-CEGHJ-PR-TW-Z])([A-CEGHJ-NPR-TW-Z])(\d{6})[A-D]?")
_NOT_ISSUED = frozenset({"BG", "GB", "KN", "NK", "NT", "TN", "ZZ"})
_FORCE_WORDS = frozenset({"police", "constabulary", "service", "force", "of", "the", "and", "county", "officer", "s"})
_FORCE_NAMES = {
    "mps": "metropolitan",
    "met": "metropolitan",
    "gmp": "greatermanchester",
    "wmp": "westmidlands",
    "wyp": "westyorkshire",
    "syp": "southyorkshire",
    "nyp": "northyorkshire",
    "tvp": "thamesvalley",
    "btp": "britishtransport",
    "mdp": "ministrydefence",
    "cnc": "civilnuclear",
    "nca": "nationalcrimeagency",
    "hampshireislewight": "hampshire",
    "cityoflondon": "citylondon",
    "devoncornwall": "devoncornwall",
    "psni": "northernireland",
    "scotland": "scotland",
}
"""Short forms people write for a force (domain.md section 4: name variants are real)."""


@lru_cache(maxsize=16_384)
def fold_force(text: str | None) -> str:
    """Fold a force's name: "Kent Police", "KENT CONSTABULARY" and "kent" are one; any text is taken. Empty if nothing is left."""
    words = tokens((text or "")[:200])
    folded = "".join(word for word in words if word not in _FORCE_WORDS) or "".join(words)
    if not folded:
        folded = "".join(char for char in (text or "")[:40] if char.isalnum()).lower()
    return _FORCE_NAMES.get(folded, folded)


@lru_cache(maxsize=8_192)
def fold_service_number(text: str) -> str:
    """Fold a warrant, collar or staff number: letters and digits in capitals, leading zeros dropped. Empty if ill-formed.

    A number without a digit, or longer than 16 letters and digits, is ill-formed.
    """
    kept = "".join(char for char in text[:60].upper() if char.isascii() and char.isalnum())
    kept = kept.lstrip("0")
    if not any(char.isdigit() for char in kept) or len(kept) > 16:
        return ""
    return kept


@lru_cache(maxsize=8_192)
def fold_national_insurance(text: str | None) -> int:
    """Fold a National Insurance number to an integer (the suffix letter is left out); 0 if missing or ill-formed.

    The form is HM Revenue and Customs' (manual NIM39110): two letters of a closed set, six digits, a suffix A to D that may be
    missing.
    """
    kept = "".join(char for char in (text or "")[:40].upper() if char.isalnum())
    found = _NATIONAL_INSURANCE.fullmatch(kept)
    if not found or found[1] + found[2] in _NOT_ISSUED:
        return 0
    return ((ord(found[1]) - 64) * 27 + (ord(found[2]) - 64)) * 1_000_000 + int(found[3])
