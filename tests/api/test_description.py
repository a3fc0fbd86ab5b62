"""The API describes itself: OpenAPI 3.1 with every address, status and document there is, and a page of it."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import Any

import jsonschema
import pytest
from apiflask import APIFlask

from tests.api.conftest import CHECK, REPORT, Caller, check_about
from tests.people import AUDITOR, RECRUITER, REPORTER, VETTING_OFFICER
from tests.screening.world import on_sqlite

pytestmark = on_sqlite
METHODS = {"GET", "POST", "PUT", "PATCH", "DELETE"}


@pytest.fixture
def spec(api: Caller) -> dict[str, Any]:
    response = api.get("/openapi.json")
    assert (response.status_code, response.mimetype) == (200, "application/json")
    document: dict[str, Any] = response.json
    return document


def test_it_has_exactly_the_addresses_of_the_api(app: APIFlask, spec: dict[str, Any]) -> None:
    rules = {
        (re.sub(r"<(?:[^:<>]+:)?([^<>]+)>", r"{\1}", rule.rule), method.lower())
        for rule in app.url_map.iter_rules()
        if rule.rule.startswith("/api/")
        for method in (rule.methods or set()) & METHODS
    }
    assert {(path, method) for path, item in spec["paths"].items() for method in item} == rules
    assert ("/api/v1/checks", "post") in rules


def test_it_is_openapi_3_1_with_a_bearer_key(spec: dict[str, Any]) -> None:
    assert spec["openapi"].startswith("3.1")
    assert spec["components"]["securitySchemes"]["key"]["scheme"] == "bearer"
    assert spec["servers"] == [{"url": "/"}]
    for path, item in spec["paths"].items():
        for operation in item.values():
            keyless = path.startswith(("/api/v1/register", "/api/v1/openapi", "/api/v1/docs"))
            assert operation["security"] == ([] if keyless else [{"key": []}]), path


def test_every_reference_leads_somewhere(spec: dict[str, Any]) -> None:
    for reference in re.findall(r"#/components/schemas/([^'\"]+)", repr(spec)):
        assert reference in spec["components"]["schemas"]


def test_every_schema_is_one(spec: dict[str, Any]) -> None:
    for schema in spec["components"]["schemas"].values():
        jsonschema.Draft202012Validator.check_schema(schema)


def test_errors_are_problems_and_posts_take_a_key(spec: dict[str, Any]) -> None:
    for item in spec["paths"].values():
        for method, operation in item.items():
            for status, response in operation["responses"].items():
                if int(status) >= 400:
                    assert set(response["content"]) == {"application/problem+json"}
                    assert response["content"]["application/problem+json"]["schema"] == {"$ref": "#/components/schemas/Problem"}
            names = {parameter["name"] for parameter in operation["parameters"]}
            assert ("Idempotency-Key" in names) == (method == "post")


def test_answers_fit_their_documents(api: Caller, spec: dict[str, Any]) -> None:
    api.world.entry()

    def fits(path: str, method: str, response: Any) -> None:
        documented = spec["paths"][f"/api/v1{path}"][method]["responses"][str(response.status_code)]
        schema = documented["content"][response.mimetype]["schema"]
        jsonschema.Draft202012Validator({**schema, "components": spec["components"]}).validate(response.json)

    made = api.post("/checks", VETTING_OFFICER, CHECK)
    fits("/checks", "post", made)
    fits("/checks", "post", api.post("/checks", RECRUITER, CHECK))
    fits("/checks", "post", api.post("/checks", AUDITOR, CHECK))
    fits("/checks", "post", api.post("/checks", None, CHECK))
    fits("/checks", "post", api.post("/checks", VETTING_OFFICER, check_about(surname="")))
    fits("/checks", "post", api.post("/checks", VETTING_OFFICER, CHECK, key=None))
    fits("/checks/{check_id}", "get", api.get(f"/checks/{made.json['id']}", VETTING_OFFICER))
    fits("/checks/{check_id}", "get", api.get("/checks/none", VETTING_OFFICER))
    reported = api.post("/reports", REPORTER, REPORT | {"surname": "Quayle"})
    fits("/reports", "post", reported)
    fits("/reports/{report_id}", "get", api.get(f"/reports/{reported.json['id']}", REPORTER))
    fits("/register/published", "get", api.get("/register/published?name=Jo"))
    fits("/register/published", "get", api.get("/register/published"))


class Page(HTMLParser):
    """Collects what a page loads and links to."""

    def __init__(self) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.links: list[str] = []
        self.tags: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        given = dict(attrs)
        if given.get("id"):
            self.ids.append(given["id"] or "")
        self.links += [given[name] or "" for name in ("href", "src", "action") if name in given]


def test_the_page_shows_it_all_with_nothing_from_elsewhere(api: Caller, spec: dict[str, Any]) -> None:
    response = api.get("/docs")
    assert (response.status_code, response.mimetype) == (200, "text/html")
    html = response.get_data(as_text=True)
    page = Page()
    page.feed(html)
    assert not page.tags & {"iframe", "img"}
    assert len(page.ids) == len(set(page.ids))
    for link in page.links:
        assert link.startswith("/") or link.removeprefix("#") in page.ids, link
    for path in spec["paths"]:
        assert path in html
    for code in ("could_not_check", "invalid_input", "idempotency_key_missing"):
        assert code in page.ids
    assert "fictional" in html
