"""The authorization policy of the drill and the application name the same addresses; the drill itself asks them all."""

from __future__ import annotations

from flask import Flask

from tests.drills.authz_policy import NAMED, plain, read_policy, routes
from vetting.access import PERMISSIONS, Permission, declared_access


def test_every_address_and_method_has_a_line_in_the_policy(app: Flask) -> None:
    assert read_policy().keys() == routes(app)


def test_every_address_with_an_id_says_whose_thing_it_names() -> None:
    policy = read_policy().values()
    assert [line.rule for line in policy if line.object is None and any(part not in NAMED for part in line.parts)] == []


def test_the_policy_and_the_declared_permissions_agree(app: Flask) -> None:
    policy = read_policy()
    for rule in app.url_map.iter_rules():
        declared = declared_access(app, rule.endpoint)
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}:
            may = policy[(plain(rule.rule), method)].may
            if isinstance(declared, Permission):
                assert set(may) == {role.value for role, held in PERMISSIONS.items() if declared in held}, (method, rule.rule)
            else:
                assert may == declared, (method, rule.rule)
