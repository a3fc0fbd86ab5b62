"""Signing in through an identity provider: a real one, over HTTP, with authorisation code, PKCE, state and nonce.

What it says is believed only when signature, issuer, audience, expiry and nonce are right; whom it names gets what their groups
give, and never a role that two people have to give.
"""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlparse

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import text
from werkzeug.test import TestResponse

from tests.conftest import Templates, make_settings
from tests.identity_provider import OTHER_KEY, IdentityProvider, running_identity_provider
from tests.people import FORCE_ADMINISTRATOR, HR_OFFICER, add_everyone
from vetting.access import Permission, Role, directory, limiter
from vetting.access.directory import GroupRole, Provider, judge, load_providers
from vetting.access.permissions import ROLES_OF
from vetting.app import Service, create_app
from vetting.errors import InvalidInput

TENANT = "8a6d0000-0000-4000-8000-000000000046"
CONFIG = """
[[provider]]
id = "kent"
name = "Kent Police"
organisation = "46"
issuer = "{address}"
client_id = "vetting-service"
client_secret_file = "kent.secret"
tenant = "{tenant}"

[[provider.role]]
group = "g-administrators"
role = "force_administrator"

[[provider.role]]
group = "g-registrars"
role = "registrar"

[[provider.role]]
group = "g-vetting"
role = "vetting_officer"

[[provider.role]]
group = "g-hr"
role = "hr_officer"

[[provider]]
id = "essex"
name = "Essex Police"
organisation = "42"
issuer = "{address}"
client_id = "vetting-service"
client_secret_file = "kent.secret"

[[provider.role]]
group = "g-vetting"
role = "vetting_officer"
"""
WORKER = {"email": "Willow.Worker@kent.example", "name": "Willow Demo-Worker", "tid": TENANT, "groups": ["g-hr", "g-other"]}


@pytest.fixture
def database_url(request: pytest.FixtureRequest, templates: Templates, tmp_path: Path) -> str:
    """SQLite, unless a test asks for both."""
    return templates.fresh(getattr(request, "param", "sqlite"), tmp_path)


BOTH = pytest.mark.parametrize("database_url", ["sqlite", "postgresql"], indirect=True)


@pytest.fixture(scope="module", autouse=True)
def _plain_http() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("AUTHLIB_INSECURE_TRANSPORT", "1")
        yield


@pytest.fixture(scope="module")
def running() -> Iterator[IdentityProvider]:
    with running_identity_provider() as provider:
        yield provider


@pytest.fixture
def provider(running: IdentityProvider) -> IdentityProvider:
    """The provider, which tells the truth and knows one person."""
    running.lie()
    running.know("willow", **WORKER)
    return running


def configured(service: Service, provider: IdentityProvider, folder: Path, **changes: object) -> Service:
    """The same deployment with identity providers."""
    (folder / "kent.secret").write_text("not much of a secret\n")
    path = folder / "single_sign_on.toml"
    path.write_text(CONFIG.format(address=provider.address, tenant=TENANT))
    limiter.enabled = False
    url = service.settings.database_url.get_secret_value()
    return Service(make_settings(url, folder, single_sign_on=path, **changes))


@pytest.fixture
def app(service: Service, provider: IdentityProvider, tmp_path: Path) -> Iterator[Flask]:
    """The application with two providers."""
    add_everyone(service.database)
    with_providers = configured(service, provider, tmp_path)
    yield create_app(with_providers.settings, with_providers)
    with_providers.database.engine.dispose()
    limiter.enabled = True


def begin(client: FlaskClient, through: str = "kent") -> str:
    """Choose the provider on the sign-in page; gives the address that the browser is sent to."""
    answer = client.get(f"/sign-in/with/{through}")
    assert answer.status_code == 302, answer.get_data(as_text=True)
    return str(answer.location)


def come_back(client: FlaskClient, location: str) -> TestResponse:
    parts = urlparse(location)
    return client.get(f"{parts.path}?{parts.query}")


def sign_in(client: FlaskClient, provider: IdentityProvider, subject: str = "willow", through: str = "kent") -> TestResponse:
    return come_back(client, provider.agrees(begin(client, through), subject))


def words(answer: TestResponse) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", answer.get_data(as_text=True).partition("<main")[2]).split())


def events(service: Service, name: str) -> list[str]:
    with service.database.read() as session:
        return list(session.scalars(text("SELECT fields FROM audit_event WHERE event = :n ORDER BY sequence"), {"n": name}))


def account(service: Service, email: str = "willow.worker@kent.example") -> Any:
    with service.database.read() as session:
        return session.execute(text("SELECT * FROM account WHERE email = :e"), {"e": email}).one_or_none()


def change(service: Service, statement: str) -> None:
    with service.database.write() as session:
        session.execute(text(statement))


@BOTH
def test_somebody_new_gets_an_account_and_the_role_of_their_group(app: Flask, service: Service, provider: IdentityProvider) -> None:
    client = app.test_client()
    address = begin(client)
    asked = parse_qs(urlparse(address).query)
    assert asked["response_type"] == ["code"]
    assert asked["code_challenge_method"] == ["S256"]
    assert {"state", "nonce", "code_challenge"} <= asked.keys()
    answer = come_back(client, provider.agrees(address, "willow"))
    assert (answer.status_code, answer.location) == (302, "/")
    assert client.get("/checks/").status_code == 200
    made = account(service)
    assert (made.role, made.full_name, made.password) == ("hr_officer", "Willow Demo-Worker", None)
    assert "willow" not in made.sso_subject, "whom the provider means is kept as a keyed digest"
    assert "single sign-on" in events(service, "signed_in")[-1]
    client.get("/sign-out")
    assert sign_in(app.test_client(), provider).status_code == 302
    assert account(service).id == made.id


@BOTH
def test_roles_follow_the_groups_at_the_next_sign_in(app: Flask, service: Service, provider: IdentityProvider) -> None:
    first = app.test_client()
    sign_in(first, provider)
    provider.know("willow", **{**WORKER, "groups": ["g-vetting", "g-hr"]})
    sign_in(app.test_client(), provider)
    assert account(service).role == "vetting_officer", "the first of the list that fits"
    assert first.get("/checks/").status_code == 302, "the session from before the change is over"
    assert '"change":"role"' in events(service, "account_changed")[-1]


@pytest.mark.parametrize("groups", [[], ["g-unknown"], None, "g-unknown"])
def test_who_is_in_no_group_is_refused(app: Flask, service: Service, provider: IdentityProvider, groups: Any) -> None:
    provider.know("willow", **{**WORKER, "groups": groups})
    client = app.test_client()
    answer = sign_in(client, provider)
    assert answer.status_code == 403
    assert "You are in no group at Kent Police that may use this service" in words(answer)
    assert client.get("/checks/").status_code == 302
    assert account(service) is None
    assert events(service, "single_sign_on_refused") == ['{"provider":"kent","reason":"no_group"}']
    assert events(service, "rule_refused") == []


def test_who_leaves_every_group_is_out_everywhere(app: Flask, service: Service, provider: IdentityProvider) -> None:
    first = app.test_client()
    sign_in(first, provider)
    provider.know("willow", **{**WORKER, "groups": []})
    assert sign_in(app.test_client(), provider).status_code == 403
    assert first.get("/checks/").status_code == 302


def test_a_group_never_makes_an_administrator(app: Flask, service: Service, provider: IdentityProvider) -> None:
    provider.know("willow", **{**WORKER, "groups": ["g-administrators"]})
    answer = sign_in(app.test_client(), provider)
    assert answer.status_code == 403
    assert "two administrators of this service have to give you first" in words(answer)
    assert account(service) is None
    provider.know("willow", **{**WORKER, "groups": ["g-administrators", "g-hr"]})
    assert sign_in(app.test_client(), provider).status_code == 302
    assert account(service).role == "hr_officer", "the next group that one person may give"


def test_a_group_keeps_or_ends_what_two_people_gave(app: Flask, service: Service, provider: IdentityProvider) -> None:
    sign_in(app.test_client(), provider)
    change(service, "UPDATE account SET role = 'force_administrator' WHERE email = 'willow.worker@kent.example'")
    provider.know("willow", **{**WORKER, "groups": ["g-administrators", "g-hr"]})
    sign_in(app.test_client(), provider)
    assert account(service).role == "force_administrator"
    provider.know("willow", **WORKER)
    sign_in(app.test_client(), provider)
    assert account(service).role == "hr_officer"
    provider.know("willow", **{**WORKER, "groups": ["g-administrators", "g-hr"]})
    sign_in(app.test_client(), provider)
    assert account(service).role == "hr_officer", "what was lost takes two people again"


def test_a_closed_account_stays_closed(app: Flask, service: Service, provider: IdentityProvider) -> None:
    sign_in(app.test_client(), provider)
    change(service, "UPDATE account SET active = false WHERE email = 'willow.worker@kent.example'")
    client = app.test_client()
    answer = sign_in(client, provider)
    assert answer.status_code == 403
    assert "Your account with this service is closed" in words(answer)
    assert client.get("/checks/").status_code == 302
    assert '"reason":"disabled"' in events(service, "single_sign_on_refused")[-1]


@BOTH
def test_people_of_another_tenant_or_organisation_are_refused(app: Flask, service: Service, provider: IdentityProvider) -> None:
    provider.know("willow", **{**WORKER, "tid": "another-tenant"})
    answer = sign_in(app.test_client(), provider)
    assert answer.status_code == 403
    assert "account of another organisation" in words(answer)
    provider.know("willow", **WORKER)
    sign_in(app.test_client(), provider)
    provider.know("willow", **{**WORKER, "groups": ["g-vetting"]})
    crossed = sign_in(app.test_client(), provider, through="essex")
    assert crossed.status_code == 403
    assert account(service).role == "hr_officer"
    reasons = [each.partition("reason")[2] for each in events(service, "single_sign_on_refused")]
    assert reasons == ['":"other_tenant"}'] * 2


def test_an_account_with_a_password_is_not_taken_over_by_its_address(
    app: Flask, service: Service, provider: IdentityProvider
) -> None:
    change(service, f"UPDATE account SET password = 'argon' WHERE email = '{HR_OFFICER.email}'")
    addresses = (HR_OFFICER.email, HR_OFFICER.email.upper(), "vetting@essex.example")
    for email in addresses:
        provider.know("willow", **{**WORKER, "email": email})
        answer = sign_in(app.test_client(), provider)
        assert answer.status_code == 403
        assert "another account with your email address" in words(answer)
    assert account(service, HR_OFFICER.email).sso_subject is None


@BOTH
def test_an_invited_account_becomes_theirs_at_the_first_sign_in(app: Flask, service: Service, provider: IdentityProvider) -> None:
    before = account(service, FORCE_ADMINISTRATOR.email)
    provider.know("willow", **{**WORKER, "email": FORCE_ADMINISTRATOR.email, "groups": ["g-administrators"]})
    client = app.test_client()
    assert sign_in(client, provider).status_code == 302
    after = account(service, FORCE_ADMINISTRATOR.email)
    assert (after.id, after.role) == (before.id, "force_administrator")
    assert after.sso_subject is not None
    assert client.get("/people/").status_code == 200


@pytest.mark.parametrize(
    "lie",
    [
        {"iss": "https://elsewhere.example"},
        {"aud": "another-service"},
        {"aud": ["another-service", "one-more"]},
        {"exp": int(time.time()) - 3600},
        {"exp": None},
        {"nonce": "of another attempt"},
        {"nonce": None},
        {"sub": None},
        {"iat": int(time.time()) + 86_400},
        {"azp": "another-service"},
        {OTHER_KEY: True},
    ],
    ids=lambda lie: " ".join(
        f"{claim}={type(value).__name__ if isinstance(value, int) else value}" for claim, value in lie.items()
    ),
)
def test_a_token_that_is_not_right_lets_nobody_in(app: Flask, service: Service, provider: IdentityProvider, lie: Any) -> None:
    provider.lie(**lie)
    client = app.test_client()
    answer = sign_in(client, provider)
    assert answer.status_code == 403
    assert "could not be completed" in words(answer)
    assert client.get("/checks/").status_code == 302
    assert account(service) is None
    assert events(service, "single_sign_on_refused") == ['{"provider":"kent","reason":"failed"}']


def test_an_answer_belongs_to_the_attempt_of_one_browser(app: Flask, provider: IdentityProvider, service: Service) -> None:
    victim, attacker = app.test_client(), app.test_client()
    location = provider.agrees(begin(attacker), "willow")
    begin(victim)
    assert come_back(victim, location).status_code == 403, "another browser's state"
    assert come_back(attacker, location.replace("state=", "state=x")).status_code == 403
    assert come_back(attacker, location).status_code == 302
    assert come_back(attacker, location).status_code == 403, "an answer counts once"


def test_a_code_alone_is_worth_nothing(app: Flask, provider: IdentityProvider) -> None:
    """PKCE: a code that leaked cannot be redeemed by another attempt, whose verifier is another."""
    thief, owner = app.test_client(), app.test_client()
    stolen = parse_qs(urlparse(provider.agrees(begin(owner), "willow")).query)["code"][0]
    own = urlparse(provider.agrees(begin(thief), "willow"))
    state = parse_qs(own.query)["state"][0]
    assert thief.get(f"{own.path}?code={stolen}&state={state}").status_code == 403


def test_a_refusal_there_is_a_clear_page_here(app: Flask, provider: IdentityProvider) -> None:
    client = app.test_client()
    answer = come_back(client, provider.refuses(begin(client)))
    assert answer.status_code == 403
    assert "Start again from the sign-in page" in words(answer)


def test_a_provider_that_is_away_is_a_clear_page_too(service: Service, provider: IdentityProvider, tmp_path: Path) -> None:
    gone = IdentityProvider("http://127.0.0.1:1")
    there = configured(service, gone, tmp_path)
    answer = create_app(there.settings, there).test_client().get("/sign-in/with/kent")
    assert answer.status_code == 403
    assert "could not be completed" in words(answer)
    there.database.engine.dispose()
    limiter.enabled = True


def test_nobody_is_sent_elsewhere_afterwards(app: Flask, provider: IdentityProvider) -> None:
    for back, expected in (("/checks/", "/checks/"), ("//elsewhere.example", "/"), ("https://elsewhere.example", "/")):
        client = app.test_client()
        location = str(client.get("/sign-in/with/kent", query_string={"next": back}).location)
        assert come_back(client, provider.agrees(location, "willow")).location == expected


def test_the_sign_in_page_offers_what_the_deployment_has(service: Service, provider: IdentityProvider, tmp_path: Path) -> None:
    add_everyone(service.database)
    for local in (True, False):
        there = configured(service, provider, tmp_path, local_accounts=local)
        client = create_app(there.settings, there).test_client()
        page = client.get("/sign-in").get_data(as_text=True)
        assert "Sign in through Kent Police" in page
        assert ('name="password"' in page) is local
        token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', client.get("/register/published").get_data(as_text=True))
        assert token
        sent = {"csrf_token": token[1], "email": HR_OFFICER.email, "password": "whatever it is"}
        assert client.post("/sign-in", data=sent).status_code == (200 if local else 403)
        there.database.engine.dispose()
    limiter.enabled = True


KENT = Provider(
    "kent", "Kent", "46", "https://i", "c", "s", (GroupRole("a", Role.FORCE_ADMINISTRATOR), GroupRole("h", Role.HR_OFFICER))
)


@pytest.mark.parametrize(
    ("groups", "held", "role", "refusal"),
    [
        (["h"], None, Role.HR_OFFICER, None),
        ("h", None, Role.HR_OFFICER, None),
        (["a", "h"], None, Role.HR_OFFICER, None),
        (["a", "h"], Role.FORCE_ADMINISTRATOR, Role.FORCE_ADMINISTRATOR, None),
        (["a"], Role.HR_OFFICER, None, "needs_two_people"),
        (["h"], Role.FORCE_ADMINISTRATOR, Role.HR_OFFICER, None),
        (["A", "x"], Role.HR_OFFICER, None, "no_group"),
        ([], Role.HR_OFFICER, None, "no_group"),
        (None, None, None, "no_group"),
        ({"h": 1}, None, None, "no_group"),
    ],
)
def test_what_groups_give(groups: object, held: Role | None, role: Role | None, refusal: str | None) -> None:
    judged = judge(KENT, {"groups": groups}, held, ROLES_OF["force"])
    assert (judged.role, judged.refusal) == (role, refusal)


def test_an_organisation_gets_only_the_roles_it_can_have() -> None:
    assert judge(KENT, {"groups": ["h"]}, None, ROLES_OF["agency"]).refusal == "no_group"
    assert Permission.CHANGE_REGISTER not in {each for role in ROLES_OF["force"] for each in directory_permissions(role)}


def directory_permissions(role: Role) -> frozenset[Permission]:
    from vetting.access import PERMISSIONS

    return PERMISSIONS[role]


@pytest.mark.parametrize(
    ("text_of", "live"),
    [("http://kent.example", False), ("http://127.0.0.1:5", True), ("https://ok.example", None)],
)
def test_an_issuer_is_asked_over_https_only(tmp_path: Path, text_of: str, live: bool | None) -> None:
    (tmp_path / "kent.secret").write_text("s")
    path = tmp_path / "p.toml"
    path.write_text(CONFIG.format(address=text_of, tenant=TENANT))
    if live is None:
        assert [each.id for each in load_providers(path, live=True)] == ["kent", "essex"]
    else:
        with pytest.raises(InvalidInput, match="https"):
            load_providers(path, live=live)
    assert directory.load_providers(None, live=True) == ()


def test_the_example_is_one_that_can_be_read(tmp_path: Path, templates: Templates) -> None:
    example = Path("config/single_sign_on.example.toml").read_text()
    (tmp_path / "p.toml").write_text(example)
    (tmp_path / "kent.secret").write_text("s")
    provider = load_providers(tmp_path / "p.toml", live=True)[0]
    assert provider.organisation == "46"
    assert provider.roles[0].role is Role.FORCE_ADMINISTRATOR
