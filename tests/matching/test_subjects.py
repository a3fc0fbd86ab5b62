"""The matcher turned round finds exactly the subjects that a search of the list would find the entry for."""

from __future__ import annotations

import pytest

from vetting.matching import Identity, MatchIndex, PersonName, SubjectIndex, load_model
from vetting.matching.evaluation.world import make_corpus

PLANTED = 1_000


def someone(surname: str, born: str = "1985-04-27") -> Identity:
    return Identity((PersonName("Robert", surname),), born)


def test_forwards_and_backwards_agree_on_a_thousand_planted_pairs() -> None:
    corpus, model = make_corpus(PLANTED, PLANTED, PLANTED), load_model()
    forwards = MatchIndex.build(model, corpus.register)
    found: dict[str, set[str]] = {}
    for query, matches in zip(corpus.queries, forwards.search_many([query.identity for query in corpus.queries]), strict=True):
        for match in matches:
            found.setdefault(match.entry_id, set()).add(query.query_id)
    backwards = SubjectIndex(model)
    for query in corpus.queries:
        backwards.put(query.query_id, query.identity)
    lost = {
        (entry_id, subject)
        for entry_id, identity in corpus.register
        for subject in found.get(entry_id, set()) - backwards.hit_by([identity])
    }
    assert sum(map(len, found.values())) > PLANTED * 0.9
    assert lost == set()


def test_many_entries_are_asked_about_at_once() -> None:
    index = SubjectIndex(load_model())
    index.put("one", someone("Featherstonehaugh"))
    index.put("two", someone("Quillfeather", "1971-08-30"))
    nobody = [someone(f"Marjoram{letter}", "1962-01-02") for letter in "abcdefghij"] * 13
    assert index.hit_by(nobody) == set()
    assert index.hit_by([*nobody, someone("Fetherstonhaugh")]) == {"one"}
    assert index.hit_by([someone("Quilfeather", "1971-08-30"), *nobody, someone("Fetherstonhaugh")]) == {"one", "two"}
    assert index.hit_by([]) == set()


@pytest.mark.parametrize("block", [1, 2, 20_000])
def test_subjects_come_and_go(block: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("vetting.matching.subjects._BLOCK", block)
    index = SubjectIndex(load_model())
    monkeypatch.setattr("vetting.matching.subjects._LOOSE", block)
    for name in ("one", "two", "three"):
        index.put(name, someone("Featherstonehaugh"))
    assert index.hit_by([someone("Featherstonehaugh")]) == {"one", "two", "three"} == index.ids()
    index.discard("two")
    index.discard("never there")
    index.put("three", someone("Quillfeather", "1971-08-30"))
    assert index.hit_by([someone("Featherstonehaugh")]) == {"one"}
    assert (len(index), "two" in index, "three" in index) == (2, False, True)
    index.put("two", someone("Featherstonehaugh"))
    assert index.hit_by([someone("Featherstonehaugh")]) == {"one", "two"}
