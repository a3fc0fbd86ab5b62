"""A certificate from the check to the stranger who verifies it, and what each of them learns."""

from __future__ import annotations

import json
import re
import zlib
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner

from tests.people import HR_OFFICER, OTHER_VETTING_OFFICER, RECRUITER, VETTING_OFFICER
from tests.web.conftest import People
from tests.web.test_check_pages import NAMESAKE, a_check, listed  # noqa: F401 (a fixture)
from tests.web.test_decision_pages import SAME, a_hit, seconded
from tests.web.test_report_pages import OFFICER, send_report
from vetting.app import cli
from vetting.screening import view_certificate
from vetting.signing import Signer
from vetting.web.certificates import paper


def issued(people: People, check: str) -> str:
    assert people.browser(VETTING_OFFICER).post(f"{check}/certificate", form_at=check).status == 303
    code = re.search(r"([2-9A-Z]{4}(?:-[2-9A-Z]{4}){4})", people.browser(VETTING_OFFICER).get(f"{check}/certificate").text)
    assert code
    return code[1]


def test_a_stranger_learns_that_it_is_genuine_and_nothing_else(people: People, listed: None) -> None:  # noqa: F811
    place = a_hit(people)
    check = place.partition("/hits/")[0]
    assert people.browser(VETTING_OFFICER).post(f"{check}/certificate", form_at="/checks/new").status == 409
    people.browser(VETTING_OFFICER).post(place, SAME)
    seconded(people, place)
    code = issued(people, check)
    own = people.browser(VETTING_OFFICER).get(f"{check}/certificate").text
    for words in ("Confirmed match", "Record of a check, not transferable", "Register version", "Kent Police"):
        assert words in own
    page = people.browser().post("/verify", {"code": code.lower().replace("-", " ")})
    assert "Genuine Issued by Kent Police on " in page.text
    for word in ("Confirmed", "match", "Thistlewood", "V-1", "urrent", check.rpartition("/")[2]):
        assert word not in page.text
    assert people.browser(VETTING_OFFICER).post(f"{check}/certificate", form_at=check).status == 409


def test_a_clear_certificate_is_superseded_for_its_issuer_only(people: People, listed: None) -> None:  # noqa: F811
    born = NAMESAKE | {"date_of_birth-year": "1963"}
    check = a_check(people, VETTING_OFFICER, forenames="Quentin", surname="Ravenscroft-Pell", **born)
    code = issued(people, check)
    before = people.browser().post("/verify", {"code": code}).text
    assert "Current:" in people.browser(VETTING_OFFICER).get(f"{check}/certificate").text
    dates = {"date_of_birth-day": "19", "date_of_birth-month": "11", "date_of_birth-year": "1963"}
    send_report(people, OFFICER | dates | {"forenames": "Quentin", "surname": "Ravenscroft-Pell"})
    assert "Superseded" in people.browser(VETTING_OFFICER).get(f"{check}/certificate").text
    assert people.browser().post("/verify", {"code": code}).text == before


def test_a_code_that_was_never_issued_is_not_known(people: People) -> None:
    assert "No certificate has this code" in people.browser().post("/verify", {"code": "ABCD-" * 5}).text
    page = people.browser().post("/verify", {"code": ""})
    assert (page.status, page.errors) == (422, {"code": "Enter the verification code."})


def test_only_the_vetting_unit_issues_and_reads(people: People) -> None:
    check = a_check(people, VETTING_OFFICER, forenames="Peregrine", surname="Thistlewood", **NAMESAKE)
    for someone, status in ((RECRUITER, 403), (HR_OFFICER, 403), (OTHER_VETTING_OFFICER, 404)):
        assert people.browser(someone).get(f"{check}/certificate").status == status
        assert people.browser(someone).post(f"{check}/certificate", form_at="/checks/new").status == status
    assert people.browser(VETTING_OFFICER).get(f"{check}/certificate").status == 404


def test_the_signature_is_verified_without_the_service(people: People, tmp_path: Path) -> None:
    people.open_lists()
    check = a_check(people, VETTING_OFFICER, forenames="Peregrine", surname="Thistlewood", **NAMESAKE)
    issued(people, check)
    keys = tmp_path / "keys.json"
    keys.write_text(people.browser().get("/verify/keys.json").response.data.decode())
    with people.service.database.write() as session:
        signature = view_certificate(session, people.actors[VETTING_OFFICER], check.rpartition("/")[2]).signature
    for text in (signature, f"https://vetting.example/verify#{signature}"):
        told = CliRunner().invoke(cli, ["verify-certificate", text, "--keys", str(keys)])
        assert told.exit_code == 0, told.output
        assert "Genuine: issued by Kent Police on " in told.output
        assert "Demonstration" in told.output
    forged = CliRunner().invoke(cli, ["verify-certificate", signature[:-4] + "AAAA", "--keys", str(keys)])
    assert (forged.exit_code, "Genuine" in forged.output) == (1, False)
    bundle = tmp_path / "bundle.json"
    bundle.write_bytes(people.browser(VETTING_OFFICER).get(f"{check}/proof-bundle").response.data)
    told = CliRunner().invoke(cli, ["verify-bundle", str(bundle), "--keys", str(keys)])
    assert "Proved: check " in told.output
    published = json.loads(keys.read_text())
    keys.write_text(json.dumps(published | {"revoked": {"demo-1": "2026-11-22"}}))
    for command, file in (("verify-certificate", signature), ("verify-bundle", str(bundle))):
        told = CliRunner().invoke(cli, [command, file, "--keys", str(keys)])
        assert (told.exit_code, "revoked on 22 November 2026" in told.output) == (1, True), told.output
    keys.write_text(json.dumps(published))
    bundle.write_bytes(bundle.read_bytes().replace(b"no_match", b"barred__"))
    assert CliRunner().invoke(cli, ["verify-bundle", str(bundle), "--keys", str(keys)]).exit_code == 1


def test_the_page_names_the_keys_that_are_revoked(people: People, monkeypatch: pytest.MonkeyPatch) -> None:
    browser = people.browser()
    assert "Revoked" not in browser.get("/verify").text
    renewed = Signer({"demo-2": b"n" * 32}, {"demo-1": date(2026, 11, 22)})
    for factory in (people.service.database.readers, people.service.database.writers):
        monkeypatch.setitem(factory.kw["info"], "signer", renewed)  # the other tests of pages go on in this deployment
    for page in (browser.get("/verify"), browser.post("/verify", {"code": ""}), browser.post("/verify", {"code": "ABCD"})):
        assert "demo-1 Revoked on 22 November 2026" in page.text
    assert json.loads(browser.get("/verify/keys.json").html)["revoked"] == {"demo-1": "2026-11-22"}


def test_the_certificate_on_paper_is_a_tagged_pdf_or_a_page_that_says_why_not(people: People) -> None:
    people.open_lists()
    check = a_check(people, VETTING_OFFICER, forenames="Peregrine", surname="Thistlewood", **NAMESAKE)
    issued(people, check)
    answer = people.browser(VETTING_OFFICER).get(f"{check}/certificate.pdf")
    if paper._weasyprint() is None:
        assert "cannot make a PDF" in answer.text
        return
    assert answer.response.data.startswith(b"%PDF-")
    objects = inflated(answer.response.data)
    for mark in (b"/MarkInfo", b"/StructTreeRoot", b"/Lang", b"pdfuaid", b"/Alt", b"Certificate of a check, Kent Police"):
        assert mark in objects
    assert b"Thistlewood" not in objects


def inflated(pdf: bytes) -> bytes:
    """The objects of a PDF with their streams unpacked."""
    streams = re.findall(rb"/FlateDecode[^>]*>>\s*stream\r?\n(.*?)\r?\nendstream", pdf, re.DOTALL)
    return pdf + b"\n".join(zlib.decompressobj().decompress(stream) for stream in streams)


def test_a_machine_without_pango_shows_the_page(people: People, monkeypatch: pytest.MonkeyPatch) -> None:
    people.open_lists()
    check = a_check(people, VETTING_OFFICER, forenames="Peregrine", surname="Thistlewood", **NAMESAKE)
    issued(people, check)
    monkeypatch.setattr(paper, "_weasyprint", lambda: None)
    page = people.browser(VETTING_OFFICER).get(f"{check}/certificate.pdf")
    assert "cannot make a PDF" in page.text
    assert "Verification code" in page.text
