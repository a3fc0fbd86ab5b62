"""How the vetting unit of this deployment works: read from `config/screening.toml`, frozen. Numbers of the house, never law."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from vetting.errors import InvalidInput, Problem, VettingError
from vetting.registry import Choice

DEFAULT_PATH = Path(__file__).resolve().parents[2] / "config" / "screening.toml"
PRACTICE = "practice"


class PracticeError(VettingError):
    """The file of practice does not fit together; the service does not start on it."""

    code = "screening_configuration"


@dataclass(frozen=True)
class Practice:
    """The whole file, and what the deployment's settings switch on."""

    check_again_after_days: int
    former_forces_asked_for: frozenset[str]
    untold_purposes: frozenset[str]
    without_application: frozenset[str]
    case_working_days: int
    hold_reasons: tuple[Choice, ...]
    asked_of_applicant: tuple[Choice, ...]
    documents: tuple[Choice, ...]
    retry_first_minutes: int
    retry_most_minutes: int
    second_look_percent: float
    contacts: Mapping[str, str]
    national_insurance_numbers: bool = False


def load_practice(path: Path | None = None, *, national_insurance_numbers: bool = False) -> Practice:
    """Read the file. Raises PracticeError that says what in it does not fit."""
    source = path or DEFAULT_PATH
    try:
        content = tomllib.loads(source.read_text(encoding="utf-8"))
        practice = Practice(
            check_again_after_days=int(content["checks"]["check_again_after_days"]),
            former_forces_asked_for=frozenset(map(str, content["checks"]["former_forces_asked_for"])),
            untold_purposes=frozenset(map(str, content["checks"]["untold_purposes"])),
            without_application=frozenset(map(str, content["checks"]["without_application"])),
            case_working_days=int(content["cases"]["working_days"]),
            hold_reasons=_choices(content["cases"]["hold_reasons"]),
            asked_of_applicant=_choices(content["cases"]["asked_of_applicant"]),
            documents=_choices(content["cases"]["documents"]),
            retry_first_minutes=int(content["retries"]["first_minutes"]),
            retry_most_minutes=int(content["retries"]["most_minutes"]),
            second_look_percent=float(content["second_looks"]["percent"]),
            contacts={str(code): str(contact) for code, contact in content["contacts"].items()},
            national_insurance_numbers=national_insurance_numbers,
        )
    except (OSError, tomllib.TOMLDecodeError, KeyError, TypeError, ValueError) as error:
        raise PracticeError(f"{source} cannot be read as a file of practice: {error!r}.") from error
    least = (practice.check_again_after_days, practice.case_working_days, practice.retry_first_minutes)
    if min(least) < 1 or practice.retry_most_minutes < practice.retry_first_minutes:
        raise PracticeError(f"{source}: every number must be 1 or more, and the longest pause not shorter than the first.")
    if not 0 <= practice.second_look_percent <= 100:
        raise PracticeError(f"{source}: the share of second looks must be from 0 to 100 percent.")
    return practice


def practice_of(session: Session) -> Practice:
    """The practice that this session's deployment works by."""
    practice: Practice = session.info[PRACTICE]
    return practice


def known_choice(choices: tuple[Choice, ...], code: str, field: str, message: str) -> Choice:
    """The choice with this code. Raises InvalidInput that names the field."""
    found = next((choice for choice in choices if choice.code == code), None)
    if found is None:
        raise InvalidInput([Problem(field, message)])
    return found


def _choices(rows: list[dict[str, Any]]) -> tuple[Choice, ...]:
    return tuple(Choice(str(row["id"]), str(row["label"])) for row in rows)
