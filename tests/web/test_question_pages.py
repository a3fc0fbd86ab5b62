"""Withdrawing a report, and referring one to the lawyers, on the pages: a force asks, two registrars agree."""

from __future__ import annotations

from tests.people import OTHER_REPORTER, REGISTRAR, REPORTER, SECOND_REGISTRAR
from tests.registry.cases import CONSTABLE, changed, submitted
from tests.web.conftest import People


def sent(people: People, surname: str, **changes: object) -> str:
    report = changed(CONSTABLE, surname=surname, **changes)
    return f"/reports/{submitted(people.service.database, people.actors[REPORTER], report)}"


def test_a_force_asks_and_two_registrars_agree(people: People) -> None:
    report = sent(people, "Withycombe")
    force, first, second = (people.browser(who) for who in (REPORTER, REGISTRAR, SECOND_REGISTRAR))
    assert "Ask to withdraw the report" in force.get(report).text
    assert people.browser(OTHER_REPORTER).get(f"{report}/withdraw").status == 404
    assert force.post(f"{report}/withdraw", {"reason": ""}).errors.keys() == {"reason"}
    assert force.post(f"{report}/withdraw", {"reason": "It is about a namesake."}).location == report
    assert "waits for two registrars" in force.get(report).text
    assert "It counts in every check." in force.get(report).text
    assert "Decide first whether the report stands" in first.get(report).text
    assert first.post(f"{report}/approve", {"expected_version": "1"}, form_at=report).status == 409
    question = first.get(report).html.partition("/questions/")[2].partition("/")[0]
    assert first.post(f"{report}/questions/{question}/agree", form_at=report).location == report
    assert "You have said this already" in first.get(report).text
    assert second.post(f"{report}/questions/{question}/agree", form_at=report).location == report
    gone = second.get(report)
    assert "It counts in no check any more." in gone.text
    assert "Earlier checks that came upon it" in gone.text
    assert "Earlier checks" not in force.get(report).text
    assert "Ask to withdraw" not in force.get(report).text
    assert "Withdrawn" in force.get("/reports/").text


def test_refusing_asks_for_a_reason_and_the_report_stands(people: People) -> None:
    report = sent(people, "Withypool")
    first = people.browser(REGISTRAR)
    people.browser(REPORTER).post(f"{report}/withdraw", {"reason": "It is about a namesake."})
    question = first.get(report).html.partition("/questions/")[2].partition("/")[0]
    refuse = f"{report}/questions/{question}/disagree"
    assert "It is about a namesake." in first.get(refuse).text
    assert first.post(refuse, {"reason": " "}).errors.keys() == {"reason"}
    assert first.post(refuse, {"reason": "It is about this person."}).location == report
    assert "Refused: It is about this person." in people.browser(REPORTER).get(report).text
    assert first.get(refuse.replace(question, "0" * 32)).status == 404


def test_a_dismissal_after_withdrawn_vetting_waits_for_the_lawyers(people: People) -> None:
    report = sent(people, "Withernsea", ground="vetting_withdrawn", standards=())
    force, first, second = (people.browser(who) for who in (REPORTER, REGISTRAR, SECOND_REGISTRAR))
    page = force.get(report)
    assert "With the College’s lawyers" in page.text
    assert "Record what the lawyers say" not in page.text
    assert "With the lawyers (1)" in first.get("/reports/").text
    assert first.post(f"{report}/approve", {"expected_version": "1"}, form_at="/reports/new").status == 409
    assert set(first.post(f"{report}/advice", {}).errors) == {"listable"}
    assert set(first.post(f"{report}/advice", {"listable": "yes"}).errors) == {"advice"}
    assert first.post(f"{report}/advice", {"listable": "yes", "advice": "Counsel wrote on 3 May."}).location == report
    question = second.get(report).html.partition("/questions/")[2].partition("/")[0]
    assert second.post(f"{report}/questions/{question}/agree", form_at=report).location == report
    assert "Approve the report if it is complete and in form" in second.get(report).text
