"""What two registrars and a force can do to a register, as the steps of a state machine."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable
from datetime import datetime
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, initialize, multiple, precondition, rule
from sqlalchemy import select, text

from tests.people import REGISTRAR, REPORTER, SECOND_REGISTRAR, Someone
from tests.registry.cases import CONSTABLE, FORMER_PCSO, changed
from tests.registry.keeper import list_file, person
from tests.registry.life_world import Seen, World, nth
from tests.registry.test_advisory import ADVISORY
from vetting.db import utc_now
from vetting.registry import (
    Amendment,
    DontPublish,
    FurtherReport,
    ReportInput,
    ReviewApplication,
    agree,
    answer_consultation,
    approve_proposal,
    approve_report,
    ask_withdrawal,
    consult_force,
    day_in_london,
    decide_publication,
    disagree,
    propose_amendment,
    propose_not_publishing,
    propose_publication,
    propose_reinstatement,
    propose_review_decision,
    receive_review,
    record_entered_in_error,
    refuse_proposal,
    return_report,
    submit_further_report,
    submit_report,
)
from vetting.registry.import_models import MissingEntry, PersonLink, UnreadRow
from vetting.registry.imports import (
    confirm_import,
    correct_row,
    decide_resolution,
    preview_import,
    propose_completion,
    propose_removal,
    propose_setting_aside,
    upload_list,
    withdraw_import,
)
from vetting.registry.models import (
    Entry,
    Proposal,
    Report,
    ReportQuestion,
)
from vetting.registry.persons import decide_link, propose_same_person, propose_separate, state_another_person
from vetting.registry.publication_models import PublicationDecision

TODAY = day_in_london(utc_now()).isoformat()
PEOPLE: tuple[ReportInput, ...] = (
    CONSTABLE,
    FORMER_PCSO,
    ADVISORY,
    changed(FORMER_PCSO, prior_advisory_report_date=TODAY),
    changed(CONSTABLE, surname="Rumblebuffin", date_of_birth="1979-05-06", identifying_number="9"),
)
ROWS = (
    person(1),
    person(2),
    person(2, Rank="Sgt"),
    person(3, DOB="31/02/1970"),
    person(4, Limb="z"),
    person(5, Surname="Unknown"),
)
NUMBER = st.integers(0, 3)
WHO = st.sampled_from([REGISTRAR, SECOND_REGISTRAR])
DONE: Counter[str] = Counter()
TRIED: Counter[str] = Counter()
WORLD: list[World] = []
"""The one world of this process; a machine is made by hypothesis and cannot be handed anything."""


class Steps(RuleBasedStateMachine):
    """Two registrars and a force at work on one register."""

    reports: Any = Bundle("reports")
    entries: Any = Bundle("entries")
    imports: Any = Bundle("imports")

    @initialize()
    def begin(self) -> None:
        self.world = WORLD[0]
        self.world.empty()
        self.people = self.world.people
        self.seen_versions: dict[str, int] = {}
        self.registers: dict[int, Seen] = {}
        self.moments: list[tuple[datetime, Seen]] = []
        self.waiting: Counter[str] = Counter()

    def attempt(self, step: Callable[[Any], Any]) -> Any:
        """Try one thing; what was refused adds nothing to a bundle, so that later steps are about things that there are."""
        found = self.world.attempt(step)
        name = sys._getframe(1).f_code.co_name
        DONE[name] += found is not None
        TRIED[name] += 1
        return multiple() if found is None else found

    @precondition(lambda self: self.waiting["reports"] < 5)
    @rule(target=reports, person=st.sampled_from(PEOPLE))
    def report(self, person: ReportInput) -> Any:
        return self.attempt(lambda session: submit_report(session, self.people[REPORTER], person).id)

    @rule(report=reports, who=WHO)
    def give_back(self, report: str, who: Someone) -> None:
        self.attempt(lambda session: return_report(session, self.people[who], report, "Say more.", 1))

    @rule(target=entries, report=reports, who=WHO)
    def approve(self, report: str, who: Someone) -> Any:
        return self.attempt(lambda session: approve_report(session, self.people[who], report, 1).id)

    @rule(report=reports, who=st.sampled_from([REPORTER, REGISTRAR]))
    def ask_to_withdraw(self, report: str, who: Someone) -> None:
        self.attempt(lambda session: ask_withdrawal(session, self.people[who], report, "Sent by mistake.").id)

    @precondition(lambda self: self.waiting["questions"])
    @rule(number=NUMBER, who=WHO, agrees=st.booleans())
    def answer(self, number: int, who: Someone, agrees: bool) -> None:
        def step(session: Any) -> Any:
            question = nth(session, select(ReportQuestion.id).where(ReportQuestion.state == "open"), number)
            if agrees:
                return agree(session, self.people[who], question)
            return disagree(session, self.people[who], question, "It stands.")

        self.attempt(step)

    @rule(entry=entries, ground=st.sampled_from(["appeal_won", "no_proceedings"]), who=st.sampled_from([REPORTER, REGISTRAR]))
    def further_report(self, entry: str, ground: str, who: Someone) -> None:
        report = FurtherReport(ground, "2025-05-01", "Decided.")
        self.attempt(lambda session: submit_further_report(session, self.people[who], entry, report).id)

    @rule(entry=entries, who=WHO)
    def error(self, entry: str, who: Someone) -> None:
        self.attempt(lambda session: record_entered_in_error(session, self.people[who], entry, "A namesake.").id)

    @precondition(lambda self: self.waiting["removed"])
    @rule(number=NUMBER, who=WHO)
    def put_back(self, number: int, who: Someone) -> None:
        def step(session: Any) -> Any:
            entry = nth(session, select(Entry.id).where(Entry.standing == "removed"), number)
            return propose_reinstatement(session, self.people[who], entry, "It was wrong.").id

        self.attempt(step)

    @rule(entry=entries, who=WHO, number=st.integers(1, 3))
    def amend(self, entry: str, who: Someone, number: int) -> None:
        amendment = Amendment(PEOPLE[0], other_numbers=f"N {number}", reason="The force wrote.")
        self.attempt(lambda session: propose_amendment(session, self.people[who], entry, amendment, number).id)

    @precondition(lambda self: self.waiting["proposals"])
    @rule(number=NUMBER, who=WHO, approve=st.booleans())
    def decide(self, number: int, who: Someone, approve: bool) -> None:
        def step(session: Any) -> Any:
            proposal = nth(session, select(Proposal.id).where(Proposal.state == "open"), number)
            if approve:
                return approve_proposal(session, self.people[who], proposal)
            return refuse_proposal(session, self.people[who], proposal, "It is not so.")

        self.attempt(step)

    @rule(entry=entries, who=WHO, decision=st.sampled_from(["granted", "refused"]))
    def review(self, entry: str, who: Someone, decision: str) -> None:
        application = ReviewApplication(TODAY, "I have changed.", "Taken on the advice of the lawyers.")

        def step(session: Any) -> Any:
            review = receive_review(session, self.people[who], entry, application)
            asked = consult_force(session, self.people[who], review.id, "What do you say?")
            answer_consultation(session, self.people[who], asked.id, "Nothing against it.")
            return propose_review_decision(session, self.people[who], asked.id, decision, "As it is written.").id

        self.attempt(step)

    @rule(entry=entries, who=WHO, withhold=st.booleans())
    def publish(self, entry: str, who: Someone, withhold: bool) -> None:
        harm = DontPublish("significant_harm", "", "A victim could be found.")

        def step(session: Any) -> Any:
            if withhold:
                return propose_not_publishing(session, self.people[who], entry, harm).id
            return propose_publication(session, self.people[who], entry, "Was dishonest.").id

        self.attempt(step)

    @precondition(lambda self: self.waiting["publications"])
    @rule(number=NUMBER, who=WHO, approve=st.booleans())
    def decide_on_publication(self, number: int, who: Someone, approve: bool) -> None:
        def step(session: Any) -> Any:
            decision = nth(session, select(PublicationDecision.id).where(PublicationDecision.state == "open"), number)
            return decide_publication(session, self.people[who], decision, approve=approve)

        self.attempt(step)

    @precondition(lambda self: self.waiting["imports"] < 3)
    @rule(target=imports, rows=st.lists(st.sampled_from(ROWS), min_size=1, max_size=3), replace=st.booleans())
    def upload(self, rows: list[list[str]], replace: bool) -> Any:
        file = list_file(rows, kind="replacement" if replace else "addition")
        return self.attempt(lambda session: upload_list(session, self.people[REGISTRAR], file))

    @precondition(lambda self: self.waiting["ready"])
    @rule(target=entries, upload=imports, who=WHO, withdraw=st.integers(0, 4))
    def confirm(self, upload: str, who: Someone, withdraw: int) -> Any:
        def step(session: Any) -> Any:
            if withdraw == 0:
                return withdraw_import(session, self.people[who], upload)
            preview = preview_import(session, self.people[who], upload)
            confirm_import(session, self.people[who], upload, preview.digest if preview else "")
            return session.scalar(select(Entry.id).order_by(text("rowid")).limit(1))

        return self.attempt(step)

    @precondition(lambda self: self.waiting["pending"])
    @rule(number=NUMBER, who=WHO)
    def correct_a_row(self, number: int, who: Someone) -> None:
        def step(session: Any) -> Any:
            row = nth(session, select(UnreadRow.id).where(UnreadRow.state == "pending"), number)
            say = changed(CONSTABLE, surname=f"Wimbleweather{'x' * number}", identifying_number="8")
            return correct_row(session, self.people[who], row, Amendment(say, reason="The card was found."))

        self.attempt(step)

    @precondition(lambda self: self.waiting["rows"])
    @rule(who=WHO, number=NUMBER, kind=st.sampled_from(["complete", "set aside", "approve", "refuse"]))
    def resolve_a_row(self, who: Someone, number: int, kind: str) -> None:
        actor = self.people[who]

        def step(session: Any) -> Any:
            row = nth(session, select(UnreadRow.id).where(UnreadRow.state == "open"), number)
            if kind == "complete":
                say = changed(CONSTABLE, surname=f"Pattertwig{'x' * number}", identifying_number="7")
                return propose_completion(session, actor, row, Amendment(say, reason="The file was found."))
            if kind == "set aside":
                return propose_setting_aside(session, actor, row, "Nobody stands in it.")
            decide_resolution(session, actor, row, approve=kind == "approve", reason="It is not so.")
            return row

        self.attempt(step)

    @precondition(lambda self: self.waiting["missing"])
    @rule(number=NUMBER, who=WHO)
    def take_off_what_is_missing(self, number: int, who: Someone) -> None:
        def step(session: Any) -> Any:
            entry = nth(session, select(MissingEntry.entry_id), number)
            of = session.scalars(select(MissingEntry.import_id).where(MissingEntry.entry_id == entry)).first() or ""
            return propose_removal(session, self.people[who], of, entry, ground="appeal_won", details="A tribunal.").id

        self.attempt(step)

    @precondition(lambda self: self.waiting["reports"] > 1)
    @rule(one=NUMBER, other=NUMBER, who=WHO, how=st.sampled_from(["same", "same", "apart", "another"]))
    def link(self, one: int, other: int, who: Someone, how: str) -> None:
        def step(session: Any) -> Any:
            first, second = (nth(session, select(Report.id), number) for number in (one, other))
            if how == "apart":
                return propose_separate(session, self.people[who], first, "They are not.").id
            say = propose_same_person if how == "same" else state_another_person
            return say(session, self.people[who], first, second, "Both were looked at.").id

        self.attempt(step)

    @precondition(lambda self: self.waiting["links"])
    @rule(number=NUMBER, who=WHO, approve=st.booleans())
    def decide_on_link(self, number: int, who: Someone, approve: bool) -> None:
        def step(session: Any) -> Any:
            return decide_link(
                session,
                self.people[who],
                nth(session, select(PersonLink.id).where(PersonLink.state == "open"), number),
                approve=approve,
            )

        self.attempt(step)
