"""E-mails about alerts, through a real mail server on this machine: that there are some, to whom they may go, and nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from pydantic import ValidationError

from tests.conftest import make_settings
from tests.mail_server import Inbox, running_mail_server
from tests.monitoring.world import WatchWorld
from tests.people import OTHER_VETTING_OFFICER, SECOND_VETTING_OFFICER, VETTING_OFFICER
from tests.screening.world import REPORT
from vetting.app import Service
from vetting.errors import Unavailable
from vetting.mail import Mailer
from vetting.monitoring import mail_alerts

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")


@pytest.fixture
def inbox() -> Iterator[tuple[Inbox, Mailer]]:
    with running_mail_server() as server:
        yield server


def test_vetting_officers_are_told_that_there_are_alerts_and_nothing_else(world: WatchWorld, inbox: tuple[Inbox, Mailer]) -> None:
    handler, mailer = inbox
    world.check(reference="VAC-SECRET")
    world.nobody(someone=OTHER_VETTING_OFFICER)
    assert mail_alerts(world.database, mailer) == 0
    world.world.entry()
    world.run()
    assert mail_alerts(world.database, mailer) == 2
    assert mail_alerts(world.database, mailer) == 0
    assert sorted(to for to, _ in handler.mails) == sorted([VETTING_OFFICER.email, SECOND_VETTING_OFFICER.email])
    (_, mail), _ = handler.mails
    del mail["Message-ID"]  # random digits
    told = mail.as_string()
    assert "There is 1 new alert" in mail.get_content()
    assert "https://vetting.example/alerts" in mail.get_content()
    alert = world.alerts()[0]
    for secret in ("Featherston", "Bob", "1985", "VAC-SECRET", "barred list,", alert.check_id, alert.id, REPORT["force"]):
        assert secret not in told
    assert [(event["alerts"], event["recipients"]) for event in world.events("alerts_mailed")] == [(1, 2)]


def test_what_the_server_does_not_take_is_sent_later(world: WatchWorld, inbox: tuple[Inbox, Mailer]) -> None:
    handler, mailer = inbox
    handler.refuse = True
    world.check()
    world.world.entry()
    world.run()
    assert mail_alerts(world.database, mailer) == 0
    assert world.alerts()[0].mailed_at is None
    with pytest.raises(Unavailable) as error:
        mailer.send("somebody@kent.example", "Subject", "Text")
    assert "somebody" not in str(error.value)
    handler.refuse = False
    assert mail_alerts(world.database, mailer) == 2


def test_a_server_without_encryption_is_not_trusted_by_default(inbox: tuple[Inbox, Mailer]) -> None:
    _, mailer = inbox
    with pytest.raises(Unavailable):
        Mailer(mailer.host, mailer.port, mailer.sender).send("somebody@kent.example", "Subject", "Text")


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_the_worker_sends_them_where_it_is_switched_on(database_url: str, tmp_path: Path, inbox: tuple[Inbox, Mailer]) -> None:
    handler, mailer = inbox
    off = make_settings(database_url, tmp_path)
    assert Service(off).mailer is None
    mail = {"mail_host": mailer.host, "mail_port": mailer.port, "mail_sender": mailer.sender, "mail_security": "none"}
    service = Service(make_settings(database_url, tmp_path, **mail))
    world = WatchWorld.make(service.database)
    world.check()
    world.world.entry()
    service.timetable().run_due(datetime(2026, 11, 23, 3, 0))  # noqa: DTZ001 (huey's clock)
    assert world.kinds() == ["listed"]
    assert sorted(to for to, _ in handler.mails if to.startswith("vetting")) == ["vetting.two@kent.example", "vetting@kent.example"]
    service.database.engine.dispose()


@pytest.mark.parametrize(
    "wrong", [{"mail_host": "mail.example"}, {"mail_host": "mail.example", "mail_sender": "a@b.example", "mail_security": "none"}]
)
def test_settings_that_would_send_in_the_clear_or_from_nobody_are_refused(tmp_path: Path, wrong: dict[str, str]) -> None:
    with pytest.raises(ValidationError):
        make_settings("sqlite://", tmp_path, **wrong)
