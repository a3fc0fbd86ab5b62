"""`vetting demo`: a demonstration deployment of fictional people under `instance/`, its web service and one worker.

Everything it makes carries the mark of a demonstration: its keys can never open a live register, its database never becomes one.
"""

from __future__ import annotations

import base64
import json
import os
import secrets
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import click

from vetting import access, batches, registry
from vetting.access import SYSTEM, Actor, Door, Role
from vetting.commands.context import Deployment, connect
from vetting.commands.demo_people import fictional_reports

ENTRIES = 5_000
CHUNK = 500
STOP_SECONDS = 15.0

ACCOUNTS: tuple[tuple[str, str, Role, str], ...] = (
    ("recruiter@kent.example", "Rowan Demo-Recruiter", Role.RECRUITER, "46"),
    ("hr@kent.example", "Harper Demo-Officer", Role.HR_OFFICER, "46"),
    ("vetting@kent.example", "Vesper Demo-Vetting", Role.VETTING_OFFICER, "46"),
    ("vetting.two@kent.example", "Verity Demo-Vetting", Role.VETTING_OFFICER, "46"),
    ("reporter@kent.example", "Robin Demo-Reporter", Role.FORCE_REPORTER, "46"),
    ("reporter@leicestershire.example", "Lesley Demo-Reporter", Role.FORCE_REPORTER, "33"),
    ("administrator@kent.example", "Ashley Demo-Administrator", Role.FORCE_ADMINISTRATOR, "46"),
    ("administrator.two@kent.example", "Ainsley Demo-Administrator", Role.FORCE_ADMINISTRATOR, "46"),
    ("administrator@college.example", "Arden Demo-Administrator", Role.FORCE_ADMINISTRATOR, "college"),
    ("administrator.two@college.example", "Avery Demo-Administrator", Role.FORCE_ADMINISTRATOR, "college"),
    ("registrar.one@college.example", "Reese Demo-Registrar", Role.REGISTRAR, "college"),
    ("registrar.two@college.example", "Remy Demo-Registrar", Role.REGISTRAR, "college"),
    ("auditor@college.example", "Aubrey Demo-Auditor", Role.AUDITOR, "college"),
    ("system@college.example", "Sydney Demo-System", Role.SYSTEM_ADMINISTRATOR, "college"),
)


@click.command()
@click.option("--instance", type=click.Path(file_okay=False, path_type=Path), default=Path("instance"), show_default=True)
@click.option("--entries", type=click.IntRange(0, 50_000), default=ENTRIES, show_default=True, help="Fictional people on the list.")
@click.option("--prepare-only", is_flag=True, help="Make the deployment and stop.")
@click.pass_context
def demo(ctx: click.Context, instance: Path, entries: int, prepare_only: bool) -> None:
    """Make a demonstration register of fictional people, then serve it with one worker until stopped (PORT, 8000 by default)."""
    instance.mkdir(mode=0o700, parents=True, exist_ok=True)
    os.environ.update(_environment(instance.resolve()))
    deployment = connect(ctx)
    deployment.prepare()
    deployment.check()
    accounts = _accounts(deployment, instance / "demo-accounts.json")
    _fill_register(deployment, entries)
    _show(accounts, instance)
    if not prepare_only:
        sys.exit(_serve())


def _environment(instance: Path) -> dict[str, str]:
    """The deployment's settings: made once, kept in a file that only its owner reads."""
    path = instance / "demonstration.json"
    if not path.exists():
        _write_private(
            path, {name: _key() for name in ("SECRET_KEY", "PASSWORD_SALT", "VAULT_KEY", "INDEX_KEY", "AUDIT_KEY", "SIGNING_KEY")}
        )
    kept = json.loads(path.read_text())
    return {
        "VETTING_MODE": "demonstration",
        "VETTING_DATABASE_URL": f"sqlite:///{instance / 'vetting.db'}",
        "VETTING_SECRET_KEY": kept["SECRET_KEY"],
        "VETTING_PASSWORD_SALT": kept["PASSWORD_SALT"],
        "VETTING_VAULT_KEYS": f"demo-1={kept['VAULT_KEY']}",
        "VETTING_SIGNING_KEYS": f"demo-1={kept['SIGNING_KEY']}",
        "VETTING_INDEX_KEY": kept["INDEX_KEY"],
        "VETTING_AUDIT_KEY": kept["AUDIT_KEY"],
        "VETTING_CHECKPOINTS_DIR": str(instance / "checkpoints"),
        "VETTING_QUEUE_URL": f"sqlite:///{instance / 'queue.db'}",
    }


def _key() -> str:
    return base64.b64encode(os.urandom(32)).decode()


def _write_private(path: Path, content: Any) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w") as file:
        json.dump(content, file, indent=2)


def _accounts(deployment: Deployment, path: Path) -> dict[str, Any]:
    """One account for each role and more where two people are needed, and one API key a role; made once."""
    if path.exists():
        kept: dict[str, Any] = json.loads(path.read_text())
        return kept
    people, keys = [], []
    with deployment.hashing_passwords(), deployment.database.write() as session:
        for email, full_name, role, organisation in ACCOUNTS:
            password = secrets.token_urlsafe(12)
            access.create_account(
                session, SYSTEM, email=email, full_name=full_name, role=role, organisation_code=organisation, password=password
            )
            people.append({"email": email, "password": password, "role": role.value, "organisation": organisation})
        for role in Role:
            organisation = next(code for _, _, theirs, code in ACCOUNTS if theirs is role)
            name = f"Demonstration system of a {role.label.lower()}"
            key = access.create_api_client(session, SYSTEM, name=name, role=role, organisation_code=organisation)
            keys.append({"role": role.value, "organisation": organisation, "api_key": key})
        for code in sorted(
            {organisation for _, _, role, organisation in ACCOUNTS if role in (Role.HR_OFFICER, Role.VETTING_OFFICER)}
        ):
            organisation_id = access.find_organisation(session, code).id
            batches.entitle(session, SYSTEM, organisation_id, batches.Entitlement(most_rows=350_000, second_person_above=1_000))
    content = {"accounts": people, "api_keys": keys, "second_factor": None}
    _write_private(path, content)
    return content


def _fill_register(deployment: Deployment, entries: int) -> None:
    """Report and approve the fictional people through the register's own steps, and open the lists; what is there stays."""
    database = deployment.database
    with database.read() as session:
        one, two = (access.actor_for_email(session, f"registrar.{name}@college.example", Door.COMMAND) for name in ("one", "two"))
        lists = registry.list_states(session)
    present = sum(each.entries + each.reports_received for each in lists)
    if present < entries:
        _load(deployment, one, two, present, entries)
    for registrar in (one, two):
        with database.write() as session:
            for each in registry.list_states(session):
                if not each.is_open and registrar.id not in each.opened_by:
                    registry.open_list(session, registrar, each.list_id)


def _load(deployment: Deployment, preparer: Actor, approver: Actor, present: int, entries: int) -> None:
    missing = fictional_reports(entries)[present:]
    with click.progressbar(length=len(missing), label="Making the demonstration register", file=sys.stderr) as bar:
        for start in range(0, len(missing), CHUNK):
            bar.update(registry.load_demonstration(deployment.database, preparer, approver, missing[start : start + CHUNK]))


def _show(content: dict[str, Any], instance: Path) -> None:
    click.echo("\nDemonstration: everyone here is fictional. Accounts (password is all they need, there is no second factor yet):")
    for person in content["accounts"]:
        click.echo(f"  {person['email']:<34} {person['password']:<18} {person['role']}, {person['organisation']}")
    click.echo("API keys:")
    for key in content["api_keys"]:
        click.echo(f"  {key['role']:<22} {key['api_key']}")
    click.echo(f"Kept in {instance / 'demo-accounts.json'}\n")


def _serve() -> int:
    """Run gunicorn and one worker in this process group until one of them ends or a signal comes."""
    port = os.environ.setdefault("PORT", "8000")
    root = Path(__file__).resolve().parents[2]
    commands = (
        [sys.executable, "-m", "gunicorn", "--config", "config/gunicorn.conf.py", "wsgi:app"],
        [str(Path(sys.executable).parent / "vetting"), "worker"],
    )
    processes = [subprocess.Popen(command, cwd=root) for command in commands]  # noqa: S603 (our own programs)
    click.echo(f"Serving on http://localhost:{port} (Ctrl+C stops it)")

    def stop(_signal: int, _frame: object) -> None:
        for process in processes:
            process.terminate()

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    try:
        return processes[0].wait()
    finally:
        for process in processes:
            process.terminate()
        for process in processes:
            process.wait(STOP_SECONDS)
