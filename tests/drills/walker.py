"""Somebody who follows every link and sends every form of the pages, for drills that must have been everywhere."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit
from xml.etree.ElementTree import Element

import tinyhtml5
from werkzeug.exceptions import HTTPException

from tests.people import EVERYONE, Someone
from tests.web.conftest import Page, People

HTML = "{http://www.w3.org/1999/xhtml}"
AS_OFTEN = 3
"""How often one person follows links of one kind, and sends forms of one kind."""
NEVER = ("/static/", "/sign-out", "/api/", "/account/session")
ENDS_THE_WALK = ("/keys/", "/people/")
"""Forms that take somebody's right to walk away; they are sent last of all."""

Fill = Callable[[str], str]
"""What is written into a text field, by its name."""


@dataclass(frozen=True, eq=False)
class Form:
    """A form as it stands on a page: where it goes, and what a person who fills in everything sends."""

    action: str
    fields: dict[str, list[str]]


class Walker:
    """One person on the way, who takes the first of several choices or the last. `faults` are answers that nobody should get."""

    def __init__(self, people: People, someone: Someone | None, fill: Fill, *, takes_last: bool = False) -> None:
        self.browser, self.fill, self.takes_last = people.browser(someone), fill, takes_last
        self.addresses = people.app.url_map.bind("localhost")
        self.followed: Counter[str] = Counter()
        self.sent: Counter[str] = Counter()
        self.sent_to: list[str] = []
        self.faults: list[str] = []

    def walk(self, starts: Sequence[str] = ("/",)) -> Iterator[Form]:
        """Follow links until no new kind of page is left; gives the forms met on the way, each kind `AS_OFTEN` times."""
        waiting, met = list(starts), set(starts)
        while waiting:
            address = waiting.pop(0)
            page = self.browser.get(address)
            self._note(address, "GET", page)
            if "text/html" not in (page.response.content_type or "") or page.status != 200:
                continue
            tree = tinyhtml5.parse(page.html)
            for link in tree.iter(f"{HTML}a"):
                target = urljoin(address, link.get("href", "")).partition("#")[0]
                if target not in met and self._new(target, "GET", self.followed):
                    met.add(target)
                    waiting.append(target)
            for form in tree.iter(f"{HTML}form"):
                action = urljoin(address, form.get("action") or address)
                if form.get("method", "get").lower() == "post" and self._new(action, "POST", self.sent):
                    yield Form(action, self._filled(form))

    def send(self, form: Form) -> None:
        """Send a form as it was filled in; where it leads is kept in `sent_to`."""
        page = Page(self.browser.client.post(form.action, data=form.fields))
        self._note(form.action, "POST", page)
        if page.status == 303:
            self.sent_to.append(page.location)
        page.response.close()

    def rule(self, address: str, method: str) -> str | None:
        """The rule that an address of this service falls under."""
        try:
            found, _ = self.addresses.match(urlsplit(address).path, method=method, return_rule=True)
        except HTTPException:
            return None
        return str(found.rule)

    def _new(self, address: str, method: str, times: Counter[str]) -> bool:
        if not address.startswith("/") or address.startswith(NEVER):
            return False
        rule = self.rule(address, method)
        if rule is None or times[rule] >= AS_OFTEN:
            return False
        times[rule] += 1
        return True

    def _note(self, address: str, method: str, page: Page) -> None:
        if page.status >= 500:
            self.faults.append(f"{method} {self.rule(address, method)} answered {page.status}")

    def _filled(self, form: Element) -> dict[str, list[str]]:
        sent: dict[str, list[str]] = {}
        for field in form.iter():
            name, kind = field.get("name"), field.get("type", "text")
            if name is None:
                continue
            value = field.get("value") or ""
            if field.tag == f"{HTML}button" or kind == "radio":
                if self.takes_last or name not in sent:
                    sent[name] = [value]
            elif field.tag == f"{HTML}select":
                values = [found for option in field.iter(f"{HTML}option") if (found := option.get("value"))]
                sent[name] = values[-1:] if self.takes_last else values[:1]
            elif kind in {"hidden", "checkbox"}:
                sent.setdefault(name, []).append(value)
            elif kind not in {"file", "submit"}:
                sent[name] = [value or self.fill(name)]
        return sent


def walk_everywhere(people: People, fill: Fill, turns: int = 3) -> list[str]:
    """Everybody reads all pages and sends all forms, a few times, each time from where the forms led; then reads once more.

    Gives what answered with a fault.
    """
    starts: dict[Someone | None, list[str]] = {someone: ["/"] for someone in (None, *EVERYONE)}
    faults, last = [], []
    for turn in range(turns + 1):
        walkers = {someone: Walker(people, someone, fill, takes_last=turn % 2 == 1) for someone in starts}
        found = [(walker, form) for someone, walker in walkers.items() for form in walker.walk(starts[someone])]
        for walker, form in found if turn < turns else []:
            if form.action.startswith(ENDS_THE_WALK):
                last.append((walker, form))
            else:
                walker.send(form)
        for someone, each in walkers.items():
            starts[someone] = ["/", *dict.fromkeys(each.sent_to)]
            faults += each.faults
    for walker, form in last:
        walker.send(form)
    return faults + [fault for walker, _ in last for fault in walker.faults]
