"""Who of the people in a text the notice is about: mentions gathered into persons, and subjects told from everybody else."""

import re
from dataclasses import dataclass, field

from vetting.notices.reading.forces import MASK
from vetting.notices.reading.outcomes import is_other_case
from vetting.notices.reading.people import PERSON_LINE, Mention
from vetting.notices.reading.ranks import DUTIES, SENIOR_RANKS, standing_of
from vetting.notices.reading.text import Article

__all__ = [
    "Page",
    "Person",
    "is_official",
    "is_senior",
    "nominative",
    "persons_named",
    "stands_with",
    "subject_cue",
    "subjects_named",
]


_SHOUTED = re.compile(r"\b[^\W\d_a-z]{3,}\b")


@dataclass(frozen=True)
class Page:
    """An article with its mentions, as the rules about people see it."""

    article: Article
    masked: str
    mentions: tuple[Mention, ...]

    def words(self, sentence: int) -> str:
        """Return a sentence with the forces masked."""
        place = self.article.sentences[sentence]
        return self.masked[place.start : place.end].replace("\n", " ")

    def around(self, mention: Mention) -> tuple[str, str]:
        """Return the sentence's words before and after a mention."""
        words, offset = self.words(mention.sentence), self.article.sentences[mention.sentence].start
        return words[: mention.start - offset], words[mention.end - offset :]


@dataclass
class Person:
    """Everything the text says of one person, by its mentions."""

    mentions: list[Mention] = field(default_factory=list)
    number: str | None = None

    @property
    def name(self) -> str | None:
        """The fullest form of the name; of two such, the one that is not in capitals."""
        return max(
            (m.name for m in self.mentions if m.name), key=lambda name: (len(name.split()), not _SHOUTED.search(name)), default=None
        )

    @property
    def alias(self) -> str | None:
        """The alias as the text first gives it."""
        return next((m.alias for m in self.mentions if m.alias), None)

    @property
    def generic(self) -> bool:
        """Whether the text neither names the person nor gives an alias or number."""
        return all(m.kind == "generic" for m in self.mentions)

    def sentences(self) -> set[int]:
        """The sentences that mention the person."""
        return {m.sentence for m in self.mentions}


# --- gathering --------------------------------------------------------------------------------------------------------


def persons_named(page: Page) -> list[Person]:
    """Gather mentions by name, alias or number into persons, with the later ones by bare surname."""
    persons: list[Person] = []
    specific = [m for m in page.mentions if m.kind != "generic"]
    for mention in sorted(specific, key=lambda m: len((m.name or "").split()) < 2):
        owner = next((person for person in persons if _same(person, mention)), None)
        if owner is None:
            owner = Person()
            persons.append(owner)
        owner.mentions.append(mention)
    for person in persons:
        person.mentions += _by_surname(page, person, persons)
        person.mentions.sort(key=lambda m: m.start)
    return sorted(persons, key=lambda person: person.mentions[0].start)


def _same(person: Person, mention: Mention) -> bool:
    if mention.kind == "alias":
        letter = (mention.alias or "").split()[-1]
        return any(m.alias and m.alias.split()[-1] == letter for m in person.mentions)
    if mention.kind == "number":
        return any(m.number == mention.number for m in person.mentions)
    if person.name is None or mention.name is None:
        return False
    mine, other = person.name.casefold().split(), mention.name.casefold().split()
    if len(other) == 1:
        return _near(mine[-1], other[0])
    if len(mine) == 1:
        return mine[0] == other[-1]
    return _near(mine[-1], other[-1]) and (
        mine[0] == other[0] or (mine[0][0] == other[0][0] and min(len(mine[0]), len(other[0])) <= 2)
    )


def _near(one: str, other: str) -> bool:
    """Take "Elliot" for "Elliott": newspapers misspell a surname they have just printed."""
    return one == other or (
        min(len(one), len(other)) > 4 and (one.startswith(other) or other.startswith(one)) and abs(len(one) - len(other)) == 1
    )


def _by_surname(page: Page, person: Person, persons: list[Person]) -> list[Mention]:
    name = person.name
    if name is None or len(name.split()[-1]) < 3:
        return []
    surname = name.split()[-1]
    if sum(1 for other in persons if other.name and other.name.split()[-1].casefold() == surname.casefold()) > 1:
        return []
    pattern = re.compile(
        rf"\b(?:(?:Mr|Mrs|Ms|Miss)\.?\s+)?(?:{re.escape(name)}|{re.escape(surname)}|{re.escape(surname.upper())})\b"
    )
    taken = [(m.start, m.end) for m in page.mentions if m.kind != "generic"]
    found: list[Mention] = []
    for index, sentence in enumerate(page.article.sentences):
        for match in pattern.finditer(page.words(index)):
            start, end = sentence.start + match.start(), sentence.start + match.end()
            namesake = re.search(r"\b([A-Z][\w'-]+)\s+$", page.words(index)[: match.start()])
            if namesake and match.group() == surname and standing_of(namesake[1]) is None:
                continue  # "director David Ford" is not the PC Sean Ford of the article
            if not any(start < other and end > first for first, other in taken):
                found.append(Mention(start, end, "named", None, index, name=surname))
    return found


# --- subject or not ---------------------------------------------------------------------------------------------------

_CHARGED = (
    r"(?:would\s+(?:\w+\s+){0,3}have\s+(?:\w+\s+)?been|(?:was|were|been|is|are|being)\s+(?:\w+\s+){0,2}(?:dismissed|sacked|"
    r"fired|given|issued|handed|found|accused|suspended|charged|arrested|convicted|"
    r"jailed|sentenced|cleared|acquitted|reinstated|investigated|barred|placed|under\s+(?:criminal\s+)?investigation|alleged|"
    r"due\s+to\s+(?:face|appear)|served\s+with|subject|demoted|reduced|proven|determined|anonymi[sz]ed|"
    r"granted\s+anonymity|referred|ordered|fined|spared|told\s+(?:he|she|they)\s+would)|"
    r"dismissed\b(?!\s+(?:the|two|three|four|all|both|him|her|them|a|an|PC|former|Sgt))|sacked\b(?!\s+(?:him|her|them|PC|two))|"
    r"fac(?:ed|es|ing|e)\b|"
    r"breached|resigned|retired|pleaded|pled|admitted|denied|denies|accepted|committed|(?:had|has)\s+a\s+case\s+to\s+answer|"
    r"received\s+(?:an?|no|words|management|\w+\s+advice)|receives|appeal(?:ed|s|ing)\b|"
    r"(?:is|was|will|to)\s+(?:\w+\s+)?appear\b|appeared|(?:will|is\s+to|are\s+to|to)\s+(?:\w+\s+){0,2}(?:face|appear|answer|"
    r"attend|be\s+(?:dismissed|placed|added|barred))|attended\s+(?:a|an|the)\s+(?:\w+\s+){0,3}hearing|"
    r"escapes?|avoids?|keeps?\s+(?:his|her|their)\s+job|loses?|lost\s+(?:his|her|their)\s+(?:job|appeal)|wins?|won|accused|"
    r"jailed|guilty|barred|behaved|abused|lied|(?:sent|used|made|took|accessed|failed|engaged|formed|"
    r"had\s+(?:an?\s+)?(?:\w+\s+)?(?:relationship|affair|sex)))"
)
_CUE_AFTER = re.compile(
    rf"^(?:['\"]|\(\d+\)|'s?\s+(?:conduct|actions|behaviour|dismissal|phone|case|appeal|hearing|duties|offending|messages|"
    rf"lies))?[^;\"]{{0,170}}?\b{_CHARGED}(?!\w)",
    re.IGNORECASE,
)
_TOLD_OF = re.compile(
    r"^[^;\"]{0,170},\s+(?:a|the)\s+(?:\w+\s+){0,4}(?:panel|hearing)\s+(?:was\s+told|(?:has\s+)?heard|has\s+been\s+told)\b",
    re.IGNORECASE,
)
"""What a report says of the accused before it says who was told: "PC Doe struck a man, a misconduct panel heard"."""
_NOT_ACCUSED = re.compile(
    r"^[^;.\"]{0,100}?\b(?:(?:was|is|were|are)\s+(?:not|never)\s+(?:(?:the|a)\s+)?(?:subject|accused|part\s+of)|(?:was|were)\s+(?:praised|commended|thanked)|"
    r"fac(?:es?|ed)\s+no\s+(?:\w+\s+){0,2}(?:proceedings|hearing|allegations?|charges?))\b",
    re.IGNORECASE,
)
"""What is said of somebody who was there and has no case: "PC Roe, who was with him, was not the subject of proceedings"."""
_POSSESSED = re.compile(
    r"^'s?\s+(?:\w+\s+)?(?:conduct|actions|behaviour|dismissal|appeal|offending|misconduct|failure)", re.IGNORECASE
)
_CUE_BEFORE = re.compile(
    r"\bhearing\b[^.;]{0,60}\bfor\s+(?:the\s+)?(?:(?:\w+\s+)?(?:former\s+|serving\s+)?officers?\s*,?\s*)?$|"
    r"(?:allegations?|case|proven|proceedings|finding|made|brought|charges?|complaints?)\s+(?:\w+\s+){0,3}against\s+(?:the\s+)?$|"
    r"(?:hearing|proceedings|panel|meeting|notice|outcome|case|matter)\s+(?:\w+\s+){0,3}(?:for|into|"
    r"of)\s+(?:the\s+)?(?:conduct\s+of\s+)?$|"
    r"(?:hearing|proceedings|meeting|notice|outcome)\b[^.;]{0,60}?\b(?:regarding|concerning|concern(?:ed|s)|involving|"
    r"relating\s+to|in\s+respect\s+of|in\s+relation\s+to)\s+(?:the\s+|"
    r"an?\s+)?(?:conduct\s+of\s+)?(?:former\s+)?(?:police\s+)?(?:officer\s+)?$|"
    r"(?:alleged|found|ruled|determined|concluded|decided|heard|accept\w*|accusing|told)\s+(?:that\s+|how\s+)?(?:the\s+)?$|"
    r"(?:dismissal|sacking|dismissed|dismiss|sacked|suspended|conduct|actions|behaviour|jailing)\s+(?:of\s+)?$|"
    r"(?:against|given\s+to|issued\s+to|handed\s+to|warning\s+(?:to|for))\s+$|(?:officer|name|subject|concerned|proceedings)\s*:\s*$|"
    r"\bappeal\s+(?:(?:made|brought|lodged|launched|submitted)\s+)?(?:by|from)\s+(?:the\s+)?$|"
    r"\b(?:they|those\s+(?:dismissed|involved|concerned))\s+(?:are|were)\s*:?\s*$|\bnamed\s+as\s*:?\s*$",
    re.IGNORECASE,
)
_OFFICIAL_AFTER = re.compile(
    r"^(?:'s?\s+(?!(?:wife|husband|partner|girlfriend|boyfriend|ex|friend|colleague|crewmate|barrister|solicitor|counsel|victim)\b)\w+)?"
    r"(?:\s*,[^\";]{0,130}?,|\s*\([^)]{0,60}\)|\s*,)?\s*(?:(?:has|have|had|also|later|further|recently|who|"
    r",)\s+){0,3}(?:said|says|saying|added|adds|commented|explained|stated|responded|told\s+(?:(?:the|a)\s+(?:press|media|bbc|"
    r"briefing|meeting|conference|committee)|reporters|us)|"
    r"chaired|chairing|presided|presiding|ruled|determined|decided|concluded|found(?!\s+(?:guilty|to\s+have))|agreed|as\s+(?:the\s+)?chair|"
    r"dismissed\s+(?:two|three|four|all|both|the|him|her|them|PC|former|Sgt|Officer)|led\s+the|was\s+(?:the\s+)?(?:chair|"
    r"tribunal)|"
    r"sat\s+(?:on|with)|announced|accepted\s+the\s+panel|welcomed|gave\s+evidence|heard|considered|is\s+(?:the\s+)?(?:head|lead|"
    r"director|chair)|paid\s+tribute|conducted|oversaw)\b",
    re.IGNORECASE,
)
_OFFICE = re.compile(
    rf"^\s*,?\s*(?:\([^)]{{0,40}}\)\s*,?\s*)?(?:who\s+(?:is\s+(?:head|the\s+head)|leads|heads|chaired|"
    rf"led\s+the\s+(?:investigation|hearing|panel|inquiry|case)|presided|oversees|"
    rf"investigated)|(?:the\s+|our\s+|its\s+|{MASK}+(?:'s)?\s+|deputy\s+|interim\s+|acting\s+)*(?:head|lead\b|director|chair|"
    rf"in\s+the\s+chair|leading|representing|responsible|panel\s+member|legally|"
    rf"from\s+(?:the\s+)?(?:{MASK}+(?:'s)?\s+|force's\s+)?(?:\w+\s+)?(?:professional\s+standards|directorate|anti-corruption|"
    rf"counter[\s-]corruption|professionalism|PSD|DPS)|of\s+(?:the\s+)?(?:{MASK}+(?:'s)?\s+|"
    rf"force's\s+)?(?:professional\s+standards|directorate|PSD|professionalism)|professionalism|professional\s+standards))",
    re.IGNORECASE,
)
_OFFICIAL_BEFORE = re.compile(
    rf"(?:chaired\s+by|led\s+by|presided\s+over\s+by|heard\s+by|before|conducted\s+by|overseen\s+by|investigated\s+by|"
    rf"interviewed\s+by|arrested\s+by|made\s+by|reported\s+by|chair(?:man|person|woman)?(?:\s+of\s+the\s+panel)?|(?:supervised|"
    rf"represented|given|decided|found|dismissed|announced|issued|signed|delivered|written|read|taken)\s+by|according\s+to|"
    rf"statement\s+from|counsel|judge|"
    rf"and\s+panel|consisted\s+of|comprised|comprising|panel\s+members?|alongside|victim|husband|wife|partner|complainant|"
    rf"supervisor|spoke\s+to|witness(?:es)?)\s*[,:]?\s*(?:the\s+|then\s+|independent\s+|temporary\s+|acting\s+|"
    rf"{MASK}+(?:'s)?\s+)*$",
    re.IGNORECASE,
)
_NOMINATIVE = re.compile(
    rf"(?:^|[,:;\"(|*•&-]|\b(?:and|but|that|when|while|whether|as|because|after|if|where|how|found|finds|ruled|rules|heard|hears|"
    rf"decided|concluded|determined|alleged|said|or|both|also|then|however|although|since|today|yesterday))\s*['\"]?\s*"
    rf"(?:(?:the|former|ex|serving|retired|then|now-former|disgraced|sacked|shamed|{DUTIES}|two|three|both|police|officers?|constables?|"
    rf"(?:his|her|their|a)\s+colleagues?|sergeants?|{MASK}+(?:'s)?)[\s-]+)*$",
    re.IGNORECASE,
)


_LISTED = re.compile(
    r"^\s*[-:|]\s*(?:\w+\s+){0,3}(?:dismiss|would\s+have\s+been|final\s+written|written\s+warning|no\s+(?:further|case)|reduc|"
    r"demot|cleared|not\s+proven)",
    re.IGNORECASE,
)
"""An entry of a list of results: "PC Jo Doe - dismissed without notice"."""
_ADVERBIAL = re.compile(r"^\W*(?:at|on|in|today|yesterday|last|this|meanwhile)\b[^,;:]{0,60}\s$", re.IGNORECASE)
_IN_ROLE = re.compile(r"\b(?:work(?:ed|ing)|serv(?:ed|ing)|employed|role|job|post)\s+as\s+(?:an?\s+)?$", re.IGNORECASE)


def nominative(page: Page, mention: Mention) -> bool:
    """Tell whether a mention can be what its sentence speaks of, rather than the object of "to", "with" or a verb."""
    before, _ = page.around(mention)
    return bool(_NOMINATIVE.search(before) or _SHARES.search(before) or _ADVERBIAL.match(before)) and not _IN_ROLE.search(before)


def subject_cue(page: Page, mention: Mention) -> bool:
    """Tell whether the words around a mention put the person before a hearing."""
    before, after = page.around(mention)
    if _LISTED.match(after):
        return True
    if _CUE_BEFORE.search(re.sub(r"(?i)(?:\bformer |\bex-|\bserving )$", "", before)) or _POSSESSED.match(after):
        return True
    return bool(_CUE_AFTER.match(after) or _TOLD_OF.match(after)) and nominative(page, mention)


_SPEAKS_BEFORE = re.compile(rf"\b(?:said|added|says)\s+(?:the\s+|{MASK}+(?:'s)?\s+)*$", re.IGNORECASE)


_SHARES = re.compile(r"\band\s+(?:his|her|their)\s+(?:then\s+)?(?:wife|husband|partner|supervisor)\s*,?\s*$", re.IGNORECASE)
_BOTH = re.compile(r"^(?:\s*,?\s*(?:aged\s+)?\(?\d{2}\)?)?\s*,?\s*(?:were|are|have|had|both)\b", re.IGNORECASE)


def is_official(page: Page, mention: Mention) -> bool:
    """Tell whether the words around a mention make the person one who chairs, speaks, investigates or reports."""
    before, after = page.around(mention)
    if _SHARES.search(before) and _BOTH.match(after):
        return False  # "PC Doe and his wife, PC Roe, were dismissed"
    if _SPEAKS_BEFORE.search(before) and re.match(r"\s*(?:[,.;:\"]|$)", after):
        return True
    return bool(_OFFICIAL_AFTER.match(after) or _OFFICE.match(after) or _OFFICIAL_BEFORE.search(before))


def is_subject(page: Page, person: Person) -> bool:
    """Tell whether the notice is about this person."""
    mentions = [m for m in person.mentions if not is_other_case(page.words(m.sentence))]
    if any(_NOT_ACCUSED.match(page.around(m)[1]) for m in mentions):
        return False
    official = sum(1 for m in mentions if is_official(page, m))
    cues = sum(1 for m in mentions if not is_official(page, m) and subject_cue(page, m))
    if person.alias and not official:
        # A hearing's cipher stands for the accused unless its holder is the one who complains.
        return cues > 0 or not any(_COMPLAINS.match(page.around(m)[1]) or _HARMED.search(page.around(m)[0]) for m in mentions)
    if is_senior(person):
        close = sum(1 for m in mentions if _close_cue(page, m))
        return cues > official * 2 and close > official
    return cues > official


_DISCIPLINE = re.compile(
    r"\b(?:misconduct|dismiss\w*|sacked|disciplin\w+|barred|IOPC|standards\s+of\s+professional)\b", re.IGNORECASE
)
_COMPLAINS = re.compile(
    r"^\s*(?:,(?:[^,;]{0,60},)?\s*)?(?:had\s+|has\s+|later\s+|also\s+|who\s+)*(?:alleged|complained|reported|claimed|felt|told|"
    r"described|disclosed|said|was\s+(?:upset|harassed|touched|assaulted))\b",
    re.IGNORECASE,
)
_HARMED = re.compile(
    r"\b(?:harassed|assaulted|towards|kissed|groped|touched|victims?|complainants?|witness(?:es)?|wom[ae]n|relationship\s+with|"
    r"colleagues?)\s*,?\s*(?:(?:only\s+)?(?:known|referred\s+to)\s+(?:only\s+)?as\s+|called\s+)?(?:the\s+)?(?:(?:Officer|PC)\s+[A-Z]\s*(?:,|and)\s+)*$",
    re.IGNORECASE,
)


def is_senior(person: Person) -> bool:
    """Tell whether a person holds a rank that chairs and speaks more often than it stands accused."""
    return any(
        m.standing and m.standing.rank and (m.standing.rank in SENIOR_RANKS or m.standing.rank.split(" ", 1)[-1] in SENIOR_RANKS)
        for m in person.mentions
    )


def _close_cue(page: Page, mention: Mention) -> bool:
    """Find a cue before anybody else is mentioned: "Chief Constable X will chair hearings of officers found guilty" has none."""
    before, after = page.around(mention)
    following = next((m.start for m in page.mentions if m.sentence == mention.sentence and m.start >= mention.end), None)
    near = after[: following - mention.end] if following is not None else after
    return not is_official(page, mention) and bool(
        _CUE_BEFORE.search(before) or _POSSESSED.match(after) or (_CUE_AFTER.match(near[:80]) and nominative(page, mention))
    )


_BESIDE = re.compile(
    rf"^\s*(?:,?\s*\d{{2}}\s*)?(?:,|,?\s*and|&|,?\s*alongside|,?\s*along\s+with|,?\s*as\s+well\s+as)\s+"
    rf"(?:(?:former|ex|serving|officers?|{DUTIES}|{MASK}+(?:'s)?)[\s-]+)*$",
    re.IGNORECASE,
)


def stands_with(page: Page, person: Person, subjects: list[Person]) -> bool:
    """Tell whether a person is named in one breath with a subject: "PC Doe and PC Roe stopped the man"."""
    theirs = [m for subject in subjects for m in subject.mentions if nominative(page, m) or subject_cue(page, m)]
    if any(is_official(page, m) or _NOT_ACCUSED.match(page.around(m)[1]) for m in person.mentions):
        return False
    return any(
        m.sentence == other.sentence and _BESIDE.match(page.masked[other.end : m.start].replace("\n", " "))
        for m in person.mentions
        for other in theirs
        if other.end <= m.start
    )


_VERB_NEXT = re.compile(r"^\s+(?:was|were|had|has|is|would|did|also|will)\b", re.IGNORECASE)


def _acts(page: Page, mention: Mention) -> bool:
    """Tell whether a cipher beside names is of one who did something, not of the "PC G" to whom it was done."""
    return subject_cue(page, mention) or (nominative(page, mention) and bool(_VERB_NEXT.match(page.around(mention)[1])))


def subjects_named(page: Page) -> list[Person]:
    """Return the persons by name, alias or number that the notice is about.

    Where no words put anybody before a hearing, the one junior officer whom the article itself names, if nobody else, is meant.
    """
    persons = persons_named(page)
    subjects = [person for person in persons if is_subject(page, person)]
    if any(person.name for person in subjects):
        subjects = [person for person in subjects if person.name or any(_acts(page, m) for m in person.mentions)]
    if subjects:
        # In the order of the text, so that "PC Doe, PC Roe and PC Poe" is taken up link by link.
        for person in persons:
            if person not in subjects and stands_with(page, person, subjects):
                subjects.append(person)
        return [person for person in persons if person in subjects]
    if not _DISCIPLINE.search(page.masked):
        return []
    bystanders = [person for person in persons if not any(is_official(page, m) for m in person.mentions)]
    nominated = [
        person
        for person in bystanders
        if any(nominative(page, m) and not is_other_case(page.words(m.sentence)) for m in person.mentions)
    ]
    junior = [person for person in nominated if not is_senior(person)]
    headed = [person for person in junior if any(_heads_page(page, m) for m in person.mentions)]
    return junior if len(junior) == 1 else headed if len(headed) == 1 else []


def _heads_page(page: Page, mention: Mention) -> bool:
    """Tell whether a line above the text is nothing but the person."""
    headline = page.article.sentences[mention.sentence].headline
    return headline and bool(PERSON_LINE.fullmatch(page.words(mention.sentence).strip()))
