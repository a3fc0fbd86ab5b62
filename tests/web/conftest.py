"""A deployment with people of every role, and a browser of each person without a browser: pages are read, forms are filled in."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.conftest import make_settings
from tests.people import REGISTRAR, SECOND_REGISTRAR, Someone, add_everyone
from vetting.access import Actor
from vetting.access.models import Account
from vetting.app import Service, create_app

TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')


@dataclass
class Page:
    """An answer as a person reads it."""

    response: TestResponse

    @property
    def status(self) -> int:
        return self.response.status_code

    @property
    def html(self) -> str:
        return self.response.get_data(as_text=True)

    @property
    def text(self) -> str:
        """The words of the main part, spaces in one form."""
        main = self.html.partition('id="main-content">')[2].partition("</main>")[0]
        return " ".join(unescape(re.sub(r"<[^>]+>", " ", main)).split())

    @property
    def title(self) -> str:
        return unescape(self.html.partition("<title>")[2].partition("</title>")[0])

    @property
    def location(self) -> str:
        return self.response.headers.get("Location", "")

    @property
    def errors(self) -> dict[str, str]:
        """The error summary: the field each link goes to, and its words."""
        summary = self.html.partition("govuk-error-summary__list")[2].partition("</ul>")[0]
        return {field: unescape(words.strip()) for field, words in re.findall(r'href="#([^"]+)"[^>]*>([^<]+)<', summary)}


class Browser:
    """One person at a browser that has no script."""

    def __init__(self, client: FlaskClient) -> None:
        self.client = client

    def get(self, path: str) -> Page:
        response = self.client.get(path)
        response.get_data()
        response.close()
        return Page(response)

    def post(self, path: str, data: dict[str, Any] | None = None, *, form_at: str | None = None) -> Page:
        """Fill in the form that stands at `form_at` (the same address unless said otherwise) and send it."""
        form = self.get(form_at or path).html
        token = TOKEN.search(form)
        assert token, f"no form at {form_at or path}"
        return Page(self.client.post(path, data={"csrf_token": token[1], **(data or {})}))


@dataclass
class People:
    """One deployment for all tests of pages, everyone's actors in it, and their browsers."""

    app: Flask
    service: Service
    actors: dict[Someone, Actor]

    def browser(self, someone: Someone | None = None, address: str = "127.0.0.1") -> Browser:
        """A browser with a session of that person; without one, nobody has signed in."""
        client = self.app.test_client()
        client.environ_base["REMOTE_ADDR"] = address
        if someone is not None:
            with self.service.database.read() as database:
                account = database.get_one(Account, self.actors[someone].id)
            with client.session_transaction() as session:
                session["_user_id"] = account.fs_uniquifier
                session["_fresh"] = True
        return Browser(client)

    def open_lists(self) -> None:
        """Two registrars open both lists, unless they have."""
        for someone in (REGISTRAR, SECOND_REGISTRAR):
            for list_id in ("barred", "advisory"):
                self.browser(someone).post(f"/register/lists/{list_id}/open", form_at="/reports/new")


@pytest.fixture(scope="package")
def people(tmp_path_factory: pytest.TempPathFactory) -> Iterator[People]:
    """Pages know nothing of databases, so one SQLite is enough here; the doors are tested on both kinds."""
    folder = tmp_path_factory.mktemp("web")
    settings = make_settings(f"sqlite:///{folder / 'vetting.db'}", folder)
    service = Service(settings)
    service.prepare()
    app = create_app(settings, service)
    yield People(app, service, add_everyone(service.database))
    service.database.engine.dispose()
