"""The name data: folded, plausible, without contradictions, and quick to load."""

import gzip
import re
import subprocess
import sys
from importlib.resources import files

import pytest

from vetting.matching import data
from vetting.matching.data.shares import COHORTS, OWN_FORENAMES, SHARES

FOLDED = re.compile(r"[a-z]+")


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("O'Brien", "obrien"),
        ("Ó Briain", "obriain"),
        ("Łukasz", "lukasz"),
        ("Jean-Claude", "jeanclaude"),
        ("Žukauskas", "zukauskas"),
        ("", ""),
    ],
)
def test_fold(written: str, folded: str) -> None:
    assert data.fold(written) == folded


@pytest.mark.parametrize("table", [data.surname_frequency(), data.forename_frequency()], ids=["surnames", "forenames"])
def test_frequencies_are_folded_and_add_up_to_less_than_everybody(table) -> None:
    assert all(FOLDED.fullmatch(name) for name in table)
    assert min(table.values()) > 0
    assert 700_000 < sum(table.values()) < 1_000_000


@pytest.mark.parametrize(
    ("commoner", "rarer"),
    [
        ("smith", "ogden"),
        ("jones", "okafor"),
        ("khan", "jallow"),
        ("patel", "kowalczyk"),
        ("murphy", "tierney"),
        ("singh", "sidhu"),
    ],
)
def test_common_surnames_are_common(commoner: str, rarer: str) -> None:
    table = data.surname_frequency()
    assert table[commoner] > table[rarer] > data.unseen_surname_frequency()


@pytest.mark.parametrize(
    ("name", "least", "most"), [("smith", 8_000, 14_000), ("jones", 6_000, 11_000), ("patel", 1_000, 4_000), ("khan", 1_200, 4_500)]
)
def test_surnames_have_about_the_size_that_is_published(name: str, least: float, most: float) -> None:
    assert least < data.surname_frequency()[name] < most


def test_a_name_that_nobody_listed_is_rarer_than_any_that_somebody_did() -> None:
    assert data.unseen_surname_frequency() <= min(data.surname_frequency().values())
    assert data.unseen_forename_frequency() <= min(data.forename_frequency().values())


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("mohammed", "muhammad"),
        ("catherine", "kathryn"),
        ("sean", "shaun"),
        ("siobhan", "shivaun"),
        ("georgios", "yiorgos"),
        ("krzysztof", "krzystof"),
    ],
)
def test_spellings_of_one_forename_share_a_group(one: str, other: str) -> None:
    assert any({one, other} <= group for group in data.forename_spelling_groups())


@pytest.mark.parametrize(
    ("one", "other"),
    [("smith", "smyth"), ("chaudhry", "chowdhury"), ("kowalski", "kowalska"), ("mcdonald", "macdonald"), ("li", "lee")],
)
def test_spellings_of_one_surname_share_a_group(one: str, other: str) -> None:
    assert any({one, other} <= group for group in data.surname_spelling_groups())


def test_groups_hold_two_names_or_more_all_folded() -> None:
    for group in (*data.forename_spelling_groups(), *data.surname_spelling_groups()):
        assert len(group) > 1
        assert all(FOLDED.fullmatch(name) for name in group), group


def test_nicknames_are_pairs_that_do_not_chain() -> None:
    pairs = data.nickname_pairs()
    assert {("robert", "bob"), ("robert", "bert"), ("elizabeth", "liz"), ("malgorzata", "gosia"), ("oluwaseun", "seun")} <= pairs
    assert ("bob", "bert") not in pairs
    assert all(
        FOLDED.fullmatch(full) and FOLDED.fullmatch(short) and full != short for full, short in pairs | data.translation_pairs()
    )


def test_titles_and_ranks() -> None:
    titles = data.titles()
    assert {titles[word] for word in ("pc", "detective chief inspector", "pcso")} == {"police"}
    assert titles["mrs"] == "courtesy"
    assert data.ambiguous_titles() <= set(titles)
    assert {"van", "de", "al", "mac", "o"} <= data.particles()


def test_what_is_held_out_is_not_in_the_tables() -> None:
    held = (files("vetting.matching.evaluation") / "heldout.tsv").read_text("utf-8")
    known = data.nickname_pairs()
    total = new = 0
    for line in held.splitlines():
        if not line.startswith("#"):
            full, forms = line.split("\t")
            total += len(forms.split())
            new += sum((full, form) not in known for form in forms.split())
    assert new / total > 0.85


def test_the_world_knows_rare_names_that_the_tables_lack() -> None:
    packed = (files("vetting.matching.evaluation") / "names.tsv.gz").read_bytes()
    surnames = {line.split("\t")[2] for line in gzip.decompress(packed).decode().splitlines() if "\ts\t" in line}
    unknown = sum(data.fold(name) not in data.surname_frequency() for name in surnames)
    assert 0.1 < unknown / len(surnames) < 0.5


def test_shares_add_up() -> None:
    assert sum(SHARES.values()) == pytest.approx(1.0, abs=0.05)
    assert sum(share for share, _ in COHORTS.values()) == pytest.approx(1.0, abs=0.01)
    assert set(OWN_FORENAMES) <= set(SHARES)


def test_everything_loads_in_a_blink() -> None:
    code = (
        "import time; from vetting.matching import data as d; start = time.process_time();"
        "d.surname_frequency(); d.forename_frequency(); d.nickname_pairs(); d.translation_pairs(); d.titles(); d.particles();"
        "d.forename_spelling_groups(); d.surname_spelling_groups(); d.ambiguous_titles(); print(time.process_time() - start)"
    )

    def taken() -> float:
        return float(subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout)

    assert any(taken() < 0.3 for _ in range(3))  # 0.05 s on a free machine
