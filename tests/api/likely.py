"""Requests that the service has every reason to accept, beside those that a fuzzer makes of the description alone.

What they name was made by requests before them: each id that an answer gives is kept, and used by the next ones.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from hypothesis import strategies as st

from vetting.db import utc_now

NOBODY = "0" * 32
API = "/api/v1"
WORDS = st.text("abcdefghijklmnopqrstuvwxyz", min_size=3, max_size=12)
REFERENCE = st.builds(lambda word: f"VAC-{word}", WORDS)
FORENAMES = st.sampled_from(["Bob", "Robert James", "Siân"])
SURNAMES = st.sampled_from(["Featherstonehagh", "Featherstonehaugh", "Llewellyn-Price"])
BORN = st.sampled_from(["1985-04-27", "1990-02-28", "1985"])
SENTENCE = st.builds(lambda words: f"Seen: {' '.join(words)}.", st.lists(WORDS, min_size=1, max_size=4))
ORDER = ("/checks", "/watches", "/reports", "/batches")
"""What others need comes first; what ends things comes last."""


@dataclass
class Known:
    """The ids that answers have given, by what they are of."""

    ids: dict[str, list[tuple[str, ...]]] = field(default_factory=lambda: defaultdict(list))

    def note(self, path: str, body: Any) -> None:
        """Keep what an answer says was made."""
        kind = path.removeprefix(API)
        if kind in ORDER:
            self.ids[kind].append((body["id"],))
        for hit in body.get("hits") or () if kind == "/checks" else ():
            self.ids["hits"].append((body["id"], hit["id"]))

    def one(self, kind: str, number: int) -> tuple[str, ...]:
        """One of what is known, the latest first, or nothing that there is."""
        found = self.ids[kind]
        return found[-1 - number % len(found)] if found else (NOBODY, NOBODY)


def likely(operation: Any, known: Known) -> st.SearchStrategy[Any]:
    """Such requests of one operation."""
    path = operation.path.removeprefix(API)
    names = [part.strip("{}") for part in path.split("/") if part.startswith("{")]
    kind = "hits" if len(names) > 1 else f"/{path.split('/')[1]}"
    body = BODIES.get(path) if operation.method.upper() == "POST" else None

    @st.composite
    def made(draw: st.DrawFn) -> Any:
        ids = known.one(kind, draw(st.integers(0, 50)))
        parts: dict[str, Any] = {"path_parameters": dict(zip(names, ids, strict=False))}
        if path == "/register/published":
            parts["query"] = {"name": draw(SURNAMES)}
        if body is not None:
            parts |= {"body": draw(body(known)), "media_type": "application/json"}
        return operation.Case(**parts)

    return made()


def _check(_known: Known) -> st.SearchStrategy[Any]:
    other = st.fixed_dictionaries({"forenames": FORENAMES, "surname": SURNAMES})
    number = st.fixed_dictionaries({"force": st.sampled_from(["33", "Kent"]), "number": st.sampled_from(["1234", "77"])})
    given = {"forenames": FORENAMES, "surname": SURNAMES, "date_of_birth": BORN}
    more = {"other_names": st.lists(other, max_size=2), "service_numbers": st.lists(number, max_size=1)}
    subject = st.fixed_dictionaries(given, optional=more)
    return st.fixed_dictionaries({"subject": subject, "purpose": st.just("appointment"), "reference": REFERENCE})


def _report(_known: Known) -> st.SearchStrategy[Any]:
    return st.fixed_dictionaries(
        {
            "limb": st.just("a"),
            "force": st.just("33"),
            "forenames": FORENAMES,
            "surname": st.builds(lambda word: f"Fictional-{word}", WORDS),
            "date_of_birth": st.just("1985-04-27"),
            "rank": st.sampled_from(["constable", "sergeant"]),
            "identifying_number": st.builds(str, st.integers(1000, 9999)),
            "ground": st.just("gross_misconduct"),
            "conduct": SENTENCE,
            "standards": st.just(["Honesty and Integrity"]),
            "event_date": st.sampled_from(["2026-11-18", "2024-02-07"]),
        }
    )


def _disposition(_known: Known) -> st.SearchStrategy[Any]:
    decision = st.sampled_from(["undetermined", "different_person", "same_person"])
    return st.fixed_dictionaries({"decision": decision, "reason": SENTENCE})


def _application(_known: Known) -> st.SearchStrategy[Any]:
    return st.fixed_dictionaries({"state": st.sampled_from(["live", "offered", "not_appointed", "withdrawn"])})


def _watch(known: Known) -> st.SearchStrategy[Any]:
    until = (utc_now().date() + timedelta(days=30)).isoformat()
    check = st.builds(lambda number: known.one("/checks", number)[0], st.integers(0, 50))
    given = {"check": check, "until": st.just(until), "basis_reference": REFERENCE}
    fixed = {"purpose": st.just("workforce_check"), "basis": st.just("statutory_function")}
    return st.fixed_dictionaries(given | fixed)


def _batch(_known: Known) -> st.SearchStrategy[Any]:
    person = st.fixed_dictionaries({"forenames": FORENAMES, "surname": SURNAMES, "date_of_birth": BORN})
    people = st.lists(person, min_size=1, max_size=3)
    return st.fixed_dictionaries({"purpose": st.just("workforce_check"), "reference": REFERENCE, "people": people})


BODIES: dict[str, Callable[[Known], st.SearchStrategy[Any]]] = {
    "/checks": _check,
    "/reports": _report,
    "/watches": _watch,
    "/batches": _batch,
    "/checks/{check_id}/hits/{hit_id}/disposition": _disposition,
    "/checks/{check_id}/application": _application,
}
