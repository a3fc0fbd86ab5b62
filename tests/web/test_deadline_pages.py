"""A force's own page: owed because of a notice, returned, with the College, further reports; nobody else's, and in working days."""

from __future__ import annotations

from tests.people import OTHER_REPORTER, POLICING_BODY_REPORTER, REGISTRAR, REPORTER, VETTING_OFFICER
from tests.registry.cases import CONSTABLE, changed, listed, submitted
from tests.web.conftest import People
from vetting.notices import keep_notice, read_notice
from vetting.registry import FurtherReport, return_report, submit_further_report

NOTICE = """Leicestershire Police: outcome of a misconduct hearing on Monday 4 March 2024. PCSO Ursula Wimblethorpe was dismissed
without notice for breaching the standard of Honesty and Integrity. She will be placed on the barred list."""


def test_a_force_sees_its_reports_and_deadlines_and_no_other_force_does(people: People) -> None:
    database, actors = people.service.database, people.actors
    waiting = submitted(database, actors[REPORTER], changed(CONSTABLE, surname="Wimbleford"))
    returned = submitted(database, actors[REPORTER], changed(CONSTABLE, surname="Pockethwaite"))
    entry_id = listed(database, actors, changed(CONSTABLE, surname="Mudgelock"))
    with database.write() as session:
        return_report(session, actors[REGISTRAR], returned, "The date is wrong.", 1)
        keep_notice(session, actors[REGISTRAR], read_notice(NOTICE), "https://news.example/wimblethorpe")
        further = FurtherReport("appeal_won", "2024-03-01", "The tribunal allowed it.")
        proposal = submit_further_report(session, actors[REPORTER], entry_id, further).id
    page = people.browser(REPORTER).get("/reports/deadlines")
    assert page.status == 200
    assert [link for link in (waiting, returned, proposal) if link not in page.html] == []
    for words in ("Leicestershire will report a civilian employee, dismissal of 4 March 2024", "Wimbleford", "Pockethwaite"):
        assert words in page.text
    assert "working days overdue" in page.text
    assert "working days late" in page.text
    assert "imblethorpe" not in page.html  # a notice is no evidence of who somebody is, and its address may spell a name
    other = people.browser(OTHER_REPORTER).get("/reports/deadlines")
    assert not {"Wimbleford", "Pockethwaite", "Leicestershire will"} & {word for word in page.text.split() if word in other.text}
    assert "Leicestershire will" not in people.browser(POLICING_BODY_REPORTER).get("/reports/deadlines").text


def test_the_page_is_for_those_who_report(people: People) -> None:
    assert people.browser(VETTING_OFFICER).get("/reports/deadlines").status == 403
    assert people.browser(REGISTRAR).get("/reports/deadlines").status == 200
