"""What each role learns of a check: a snapshot of fields a role, so that a new field fails until it is put in the policy here."""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from typing import Any

import pytest
from sqlalchemy import update

from tests.people import (
    AUDITOR,
    EVERYONE,
    FORCE_ADMINISTRATOR,
    HR_OFFICER,
    OTHER_VETTING_OFFICER,
    RECRUITER,
    REGISTRAR,
    REPORTER,
    SYSTEM_ADMINISTRATOR,
    VETTING_OFFICER,
    Someone,
)
from tests.screening.test_checks import events
from tests.screening.world import World, a_request, misspelt, on_sqlite
from vetting.errors import NotFound, Refused
from vetting.screening import CheckState, HistoryFilter, Outcome, check_document, read_history, view_check
from vetting.screening.models import Check

ANY = HistoryFilter()
STATE_FIELDS = {"id", "reference", "purpose", "state", "submitted_at", "completed_at", "subject"}
SUBJECT_FIELDS = {
    f"subject.{name}"
    for name in (
        "forenames",
        "surname",
        "date_of_birth",
        "purpose",
        "reference",
        "other_names",
        "service_numbers",
        "no_date_of_birth_reason",
        "national_insurance_number",
        "applicant_told",
    )
}
AROUND_FIELDS = {
    "made_again",
    "links",
    *(f"links.{name}" for name in ("replaces", "replaces_kind", "replaced_by", "replaced_kind")),
    "application",
    *(f"application.{name}" for name in ("state", "on_day", "changed_at", "check_again")),
}
ANSWER_FIELDS = {
    f"answer.{name}"
    for name in (
        "outcome",
        "cause",
        "lists_consulted",
        "register_version",
        "model_version",
        "checked_at",
        "coverage",
        "hits",
        "hits.id",
        "hits.list_id",
        "hits.standing",
        "hits.band",
        "hits.match_weight",
        "hits.probability",
        "hits.state",
        "hits.reason",
        "hits.waiting",
        "hits.cleared_earlier",
        "hits.reopened_because",
        "hits.comparisons",
        "hits.comparisons.field",
        "hits.comparisons.submitted",
        "hits.comparisons.listed",
        "hits.comparisons.level",
        "hits.comparisons.weight",
        "hits.comparisons.sentence",
    )
}
RECORDS = {"application.may_record"}
SENSITIVE = {"subject.sensitive_names", "subject.sensitive_names.forenames", "subject.sensitive_names.surname"}
"""For the named specialist staff alone, whatever their role."""
OUTCOME_FIELDS = {"answer", "releasable", "unfinished", "certifiable", "certified"}
COMPARING = STATE_FIELDS | SUBJECT_FIELDS | AROUND_FIELDS | RECORDS | ANSWER_FIELDS | OUTCOME_FIELDS
EVERY_FIELD = COMPARING | {"subject.sensitive_names"}
# What may be filled in for a role: the policy of practice.md section 2. A field that is not here must be empty for that role.
POLICY = {
    RECRUITER: STATE_FIELDS | SUBJECT_FIELDS | AROUND_FIELDS,
    HR_OFFICER: STATE_FIELDS | SUBJECT_FIELDS | AROUND_FIELDS | RECORDS,
    VETTING_OFFICER: COMPARING,
}
STATE_DOCUMENT = {"id", "reference", "state", "submitted_at", "completed_at"}
ANSWER_DOCUMENT = {
    "id",
    "reference",
    "outcome",
    "lists_consulted",
    "register_version",
    "model_version",
    "checked_at",
    "coverage",
    "hits",
}
HIT_DOCUMENT = {"id", "list", "standing", "band", "match_weight", "probability", "state", "reason", "comparisons"}
COMPARISON_DOCUMENT = {"field", "submitted", "listed", "level", "weight", "sentence"}
# What the listed person's record holds beyond the identity facts: no check may show any of it to anybody.
BEYOND_IDENTITY = ("Took money", "Honesty and Integrity", "gross_misconduct")


def filled(value: Any, path: str = "") -> set[str]:
    """The paths of the fields that say something."""
    if value is None or value is False or value == ():
        return set()
    inside = value if isinstance(value, tuple) else [value]
    below = {name for item in inside if is_dataclass(item) for name in _below(item, path)}
    return below | ({path} if path else set())


def _below(item: Any, path: str) -> set[str]:
    prefix = f"{path}." if path else ""
    return {name for field in fields(item) for name in filled(getattr(item, field.name), f"{prefix}{field.name}")}


def all_paths(item: Any, path: str = "") -> set[str]:
    """The paths of all fields, filled or not."""
    found = set()
    for field in fields(item):
        name = f"{path}.{field.name}" if path else field.name
        found.add(name)
        value = getattr(item, field.name)
        for part in value if isinstance(value, tuple) else (value,):
            if is_dataclass(part):
                found |= all_paths(part, name)
    return found


@on_sqlite
@pytest.mark.parametrize("someone", list(POLICY))
@pytest.mark.parametrize("request_made", [misspelt(), a_request()], ids=["hit", "clear"])
def test_a_role_sees_the_fields_of_its_policy_and_no_other(world: World, someone: Someone, request_made: Any) -> None:
    world.entry()
    view = world.check(someone, request_made)
    assert filled(view) <= POLICY[someone]
    for word in BEYOND_IDENTITY:
        assert word not in repr(view)


def test_the_policy_names_every_field_there_is(world: World) -> None:
    world.entry()
    view = world.check(VETTING_OFFICER, misspelt())
    assert all_paths(view) == EVERY_FIELD


@pytest.mark.parametrize("someone", [RECRUITER, HR_OFFICER])
def test_a_hit_and_a_clear_read_the_same_to_whoever_asked(world: World, someone: Someone) -> None:
    world.entry()
    hit, clear = (check_document(world.check(someone, request)) for request in (misspelt(), a_request()))
    assert hit.keys() == clear.keys() == STATE_DOCUMENT
    for name in STATE_DOCUMENT - {"id", "submitted_at"}:
        assert hit[name] == clear[name]
    assert hit["state"] == "with_vetting_unit"


def test_the_document_of_an_answer_has_the_contracts_members(world: World) -> None:
    world.entry()
    document = check_document(world.check(VETTING_OFFICER, misspelt()))
    assert document.keys() == ANSWER_DOCUMENT
    (hit,) = document["hits"]
    assert hit.keys() == HIT_DOCUMENT
    assert all(comparison.keys() == COMPARISON_DOCUMENT for comparison in hit["comparisons"])


def test_what_was_typed_is_echoed_to_whoever_asked(world: World) -> None:
    view = world.check(RECRUITER, misspelt())
    assert (view.subject.surname, view.subject.date_of_birth, view.reference) == ("Featherstonehagh", "1985-04-27", "VAC-2026-17")


@pytest.mark.parametrize("someone", [OTHER_VETTING_OFFICER, RECRUITER])
def test_a_check_of_somebody_else_reads_as_if_there_were_none(world: World, someone: Someone) -> None:
    check_id = world.run(VETTING_OFFICER, a_request())
    messages = []
    for asked in (check_id, "0" * 32, "no-such-id", "\x00", "'; --", check_id.upper()):
        with pytest.raises(NotFound) as raised:
            world.view(someone, asked)
        messages.append(raised.value.message)
    assert len(set(messages)) == 1


def test_an_hr_officer_sees_the_states_of_the_whole_organisation_and_a_recruiter_only_their_own(world: World) -> None:
    of_recruiter, of_officer = world.run(RECRUITER, a_request()), world.run(VETTING_OFFICER, misspelt())
    with world.database.write() as session:
        seen = {who: read_history(session, world.people[who], ANY) for who in (RECRUITER, HR_OFFICER, VETTING_OFFICER)}
        elsewhere = read_history(session, world.people[OTHER_VETTING_OFFICER], ANY)
    assert [row.check.id for row in seen[RECRUITER].rows] == [of_recruiter]
    assert [row.check.id for row in seen[HR_OFFICER].rows] == [of_officer, of_recruiter]
    assert {row.check.outcome for row in seen[HR_OFFICER].rows} == {None}
    assert {row.check.outcome for row in seen[VETTING_OFFICER].rows} == {Outcome.NO_MATCH}
    assert (elsewhere.rows, elsewhere.total) == ((), 0)


def test_a_list_of_checks_comes_in_pages(world: World) -> None:
    ids = [world.run(HR_OFFICER, a_request(reference=f"R{number}")) for number in range(3)]
    with world.database.write() as session:
        pages = [read_history(session, world.people[HR_OFFICER], ANY, limit=2, offset=offset) for offset in (0, 2, 4, -1)]
    assert [[row.check.id for row in page.rows] for page in pages] == [ids[:0:-1], ids[:1], [], ids[:0:-1]]
    assert {page.total for page in pages} == {3}


@on_sqlite
@pytest.mark.parametrize("someone", [REGISTRAR, REPORTER, AUDITOR, SYSTEM_ADMINISTRATOR, FORCE_ADMINISTRATOR])
def test_who_has_nothing_to_do_with_checks_reads_none(world: World, someone: Someone) -> None:
    check_id = world.run(VETTING_OFFICER, a_request())
    with world.database.write() as session:
        with pytest.raises(Refused):
            view_check(session, world.people[someone], check_id)
        with pytest.raises(Refused):
            read_history(session, world.people[someone], ANY)


def test_everyone_of_the_tests_is_in_a_policy_or_refused() -> None:
    refused = {REGISTRAR.role, REPORTER.role, AUDITOR.role, SYSTEM_ADMINISTRATOR.role, FORCE_ADMINISTRATOR.role}
    assert {someone.role for someone in EVERYONE} == refused | {someone.role for someone in POLICY}


def test_reading_is_audited_with_what_was_shown(world: World) -> None:
    check_id = world.run(RECRUITER, a_request())
    world.view(RECRUITER, check_id)
    world.view(VETTING_OFFICER, check_id)
    with world.database.write() as session:
        read_history(session, world.people[VETTING_OFFICER], ANY)
    assert events(world, "check_read") == [{"check": check_id, "view": "state"}, {"check": check_id, "view": "comparison"}]
    assert events(world, "checks_listed") == [{"checks": 1, "view": "outcome"}]


def test_a_hit_moved_to_another_check_does_not_open(world: World) -> None:
    from vetting.vault import VaultError

    world.entry()
    check_id, other_id = world.run(VETTING_OFFICER, misspelt()), world.run(VETTING_OFFICER, misspelt())
    with world.database.write() as session:
        sealed = session.get_one(Check, other_id).sealed_subject
        session.execute(update(Check).where(Check.id == check_id).values(sealed_subject=sealed))
    with pytest.raises(VaultError):
        world.view(VETTING_OFFICER, check_id)


def test_a_released_check_is_complete_for_whoever_asked(world: World) -> None:
    from vetting.screening import release_check

    check_id = world.run(RECRUITER, a_request())
    with world.database.write() as session:
        release_check(session, world.people[VETTING_OFFICER], check_id)
    view = world.view(RECRUITER, check_id)
    assert view.state is CheckState.COMPLETE
    assert view.completed_at is not None
    assert view.answer is None
