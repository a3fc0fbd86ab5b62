"""A page as a person meets it: what is on it, what can be clicked, and what is examined on every page that is visited."""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import dataclass, field

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import ConsoleMessage, Page, Request, expect
from playwright.sync_api import TimeoutError as PlaywrightTimeout

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
AXE = {"runOnly": {"type": "tag", "values": TAGS}, "resultTypes": ["violations"]}
SETTLE_MS = 30_000
NARROW = {"width": 320, "height": 800}
WIDE = {"width": 1280, "height": 900}
TITLE = re.compile(r"^(Error: )?[A-Z].+ – Barred list vetting$")
DEMONSTRATION = "Demonstration: everyone here is fictional"


@dataclass
class Screen:
    """One person's page."""

    page: Page
    address: str
    complaints: list[str] = field(default_factory=list)
    examined: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.on("console", self._console)
        self.page.on("request", self._request)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def open(self, path: str) -> None:
        self.page.goto(self.address + path)

    def click(self, name: str) -> None:
        """Click the button or link of that name, and wait for the page it leads to."""
        button = self.page.get_by_role("button", name=name, exact=True)
        target = button if button.count() else self.page.get_by_role("link", name=name, exact=True)
        with self.page.expect_navigation():
            target.first.click()

    def fill(self, label: str, text: str, group: str | None = None) -> None:
        place = self.page.get_by_role("group", name=group, exact=True) if group else self.page
        place.get_by_label(label, exact=True).first.fill(text)

    def fill_date(self, group: str, day: str, month: str, year: str) -> None:
        for label, text in (("Day", day), ("Month", month), ("Year", year)):
            self.fill(label, text, group)

    def choose(self, label: str) -> None:
        self.page.get_by_label(label, exact=True).check()

    def see(self, *words: str) -> None:
        """The main part says this."""
        for text in words:
            expect(self.page.locator("main")).to_contain_text(text)

    def miss(self, *words: str) -> None:
        """Nothing of this is on the page, neither in its text nor in its source."""
        source = self.page.content()
        for text in words:
            assert text not in source, f"{text!r} is on {self.page.url}"

    def examine(self, name: str) -> None:
        """What holds on every page: axe finds no fault, nothing scrolls sideways at 320 pixels, the banner, the title."""
        self.examined.append(name)
        assert TITLE.match(self.page.title()), self.page.title()
        expect(self.page.get_by_text(DEMONSTRATION)).to_be_visible()
        found = Axe().run(self.page, options=AXE)
        assert found.violations_count == 0, f"{name}: {found.generate_report()}"
        self.page.set_viewport_size(NARROW)  # type: ignore[arg-type]
        with suppress(PlaywrightTimeout):  # the menu folds by script, a moment after the window has changed
            self.page.wait_for_function("document.documentElement.scrollWidth <= window.innerWidth", timeout=SETTLE_MS)
        wide, window = self.page.evaluate("[document.documentElement.scrollWidth, window.innerWidth]")
        self.page.set_viewport_size(WIDE)  # type: ignore[arg-type]
        assert wide <= window, f"{name} is {wide} pixels wide in a window of {window}"
        assert self.complaints == [], f"{name}: {self.complaints}"

    def _console(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning") and "Failed to load resource" not in message.text:
            self.complaints.append(message.text)

    def _request(self, request: Request) -> None:
        if not request.url.startswith((self.address, "data:")):
            self.complaints.append(f"asked another host: {request.url}")
