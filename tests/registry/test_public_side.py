"""What the public sees is published, eligible and in date, whatever state the tables are in; nobody of the advisory list, ever."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select, text

from tests.people import REGISTRAR, SECOND_REGISTRAR, Someone
from tests.registry.cases import CONSTABLE, FORMER_PCSO, changed, listed, published
from tests.registry.test_advisory import ADVISORY, OFFICER
from vetting.access import Actor
from vetting.db import Database, utc_now
from vetting.errors import Conflict, NotFound, Refused
from vetting.registry import (
    Amendment,
    ReportInput,
    approve_proposal,
    day_in_london,
    propose_amendment,
    propose_publication,
    published_entries,
    published_entry,
)
from vetting.registry.models import Entry, EntryVersion
from vetting.registry.publication_models import Publication, PublicationName
from vetting.vault import open_column

People = dict[Someone, Actor]
NAMED = changed(CONSTABLE, forenames="Fennel", surname="Costmary", date_of_birth="1979-05-06", identifying_number="9")
CHANGES = st.tuples(st.sampled_from(["standing", "withdrawn", "from", "list"]), st.integers(0, 1), st.integers(-2200, 400))


def oracle(database: Database, today: date) -> set[str]:
    """The ids of the entries that may be shown, told from the rows alone and not by the code that shows them."""
    may = set()
    with database.read() as session:
        for row in session.scalars(select(Publication)):
            entry = session.get_one(Entry, row.entry_id)
            version = select(EntryVersion).where(EntryVersion.entry_id == entry.id, EntryVersion.number == entry.version)
            content = open_column(session, session.scalars(version).one(), "sealed_content")
            eligible = content["ground"] == "gross_misconduct" and content["limb"] in "ab" and not content["advisory"]
            begun = row.published_from
            ends = date(begun.year + 5, 3, 1) if (begun.month, begun.day) == (2, 29) else begun.replace(year=begun.year + 5)
            in_force = entry.list_id == "barred" and entry.standing == "listed" and row.withdrawn_at is None
            if in_force and eligible and begun <= today < ends:
                may.add(entry.id)
    return may


def seen(database: Database, today: date) -> set[str]:
    """Whatever any public answer shows, by the names and by the page of every entry."""
    with database.read() as session:
        shown = {
            entry.entry_id
            for name in ("Bronwen O’Hara-Lloyd", "Fennel Costmary", "Jonathan Featherstone", "Fenel Costmary")
            for entry in published_entries(session, name, today).entries
        }
        for entry_id in session.scalars(select(Entry.id)):
            try:
                shown.add(published_entry(session, entry_id, today).entry_id)
            except NotFound:
                continue
    return shown


@pytest.fixture
def two_published(database: Database, people: People) -> tuple[str, str]:
    """Two published entries, and one of each kind that never is."""
    first, second = listed(database, people, CONSTABLE), listed(database, people, NAMED)
    for entry_id in (first, second):
        published(database, people, entry_id)
    for never in (FORMER_PCSO, ADVISORY, changed(NAMED, ground="gross_incompetence", surname="Featherstone", forenames="Jonathan")):
        listed(database, people, never)
    return first, second


def break_a_row(database: Database, people: People, entry_id: str, change: tuple[str, int, int]) -> None:
    """Bring the tables into a state, legal or not, that a fault or another release could leave behind."""
    kind, which, days = change
    values: dict[str, Any] = {"id": entry_id, "by": people[REGISTRAR].id, "at": utc_now()}
    with database.write() as session:
        if kind == "standing":
            values["to"] = "suspended" if which else "listed"
            session.execute(text("UPDATE entry SET standing = :to WHERE id = :id"), values)
        elif kind == "withdrawn":
            row = session.scalars(select(Publication).where(Publication.entry_id == entry_id)).one()
            row.withdrawn_at, row.withdrawn_by = (utc_now(), people[REGISTRAR].id) if which else (None, None)
        elif kind == "from":
            row = session.scalars(select(Publication).where(Publication.entry_id == entry_id)).one()
            row.published_from = day_in_london(utc_now()) + timedelta(days=days)
        elif kind == "list":
            values["to"] = "advisory" if which else "barred"
            session.execute(text("UPDATE entry SET list_id = :to WHERE id = :id"), values)


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck), database=None)
@given(data=st.data())
def test_the_public_sees_only_what_is_published_eligible_and_in_date(
    database: Database, people: People, two_published: tuple[str, str], data: st.DataObject
) -> None:
    for change in data.draw(st.lists(CHANGES, min_size=1, max_size=4)):
        break_a_row(database, people, two_published[data.draw(st.integers(0, 1))], change)
    for days in (0, data.draw(st.integers(-10, 2_500))):
        today = day_in_london(utc_now()) + timedelta(days=days)
        assert seen(database, today) == oracle(database, today)


@pytest.mark.parametrize("out_of_scope", [{"ground": "gross_incompetence"}, {"limb": "c", "rank": "", "ground": "conduct"}])
def test_a_row_that_left_the_scope_behind_the_doors_is_not_shown(
    database: Database, people: People, two_published: tuple[str, str], out_of_scope: dict[str, Any]
) -> None:
    """Even if the publication had been left standing: scope is asked of the entry as it reads now."""
    entry_id, today = two_published[0], day_in_london(utc_now())
    amended = Amendment(changed(CONSTABLE, standards=(), **out_of_scope), reason="The force wrote.")
    with database.write() as session:
        proposal = propose_amendment(session, people[REGISTRAR], entry_id, amended, 1).id
    with database.write() as session:
        approve_proposal(session, people[SECOND_REGISTRAR], proposal)
    with database.write() as session:
        session.execute(text("UPDATE publication SET withdrawn_at = NULL, withdrawn_by = NULL"))
    assert seen(database, today) == oracle(database, today) == {two_published[1]}


@pytest.mark.parametrize("report", [ADVISORY, OFFICER])
def test_advisory_rows_in_any_public_answer_are_none(database: Database, people: People, report: ReportInput) -> None:
    entry_id, today = listed(database, people, report), day_in_london(utc_now())
    with pytest.raises((Refused, Conflict)), database.write() as session:
        propose_publication(session, people[REGISTRAR], entry_id, "Left under an allegation.")
    with database.read() as session:
        found = published_entries(session, f"{report.forenames} {report.surname}", today)
        assert (found.entries, found.suggestions) == ((), ())
        assert session.scalars(select(PublicationName)).all() == []
        with pytest.raises(NotFound):
            published_entry(session, entry_id, today)
