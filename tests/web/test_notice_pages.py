"""The reconciliation board on the pages: paste, overdue, a report offered, a person confirms; set aside; reopened."""

from __future__ import annotations

import re

from tests.people import REGISTRAR, REPORTER, SECOND_REGISTRAR
from tests.registry.cases import FORMER_PCSO, changed, submitted
from tests.web.conftest import Browser, Page, People

NOTICE = """Derbyshire Constabulary: misconduct hearing
A gross misconduct hearing was held on Monday 4 March 2024. PCSO Marigold Tansy breached the standard of
Authority, Respect and Courtesy and was dismissed without notice. She will be
placed on the barred list held by the College of Policing."""
EXPECTED = re.compile(r"/notices/expected/[0-9a-f]{32}")


def kept(browser: Browser, source: str, text: str = NOTICE) -> Page:
    sent = browser.post("/notices/new", {"text": text, "source": source, "action": "keep"})
    assert sent.status == 303, sent.text
    return browser.get(sent.location)


def test_from_a_notice_to_the_report_that_meets_it(people: People) -> None:
    registrar, second = people.browser(REGISTRAR), people.browser(SECOND_REGISTRAR)
    notice = kept(registrar, "https://news.example/derbyshire")
    assert "Derbyshire will report a civilian employee, dismissal of 4 March 2024" in notice.text
    [address] = set(EXPECTED.findall(notice.html))
    assert "Overdue" in registrar.get("/notices/").text
    assert "No report of this force and kind" in registrar.get(address).text
    report = changed(FORMER_PCSO, limb="c", force="Derbyshire", event_date="2024-03-04", surname="Tansy")
    report_id = submitted(people.service.database, people.actors[REGISTRAR], report)
    page = registrar.get(address)
    assert f"/reports/{report_id}" in page.html
    assert "Overdue" in page.text
    assert "1 to compare" in registrar.get("/notices/").text
    empty = registrar.post(f"{address}/meet", {}, form_at=address)
    assert (empty.status, list(empty.errors.values())) == (422, ["Choose the report that is about this outcome"])
    forged = registrar.post(f"{address}/meet", {"report_id": "0" * 32}, form_at=address)
    assert forged.status == 422
    assert second.post(f"{address}/meet", {"report_id": report_id}, form_at=address).status == 303
    assert "Met" in registrar.get(address).text
    assert address not in registrar.get("/notices/").html
    assert address in registrar.get("/notices/?show=met").html
    assert registrar.post(f"{address}/reopen", form_at=address).status == 303
    assert address in registrar.get("/notices/").html


def test_an_outcome_is_set_aside_with_a_reason(people: People) -> None:
    registrar = people.browser(REGISTRAR)
    [address] = set(EXPECTED.findall(kept(registrar, "https://news.example/derbyshire-again").html))
    assert registrar.post(f"{address}/set-aside", {"reason": "…"}, form_at=address).errors.keys() == {"reason"}
    sent = registrar.post(f"{address}/set-aside", {"reason": "It is the same notice as another."}, form_at=address)
    assert sent.status == 303
    assert "It is the same notice as another." in registrar.get(address).text
    assert address in registrar.get("/notices/?show=not-expected").html
    assert registrar.post(f"{address}/set-aside", {"reason": "Twice."}, form_at=address).status == 409


def test_an_announcement_leads_one_to_expect_nothing(people: People) -> None:
    text = "Kent Police will hold a misconduct hearing on Monday 7 December 2026 for PC Barnaby Thistledown, alleged to have lied."
    notice = kept(people.browser(REGISTRAR), "https://news.example/announced", text)
    assert "No report is expected because of it." in notice.text


def test_a_force_does_not_see_the_board(people: People) -> None:
    for path in ("/notices/", "/notices/expected/" + "0" * 32):
        assert people.browser(REPORTER).get(path).status == 403
    assert people.browser(REGISTRAR).get("/notices/expected/" + "0" * 32).status == 404
