"""The registrar's desk and the figures on the pages: what each person sees, and what no page and no file gives away."""

from __future__ import annotations

import csv
import io
import re
from datetime import date
from xml.etree import ElementTree

import pytest

from tests.people import REGISTRAR, REPORTER, SECOND_REGISTRAR, VETTING_OFFICER
from tests.registry.cases import CONSTABLE, FORMER_PCSO, changed, listed, submitted
from tests.web.conftest import Browser, People
from vetting.registry import FurtherReport, return_report, submit_further_report
from vetting.web.charts import BarChart, Line, bar_chart


def rows_of(browser: Browser, path: str) -> list[list[str]]:
    page = browser.get(path)
    assert page.response.headers["Content-Type"] == "text/csv; charset=utf-8"
    return list(csv.reader(io.StringIO(page.html.removeprefix("\ufeff"))))


def test_the_desk_shows_what_waits_and_links_into_it(people: People) -> None:
    database, actors = people.service.database, people.actors
    waiting = submitted(database, actors[REPORTER], changed(CONSTABLE, surname="Wimbledrake"))
    returned = submitted(database, actors[REPORTER], changed(CONSTABLE, surname="Thornquill"))
    entry_id = listed(database, actors, changed(CONSTABLE, surname="Ottermead"))
    suspended = listed(database, actors, changed(CONSTABLE, surname="Vexleigh"))
    with database.write() as session:
        return_report(session, actors[REGISTRAR], returned, "The date is wrong.", 1)
        further = FurtherReport("appeal_won", "2024-03-01", "The tribunal allowed it.")
        proposal = submit_further_report(session, actors[REPORTER], suspended, further).id
    page = people.browser(SECOND_REGISTRAR).get("/register/desk")
    assert page.status == 200
    shown = [f"/reports/{waiting}", f"/reports/{returned}", f"/register/entries/{entry_id}"]
    assert [link for link in shown if link not in page.html] == []
    assert f"/register/entries/{suspended}" in page.html
    assert f"/register/proposals/{proposal}" in page.html
    for words in ("Reports to decide", "Publication decisions due", "Returned and not sent in again", "came late"):
        assert words in page.text
    assert not re.search("Wimbledrake|Thornquill|Ottermead|Vexleigh", page.html)  # the desk names nobody


@pytest.mark.parametrize("path", ["/register/desk", "/register/statistics", "/register/statistics.csv"])
def test_the_desk_and_the_whole_figures_are_the_registrars(people: People, path: str) -> None:
    assert people.browser(REGISTRAR).get(path).status == 200
    for someone in (REPORTER, VETTING_OFFICER):
        assert people.browser(someone).get(path).status == 403


def test_a_registrar_sees_every_number_and_takes_it_away(people: People) -> None:
    listed(people.service.database, people.actors, changed(FORMER_PCSO, surname="Quibblethorpe", event_date="2019-05-02"))
    registrar = people.browser(REGISTRAR)
    page = registrar.get("/register/statistics?list=barred&year=2019-20")
    assert "April 2019 to March 2020" in page.text
    assert "Police staff: force" in page.text
    assert "<svg" in page.html
    rows = rows_of(registrar, "/register/statistics.csv?list=barred&year=2019-20")
    assert ["2019-20", "Police barred list", "Who they were", "Police staff", "Number", "1"] in rows
    assert registrar.get("/register/statistics?year=1999-00").status == 404
    assert registrar.get("/register/statistics?list=nonsense").status == 404


def test_the_public_sees_no_small_number_and_never_the_advisory_list(people: People) -> None:
    for number in range(7):
        surname = f"Tatterfield{'abcdefg'[number]}"
        listed(people.service.database, people.actors, changed(CONSTABLE, surname=surname, event_date="2020-06-01"))
    anyone = people.browser()
    page = anyone.get("/statistics?year=2020-21")
    assert "Police officers: force" in page.text
    rows = rows_of(anyone, "/statistics.csv?year=2020-21")
    assert ["2020-21", "Police barred list", "Who they were", "Police officers", "Number", "7"] in rows
    assert {row[-1] for row in rows[1:]} == {"0", "7"} | ({"c"} & {row[-1] for row in rows})
    assert {row[1] for row in rows[1:]} == {"Police barred list"}
    listed(people.service.database, people.actors, changed(FORMER_PCSO, surname="Lonelace", event_date="2020-06-01"))
    rows = rows_of(anyone, "/statistics.csv?year=2020-21")
    numbers = {row[3]: row[-1] for row in rows if row[2] == "Who they were"}
    assert numbers == {"Police officers": "c", "Special constables": "0", "Police staff": "c", "Total": "8"}
    assert "There are too few people to show this." in anyone.get("/statistics?year=2020-21").text
    year = date.today().year  # noqa: DTZ011 (any year that is not over will do)
    assert anyone.get(f"/statistics?year={year}-{(year + 1) % 100:02}").status == 404


def test_a_chart_is_one_picture_with_a_title_and_a_summary_and_no_colour_alone() -> None:
    lines = (Line("Kent <b>", (12, 3)), Line("Essex", (None, None)), Line("Gwent", (4, None)))
    markup = bar_chart(BarChart("c1", "Force & left", "Kent has the most.", ("Serving", "Retired"), lines))
    root = ElementTree.fromstring(markup)
    space = "{http://www.w3.org/2000/svg}"
    assert root.get("role") == "img"
    assert root.get("aria-labelledby") == "c1-title c1-desc"
    assert [root.findtext(f"{space}title"), root.findtext(f"{space}desc")] == ["Force & left", "Kent has the most."]
    texts = [text.text for text in root.iter(f"{space}text")]
    assert texts == ["Serving", "Retired", "Kent <b>", "15", "Essex", "not shown", "Gwent", "4 +"]
    assert len({ElementTree.tostring(pattern) for pattern in root.iter(f"{space}pattern")}) == 2
    assert not re.search(r"style=|<script|on\w+=", markup)
