"""The register as a state machine: whatever people do in whatever order, against a model of what must then be true.

`VETTING_STATE_MACHINE_RUNS` sets how many lives are lived: few by default, 2,000 in the full tests.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, initialize, invariant, rule
from sqlalchemy import select

from tests.conftest import Templates, make_settings
from tests.people import REGISTRAR, REPORTER, SECOND_REGISTRAR, Someone, add_everyone
from tests.registry.cases import CONSTABLE, FORMER_PCSO, changed, open_lists
from tests.registry.test_advisory import ADVISORY
from vetting.app import Service
from vetting.db import utc_now
from vetting.errors import Conflict, InvalidInput, NotFound, Refused
from vetting.registry import (
    Amendment,
    DontPublish,
    FurtherReport,
    ReportInput,
    approve_proposal,
    approve_report,
    as_at,
    day_in_london,
    decide_publication,
    index_of,
    propose_amendment,
    propose_not_publishing,
    propose_publication,
    propose_reinstatement,
    published_entries,
    record_entered_in_error,
    refuse_proposal,
    return_report,
    submit_further_report,
    submit_report,
)
from vetting.registry.models import Entry, EntryStanding, EntryVersion, Proposal, Report
from vetting.registry.records import read_all

RUNS = int(os.environ.get("VETTING_STATE_MACHINE_RUNS", "3"))
PEOPLE: tuple[ReportInput, ...] = (
    CONSTABLE,
    FORMER_PCSO,
    ADVISORY,
    changed(CONSTABLE, surname="Rumblebuffin", date_of_birth="1979-05-06", identifying_number="9"),
)
WHO = st.sampled_from([REGISTRAR, SECOND_REGISTRAR])
EXPECTED = (Conflict, InvalidInput, Refused, NotFound)


class LifeOfAnEntry(RuleBasedStateMachine):
    """Two registrars and a force at work on one register."""

    templates: Path
    reports: Any = Bundle("reports")
    entries: Any = Bundle("entries")
    proposals: Any = Bundle("proposals")
    decisions: Any = Bundle("decisions")

    @initialize()
    def begin(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="life-"))
        shutil.copy(self.templates / "template.db", self.folder / "vetting.db")
        self.service = Service(make_settings(f"sqlite:///{self.folder / 'vetting.db'}", self.folder))
        self.database = self.service.database
        self.people = add_everyone(self.database)
        open_lists(self.database, self.people)
        self.seen_versions: dict[str, int] = {}

    def teardown(self) -> None:
        if hasattr(self, "service"):
            self.service.database.engine.dispose()
            shutil.rmtree(self.folder)

    def attempt(self, step: Callable[[Any], Any]) -> Any:
        """Do one thing in a transaction of its own; a named refusal is an answer too, and nothing may have changed by it."""
        try:
            with self.database.write() as session:
                return step(session)
        except EXPECTED:
            return None

    @rule(target=reports, person=st.sampled_from(PEOPLE))
    def report(self, person: ReportInput) -> Any:
        return self.attempt(lambda session: submit_report(session, self.people[REPORTER], person).id)

    @rule(report=reports, who=WHO)
    def give_back(self, report: str, who: Someone) -> None:
        self.attempt(lambda session: return_report(session, self.people[who], report, "Say more.", 1))

    @rule(target=entries, report=reports, who=WHO)
    def approve(self, report: str, who: Someone) -> Any:
        return self.attempt(lambda session: approve_report(session, self.people[who], report, 1).id)

    @rule(target=proposals, entry=entries, ground=st.sampled_from(["appeal_won", "no_proceedings"]))
    def further_report(self, entry: str | None, ground: str) -> Any:
        report = FurtherReport(ground, "2024-05-01", "Decided.")
        return self.attempt(lambda session: submit_further_report(session, self.people[REPORTER], entry or "", report).id)

    @rule(target=proposals, entry=entries, who=WHO)
    def error(self, entry: str | None, who: Someone) -> Any:
        return self.attempt(lambda session: record_entered_in_error(session, self.people[who], entry or "", "A namesake.").id)

    @rule(target=proposals, entry=entries, who=WHO)
    def put_back(self, entry: str | None, who: Someone) -> Any:
        return self.attempt(lambda session: propose_reinstatement(session, self.people[who], entry or "", "It was wrong.").id)

    @rule(target=proposals, entry=entries, who=WHO, number=st.integers(1, 3))
    def amend(self, entry: str | None, who: Someone, number: int) -> Any:
        amendment = Amendment(PEOPLE[0], other_numbers=f"N {number}", reason="The force wrote.")
        return self.attempt(lambda session: propose_amendment(session, self.people[who], entry or "", amendment, number).id)

    @rule(proposal=proposals, who=WHO, approve=st.booleans())
    def decide(self, proposal: str | None, who: Someone, approve: bool) -> None:
        def step(session: Any) -> Any:
            if approve:
                return approve_proposal(session, self.people[who], proposal or "")
            return refuse_proposal(session, self.people[who], proposal or "", "It is not so.")

        self.attempt(step)

    @rule(target=decisions, entry=entries, who=WHO)
    def publish(self, entry: str | None, who: Someone) -> Any:
        return self.attempt(lambda session: propose_publication(session, self.people[who], entry or "", "Was dishonest.").id)

    @rule(decision=decisions, who=WHO, approve=st.booleans())
    def decide_on_publication(self, decision: str | None, who: Someone, approve: bool) -> None:
        self.attempt(lambda session: decide_publication(session, self.people[who], decision or "", approve=approve))

    @rule(target=decisions, entry=entries, who=WHO)
    def hold_back(self, entry: str | None, who: Someone) -> Any:
        harm = DontPublish("significant_harm", "", "A victim could be found.")
        return self.attempt(lambda session: propose_not_publishing(session, self.people[who], entry or "", harm).id)

    @invariant()
    def every_record_that_counts_is_searched(self) -> None:
        if not hasattr(self, "database"):
            return
        with self.database.read() as session:
            head, records = read_all(session)
            counting = set(session.scalars(select(Report.id).where(Report.state != "approved")))
            counting |= set(session.scalars(select(Entry.id).where(Entry.standing != "removed")))
            assert {record.id for record in records} == counting
            assert head.records == head.present == len(counting)
            subjects = [record.identity for record in records]
            found = index_of(session).search(session, subjects, ["barred", "advisory"]).matches if subjects else ()
        for record, matches in zip(records, found, strict=True):
            assert record.id in {hit.entry_id or hit.report_id for hit in matches}, "a received or listed person is hidden"

    @invariant()
    def nobody_does_two_peoples_work_and_no_version_is_lost(self) -> None:
        if not hasattr(self, "database"):
            return
        with self.database.read() as session:
            assert all(row.decided_by != row.prepared_by for row in session.scalars(select(Proposal)))
            for version in session.scalars(select(EntryVersion)):
                assert version.approved_by != version.prepared_by
            for entry in session.scalars(select(Entry)):
                numbers = sorted(session.scalars(select(EntryVersion.number).where(EntryVersion.entry_id == entry.id)))
                assert numbers == list(range(1, entry.version + 1))
                assert entry.version >= self.seen_versions.get(entry.id, 1)
                self.seen_versions[entry.id] = entry.version
                assert as_at(session, self.people[REGISTRAR], entry.id, utc_now()).standing == entry.standing
                rows = select(EntryStanding.number).where(EntryStanding.entry_id == entry.id)
                assert sorted(session.scalars(rows)) == list(range(1, len(list(session.scalars(rows))) + 1))
                open_ones = session.scalars(
                    select(Proposal).where(Proposal.entry_id == entry.id, Proposal.state == "open", Proposal.slot == "standing")
                ).all()
                assert (entry.standing == "suspended") == (len(open_ones) == 1), "suspended is what waits for a second person"

    @invariant()
    def the_public_sees_only_what_is_listed_and_in_scope(self) -> None:
        if not hasattr(self, "database"):
            return
        with self.database.read() as session:
            for person in PEOPLE:
                name = f"{person.forenames} {person.surname}"
                for shown in published_entries(session, name, day_in_london(utc_now())).entries:
                    entry = session.get_one(Entry, shown.entry_id)
                    assert (entry.list_id, entry.standing) == ("barred", "listed")
                    assert shown.person == "police officer or special constable"


def test_the_life_of_an_entry(templates: Templates) -> None:
    LifeOfAnEntry.templates = templates.folder
    machine: Any = LifeOfAnEntry.TestCase
    machine.settings = settings(
        max_examples=RUNS,
        stateful_step_count=25,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        database=None,
    )
    machine().runTest()
