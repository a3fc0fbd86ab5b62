"""`vetting check`, and that the three doors give one answer."""

from __future__ import annotations

import json
import re
from typing import Any

import click
import pytest
from click.testing import CliRunner, Result
from structlog.testing import capture_logs

from tests.people import AUDITOR, RECRUITER, VETTING_OFFICER, Someone, api_key
from tests.screening.test_faults import break_index, raising
from tests.screening.test_views import ANSWER_DOCUMENT, STATE_DOCUMENT
from tests.screening.world import World, on_sqlite
from vetting.app import Service
from vetting.commands.check import check
from vetting.screening import check_document

TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')
PERSON = {
    "--forenames": "Bob",
    "--surname": "Featherstonehagh",
    "--date-of-birth": "1985-04-27",
    "--purpose": "appointment",
    "--reference": "VAC-2026-17",
}


@pytest.fixture
def world(service: Service) -> World:
    return World.make(service.database)


def run(service: Service, someone: Someone | str, *more: str, **changes: str) -> Result:
    """Run the command as the console script would, on this deployment."""
    given = PERSON | {f"--{name.replace('_', '-')}": value for name, value in changes.items()}
    arguments = [item for pair in given.items() for item in pair]

    @click.group()
    @click.pass_context
    def cli(ctx: click.Context) -> None:
        ctx.obj = lambda: service

    cli.add_command(check)
    account = someone if isinstance(someone, str) else someone.email
    with capture_logs():  # they go to standard error in a deployment, and to standard output without one
        return CliRunner().invoke(cli, ["check", "--as", account, *arguments, *more])


def test_it_prints_the_answer_as_the_api_gives_it(service: Service, world: World) -> None:
    world.entry()
    result = run(service, VETTING_OFFICER)
    assert result.exit_code == 0, result.output
    document = json.loads(result.stdout)
    assert document.keys() == ANSWER_DOCUMENT
    assert document["outcome"] == "possible_match"
    assert document == check_document(world.view(VETTING_OFFICER, document["id"]))


def test_a_recruiter_sees_a_state_only(service: Service, world: World) -> None:
    world.entry()
    assert json.loads(run(service, RECRUITER).stdout).keys() == STATE_DOCUMENT


def test_other_names_and_numbers_are_taken(service: Service, world: World) -> None:
    world.entry()
    more = ("--other-name", "Robert Featherstonehaugh", "--other-name", "Rob Jones", "--service-number", "Leics", "1234")
    document = json.loads(run(service, VETTING_OFFICER, *more, surname="Okonkwo").stdout)
    levels = {comparison["field"]: comparison["level"] for comparison in document["hits"][0]["comparisons"]}
    assert (levels["surname"], levels["service_number"]) == ("exact", "same_force")


@on_sqlite
@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"surname": "123"}, "subject.surname: "),
        ({"date_of_birth": "1990-02-31"}, "subject.date_of_birth: 31/2/1990 is not a real date."),
        ({"purpose": "curiosity"}, "purpose: "),
        ({"reference": " "}, "reference: "),
    ],
)
def test_a_wrong_input_is_one_clear_line(service: Service, world: World, changes: dict[str, str], words: str) -> None:
    result = run(service, VETTING_OFFICER, **changes)
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr.startswith(f"Error: {words}")
    assert result.stderr.count("\n") == 1


@on_sqlite
@pytest.mark.parametrize(("who", "words"), [("nobody@kent.example", "no such account"), (AUDITOR, "does not allow")])
def test_who_may_not_is_told_in_one_line(service: Service, world: World, who: Any, words: str) -> None:
    result = run(service, who)
    assert (result.exit_code, result.stdout) == (1, "")
    assert words in result.stderr


def test_a_check_that_could_not_be_made_is_printed_and_fails(service: Service, world: World) -> None:
    break_index(world, raising(RuntimeError()))
    result = run(service, VETTING_OFFICER)
    assert result.exit_code == 3
    assert json.loads(result.stdout)["outcome"] == "could_not_check"
    assert result.stderr == "Error: Not checked. We do not know either way. Do not appoint.\n"
    assert run(service, RECRUITER).exit_code == 3


@pytest.mark.parametrize("broken", ["ALTER TABLE audit_event RENAME TO lost", "ALTER TABLE screening_hit RENAME TO lost_hits"])
def test_an_answer_that_is_not_committed_is_not_printed(service: Service, world: World, broken: str) -> None:
    world.entry()
    with world.database.engine.begin() as connection:
        connection.exec_driver_sql(broken)
    result = run(service, VETTING_OFFICER)
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr.startswith("Error: Not checked. We do not know either way. Do not appoint.")
    assert result.stderr.count("\n") == 1


def by_web(app: Any, world: World) -> str:
    """Fill in the form as a vetting officer and give the check's id."""
    client = app.test_client()
    with client.session_transaction() as session:
        session["_user_id"], session["_fresh"] = world.people[VETTING_OFFICER].id, True
    token = TOKEN.search(client.get("/checks/new").get_data(as_text=True))
    assert token is not None
    form = {
        "csrf_token": token[1],
        "forenames": PERSON["--forenames"],
        "surname": PERSON["--surname"],
        "date_of_birth-day": "27",
        "date_of_birth-month": "4",
        "date_of_birth-year": "1985",
        "purpose": PERSON["--purpose"],
        "reference": PERSON["--reference"],
        "applicant_told": "y",
        "action": "run",
    }
    response = client.post("/checks/new", data=form)
    assert response.status_code == 303, response.get_data(as_text=True)
    return str(response.headers["Location"]).rpartition("/")[2]


def by_api(app: Any, world: World) -> str:
    """Ask by the API with a vetting officer's key and give the check's id."""
    body = {
        "subject": {name: PERSON[f"--{name.replace('_', '-')}"] for name in ("forenames", "surname", "date_of_birth")},
        "purpose": PERSON["--purpose"],
        "reference": PERSON["--reference"],
    }
    headers = {"Authorization": f"Bearer {api_key(world.database, VETTING_OFFICER)}", "Idempotency-Key": "one"}
    return str(app.test_client().post("/api/v1/checks", json=body, headers=headers).json["id"])


@pytest.mark.parametrize("state", ["listed", "report_received", "clear"])
def test_the_three_doors_give_one_answer(service: Service, world: World, app: Any, state: str) -> None:
    if state == "listed":
        world.entry()
    elif state == "report_received":
        world.report()
    ids = [by_web(app, world), by_api(app, world), json.loads(run(service, VETTING_OFFICER).stdout)["id"]]
    answers = [check_document(world.view(VETTING_OFFICER, check_id)) for check_id in ids]
    for answer in answers:
        for own in (answer, *answer["hits"]):
            own.pop("id")
        answer.pop("checked_at")
    assert answers[0] == answers[1] == answers[2]
    assert len(answers[0]["hits"]) == (0 if state == "clear" else 1)
