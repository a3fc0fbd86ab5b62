"""What holds on every page: headers, no inline script or style, the forgery check, the banner, and who may open what."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest

from tests.people import AUDITOR, EVERYONE, RECRUITER, REGISTRAR, REPORTER, VETTING_OFFICER, Someone
from tests.web.conftest import Browser, Page, People
from vetting.access import Permission, Role, declared_access
from vetting.access.permissions import PERMISSIONS
from vetting.records import load_rules
from vetting.web.public.views import ACCESSIBILITY_PREPARED, ACCESSIBILITY_REVIEW_DUE

PUBLIC_PAGES = ("/", "/sign-in", "/register/published", "/help", "/accessibility", "/privacy", "/cookies", "/terms", "/nowhere")
SIGNED_IN_PAGES: dict[str, Permission] = {
    "/checks/": Permission.READ_CHECK_STATES,
    "/checks/new": Permission.REQUEST_CHECK,
    "/queue": Permission.DECIDE_HITS,
    "/figures": Permission.READ_COMPARISONS,
    "/second-officer": Permission.DECIDE_HITS,
    "/confirmations": Permission.READ_OWN_REPORTS,
    "/why-not": Permission.EXPLAIN_ABSENCE,
    "/reports/": Permission.READ_OWN_REPORTS,
    "/reports/new": Permission.SUBMIT_REPORT,
    "/reports/new/a": Permission.SUBMIT_REPORT,
    "/reports/advisory/new": Permission.SUBMIT_REPORT,
    "/reports/advisory/new/a": Permission.SUBMIT_REPORT,
    "/register/entries": Permission.READ_REGISTER,
    "/register/proposals": Permission.READ_OWN_REPORTS,
    "/register/lists": Permission.CHANGE_REGISTER,
    "/register/reviews": Permission.READ_OWN_REPORTS,
    "/subject-access/": Permission.ANSWER_SUBJECT_ACCESS,
    "/subject-access/new": Permission.ANSWER_SUBJECT_ACCESS,
    "/trail": Permission.READ_TRAIL,
    "/who-checked": Permission.SEE_WHO_CHECKED,
    "/notices/": Permission.KEEP_NOTICES,
    "/notices/new": Permission.KEEP_NOTICES,
}
FILES = {"/checks/export.csv", "/trail/events.csv"}
"""Addresses that answer with a file, and no page."""
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
    "Cross-Origin-Opener-Policy": "same-origin",
}


def whole(page: Page) -> None:
    """What every page must be."""
    for name, value in HEADERS.items():
        assert page.response.headers[name] == value
    policy = page.response.headers["Content-Security-Policy"]
    assert "unsafe" not in policy
    for rule in ("default-src 'none'", "script-src 'self'", "style-src 'self'", "frame-ancestors 'none'", "form-action 'self'"):
        assert rule in policy
    assert "Demonstration: everyone here is fictional" in page.html
    assert re.fullmatch(r"(Error: )?[A-Z].+ – Barred list vetting", page.title)
    assert not re.search(r"<script(?![^>]*\bsrc=)|\sstyle=|\son[a-z]+=|javascript:", page.html)
    assert not re.search(r"""(?:src|href)="(?:https?:)?//""", page.html), "nothing is loaded or linked from another host"
    for form in re.findall(r"<form[^>]*method=\"post\".*?</form>", page.html, re.DOTALL):
        assert 'name="csrf_token"' in form
    assert page.html.count("<h1") == 1
    assert len(re.findall(r'\sid="([^"]+)"', page.html)) == len(set(re.findall(r'\sid="([^"]+)"', page.html)))


@pytest.mark.parametrize("path", PUBLIC_PAGES)
def test_public_pages_are_whole(people: People, path: str) -> None:
    whole(people.browser().get(path))


@pytest.mark.parametrize("someone", EVERYONE, ids=lambda someone: f"{someone.role.value} of {someone.organisation}")
def test_everyone_opens_what_their_role_may_and_nothing_else(people: People, someone: Someone) -> None:
    browser = people.browser(someone)
    whole(browser.get("/"))
    for path, permission in SIGNED_IN_PAGES.items():
        page = browser.get(path)
        assert page.status == (200 if permission in PERMISSIONS[someone.role] else 403), path
        whole(page)
        if page.status == 403:
            assert "You cannot do this" in page.text


def test_every_page_is_in_this_matrix_or_takes_an_id(people: People) -> None:
    listed = set(PUBLIC_PAGES) | set(SIGNED_IN_PAGES)
    blueprints = ("public", "checks", "reports", "entries", "notices")
    rules = [rule for rule in people.app.url_map.iter_rules() if rule.endpoint.partition(".")[0] in blueprints]
    assert len(rules) >= 20
    for rule in rules:
        assert declared_access(people.app, rule.endpoint) is not None
        takes_an_id = re.search(r"<id:(check|report|entry|notice|expectation)_id>|<list_id>", rule.rule)
        assert takes_an_id or rule.rule in FILES or rule.rule.replace("<limb>", "a") in listed, rule.rule


def test_who_has_not_signed_in_is_sent_to_do_so_and_brought_back(people: People) -> None:
    nobody = people.browser()
    for path in SIGNED_IN_PAGES:
        page = nobody.get(path)
        assert page.status == 302
        assert page.location == f"/sign-in?next={path}"
        assert page.response.headers["Cache-Control"] == "no-store"


def forms() -> list[str]:
    reports = ["/reports/new", "/reports/new/a", "/reports/advisory/new/a"]
    return ["/checks/new", *reports, "/notices/new", "/register/published", "/sign-in", "/sign-out"]


@pytest.mark.parametrize("path", forms())
@pytest.mark.parametrize("token", [{}, {"csrf_token": "made-up"}], ids=["none", "made up"])
def test_a_form_that_we_did_not_give_is_refused(people: People, path: str, token: dict[str, str]) -> None:
    someone = REPORTER if path.startswith("/reports/") else REGISTRAR if path == "/notices/new" else VETTING_OFFICER
    browser = people.browser(None if path in ("/register/published", "/sign-in") else someone)
    page = Page(browser.client.post(path, data=token))
    if path == "/sign-in" and not token:
        assert page.status in (200, 400)
    assert page.status == 400
    assert "Nothing was saved" in page.text
    whole(page)


def test_another_persons_token_is_refused(people: People) -> None:
    mine, theirs = people.browser(RECRUITER), people.browser(VETTING_OFFICER)
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', theirs.get("/checks/new").html)
    assert token
    mine.get("/checks/new")
    assert mine.client.post("/checks/new", data={"csrf_token": token[1]}).status_code == 400


def test_assets_may_be_kept_and_change_their_address_with_their_content(people: People) -> None:
    page = people.browser().get("/")
    styles = re.search(r'href="(/static/vendor/service.css\?v=[0-9a-f]+)"', page.html)
    assert styles, "run make setup: the styles are built by npm run build"
    kept = people.browser().get(styles[1]).response
    assert "immutable" in kept.headers["Cache-Control"]
    assert "Set-Cookie" not in kept.headers
    assert people.browser().get("/static/../views.py").status == 404


def test_styles_hold_nothing_that_only_gov_uk_may_use(people: People) -> None:
    styles = people.browser().get("/static/vendor/service.css").html
    assert len(styles) > 50_000
    assert not re.search(r"GDS Transport|@font-face|crest|crown|url\((?![\"']?data:)", styles)
    start = people.browser().get("/").html
    assert "crown" not in start.lower()
    assert "<svg" not in start.partition("<main")[0]


def test_the_accessibility_statement_is_not_out_of_date(people: People) -> None:
    page = people.browser().get("/accessibility")
    assert datetime.now(UTC).date() < ACCESSIBILITY_REVIEW_DUE, "read the statement again, test again, and set a new date"
    assert timedelta(0) < ACCESSIBILITY_REVIEW_DUE - ACCESSIBILITY_PREPARED <= timedelta(days=366), "once a year"
    assert f"{ACCESSIBILITY_REVIEW_DUE.day} {ACCESSIBILITY_REVIEW_DUE:%B %Y}" in page.text
    assert "What was not tested" in page.text


@pytest.mark.parametrize("query", ["page=0", "page=-1", "page=x", "page=9" + "9" * 20, "state=x", "state=all&page=7"])
def test_odd_addresses_harm_nothing(people: People, query: str) -> None:
    for someone, path in ((VETTING_OFFICER, "/checks/"), (REGISTRAR, "/reports/"), (REGISTRAR, "/register/entries")):
        assert people.browser(someone).get(f"{path}?{query}").status == 200
    for odd in ("x", "%00", "0" * 31, "G" * 32, "../new"):
        assert people.browser(VETTING_OFFICER).get(f"/checks/{odd}").status == 404 or odd == "../new"


def test_markup_in_a_name_stays_text(people: People) -> None:
    data = {"forenames": "<script>alert(1)</script>", "surname": '"><img src=x onerror=alert(1)>'}
    page = people.browser(VETTING_OFFICER).post("/checks/new", data)
    assert "<script>alert" not in page.html
    assert "<img src=x" not in page.html
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page.html


def test_too_many_searches_are_told_to_wait(people: People) -> None:
    browser = people.browser(address="203.0.113.9")
    pages = [browser.post("/register/published", {"name": "Basil Marjoram"}) for _ in range(32)]
    assert {page.status for page in pages[:25]} == {200}
    assert pages[-1].status == 429
    assert "Too many requests" in pages[-1].text
    assert int(pages[-1].response.headers["Retry-After"]) > 0
    whole(pages[-1])


def test_too_much_text_is_refused(people: People) -> None:
    page = people.browser(REGISTRAR).post("/notices/new", {"text": "x" * 1_100_000})
    assert page.status == 413
    whole(page)


def test_a_fault_shows_nothing_of_itself(people: People, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise RuntimeError("Basil Marjoram 1984")

    monkeypatch.setattr("vetting.web.checks.views.read_history", fail)
    monkeypatch.setitem(people.app.config, "PROPAGATE_EXCEPTIONS", False)
    page = people.browser(VETTING_OFFICER).get("/checks/")
    assert page.status == 500
    assert "Marjoram" not in page.html
    assert "not checked. We do not know either way. Do not appoint." in page.text
    whole(page)


def test_an_error_page_needs_no_database(people: People, monkeypatch: pytest.MonkeyPatch) -> None:
    browser = people.browser(VETTING_OFFICER)

    def gone(*_: object, **__: object) -> None:
        raise ConnectionError("the database is gone")

    monkeypatch.setattr("vetting.access.edge.account_actor", gone)
    monkeypatch.setattr("vetting.web.layout.current_user", None)
    monkeypatch.setitem(people.app.config, "PROPAGATE_EXCEPTIONS", False)
    page = browser.get("/checks/")
    assert page.status == 500
    assert "There is a fault in the service" in page.text
    assert "database" not in page.text
    whole(page)


def test_signing_in_and_out_by_the_forms(people: People) -> None:
    browser: Browser = people.browser()
    wrong = browser.post("/sign-in", {"email": AUDITOR.email, "password": "wrong"})
    assert wrong.title.startswith("Error: Sign in")
    assert "Check the email address and the password" in wrong.text
    assert "wrong" not in wrong.html.partition("<form")[2].partition("</form>")[0]
    out = people.browser(AUDITOR)
    assert "Auditor, College of Policing" in out.get("/").text
    assert out.post("/sign-out", form_at="/").status == 302
    assert "Sign out" not in out.get("/").html


def test_roles_without_pages_are_told_so(people: People) -> None:
    for someone in EVERYONE:
        told = "There are no pages for your role yet" in people.browser(someone).get("/").text
        assert told is (someone.role is Role.SYSTEM_ADMINISTRATOR)


def test_the_privacy_notice_says_when_everything_is_erased(people: People) -> None:
    page = people.browser().get("/privacy").text
    for rule in load_rules():
        assert f"{rule.title} {rule.after_days:,} days {rule.why}" in page
