"""The generated world: the same for the same seed, hard in the ways it says, and not made from what the matcher knows."""

from collections import Counter
from datetime import date
from random import Random

import pytest

from vetting.matching.data.shares import SHARES
from vetting.matching.evaluation import slips
from vetting.matching.evaluation.dates import DATE_ERRORS
from vetting.matching.evaluation.forms import NAME_ERRORS, Form
from vetting.matching.evaluation.people import make_person, make_sibling
from vetting.matching.evaluation.pool import load_pool
from vetting.matching.evaluation.world import EVALUATION_SEED, TRAINING_SEED, Mix, make_corpus

CORPUS = make_corpus(1_500, 700, 1_400)
LISTED = dict(CORPUS.register)


def test_the_same_seed_gives_the_same_corpus_and_another_seed_other_people() -> None:
    assert make_corpus(200, 50, 50) == make_corpus(200, 50, 50)
    trained = {identity.names for _, identity in make_corpus(1_500, 50, 50, seed=TRAINING_SEED).register}
    assert TRAINING_SEED != EVALUATION_SEED
    assert len(trained & {identity.names for _, identity in CORPUS.register}) < 15


def test_members_have_one_to_three_errors_and_name_an_entry() -> None:
    assert len(CORPUS.members) == 700
    assert len({query.query_id for query in CORPUS.queries}) == len(CORPUS.queries)
    for query in CORPUS.members:
        assert 1 <= len(query.errors) <= 3
        assert query.entry_id in LISTED


def test_half_of_the_others_are_hard() -> None:
    kinds = Counter(query.kind for query in CORPUS.others)
    assert kinds["ordinary"] / len(CORPUS.others) == pytest.approx(0.5, abs=0.05)
    assert kinds["namesake"] / len(CORPUS.others) == pytest.approx(0.25, abs=0.05)
    assert kinds["sibling"] + kinds["twin"] > 250
    assert kinds["twin"] > 5


def test_every_error_happens_and_changes_what_it_says() -> None:
    pool = load_pool(EVALUATION_SEED)
    for kind, (weight, error) in {**NAME_ERRORS, **DATE_ERRORS}.items():
        assert weight > 0
        changed = 0
        for seed in range(40):
            form = Form("polish", "f", ["Katarzyna", "Anna"], "Dąbrowska-Nowak", "1984-03-12")
            before = form.copy()
            happened = error(Random(seed), pool, form)
            assert happened or form == before, kind
            changed += happened and form != before
        assert changed > 5, kind


@pytest.mark.parametrize("slip", [slips.typing_slip, slips.hearing_slip, slips.handwriting_slip])
def test_a_slip_leaves_a_word_of_about_its_length(slip) -> None:
    for seed in range(200):
        word = Random(seed).choice(["Smith", "Okonkwo", "Ng", "O'Neill", "Wiśniewska", "JONES", "Al-Hassan"])
        new = slip(Random(seed), word)
        assert new
        assert abs(len(new) - len(word)) <= 4


def test_a_transliteration_depends_on_the_script() -> None:
    assert {slips.transliterate(Random(seed), "Wojciech", "polish") for seed in range(60)} & {"Vojciech", "Woyciech", "Wojcieh"}
    assert {slips.transliterate(Random(seed), "Youssef", "arabic") for seed in range(60)} & {"Yussef", "Yousef"}


def test_dates_are_those_of_people_who_may_apply() -> None:
    rng, pool = Random(3), load_pool(3)
    people = [make_person(rng, pool, culture) for culture in SHARES for _ in range(40)]
    ages = [(date(2026, 6, 30) - person.born).days / 365.25 for person in people]
    assert min(ages) >= 17.9
    assert max(ages) <= 67
    days = Counter(person.born for person in people)
    assert days.most_common(1)[0][1] < 8  # no date is a hidden marker
    first = sum((person.born.month, person.born.day) == (1, 1) for person in people if person.culture == "somali")
    assert first >= 3


def test_a_twin_shares_surname_and_date_but_no_forename() -> None:
    rng, pool = Random(5), load_pool(5)
    for culture in SHARES:
        person = make_person(rng, pool, culture)
        twin = make_sibling(rng, pool, person, twin=True)
        assert (twin.surname, twin.born) == (person.surname, person.born)
        assert twin.forenames[:1] != person.forenames[:1]


def test_names_are_as_skewed_as_in_the_uk() -> None:
    surnames = Counter(identity.names[0].surname.lower() for _, identity in CORPUS.register)
    top = sum(count for _, count in surnames.most_common(20)) / len(CORPUS.register)
    assert 0.04 < top < 0.20
    assert sum(count == 1 for count in surnames.values()) / len(CORPUS.register) > 0.35


def test_an_even_mix_has_every_culture() -> None:
    corpus = make_corpus(1_000, 50, 400, mix=Mix(1.0, 1.0))
    assert {query.culture for query in corpus.others} == set(SHARES)


def test_identifiers_can_be_left_out() -> None:
    bare = CORPUS.names_and_date()
    assert all(not identity.service_numbers and identity.force is None for _, identity in bare.register)
    assert any(identity.service_numbers for _, identity in CORPUS.register)
    assert [query.identity.names for query in bare.queries] == [query.identity.names for query in CORPUS.queries]
