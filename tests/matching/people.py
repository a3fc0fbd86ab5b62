"""Short ways to write people and to read a match."""

from vetting.matching import Identity, Match, PersonName, ServiceNumber

BORN = "1984-03-15"


def person(
    forenames: str, surname: str, born: str | None = BORN, *others: tuple[str, str], force: str | None = None, number: str = "",
    number_force: str = "", ni: str | None = None,
) -> Identity:  # fmt: skip
    """Return an identity; `others` are other names as (forenames, surname)."""
    names = (PersonName(forenames, surname), *(PersonName(*other) for other in others))
    numbers = (ServiceNumber(number_force or force or "", number),) if number else ()
    return Identity(names, born, force, numbers, ni)


def level(match: Match, field: str) -> str:
    """Return the level of one row."""
    return next(row.level for row in match.comparisons if row.field == field)


def row_weight(match: Match, field: str) -> float:
    """Return the weight of one row."""
    return next(row.weight for row in match.comparisons if row.field == field)
