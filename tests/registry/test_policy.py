"""The lists as data: who may search what, and that a file that does not fit stops the start."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from vetting.errors import InvalidInput, Refused
from vetting.registry import PolicyError, load_policy
from vetting.registry.policy import DEFAULT_PATH

POLICY = load_policy()


@pytest.mark.parametrize(
    ("organisation", "purpose", "lists"),
    [
        ("force", "appointment", ("barred", "advisory")),
        ("local_policing_body", "appointment", ("barred", "advisory")),
        ("inspectorate", "appointment", ("barred", "advisory")),
        ("iopc", "transfer", ("barred", "advisory")),
        ("force", "contractor", ("barred",)),
        ("force", "volunteer", ("barred",)),
        ("force", "workforce_check", ("barred",)),
        ("agency", "appointment", ("barred",)),
    ],
)
def test_which_lists_are_searched(organisation: str, purpose: str, lists: tuple[str, ...]) -> None:
    assert POLICY.lists_for(organisation, purpose) == lists
    assert POLICY.rule_for(organisation, purpose).legal_basis


@pytest.mark.parametrize(
    ("organisation", "purpose"), [("college", "appointment"), ("agency", "workforce_check"), (None, "appointment")]
)
def test_no_basis_no_search(organisation: str | None, purpose: str) -> None:
    with pytest.raises(Refused):
        POLICY.lists_for(organisation, purpose)
    assert purpose not in {choice.code for choice in POLICY.purposes_for(organisation)}


def test_an_unknown_purpose_names_its_field() -> None:
    with pytest.raises(InvalidInput) as caught:
        POLICY.lists_for("force", "curiosity")
    assert [problem.field for problem in caught.value.problems] == ["purpose"]


def test_coverage_says_what_is_not_covered() -> None:
    for text in POLICY.coverage(("barred", "advisory")):
        for words in (
            "15 December 2017",
            "British Transport Police",
            "Ministry of Defence Police",
            "Civil Nuclear",
            "National Crime Agency",
        ):
            assert words in text
    assert POLICY.find("barred").starts == date(2017, 12, 15)
    assert POLICY.find("barred").effect == "stop"
    assert POLICY.find("advisory").effect == "consider"


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ('lists = ["barred", "advisory"]', 'lists = ["bared"]', "does not exist"),
        ('lists = ["barred", "advisory"]', "lists = []", "names no list"),
        ('purposes = ["appointment", "transfer"]', 'purposes = ["appointement"]', "no purpose"),
        ('purposes = ["contractor", "volunteer", "workforce_check"]', 'purposes = ["appointment"]', "Two searches"),
        ('sure = "unverified"', 'sure = "probably"', "how sure"),
        ('effect = "stop"', 'effect = "red"', "stop or consider"),
        ('"chief_constable"', '"chief constable"', "known ranks"),
        ("earliest_event = 2017-12-15", "", "cannot be read"),
        ("[publication]", "[publication", "cannot be read"),
    ],
)
def test_a_file_that_does_not_fit_is_refused(tmp_path: Path, old: str, new: str, words: str) -> None:
    text = DEFAULT_PATH.read_text(encoding="utf-8")
    assert old in text
    path = tmp_path / "lists.toml"
    path.write_text(text.replace(old, new), encoding="utf-8")
    with pytest.raises(PolicyError, match=words):
        load_policy(path)


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(PolicyError):
        load_policy(tmp_path / "none.toml")
