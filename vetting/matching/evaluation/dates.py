"""What goes wrong with a date of birth, and with a number, on a form."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from random import Random

from vetting.matching.evaluation.forms import Form, FormError
from vetting.matching.evaluation.people import FORCES, Person
from vetting.matching.evaluation.pool import NamePool

_KEYPAD = {"0": "12", "1": "24", "2": "135", "3": "26", "4": "157", "5": "2468", "6": "359", "7": "48", "8": "579", "9": "68"}
_LOOKS = {"1": "7", "7": "1", "3": "8", "8": "3", "6": "0", "0": "6", "9": "4", "4": "9", "5": "6", "2": "7"}


def _date(year: int, month: int, day: int) -> str | None:
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return None


def _put(form: Form, new: str | None) -> bool:
    if new is None or new == form.born or not 1900 <= int(new[:4]) <= 2026:
        return False
    form.born = new
    return True


def _parts(form: Form) -> tuple[int, int, int] | None:
    if form.born is None or len(form.born) < 10:
        return None
    year, month, day = form.born.split("-")
    return int(year), int(month), int(day)


def _swapped(rng: Random, pool: NamePool, form: Form) -> bool:
    parts = _parts(form)
    return parts is not None and _put(form, _date(parts[0], parts[2], parts[1]))


def _replace_digit(rng: Random, text: str, places: tuple[int, ...]) -> str | None:
    for _ in range(12):
        place = rng.choice(places)
        digit = rng.choice(_KEYPAD[text[place]]) if rng.random() < 0.6 else _LOOKS[text[place]]
        year, month, day = (text[:place] + digit + text[place + 1 :]).split("-")
        new = _date(int(year), int(month), int(day))
        if new is not None and "1930" < new[:4] < "2012":
            return new
    return None


_DIGITS = (2, 3, 3, 5, 6, 8, 9)
"""Places in ISO text: decade, year, month and day digits; the century is rarely wrong."""


def _digit(rng: Random, pool: NamePool, form: Form) -> bool:
    return _parts(form) is not None and _put(form, _replace_digit(rng, str(form.born), _DIGITS))


def _two_digits(rng: Random, pool: NamePool, form: Form) -> bool:
    first = _replace_digit(rng, str(form.born), _DIGITS) if _parts(form) else None
    return first is not None and _put(form, _replace_digit(rng, first, _DIGITS))


def _transposed(rng: Random, pool: NamePool, form: Form) -> bool:
    parts = _parts(form)
    if parts is None:
        return False
    text = str(form.born)
    swaps = [
        text[:a] + text[b] + text[a + 1 : b] + text[a] + text[b + 1 :]
        for a, b in ((2, 3), (5, 6), (8, 9), (6, 8))
        if text[a] != text[b]
    ]
    rng.shuffle(swaps)
    for swap in swaps:
        year, month, day = map(int, swap.split("-"))
        if 1930 < year < 2012 and _put(form, _date(year, month, day)):
            return True
    return False


def _year_off(rng: Random, pool: NamePool, form: Form) -> bool:
    parts = _parts(form)
    return parts is not None and _put(form, _date(parts[0] + rng.choice((-1, 1, -1, 1, -10, 10)), parts[1], parts[2]))


def _month_off(rng: Random, pool: NamePool, form: Form) -> bool:
    parts = _parts(form)
    if parts is None:
        return False
    confused = {6: 7, 7: 6, 9: 10, 10: 9, 3: 5, 5: 3, 1: 6}
    month = confused.get(parts[1], parts[1] - 1) if rng.random() < 0.5 else parts[1] % 12 + 1
    return _put(form, _date(parts[0], month or 12, parts[2]))


def _day_off(rng: Random, pool: NamePool, form: Form) -> bool:
    parts = _parts(form)
    return parts is not None and _put(form, (date(*parts) + timedelta(days=rng.choice((-1, 1)))).isoformat())


def _year_only(rng: Random, pool: NamePool, form: Form) -> bool:
    if _parts(form) is None:
        return False
    form.born = str(form.born)[:4]
    return True


def _missing(rng: Random, pool: NamePool, form: Form) -> bool:
    changed, form.born = form.born is not None, None
    return changed


def _placeholder(rng: Random, pool: NamePool, form: Form) -> bool:
    parts = _parts(form)
    return parts is not None and _put(
        form, f"{parts[0]}-01-01" if rng.random() < 0.5 else rng.choice(("1900-01-01", "1900-01-01", "1970-01-01"))
    )


DATE_ERRORS: Mapping[str, tuple[float, FormError]] = {
    "date: day and month swapped": (5.0, _swapped),
    "date: one digit": (8.0, _digit),
    "date: digits transposed": (4.0, _transposed),
    "date: two digits": (0.8, _two_digits),
    "date: year off": (3.5, _year_off),
    "date: month off": (2.5, _month_off),
    "date: day off": (2.5, _day_off),
    "date: year only": (2.0, _year_only),
    "date: missing": (0.4, _missing),
    "date: placeholder": (0.6, _placeholder),
}


def move_on(form: Form, person: Person) -> None:
    """Let about one person in eight have moved to another force since, most of them with a new number there.

    Drawn apart from everything else of the world, so that names and dates stay as they are.
    """
    rng = Random(f"moved/{person.insurance}")  # noqa: S311
    if rng.random() < 0.12:
        force = rng.choice(FORCES)
        form.force = force if form.force is not None else None
        if form.number is not None and rng.random() < 0.7:
            form.number = (force, str(rng.randrange(1_000, 100_000)))


def misnumber(rng: Random, form: Form) -> None:
    """Let about one number in thirty on the form have a wrong digit."""
    if form.number is not None and rng.random() < 0.035:
        force, number = form.number
        place = rng.randrange(len(number))
        form.number = (force, number[:place] + rng.choice("0123456789") + number[place + 1 :])
    if form.insurance is not None and rng.random() < 0.035:
        place = rng.randrange(2, 8)
        form.insurance = form.insurance[:place] + rng.choice("0123456789") + form.insurance[place + 1 :]
