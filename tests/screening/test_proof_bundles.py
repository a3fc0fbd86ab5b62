"""Proof bundles: what a force can still prove when the subject is gone here, and that nothing in one can be changed unseen."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import select

from tests.people import HR_OFFICER, OTHER_VETTING_OFFICER, RECRUITER, VETTING_OFFICER, Someone
from tests.screening.test_checks import events
from tests.screening.world import World, a_request, misspelt
from vetting.audit.models import AuditEvent
from vetting.errors import Conflict, NotFound, Refused
from vetting.screening import Outcome, export_bundle, verify_bundle
from vetting.screening.keeping import erase_clear_checks
from vetting.screening.models import Check
from vetting.signing import PublishedKeys, SignatureError, Signer, signer_of


def exported(world: World, check_id: str, someone: Someone = VETTING_OFFICER) -> bytes:
    with world.database.write() as session:
        return export_bundle(session, world.people[someone], check_id)


def published(world: World) -> PublishedKeys:
    with world.database.read() as session:
        return signer_of(session).published_keys()


def test_a_bundle_proves_the_check_when_the_subject_is_gone(world: World) -> None:
    check_id = world.run(RECRUITER, a_request())
    data = exported(world, check_id)
    with world.database.write() as session:
        erase_clear_checks(session, [check_id])
    facts = verify_bundle(data, published(world))
    assert (facts.check_id, facts.organisation, facts.outcome) == (check_id, "Kent Police", Outcome.NO_MATCH)
    with world.database.read() as session:
        kept = session.get_one(Check, check_id)
        event = session.scalars(select(AuditEvent).where(AuditEvent.sequence == facts.trail_sequence)).one()
    assert json.loads(event.fields)["commitment"] == kept.commitment == json.loads(data)["proof"]["commitment"]
    assert json.loads(data)["proof"]["subject"]["surname"] == "Llewellyn-Price"
    assert [found["check"] for found in events(world, "proof_bundle_exported")] == [check_id]
    with pytest.raises(Conflict) as raised:
        exported(world, check_id)
    assert raised.value.code == "erased"


def test_a_check_with_hits_and_one_that_was_not_made_are_proved_too(world: World) -> None:
    world.entry()
    assert verify_bundle(exported(world, world.run(RECRUITER, misspelt())), published(world)).outcome is Outcome.POSSIBLE_MATCH


def test_a_failed_check_is_proved_as_not_made(database: Any) -> None:
    world = World.make(database, opened=())
    assert verify_bundle(exported(world, world.run(RECRUITER, a_request())), published(world)).outcome is Outcome.COULD_NOT_CHECK


def changed_values(value: Any) -> Iterator[Any]:
    """The same document with one of its values changed, for each of its values."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from ({**value, key: other} for other in changed_values(inner))
    elif isinstance(value, list) and value:
        yield from ([other, *value[1:]] for other in changed_values(value[0]))
    else:
        yield "another" if value != "another" else "one"


def test_no_value_of_a_bundle_can_be_changed(world: World) -> None:
    data, keys = exported(world, world.run(RECRUITER, a_request())), published(world)
    tried = 0
    for other in changed_values(json.loads(data)):
        with pytest.raises(SignatureError):
            verify_bundle(json.dumps(other).encode(), keys)
        tried += 1
    assert tried >= 20


@pytest.mark.parametrize(
    "data", [b"", b"{}", b"[]", b"null", b"\xff\xfe", b'{"proof": 1, "signature": 2}', b'{"proof": {}, "signature": "x"}']
)
def test_what_is_no_bundle_is_refused(data: bytes) -> None:
    with pytest.raises(SignatureError):
        verify_bundle(data, Signer({"demo-1": b"g" * 32}).published_keys())


@pytest.mark.parametrize(("someone", "error"), [(RECRUITER, Refused), (HR_OFFICER, Refused), (OTHER_VETTING_OFFICER, NotFound)])
def test_only_the_vetting_unit_of_the_organisation_exports(world: World, someone: Someone, error: type[Exception]) -> None:
    check_id = world.run(RECRUITER, a_request())
    with pytest.raises(error):
        exported(world, check_id, someone)
