"""Invented people whom nobody has a reason to check: whoever does was led to the name, and the lead of their organisation is told.

They are kept outside the register, as keyed digests of one name and one date of birth, and only an exact match counts: no list
holds an invented entry (practice.md 1.12), no check comes upon them, and only the lead's flags and the trail show a touch.
"""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import delete, func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from vetting import audit
from vetting.access.models import Tripwire
from vetting.access.permissions import Actor
from vetting.db import new_id, utc_now
from vetting.errors import Conflict, NotFound
from vetting.matching import PersonName, fold_full_name
from vetting.vault import Vault, vault_of

PURPOSE = "tripwire"


def place_tripwire(session: Session, actor: Actor, name: PersonName, date_of_birth: str) -> str:
    """Place a tripwire, whose id alone takes it away again. Raises Conflict when there is one of this person."""
    row = Tripwire(id=new_id(), person_index=_index(vault_of(session), name, date_of_birth), placed_at=utc_now())
    try:
        with session.begin_nested():
            session.add(row)
            session.flush()
    except IntegrityError as error:
        raise Conflict("There is a tripwire of this person already.", code="state") from error
    audit.record(session, actor, "tripwire_placed", tripwire=row.id)
    return row.id


def lift_tripwire(session: Session, actor: Actor, tripwire_id: str) -> None:
    """Take a tripwire away. Raises NotFound."""
    if session.execute(delete(Tripwire).where(Tripwire.id == tripwire_id).returning(Tripwire.id)).scalar() is None:
        raise NotFound("tripwire")
    audit.record(session, actor, "tripwire_lifted", tripwire=tripwire_id)


def touches_tripwire(session: Session, people: Iterable[tuple[Iterable[PersonName], str | None]]) -> bool:
    """Whether one of these people, by any of their names, is a tripwire. Almost always there is none to look for."""
    placed = set(session.scalars(select(Tripwire.person_index)))
    if not placed:
        return False
    vault = vault_of(session)
    return any(_index(vault, name, born) in placed for names, born in people if born for name in names)


def count_tripwires(session: Session) -> int:
    """How many there are. Whom they are of is kept nowhere."""
    return session.scalar(select(func.count()).select_from(Tripwire)) or 0


def _index(vault: Vault, name: PersonName, date_of_birth: str) -> str:
    return vault.blind_index(PURPOSE, f"{fold_full_name(name.forenames, name.surname)}\x00{date_of_birth}")
