"""The page of roles and permissions says what the code holds."""

from __future__ import annotations

import re

import pytest

from tests.people import AUDITOR, RECRUITER, REGISTRAR, Someone
from tests.web.conftest import People
from vetting.access import PERMISSIONS, Permission, Role
from vetting.web.trust.words import WORDS


@pytest.mark.parametrize("someone", [RECRUITER, REGISTRAR, AUDITOR])
def test_every_permission_of_every_role_is_shown(people: People, someone: Someone) -> None:
    page = people.browser(someone).get("/account/permissions")
    assert page.status == 200
    rows = re.findall(r'<th scope="row"[^>]*>([^<]+)</th>(.*?)</tr>', page.html, re.S)
    shown = {words: re.findall(r">(Yes|No)<", cells) for words, cells in rows}
    for permission in Permission:
        held = ["Yes" if permission in PERMISSIONS[role] else "No" for role in Role]
        assert shown[WORDS[permission]] == held, permission


def test_nobody_else_sees_it(people: People) -> None:
    assert people.browser().get("/account/permissions").location.startswith("/sign-in")
