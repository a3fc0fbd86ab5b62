"""Auditors replay a check and learn whether it is equal, nothing else."""

from __future__ import annotations

import re
from urllib.parse import urlencode

from tests.people import AUDITOR, VETTING_OFFICER
from tests.web.conftest import People
from tests.web.test_check_pages import a_check, listed  # noqa: F401 (a fixture)


def test_an_auditor_learns_equal_or_different_and_no_content(people: People, listed: None) -> None:  # noqa: F811
    check_id = a_check(people, VETTING_OFFICER).rpartition("/")[2]
    page = people.browser(AUDITOR).get(f"/replays?{urlencode({'check': check_id})}")
    assert page.status == 200
    assert "Equal, byte for byte" in page.text
    assert re.search(r"Thistel|Thistle|Perry|[Pp]ossible|\bV-1\b", page.html) is None, "a token may hold any three characters"
    assert "Replay a check" in people.browser(AUDITOR).get("/").html


def test_a_check_that_is_not_there_is_named_at_its_field(people: People) -> None:
    for check_id in ("", "x", "0" * 32, "\x00"):
        page = people.browser(AUDITOR).get(f"/replays?{urlencode({'check': check_id})}")
        assert (page.status, page.errors) == (422, {"check": "There is no such check."})
    assert people.browser(VETTING_OFFICER).get("/replays").status == 403
