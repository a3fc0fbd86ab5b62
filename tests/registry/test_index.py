"""The index in step with the register: found a second after receipt, never a clear from a register that is not whole."""

from __future__ import annotations

import threading

import pytest
from sqlalchemy import select, text

from tests.people import REGISTRAR, REPORTER, SECOND_REGISTRAR, Someone
from tests.registry.cases import CONSTABLE, FORMER_PCSO, LISTS, NEAR_FEATHERSTONE, changed, submitted
from vetting.access import Actor
from vetting.db import Database
from vetting.errors import Unavailable
from vetting.matching import Identity, PersonName, UnusableIdentity, load_model
from vetting.registry import (
    RegisterIndex,
    SearchResult,
    Standing,
    approve_report,
    index_of,
    open_list,
    resubmit_report,
    return_report,
    submit_report,
)
from vetting.registry.models import ReportVersion
from vetting.vault import seal_column

People = dict[Someone, Actor]
NOBODY = Identity((PersonName("Zebedee", "Quillfeather"),), "1961-08-19")


def searched(database: Database, subject: Identity = NEAR_FEATHERSTONE, index: RegisterIndex | None = None) -> SearchResult:
    with database.write() as session:
        return (index or index_of(session)).search(session, [subject], LISTS)


def refusal(database: Database, index: RegisterIndex | None = None) -> str:
    with pytest.raises(Unavailable) as caught:
        searched(database, index=index)
    return caught.value.code


def standings(result: SearchResult) -> list[tuple[Standing, int]]:
    return [(match.standing, match.record_version) for match in result.matches[0]]


def another_process() -> RegisterIndex:
    return RegisterIndex(load_model())


def test_a_report_received_a_second_ago_is_found(open_register: Database, people: People) -> None:
    assert standings(searched(open_register)) == []
    report_id = submitted(open_register, people[REPORTER])
    found = searched(open_register)
    assert standings(found) == [(Standing.REPORT_RECEIVED, 1)]
    assert found.matches[0][0].report_id == report_id
    assert found.matches[0][0].entry_id is None
    assert found.register_version == 1
    assert found.lists == LISTS


def test_every_process_finds_it(open_register: Database, people: People) -> None:
    early, late = another_process(), another_process()
    assert standings(searched(open_register, index=early)) == []
    submitted(open_register, people[REPORTER])
    assert searched(open_register, index=early) == searched(open_register, index=late) == searched(open_register)


def test_a_returned_report_still_counts(open_register: Database, people: People) -> None:
    report_id = submitted(open_register, people[REPORTER])
    with open_register.write() as session:
        return_report(session, people[REGISTRAR], report_id, "Which day?", 1)
    assert standings(searched(open_register)) == [(Standing.REPORT_RECEIVED, 1)]


def test_a_report_sent_in_again_is_found_by_what_it_says_now(open_register: Database, people: People) -> None:
    report_id = submitted(open_register, people[REPORTER])
    searched(open_register)
    with open_register.write() as session:
        renamed = changed(FORMER_PCSO, forenames="Peregrine", surname="Hollingbourne", date_of_birth="1977-07-01")
        resubmit_report(session, people[REPORTER], report_id, renamed, 1)
    assert standings(searched(open_register)) == []
    peregrine = Identity((PersonName("Peregrine", "Hollingbourne"),), "1977-07-01")
    assert standings(searched(open_register, peregrine)) == [(Standing.REPORT_RECEIVED, 2)]


def test_an_entry_takes_its_reports_place_at_one_version(open_register: Database, people: People) -> None:
    report_id = submitted(open_register, people[REPORTER])
    searched(open_register)
    with open_register.write() as session:
        entry_id = approve_report(session, people[REGISTRAR], report_id, 1).id
    found = searched(open_register)
    assert found.register_version == 2
    assert [(match.entry_id, match.report_id, match.standing) for match in found.matches[0]] == [(entry_id, None, Standing.LISTED)]


def test_each_subject_has_its_own_answer_and_only_the_lists_asked_for(open_register: Database, people: People) -> None:
    submitted(open_register, people[REPORTER])
    with open_register.write() as session:
        both = index_of(session).search(session, [NOBODY, NEAR_FEATHERSTONE], LISTS)
        advisory = index_of(session).search(session, [NEAR_FEATHERSTONE], ["advisory"])
    assert [len(matches) for matches in both.matches] == [0, 1]
    assert advisory.matches == ((),)


def test_a_subject_without_a_readable_name_is_refused(open_register: Database) -> None:
    with pytest.raises(UnusableIdentity):
        searched(open_register, Identity((PersonName("", "123"),)))


def test_lists_must_be_opened_by_two_registrars(database: Database, people: People) -> None:
    assert refusal(database) == "list_not_opened"
    with database.write() as session:
        for list_id in LISTS:
            open_list(session, people[REGISTRAR], list_id)
    assert refusal(database) == "list_not_opened"
    with database.write() as session:
        open_list(session, people[SECOND_REGISTRAR], "barred")
    assert refusal(database) == "list_not_opened"
    with database.write() as session:
        open_list(session, people[SECOND_REGISTRAR], "advisory")
    assert standings(searched(database)) == []


def test_no_list_and_an_unknown_list_are_no_clear(open_register: Database) -> None:
    for lists in ((), ("barred", "elsewhere")):
        with open_register.write() as session, pytest.raises(Unavailable) as caught:
            index_of(session).search(session, [NOBODY], lists)
        assert caught.value.code == "list_not_opened"


def test_a_change_that_is_not_committed_is_neither_searched_nor_kept(open_register: Database, people: People) -> None:
    searched(open_register)
    with pytest.raises(Unavailable) as caught, open_register.write() as session:
        submit_report(session, people[REPORTER], FORMER_PCSO)
        index_of(session).search(session, [NEAR_FEATHERSTONE], LISTS)
    assert caught.value.code == "index_behind"
    assert standings(searched(open_register)) == []
    submitted(open_register, people[REPORTER], changed(FORMER_PCSO, force="33"))
    assert searched(open_register).register_version == 1
    assert len(searched(open_register).matches[0]) == 1


UNNOTICED = ("DELETE FROM report_version WHERE number = 1", "UPDATE report SET version = 7")


@pytest.mark.parametrize("warm", [True, False], ids=["running", "just started"])
@pytest.mark.parametrize(
    ("damage", "code"),
    [
        ("DELETE FROM report_version WHERE number = 1", "index_incomplete"),
        ("UPDATE report SET version = 7", "index_incomplete"),
        ("UPDATE register_version SET records = records + 1", "index_incomplete"),
        ("DELETE FROM register_version", "index_incomplete"),
        ("UPDATE report SET state = 'approved', approved_by = 'x'", "index_incomplete"),
        ("ALTER TABLE register_version RENAME TO gone", "index_behind"),
    ],
)
def test_a_damaged_register_is_never_a_clear(open_register: Database, people: People, damage: str, code: str, warm: bool) -> None:
    submitted(open_register, people[REPORTER])
    index = another_process()
    if warm:
        searched(open_register, index=index)
    with open_register.write() as session:
        session.execute(text(damage))
    if damage in UNNOTICED and warm:  # what is wrong on the disk is still right in this process's memory, and found
        assert standings(searched(open_register, index=index)) == [(Standing.REPORT_RECEIVED, 1)]
        return
    assert refusal(open_register, index) == code
    assert refusal(open_register, index) == code


def test_a_record_that_does_not_open_is_never_a_clear(open_register: Database, people: People) -> None:
    submitted(open_register, people[REPORTER])
    submitted(open_register, people[REPORTER], CONSTABLE)
    assert refusal_after(open_register, "UPDATE report_version SET sealed_content = :other WHERE limb = 'a'") == "index_incomplete"


def test_a_record_that_is_not_understood_is_never_a_clear(open_register: Database, people: People) -> None:
    submitted(open_register, people[REPORTER])
    contents: list[object] = [{}, [], {"limb": "z"}, None]
    for content in contents:
        with open_register.write() as session:
            version = session.scalars(select(ReportVersion)).one()
            seal_column(session, version, "sealed_content", content)
        assert refusal(open_register, another_process()) == "index_incomplete", content


def refusal_after(database: Database, damage: str) -> str:
    with database.write() as session:
        session.execute(text(damage), {"other": b"\x01\x06demo-1" + b"\x00" * 40})
    return refusal(database, another_process())


def test_a_register_put_back_to_an_older_copy_is_read_anew(open_register: Database, people: People) -> None:
    """After a restore the same version number can stand for something else; what is searched must be what is there."""
    submitted(open_register, people[REPORTER])
    assert standings(searched(open_register)) == [(Standing.REPORT_RECEIVED, 1)]
    with open_register.write() as session:
        for table in ("report_version", "report", "register_change", "register_version"):
            session.execute(text(f"DELETE FROM {table}"))
    submitted(open_register, people[REPORTER], CONSTABLE)
    found = searched(open_register)
    assert found.register_version == 1
    assert found.matches == ((),)
    bronwen = Identity((PersonName("Bronwen", "O'Hara Lloyd"),), "1985-11-02")
    assert standings(searched(open_register, bronwen)) == [(Standing.REPORT_RECEIVED, 1)]


def test_searching_while_reports_come_in(open_register: Database, people: People) -> None:
    """The version an answer names holds every report received up to it: 12 reports, searched by 3 threads meanwhile."""
    answers: list[tuple[int, int]] = []
    done = threading.Event()
    failed: list[BaseException] = []

    def search() -> None:
        try:
            while not done.is_set():
                found = searched(open_register)
                answers.append((found.register_version, len(found.matches[0])))
        except BaseException as error:
            failed.append(error)

    threads = [threading.Thread(target=search) for _ in range(3)]
    for thread in threads:
        thread.start()
    for _ in range(12):
        submitted(open_register, people[REPORTER])
    done.set()
    for thread in threads:
        thread.join(60)
    assert not failed
    assert all(version == hits for version, hits in answers)
    assert searched(open_register).register_version == 12


def test_many_changes_are_read_anew(open_register: Database, people: People, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("vetting.registry.index.REBUILD_ABOVE", 2)
    index = another_process()
    searched(open_register, index=index)
    for _ in range(4):
        submitted(open_register, people[REPORTER])
    assert len(searched(open_register, index=index).matches[0]) == 4


def test_two_deployments_do_not_share_an_index(open_register: Database, people: People) -> None:
    with open_register.read() as session:
        assert index_of(session) is index_of(session)
        assert index_of(session).catch_up(session) == 0
