"""Running an old check again: the stored subject against the register of that version with that model. Equal to the byte, or not.

Who replays learns whether the answer was the same and which parts differ, by their names; never a value, a name or an outcome.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from sqlalchemy.orm import Session

from vetting import audit
from vetting.access import SYSTEM, Actor, Permission, confine, get_owned, owned_by, require
from vetting.errors import Unavailable
from vetting.matching import Identity, MatchModel
from vetting.registry import PastRegister, index_of, register_at
from vetting.screening.checks import stored_request
from vetting.screening.former_models import FormerModel, ModelNotRunnable, open_model
from vetting.screening.keeping import ERASED
from vetting.screening.kept_models import kept_model
from vetting.screening.models import Check, Hit
from vetting.screening.outcomes import Outcome
from vetting.screening.proof import answer_bytes, answer_document, digest_of
from vetting.screening.requests import identity_of
from vetting.screening.search import Found
from vetting.screening.views import hits_of
from vetting.vault import VaultError, open_column

MOST_REGISTERS = 8
"""How many past registers are held in memory at once; the oldest makes way."""


class Verdict(StrEnum):
    """What a replay shows."""

    EQUAL = "equal"
    DIFFERENT = "different"
    ERASED = "erased"
    NOT_ANSWERED = "not_answered"
    MODEL_NOT_KEPT = "model_not_kept"
    MODEL_NOT_RUNNABLE = "model_not_runnable"
    HISTORY_INCOMPLETE = "history_incomplete"


@dataclass(frozen=True, slots=True)
class Replay:
    """The verdict on one check, the versions it was replayed on, and the names of the parts that differ."""

    check_id: str
    verdict: Verdict
    register_version: int | None
    model_version: str | None
    differs: tuple[str, ...] = ()


@dataclass
class Replayer:
    """Replays checks one after the other, and keeps what it had to put together for it: many checks share a version.

    Use it as `with`: former models answer in processes of their own, which end with it.
    """

    models: dict[str, MatchModel | FormerModel] = field(default_factory=dict)
    registers: dict[tuple[int, str], PastRegister] = field(default_factory=dict)

    def __enter__(self) -> Replayer:
        return self

    def __exit__(self, *_error: object) -> None:
        for model in self.models.values():
            if isinstance(model, FormerModel):
                model.close()
        self.models.clear()
        self.registers.clear()

    def replay(self, session: Session, actor: Actor, check_id: str) -> Replay:
        """Run one check again; that it was done is audited. Raises Refused and NotFound."""
        if actor.kind != "system":
            require(actor, Permission.REPLAY_CHECKS)
        with _whole_service(session, actor):
            check = get_owned(session, SYSTEM, Check, check_id, "check")
            verdict, differs = self._compare(session, check)
        audit.record(session, actor, "check_replayed", check=check_id, verdict=verdict.value)
        return Replay(check_id, verdict, check.register_version, check.model_version, differs)

    def make_ready(self, session: Session, check_id: str) -> None:
        """Open the model that a check was answered by, if there is such a check: it may take a minute, during which a session
        that only reads holds up nobody."""
        check = session.scalar(owned_by(SYSTEM, Check).where(Check.id == check_id))
        if check is not None and check.model_version is not None:
            with suppress(ModelNotRunnable):  # the replay says so
                self._model(session, check.model_version)

    def _compare(self, session: Session, check: Check) -> tuple[Verdict, tuple[str, ...]]:
        if check.outcome == Outcome.COULD_NOT_CHECK.value or check.register_version is None or check.model_version is None:
            return Verdict.NOT_ANSWERED, ()
        request = stored_request(session, check)
        if request.surname == ERASED:
            return Verdict.ERASED, ()
        found = self._search(session, check, identity_of(request))
        if isinstance(found, Verdict):
            return found, ()
        again, stored = answer_document(check.lists_consulted, found), _stored(session, check)
        differs = [*_differences(stored, again)]
        if check.answer_digest is not None and digest_of(session, stored) != check.answer_digest:
            differs.append("stored_answer")
        if not differs and answer_bytes(stored) == answer_bytes(again):
            return Verdict.EQUAL, ()
        return Verdict.DIFFERENT, tuple(differs)

    def _search(self, session: Session, check: Check, subject: Identity) -> Found | Verdict:
        """What the check's model finds in the register of the check's version; a verdict when that cannot be told any more."""
        try:
            model = self._model(session, check.model_version or "")
            if model is None:
                return Verdict.MODEL_NOT_KEPT
            result = self._register(session, check.register_version or 0, model).search([subject], check.lists_consulted)
        except ModelNotRunnable:
            return Verdict.MODEL_NOT_RUNNABLE
        except (Unavailable, VaultError):
            return Verdict.HISTORY_INCOMPLETE
        return Found(result.register_version, result.model_version, result.matches[0])

    def _model(self, session: Session, version: str) -> MatchModel | FormerModel | None:
        present = index_of(session).model
        if present.version == version:
            return present
        if version not in self.models:
            packed = kept_model(session, version)
            if packed is None:
                return None
            self.models[version] = open_model(version, packed)
        return self.models[version]

    def _register(self, session: Session, version: int, model: MatchModel | FormerModel) -> PastRegister:
        key = (version, model.version)
        if key not in self.registers:
            while len(self.registers) >= MOST_REGISTERS:
                del self.registers[next(iter(self.registers))]
            self.registers[key] = register_at(session, version, model)
        return self.registers[key]


@contextmanager
def _whole_service(session: Session, actor: Actor) -> Iterator[None]:
    """See every organisation's checks inside the block: an auditor belongs to none of them, and is told no content."""
    confine(session, SYSTEM)
    try:
        yield
    finally:
        confine(session, actor)


def _stored(session: Session, check: Check) -> dict[str, Any]:
    """The machine's part of the answer, as it is kept."""
    return {
        "lists": list(check.lists_consulted),
        "register_version": check.register_version,
        "model_version": check.model_version,
        "hits": [_stored_hit(session, hit) for hit in hits_of(session, check)],
    }


def _stored_hit(session: Session, hit: Hit) -> dict[str, Any]:
    return {
        "list": hit.list_id,
        "standing": hit.standing,
        "entry": hit.entry_id,
        "report": hit.report_id,
        "record_version": hit.record_version,
        "band": hit.band,
        "match_weight": hit.match_weight,
        "probability": hit.probability,
        "reason": hit.reason,
        "comparisons": open_column(session, hit, "sealed_comparisons"),
    }


def _differences(stored: dict[str, Any], again: dict[str, Any]) -> Iterator[str]:
    """The names of the parts in which two answers differ."""
    yield from (name for name in stored if name != "hits" and stored[name] != again[name])
    if len(stored["hits"]) != len(again["hits"]):
        yield "number_of_hits"
        return
    for place, (one, other) in enumerate(zip(stored["hits"], again["hits"], strict=True), start=1):
        yield from (f"hit {place}: {name}" for name in one if one[name] != other[name])
