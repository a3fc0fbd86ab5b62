"""Likely the same person: by the matcher, on every list, never the report itself; not being able to search is not "nobody"."""

from __future__ import annotations

import pytest

from tests.people import REGISTRAR, REPORTER, Someone
from tests.registry.cases import CONSTABLE, FORMER_PCSO, changed, listed, submitted
from tests.registry.test_advisory import ADVISORY
from vetting.access import Actor
from vetting.db import Database
from vetting.errors import Refused, Unavailable
from vetting.registry import likely_duplicates

People = dict[Someone, Actor]


def test_likely_duplicates_of_a_report(open_register: Database, people: People) -> None:
    advisory = listed(open_register, people, ADVISORY)
    listed(open_register, people, CONSTABLE)
    first = submitted(open_register, people[REPORTER], changed(FORMER_PCSO, surname="Fetherstone"))
    report_id = submitted(open_register, people[REPORTER])
    with open_register.read() as session:
        found = likely_duplicates(session, people[REGISTRAR], report_id)
        with pytest.raises(Refused):
            likely_duplicates(session, people[REPORTER], report_id)
    assert {(row.list_id, row.standing.value, row.entry_id, row.report_id) for row in found} == {
        ("advisory", "listed", advisory, None),
        ("barred", "report_received", None, first),
    }


def test_what_cannot_be_searched_is_not_nobody(database: Database, people: People) -> None:
    report_id = submitted(database, people[REPORTER])
    with database.read() as session, pytest.raises(Unavailable):
        likely_duplicates(session, people[REGISTRAR], report_id)
