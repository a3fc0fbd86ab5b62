"""Records as they are searched: many changed as one, and rows that could not be read on their way to being whole."""

from __future__ import annotations

from dataclasses import replace

import pytest

from vetting.matching import Identity, MatchIndex, PersonName, load_model
from vetting.registry.records import Record
from vetting.registry.searching import SearchedRecords
from vetting.registry.vocabulary import Standing

MODEL = load_model()
QUILLFEATHER = Identity((PersonName("Zebedee", "Quillfeather"),), "1961-08-19")


def record(number: int, identity: Identity = QUILLFEATHER, *, unread: bool = False) -> Record:
    return Record("report", f"r{number}", "barred", Standing.REPORT_RECEIVED, 1, identity, unread)


def found(records: SearchedRecords, subject: Identity = QUILLFEATHER) -> list[str]:
    return [match.entry_id for match in records.search_many([subject])[0]]


def test_many_changes_are_one_change_of_the_index(monkeypatch: pytest.MonkeyPatch) -> None:
    records = SearchedRecords(MODEL, [record(number) for number in range(4)])
    changes: list[int] = []
    change = MatchIndex.change
    monkeypatch.setattr(MatchIndex, "change", lambda index, *what: (changes.append(1), change(index, *what)))
    other = Identity((PersonName("Someone", "Else"),), "1980-02-02")
    records.change([record(number, other) for number in (0, 1)] + [record(9)], {"report:r2", "report:never heard of"})
    assert len(changes) == 1
    assert found(records) == ["report:r3", "report:r9"]
    assert found(records, other) == ["report:r0", "report:r1"]
    assert len(records) == len(records.records) == 4


def test_a_row_that_was_read_at_last_is_searched_as_a_whole_record_only() -> None:
    undated = replace(QUILLFEATHER, date_of_birth=None)
    records = SearchedRecords(MODEL, [record(1, undated, unread=True), record(2)])
    assert sorted(found(records)) == ["report:r1", "report:r2"]
    records.change([record(1)])
    assert found(records) == ["report:r1", "report:r2"]
    assert not records.records["report:r1"].unread
    records.change([record(1, undated, unread=True)], ["report:r2"])
    assert found(records) == ["report:r1"]
    records.change([], ["report:r1"])
    assert (found(records), len(records), records.records) == ([], 0, {})
