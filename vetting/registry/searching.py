"""The records of a register as they are searched: by the matcher's thresholds, and rows that could not be read by lower ones.

A row of an import without a date of birth that can be trusted, or without forenames, can hardly reach the threshold of a hit: two
John Smiths agree by 16 bits. It would hide whoever stands in it. So such a row is a hit from a lower weight on, where the parts of
the name that it has agree at least nearly, until two people have resolved it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from typing import Any, Protocol

from vetting.matching import Identity, Match, MatchIndex, MatchModel
from vetting.registry.records import Record

NAME_AGREES = 9.0
"""Bits from which on a forename and a surname agree at least nearly (`Jon Smyth` with `John Smith`: 15; `Mary Smith`: 5)."""
SURNAME_AGREES = 4.5
"""The same for a row that has a surname and nothing else (`Smith`, the commonest: 9)."""
POSSIBLE = "possible"


class OtherModel(Protocol):
    """A model version whose indexes are not made by the code of this process."""

    version: str

    def build(self, entries: Iterable[tuple[str, Identity]]) -> Any:
        """An index of listed people; it answers `search_many` and `retrieve_many` as `MatchIndex` does."""


class SearchedRecords:
    """Records that can be searched, and changed. Not thread-safe: whoever holds it locks."""

    def __init__(self, model: MatchModel | OtherModel, records: Iterable[Record]) -> None:
        full: list[tuple[str, Identity]] = []
        part: list[tuple[str, Identity]] = []
        self.records: dict[str, Record] = {}
        for record in records:
            self.records[record.key] = record
            (part if is_partial(record) else full).append((record.key, record.identity))
        self._full = _built(model, full)
        self._part = _built(model, part)

    def __len__(self) -> int:
        return len(self._full) + len(self._part)

    def change(self, present: Iterable[Record], gone: Collection[str] = ()) -> None:
        """Put in these records, each in place of the one of its key, and take out those of the keys `gone` that are there.

        Each of the two indexes changes once, however many records there are.
        """
        coming = {record.key: record for record in present}
        leaving = [self.records[key] for key in {*coming, *gone} if key in self.records]
        for index, part in ((self._full, False), (self._part, True)):
            put = [(record.key, record.identity) for record in coming.values() if is_partial(record) is part]
            stays = {key for key, _ in put}
            remove = [record.key for record in leaving if is_partial(record) is part and record.key not in stays]
            if put or remove:
                index.change(put, remove)
        for record in leaving:
            del self.records[record.key]
        self.records.update(coming)

    def search_many(self, subjects: Sequence[Identity]) -> list[list[Match]]:
        """The hits of each subject, best first. Raises `UnusableIdentity` for a subject without a name that can be read."""
        found: list[list[Match]] = self._full.search_many(subjects)
        if not len(self._part):
            return found
        for matches, pairs in zip(found, self._part.retrieve_many(subjects, SURNAME_AGREES), strict=True):
            matches.extend(self._as_hit(pair) for pair in pairs if pair.match_weight >= self._floor(pair.entry_id))
            matches.sort(key=lambda match: (-match.match_weight, match.entry_id))
        return found

    def _floor(self, key: str) -> float:
        identity = self.records[key].identity
        bare = identity.date_of_birth is None and not any(name.forenames for name in identity.names)
        return SURNAME_AGREES if bare else NAME_AGREES

    def _as_hit(self, pair: Match) -> Match:
        return replace(pair, band=POSSIBLE) if pair.band == "none" else pair


def _built(model: MatchModel | OtherModel, entries: Iterable[tuple[str, Identity]]) -> Any:
    return MatchIndex.build(model, entries) if isinstance(model, MatchModel) else model.build(entries)


def is_partial(record: Record) -> bool:
    """Whether a record lacks so much that the matcher's own thresholds would hide it."""
    identity = record.identity
    return record.unread and (identity.date_of_birth is None or not any(name.forenames for name in identity.names))
