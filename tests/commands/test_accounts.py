"""`vetting accounts`: the first two administrators of an organisation, and what somebody did."""

from __future__ import annotations

from click.testing import CliRunner

from tests.people import RECRUITER
from tests.screening.world import World, a_request, on_sqlite
from vetting.app import Service, cli
from vetting.commands.accounts import accounts
from vetting.errors import Refused

TWO = ["--administrator", "Ann Demo-First", "ann@kent.example", "--administrator", "Abe Demo-Second", "abe@kent.example"]


@on_sqlite
def test_two_at_once_and_never_one(service: Service) -> None:
    alone = CliRunner().invoke(accounts, ["first", "42", *TWO[:3]], obj=lambda: service)
    assert alone.exit_code == 2
    assert "Name two people" in alone.stderr
    ran = CliRunner().invoke(accounts, ["first", "42", *TWO], obj=lambda: service)
    assert ran.exit_code == 0, ran.output
    assert [line.split()[0] for line in ran.stdout.splitlines()] == ["ann@kent.example", "abe@kent.example"]
    more = [each.replace("@", ".more@") for each in TWO]
    again = CliRunner().invoke(accounts, ["first", "42", *more], obj=lambda: service)
    assert isinstance(again.exception, Refused)
    assert "accounts" in CliRunner().invoke(cli, ["--help"]).output


@on_sqlite
def test_everything_that_somebody_did_is_listed(service: Service) -> None:
    world = World.make(service.database)
    check = world.run(RECRUITER, a_request())
    ran = CliRunner().invoke(accounts, ["touched", RECRUITER.email], obj=lambda: service)
    assert ran.exit_code == 0, ran.output
    assert check in ran.stdout
    assert "check_run 1" in ran.stderr
    assert "Ashdown" not in ran.output
