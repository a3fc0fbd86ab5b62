"""Notices kept as expectations, and what becomes of each; nobody's name in a notice reaches the lists."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import inspect, text

from tests.people import REGISTRAR, REPORTER, SECOND_REGISTRAR, Someone, add_everyone
from tests.registry.cases import LISTS, open_lists
from vetting.access import Actor
from vetting.db import Database
from vetting.errors import Conflict, InvalidInput, NotFound, Refused
from vetting.matching import Identity, PersonName
from vetting.notices import (
    ExpectationState,
    ExpectationView,
    NoticeReading,
    SubjectReading,
    get_notice,
    keep_notice,
    list_expectations,
    read_notice,
)
from vetting.notices.expectations import Prospect, prospect_of
from vetting.registry import index_of

People = dict[Someone, Actor]
EARLIEST = date(2017, 12, 15)
LEICESTERSHIRE = SubjectReading(
    role="PCSO", force="Leicestershire", former=True, outcome="would_have_been_dismissed", hearing_date="2022-06-30"
)
KENT = SubjectReading(
    role="PCSO",
    force="Kent",
    outcome="dismissed",
    hearing_date="2021-03-22",
    standards_breached=("Authority, Respect and Courtesy",),
    barred_list_stated=True,
)
SOURCE = "https://www.example.org/news/former-pcso"
TODAY = date(2022, 7, 12)


def prospect(**changes: object) -> Prospect | None:
    return prospect_of(replace(LEICESTERSHIRE, **changes), EARLIEST)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("changes", "limbs"),
    [
        ({}, "d"),
        ({"outcome": "dismissed"}, "c"),
        ({"role": "police staff"}, "d"),
        ({"role": "designated officer"}, "d"),
        ({"role": "police officer"}, "b"),
        ({"role": "special constable", "outcome": "dismissed"}, "a"),
        ({"role": None, "rank": "police constable"}, "b"),
        ({"role": None}, "bd"),
        ({"role": None, "outcome": "dismissed"}, "ac"),
    ],
)
def test_the_outcome_and_the_kind_of_person_decide_the_limb(changes: dict[str, object], limbs: str) -> None:
    found = prospect(**changes)
    assert found is not None
    assert (found.limbs, found.not_expected, found.force_code) == (limbs, None, "33")


@pytest.mark.parametrize("outcome", ["final_written_warning", "written_warning", "no_further_action", "other", None])
def test_other_outcomes_lead_to_no_entry(outcome: str | None) -> None:
    assert prospect(outcome=outcome) is None


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"hearing_date": "2017-12-14"}, "before_the_lists"),
        ({"force": "British Transport Police"}, "out_of_scope"),
        ({"force": "Police Scotland", "hearing_date": "2016-01-01"}, "out_of_scope"),
        ({"role": "community support volunteer"}, "volunteer"),
        ({"force": None}, "force_not_stated"),
        ({"force": "the force"}, "force_not_stated"),
    ],
)
def test_what_is_not_expected_is_kept_with_its_reason(changes: dict[str, object], reason: str) -> None:
    found = prospect(**changes)
    assert found is not None
    assert found.not_expected == reason


@pytest.fixture
def people(database: Database) -> People:
    return add_everyone(database)


def keep(database: Database, actor: Actor, *subjects: SubjectReading, source: str = SOURCE) -> str:
    with database.write() as session:
        return keep_notice(session, actor, NoticeReading("outcome", subjects), source).id


def expectations(database: Database, actor: Actor, today: date = TODAY) -> list[ExpectationView]:
    with database.read() as session:
        return list_expectations(session, actor, today)


def test_a_notice_is_kept_as_an_expectation_with_a_deadline(database: Database, people: People) -> None:
    keep(database, people[REGISTRAR], LEICESTERSHIRE)
    [expected] = expectations(database, people[REGISTRAR], date(2022, 7, 6))
    assert expected.description == "Leicestershire will report a former civilian employee, finding of 30 June 2022"
    assert (expected.state, expected.due, expected.source) == (ExpectationState.EXPECTED, date(2022, 7, 6), SOURCE)
    [overdue] = expectations(database, people[REGISTRAR], date(2022, 7, 9))
    assert (overdue.state, overdue.days_overdue) == (ExpectationState.OVERDUE, 3)


def test_the_longest_overdue_comes_first_and_what_is_not_expected_last(database: Database, people: People) -> None:
    keep(database, people[REGISTRAR], replace(KENT, force="British Transport Police"), LEICESTERSHIRE, KENT)
    views = expectations(database, people[REGISTRAR])
    assert [view.force_name for view in views] == ["Kent", "Leicestershire", "British Transport Police"]
    assert views[2].state is ExpectationState.NOT_EXPECTED
    assert views[2].reason == "The College’s lists do not cover this body."


def test_an_outcome_without_a_day_is_expected_without_a_deadline(database: Database, people: People) -> None:
    keep(database, people[REGISTRAR], replace(KENT, hearing_date=None))
    [view] = expectations(database, people[REGISTRAR])
    assert (view.state, view.due) == (ExpectationState.EXPECTED, None)
    assert view.description == "Kent will report a civilian employee, dismissal on a day that the notice does not give"


def test_announcements_and_appeals_lead_one_to_expect_nothing(database: Database, people: People) -> None:
    for kind in ("announcement", "pending", "appeal"):
        with database.write() as session:
            keep_notice(session, people[REGISTRAR], NoticeReading(kind, (KENT,)), f"{SOURCE}/{kind}")  # type: ignore[arg-type]
    assert expectations(database, people[REGISTRAR]) == []


def test_what_is_no_notice_is_refused_by_field(database: Database, people: People) -> None:
    with pytest.raises(InvalidInput) as caught, database.write() as session:
        keep_notice(session, people[REGISTRAR], read_notice("A recipe for soup."), " ")
    assert [problem.field for problem in caught.value.problems] == ["text", "source"]


def test_a_notice_is_kept_once_by_a_registrar_and_read_by_one(database: Database, people: People) -> None:
    notice_id = keep(database, people[REGISTRAR], LEICESTERSHIRE)
    with pytest.raises(Conflict):
        keep(database, people[REGISTRAR], LEICESTERSHIRE, source=SOURCE.upper())
    for step in (lambda: keep(database, people[REPORTER], KENT, source="other"), lambda: expectations(database, people[REPORTER])):
        with pytest.raises(Refused):
            step()
    with database.read() as session:
        view = get_notice(session, people[SECOND_REGISTRAR], notice_id)
        assert (view.source, view.subjects[0]["force"]) == (SOURCE, "Leicestershire")
        with pytest.raises(NotFound):
            get_notice(session, people[SECOND_REGISTRAR], "no such notice")


def test_a_name_in_a_notice_is_never_searched_nor_stored_in_plain(database: Database, people: People) -> None:
    open_lists(database, people)
    named = replace(KENT, name="Peregrine Hollingbourne", role="police officer", evidence={"name": "PC Peregrine Hollingbourne"})
    keep(database, people[REGISTRAR], named, source="https://www.example.org/peregrine-hollingbourne-dismissed")
    with database.write() as session:
        peregrine = Identity((PersonName("Peregrine", "Hollingbourne"),), None)
        assert index_of(session).search(session, [peregrine], LISTS).matches == ((),)
    with database.read() as session:
        for table in inspect(database.engine).get_table_names():
            assert "ollingbourne" not in repr(session.execute(text(f'SELECT * FROM "{table}"')).all())


SEEDS = Path(__file__).resolve().parents[3] / "shared" / "seeds"


@pytest.mark.skipif(not SEEDS.is_dir(), reason="the seed notices are not on this machine")
def test_the_two_seed_notices(database: Database, people: People) -> None:
    for path in sorted(SEEDS.glob("*.txt")):
        with database.write() as session:
            keep_notice(session, people[REGISTRAR], read_notice(path.read_text(encoding="utf-8")), path.name)
    assert {view.description for view in expectations(database, people[REGISTRAR])} == {
        "Leicestershire will report a former civilian employee, finding of 30 June 2022",
        "Kent will report a civilian employee, dismissal of 22 March 2021",
    }
