"""The people of the evaluation's world: names as their culture gives them, dates of birth, families, and numbers in the service."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from random import Random

from vetting.matching.data.shares import SHARES
from vetting.matching.evaluation.pool import NamePool

_FORCES = (
    "Avon and Somerset Constabulary; Bedfordshire Police; British Transport Police; Cheshire Constabulary; Cleveland "
    "Police; Devon and Cornwall Police; Dyfed-Powys Police; Essex Police; Greater Manchester Police; Gwent Police; Kent "
    "Police; Hampshire and Isle of Wight Constabulary; Humberside Police; Lancashire Constabulary; Leicestershire Police; "
    "Merseyside Police; Metropolitan Police Service; Norfolk Constabulary; North Wales Police; Northumbria Police; "
    "Nottinghamshire Police; South Wales Police; South Yorkshire Police; Staffordshire Police; Surrey Police; Sussex "
    "Police; Thames Valley Police; West Mercia Police; West Midlands Police; West Yorkshire Police"
)
FORCES = tuple(_FORCES.split("; "))
BORN_ON_1_JANUARY = {
    "somali": 0.20,
    "persian": 0.12,
    "east_african": 0.10,
    "arabic": 0.07,
    "bangladeshi": 0.06,
    "pakistani": 0.04,
    "tamil": 0.03,
    "west_african": 0.03,
    "turkish": 0.03,
}
_MIDDLE = {
    "m": (
        "James John William David Thomas Robert Michael Paul Andrew Peter Edward George Joseph Alexander Charles Lee Anthony "
        "Richard Stephen Mark Daniel Christopher Ian Alan Philip Francis Henry Arthur Patrick Matthew"
    ),
    "f": (
        "Ann Louise Marie Jane Elizabeth Anne Mary Margaret Rose Claire Victoria Catherine Lynn Michelle Helen Dawn Amy "
        "Grace Joy Emma Nicole Frances May Kate Sarah Jayne Lucy Patricia Alexandra Charlotte"
    ),
}
_MIDDLES = {sex: tuple(names.split()) for sex, names in _MIDDLE.items()}
_MIDDLE_WEIGHTS = tuple(1 / (rank + 3) for rank in range(30))
_CULTURES = tuple(SHARES)
_SHARES = tuple(SHARES.values())


@dataclass(frozen=True, slots=True)
class Person:
    """Someone of the world, as they truly are. `former` are full surnames borne before; `forenames` are separate names in order."""

    culture: str
    sex: str
    forenames: tuple[str, ...]
    surname: str
    born: date
    former: tuple[str, ...] = ()
    force: str = ""
    number: str = ""
    insurance: str = ""


Names = tuple[list[str], str]
"""Forenames in order, and a surname."""


def _middles(rng: Random, pool: NamePool, culture: str, sex: str, year: int) -> list[str]:
    count = rng.choices((0, 1, 2, 3), weights=(22, 62, 13, 3))[0]
    listed = culture in ("english", "welsh", "scottish", "irish", "caribbean", "jewish")
    names = []
    for _ in range(count):
        if listed and rng.random() < 0.65:
            names.append(rng.choices(_MIDDLES[sex], weights=_MIDDLE_WEIGHTS)[0])
        else:
            names.append(pool.forename(rng, culture, sex, year))
    return names


def _plain(rng: Random, pool: NamePool, culture: str, sex: str, year: int) -> Names:
    forenames = [pool.forename(rng, culture, sex, year), *_middles(rng, pool, culture, sex, year)]
    surname = pool.surname(rng, culture)
    if rng.random() < (0.07 if year > 1985 else 0.025):
        surname = f"{surname}-{pool.surname(rng, culture)}"
    return list(dict.fromkeys(forenames)), surname


def _short(rng: Random, pool: NamePool, culture: str, sex: str, year: int) -> Names:
    forenames = [pool.forename(rng, culture, sex, year)]
    if rng.random() < 0.4:
        forenames.append(pool.forename(rng, culture, sex, year))
    return list(dict.fromkeys(forenames)), pool.surname(rng, culture)


def _slavic(rng: Random, pool: NamePool, culture: str, sex: str, year: int) -> Names:
    forenames, surname = _short(rng, pool, culture, sex, year)
    if sex == "f" and rng.random() < 0.85:
        for ending, feminine in (
            ("ski", "ska"),
            ("cki", "cka"),
            ("dzki", "dzka"),
            ("ov", "ova"),
            ("ev", "eva"),
            ("ý", "á"),
            ("as", "ienė"),
        ):
            if surname.endswith(ending):
                surname = surname.removesuffix(ending) + feminine
                break
    return forenames, surname


def _muslim(rng: Random, pool: NamePool, culture: str, sex: str, year: int) -> Names:
    forenames, surname = _short(rng, pool, culture, sex, year)
    if sex == "m" and rng.random() < 0.35:
        forenames.insert(0, rng.choice(("Mohammed", "Muhammad", "Mohammad", "Abdul", "Md", "Syed")))
    if sex == "f" and rng.random() < 0.3:
        surname = rng.choice(("Begum", "Bibi", "Khatun", "Akhtar", "Khanom"))
    return list(dict.fromkeys(forenames)), surname


def _sikh(rng: Random, pool: NamePool, culture: str, sex: str, year: int) -> Names:
    surname = pool.surname(rng, culture)
    surname = {"Singh": "Kaur"}.get(surname, surname) if sex == "f" else {"Kaur": "Singh"}.get(surname, surname)
    forenames = [pool.forename(rng, culture, sex, year)]
    if surname not in ("Singh", "Kaur") and rng.random() < 0.6:
        forenames.append("Kaur" if sex == "f" else "Singh")
    return forenames, surname


def _patronymic(rng: Random, pool: NamePool, culture: str, sex: str, year: int) -> Names:
    forenames = [pool.forename(rng, culture, sex, year)]
    forenames += [pool.forename(rng, culture, "m", year - 30) for _ in range(rng.choices((0, 1, 2), weights=(35, 50, 15))[0])]
    return list(dict.fromkeys(forenames)), pool.surname(rng, culture)


def _chinese(rng: Random, pool: NamePool, culture: str, sex: str, year: int) -> Names:
    given = pool.forename(rng, culture, sex, year)
    if " " not in given and rng.random() < 0.5:
        given = f"{given} {pool.forename(rng, culture, sex, year)}"
    forenames = given.split(" ")
    if rng.random() < 0.4:
        forenames.insert(0, pool.forename(rng, "english", sex, year))
    return list(dict.fromkeys(forenames)), pool.surname(rng, culture)


def _iberian(rng: Random, pool: NamePool, culture: str, sex: str, year: int) -> Names:
    forenames, surname = _short(rng, pool, culture, sex, year)
    if rng.random() < 0.6:
        surname = f"{surname} {pool.surname(rng, culture)}"
    return [part for name in forenames for part in name.split(" ")], surname


def _tamil(rng: Random, pool: NamePool, culture: str, sex: str, year: int) -> Names:
    forenames, surname = _short(rng, pool, culture, sex, year)
    return ([], forenames[0]) if rng.random() < 0.06 else (forenames, surname)


_STYLES: dict[str, Callable[[Random, NamePool, str, str, int], Names]] = {
    "pakistani": _muslim,
    "bangladeshi": _muslim,
    "sikh": _sikh,
    "tamil": _tamil,
    "indian": _short,
    "arabic": _patronymic,
    "somali": _patronymic,
    "persian": _short,
    "turkish": _short,
    "polish": _slavic,
    "east_european": _slavic,
    "chinese": _chinese,
    "iberian": _iberian,
    "filipino": _iberian,
}


def birth_date(rng: Random, culture: str) -> date:
    """Return a date of birth of someone of working age (18 to 66, most of them in their twenties to forties) in 2026."""
    age = 18.0 + rng.gammavariate(2.4, 8.0)
    while age > 66:
        age = 18.0 + rng.gammavariate(2.4, 8.0)
    born = date(2026, 6, 30) - timedelta(days=int(age * 365.25))
    if rng.random() < BORN_ON_1_JANUARY.get(culture, 0.0):
        return date(born.year, 1, 1)
    return born


def make_person(rng: Random, pool: NamePool, culture: str) -> Person:
    """Return somebody of a culture."""
    sex = "m" if rng.random() < 0.58 else "f"
    born = birth_date(rng, culture)
    forenames, surname = _STYLES.get(culture, _plain)(rng, pool, culture, sex, born.year)
    person = Person(culture, sex, tuple(forenames), surname, born)
    if rng.random() < (0.30 if sex == "f" else 0.03):
        person = change_surname(rng, pool, person)
    return with_numbers(rng, person)


def pick_culture(rng: Random, even: float) -> str:
    """Return a culture: by its share of the UK, or, with probability `even`, any one with the same chance."""
    return rng.choice(_CULTURES) if rng.random() < even else rng.choices(_CULTURES, weights=_SHARES)[0]


def change_surname(rng: Random, pool: NamePool, person: Person) -> Person:
    """Return the person after a change of surname, mostly by marriage (so to any surname of the own culture, sometimes another)."""
    culture = person.culture if rng.random() < 0.8 else "english"
    new = pool.surname(rng, culture)
    if rng.random() < 0.15:
        new = f"{person.surname}-{new}" if rng.random() < 0.7 else f"{new}-{person.surname}"
    return replace(person, surname=new, former=(*person.former, person.surname))


def with_numbers(rng: Random, person: Person) -> Person:
    """Return the person with a force, a warrant or collar number of that force, and a National Insurance number."""
    number = str(rng.randrange(1_000, 10 ** rng.choice((5, 6))))  # a force hardly ever gives a number twice
    insurance = (
        f"{rng.choice('ABCEGHJKLMNOPRSTWXYZ')}{rng.choice('ABCEGHJKLMNPRSTWXYZ')}{rng.randrange(10**6):06d}{rng.choice('ABCD')}"
    )
    return replace(person, force=rng.choice(FORCES), number=number, insurance=insurance)


def _parts_shared(one: date, other: date) -> int:
    return (one.year == other.year) + (one.month == other.month) + (one.day == other.day)


def make_namesake(rng: Random, pool: NamePool, person: Person) -> Person:
    """Return somebody else of the same first forename and surname, with another full date of birth.

    Another full date differs in two of day, month and year at least: nobody could tell one that differs in less from a slip of the
    pen. Few namesakes share their middle names too.
    """
    forenames = person.forenames
    if rng.random() < 0.92:
        forenames = tuple(
            dict.fromkeys([*person.forenames[:1], *_middles(rng, pool, person.culture, person.sex, person.born.year)])
        )
    born = birth_date(rng, person.culture)
    while _parts_shared(born, person.born) > 1:
        born = birth_date(rng, "english")
    return with_numbers(rng, replace(person, forenames=forenames, born=born, former=()))


def make_sibling(rng: Random, pool: NamePool, person: Person, *, twin: bool) -> Person:
    """Return a brother or sister of the same surname: born the same day, or one to eight years apart."""
    sex = rng.choice("mf")
    days = 0 if twin else rng.choice((-1, 1)) * rng.randrange(330, 2900)
    born = person.born + timedelta(days=days)
    other, _ = _STYLES.get(person.culture, _plain)(rng, pool, person.culture, sex, born.year)
    while other[:1] == list(person.forenames[:1]):
        other, _ = _plain(rng, pool, person.culture, sex, born.year)
    return with_numbers(rng, replace(person, sex=sex, forenames=tuple(other), born=born, former=()))
