"""How another process asks this version of the matcher: one line of JSON in, one line out.

A packed version brings this file along. Its lines are a promise to every later version of the service, which replays old answers:
members may be added, never changed or taken away.

First line out: `{"version"}`. Then `{"do": "build", "entries": [[id, identity], ...]}` is answered by `{"index": number}`, and
`{"do": "search" | "retrieve", "index", "subjects": [identity, ...], "floor"}` by `{"matches": [[match, ...], ...]}`. Identities and
matches are the fields of `Identity` and `Match`. What goes wrong is answered by `{"error": kind}` without a word of what was asked.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from vetting.matching.identity import Identity, PersonName, ServiceNumber
from vetting.matching.index import MatchIndex
from vetting.matching.model import MatchModel, load_model

NUMBERS = "service_numbers"


def answer(weights: Path, lines: Iterable[str], say: Callable[[str], object]) -> None:
    """Answer line by line with the model of a file, until there are no more."""
    model = load_model(weights)
    say(json.dumps({"version": model.version}))
    indexes: list[MatchIndex] = []
    for line in lines:
        try:
            told = _answered(model, indexes, json.loads(line))
        except Exception as error:  # its words may hold a name
            told = {"error": type(error).__name__}
        say(json.dumps(told))


def as_identity(fields: Mapping[str, Any]) -> Identity:
    """The identity that was sent."""
    kept = {**fields, "names": tuple(PersonName(**name) for name in fields["names"])}
    kept[NUMBERS] = tuple(ServiceNumber(**number) for number in fields.get(NUMBERS, ()))
    return Identity(**kept)


def _answered(model: MatchModel, indexes: list[MatchIndex], asked: Mapping[str, Any]) -> dict[str, Any]:
    if asked["do"] == "build":
        indexes.append(MatchIndex.build(model, ((entry_id, as_identity(fields)) for entry_id, fields in asked["entries"])))
        return {"index": len(indexes) - 1}
    index, subjects = indexes[asked["index"]], [as_identity(fields) for fields in asked["subjects"]]
    found = index.search_many(subjects) if asked["do"] == "search" else index.retrieve_many(subjects, asked["floor"])
    return {"matches": [[asdict(match) for match in matches] for matches in found]}
