"""What a keeper's list says of publication is taken with the entry: since when, in which words, or by which exception withheld."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from tests.people import REGISTRAR, SECOND_REGISTRAR, Someone
from tests.registry.keeper import HEADINGS, confirm, list_file, person, uploaded
from vetting.access import Actor
from vetting.db import Database, utc_now
from vetting.registry import EntryView, day_in_london, get_entry, list_entries, published_entries, read_desk
from vetting.registry.imports import import_problems, list_imports, preview_import

People = dict[Someone, Actor]
COLUMNS = (*HEADINGS, "Published on", "Public reason", "Withheld because")
SINCE = date(day_in_london(utc_now()).year - 2, 5, 4)
"""A day since when somebody may be public today, in whatever year that is."""
PUBLIC = (SINCE.isoformat(), "Was dishonest.", "")
TOMORROW = "tomorrow"


def today() -> date:
    return day_in_london(utc_now())


def row(number: int, public: tuple[str, str, str] = ("", "", ""), **changes: str) -> list[str]:
    return [*person(number, **changes), *public]


def taken_in(database: Database, people: People, rows: list[list[str]]) -> str:
    import_id = uploaded(database, people, list_file(rows, headings=COLUMNS))
    confirm(database, people, import_id)
    return import_id


def entries(database: Database, people: People) -> dict[str, EntryView]:
    with database.read() as session:
        lines = list_entries(session, people[REGISTRAR]).entries
        return {line.full_name.split()[0]: get_entry(session, people[REGISTRAR], line.id) for line in lines}


def test_published_withheld_and_undecided_are_taken_as_the_file_says(open_register: Database, people: People) -> None:
    rows = [row(0, PUBLIC), row(1, ("", "", "Significant harm to the person or to others")), row(2)]
    import_id = uploaded(open_register, people, list_file(rows, headings=COLUMNS))
    with open_register.write() as session:
        preview = preview_import(session, people[SECOND_REGISTRAR], import_id)
        assert preview is not None
        assert (preview.added, preview.published, preview.withheld) == (3, 1, 1)
    confirm(open_register, people, import_id)
    found = entries(open_register, people)
    statuses = {name: entry.publication_status.code for name, entry in found.items() if entry.publication_status}
    assert statuses == {"Bronwen": "published", "Ambrose": "withheld", "Clementina": "decision_due"}
    publication = found["Bronwen"].publication
    assert publication is not None
    assert (publication.published_from, publication.public_reason) == (SINCE, "Was dishonest.")
    [withheld] = found["Ambrose"].publication_decisions
    assert (withheld.exception, withheld.state) == ("significant_harm", "approved")
    assert (withheld.proposed_by, withheld.decided_by) == (people[REGISTRAR].id, people[SECOND_REGISTRAR].id)
    with open_register.read() as session:
        due = next(pile for pile in read_desk(session, people[REGISTRAR], today()) if pile.code == "publication_due")
    assert [item.id for item in due.items] == [found["Clementina"].id]


def test_the_public_finds_whom_the_keeper_had_published_until_the_five_years_are_over(
    open_register: Database, people: People
) -> None:
    taken_in(open_register, people, [row(0, PUBLIC), row(1, ("", "", "national security"))])
    with open_register.read() as session:
        for day, names in ((SINCE.replace(year=SINCE.year + 5, day=3), 1), (SINCE.replace(year=SINCE.year + 5), 0)):
            assert len(published_entries(session, "Bronwen Rumblebuffin-Zaaaaa", day).entries) == names
        assert published_entries(session, "Ambrose Tumnusson-Zaaaab", today()).entries == ()


@pytest.mark.parametrize(
    ("public", "changes", "columns"),
    [
        ((SINCE.isoformat(), "", ""), {}, {"Public reason"}),
        (("", "Was dishonest.", ""), {}, {"Published on"}),
        (("soon", "Was dishonest.", ""), {}, {"Published on"}),
        (("2017-12-31", "Was dishonest.", ""), {}, {"Published on"}),
        ((TOMORROW, "Was dishonest.", ""), {}, {"Published on"}),
        ((SINCE.isoformat(), "Was dishonest.", "national security"), {}, {"Withheld because"}),
        (("", "", "we would rather not"), {}, {"Withheld because"}),
        (PUBLIC, {"Ground": "gross incompetence"}, {"Published on"}),
        (PUBLIC, {"Limb": "c", "Rank": "", "Ground": "conduct"}, {"Published on"}),
    ],
)
def test_what_cannot_be_so_is_named_and_nobody_is_published_by_it(
    open_register: Database, people: People, public: tuple[str, str, str], changes: dict[str, str], columns: set[str]
) -> None:
    if public[0] == TOMORROW:
        public = ((today() + timedelta(days=1)).isoformat(), *public[1:])
    import_id = taken_in(open_register, people, [row(0, public, **changes)])
    with open_register.write() as session:
        assert {each.column for each in import_problems(session, people[REGISTRAR], import_id)} == columns
        assert list_imports(session, people[REGISTRAR])[0].unreadable == 1
        assert published_entries(session, "Bronwen Rumblebuffin-Zaaaaa", today()).entries == ()
