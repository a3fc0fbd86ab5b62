"""What `config/monitoring.toml` says: how long a clear is kept up to date, the bases and the longest term of a watch."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

POLICY_FILE = Path(__file__).resolve().parents[2] / "config" / "monitoring.toml"


@dataclass(frozen=True, slots=True)
class Basis:
    """A legal basis for a watch; `sure` says whether its source was read."""

    id: str
    label: str
    source: str
    sure: str


@dataclass(frozen=True, slots=True)
class Policy:
    """The file."""

    live_days: int
    longest_term_days: int
    renewal_due_days: int
    purposes: frozenset[str]
    bases: tuple[Basis, ...]

    def basis(self, basis_id: str) -> Basis | None:
        """The basis with this id, if there is one."""
        return next((basis for basis in self.bases if basis.id == basis_id), None)


@cache
def policy() -> Policy:
    """The file as it reads."""
    content = tomllib.loads(POLICY_FILE.read_text(encoding="utf-8"))
    bases = tuple(Basis(**basis) for basis in content["basis"])
    return Policy(
        live_days=content["live_days"],
        longest_term_days=content["longest_term_days"],
        renewal_due_days=content["renewal_due_days"],
        purposes=frozenset(content["purposes"]),
        bases=bases,
    )
