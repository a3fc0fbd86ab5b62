"""The templates' macros and the styles come from two packages: they must speak of the same markup, component by component."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from flask import Flask, render_template_string

from tests.web.conftest import People

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "node_modules" / "govuk-frontend"
COMPONENTS = re.findall(r"components/([a-z-]+)", (ROOT / "vetting" / "web" / "assets" / "service.scss").read_text())


class Elements(HTMLParser):
    """A piece of markup as its elements, attributes in one order, and words."""

    def __init__(self, markup: str) -> None:
        super().__init__()
        self.found: list[object] = []
        self.feed(markup)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, sorted((name, " ".join((value or "").split())) for name, value in attrs)))

    def handle_endtag(self, tag: str) -> None:
        self.found.append(f"/{tag}")

    def handle_data(self, data: str) -> None:
        self.found.extend(data.split())


def rendered(app: Flask, component: str, options: dict[str, object]) -> str:
    macro = "govuk" + "".join(word.capitalize() for word in component.split("-"))
    template = f"{{% from 'govuk_frontend_jinja/components/{component}/macro.html' import {macro} %}}{{{{ {macro}(options) }}}}"
    with app.test_request_context("/"):
        return render_template_string(template, options=options)


@pytest.mark.parametrize("component", COMPONENTS)
def test_the_macro_renders_what_the_styles_are_for(people: People, component: str) -> None:
    if not PACKAGE.is_dir():
        pytest.skip("left out: node_modules is not there; run make setup")
    fixtures = json.loads((PACKAGE / "dist" / "govuk" / "components" / component / "fixtures.json").read_text())["fixtures"]
    assert fixtures
    for fixture in fixtures:
        markup = rendered(people.app, component, fixture["options"])
        assert Elements(markup).found == Elements(fixture["html"]).found, fixture["name"]


def test_the_styles_are_of_the_version_that_the_macros_were_written_for() -> None:
    assert json.loads((ROOT / "package.json").read_text())["dependencies"]["govuk-frontend"] == "6.3.0"
