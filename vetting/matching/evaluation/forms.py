"""How a person gets onto a form: their habits of writing a name, and what goes wrong with names, dates and numbers on the way."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from random import Random

from anyascii import anyascii

from vetting.matching.data import fold, forename_spelling_groups, nickname_pairs, surname_spelling_groups, translation_pairs
from vetting.matching.evaluation import slips
from vetting.matching.evaluation.people import Person, change_surname
from vetting.matching.evaluation.pool import NamePool, held_out_forms
from vetting.matching.identity import Identity, PersonName, ServiceNumber

TITLES = (
    "Mr",
    "Mrs",
    "Ms",
    "Miss",
    "Dr",
    "PC",
    "DC",
    "Sgt",
    "PS",
    "DS",
    "Insp",
    "PCSO",
    "Special Constable",
    "ex-PC",
    "Rev",
    "Sgt.",
)


@dataclass(slots=True)
class Form:
    """One filled form, still open to errors. `born` is ISO text, a bare year, or None."""

    culture: str
    sex: str
    forenames: list[str]
    surname: str
    born: str | None
    others: list[PersonName] = field(default_factory=list)
    force: str | None = None
    number: tuple[str, str] | None = None
    insurance: str | None = None

    def words(self) -> dict[str, str | None]:
        """Return what an error may hurt: the surname, the first forename and the date."""
        return {"surname": self.surname, "forename": self.forenames[0] if self.forenames else "", "born": self.born}

    def copy(self) -> Form:
        """Return the form as it is now."""
        return replace(self, forenames=list(self.forenames), others=list(self.others))

    def restore(self, held: Form) -> None:
        """Take back what happened since `held` was copied."""
        self.forenames, self.surname, self.born, self.others = held.forenames, held.surname, held.born, held.others

    def identity(self) -> Identity:
        """Return the form as the matcher sees it."""
        names = (PersonName(" ".join(self.forenames), self.surname), *self.others)
        numbers = () if self.number is None else (ServiceNumber(*self.number),)
        return Identity(names, self.born, self.force, numbers, self.insurance)


def fill(rng: Random, person: Person, *, listed: bool) -> Form:
    """Return the form as the person (or a force, for a listed person) would fill it in when nothing goes wrong."""
    forenames = list(person.forenames)
    habit = rng.random()
    if len(forenames) > 1 and habit < (0.15 if listed else 0.28):
        forenames = forenames[:1]
    elif len(forenames) > 1 and habit < (0.22 if listed else 0.36):
        forenames[1:] = [name[0] for name in forenames[1:]]
    surname = person.surname
    if rng.random() < 0.5:
        forenames, surname = [anyascii(name) for name in forenames], anyascii(surname)
    if rng.random() < 0.12:
        surname = surname.upper()
    form = Form(person.culture, person.sex, forenames, surname, person.born.isoformat())
    if person.former and rng.random() < (0.35 if listed else 0.5):
        form.others.append(PersonName(" ".join(person.forenames), person.former[-1]))
    if rng.random() < (0.95 if listed else 0.6):
        form.force = person.force
    if rng.random() < (0.75 if listed else 0.4):
        form.number = (person.force, person.number)
    if rng.random() < (0.55 if listed else 0.65):
        form.insurance = person.insurance
    return form


def _misspell(slip: Callable[[Random, str], str]) -> Callable[[Random, NamePool, Form], bool]:
    def apply(rng: Random, pool: NamePool, form: Form) -> bool:
        if rng.random() < 0.55 or not form.forenames:
            new = slip(rng, form.surname)
            changed, form.surname = new != form.surname, new
        else:
            new = slip(rng, form.forenames[0])
            changed, form.forenames[0] = new != form.forenames[0], new
        return changed

    return apply


def _transliteration(rng: Random, pool: NamePool, form: Form) -> bool:
    return _misspell(lambda r, word: slips.transliterate(r, word, form.culture))(rng, pool, form)


def _accents(rng: Random, pool: NamePool, form: Form) -> bool:
    before = (form.surname, *form.forenames)
    form.surname = slips.change_accents(rng, form.surname)
    form.forenames = [slips.change_accents(rng, name) for name in form.forenames]
    return before != (form.surname, *form.forenames)


def _forms_of(name: str) -> list[str]:
    """Return every other form of a forename that the tables hold (its short, full, and foreign forms)."""
    if not _FORMS:
        for full, short in sorted(nickname_pairs() | translation_pairs()):
            _FORMS.setdefault(full, []).append(short)
            _FORMS.setdefault(short, []).append(full)
    return _FORMS.get(fold(name), [])


_FORMS: dict[str, list[str]] = {}
_GROUPS: dict[str, dict[str, list[str]]] = {}


def _spellings_of(kind: str, name: str) -> list[str]:
    if kind not in _GROUPS:
        index: dict[str, list[str]] = {}
        for group in forename_spelling_groups() if kind == "forename" else surname_spelling_groups():
            for member in group:
                index.setdefault(member, []).extend(sorted(group - {member}))
        _GROUPS[kind] = index
    return _GROUPS[kind].get(fold(name), [])


def _nickname(rng: Random, pool: NamePool, form: Form) -> bool:
    if not form.forenames:
        return False
    name = form.forenames[0]
    source = rng.random()
    forms = list(held_out_forms().get(fold(name), ())) if source < 0.22 else _forms_of(name)
    if source > 0.88 or (not forms and rng.random() < 0.5):
        forms = [slips.short_form(rng, name)]
    if not forms:
        return False
    form.forenames[0] = rng.choice(forms).capitalize()
    return True


def _variant(rng: Random, pool: NamePool, form: Form) -> bool:
    field_name = "surname" if rng.random() < 0.5 or not form.forenames else "forename"
    name = form.surname if field_name == "surname" else form.forenames[0]
    forms = _spellings_of(field_name, name)
    listed = bool(forms) and rng.random() < 0.7
    new = rng.choice(forms).capitalize() if listed else slips.hearing_slip(rng, name)
    if field_name == "surname":
        form.surname = new
    else:
        form.forenames[0] = new
    return new != name


def _initial(rng: Random, pool: NamePool, form: Form) -> bool:
    if not form.forenames or len(form.forenames[0]) < 2:
        return False
    form.forenames = [name[0] + rng.choice(("", ".")) for name in form.forenames]
    return True


def _middle_dropped(rng: Random, pool: NamePool, form: Form) -> bool:
    changed = len(form.forenames) > 1
    form.forenames = form.forenames[:1]
    return changed


def _middle_added(rng: Random, pool: NamePool, form: Form) -> bool:
    form.forenames.append(pool.forename(rng, form.culture, form.sex, 1970))
    return len(form.forenames) > 1


def _middle_first(rng: Random, pool: NamePool, form: Form) -> bool:
    if len(form.forenames) < 2:
        return False
    first, second, *rest = form.forenames
    form.forenames = [second, first, *rest] if rng.random() < 0.7 else [second, *rest]
    return True


def _names_swapped(rng: Random, pool: NamePool, form: Form) -> bool:
    if not form.forenames:
        return False
    first = form.forenames[0] if rng.random() < 0.5 else " ".join(form.forenames)
    rest = form.forenames[1:] if first == form.forenames[0] else []
    form.forenames, form.surname = [form.surname, *rest], first
    return True


def _title_in_field(rng: Random, pool: NamePool, form: Form) -> bool:
    if rng.random() < 0.8 and form.forenames:
        form.forenames.insert(0, rng.choice(TITLES))
    else:
        form.surname = f"{rng.choice(TITLES)} {form.surname}"
    return True


def _surname_changed(rng: Random, pool: NamePool, form: Form) -> bool:
    if form.sex == "m" and rng.random() < 0.85:
        return False
    person = Person(form.culture, form.sex, tuple(form.forenames), form.surname, date(2000, 1, 1))
    form.surname = change_surname(rng, pool, person).surname
    if rng.random() < 0.6:
        form.others.append(PersonName(" ".join(form.forenames), person.surname))
    return True


def _hyphen(rng: Random, pool: NamePool, form: Form) -> bool:
    for mark in ("-", " "):
        if mark in form.surname:
            halves = form.surname.split(mark)
            way = rng.random()
            form.surname = (
                rng.choice(halves) if way < 0.7 else (" " if mark == "-" else "-").join(halves) if way < 0.85 else "".join(halves)
            )
            return True
    if rng.random() < 0.25:
        form.surname = f"{form.surname}-{pool.surname(rng, form.culture)}"
        return True
    return False


def _spacing(rng: Random, pool: NamePool, form: Form) -> bool:
    low = form.surname
    for joined, apart in (
        ("Mc", "Mc "),
        ("Mac", "Mac "),
        ("O'", "O "),
        ("O'", "O"),
        ("Al-", "Al "),
        ("El ", "El"),
        ("De ", "De"),
        ("Van ", "Van"),
    ):
        if low.startswith(joined):
            form.surname = apart + low.removeprefix(joined)
            return True
    if len(form.forenames) > 1:
        form.forenames = ["".join(form.forenames[:2]) if rng.random() < 0.5 else "-".join(form.forenames[:2]), *form.forenames[2:]]
        return True
    return False


FormError = Callable[[Random, NamePool, Form], bool]
"""An error changes the form in place, and says whether it found anything to change."""

NAME_ERRORS: Mapping[str, tuple[float, FormError]] = {
    "typing": (13.0, _misspell(slips.typing_slip)),
    "hearing": (8.0, _misspell(slips.hearing_slip)),
    "handwriting": (5.0, _misspell(slips.handwriting_slip)),
    "transliteration": (7.0, _transliteration),
    "accents": (3.0, _accents),
    "nickname": (13.0, _nickname),
    "variant": (7.0, _variant),
    "initial": (1.5, _initial),
    "middle dropped": (6.0, _middle_dropped),
    "middle added": (3.0, _middle_added),
    "middle as first": (3.0, _middle_first),
    "names swapped": (4.0, _names_swapped),
    "title in field": (4.0, _title_in_field),
    "surname changed": (2.0, _surname_changed),
    "hyphen": (6.0, _hyphen),
    "spacing": (4.0, _spacing),
}
