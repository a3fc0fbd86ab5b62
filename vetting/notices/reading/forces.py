"""Where a text names a force, and which force that is."""

import re
from dataclasses import dataclass

from vetting.access.forces import FORCES, OUT_OF_SCOPE, find_force

__all__ = ["MASK", "ForceMention", "force_mentions", "mask_forces"]

MASK = "\u0192"
"""Stands for each letter of a force's name in the masked text, so that the rules see one word for any force."""

_STYLES = r"(?:police\s+service|police\s+force|constabulary|police|force)"
_NOT_THE_FORCE = r"(?!\s+(?i:federation|and\s+crime|&\s+crime|authority|and\s+fire|cadet))"
_PEOPLE = (
    r"(?:officers?|cops?|bobby|PC|Pc|PCs|PCSOs?|DC|DS|DI|DCI|detectives?|constables?|sergeants?|sgt|inspectors?|"
    r"superintendents?|"
    r"[Cc]hief|[Ss]pecial|policem[ae]n|policewom[ae]n|acting|temporary|former|staff|call\s+handlers?|custody|detention|"
    r"force)"
)
_SHORT = ("MPS", "GMP", "WMP", "TVP", "WYP", "SYP", "NYP", "NWP", "SWP", "BTP", "MDP", "CNC", "NCA", "PSNI")
_UNSTYLED_PLACES = frozenset({"Met", "The Met", "Scotland Yard", "New Scotland Yard"})


@dataclass(frozen=True)
class ForceMention:
    """A force named in the text."""

    start: int
    end: int
    force: str


def _words(name: str) -> str:
    """Turn a name into a pattern that takes "&" for "and", and any spacing or hyphen between the words."""
    return r"[\s-]+".join("(?:and|&)" if word in {"and", "&"} else re.escape(word) for word in re.split(r"[\s-]+", name))


def _cores() -> list[str]:
    """Return the place names of the 43 forces, long ones first, so that "South Yorkshire" wins over a shorter one."""
    names = {force.name for force in FORCES} | {
        "Hampshire and Isle of Wight",
        "Hampshire and the Isle of Wight",
        "Hampshire and IOW",
    }
    for force in FORCES:
        for alias in (force.title, *force.aliases):
            core = re.sub(r"\s+(?:Police|Constabulary|Police Service)$", "", alias)
            if core not in _UNSTYLED_PLACES and not core.isupper() and "(" not in core:
                names.add(core)
    return sorted(names - {"MetPol", "CoLP"}, key=lambda name: (-len(name), name))


_CORE = "|".join(_words(core) for core in _cores())
_BODIES = sorted(
    {body.name for body in OUT_OF_SCOPE} | {"RAF Police", "MOD Police", "Jersey Police", "Isle of Man Police"}, key=len
)
_FORCE = re.compile(
    rf"\b(?:(?P<body>(?i:{'|'.join(_words(name) for name in reversed(_BODIES))}))|(?i:Heddlu)\s+(?P<welsh>Gwent|"
    rf"De\s+Cymru|Gogledd\s+Cymru)|"
    rf"(?P<styled>(?:(?i:{_CORE})|Met))\s+(?i:{_STYLES}){_NOT_THE_FORCE}|"
    rf"(?P<scotland>(?:New\s+)?Scotland\s+Yard)|(?P<met>(?:(?<=the\s)|(?<=The\s)|(?<=ex-))Met|"
    rf"Met(?=(?:'s)?\s+(?:{_PEOPLE})\b))(?!\s+Office)|"
    rf"(?P<place>{_CORE})(?=(?:'s)?\s+{_PEOPLE}\b)|(?P<short>{'|'.join(_SHORT)}))\b{_NOT_THE_FORCE}"
)


def force_mentions(folded: str) -> list[ForceMention]:
    """Return every force that the text names, by whatever name, in order; not federations or commissioners' offices."""
    found: list[ForceMention] = []
    for match in _FORCE.finditer(folded):
        kind = match.lastgroup or ""
        words = " ".join(match[kind].split()) if match[kind] else ""
        body = find_force(f"Heddlu {words}" if kind == "welsh" else "Met" if kind in {"met", "scotland"} else words)
        if body is not None:
            found.append(ForceMention(match.start(), match.end(), body.name))
    return found


def mask_forces(text: str, mentions: list[ForceMention]) -> str:
    """Replace each force's name by as many mask letters, which keeps every position."""
    parts: list[str] = []
    done = 0
    for mention in mentions:
        parts += [text[done : mention.start], MASK * (mention.end - mention.start)]
        done = mention.end
    return "".join([*parts, text[done:]])
