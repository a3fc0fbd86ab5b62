"""Reports with the College's lawyers, and reports that are withdrawn, on both databases: they count until two people agree."""

from __future__ import annotations

import json
from datetime import date

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError

from tests.people import OTHER_REPORTER, REGISTRAR, REPORTER, SECOND_REGISTRAR, VETTING_OFFICER, Someone
from tests.registry.cases import CONSTABLE, FORMER_PCSO, NEAR_FEATHERSTONE, changed, listed, submitted
from tests.registry.test_reports import events
from vetting.access import Actor
from vetting.audit.models import AuditEvent
from vetting.db import Database
from vetting.errors import Conflict, InvalidInput, NotFound, Refused
from vetting.registry import (
    ReportState,
    Standing,
    agree,
    approve_report,
    ask_withdrawal,
    current_version,
    disagree,
    get_entry,
    get_report,
    index_of,
    list_states,
    load_policy,
    may_agree,
    record_advice,
    report_keys,
    resubmit_report,
    return_report,
)
from vetting.registry.rules import take_report

People = dict[Someone, Actor]
WITHOUT_VETTING = changed(CONSTABLE, ground="vetting_withdrawn", standards=(), conduct="Vetting was withdrawn.")
WHY = "It was sent in for a namesake."


def standings(database: Database) -> list[Standing]:
    """How the former PCSO stands in a check of today."""
    with database.read() as session:
        return [hit.standing for hit in index_of(session).search(session, [NEAR_FEATHERSTONE], ["barred"]).matches[0]]


def asked(database: Database, actor: Actor, report_id: str) -> str:
    with database.write() as session:
        return ask_withdrawal(session, actor, report_id, WHY).id


def agreed(database: Database, actor: Actor, question_id: str) -> str:
    with database.write() as session:
        return agree(session, actor, question_id).state


def state(database: Database, people: People, report_id: str) -> ReportState:
    with database.read() as session:
        return get_report(session, people[REGISTRAR], report_id).state


def test_a_force_asks_and_two_registrars_let_a_report_go(open_register: Database, people: People) -> None:
    report_id = submitted(open_register, people[REPORTER])
    question = asked(open_register, people[REPORTER], report_id)
    assert standings(open_register) == [Standing.REPORT_RECEIVED], "a wish ends nothing"
    assert agreed(open_register, people[REGISTRAR], question) == "open"
    assert standings(open_register) == [Standing.REPORT_RECEIVED], "one registrar ends nothing either"
    with pytest.raises(Refused) as caught:
        agreed(open_register, people[REGISTRAR], question)
    assert caught.value.code == "own_change"
    assert agreed(open_register, people[SECOND_REGISTRAR], question) == "approved"
    assert standings(open_register) == []
    assert state(open_register, people, report_id) is ReportState.WITHDRAWN
    with open_register.read() as session:
        assert {row.reports_received for row in list_states(session)} == {0}
        assert report_keys(session, ["33"]) == []
        view = get_report(session, people[REPORTER], report_id)
    assert [(each.kind, each.reason, each.first_by) for each in view.questions] == [("withdrawal", WHY, people[REGISTRAR].id)]
    assert events(open_register, "report_withdrawn")[0]["register_version"] == 2


def test_a_registrar_who_takes_the_wish_in_is_the_first_of_the_two(open_register: Database, people: People) -> None:
    question = asked(open_register, people[REGISTRAR], submitted(open_register, people[REPORTER]))
    with pytest.raises(Refused):
        agreed(open_register, people[REGISTRAR], question)
    assert agreed(open_register, people[SECOND_REGISTRAR], question) == "approved"
    with pytest.raises(Conflict):
        agreed(open_register, people[SECOND_REGISTRAR], question)


def test_refused_the_report_stands(open_register: Database, people: People) -> None:
    report_id = submitted(open_register, people[REPORTER])
    question = asked(open_register, people[REPORTER], report_id)
    with pytest.raises(InvalidInput), open_register.write() as session:
        disagree(session, people[REGISTRAR], question, " ")
    with open_register.write() as session:
        disagree(session, people[REGISTRAR], question, "The finding is about this person.")
    assert standings(open_register) == [Standing.REPORT_RECEIVED]
    with open_register.read() as session:
        (view,) = get_report(session, people[REPORTER], report_id).questions
    assert (view.state, view.answer) == ("refused", "The finding is about this person.")
    assert asked(open_register, people[REPORTER], report_id), "it can be asked again"


def test_nothing_is_approved_while_it_is_being_withdrawn_or_after(open_register: Database, people: People) -> None:
    report_id = submitted(open_register, people[REPORTER])
    question = asked(open_register, people[REPORTER], report_id)
    with pytest.raises(Conflict) as caught, open_register.write() as session:
        approve_report(session, people[REGISTRAR], report_id, 1)
    assert caught.value.code == "withdrawal_open"
    with pytest.raises(Conflict) as twice:
        asked(open_register, people[REGISTRAR], report_id)
    assert twice.value.code == "already_open"
    for registrar in (REGISTRAR, SECOND_REGISTRAR):
        agreed(open_register, people[registrar], question)
    steps = (
        lambda session: approve_report(session, people[REGISTRAR], report_id, 1),
        lambda session: return_report(session, people[REGISTRAR], report_id, "Too late.", 1),
        lambda session: resubmit_report(session, people[REPORTER], report_id, FORMER_PCSO, 1),
        lambda session: ask_withdrawal(session, people[REPORTER], report_id, WHY),
    )
    for step in steps:
        with pytest.raises(Conflict) as late, open_register.write() as session:
            step(session)
        assert "withdrawn" in late.value.message


def test_what_is_decided_is_not_withdrawn(open_register: Database, people: People) -> None:
    entry_id = listed(open_register, people)
    with open_register.read() as session:
        report_id = get_entry(session, people[REGISTRAR], entry_id).report_id
    with pytest.raises(Conflict):
        asked(open_register, people[REPORTER], report_id)


def test_only_whose_report_it_is_may_ask(open_register: Database, people: People) -> None:
    report_id = submitted(open_register, people[REPORTER])
    for someone in (OTHER_REPORTER, VETTING_OFFICER):
        with pytest.raises((NotFound, Refused)):
            asked(open_register, people[someone], report_id)
    question = asked(open_register, people[REPORTER], report_id)
    with pytest.raises(Refused):
        agreed(open_register, people[REPORTER], question)
    with open_register.read() as session:
        (view,) = get_report(session, people[REPORTER], report_id).questions
        assert view.id == question
    assert [may_agree(view, people[someone]) for someone in (REGISTRAR, REPORTER)] == [True, False]


def test_a_dismissal_after_withdrawn_vetting_goes_to_the_lawyers_and_counts(open_register: Database, people: People) -> None:
    subject = take_report(WITHOUT_VETTING, load_policy(), date(2026, 11, 20)).identity()

    def found() -> list[str]:
        with open_register.read() as session:
            return [hit.standing.value for hit in index_of(session).search(session, [subject], ["barred"]).matches[0]]

    report_id = submitted(open_register, people[REPORTER], WITHOUT_VETTING)
    assert (state(open_register, people, report_id), found()) == (ReportState.REFERRED, ["report_received"])
    for step in (
        lambda session: approve_report(session, people[REGISTRAR], report_id, 1),
        lambda session: return_report(session, people[REGISTRAR], report_id, "Not sure.", 1),
    ):
        with pytest.raises(Conflict) as caught, open_register.write() as session:
            step(session)
        assert "lawyers" in caught.value.message
    with open_register.write() as session:
        resubmit_report(session, people[REPORTER], report_id, CONSTABLE, 1)
    assert state(open_register, people, report_id) is ReportState.REFERRED, "another ground does not get past the lawyers"
    with open_register.write() as session:
        advice = record_advice(session, people[REGISTRAR], report_id, listable=True, advice="Counsel wrote on 3 May.").id
    assert state(open_register, people, report_id) is ReportState.REFERRED
    agreed(open_register, people[SECOND_REGISTRAR], advice)
    assert (state(open_register, people, report_id), found()) == (ReportState.SUBMITTED, ["report_received"])
    with open_register.write() as session:
        resubmit_report(session, people[REPORTER], report_id, WITHOUT_VETTING, 2)
    with open_register.write() as session:
        approve_report(session, people[REGISTRAR], report_id, 3)
    assert found() == ["listed"]


def test_what_the_lawyers_say_does_not_belong_on_the_list_leaves_it(open_register: Database, people: People) -> None:
    report_id = submitted(open_register, people[REPORTER], WITHOUT_VETTING)
    with pytest.raises(InvalidInput) as caught, open_register.write() as session:
        record_advice(session, people[REGISTRAR], report_id, listable=False, advice="")
    assert [problem.field for problem in caught.value.problems] == ["advice"]
    with open_register.write() as session:
        advice = record_advice(session, people[REGISTRAR], report_id, listable=False, advice="Counsel wrote on 3 May.").id
    agreed(open_register, people[SECOND_REGISTRAR], advice)
    assert state(open_register, people, report_id) is ReportState.WITHDRAWN
    with open_register.read() as session:
        assert current_version(session) == 2


def test_advice_is_for_what_was_referred(open_register: Database, people: People) -> None:
    report_id = submitted(open_register, people[REPORTER])
    with pytest.raises(Conflict), open_register.write() as session:
        record_advice(session, people[REGISTRAR], report_id, listable=False, advice="Nobody asked.")
    with pytest.raises(Refused), open_register.write() as session:
        record_advice(session, people[REPORTER], report_id, listable=False, advice="Nobody asked.")


@pytest.mark.parametrize(
    "broken",
    [
        "UPDATE report_question SET state = 'approved', decided_by = asked_by, first_by = asked_by",
        "UPDATE report_question SET state = 'approved', decided_by = 'somebody'",
        "UPDATE report_question SET state = 'refused', decided_by = 'somebody'",
        "UPDATE report_question SET decided_by = 'somebody'",
    ],
)
def test_the_database_refuses_one_persons_doing_both(open_register: Database, people: People, broken: str) -> None:
    asked(open_register, people[REPORTER], submitted(open_register, people[REPORTER]))
    with pytest.raises(IntegrityError), open_register.write() as session:
        session.execute(text(broken))


def test_neither_the_trail_nor_the_table_says_why(open_register: Database, people: People) -> None:
    question = asked(open_register, people[REPORTER], submitted(open_register, people[REPORTER]))
    with open_register.write() as session:
        disagree(session, people[REGISTRAR], question, "Featherstone was found to have done it.")
    with open_register.read() as session:
        stored = repr(session.execute(text("SELECT * FROM report_question")).all())
        trail = json.dumps(list(session.scalars(select(AuditEvent.fields))))
    for secret in ("namesake", "Featherstone"):
        assert secret not in stored + trail
