"""Which force a person belongs to, where a notice names one force or several."""

import re
from collections import Counter

from vetting.notices.reading.cast import Page, Person
from vetting.notices.reading.forces import MASK, ForceMention
from vetting.notices.reading.outcomes import is_other_case
from vetting.notices.reading.ranks import SENIOR_RANKS

__all__ = ["employer_of"]

_ADJECTIVES = (
    r"(?:(?:former|ex|serving|retired|senior|student|probationary|special|police|male|female|acting|temporary|then|"
    r"unnamed|firearms|traffic|neighbourhood|response)[\s-]+)*"
)
_JUST_BEFORE = re.compile(rf"{MASK}+(?:'s)?\s+(?:\([A-Z]+\)\s+)?(?:[A-Z][\w-]+\s+)?{_ADJECTIVES}$", re.IGNORECASE)
_OF = re.compile(
    rf"^(?:\s*\([^)]{{0,20}}\))?(?:\s*,?\s*(?:aged\s+)?\d{{2}}\s*,)?\s*,?\s*(?:who\s+|was\s+|is\s+|had\s+|been\s+|"
    rf"formerly\s+|then\s+|a\s+|an\s+|the\s+)*(?:of|from|with|at|in|for|served\s+(?:with|in|for|at)|worked\s+(?:for|"
    rf"with|at)|"
    rf"serving\s+(?:with|in|at)|working\s+(?:for|with|at)|employed\s+by|attached\s+to|based\s+(?:with|at|in)|joined|"
    rf"resigned\s+from|retired\s+from|left|dismissed\s+from)\s+(?:the\s+)?{MASK}+",
    re.IGNORECASE,
)
_AND_THEN = re.compile(
    rf"^\s*,?\s*(?:and\s+)?(?:then|later|latterly|most\s+recently)\s+(?:(?:of|with|for|at)\s+)?(?:the\s+)?{MASK}+", re.IGNORECASE
)
"""Where somebody who "was formerly of one force and then another" went."""
_NOT_EMPLOYER = re.compile(
    r"(?:investigat\w+\s+(?:\w+\s+){0,3}(?:by|from)|arrested\s+by|assisted\s+by|chaired\s+by|led\s+by|"
    r"carried\s+out\s+by|conducted\s+by|assistance\s+(?:of|from)|statement\s+from|moved\s+(?:from|"
    r"to)|transferred\s+(?:from|to)|previously\s+(?:with|at|in)|"
    r"applied\s+to(?:\s+join)?|now\s+(?:with|at|serves\s+with)|on\s+behalf\s+of|"
    r"(?<!dismissed\s)(?<!without\snotice\s)(?<!sacked\s)(?<!employed\s)(?<!fired\s)by|chief\s+constable\s+of|"
    r"another\s+force|neighbouring|outside\s+force)\s*,?\s*(?:the\s+)?$",
    re.IGNORECASE,
)
_CHAIR_OF = re.compile(
    r"\b(?:in\s+front\s+of|before|chaired\s+by|led\s+by|heard\s+by)\s+(?:the\s+)?(?:(?:assistant|deputy|temporary|acting|then)\s+)*"
    r"chief\s+constable\s+(?:[\w'-]+\s*){1,4},?\s+(?:of|from)\s+(?:the\s+)?$",
    re.IGNORECASE,
)
_SPEAKER_OF = re.compile(
    r"^'?s?\s+(?:assistant\s+|deputy\s+)*(?:chief\s+constable|commissioner|federation|police\s+and\s+crime|deputy|"
    r"assistant|detective\s+chief\s+superintendent|headquarters|spokes\w+|said)",
    re.IGNORECASE,
)


def employer_of(page: Page, person: Person, forces: list[ForceMention], *, alone: bool) -> ForceMention | None:
    """Return where the text names the force a person serves, or last served, or None where it leaves several possible."""
    forces = [force for force in forces if not _is_of_chair(page, force)]
    attached = [found for mention in person.mentions if (found := _attached(page, mention.start, mention.end, forces))]
    if attached:
        return attached[0]
    own = [force for force in forces if not _is_aside(page, force)]
    own = [force for force in own if not _is_of_senior(page, person, force)] or own
    if not alone:
        # In a notice about several people a force said of one of them is not the others' force, unless there is no other.
        return own[0] if len({force.force for force in own}) == 1 else _prevailing(page, own)
    return _prevailing(page, own) if own else (forces[0] if len({force.force for force in forces}) == 1 else None)


def _attached(page: Page, start: int, end: int, forces: list[ForceMention]) -> ForceMention | None:
    """Find the force in "Kent Police PC Jo Doe" or "PC Jo Doe, of Kent Police"."""
    inside = next((force for force in forces if start <= force.start < end), None)
    if inside:
        return inside
    sentence = next((s for s in page.article.sentences if s.start <= start < s.end), None)
    if sentence is None:
        return None
    before = _JUST_BEFORE.search(page.masked[sentence.start : start])
    if before:
        return next(
            (force for force in reversed(forces) if force.start >= sentence.start + before.start() and force.end <= start), None
        )
    after = _OF.match(page.masked[end : sentence.end].replace("\n", " "))
    if after:
        last = _AND_THEN.match(page.masked[end + after.end() : sentence.end].replace("\n", " "))
        reach = end + after.end() + (last.end() if last else 0)
        return next((force for force in reversed(forces) if end <= force.start < reach), None)
    return None


def _is_of_chair(page: Page, force: ForceMention) -> bool:
    """Tell whether a force is there only to say whose chief constable sat: "in front of Chief Constable Doe, of Kent Police"."""
    sentence = next((s for s in page.article.sentences if s.start <= force.start < s.end), None)
    return sentence is not None and bool(_CHAIR_OF.search(page.masked[sentence.start : force.start]))


def _is_of_senior(page: Page, person: Person, force: ForceMention) -> bool:
    """Tell whether a force only says where somebody of a high rank beside the person comes from: "ACC Doe of Kent Police sat"."""
    return any(
        m.end <= force.start <= m.end + 40
        and m not in person.mentions
        and m.kind == "named"
        and m.standing is not None
        and m.standing.rank in SENIOR_RANKS
        and _OF.match(page.masked[m.end : force.end].replace("\n", " "))
        for m in page.mentions
    )


def _is_aside(page: Page, force: ForceMention) -> bool:
    sentence = next((s for s in page.article.sentences if s.start <= force.start < s.end), None)
    if sentence is None:
        return True
    before = page.masked[sentence.start : force.start]
    return bool(_NOT_EMPLOYER.search(before)) or is_other_case(sentence.text)


def _prevailing(page: Page, forces: list[ForceMention]) -> ForceMention | None:
    """Take the one force of the headline and lead, or the one named at least twice as often as any other."""
    if not forces:
        return None
    ranked = Counter(force.force for force in forces).most_common()
    if len(ranked) == 1 or ranked[0][1] >= 2 * ranked[1][1]:
        return next(force for force in forces if force.force == ranked[0][0])
    opening = [s.end for s in page.article.sentences if s.headline] + [s.end for s in page.article.sentences if not s.headline][:2]
    first = {
        force.force for force in forces if force.end <= max(opening, default=0) and not _SPEAKER_OF.match(page.masked[force.end :])
    }
    return next((force for force in forces if force.force in first), None) if len(first) == 1 else None
