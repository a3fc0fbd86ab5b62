"""Nothing leaves the service for a role beyond its policy (`outlets.toml`): pages, API, files, certificates and e-mails.

A fact that turns up somewhere new, and a new label, member or column, fails until it is put in the policy, with a reader who asks
whether that role may see it (reference/practice.md section 2).
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.mail_server import running_mail_server
from tests.web.outlets import FACTS, Outlets, facts_in, masked, outlets_in, words_of
from vetting.batches.mailing import tell
from vetting.batches.models import Batch
from vetting.db import Base, utc_now
from vetting.monitoring import mail_alerts
from vetting.records import mail_who_checked
from vetting.web.certificates import views as certificate_views

POLICY: dict[str, Any] = tomllib.loads(Path(__file__).with_name("outlets.toml").read_text("utf-8"))
ROOMS = ("screening_", "monitoring_", "watch", "alert")
ASKING = ("recruiter", "hr_officer")
"""Asked for at every outlet; that other roles without a policy are refused says `tests/drills/policy.toml`."""
TYPED = {"Served in", "Other name"}
"""Labels that depend on what was typed, and on nothing that was found."""
REFUSED = frozenset({302, 303, 401, 403, 404, 409})


@pytest.fixture(scope="module")
def outlets(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Outlets]:
    with outlets_in(tmp_path_factory.mktemp("outlets")) as world:
        yield world


@pytest.mark.parametrize("outlet", list(POLICY["outlet"]))
def test_each_role_finds_what_its_policy_says_and_nothing_else(outlets: Outlets, outlet: str) -> None:
    found = {}
    for role in {*POLICY["outlet"][outlet], *ASKING}:
        status, text, labels = outlets.answer(outlet, role)
        assert status in {200, *REFUSED}, f"{role}: {status}"
        if status == 200:
            found[role] = {"facts": sorted(facts_in(text)), "labels": sorted(set(labels))}
    policy = {
        role: {"facts": sorted(given["facts"]), "labels": sorted(given["labels"])}
        for role, given in POLICY["outlet"][outlet].items()
    }
    assert found == policy


def test_a_hit_and_a_clear_show_the_same_to_whoever_asked() -> None:
    for kind, role in (("PAGE", "recruiter"), ("PAGE", "hr_officer"), ("API", "hr_officer")):
        hit, clear = (POLICY["outlet"][f"{kind} /checks/{{{check}}}"][role] for check in ("waits", "clear"))
        assert set(hit["labels"]) - TYPED == set(clear["labels"]) - TYPED


def test_no_policy_lets_a_recruiter_learn_of_a_match() -> None:
    """The policy itself: whatever is put into it later, none of this may stand there (practice.md section 2)."""
    forbidden = {
        "applicant's sensitive name",
        "listed name",
        "listed date of birth",
        "listed number",
        "allegation",
        "list",
        "outcome",
        "strength",
        "model version",
        "reason of the first officer",
        "reason of the second officer",
        "note",
        "manual check",
        "document",
        "hold",
        "alert",
        "basis of a watch",
    }
    for outlet, roles in POLICY["outlet"].items():
        for role in ("recruiter", "hr_officer", "public"):
            assert not forbidden & set(roles.get(role, {}).get("facts", ())), f"{role} at {outlet}"


def test_the_certificate_on_paper_says_what_its_policy_says(outlets: Outlets, monkeypatch: pytest.MonkeyPatch) -> None:
    """The PDF is drawn from one page: that page is read, and that nothing else is drawn."""
    drawn: list[str] = []

    def draw(page: str) -> bytes:
        drawn.append(page)
        return b"%PDF-"

    monkeypatch.setattr(certificate_views, "as_pdf", draw)
    asked = {role: outlets.answer("PDF /checks/{hit}/certificate.pdf", role)[0] for role in ("vetting_officer", *ASKING)}
    assert asked == {"vetting_officer": 200, "recruiter": 403, "hr_officer": 403}
    assert len(drawn) == 1
    assert sorted(facts_in(words_of(drawn[0]))) == sorted(POLICY["paper"]["facts"])
    assert re.findall(r'<th scope="row">([^<]+)</th>', drawn[0]) == POLICY["paper"]["labels"]


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_every_e_mail_says_what_its_policy_says(outlets: Outlets) -> None:
    service = outlets.people.service
    with running_mail_server() as (inbox, mailer):
        mail_alerts(service.database, mailer)
        mail_who_checked(service.database, mailer, _a_wednesday())
        with service.database.read() as session:
            tell(mailer, ["somebody@kent.example"], session.get_one(Batch, outlets.places["batch"]))
    told = {masked(f"{mail['subject']}\n{mail.get_content()}").replace("\r\n", "\n").strip() for _, mail in inbox.mails}
    assert told == {mail["text"].strip() for mail in POLICY["mail"].values()}
    for text in told:
        assert facts_in(text) == []


def _a_wednesday() -> datetime:
    """On Mondays before seven nobody is told."""
    now = utc_now()
    return now + timedelta(days=(2 - now.weekday()) % 7)


def test_every_column_is_a_fact_that_is_looked_for_or_said_to_be_none() -> None:
    columns = {
        f"{table.name}.{column.name}"
        for table in Base.metadata.sorted_tables
        if table.name.startswith(ROOMS)
        for column in table.columns
        if column.name not in POLICY["columns"]["everywhere"]
    }
    named = {f"{table}.{column}": what for table, row in POLICY["columns"]["of"].items() for column, what in row.items()}
    assert columns == set(named)
    for column, what in named.items():
        assert what.startswith("none: ") or {fact.strip() for fact in what.split(";")} <= set(FACTS), column
