"""The index: what a search returns, changes beside running searches, and what is refused."""

import threading
import time

import pytest

from vetting import matching
from vetting.matching import Identity, MatchIndex, PersonName, UnusableIdentity, compare
from vetting.matching.evaluation.world import make_corpus

from .people import person

ENTRIES = [
    ("b", person("John", "Smith")),
    ("a", person("John", "Smith")),
    ("c", person("Jon", "Smyth")),
    ("d", person("Karen", "Smith")),
    ("e", person("Robert", "Featherstonehaugh", "1970-12-01")),
    ("f", person("John", "Smith", "1971-11-28")),
]


@pytest.fixture
def index(model):
    return MatchIndex.build(model, ENTRIES)


def test_the_door_is_what_others_rely_on():
    assert set(matching.__all__) == {
        "Comparison",
        "Identity",
        "Match",
        "MatchIndex",
        "MatchModel",
        "ModelError",
        "PersonName",
        "ServiceNumber",
        "SubjectIndex",
        "UnusableIdentity",
        "check_identity",
        "compare",
        "fold_full_name",
        "in_workers",
        "load_model",
        "pack",
        "read_model",
        "split_full_name",
        "unpack",
        "unread_values",
        "weights_of",
    }
    assert all(hasattr(matching, name) for name in matching.__all__)


def test_hits_come_best_first_and_then_by_entry_id(index):
    hits = index.search(person("John", "Smith"))
    assert [hit.entry_id for hit in hits] == ["a", "b", "c", "d"]
    assert [hit.band for hit in hits][:2] == ["strong", "strong"]
    assert sorted(hits, key=lambda hit: (-hit.match_weight, hit.entry_id)) == hits


def test_a_namesake_is_the_nearest_miss_and_says_why_not(index):
    nearest = index.nearest(person("John", "Smith"))
    assert nearest is not None
    assert (nearest.entry_id, nearest.band) == ("f", "none")
    assert next(row for row in nearest.comparisons if row.field == "date_of_birth").sentence == "Date of birth: different."


def test_retrieve_returns_pairs_below_the_threshold_too(index):
    found = index.retrieve(person("John", "Smith"), -20.0)
    assert [match.entry_id for match in found][-1] == "f"
    assert {match.band for match in found} == {"strong", "possible", "none"}
    assert all(match.match_weight >= 5.0 for match in index.retrieve(person("John", "Smith"), 5.0) if match.band == "none")


def test_an_added_changed_or_removed_entry_shows_at_once(index):
    newcomer = person("Peregrine", "Cholmondeley")
    assert index.search(newcomer) == []
    index.put("n", newcomer)
    assert [hit.entry_id for hit in index.search(newcomer)] == ["n"]
    index.put("n", person("Someone", "Else", "1960-06-06"))
    assert index.search(newcomer) == []
    index.put("a", newcomer)
    assert [hit.entry_id for hit in index.search(newcomer)] == ["a"]
    assert [hit.entry_id for hit in index.search(person("John", "Smith"))] == ["b", "c", "d"]
    assert len(index) == 7
    index.remove("n")
    index.remove("b")
    assert len(index) == 5
    with pytest.raises(KeyError):
        index.remove("b")


def test_a_change_is_visible_within_five_milliseconds(model):
    index = MatchIndex.build(model, [(str(number), person(f"John{chr(97 + number % 26)}", "Smith")) for number in range(3_000)])
    taken = []
    for number in range(60):
        started = time.process_time()
        index.put(f"n{number}", person("Peregrine", f"Cholmondeley{chr(97 + number % 26)}"))
        taken.append((time.process_time() - started) * 1000)
    assert sorted(taken)[len(taken) // 2] < 5.0


def test_a_change_stays_quick_however_many_came_before(model):
    index = MatchIndex.build(model, ENTRIES)
    taken = []
    for number in range(700):
        started = time.thread_time()
        index.put(f"n{number}", person("Peregrine", f"Cholmondeley{chr(97 + number % 26)}{chr(97 + number // 26 % 26)}"))
        taken.append((time.thread_time() - started) * 1000)
    assert sorted(taken[-100:])[50] < 5.0
    assert len(index) == len(ENTRIES) + 700


def test_blocks_that_were_joined_answer_as_one_index(model):
    corpus = make_corpus(900, 60, 60, seed=77)
    index = MatchIndex.build(model, corpus.register[:100])
    for entry_id, identity in corpus.register[100:]:
        index.put(entry_id, corpus.register[5][1])
        index.put(entry_id, identity)
    for entry_id, _ in corpus.register[50:850:9]:
        index.remove(entry_id)
    left = [entry for place, entry in enumerate(corpus.register) if place not in range(50, 850, 9)]
    at_once = MatchIndex.build(model, left)
    asked = [query.identity for query in corpus.queries]
    for _ in range(2):
        assert len(index) == len(left)
        assert index.retrieve_many(asked, 0.0) == at_once.retrieve_many(asked, 0.0)
        joining = index._joining
        if joining is not None:
            joining.join()


def test_many_changes_are_one(model):
    index = MatchIndex.build(model, ENTRIES)
    index.change([("a", person("Peregrine", "Cholmondeley")), ("n", person("Peregrine", "Cholmondeley"))], ["b"])
    assert [hit.entry_id for hit in index.search(person("Peregrine", "Cholmondeley"))] == ["a", "n"]
    assert [hit.entry_id for hit in index.search(person("John", "Smith"))] == ["c", "d"]
    with pytest.raises(KeyError, match="unheard"):
        index.change([("m", person("Someone", "Else"))], ["unheard"])
    assert len(index) == 6
    assert index.search(person("Someone", "Else")) == []


def test_a_search_sees_the_state_before_or_after_a_change_never_half(model):
    index = MatchIndex.build(model, [("x", person("Ann", "Cole")), ("y", person("Ann", "Cole"))])
    seen, stop = set(), threading.Event()

    def search():
        while not stop.is_set():
            seen.add(tuple(hit.entry_id for hit in index.search(person("Ann", "Cole"))))

    threads = [threading.Thread(target=search) for _ in range(2)]
    for thread in threads:
        thread.start()
    for _ in range(40):
        index.put("x", person("Peter", "Nowak"))
        index.put("x", person("Ann", "Cole"))
    stop.set()
    for thread in threads:
        thread.join()
    assert seen <= {("x", "y"), ("y",)}


def test_workers_answer_as_one_process_does(model):
    index = MatchIndex.build(model, ENTRIES)
    asked = [person("John", f"Smith{chr(97 + number % 26)}") for number in range(2_500)]
    assert index.search_many(asked, workers=2) == index.search_many(asked)


def test_an_empty_index_answers_nothing(model):
    index = MatchIndex.build(model, [])
    assert len(index) == 0
    assert index.search(person("John", "Smith")) == []
    assert index.nearest(person("John", "Smith")) is None
    index.put("a", person("John", "Smith"))
    assert [hit.entry_id for hit in index.search(person("John", "Smith"))] == ["a"]


@pytest.mark.parametrize("names", [(), (PersonName("", ""),), (PersonName("😀", "123"), PersonName("", "---"))])
def test_an_identity_without_a_name_is_refused_never_cleared(index, model, names):
    nobody = Identity(names, "1984-03-15")
    with pytest.raises(UnusableIdentity, match="names"):
        index.search(nobody)
    with pytest.raises(UnusableIdentity, match="names"):
        index.put("z", nobody)
    with pytest.raises(UnusableIdentity):
        MatchIndex.build(model, [("z", nobody)])
    with pytest.raises(UnusableIdentity):
        compare(model, nobody, nobody)


def test_the_explanation_is_closed_whole_and_names_what_could_not_be_read(model):
    from vetting.matching.levels import FIELDS, LEVELS, REASONS

    match = compare(
        model,
        person("Ann", "Jones", "31/02/1980", ("Annie", "Cole"), ni="QQ1"),
        person("Annie", "Cole", force="Kent", number="none"),
    )
    assert [row.field for row in match.comparisons] == list(FIELDS)
    assert all(row.level in LEVELS[place] for place, row in enumerate(match.comparisons))
    assert match.reason in REASONS
    sentences = {row.field: row.sentence for row in match.comparisons}
    assert "submitted date of birth '31/02/1980' is not a date and counts as missing" in sentences["date_of_birth"]
    assert "submitted National Insurance number 'QQ1' is ill-formed" in sentences["national_insurance_number"]
    assert "listed service number 'none' is ill-formed" in sentences["service_number"]
    surname = next(row for row in match.comparisons if row.field == "surname")
    assert (surname.submitted, surname.listed) == ("Cole (other name)", "Cole")


def test_the_model_version_names_weights_data_and_code(tmp_path, model):
    from vetting.matching import ModelError, load_model
    from vetting.matching.model import DEFAULT_PATH

    text = DEFAULT_PATH.read_text(encoding="utf-8")
    assert model.version.startswith(model.declared_id + "+")
    (tmp_path / "other.toml").write_text(text + "\n# a remark\n", encoding="utf-8")
    assert load_model(tmp_path / "other.toml").version != model.version == load_model().version
    (tmp_path / "broken.toml").write_text(text.replace("[surname]", "[surnames]"), encoding="utf-8")
    with pytest.raises(ModelError, match=r"broken\.toml"):
        load_model(tmp_path / "broken.toml")
