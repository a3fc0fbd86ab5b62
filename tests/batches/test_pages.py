"""The journey of a batch in a browser without script: upload, columns, a corrected row, run, results.

The pages are added to the application here; the service adds them when their tables have a migration.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.batches.world import BatchWorld, people_csv
from tests.conftest import make_settings
from tests.people import HR_OFFICER, OTHER_VETTING_OFFICER, RECRUITER, VETTING_OFFICER
from tests.web.conftest import TOKEN, Page, People
from vetting.app import Service, create_app
from vetting.web.batches import blueprint

DATA = b"Ref,Forename,Surname,DOB\n1,Ann,Example,27/04/1985\n2,Bob,Sample,31/02/1985\n"


@pytest.fixture
def pages(tmp_path: Path) -> Iterator[tuple[BatchWorld, People]]:
    service = Service(make_settings(f"sqlite:///{tmp_path / 'vetting.db'}", tmp_path))
    service.prepare()
    world = BatchWorld.make(service.database)
    app = create_app(service.settings, service)
    if "batches" not in app.blueprints:
        app.register_blueprint(blueprint)
    yield world, People(app, service, world.world.people)
    service.database.engine.dispose()


def send(people: People, data: bytes, someone: Any = HR_OFFICER, **changes: str) -> Page:
    form = {"file": (io.BytesIO(data), "people.csv"), "purpose": "workforce_check", "reference": "WASH-1"} | changes
    return people.browser(someone).post("/batches/new", form)


def test_from_upload_to_results_with_a_corrected_row(pages: tuple[BatchWorld, People]) -> None:
    world, people = pages
    browser = people.browser(HR_OFFICER)
    sent = send(people, DATA)
    assert sent.status == 303, sent.text
    place = sent.location
    assert "The file is being read" in browser.get(place).text and "Look again" in browser.get(place).text
    world.work()
    ready = browser.get(place)
    assert "Rows in the file 2 To check 1 Rejected 1 Left out as leavers 0" in ready.text
    assert "Lists searched Police barred list Legal basis Barred list only" in ready.text
    assert "People to expect for review about 0 besides those who are listed" in ready.text
    assert "31/02/1985 is not a real date." in ready.text and "Correct row 3" in ready.text
    errors = browser.client.get(f"{place}/errors.csv").get_data(as_text=True)
    assert "3,D (DOB),31/02/1985 is not a real date." in errors
    row = f"{place}/rows/3"
    still = browser.post(row, {"cell-3": "30/02/1985"})
    assert still.status == 422 and "30/02/1985 is not a real date." in still.text
    assert browser.post(row, {"cell-3": "28/02/1985"}).status == 303
    assert "Check 2 people" in browser.get(place).text
    assert browser.post(f"{place}/start", form_at=place).status == 303
    assert "0 of 2 people checked, 0%" in browser.get(place).text
    lines = browser.client.get(f"{place}/progress").get_json()
    assert lines == {"state": "running", "words": ["0 of 2 people checked, 0%."]}
    world.work()
    assert browser.client.get(f"{place}/progress").get_json() == {"state": "closed", "words": []}
    done = browser.get(place)
    assert "Finished" in done.text and "Checked 2" in done.text
    results = browser.client.get(f"{place}/results.csv").get_data(as_text=True)
    assert results.count("With the vetting unit. Do not appoint yet.") == 2
    assert browser.client.get(f"{place}/results.xlsx").get_data()[:2] == b"PK"
    assert "WASH-1" in browser.get("/batches/").text


def test_columns_and_dates_are_asked_and_answered(pages: tuple[BatchWorld, People]) -> None:
    world, people = pages
    browser = people.browser(HR_OFFICER)
    place = send(people, b"Forename,Surname,DOB\nAnn,Example,03/04/1985\n").location
    world.work()
    asked = browser.get(place)
    assert "Say what the columns are" in asked.text and "day/month/year" in asked.text
    wrong = browser.post(f"{place}/mapping", {"use-2": "ignore", "order": "day_first"}, form_at=place)
    assert wrong.status == 422 and "Choose the column with the date of birth." in wrong.text
    assert browser.post(f"{place}/mapping", {"order": "day_first"}, form_at=place).status == 303
    world.work()
    assert "To check 1" in browser.get(place).text


def test_a_file_of_rejected_rows_cannot_be_run_and_a_second_person_reads_what_for(pages: tuple[BatchWorld, People]) -> None:
    world, people = pages
    place = send(people, b"Forename,Surname,DOB\nAnn,Example,31/02/1985\n").location
    world.work()
    assert "No row of this file can be checked" in people.browser(HR_OFFICER).get(place).text
    large = send(people, people_csv(1_001)).location
    world.work()
    hr = people.browser(HR_OFFICER)
    assert hr.post(f"{large}/start", form_at=large).status == 303
    assert "Ask a colleague" in hr.get(large).text
    seen = people.browser(VETTING_OFFICER).get(large).text
    assert "To check 1,001" in seen and "Legal basis" in seen and "Confirm and run" in seen


def test_letters_are_asked_with_previews(pages: tuple[BatchWorld, People]) -> None:
    world, people = pages
    browser = people.browser(HR_OFFICER)
    place = send(people, "Forename,Surname,DOB\nSiân,Exâmple,27/04/1985\n".encode("cp1252")).location
    world.work()
    assert "Siân,Exâmple" in browser.get(place).text
    assert browser.post(f"{place}/reading", {"encoding": "cp1252"}, form_at=place).status == 303
    world.work()
    assert "Siân" in browser.get(place).text


def test_what_cannot_be_taken_is_said_and_what_was_typed_is_kept(pages: tuple[BatchWorld, People]) -> None:
    world, people = pages
    picture = send(people, b"\x89PNG\r\n\x1a\n")
    assert picture.status == 422 and "a picture (PNG)" in picture.text and "WASH-1" in picture.html
    nothing = people.browser(HR_OFFICER).post("/batches/new", {"purpose": "workforce_check"})
    assert nothing.status == 422 and set(nothing.errors) == {"file", "reference"}
    place = send(people, b"Surname,DOB,Surname\nExample,27/04/1985,X\n").location
    world.work()
    assert "columns A and C have the same heading" in people.browser(HR_OFFICER).get(place).text


def test_a_large_file_is_taken_and_never_lies_on_a_disk(pages: tuple[BatchWorld, People], monkeypatch: pytest.MonkeyPatch) -> None:
    _, people = pages
    data = people_csv(40_000)
    assert len(data) > 1_500_000

    def spooled(*_: object, **__: object) -> None:
        raise AssertionError("the file would have been written to a disk")

    monkeypatch.setattr("werkzeug.formparser.default_stream_factory", spooled)
    browser = people.browser(HR_OFFICER)
    token = TOKEN.search(browser.get("/batches/new").html)
    assert token is not None
    fields = {"csrf_token": token[1], "purpose": "workforce_check", "reference": "WASH-1"}
    parts = "".join(f'--X\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n' for name, value in fields.items())
    file = '--X\r\nContent-Disposition: form-data; name="file"; filename="people.csv"\r\nContent-Type: text/csv\r\n\r\n'
    body = parts.encode() + file.encode() + data + b"\r\n--X--\r\n"
    for said in ("", "uploaded before"):
        sent = browser.client.post("/batches/new", data=body, content_type="multipart/form-data; boundary=X")
        assert sent.status_code == 303
        assert said in browser.get(sent.location).text


def test_who_may_and_who_may_not(pages: tuple[BatchWorld, People]) -> None:
    world, people = pages
    assert people.browser(RECRUITER).get("/batches/").status == 403
    place = send(people, DATA).location
    assert people.browser(OTHER_VETTING_OFFICER).get(place).status == 404
    assert people.browser(OTHER_VETTING_OFFICER).get(f"{place}/progress").status == 404
    assert people.browser(RECRUITER).get(f"{place}/progress").status == 403
    assert people.browser(VETTING_OFFICER).get(place).status == 200
    assert people.browser().get(place).status in (302, 303)
    world.work()
    cancelled = people.browser(HR_OFFICER).post(f"{place}/cancel", form_at=place)
    assert cancelled.status == 303
    assert "Cancelled" in people.browser(HR_OFFICER).get(place).text
