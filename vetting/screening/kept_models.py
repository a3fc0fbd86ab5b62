"""Every model version that ever answered a check here is kept with the checks: its weights, name data and code, as one sealed file.

It is written in the transaction of the first check that the version answers, so no answer can be without it.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

import structlog
from sqlalchemy import LargeBinary, String, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, Session, mapped_column

from vetting.db import Base, utc_now
from vetting.matching import MatchModel, ModelError, pack
from vetting.registry import index_of
from vetting.screening.models import Check
from vetting.vault import vault_of

SHELF = "model_shelf"
PURPOSE = "model"

log = structlog.get_logger(__name__)


class KeptModel(Base):
    """One model version. `seal` is a keyed digest: nobody but this service makes a file that it would run."""

    __tablename__ = "screening_kept_model"

    version: Mapped[str] = mapped_column(String(80), primary_key=True)
    packed: Mapped[bytes] = mapped_column(LargeBinary)
    seal: Mapped[str] = mapped_column(String(64))
    kept_at: Mapped[datetime]


@dataclass
class ModelShelf:
    """The versions that one process need not keep any more, because they are kept or cannot be, and its own version as a file."""

    done: set[str] = field(default_factory=set)
    packed: dict[str, bytes] = field(default_factory=dict)

    def pack(self, model: MatchModel) -> bytes:
        """The model as a file, made once a version."""
        if model.version not in self.packed:
            self.packed = {model.version: pack(model)}
        return self.packed[model.version]


def keep_models(session: Session, checks: Sequence[Check]) -> None:
    """Keep the model that answered these checks, if it is not kept yet. A version that cannot be packed is reported, not hidden:
    its answers stand and are replayed only for as long as it is the present one."""
    shelf: ModelShelf = session.info[SHELF]
    answered = {check.model_version for check in checks if check.model_version} - shelf.done
    if not answered:
        return
    model = index_of(session).model
    for version in answered & {model.version}:
        if session.scalar(select(KeptModel.version).where(KeptModel.version == version)) is not None:
            shelf.done.add(version)  # seen as committed
            shelf.packed.clear()
        else:
            _keep(session, shelf, model)


def kept_model(session: Session, version: str) -> bytes | None:
    """The packed file of a version; None when it was never kept, or is not as this service sealed it."""
    row = session.get(KeptModel, version)
    if row is None:
        return None
    if not hmac.compare_digest(row.seal, _seal(session, version, row.packed)):
        log.error("kept_model_broken", version=version)
        return None
    return row.packed


def _keep(session: Session, shelf: ModelShelf, model: MatchModel) -> None:
    try:
        packed = shelf.pack(model)
    except (ModelError, OSError) as error:
        log.error("model_not_kept", version=model.version, error=type(error).__name__)
        shelf.done.add(model.version)
        return
    row = {"version": model.version, "packed": packed, "seal": _seal(session, model.version, packed), "kept_at": utc_now()}
    dialect = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    session.execute(dialect.insert(KeptModel).values(row).on_conflict_do_nothing())


def _seal(session: Session, version: str, packed: bytes) -> str:
    return vault_of(session).blind_index(PURPOSE, f"{version} {hashlib.sha256(packed).hexdigest()}")
