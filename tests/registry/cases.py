"""Reports and people that the register's tests share; everybody in them is fictional."""

from __future__ import annotations

from dataclasses import replace

from tests.people import REGISTRAR, REPORTER, SECOND_REGISTRAR, Someone
from vetting.access import Actor
from vetting.db import Database
from vetting.matching import Identity, PersonName
from vetting.registry import ReportInput, approve_report, decide_publication, open_list, propose_publication, submit_report

FORMER_PCSO = ReportInput(
    limb="d",
    force="Leicestershire Police",
    forenames="Jonathan Mark",
    surname="Featherstone",
    date_of_birth="14/03/1990",
    identifying_number="C 7788",
    ground="conduct",
    conduct="Sought an improper relationship with a member of the public.",
    event_date="2022-06-30",
)
CONSTABLE = ReportInput(
    limb="a",
    force="33",
    forenames="Bronwen",
    surname="O’Hara-Lloyd",
    date_of_birth="1985-11-02",
    rank="PC",
    identifying_number="2211",
    ground="gross_misconduct",
    conduct="Lied in a statement.",
    standards=("Honesty and Integrity", "discreditable conduct"),
    event_date="2024-02-07",
)
LISTS = ("barred", "advisory")
NEAR_FEATHERSTONE = Identity((PersonName("Jon", "Fetherstone"),), "1990-03-14")
"""The former PCSO, with a typing error in the surname and a nickname."""


def changed(report: ReportInput, **changes: object) -> ReportInput:
    """A report with some fields typed otherwise."""
    return replace(report, **changes)  # type: ignore[arg-type]


def open_lists(database: Database, people: dict[Someone, Actor]) -> None:
    """Both lists opened by both registrars."""
    with database.write() as session:
        for list_id in LISTS:
            for registrar in (REGISTRAR, SECOND_REGISTRAR):
                open_list(session, people[registrar], list_id)


def submitted(database: Database, actor: Actor, report: ReportInput = FORMER_PCSO) -> str:
    """The id of a report that was just sent in and committed."""
    with database.write() as session:
        return submit_report(session, actor, report).id


def listed(database: Database, people: dict[Someone, Actor], report: ReportInput = FORMER_PCSO) -> str:
    """The id of an entry: reported by the force, approved by a registrar."""
    report_id = submitted(database, people[REPORTER], report)
    with database.write() as session:
        return approve_report(session, people[SECOND_REGISTRAR], report_id, 1).id


def published(database: Database, people: dict[Someone, Actor], entry_id: str, reason: str = "Was dishonest.") -> None:
    """Put an entry on the public list: one registrar writes the words, the other approves them."""
    with database.write() as session:
        decision = propose_publication(session, people[REGISTRAR], entry_id, reason)
    with database.write() as session:
        decide_publication(session, people[SECOND_REGISTRAR], decision.id, approve=True)
