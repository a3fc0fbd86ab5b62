"""Amending an entry: a name corrected, a further name or number added, a death noted; proposed by one person, approved by another.

Each approved amendment is a new version. What the entry said before stays, and can be asked for (`history`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from datetime import date
from typing import Any, Self

from sqlalchemy import update
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import set_committed_value

from vetting import audit
from vetting.access import Actor, Permission, require
from vetting.db import new_id, utc_now
from vetting.errors import InvalidInput, Problem
from vetting.registry.advisory import take_content
from vetting.registry.facts import OtherName, ReportContent, ReportInput
from vetting.registry.lifecycle import check_person, check_version
from vetting.registry.models import Entry, EntryVersion, Proposal
from vetting.registry.once import change_once
from vetting.registry.plausible import ONE_NAME_ONLY, clean_text, is_readable, names_problems, read_day
from vetting.registry.policy import ListPolicy, lists_of
from vetting.registry.present import entry_content
from vetting.registry.proposals import Kind, Proposed, open_proposal, proposal_view, written_reason
from vetting.registry.publication import follow_amendment
from vetting.registry.rules import LONGEST_NUMBER
from vetting.registry.standing import REMOVED, find_entry
from vetting.registry.versions import Action, Change, raise_version
from vetting.registry.views import ProposalView
from vetting.registry.working_days import day_in_london
from vetting.vault import open_column, seal_column

MOST_OTHERS = 20


@dataclass(frozen=True, slots=True)
class Amendment:
    """The whole entry as it should read, as typed, and why.

    `other_names` are one a line, forenames, a comma, the surname; `other_numbers` one a line.
    """

    report: ReportInput
    other_names: str = ""
    other_numbers: str = ""
    date_of_death: str = ""
    reason: str = ""

    @classmethod
    def from_mapping(cls, values: Mapping[str, Any]) -> Self:
        """From a form or a JSON object."""
        own = {field.name: str(values.get(field.name) or "") for field in fields(cls) if field.name != "report"}
        return cls(ReportInput.from_mapping(values), **own)


def propose_amendment(session: Session, actor: Actor, entry_id: str, data: Amendment, expected_version: int) -> ProposalView:
    """Propose how an entry should read. Nothing changes in a check until another registrar approves it.

    Raises InvalidInput with every problem, Conflict when the entry changed since it was read, or an amendment of it is open.
    """
    require(actor, Permission.CHANGE_REGISTER)
    check_person(actor)
    entry = find_entry(session, entry_id)
    check_version(entry.version, expected_version)
    now = utc_now()
    content = taken_amendment(session, data, day_in_london(now))
    if content.list_id != entry.list_id:
        raise InvalidInput([Problem("list_id", "An entry stays on its list.")])
    reason = written_reason(data.reason, "Say why the entry is changed, and what shows that it is right.")
    if content == entry_content(session, entry):
        raise InvalidInput([Problem("reason", "Nothing was changed.")])
    item = Proposed(Kind.AMENDMENT, "amendment", actor.organisation_id or "", {"content": content.as_json(), "reason": reason})
    row = open_proposal(session, actor, entry, item, now)
    audit.record(session, actor, "amendment_proposed", entry=entry.id, entry_version=entry.version, proposal=row.id)
    return proposal_view(session, row)


def taken_amendment(session: Session, data: Amendment, today: date) -> ReportContent:
    """The content that an amendment asks for. Raises InvalidInput with every problem."""
    return read_amendment(data, lists_of(session), today)


def read_amendment(data: Amendment, policy: ListPolicy, today: date) -> ReportContent:
    """What is typed of an entry, by the rules of a report and those of the fields that an entry has besides. Pure.

    Raises InvalidInput with every problem.
    """
    problems: list[Problem] = []
    content = None
    try:
        content = take_content(data.report, policy, today)
    except InvalidInput as error:
        problems += error.problems
    names = _other_names(data.other_names, problems)
    numbers = _other_numbers(data.other_numbers, problems)
    died = _date_of_death(data.date_of_death, content, today, problems)
    if problems or content is None:
        raise InvalidInput(problems)
    return replace(content, other_names=names, other_numbers=numbers, date_of_death=died)


def apply(session: Session, actor: Actor, row: Proposal) -> None:
    """Make the approved amendment the entry's next version. Raises Conflict when the entry is no longer at the version amended."""
    entry = find_entry(session, row.entry_id)
    number = row.entry_version + 1
    as_read = update(Entry).where(Entry.id == entry.id, Entry.version == row.entry_version, Entry.standing != REMOVED)
    message = "The entry was changed since this amendment was proposed. Read it again."
    change_once(session, as_read.values(version=number), message, code="version_changed")
    set_committed_value(entry, "version", number)
    content = ReportContent.from_json(open_column(session, row, "sealed_content")["content"])
    version = EntryVersion(
        id=new_id(),
        entry_id=entry.id,
        number=number,
        report_version_id=None,
        limb=content.limb.value,
        force_code=content.force_code,
        event_date=content.event_date,
        valid_from=utc_now(),
        prepared_by=row.prepared_by,
        approved_by=actor.id,
    )
    seal_column(session, version, "sealed_content", content.as_json())
    session.add(version)
    session.flush()
    follow_amendment(session, actor, entry, content, version.valid_from)
    raised = raise_version(session, [Change(Action.REPLACE, "entry", entry.id)])
    audit.record(session, actor, "entry_amended", entry=entry.id, entry_version=number, proposal=row.id, register_version=raised)


def _lines(text: str) -> list[str]:
    return [written for line in text.splitlines() if (written := clean_text(line))]


def _other_names(text: str, problems: list[Problem]) -> tuple[OtherName, ...]:
    names: list[OtherName] = []
    for line in _lines(text):
        forenames, comma, surname = (part.strip() for part in line.rpartition(","))
        wrong = names_problems(forenames, surname) if comma else {"": "Write the forenames, a comma, and the surname."}
        if wrong:
            problems.append(Problem("other_names", f"“{line[:60]}”: {next(iter(wrong.values()))}"))
        else:
            names.append(OtherName("" if forenames == ONE_NAME_ONLY else forenames, surname))
    if len(names) > MOST_OTHERS:
        problems.append(Problem("other_names", f"There can be {MOST_OTHERS} further names."))
    return tuple(dict.fromkeys(names))


def _other_numbers(text: str, problems: list[Problem]) -> tuple[str, ...]:
    numbers = _lines(text)
    for line in numbers:
        if len(line) > LONGEST_NUMBER or not any(letter.isalnum() for letter in line) or not is_readable(line):
            problems.append(Problem("other_numbers", f"“{line[:60]}” is no number of a warrant, a collar or a member of staff."))
    if len(numbers) > MOST_OTHERS:
        problems.append(Problem("other_numbers", f"There can be {MOST_OTHERS} further numbers."))
    return tuple(dict.fromkeys(numbers))


def _date_of_death(text: str, content: ReportContent | None, today: date, problems: list[Problem]) -> date | None:
    """Death marks an entry and does not remove it (practice.md 1.9)."""
    if not clean_text(text):
        return None
    read = read_day(text)
    if read.day is None:
        problems.append(Problem("date_of_death", f"Date of death {read.problem}."))
    elif read.day > today or (content is not None and read.day < content.date_of_birth):
        problems.append(Problem("date_of_death", "Date of death must be in the past, and after the date of birth."))
    return read.day
