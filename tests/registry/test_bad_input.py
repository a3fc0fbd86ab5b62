"""What cannot be taken: each a clear refusal at its field, and nothing of the register changed by it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from tests.people import REGISTRAR, REPORTER, Someone
from tests.registry.cases import CONSTABLE, FORMER_PCSO, changed, submitted
from tests.registry.test_advisory import ADVISORY, LATER, STOPPED
from vetting.access import Actor
from vetting.audit.models import AuditEvent
from vetting.db import Database, utc_now
from vetting.errors import InvalidInput
from vetting.registry import ReportInput, current_version, day_in_london, get_report, resubmit_report, submit_report
from vetting.registry.models import Report, ReportVersion

People = dict[Someone, Actor]
TOMORROW = (day_in_london(utc_now()) + timedelta(days=2)).isoformat()

BAD = [
    pytest.param(changed(CONSTABLE, limb="c"), "rank", id="an officer reported as staff"),
    pytest.param(changed(FORMER_PCSO, limb="b", rank=""), "rank", id="staff reported as a former officer"),
    pytest.param(changed(FORMER_PCSO, limb="b"), "ground", id="a ground of staff for an officer"),
    pytest.param(changed(CONSTABLE, limb="e"), "limb", id="a limb that there is not"),
    pytest.param(changed(ADVISORY, limb="c"), "served_as", id="staff by a limb of volunteers"),
    pytest.param(changed(STOPPED, limb="a"), "served_as", id="a volunteer by a limb of those who serve"),
    pytest.param(changed(LATER, served_as="civilian_employee", rank=""), "served_as", id="former staff, alleged later"),
    pytest.param(changed(FORMER_PCSO, rank="PC"), "rank", id="rank on staff"),
    pytest.param(changed(CONSTABLE, event_date="2017-12-14"), "event_date", id="before 15 December 2017"),
    pytest.param(changed(ADVISORY, event_date="2017-12-14"), "event_date", id="advisory, before 15 December 2017"),
    pytest.param(changed(CONSTABLE, force="British Transport Police"), "force", id="a force out of scope"),
    pytest.param(
        changed(CONSTABLE, force="NCA", conduct="The panel ordered that the officer be placed on the barred list."),
        "force",
        id="out of scope, and a panel ordered barring",
    ),
    pytest.param(changed(CONSTABLE, event_date=TOMORROW), "event_date", id="a future event"),
    pytest.param(changed(CONSTABLE, date_of_birth=""), "date_of_birth", id="no date of birth"),
    pytest.param(changed(ADVISORY, date_of_birth=""), "date_of_birth", id="advisory, no date of birth"),
    pytest.param(
        changed(CONSTABLE, prior_advisory_report_date="2023-05-05"), "prior_advisory_report_date", id="no such earlier report"
    ),
]


def held(database: Database) -> tuple[int | None, ...]:
    """How much the register and its trail hold."""
    with database.read() as session:
        counts = [session.scalar(select(func.count()).select_from(table)) for table in (Report, ReportVersion, AuditEvent)]
        return (*counts, current_version(session))


@pytest.mark.parametrize(("report", "field"), BAD)
def test_it_is_refused_at_its_field_and_changes_nothing(
    database: Database, people: People, report: ReportInput, field: str
) -> None:
    before = held(database)
    with pytest.raises(InvalidInput) as caught, database.write() as session:
        submit_report(session, people[REPORTER], report)
    assert field in {problem.field for problem in caught.value.problems}
    assert all(problem.message[0].isupper() and problem.message.endswith(".") for problem in caught.value.problems)
    assert held(database) == before


@pytest.mark.parametrize(("report", "field"), [case for case in BAD if "advisory" not in str(case.id)][:3])
def test_a_correction_that_cannot_be_taken_loses_nothing(
    database: Database, people: People, report: ReportInput, field: str
) -> None:
    report_id = submitted(database, people[REPORTER], CONSTABLE)
    with pytest.raises(InvalidInput) as caught, database.write() as session:
        resubmit_report(session, people[REPORTER], report_id, report, 1)
    assert field in {problem.field for problem in caught.value.problems}
    with database.read() as session:
        view = get_report(session, people[REGISTRAR], report_id)
    assert (view.version, view.content.surname, view.counts) == (1, "O’Hara-Lloyd", True)


@pytest.mark.parametrize(
    ("body", "keeper"),
    [
        ("British Transport Police", "British Transport Police Authority"),
        ("NCA", "National Crime Agency"),
        ("Port of Dover Police", "No keeper of a list for its people is known"),
    ],
)
def test_another_bodys_report_is_told_where_it_belongs(database: Database, people: People, body: str, keeper: str) -> None:
    for report in (changed(CONSTABLE, force=body), changed(ADVISORY, force=body)):
        with pytest.raises(InvalidInput) as caught, database.write() as session:
            submit_report(session, people[REPORTER], report)
        assert [problem.message for problem in caught.value.problems if problem.field == "force" and keeper in problem.message]
