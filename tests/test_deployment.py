"""A deployment starts only with the right keys, on a database of its own mode, and says what is wrong."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml
from click import ClickException
from pydantic import ValidationError
from sqlalchemy import text

from tests.conftest import a_key, as_environment, make_settings
from vetting.api.batches import LARGEST_BODY
from vetting.app import COMMANDS, Service, create_app
from vetting.app.service import read_settings
from vetting.audit import AuditError
from vetting.errors import VettingError
from vetting.settings import Mode, Settings
from vetting.vault import CANARY, CANARY_PLACE, Vault, VaultError

ROOT = Path(__file__).resolve().parents[1]


def counts(service: Service) -> tuple[int, int]:
    with service.database.read() as session:
        events = session.scalar(text("SELECT count(*) FROM audit_event"))
        return events, session.scalar(text("SELECT count(*) FROM organisation"))


def refuse_to_start(error: type[VettingError], message: str, settings: Settings) -> None:
    service = Service(settings)
    try:
        with pytest.raises(error, match=message):
            create_app(settings, service)
    finally:
        service.database.engine.dispose()


def test_a_wrong_key_refuses_to_start_and_writes_nothing(service: Service, database_url: str, tmp_path: Path) -> None:
    before = counts(service)
    refuse_to_start(VaultError, "does not open", make_settings(database_url, tmp_path, vault_keys=f"demo-1={a_key('w')}"))
    assert counts(service) == before


@pytest.mark.parametrize(("name", "error"), [("index", VaultError), ("audit", AuditError)])
def test_a_wrong_key_of_the_indexes_or_of_the_trail_refuses_to_start(
    service: Service, database_url: str, tmp_path: Path, name: str, error: type[VettingError]
) -> None:
    before = counts(service)
    refuse_to_start(error, f"{name} key", make_settings(database_url, tmp_path, **{f"{name}_key": a_key("w")}))
    assert counts(service) == before


def test_a_deployment_from_before_learns_its_index_key_when_it_is_prepared(service: Service) -> None:
    with service.database.write() as session:
        old = service.vault.seal(CANARY_PLACE, CANARY)
        session.execute(text("UPDATE deployment SET canary = :old"), {"old": old})
    service.check()
    service.prepare()
    with service.database.read() as session:
        kept = session.execute(text("SELECT canary FROM deployment")).scalar_one()
    assert service.vault.check_canary(bytes(kept))
    with pytest.raises(VaultError, match="index key"):
        Vault({"demo-1": b"v" * 32}, b"w" * 32).check_canary(bytes(kept))


def test_a_missing_key_refuses_to_start(service: Service, database_url: str, tmp_path: Path) -> None:
    missing = make_settings(database_url, tmp_path, vault_keys=f"demo-2={a_key('v')}")
    refuse_to_start(VaultError, "not among the keys", missing)


def test_a_demonstration_database_never_becomes_live(service: Service, database_url: str, tmp_path: Path) -> None:
    live = make_settings(database_url, tmp_path, mode=Mode.LIVE, vault_keys=f"live-1={a_key('v')}")
    refuse_to_start(VettingError, "demonstration use", live)


@pytest.mark.parametrize(("mode", "key_id"), [(Mode.LIVE, "demo-1"), (Mode.DEMONSTRATION, "live-1")])
def test_keys_belong_to_one_mode(tmp_path: Path, mode: Mode, key_id: str) -> None:
    with pytest.raises(ValidationError, match="demo"):
        make_settings("sqlite://", tmp_path, mode=mode, vault_keys=f"{key_id}={a_key('v')}")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("vault_keys", "demo-1=tooshort"),
        ("vault_keys", "demo-1=%%%"),
        ("audit_key", a_key("a")[:-8]),
        ("secret_key", "a-brief-one"),
        ("vault_keys", ""),
    ],
)
def test_a_key_that_does_not_fit_is_named_and_not_shown(tmp_path: Path, name: str, value: str) -> None:
    with pytest.raises(ValidationError) as error:
        make_settings("sqlite://", tmp_path, **{name: value})
    assert name.split("_", maxsplit=1)[0] in str(error.value)
    assert value == "" or value not in str(error.value)


def test_keys_can_stand_in_files(service: Service, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    given, folder = as_environment(service.settings), tmp_path / "secrets"
    folder.mkdir()
    for name, value in given.items():
        if name in {"VETTING_VAULT_KEYS", "VETTING_AUDIT_KEY", "VETTING_SECRET_KEY"}:
            (folder / name.lower()).write_text(f"{value}\n")
            monkeypatch.delenv(name, raising=False)
        else:
            monkeypatch.setenv(name, value)
    with pytest.raises(ClickException, match="vault_keys"):
        read_settings()
    monkeypatch.setenv("VETTING_SECRETS_DIR", str(folder))
    read = read_settings()
    assert read.vault_key_bytes() == service.settings.vault_key_bytes()
    assert read.audit_key_bytes() == service.settings.audit_key_bytes()
    monkeypatch.setenv("VETTING_SECRETS_DIR", str(tmp_path / "nowhere"))
    with pytest.raises(ClickException, match="no folder"):
        read_settings()


def test_an_unprepared_database_says_so(tmp_path: Path) -> None:
    refuse_to_start(VettingError, "never prepared", make_settings(f"sqlite:///{tmp_path / 'empty.db'}", tmp_path))


def test_preparing_twice_changes_nothing(service: Service) -> None:
    before = counts(service)
    service.prepare()
    assert counts(service) == before


def test_the_containers_are_given_what_the_service_knows() -> None:
    compose = yaml.safe_load((ROOT / "deploy" / "compose.yaml").read_text())
    services = compose["services"]
    assert services["worker"]["command"] == ["vetting", "worker"]
    assert services["prepare"]["command"][1] in COMMANDS
    assert "wsgi:app" in services["web"]["command"]
    for name in ("web", "worker", "prepare"):
        for variable in services[name]["environment"]:
            assert variable.removeprefix("VETTING_").lower() in Settings.model_fields
        assert services[name]["read_only"] is True
    example = (ROOT / "config" / "example.env").read_text()
    known = re.findall(r"^#? ?VETTING_(\w+)=", example, re.MULTILINE)
    assert {name.lower() for name in known} <= Settings.model_fields.keys()
    required = {name for name, field in Settings.model_fields.items() if field.is_required()}
    assert required <= {name.lower() for name in known}


def test_nginx_lets_through_what_the_api_takes() -> None:
    told = re.search(r"client_max_body_size (\d+)m;", (ROOT / "deploy" / "nginx.conf").read_text())
    assert told
    assert int(told[1]) * 1024 * 1024 >= LARGEST_BODY
