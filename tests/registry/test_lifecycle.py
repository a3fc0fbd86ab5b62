"""Who may report whom, who may approve, what may be published: tables, without a database."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from tests.registry.cases import CONSTABLE, FORMER_PCSO, changed
from vetting.access import PERMISSIONS, Actor, Door, Role
from vetting.errors import Conflict, InvalidInput, Refused, VettingError
from vetting.registry import Ground, Limb, ReportInput, ReportState, load_policy, may_approve
from vetting.registry.lifecycle import (
    check_correctable,
    check_open,
    check_second_person,
    check_version,
    reporting_organisation,
    why_not_published,
)
from vetting.registry.rules import take_report

POLICY = load_policy()
TODAY = date(2026, 11, 22)
CHIEF = changed(CONSTABLE, rank="Chief Constable")


def actor(organisation: str, kind: str, role: Role = Role.FORCE_REPORTER, *, who: str = "person", person_id: str = "one") -> Actor:
    return Actor(who, person_id, "organisation", kind, organisation, role, PERMISSIONS[role], Door.WEB)


FORCE = actor("33", "force")
OTHER_FORCE = actor("42", "force")
POLICING_BODY = actor("lpb-33", "local_policing_body")
OTHER_POLICING_BODY = actor("lpb-42", "local_policing_body")
INSPECTORATE = actor("hmicfrs", "inspectorate")
COLLEGE = actor("college", "college", Role.REGISTRAR)
COLLEGE_KEY = replace(COLLEGE, kind="api_client")


@pytest.mark.parametrize(
    ("who", "report", "expected"),
    [
        (FORCE, FORMER_PCSO, "33"),
        (FORCE, CONSTABLE, "33"),
        (FORCE, CHIEF, InvalidInput),
        (OTHER_FORCE, FORMER_PCSO, Refused),
        (OTHER_FORCE, CHIEF, Refused),
        (POLICING_BODY, CHIEF, "lpb-33"),
        (POLICING_BODY, CONSTABLE, InvalidInput),
        (POLICING_BODY, FORMER_PCSO, InvalidInput),
        (OTHER_POLICING_BODY, CHIEF, Refused),
        (INSPECTORATE, CONSTABLE, Refused),
        (COLLEGE, FORMER_PCSO, "33"),
        (COLLEGE, CHIEF, "lpb-33"),
        (COLLEGE_KEY, FORMER_PCSO, Refused),
    ],
)
def test_who_may_report_whom(who: Actor, report: ReportInput, expected: str | type[VettingError]) -> None:
    content = take_report(report, POLICY, TODAY)
    if isinstance(expected, str):
        assert reporting_organisation(who, content, POLICY, TODAY) == expected
        return
    with pytest.raises(expected):
        reporting_organisation(who, content, POLICY, TODAY)


@pytest.mark.parametrize(
    ("state", "who", "allowed"),
    [
        (ReportState.SUBMITTED, COLLEGE, True),
        (ReportState.SUBMITTED, replace(COLLEGE, id="preparer"), False),
        (ReportState.SUBMITTED, COLLEGE_KEY, False),
        (ReportState.SUBMITTED, FORCE, False),
        (ReportState.RETURNED, COLLEGE, False),
        (ReportState.APPROVED, COLLEGE, False),
        (ReportState.REFERRED, COLLEGE, False),
        (ReportState.WITHDRAWN, COLLEGE, False),
    ],
)
def test_who_may_approve(state: ReportState, who: Actor, allowed: bool) -> None:
    assert may_approve(state, "preparer", who) is allowed


def test_nobody_approves_alone() -> None:
    check_second_person("preparer", COLLEGE)
    for who in (replace(COLLEGE, id="preparer"), COLLEGE_KEY):
        with pytest.raises(Refused):
            check_second_person("preparer", who)


def test_states_and_versions() -> None:
    check_version(2, 2)
    check_open(ReportState.SUBMITTED)
    check_correctable(ReportState.RETURNED)
    check_correctable(ReportState.REFERRED)
    check_correctable(ReportState.SUBMITTED)
    for step, argument in (
        (check_open, ReportState.RETURNED),
        (check_open, ReportState.APPROVED),
        (check_open, ReportState.REFERRED),
        (check_open, ReportState.WITHDRAWN),
        (check_correctable, ReportState.APPROVED),
        (check_correctable, ReportState.WITHDRAWN),
    ):
        with pytest.raises(Conflict):
            step(argument)
    with pytest.raises(Conflict, match="version 3"):
        check_version(3, 2)


@pytest.mark.parametrize(
    ("list_id", "limb", "ground", "publishable"),
    [
        ("barred", Limb.A, Ground.GROSS_MISCONDUCT, True),
        ("barred", Limb.B, Ground.GROSS_MISCONDUCT, True),
        ("barred", Limb.A, Ground.GROSS_INCOMPETENCE, False),
        ("barred", Limb.A, Ground.UNSATISFACTORY_PERFORMANCE, False),
        ("barred", Limb.B, Ground.UNSATISFACTORY_ATTENDANCE, False),
        ("barred", Limb.C, Ground.CONDUCT, False),
        ("barred", Limb.D, Ground.CONDUCT, False),
        ("barred", Limb.C, Ground.GROSS_MISCONDUCT, False),
        ("advisory", Limb.A, Ground.GROSS_MISCONDUCT, False),
    ],
)
def test_only_officers_barred_for_gross_misconduct_are_published(
    list_id: str, limb: Limb, ground: Ground, publishable: bool
) -> None:
    assert (why_not_published(list_id, limb, ground) is None) is publishable
