"""A check from the request to the stored answer, on both databases."""

from __future__ import annotations

import hashlib
import hmac
import json

import pytest
from sqlalchemy import text

from tests.people import (
    AUDITOR,
    FORCE_ADMINISTRATOR,
    RECRUITER,
    REGISTRAR,
    REPORTER,
    SYSTEM_ADMINISTRATOR,
    VETTING_OFFICER,
    Someone,
)
from tests.screening.world import World, a_request, misspelt, on_sqlite
from vetting.errors import InvalidInput, Refused
from vetting.matching import PersonName, ServiceNumber
from vetting.registry import return_report
from vetting.screening import HitState, Outcome


def rows(world: World, statement: str) -> list[tuple[object, ...]]:
    with world.database.read() as session:
        return [tuple(row) for row in session.execute(text(statement))]


def events(world: World, name: str) -> list[dict[str, object]]:
    found = rows(world, f"SELECT fields FROM audit_event WHERE event = '{name}' ORDER BY sequence")
    return [json.loads(str(fields)) for (fields,) in found]


def test_somebody_on_no_list_is_clear_with_its_coverage(world: World) -> None:
    answer = world.check(VETTING_OFFICER, a_request()).answer
    assert answer is not None
    assert answer.outcome is Outcome.NO_MATCH
    assert answer.hits == ()
    assert answer.lists_consulted == ("barred", "advisory")
    assert answer.register_version is not None
    assert answer.model_version
    coverage = " ".join(answer.coverage)
    for words in (
        "15 December 2017",
        "British Transport",
        "Ministry of Defence",
        "Civil Nuclear",
        "National Crime",
        "details as entered",
    ):
        assert words in coverage


def test_a_nickname_and_a_typing_error_are_seen_through(world: World) -> None:
    entry_id = world.entry()
    view = world.check(VETTING_OFFICER, misspelt())
    assert view.answer is not None
    assert view.answer.outcome is Outcome.POSSIBLE_MATCH
    (hit,) = view.answer.hits
    assert (hit.list_id, hit.standing, hit.state) == ("barred", "listed", HitState.OPEN)
    levels = {comparison.field: comparison.level for comparison in hit.comparisons}
    assert (levels["surname"], levels["forenames"], levels["date_of_birth"]) == ("one_edit", "nickname", "exact")
    assert sum(comparison.weight for comparison in hit.comparisons) == pytest.approx(hit.match_weight)
    assert rows(world, "SELECT entry_id, record_version FROM screening_hit") == [(entry_id, 1)]


def test_a_namesake_with_another_full_date_of_birth_is_clear(world: World) -> None:
    world.entry()
    view = world.check(VETTING_OFFICER, misspelt(forenames="Robert James", surname="Featherstonehaugh", date_of_birth="1971-11-03"))
    assert view.answer is not None
    assert view.answer.outcome is Outcome.NO_MATCH


def test_a_report_received_a_second_ago_is_found(world: World) -> None:
    before = world.check(VETTING_OFFICER, misspelt()).answer
    world.report()
    after = world.check(VETTING_OFFICER, misspelt()).answer
    assert before is not None
    assert after is not None
    assert (before.outcome, after.outcome) == (Outcome.NO_MATCH, Outcome.CONTACT_COLLEGE)
    assert after.hits[0].standing == "report_received"
    assert (after.register_version or 0) > (before.register_version or 0)


def test_a_returned_report_still_counts(world: World) -> None:
    report_id = world.report()
    with world.database.write() as session:
        return_report(session, world.people[REGISTRAR], report_id, "The number is missing.", 1)
    answer = world.check(VETTING_OFFICER, misspelt()).answer
    assert answer is not None
    assert answer.outcome is Outcome.CONTACT_COLLEGE


def test_a_former_name_and_a_number_within_the_force_are_compared(world: World) -> None:
    world.entry()
    married = a_request(
        forenames="Robert",
        surname="Okonkwo",
        date_of_birth="1985-04-27",
        other_names=(PersonName("", "Featherstonehaugh"),),
        service_numbers=(ServiceNumber("Leics Police", "1234"),),
    )
    answer = world.check(VETTING_OFFICER, married).answer
    assert answer is not None
    (hit,) = answer.hits
    compared = {comparison.field: comparison for comparison in hit.comparisons}
    assert compared["surname"].level == "exact"
    assert compared["service_number"].level == "same_force"
    assert compared["force"].listed == "Leicestershire Police"


def test_a_purpose_without_a_basis_for_the_advisory_list_searches_the_barred_list_only(world: World) -> None:
    answer = world.check(VETTING_OFFICER, a_request(purpose="contractor")).answer
    assert answer is not None
    assert answer.lists_consulted == ("barred",)


def test_a_date_of_birth_may_be_left_out_by_a_vetting_officer_with_a_reason(world: World) -> None:
    request = misspelt(
        forenames="Robert", surname="Featherstonehaugh", date_of_birth=None, no_date_of_birth_reason="Unknown to us."
    )
    assert world.check(VETTING_OFFICER, request).subject.no_date_of_birth_reason == "Unknown to us."
    with pytest.raises(InvalidInput):
        world.run(RECRUITER, request)


@on_sqlite
@pytest.mark.parametrize("someone", [REGISTRAR, REPORTER, AUDITOR, SYSTEM_ADMINISTRATOR, FORCE_ADMINISTRATOR])
def test_who_has_nothing_to_check_may_not(world: World, someone: Someone) -> None:
    with pytest.raises(Refused):
        world.run(someone, a_request())
    assert rows(world, "SELECT count(*) FROM screening_check") == [(0,)]


def test_an_invalid_request_stores_nothing(world: World) -> None:
    with pytest.raises(InvalidInput):
        world.run(VETTING_OFFICER, a_request(surname=""))
    assert rows(world, "SELECT count(*) FROM screening_check") == [(0,)]
    assert events(world, "check_run") == []


def test_nothing_typed_stands_in_plain_in_the_database(world: World) -> None:
    world.entry()
    world.run(VETTING_OFFICER, misspelt(forenames="Bobby", reference="Zephyrine-7", no_date_of_birth_reason=None))
    assert rows(world, "SELECT count(*) FROM screening_hit") == [(1,)]
    stored = [
        value
        for table in ("screening_check", "screening_hit", "audit_event")
        for row in rows(world, f"SELECT * FROM {table}")
        for value in row
    ]
    plain = b"\n".join(value if isinstance(value, bytes) else str(value).encode() for value in stored)
    for typed in (b"Featherstone", b"Bobby", b"1985-04-27", b"Zephyrine"):  # a ciphertext may hold any three letters
        assert typed not in plain


def test_the_trail_holds_a_commitment_that_only_subject_and_salt_open(world: World) -> None:
    check_id = world.run(VETTING_OFFICER, misspelt())
    (event,) = events(world, "check_run")
    assert (event["check"], event["outcome"], event["hits"], event["door"]) == (check_id, "no_match", 0, "command")
    from vetting.screening.models import Check
    from vetting.vault import open_column

    with world.database.read() as session:
        check = session.get_one(Check, check_id)
        sealed = open_column(session, check, "sealed_subject")
        assert check.commitment == event["commitment"]
    content = json.dumps(sealed["subject"], sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
    assert hmac.new(bytes.fromhex(sealed["salt"]), content, hashlib.sha256).hexdigest() == event["commitment"]
    world.run(VETTING_OFFICER, misspelt())
    assert len({item["commitment"] for item in events(world, "check_run")}) == 2
