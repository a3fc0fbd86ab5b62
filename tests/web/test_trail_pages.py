"""The trail as auditors read it, and who checked how many people as an organisation's lead reads it: never a name."""

from __future__ import annotations

import csv
import io
import re

import pytest
from sqlalchemy import text

from tests.people import AUDITOR, FORCE_ADMINISTRATOR, RECRUITER, REGISTRAR, VETTING_OFFICER
from tests.web.conftest import People
from tests.web.test_check_pages import a_check, listed  # noqa: F401 (a fixture)
from vetting.access.misuse import pseudonym

NUMBER = re.compile(r'scope="row" class="govuk-table__header">(\d+)<')


@pytest.fixture
def check_id(people: People, listed: None) -> str:  # noqa: F811
    """A check whose events the trail holds."""
    return a_check(people, VETTING_OFFICER).rpartition("/")[2]


def read(people: People, query: str = "") -> str:
    page = people.browser(AUDITOR).get(f"/trail?{query}")
    assert page.status == 200
    return page.html


def lines(people: People, query: str = "") -> list[dict[str, str]]:
    page = people.browser(AUDITOR).get(f"/trail/events.csv?{query}")
    assert page.status == 200
    return list(csv.DictReader(io.StringIO(page.html.removeprefix("\ufeff"))))


def test_an_auditor_reads_what_was_done_and_nobodys_name(people: People, check_id: str) -> None:
    html = read(people, f"about={check_id}")
    assert "Check run" in html
    assert "Vetting officer, Kent Police" in html
    assert re.search(r"Thistle|Thistel|Perry|@|\b1981\b", html.partition('id="main-content"')[2]) is None


@pytest.mark.parametrize(
    ("query", "column", "value"),
    [
        ("event=check_run", "event", "check_run"),
        ("operation=disclosure", "operation", "disclosure"),
        ("operation=access&event=deployment_created", "actor_kind", "system"),
    ],
)
def test_a_filter_leaves_nothing_else(people: People, check_id: str, query: str, column: str, value: str) -> None:
    with people.service.database.write() as session:
        session.execute(text("SELECT 1"))
    found = lines(people, query)
    assert {line[column] for line in found} <= {value}
    assert len(found) < len(lines(people))


def test_the_filters_of_who_and_where(people: People, check_id: str) -> None:
    officer = people.actors[VETTING_OFFICER]
    assert {line["actor_id"] for line in lines(people, f"actor={officer.id}")} == {officer.id}
    assert {line["organisation_id"] for line in lines(people, f"organisation={officer.organisation_id}")} == {
        officer.organisation_id
    }
    assert {check_id in line["fields"] for line in lines(people, f"about={check_id}")} == {True}
    with people.service.database.read() as session:
        known_as = pseudonym(session, officer.id)
    assert {line["actor_id"] for line in lines(people, f"actor={known_as}")} == {officer.id}


def test_days_bound_the_events(people: People, check_id: str) -> None:
    days = sorted({line["recorded_at"][:10] for line in lines(people)})
    assert lines(people, f"since={days[0]}&until={days[-1]}") != []
    assert lines(people, "until=2001-01-01") == []
    assert lines(people, "since=2999-01-01") == []


@pytest.mark.parametrize("query", ["about=nothing", "actor=nobody", "organisation=x", "about=%00", f"actor={'0' * 32}"])
def test_a_slip_in_an_id_is_not_answered_with_everything(people: People, check_id: str, query: str) -> None:
    assert lines(people, query) == []
    assert "No event fits the filter." in read(people, query)


@pytest.mark.parametrize("query", ["before=x", "before=-1", f"before={'9' * 30}", "event=nothing", "until=9999-12-31", "since=x"])
def test_what_is_no_filter_is_not_asked_for(people: People, check_id: str, query: str) -> None:
    assert NUMBER.findall(read(people, query))


def test_pages_go_on_where_the_last_one_stopped(people: People, check_id: str) -> None:
    for _ in range(60):
        people.browser(AUDITOR).get("/trail")
    first = [int(number) for number in NUMBER.findall(read(people))]
    second = [int(number) for number in NUMBER.findall(read(people, f"before={first[-1]}"))]
    assert len(first) == 50
    assert second[0] == first[-1] - 1


def test_reading_and_exporting_leave_their_own_events(people: People, check_id: str) -> None:
    before = len(lines(people, "event=trail_read"))
    read(people)
    found = lines(people, "event=trail_read")
    assert len(found) == before + 2
    assert '"form": "page"' in found[0]["fields"]
    assert '"form": "csv"' in found[1]["fields"]


def test_only_auditors_read_the_trail(people: People) -> None:
    for someone in (VETTING_OFFICER, REGISTRAR, FORCE_ADMINISTRATOR):
        assert people.browser(someone).get("/trail").status == 403
        assert people.browser(someone).get("/trail/events.csv").status == 403


def test_a_lead_reads_how_many_people_each_checked_and_nobodys_name(people: People, check_id: str) -> None:
    page = people.browser(FORCE_ADMINISTRATOR).get("/who-checked")
    assert page.status == 200
    with people.service.database.read() as session:
        known_as = pseudonym(session, people.actors[VETTING_OFFICER].id)
    assert known_as in page.text
    for word in ("Thistle", "Thistel", "Perry", "vetting@kent.example", people.actors[VETTING_OFFICER].id):
        assert word not in page.html
    assert people.browser(RECRUITER).get("/who-checked").status == 403
    assert people.browser(AUDITOR).get("/who-checked").status == 403
