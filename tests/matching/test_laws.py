"""Laws that hold for all people: each with few examples here and 5,000 in `make test-full`."""

import string
import time
import unicodedata
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from vetting.matching import Identity, MatchIndex, PersonName, ServiceNumber, UnusableIdentity, compare, load_model
from vetting.matching.dates import DIFFERENT, date_level, read_date

MODEL = load_model()
SURNAMES = [
    "Smith",
    "Smyth",
    "Jones",
    "Jones-Walker",
    "Featherstonehaugh",
    "O'Brien",
    "McDonald",
    "Khan",
    "García Márquez",
    "van der Berg",
    "Wang",
    "Li",
]
FORENAMES = [
    "John",
    "Jon",
    "Jhon",
    "Robert",
    "Bob",
    "Mohammed",
    "Mo",
    "Siân",
    "Karen",
    "J",
    "John Paul",
    "Mary Ann",
    "Xiao Ming",
    "Catherine",
    "Kathryn",
]
DATES = [
    "1984-03-05",
    "1984-05-03",
    "1984-03-06",
    "1948-03-05",
    "1984",
    "1984-01-01",
    "1971-11-28",
    "1900-01-01",
    "31/02/1980",
    None,
]

letters = st.text(alphabet=string.ascii_letters + "áéłøñ'- ", min_size=1, max_size=14)
surnames = st.one_of(st.sampled_from(SURNAMES), letters)
forenames = st.one_of(st.sampled_from(FORENAMES), letters, st.just(""))
names = st.builds(PersonName, forenames, surnames)
dates = st.one_of(st.sampled_from(DATES), st.dates().map(str))
numbers = st.one_of(
    st.just(()),
    st.builds(
        lambda force, number: (ServiceNumber(force, number),), st.sampled_from(["Kent", "Essex", ""]), st.sampled_from(["12", "99"])
    ),
)
insurances = st.sampled_from([None, "AB123456C", "AB123457C", "CE654321A"])
people = st.builds(
    Identity,
    st.lists(names, min_size=1, max_size=3).map(tuple),
    dates,
    st.sampled_from([None, "Kent Police", "Essex"]),
    numbers,
    insurances,
)
LITTLE = settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
MUCH = settings(max_examples=5_000, deadline=None, suppress_health_check=list(HealthCheck), derandomize=False)


def readable(*identities: Identity) -> None:
    for identity in identities:
        try:
            compare(MODEL, identity, identity)
        except UnusableIdentity:
            assume(False)


def symmetric(a: Identity, b: Identity) -> None:
    readable(a, b)
    there, back = compare(MODEL, a, b), compare(MODEL, b, a)
    assert abs(there.match_weight - back.match_weight) < 1e-9
    assert there.band == back.band


def identity_is_the_top(a: Identity, b: Identity) -> None:
    readable(a, b)
    alike = Identity(a.names, a.date_of_birth, a.force, a.service_numbers, a.national_insurance_number)
    changed = Identity(b.names, a.date_of_birth, a.force, a.service_numbers, a.national_insurance_number)
    listed = Identity(a.names[:1], a.date_of_birth, a.force, a.service_numbers, a.national_insurance_number)
    readable(listed)
    assert compare(MODEL, alike, listed).match_weight >= compare(MODEL, changed, listed).match_weight - RARITY


RARITY = 12.0
"""Bits by which another name may be rarer than the own one.

Rarity is capped, so a name agreeing with itself can weigh less than that.
"""


def spelling_conventions_change_nothing(a: Identity, b: Identity) -> None:
    readable(a, b)
    expected = compare(MODEL, a, b)
    for change in (
        str.upper,
        str.lower,
        lambda text: unicodedata.normalize("NFD", text),
        lambda text: unicodedata.normalize("NFC", text),
        lambda text: f"  {text} ",
    ):
        changed = Identity(
            tuple(PersonName(change(name.forenames), change(name.surname)) for name in a.names),
            a.date_of_birth,
            a.force,
            a.service_numbers,
            a.national_insurance_number,
        )
        found = compare(MODEL, changed, b)
        assert (found.match_weight, found.band, found.reason) == (expected.match_weight, expected.band, expected.reason)


def agreement_never_lowers_and_contradiction_never_raises(a: Identity, b: Identity) -> None:
    readable(a, b)
    date = read_date(b.date_of_birth).packed

    def weight(**changes: Any) -> float:
        facts = {
            "date_of_birth": a.date_of_birth,
            "force": None,
            "service_numbers": (),
            "national_insurance_number": None,
        } | changes
        return compare(MODEL, Identity(a.names, **facts), b).match_weight

    missing = weight(date_of_birth=None)
    assert weight(date_of_birth=b.date_of_birth) >= missing
    if date % 10000 and date_level(date, 20310830) == DIFFERENT:
        assert weight(date_of_birth="2031-08-30") <= missing
    plain = weight()
    if b.national_insurance_number:
        assert (
            weight(national_insurance_number=b.national_insurance_number) >= plain >= weight(national_insurance_number="JG999999A")
        )
    if b.service_numbers and b.service_numbers[0].force:
        other = (ServiceNumber(b.service_numbers[0].force, "777"),)
        assert weight(service_numbers=b.service_numbers) >= plain >= weight(service_numbers=other) - 0.5 * 4


def more_names_never_remove_a_hit(a: Identity, b: Identity) -> None:
    readable(a, b)
    before = compare(MODEL, Identity(a.names[:1], *facts(a)), b) if any_letters(a.names[0]) else None
    assume(before is not None)
    after = compare(MODEL, a, b)
    assert after.match_weight >= before.match_weight
    assert before.band == "none" or after.band != "none"


def any_letters(name: PersonName) -> bool:
    try:
        compare(MODEL, Identity((name,)), Identity((name,)))
    except UnusableIdentity:
        return False
    return True


def facts(a: Identity) -> tuple[Any, ...]:
    return a.date_of_birth, a.force, a.service_numbers, a.national_insurance_number


def the_rows_add_up(a: Identity, b: Identity) -> None:
    readable(a, b)
    match = compare(MODEL, a, b)
    assert abs(sum(row.weight for row in match.comparisons) - match.match_weight) < 1e-9


LAWS: list[Callable[[Identity, Identity], None]] = [
    symmetric,
    identity_is_the_top,
    spelling_conventions_change_nothing,
    agreement_never_lowers_and_contradiction_never_raises,
    more_names_never_remove_a_hit,
    the_rows_add_up,
]


@pytest.mark.parametrize("law", LAWS, ids=lambda law: law.__name__)
def test_law(law):
    LITTLE(given(people, people)(law))()


@pytest.mark.full
@pytest.mark.parametrize("law", LAWS, ids=lambda law: law.__name__)
def test_law_in_full(law):
    MUCH(given(people, people)(law))()


def neither_order_nor_company_nor_number_matter(listed: list[Identity], asked: list[Identity]) -> None:
    readable(*listed, *asked)
    entries = [(f"e{number}", person) for number, person in enumerate(listed)]
    index = MatchIndex.build(MODEL, entries)
    backwards = MatchIndex.build(MODEL, reversed(entries))
    overlaid = MatchIndex.build(MODEL, entries[:1])
    for entry_id, person in entries[1:]:
        overlaid.put(entry_id, person)
    together = index.search_many(asked)
    assert together == [index.search(person) for person in asked] == backwards.search_many(asked) == overlaid.search_many(asked)
    for person, hits in zip(asked, together, strict=True):
        for hit in hits:
            assert hit == compare_as(hit.entry_id, person, dict(entries)[hit.entry_id])


def compare_as(entry_id: str, subject: Identity, listed: Identity) -> Any:
    match = compare(MODEL, subject, listed)
    return type(match)(entry_id, match.match_weight, match.probability, match.band, match.reason, match.comparisons)


def test_neither_order_nor_company_nor_number_matter():
    LITTLE(
        given(st.lists(people, min_size=1, max_size=6), st.lists(people, min_size=1, max_size=3))(
            neither_order_nor_company_nor_number_matter
        )
    )()


@pytest.mark.full
def test_neither_order_nor_company_nor_number_matter_in_full():
    MUCH(
        given(st.lists(people, min_size=1, max_size=6), st.lists(people, min_size=1, max_size=3))(
            neither_order_nor_company_nor_number_matter
        )
    )()


ABSURD = {
    "10,000 letters": "x" * 10_000,
    "10,000 words": "ab " * 10_000,
    "combining marks": "e" + "\u0301" * 10_000,
    "emoji": "😀" * 10_000,
    "right to left": "محمد " * 2_500,
    "controls": "\u202e\u0000\u0007John\ufeff" * 1_000,
    "ideographs": "王小明" * 3_000,
    "hyphens": "a-" * 5_000,
}


@pytest.mark.parametrize("kind", ABSURD)
@pytest.mark.parametrize("field", ["forenames", "surname"])
def test_absurd_names_end_within_50_milliseconds(kind, field):
    index = MatchIndex.build(MODEL, [("1", Identity((PersonName("John", "Smith"),), "1984-03-05"))])
    text = ABSURD[kind]
    subject = Identity((PersonName(text, "Smith") if field == "forenames" else PersonName("John", text),), "1984-03-05")
    index.search(Identity((PersonName("Warm", "Up"),)))
    best = min(_milliseconds(index, subject, attempt) for attempt in range(3))
    assert best <= 50.0


def _milliseconds(index: MatchIndex, subject: Identity, attempt: int) -> float:
    varied = Identity(
        tuple(PersonName(name.forenames + " q" * attempt, name.surname) for name in subject.names), subject.date_of_birth
    )
    started = time.process_time()
    index.search(varied)
    return (time.process_time() - started) * 1000
