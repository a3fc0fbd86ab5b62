"""The vetting unit's pages of a batch, without script: a group is read and cleared, a second officer looks, the report says it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.batches.test_review import LISTED_HERE, WHY, draw_all
from tests.batches.world import BatchWorld, people_csv
from tests.conftest import make_settings
from tests.people import HR_OFFICER, OTHER_VETTING_OFFICER, SECOND_VETTING_OFFICER, VETTING_OFFICER
from tests.web.conftest import People
from vetting.app import Service, create_app
from vetting.web.batches.review import pattern_words, time_words

HIT = re.compile(r'name="hit" type="checkbox" value="([0-9a-f]{32})"')
LINK = re.compile(r'href="(/batches/[0-9a-f]{32}/(?:review|second-looks)/[0-9a-f]+)"')


@pytest.fixture
def pages(tmp_path: Path) -> Iterator[tuple[BatchWorld, People, str]]:
    service = Service(make_settings(f"sqlite:///{tmp_path / 'vetting.db'}", tmp_path))
    service.prepare()
    world = BatchWorld.make(service.database)
    world.world.entry(surname="Smith", forenames="John")
    batch_id = world.closed(people_csv(12, LISTED_HERE))
    yield world, People(create_app(service.settings, service), service, world.world.people), f"/batches/{batch_id}"
    service.database.engine.dispose()


def test_a_group_is_cleared_and_looked_at_again(pages: tuple[BatchWorld, People, str]) -> None:
    world, people, place = pages
    draw_all(world)
    officer, second = people.browser(VETTING_OFFICER), people.browser(SECOND_VETTING_OFFICER)
    assert "Review the comparisons" in officer.get(place).text
    review = officer.get(f"{place}/review")
    assert "4 comparisons alike" in review.text and "To decide: 7" in review.text and "<svg" in review.html
    group = LINK.findall(review.html)[0]
    page = officer.get(group)
    assert "26 April 1985" in page.text and "27 April 1985" in page.text and "Date of birth similar, forename the same" in page.text
    for hidden in ("Band", "possible", "bits", "robability"):
        assert hidden not in page.text
    hits = HIT.findall(page.html)
    assert len(hits) == 4 and " checked" not in page.html
    nothing = officer.post(group, {"reason": WHY}, form_at=group)
    assert nothing.status == 422 and "Tick the comparisons" in nothing.text and WHY in nothing.html
    wrong = officer.post(group, {"hit": hits[0], "reason": ""}, form_at=group)
    assert wrong.status == 422 and "Give the reason" in wrong.text and wrong.html.count(" checked") == 1
    done = officer.post(group, {"hit": hits[:3], "reason": WHY}, form_at=group)
    assert done.status == 303
    assert "3 comparisons were recorded as different people" in officer.get(done.location).text
    assert "Different person: 3" in officer.get(f"{place}/review?state=cleared").text
    assert "You decided on all of those that wait" in officer.get(f"{place}/second-looks").text
    waiting = LINK.findall(second.get(f"{place}/second-looks").html)
    assert len(waiting) == 3
    look = second.get(waiting[0])
    assert WHY not in look.html and "Different person, because" in look.text and people.actors[VETTING_OFFICER].id not in look.html
    assert second.post(waiting[0], {"reason": WHY}, form_at=waiting[0]).status == 422
    agreed = second.post(waiting[0], {"decision": "different_person", "reason": WHY}, form_at=waiting[0])
    assert "You and the first officer agree." in second.get(agreed.location).text
    not_agreed = second.post(waiting[1], {"decision": "undetermined", "reason": WHY}, form_at=waiting[1])
    assert "the comparison is open again" in second.get(not_agreed.location).text
    hit = officer.get(f"{place}/review?state=open")
    assert "To decide: 5" in hit.text
    report = officer.get(f"{place}/report").text
    for words in ("Rows in the file 12", "Checked 12", "Different person 2", "Agreed 1", "Not agreed, opened again 1", "Waiting 1"):
        assert words in report, words


def test_the_review_is_for_the_vetting_unit_of_the_same_organisation(pages: tuple[BatchWorld, People, str]) -> None:
    _, people, place = pages
    for path in ("review", "review/0123456789abcdef", "second-looks", f"second-looks/{'0' * 32}", "report"):
        assert people.browser(HR_OFFICER).get(f"{place}/{path}").status == 403
        assert people.browser(OTHER_VETTING_OFFICER).get(f"{place}/{path}").status == 404
    assert "Review the comparisons" not in people.browser(HR_OFFICER).get(place).text
    assert people.browser(VETTING_OFFICER).get(f"{place}/review/0123456789abcdef").status == 404
    assert people.browser(VETTING_OFFICER).get(f"{place}/review?state=nonsense&page=99").status == 200


@pytest.mark.parametrize(
    ("pattern", "words"),
    [
        ((("surname", "exact"), ("date_of_birth", "one_digit")), "Date of birth similar, surname the same."),
        ((("surname", "missing"),), "Nothing that could be compared."),
        ((("forenames", "different"), ("combination", "x"), ("surname", "exact")), "Forename different, surname the same."),
    ],
)
def test_a_pattern_is_said_in_words_what_differs_first(pattern: tuple[tuple[str, str], ...], words: str) -> None:
    assert pattern_words(pattern) == words


@pytest.mark.parametrize(
    ("hours", "words"),
    [(None, "nothing decided yet"), (0.001, "a minute"), (0.5, "30 minutes"), (5, "5.0 hours"), (72, "3.0 days")],
)
def test_times_are_said_as_people_say_them(hours: float | None, words: str) -> None:
    assert time_words(hours) == words
