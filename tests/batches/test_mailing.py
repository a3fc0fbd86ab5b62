"""The e-mail at the end of a batch: to whom it may go, once, and nothing in it about anybody."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from tests.batches.world import LISTED, BatchWorld, people_csv
from tests.mail_server import Inbox, running_mail_server
from tests.people import HR_OFFICER, OTHER_VETTING_OFFICER, VETTING_OFFICER
from vetting.audit.models import AuditEvent
from vetting.batches import Engine, Pace, confirm
from vetting.batches.models import Batch
from vetting.db import utc_now
from vetting.mail import Mailer

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")


@pytest.fixture
def inbox(world: BatchWorld) -> Iterator[Inbox]:
    """A mail server that the world's engine knows the way to."""
    with running_mail_server() as (inbox, mailer):
        world.engine = engine_with(world, mailer)
        yield inbox


def engine_with(world: BatchWorld, mailer: Mailer) -> Engine:
    return Engine(world.database, mailer=mailer, pace=Pace(mail_again=0))


def told(world: BatchWorld) -> list[str]:
    with world.database.read() as session:
        return list(session.scalars(select(AuditEvent.fields).where(AuditEvent.event == "batch_mailed")))


def test_the_sender_is_told_once_and_nothing_about_anybody(world: BatchWorld, inbox: Inbox) -> None:
    world.world.entry()
    batch_id = world.closed(people_csv(30, {4: LISTED}), reference="WASH-SECRET", name="featherstonehaugh.csv")
    world.work()
    ((to, mail),) = inbox.mails
    assert to == HR_OFFICER.email
    text = mail.get_content()
    assert f"https://vetting.example/batches/{batch_id}" in text and "30 people" in text
    said = f"{mail['Subject']}\n{text.replace(batch_id, '')}".casefold()
    assert not any(word in said for word in ("secret", "featherston", "bob", "barred-list match", "hit"))
    assert told(world) == [f'{{"batch":"{batch_id}","recipients":1}}']


def test_whoever_confirmed_is_told_too_and_no_other_organisation(world: BatchWorld, inbox: Inbox) -> None:
    batch_id = world.ready(people_csv(1_001))
    world.start(batch_id)
    with world.database.write() as session:
        confirm(session, world.world.people[VETTING_OFFICER], batch_id)
    world.work()
    assert {to for to, _ in inbox.mails} == {HR_OFFICER.email, VETTING_OFFICER.email}
    assert OTHER_VETTING_OFFICER.email not in {to for to, _ in inbox.mails}


def test_a_systems_batch_is_told_to_those_who_may_run_batches(world: BatchWorld, inbox: Inbox) -> None:
    batch_id = world.ready(people_csv(3))
    with world.database.write() as session:
        session.execute(update(Batch).values(created_by_kind="api_client", created_by_id="0" * 32))
    world.start(batch_id)
    with world.database.write() as session:
        session.execute(update(Batch).values(started_by_id="0" * 32))
    world.work()
    assert HR_OFFICER.email in {to for to, _ in inbox.mails} and OTHER_VETTING_OFFICER.email not in {to for to, _ in inbox.mails}


def test_what_the_server_does_not_take_is_sent_again(world: BatchWorld, inbox: Inbox) -> None:
    inbox.refuse = True
    batch_id = world.ready(people_csv(3))
    world.start(batch_id)
    for _ in range(5):
        world.engine.step()
    assert inbox.mails == [] and told(world) == []
    inbox.refuse = False
    world.work()
    assert len(inbox.mails) == 1 and len(told(world)) == 1


def test_two_workers_tell_once_and_old_batches_are_not_told(world: BatchWorld) -> None:
    world.closed(people_csv(3))
    world.closed(people_csv(4))
    with world.database.write() as session:
        session.execute(update(Batch).where(Batch.rows_read == 4).values(closed_at=utc_now() - timedelta(days=2)))
    with running_mail_server() as (inbox, mailer):
        engines = [engine_with(world, mailer), engine_with(world, mailer)]
        assert [engine.step() for engine in engines] == [True, False]
        assert len(inbox.mails) == 1
