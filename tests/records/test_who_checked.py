"""Who checked how many people: counts by pseudonym, flags first, the own organisation alone; and the e-mail that names nobody."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import text

from tests.people import FORCE_ADMINISTRATOR, OTHER_VETTING_OFFICER, RECRUITER, SECOND_VETTING_OFFICER, VETTING_OFFICER
from tests.screening.world import World, a_request
from vetting.access import WhoChecked, actor_behind, who_checked
from vetting.access.budgets import LONDON, Misuse
from vetting.access.misuse import pseudonym
from vetting.access.models import MisuseFlag
from vetting.db import new_id, utc_now
from vetting.errors import Refused, Unavailable
from vetting.records import mail_who_checked
from vetting.records.who_checked import week_begins


@pytest.fixture
def world(database) -> World:  # type: ignore[no-untyped-def]
    return World.make(database)


def today() -> date:
    return utc_now().astimezone(LONDON).date()


def found(world: World, on: date | None = None) -> WhoChecked:
    with world.database.write() as session:
        return who_checked(session, world.people[FORCE_ADMINISTRATOR], on or today())


def known_as(world: World, someone: Any) -> str:
    with world.database.read() as session:
        return pseudonym(session, world.people[someone].id)


def test_different_people_are_counted_once_for_each_who_checked_them(world: World) -> None:
    for surname in ("Quillfeather", "Pennywhistle", "Quillfeather"):
        world.run(VETTING_OFFICER, a_request(surname=surname))
    world.run(SECOND_VETTING_OFFICER, a_request())
    world.run(OTHER_VETTING_OFFICER, a_request())
    counts = {each.pseudonym: (each.week, each.month, each.days) for each in found(world).checkers}
    assert counts == {known_as(world, VETTING_OFFICER): (2, 2, 1), known_as(world, SECOND_VETTING_OFFICER): (1, 1, 1)}


def test_older_days_leave_the_week_and_then_the_month(world: World) -> None:
    world.run(VETTING_OFFICER, a_request())
    assert [(each.week, each.month) for each in found(world, today() + timedelta(days=8)).checkers] == [(0, 1)]
    assert found(world, today() + timedelta(days=29)).checkers == ()


def test_whoever_carries_a_flag_comes_first(world: World) -> None:
    for surname in ("Quillfeather", "Pennywhistle"):
        world.run(VETTING_OFFICER, a_request(surname=surname))
    flagged = world.people[SECOND_VETTING_OFFICER]
    with world.database.write() as session:
        kind, moment = Misuse.STEPS_THROUGH_NAMES.value, utc_now()
        named = {"organisation_id": flagged.organisation_id, "actor_id": flagged.id}
        session.add(MisuseFlag(id=new_id(), day=today(), kind=kind, raised_at=moment, **named))
    checkers = found(world).checkers
    assert (checkers[0].pseudonym, len(checkers[0].flags)) == (known_as(world, SECOND_VETTING_OFFICER), 1)
    assert found(world).flags == 1


def test_somebody_checked_on_several_days_is_shown_under_a_pseudonym(world: World) -> None:
    world.run(VETTING_OFFICER, a_request())
    with world.database.write() as session:
        row = dict(session.execute(text("SELECT * FROM spent_subject")).mappings().one())
        for days in (1, 2):
            again = row | {"id": new_id(), "day": today() - timedelta(days=days)}
            columns = ", ".join(again)
            values = ", ".join(f":{name}" for name in again)
            session.execute(text(f"INSERT INTO spent_subject ({columns}) VALUES ({values})"), again)
    (often,) = found(world).often
    assert (often.days, often.checkers) == (3, (known_as(world, VETTING_OFFICER),))
    assert often.pseudonym == row["subject_index"][:8]


def test_only_the_lead_may_look_and_a_pseudonym_leads_back_for_an_inquiry(world: World) -> None:
    with world.database.write() as session, pytest.raises(Refused):
        who_checked(session, world.people[RECRUITER], today())
    with world.database.read() as session:
        assert actor_behind(session, known_as(world, VETTING_OFFICER)) == world.people[VETTING_OFFICER].id
        assert actor_behind(session, "00000000") is None


class Post:
    """Stands for the mail server: what was handed to it."""

    public_url = "https://vetting.example/"

    def __init__(self) -> None:
        self.sent: list[tuple[str, str, str]] = []
        self.refuses = False

    def send(self, *mail: str) -> None:
        if self.refuses:
            raise Unavailable("no", code="mail_not_sent")
        self.sent.append(mail)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("moment", "begins"),
    [
        (datetime(2026, 11, 23, 7, 0, tzinfo=UTC), datetime(2026, 11, 23, 7, 0, tzinfo=UTC)),
        (datetime(2026, 11, 29, 23, 0, tzinfo=UTC), datetime(2026, 11, 23, 7, 0, tzinfo=UTC)),
        (datetime(2026, 7, 6, 6, 30, tzinfo=UTC), datetime(2026, 7, 6, 6, 0, tzinfo=UTC)),
        (datetime(2026, 7, 5, 23, 30, tzinfo=UTC), datetime(2026, 7, 6, 6, 0, tzinfo=UTC)),
    ],
)
def test_a_week_begins_on_monday_at_seven_in_london(moment: datetime, begins: datetime) -> None:
    assert week_begins(moment) == begins


def test_each_lead_is_told_once_a_week(world: World) -> None:
    post, now = Post(), utc_now()
    if now < week_begins(now):  # it is Monday before seven
        now -= timedelta(days=1)
    assert mail_who_checked(world.database, post, now) == 1  # type: ignore[arg-type]
    assert mail_who_checked(world.database, post, now + timedelta(minutes=1)) == 0  # type: ignore[arg-type]
    assert mail_who_checked(world.database, post, week_begins(now + timedelta(days=7))) == 1  # type: ignore[arg-type]


def test_nobody_is_told_before_monday_morning(world: World) -> None:
    early = datetime(2026, 7, 6, 5, 0, tzinfo=UTC)
    assert mail_who_checked(world.database, Post(), early) == 0  # type: ignore[arg-type]


def test_the_text_names_and_counts_nobody(world: World) -> None:
    post, monday = Post(), week_begins(utc_now() + timedelta(days=7))
    world.run(VETTING_OFFICER, a_request())
    assert mail_who_checked(world.database, post, monday) == 1  # type: ignore[arg-type]
    ((to, subject, words),) = post.sent
    assert to == FORCE_ADMINISTRATOR.email
    for word in ("Llewellyn", "Siân", "Kent", known_as(world, VETTING_OFFICER), "1990"):
        assert word not in subject + words
    assert not any(letter.isdigit() for letter in words)
    assert "https://vetting.example/who-checked" in words


def test_a_mail_server_that_refuses_is_asked_again(world: World) -> None:
    post, monday = Post(), week_begins(utc_now() + timedelta(days=7))
    post.refuses = True
    assert mail_who_checked(world.database, post, monday) == 0  # type: ignore[arg-type]
    post.refuses = False
    assert mail_who_checked(world.database, post, monday) == 1  # type: ignore[arg-type]
