"""The matcher turned round: many subjects kept laid out, and which of them a changed entry is a hit on.

The subjects stay the asking side. Each of them is compared with the few changed entries by the very code of a search, without a
retrieval that could leave one out: what a search of the list would find, this finds, in the same band and with the same weight.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from vetting.matching.identity import Identity
from vetting.matching.model import MatchModel
from vetting.matching.prepare import prepare
from vetting.matching.segment import Entry, Subjects, build_segment, lay_out, search_segment
from vetting.matching.tables import Prepared

_BLOCK = 20_000
_LOOSE = 200
"""Newest subjects that may be laid out anew at each question; more of them become a block for good."""
_ENTRIES_AT_ONCE = 64


@dataclass(slots=True)
class _Block:
    ids: list[str | None]
    """None where a subject was taken out."""
    laid: Subjects


class SubjectIndex:
    """Subjects by id, ready to be compared with changed entries. For one thread at a time."""

    def __init__(self, model: MatchModel) -> None:
        self.model = model
        self._blocks: list[_Block] = []
        self._newest: dict[str, Prepared] = {}
        self._places: dict[str, tuple[int, int]] = {}

    def __len__(self) -> int:
        return len(self._places) + len(self._newest)

    def __contains__(self, subject_id: object) -> bool:
        return subject_id in self._places or subject_id in self._newest

    def ids(self) -> set[str]:
        """The ids of all subjects."""
        return self._places.keys() | self._newest.keys()

    def put(self, subject_id: str, identity: Identity) -> None:
        """Add a subject, or replace the one of that id. Raises `UnusableIdentity`."""
        person = prepare(identity)
        self.discard(subject_id)
        self._newest[subject_id] = person
        if len(self._newest) >= _BLOCK:
            self._seal_newest()

    def discard(self, subject_id: str) -> None:
        """Take a subject out, if there is one of that id."""
        self._newest.pop(subject_id, None)
        place = self._places.pop(subject_id, None)
        if place is not None:
            self._blocks[place[0]].ids[place[1]] = None

    def hit_by(self, entries: Sequence[Identity]) -> set[str]:
        """The ids of the subjects on which at least one of these entries is a hit."""
        if len(self._newest) > _LOOSE:
            self._seal_newest()
        blocks = [*self._blocks, *([self._lay_out_newest()] if self._newest else [])]
        found: set[str | None] = set()
        for start in range(0, len(entries), _ENTRIES_AT_ONCE):
            some = entries[start : start + _ENTRIES_AT_ONCE]
            segment = build_segment(self.model, tuple(Entry(str(n), each, prepare(each)) for n, each in enumerate(some)))
            nobody = np.zeros(len(segment), np.bool_)
            for block in blocks:
                hits = search_segment(self.model, segment, nobody, block.laid, self.model.possible, everything=False, brute=True)
                found.update(block.ids[place] for place in np.unique(hits.who[:, 0]).tolist())
        return {each for each in found if each is not None}

    def _seal_newest(self) -> None:
        block = self._lay_out_newest()
        self._places.update({each: (len(self._blocks), place) for place, each in enumerate(self._newest)})
        self._blocks.append(block)
        self._newest = {}

    def _lay_out_newest(self) -> _Block:
        return _Block(list(self._newest), lay_out(self.model, self._newest.values()))
