"""The things that can be done on a case, each a page with one small form: its title, its form, and the door it goes through."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from vetting import screening
from vetting.access import FORCES, Actor, db_session
from vetting.errors import InvalidInput, Problem
from vetting.screening import CasePage, practice_of
from vetting.web.cases import forms
from vetting.web.fields import ServiceForm, day_of


@dataclass(frozen=True, slots=True)
class Action:
    """One thing that can be done on a case. `only_open` is for those that make no sense on a closed one."""

    title: str
    says: str
    button: str
    form: Callable[[CasePage], ServiceForm]
    do: Callable[[Actor, str, Any], object]
    only_open: bool = True


def _askable(page: CasePage) -> list[tuple[str, str]]:
    """The forces in which the applicant served first, then all others."""
    served = [(force.key, force.name) for force in page.forces]
    known = {key for key, _ in served}
    return served + [(force.code, force.title) for force in FORCES if force.code not in known]


def _hold(actor: Actor, check_id: str, form: Any) -> None:
    screening.hold_case(db_session(), actor, check_id, form.reason.data or "", form.text.data)


def _force(actor: Actor, check_id: str, form: Any) -> None:
    record = screening.record_force_answer if form.done.data == "answered" else screening.ask_force
    record(db_session(), actor, check_id, form.force.data or "", form.text.data)


def _document(actor: Actor, check_id: str, form: Any) -> None:
    seen_on = day_of(form.seen_on)
    if seen_on is None:
        raise InvalidInput([Problem("seen_on", "Enter the day on which you saw it")])
    last_four = form.last_four.data
    screening.record_document(db_session(), actor, check_id, form.kind.data or "", last_four=last_four, seen_on=seen_on)


ACTIONS: dict[str, Action] = {
    "note": Action(
        "Write a note",
        "Leave out what is in the documents: a note is no place for copies of them.",
        "Save the note",
        lambda _page: forms.TextForm(),
        lambda actor, check_id, form: screening.add_note(db_session(), actor, check_id, form.text.data),
        only_open=False,
    ),
    "hold": Action(
        "Put the case on hold",
        "The clock stands still until you take it up again. On hold is not clear: the check stays undecided.",
        "Put on hold",
        lambda _page: forms.HoldForm(practice_of(db_session()).hold_reasons),
        _hold,
    ),
    "resume": Action(
        "Take the case up again",
        "The clock runs again. The working days on hold are added to the last day.",
        "Take it up again",
        lambda _page: forms.ConfirmForm(),
        lambda actor, check_id, _form: screening.resume_case(db_session(), actor, check_id),
    ),
    "escalate": Action(
        "Escalate the case",
        "It goes to the top of the queue for everybody in your unit. Say why.",
        "Escalate",
        lambda _page: forms.TextForm(),
        lambda actor, check_id, form: screening.escalate_case(db_session(), actor, check_id, form.text.data),
    ),
    "refer": Action(
        "Refer back to the applicant",
        "You get words to send that reveal no list and nobody else. The case waits for the applicant.",
        "Make the words",
        lambda _page: forms.ReferForm(practice_of(db_session()).asked_of_applicant),
        lambda actor, check_id, form: screening.refer_back(db_session(), actor, check_id, form.asked.data or []),
    ),
    "force": Action(
        "Ask another force",
        "A serving officer under investigation is on neither list. Ask for live investigations and for reports that are due.",
        "Record it",
        lambda page: forms.ForceForm(_askable(page)),
        _force,
        only_open=False,
    ),
    "document": Action(
        "Record a document that you saw",
        "Only its type, the day and four characters are kept. Do not keep a copy.",
        "Record it",
        lambda _page: forms.DocumentForm(practice_of(db_session()).documents),
        _document,
        only_open=False,
    ),
}
