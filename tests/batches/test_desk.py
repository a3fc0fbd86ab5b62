"""What people may do with a batch, and who may: entitlement, the second person, other organisations, questions about the file."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.batches.world import PURPOSE, BatchWorld, people_csv
from tests.people import AUDITOR, HR_OFFICER, OTHER_VETTING_OFFICER, RECRUITER, REGISTRAR, VETTING_OFFICER
from vetting.access import SYSTEM
from vetting.batches import (
    BatchState,
    Choices,
    Entitlement,
    Order,
    UnusableFile,
    Upload,
    cancel,
    choose_mapping,
    choose_reading,
    confirm,
    entitle,
    list_batches,
    start,
    upload,
    view_batch,
    write_csv,
    write_xlsx,
)
from vetting.errors import Conflict, InvalidInput, NotFound, Refused


@pytest.mark.parametrize("someone", [RECRUITER, AUDITOR, REGISTRAR])
def test_who_may_not_upload(world: BatchWorld, someone: object) -> None:
    with pytest.raises(Refused), world.database.write() as session:
        upload(session, world.world.people[someone], Upload(people_csv(1), PURPOSE, "X"))  # type: ignore[index]


def test_an_organisation_that_is_not_entitled_is_told(world: BatchWorld) -> None:
    with world.database.write() as session:
        from sqlalchemy import delete

        from vetting.batches.models import BatchEntitlement

        session.execute(delete(BatchEntitlement))
    with pytest.raises(Refused) as refused, world.database.write() as session:
        upload(session, world.world.people[HR_OFFICER], Upload(people_csv(1), PURPOSE, "X"))
    assert refused.value.code == "not_entitled"
    with pytest.raises(Refused), world.database.write() as session:
        entitle(session, world.world.people[HR_OFFICER], "x", Entitlement(10, 10))


def test_a_large_batch_waits_for_a_second_person(world: BatchWorld) -> None:
    organisation = world.world.people[HR_OFFICER].organisation_id
    assert organisation is not None
    with world.database.write() as session:
        entitle(session, SYSTEM, organisation, Entitlement(50, 20))
    batch_id = world.ready(people_csv(30))
    assert world.start(batch_id) is BatchState.NEEDS_SECOND
    world.work()
    assert world.checks(batch_id) == {}
    with pytest.raises(Refused) as refused, world.database.write() as session:
        confirm(session, world.world.people[HR_OFFICER], batch_id)
    assert refused.value.code == "second_person"
    with world.database.write() as session:
        confirm(session, world.world.people[VETTING_OFFICER], batch_id)
    world.work()
    assert world.view(batch_id).state is BatchState.CLOSED
    more = world.ready(people_csv(60))
    with pytest.raises(Refused) as refused, world.database.write() as session:
        start(session, world.world.people[HR_OFFICER], more)
    assert refused.value.code == "too_many_rows"


def test_another_organisation_sees_nothing(world: BatchWorld) -> None:
    batch_id = world.ready(people_csv(3))
    other = world.world.people[OTHER_VETTING_OFFICER]
    with pytest.raises(NotFound), world.database.read() as session:
        view_batch(session, other, batch_id)
    with pytest.raises(NotFound), world.database.write() as session:
        start(session, other, batch_id)
    with world.database.read() as session:
        assert list_batches(session, other) == ()
        assert len(list_batches(session, world.world.people[VETTING_OFFICER])) == 1


def test_the_same_file_again_is_told_and_taken(world: BatchWorld) -> None:
    first = world.ready(people_csv(3))
    with world.database.write() as session:
        again = upload(session, world.world.people[HR_OFFICER], Upload(people_csv(3), PURPOSE, "X"))
        other = upload(session, world.world.people[OTHER_VETTING_OFFICER], Upload(people_csv(3), PURPOSE, "X"))
    assert (again.same_file_as, other.same_file_as) == (first, None)


def test_what_can_be_told_from_the_first_bytes_is_refused_at_once(world: BatchWorld) -> None:
    with pytest.raises(UnusableFile), world.database.write() as session:
        upload(session, world.world.people[HR_OFFICER], Upload(b"\x89PNG\r\n", PURPOSE, "X"))


def test_a_file_that_turns_out_unusable_says_why(world: BatchWorld) -> None:
    batch_id = world.ready(b"Surname,DOB,Surname\nExample,27/04/1985,Example\n")
    view = world.view(batch_id)
    assert view.state is BatchState.REFUSED and "columns A and C" in view.found["message"]
    with pytest.raises(Conflict):
        world.start(batch_id)


def test_the_encoding_is_asked_and_then_used(world: BatchWorld) -> None:
    batch_id = world.ready("Forename,Surname,DOB\nSiân,Exâmple,27/04/1985\n".encode("cp1252"))
    view = world.view(batch_id)
    assert view.state is BatchState.NEEDS_ENCODING and "Siân" in view.found["previews"][0]["readings"]["cp1252"]
    with world.database.write() as session:
        choose_reading(session, world.world.people[HR_OFFICER], batch_id, Choices(encoding="cp1252"))
    world.work()
    view = world.view(batch_id)
    assert (view.state, view.found["samples"][0][1][0]) == (BatchState.READY, "Siân")


def test_dates_that_could_be_either_are_asked_and_the_mapping_corrected(world: BatchWorld) -> None:
    batch_id = world.ready(b"Forename,Surname,DOB\nAnn,Example,03/04/1985\n")
    view = world.view(batch_id)
    assert view.state is BatchState.NEEDS_MAPPING and view.mapping is not None
    actor = world.world.people[HR_OFFICER]
    with pytest.raises(InvalidInput), world.database.write() as session:
        choose_mapping(session, actor, batch_id, view.mapping.uses, None)
    with world.database.write() as session:
        choose_mapping(session, actor, batch_id, view.mapping.uses, Order.DAY_FIRST)
    world.work()
    assert world.view(batch_id).state is BatchState.READY
    with world.database.write() as session:
        choose_mapping(session, actor, batch_id, view.mapping.uses, Order.MONTH_FIRST)
    world.work()
    view = world.view(batch_id)
    assert (view.state, view.rows_to_check, view.rows_rejected) == (BatchState.READY, 1, 0)


def test_nothing_to_check_is_not_started(world: BatchWorld) -> None:
    batch_id = world.ready(b"Forename,Surname,DOB\nAnn,Example,31/02/1985\n")
    with pytest.raises(Conflict) as conflict:
        world.start(batch_id)
    assert conflict.value.code == "nothing_to_check"


@pytest.mark.parametrize("write", [write_csv, write_xlsx])
def test_a_batch_cancelled_before_it_was_read_has_no_results(world: BatchWorld, write: Callable[..., object]) -> None:
    batch_id = world.upload(people_csv(2))
    with world.database.write() as session:
        cancel(session, world.world.people[HR_OFFICER], batch_id)
    with world.database.write() as session, pytest.raises(Conflict, match="before its rows were known"):
        write(session, world.world.people[HR_OFFICER], batch_id)
