"""One world: a register of listed people, and questions about people who are on it and people who are not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from random import Random

from vetting.matching.evaluation.dates import DATE_ERRORS, misnumber, move_on
from vetting.matching.evaluation.forms import NAME_ERRORS, Form, fill
from vetting.matching.evaluation.people import Person, make_namesake, make_person, make_sibling, pick_culture
from vetting.matching.evaluation.pool import NamePool, load_pool
from vetting.matching.identity import Identity

TRAINING_SEEDS = range(20_260_301, 20_260_313)
"""The worlds that a model is fitted on. Never measured on."""
TRAINING_SEED = TRAINING_SEEDS[0]
"""The world in which levels are counted, and on which peers are trained."""
EVALUATION_SEED = 7
"""What is measured on. Never fitted on: people, frequencies and errors are drawn anew."""

_ERRORS = {**NAME_ERRORS, **DATE_ERRORS}
_KINDS = tuple(_ERRORS)
_WEIGHTS = tuple(weight for weight, _ in _ERRORS.values())


@dataclass(frozen=True, slots=True)
class Query:
    """One question. `kind` is member, ordinary, namesake, sibling or twin; `errors` is what went wrong on the way to the form."""

    query_id: str
    identity: Identity
    entry_id: str | None
    kind: str
    errors: tuple[str, ...]
    culture: str
    born_on_1_january: bool


@dataclass(frozen=True)
class Corpus:
    """A register and the questions put to it, with the truth about each."""

    register: Sequence[tuple[str, Identity]]
    queries: Sequence[Query]

    def names_and_date(self) -> Corpus:
        """Return the corpus without force, service number and National Insurance number."""
        return Corpus(
            [(entry_id, _bare(identity)) for entry_id, identity in self.register],
            [replace(query, identity=_bare(query.identity)) for query in self.queries],
        )

    @property
    def members(self) -> list[Query]:
        """Return the questions about people who are listed."""
        return [query for query in self.queries if query.entry_id is not None]

    @property
    def others(self) -> list[Query]:
        """Return the questions about people who are not listed."""
        return [query for query in self.queries if query.entry_id is None]


def _bare(identity: Identity) -> Identity:
    return Identity(identity.names, identity.date_of_birth)


_STRUCTURE = ("names swapped", "title in field", "middle dropped", "middle added", "accents", "spacing")
"""Errors of the form rather than of one word: they may come on top of any other."""


def spoil(rng: Random, pool: NamePool, form: Form, count: int) -> tuple[str, ...]:
    """Let `count` different things go wrong on a form, hardly ever twice with the same word or date, and return what they were."""
    done: list[str] = []
    hurt: set[str] = set()
    for _ in range(60):
        if len(done) == count:
            break
        kind = rng.choices(_KINDS, weights=_WEIGHTS)[0]
        if kind in done:
            continue
        before, held = form.words(), form.copy()
        if not _ERRORS[kind][1](rng, pool, form):
            continue
        changed = set() if kind in _STRUCTURE else {name for name, word in form.words().items() if word != before[name]}
        if changed & hurt and rng.random() < 0.95:
            form.restore(held)
            continue
        hurt |= changed
        done.append(kind)
    return tuple(done)


def _listed(rng: Random, pool: NamePool, person: Person) -> Identity:
    form = fill(rng, person, listed=True)
    spoil(rng, pool, form, rng.choices((0, 1), weights=(88, 12))[0])
    return form.identity()


def _query(rng: Random, pool: NamePool, number: int, who: tuple[str, Person], entry: str | None = None) -> Query:
    kind, person = who
    form = fill(rng, person, listed=False)
    weights = (0, 44, 39, 17) if entry is not None else (45, 37, 14, 4)
    errors = spoil(rng, pool, form, rng.choices((0, 1, 2, 3), weights=weights)[0])
    misnumber(rng, form)
    move_on(form, person)
    first = (person.born.month, person.born.day) == (1, 1)
    return Query(f"q{number:06d}", form.identity(), entry, kind, errors, person.culture, first)


@dataclass(frozen=True, slots=True)
class Mix:
    """The chance that a person's culture is drawn evenly instead of by its share of the UK: of the listed, and of the others."""

    listed: float = 0.0
    others: float = 0.0


AS_THE_UK = Mix()


def make_corpus(listed: int, members: int, others: int, *, seed: int = EVALUATION_SEED, mix: Mix = AS_THE_UK) -> Corpus:
    """Return a register of `listed` people, and questions about `members` of them and about `others` who are not on it.

    A quarter of the others are namesakes of a listed person with another date of birth, a quarter are brothers, sisters or twins
    of one. The same arguments always give the same corpus; corpora of different seeds share no people, and not even the
    frequencies of names.
    """
    pool = load_pool(seed)
    rng = Random(f"people/{seed}")  # noqa: S311
    people = [make_person(rng, pool, pick_culture(rng, mix.listed)) for _ in range(listed)]
    rng = Random(f"forms/{seed}")  # noqa: S311
    register = [(f"e{number:07d}", _listed(rng, pool, person)) for number, person in enumerate(people)]
    rng = Random(f"queries/{seed}")  # noqa: S311
    places = rng.choices(range(listed), k=members) if members > listed else rng.sample(range(listed), members)
    queries = [_query(rng, pool, n, ("member", people[place]), register[place][0]) for n, place in enumerate(places)]
    by_culture: dict[str, list[Person]] = {}
    for person in people:
        by_culture.setdefault(person.culture, []).append(person)
    for number in range(members, members + others):
        culture = pick_culture(rng, mix.others)
        relatives = by_culture.get(culture, people) if mix.others else people
        queries.append(_query(rng, pool, number, _other(rng, pool, culture, relatives)))
    rng.shuffle(queries)
    return Corpus(register, queries)


def _other(rng: Random, pool: NamePool, culture: str, relatives: Sequence[Person]) -> tuple[str, Person]:
    """Return somebody who is not listed: anybody of the culture, or a namesake, brother, sister or twin of one of the relatives."""
    lot = rng.random()
    if lot < 0.5:
        return "ordinary", make_person(rng, pool, culture)
    relative = rng.choice(relatives)
    if lot < 0.75:
        for _ in range(20):  # hardly anybody shares a double-barrelled name
            relative = relative if "-" not in relative.surname else rng.choice(relatives)
        return "namesake", make_namesake(rng, pool, relative)
    twin = rng.random() < 0.03  # about one brother or sister in thirty
    return ("twin" if twin else "sibling"), make_sibling(rng, pool, relative, twin=twin)
