"""Reading notices: a table of texts of our own with their facts, the two seeds, and properties of any text."""

import json
import re
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vetting.notices.reading import OUTCOMES, ROLES, SubjectReading, read_notice, read_notice_bytes, read_notice_file

TEXTS = Path(__file__).parent / "texts"
SEEDS = Path(__file__).resolve().parents[3] / "shared" / "seeds"
NOTICES = sorted(TEXTS.glob("*.txt"))
BLANK = {key: value for key, value in SubjectReading().as_json().items() if key != "evidence"}


def facts(subject: dict) -> dict:
    return {key: value for key, value in subject.items() if key != "evidence"}


@pytest.mark.parametrize("path", NOTICES, ids=lambda path: path.stem)
def test_a_notice_of_our_own_gives_exactly_its_facts(path: Path):
    expected = json.loads(path.with_suffix(".json").read_text("utf-8"))
    reading = read_notice_file(path).as_json()
    assert reading["notice_type"] == expected["notice_type"]
    assert [facts(subject) for subject in reading["subjects"]] == [{**BLANK, **subject} for subject in expected["subjects"]]


@pytest.mark.parametrize("path", NOTICES, ids=lambda path: path.stem)
def test_every_value_carries_its_words(path: Path):
    text = path.read_text("utf-8")
    assert_evidence(read_notice(text).as_json(), text)


def assert_evidence(reading: dict, text: str) -> None:
    for subject in reading["subjects"]:
        stated = {key for key, value in facts(subject).items() if value not in (None, [])}
        assert set(subject["evidence"]) == stated
        for words in subject["evidence"].values():
            assert words
            assert words in text


@pytest.mark.parametrize(
    ("words", "first", "last"),
    [
        ("A hearing held on 22 March 2024 found this proven.", "2024-03-22", "2024-03-22"),
        ("A hearing held from 18 to 22 March 2024 found this proven.", "2024-03-18", "2024-03-22"),
        ("A hearing held between Monday 18 and Friday 22 March 2024 found this proven.", "2024-03-18", "2024-03-22"),
        ("A hearing held on 26 February to 1 March 2024 found this proven.", "2024-02-26", "2024-03-01"),
        ("A hearing held on 28 December 2023 to 3 January 2024 found this proven.", "2023-12-28", "2024-01-03"),
        ("A hearing held on 18, 19 and 22 March 2024 found this proven.", "2024-03-18", "2024-03-22"),
        ("A hearing held on 18/19 March 2024 found this proven.", "2024-03-18", "2024-03-19"),
        ("A three-day hearing ended on Wednesday 20 March 2024.", "2024-03-18", "2024-03-20"),
        ("A four-day misconduct hearing concluded on Tuesday 19 March 2024.", "2024-03-14", "2024-03-19"),
        ("The hearing began on 18 March 2024. It concluded on 22 March 2024.", "2024-03-18", "2024-03-22"),
        ("The three-day hearing began on Monday 18 March 2024.", "2024-03-18", "2024-03-20"),
        ("The hearing began on 18 March 2024.", None, None),
        ("A hearing on 22 March 2024 was told of two days of absence.", "2024-03-22", "2024-03-22"),
        (
            "A hearing held on 22 March 2024 found this proven. Her first hearing was held on 5 June 2023.",
            "2024-03-22",
            "2024-03-22",
        ),
    ],
)
def test_the_first_and_the_last_day_of_a_hearing_are_read(words: str, first: str | None, last: str | None):
    text = f"PC Ottoline Bramblewick of Kent Police has been dismissed without notice for gross misconduct. {words}"
    [subject] = read_notice(text).subjects
    assert (subject.hearing_from, subject.hearing_date) == (first, last)


@pytest.mark.parametrize(
    ("line", "barred"),
    [
        ("Barred list: Yes", True),
        ("Barred list: to be added", True),
        ("College of Policing barred list: No", False),
        ("Barred list? not applicable", False),
        ("Barred list: see below", None),
    ],
)
def test_a_form_s_own_line_answers_for_the_barred_list(line: str, barred: bool | None):
    text = f"Misconduct hearing outcome\n\nOfficer: PC Ottoline Bramblewick, Kent Police\nOutcome: Final written warning\n{line}"
    [subject] = read_notice(text).subjects
    assert subject.barred_list_stated is barred


def test_cases_on_one_page_are_read_apart_only_where_each_is_an_outcome():
    page = (
        "Kent Police misconduct hearings\n\n"
        "PC 4411 Ottoline Bramblewick\nHearing concluded: 4 March 2024\nOutcome: Dismissed without notice\n\n"
        "PC 5522 Jasper Quillfeather\nHearing concluded: 8 March 2024\nOutcome: {second}\n"
    )
    apart = read_notice(page.format(second="Written warning"))
    assert [(s.name, s.service_number, s.force, s.outcome, s.hearing_date) for s in apart.subjects] == [
        ("Ottoline Bramblewick", "4411", "Kent", "dismissed", "2024-03-04"),
        ("Jasper Quillfeather", "5522", "Kent", "written_warning", "2024-03-08"),
    ]
    unsettled = {s.name: s.outcome for s in read_notice(page.format(second="To be announced")).subjects}
    assert unsettled.get("Jasper Quillfeather") is None


@pytest.mark.parametrize(
    "words",
    [
        "PC Jasper Quillfeather, who was with her, was not the subject of proceedings.",
        "PC Jasper Quillfeather faces no misconduct allegations.",
        "She and colleague PC Jasper Quillfeather had been sent to a house in May 2022.",
        "PC Bramblewick and Sgt Jasper Quillfeather went there. Sgt Quillfeather was praised by the panel.",
        "She made the remark to a trainee, PC G.",
        "One of the women, known only as PC G, told the panel that she felt ill.",
        'Deputy Chief Constable Jasper Quillfeather said: "She let us down."',
    ],
)
def test_those_beside_the_accused_are_no_subjects(words: str):
    text = f"PC Ottoline Bramblewick of Kent Police was dismissed without notice at a hearing on 4 March 2024. {words}"
    assert [(s.name, s.alias) for s in read_notice(text).subjects] == [("Ottoline Bramblewick", None)]


def test_there_are_enough_notices():
    assert len(NOTICES) >= 22


LEICESTERSHIRE = {
    **BLANK,
    "role": "PCSO",
    "force": "Leicestershire",
    "former": True,
    "outcome": "would_have_been_dismissed",
    "hearing_date": "2022-06-30",
    "barred_list_stated": True,
}
KENT = {
    **BLANK,
    "role": "PCSO",
    "force": "Kent",
    "former": False,
    "outcome": "dismissed",
    "hearing_date": "2021-03-22",
    "standards_breached": ["Authority, Respect and Courtesy"],
    "barred_list_stated": True,
}


@pytest.mark.skipif(not SEEDS.is_dir(), reason="the real notices are not beside this checkout")
@pytest.mark.parametrize(("pattern", "expected"), [("000_*.txt", LEICESTERSHIRE), ("004_*.txt", KENT)])
def test_the_real_notices_give_exactly_the_facts_of_the_issue(pattern: str, expected: dict):
    path = next(SEEDS.glob(pattern))
    reading = read_notice_file(path).as_json()
    assert reading["notice_type"] == "outcome"
    assert [facts(subject) for subject in reading["subjects"]] == [expected]
    assert_evidence(reading, path.read_text("utf-8"))


WORDS = st.sampled_from(
    [
        *re.findall(
            r"\S+",
            """
            PC Sgt Officer A B former Kent Police Met GMP dismissed would have been hearing panel breached standards honesty and
            integrity on 3 May 2022 Monday today ( ) , . “ ” ' : ; barred list not the a two officers Smith-Jones O'Neill PCSO Chief
            Constable said appeal reinstated final written warning • 1234 2019 he was were resigned case to answer no yesterday
            12/05/2021 ex- T/Sgt
            """,
        ),
        "\n",
        "\n\n",
        "\t",
        "\u00a0",
    ]
)


@given(st.lists(WORDS, max_size=120).map(" ".join) | st.text(max_size=400))
@settings(max_examples=150, deadline=None)
def test_any_text_is_read_and_evidence_is_verbatim(text: str):
    reading = read_notice(text).as_json()
    assert reading["notice_type"] in {"outcome", "announcement", "pending", "appeal", "other"}
    assert_evidence(reading, text)
    for subject in reading["subjects"]:
        assert subject["outcome"] in {None, *OUTCOMES}
        assert subject["role"] in {None, *ROLES}


@given(st.binary(max_size=600))
@settings(max_examples=100, deadline=None)
def test_any_bytes_are_read(data: bytes):
    assert read_notice_bytes(data).notice_type in {"outcome", "announcement", "pending", "appeal", "other"}


@pytest.mark.parametrize(
    "text",
    [
        "a " * 100_000,
        "PC A " * 40_000,
        "former Kent Police officer, and " * 6_500,
        "1 2 3 4 May " * 17_000,
        "x" * 200_000,
        "“" * 200_000,
        "\n" * 200_000,
        "would have been " * 12_500,
        "Smith " * 33_000,
        ("PC John Smith was dismissed on 3 May 2022 by Kent Police. " * 3_500),
        "Name:\n" * 30_000,
        "Outcome\n\n" * 20_000,
        "PC Jo Doe\nOutcome: Dismissed\n" * 6_000,
        "Name\tRank\tOutcome\n" + "Jo Doe\tPC\tDismissed\n" * 9_000,
        "allegations against " * 10_000,
        "Jo Doe was " * 18_000,
    ],
    ids=[
        *["letters", "aliases", "officers", "dates", "one word", "quotes", "lines", "verbs", "names", "sentences"],
        *["labels", "labels alone", "cases", "rows", "allegations", "full names"],
    ],
)
def test_a_long_text_ends_quickly(text: str):
    started = time.monotonic()
    read_notice(text)
    assert time.monotonic() - started < 10


def test_html_is_read_as_its_text():
    page = (
        "<!DOCTYPE html><html><head><title>x</title><script>var a = 'PC Jo Doe was dismissed';</script></head>"
        "<body><h1>Surrey Police officer dismissed</h1>"
        "<p>PC Jude Ferncastle of Surrey&nbsp;Police was dismissed without notice on 4&nbsp;May 2023.</p></body></html>"
    )
    reading = read_notice_bytes(page.encode("utf-8"))
    assert [(s.name, s.force, s.outcome, s.hearing_date) for s in reading.subjects] == [
        ("Jude Ferncastle", "Surrey", "dismissed", "2023-05-04")
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_usual_encodings_are_read(encoding: str):
    text = "Surrey Police’s PC Jude Ferncastle was dismissed without notice at a hearing on 4 May 2023."
    assert read_notice_bytes(text.encode(encoding)).subjects[0].name == "Jude Ferncastle"


@pytest.mark.parametrize(
    "data", [b"", b"   \n", b"\x00\x01\x02" * 50, b"%PDF-1.7 PC Jo Doe was dismissed by Kent Police", b"\x89PNG\r\n" + bytes(200)]
)
def test_empty_and_binary_files_are_something_else(data: bytes):
    reading = read_notice_bytes(data)
    assert (reading.notice_type, reading.subjects) == ("other", ())
