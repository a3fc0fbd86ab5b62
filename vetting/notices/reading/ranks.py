"""Ranks and roles, in full and by abbreviation, as the words before a name or as the head of "a former … officer"."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

__all__ = ["ABBREVIATED", "DUTIES", "SENIOR_RANKS", "SPELLED", "Standing", "standing_of"]


@dataclass(frozen=True)
class Standing:
    """What a title says of its holder."""

    role: str
    rank: str | None = None


DUTIES = r"(?:custody|response|neighbourhood|traffic|firearms|roads|policing|trainee|student|probationary|retired)"
"""What stands between "former" or "and" and a rank without making it another's."""
_DETECTIVE = r"(?:trainee\s+)?(?:detective|det\.?)\s+"
_RANKS: tuple[tuple[str, str], ...] = (
    ("deputy assistant commissioner", r"deputy\s+assistant\s+commissioner"),
    ("assistant commissioner", r"assistant\s+commissioner"),
    ("deputy commissioner", r"deputy\s+commissioner"),
    ("assistant chief constable", r"assistant\s+chief\s+constable"),
    ("deputy chief constable", r"deputy\s+chief\s+constable"),
    ("chief constable", r"chief\s+constable"),
    ("commissioner", r"(?<!crime\s)(?<!information\s)commissioner"),
    ("commander", r"commander"),
    ("chief superintendent", r"(?:police\s+)?(?:chief|ch\.?|c/)\s*(?:superintendent|supt\.?)"),
    ("chief inspector", r"(?:police\s+)?(?:chief|ch\.?|c/)\s*(?:inspector|insp\.?)"),
    ("superintendent", r"(?:police\s+)?(?:superintendent|supt\.?)"),
    ("inspector", r"(?:police\s+)?(?:inspector|insp\.?)(?!\s+(?:general|of\s+constabulary))"),
    ("sergeant", r"(?:police\s+)?(?:sergeant|sgt\.?)"),
    ("constable", r"(?:(?:police|temporary|trainee|student|probationary)\s+)*(?:constable|con\.(?=\s))"),
)
_SPECIALS: tuple[tuple[str, str], ...] = (
    ("special chief inspector", r"special\s+chief\s+inspector"),
    ("special superintendent", r"special\s+superintendent"),
    ("special inspector", r"special\s+(?:inspector|insp\.?)"),
    ("special sergeant", r"special\s+(?:sergeant|sgt\.?)"),
    (
        "special constable",
        r"(?:special\s+(?:police\s+)?constable|special(?=s?\s+(?:who|was|has|with|from)\b)|"
        r"volunteer\s+(?:police\s+)?(?:constable|officer))",
    ),
)
_ROLES: tuple[tuple[str, str], ...] = (
    ("PCSO", r"(?:police\s+)?community\s+support\s+officer|PCSO|P\.C\.S\.O\."),
    (
        "designated officer",
        r"(?:designated\s+)?(?:civilian\s+)?(?:custody\s+)?(?:detention|escort)\s+(?:and\s+escort\s+)?officer|"
        r"designated\s+(?:investigation|civilian)\s+officer|"
        r"civilian\s+investigat(?:or|ing\s+officer)|police\s+staff\s+investigator|designated\s+officer",
    ),
    ("community support volunteer", r"community\s+support\s+volunteer"),
    ("policing support volunteer", r"polic(?:e|ing)\s+support\s+volunteer"),
    (
        "police staff",
        r"(?:member\s+of\s+(?:police\s+)?staff|police\s+staff(?:\s+(?:member|employee))?|staff\s+member|"
        r"police\s+(?:employee|worker)|civilian\s+(?:employee|worker|staff\s+member)|"
        r"(?:999\s+)?(?:call|contact)(?:[\s-]+cent(?:re|er))?[\s-]+(?:handler|taker|operator)|(?:control|"
        r"force\s+control)\s+room\s+(?:operator|worker|dispatcher|supervisor)|"
        r"(?:999|emergency)\s+(?:operator|dispatcher)|dispatcher|crime\s+scene\s+(?:investigator|examiner)|"
        r"(?:front\s+counter|enquiry|station\s+enquiry|intelligence|communications|licensing|vetting|property|"
        r"digital\s+media)\s+(?:officer|analyst|clerk)|"
        r"(?:crime|intelligence)\s+analyst)",
    ),
)
_OFFICER = (
    r"(?:(?:student|probationary|trainee|firearms|traffic|response|neighbourhood|roads\s+policing|undercover|"
    r"armed)\s+)*(?:police\s+)?(?:officer|detective|probationer|policem[ae]n|policewom[ae]n|cop|bobby)"
)
_SHORT: tuple[tuple[str, str, str | None], ...] = (
    (r"T?DC|Dc|TDC", "police officer", "detective constable"),
    (r"DS|D/?Sgt", "police officer", "detective sergeant"),
    (r"DI|D/?Insp", "police officer", "detective inspector"),
    (r"DCI", "police officer", "detective chief inspector"),
    (r"DSU|DSupt|D/?Supt", "police officer", "detective superintendent"),
    (r"DCS|DCh\s?Supt|D/?Ch\s?Supt", "police officer", "detective chief superintendent"),
    (r"ACC", "police officer", "assistant chief constable"),
    (r"DCC", "police officer", "deputy chief constable"),
    (r"DAC", "police officer", "deputy assistant commissioner"),
    (r"PC|Pc|P\.C\.|WPC", "police officer", "police constable"),
    (r"PS", "police officer", "sergeant"),
    (r"SC|Spc", "special constable", "special constable"),
)
SENIOR_RANKS = frozenset(
    rank
    for rank, _ in _RANKS
    if rank.endswith(("commissioner", "chief constable", "commander")) or rank in {"chief superintendent", "superintendent"}
) | {"detective superintendent", "detective chief superintendent"}
"""Those who sit on panels and speak for forces far more often than they stand before them."""

_LADDER = "|".join(pattern for _, pattern in _RANKS)
SPELLED = (
    "(?:"
    + "|".join(
        [
            *(pattern for _, pattern in _ROLES),
            *(pattern for _, pattern in _SPECIALS),
            rf"(?:{_DETECTIVE})?(?:{_LADDER})",
            r"assistant\s+chief\s+officer|chief\s+officer|superintendent",
            rf"{_DETECTIVE}con\b",
            _OFFICER,
        ]
    )
    + ")"
)
"""Any rank or role in words; to be matched without regard to case."""
ABBREVIATED = "(?:" + "|".join(f"(?:{pattern})" for pattern, _, _ in sorted(_SHORT, key=lambda row: -len(row[0]))) + ")"
"""Any rank by its letters; to be matched with its case, so that "ds" or "pc" in ordinary words is left alone."""

_ACTING = re.compile(r"^(?:(?P<temporary>temporary|temp\.?|t/)|(?P<acting>acting|a/))\s*", re.IGNORECASE)


def standing_of(title: str) -> Standing | None:
    """Return the role and rank that a title states, or None where it is not a title of policing."""
    words = " ".join(title.split()).strip()
    acting = _ACTING.match(words)
    if acting and not re.match(r"temporary\s+constable", words, re.IGNORECASE):
        inner = standing_of(words[acting.end() :])
        if inner is None or inner.rank is None:
            return inner
        return Standing(inner.role, f"{'temporary' if acting['temporary'] else 'acting'} {inner.rank}")
    if len(words) > 3 and words.endswith("s") and not words.endswith("ss"):
        words = words[:-1]
    if words in {"PCs", "DCs", "Pcs", "DSs"}:
        words = words[:-1]
    for pattern, role, rank in _SHORT:
        if re.fullmatch(pattern, words):
            return Standing(role, rank)
    return _spelled_standing(words)


def _spelled_standing(words: str) -> Standing | None:
    for standing, pattern in _SPELLED_STANDINGS:
        if re.fullmatch(pattern, words, re.IGNORECASE):
            return standing
    return None


def _rank_standings() -> Iterator[tuple[Standing, str]]:
    for rank, pattern in _RANKS:
        yield Standing("police officer", "police constable" if rank == "constable" else rank), pattern
        yield Standing("police officer", f"detective {rank}"), f"{_DETECTIVE}(?:{pattern})"


_SPELLED_STANDINGS: tuple[tuple[Standing, str], ...] = (
    *((Standing(role), pattern) for role, pattern in _ROLES),
    *((Standing("special constable", rank), pattern) for rank, pattern in _SPECIALS),
    (Standing("police officer", "detective constable"), rf"{_DETECTIVE}con\.?"),
    *_rank_standings(),
    (Standing("police staff"), r"(?:assistant\s+)?chief\s+officer"),
    (Standing("police officer"), _OFFICER),
)
