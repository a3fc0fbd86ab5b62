"""Reading reviews: the College reads all of them whole, the authority that is consulted what it was asked and what it said."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from vetting import audit
from vetting.access import Actor, Permission, get_owned, owned_by, require
from vetting.errors import NotFound
from vetting.registry.models import Entry, Review
from vetting.registry.present import entry_content
from vetting.registry.proposals import Kind, proposals_about
from vetting.registry.standing import REMOVED
from vetting.registry.views import ProposalView, ReviewLine, TimelineEvent
from vetting.vault import open_column


class ReviewState(StrEnum):
    """How far a review has come."""

    RECEIVED = "received"
    CONSULTING = "consulting"
    ANSWERED = "answered"
    GRANTED = "granted"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    ENDED = "ended"

    @property
    def label(self) -> str:
        """As shown on pages."""
        return _LABELS[self]


_LABELS = {
    ReviewState.RECEIVED: "Received",
    ReviewState.CONSULTING: "Authority consulted",
    ReviewState.ANSWERED: "Authority has answered",
    ReviewState.GRANTED: "Granted: off the list",
    ReviewState.REFUSED: "Refused: stays on the list",
    ReviewState.WITHDRAWN: "Withdrawn by the person",
    ReviewState.ENDED: "Ended: the entry left the list in another way",
}
ASKED = (ReviewState.CONSULTING.value, ReviewState.ANSWERED.value)


@dataclass(frozen=True, slots=True)
class ReviewView:
    """A review. For the authority `application` and `advice` are None: it reads `question`. `full_name` is None once removed."""

    id: str
    entry_id: str
    report_id: str
    organisation_id: str
    state: ReviewState
    full_name: str | None
    applied_on: date
    eligible_from: date | None
    received_by: str
    received_at: datetime
    consulted_by: str | None
    consulted_at: datetime | None
    due: date | None
    answered_by: str | None
    answered_at: datetime | None
    ended_at: datetime | None
    application: str | None
    advice: str | None
    question: str | None
    answer: str | None
    proposals: tuple[ProposalView, ...]

    @property
    def is_open(self) -> bool:
        """Whether it waits for something."""
        return self.ended_at is None

    @property
    def line(self) -> ReviewLine:
        """The review as the page of its entry names it."""
        return ReviewLine(self.id, self.applied_on, self.state.value, self.state.label, self.is_open)

    @property
    def open_proposal(self) -> ProposalView | None:
        """The decision that waits for a second registrar."""
        return next((proposal for proposal in self.proposals if proposal.is_open), None)


def get_review(session: Session, actor: Actor, review_id: str) -> ReviewView:
    """One review: any for a registrar, one's own for the authority that was consulted. Leaves an audit event. Raises NotFound."""
    require(actor, Permission.READ_OWN_REPORTS)
    row = get_owned(session, actor, Review, review_id, "review")
    if not actor.may(Permission.CHANGE_REGISTER) and row.state not in ASKED:
        raise NotFound("review")
    audit.record(session, actor, "review_read", entry=row.entry_id, review=row.id)
    return review_view(session, actor, row)


def list_reviews(session: Session, actor: Actor, *, open_only: bool = True, limit: int = 200) -> list[ReviewView]:
    """Reviews, the oldest first; the authority sees those about which it is asked. Leaves an audit event."""
    require(actor, Permission.READ_OWN_REPORTS)
    statement = owned_by(actor, Review)
    if not actor.may(Permission.CHANGE_REGISTER):
        statement = statement.where(Review.state.in_(ASKED))
    elif open_only:
        statement = statement.where(Review.ended_at.is_(None))
    rows = session.scalars(statement.order_by(Review.received_at, Review.id).limit(limit))
    found = [review_view(session, actor, row) for row in rows]
    if found:
        audit.record(session, actor, "reviews_listed", reviews=[review.id for review in found])
    return found


def reviews_about(session: Session, actor: Actor, entry_id: str) -> tuple[ReviewView, ...]:
    """Every review of an entry, in order. The caller has made sure that the actor may read the entry."""
    rows = session.scalars(select(Review).where(Review.entry_id == entry_id).order_by(Review.received_at, Review.id))
    return tuple(review_view(session, actor, row) for row in rows)


def review_events(reviews: tuple[ReviewView, ...]) -> list[TimelineEvent]:
    """What happened to the reviews of an entry; the decisions are among its proposals."""
    events: list[TimelineEvent] = []
    for review in reviews:
        events.append(TimelineEvent(review.received_at, review.received_by, "Application for a review received"))
        if review.consulted_at is not None and review.consulted_by is not None:
            events.append(TimelineEvent(review.consulted_at, review.consulted_by, "Review: authority consulted"))
        if review.answered_at is not None and review.answered_by is not None:
            events.append(TimelineEvent(review.answered_at, review.answered_by, "Review: authority answered"))
    return events


def review_view(session: Session, actor: Actor, row: Review) -> ReviewView:
    """A review as this actor may read it."""
    whole = actor.may(Permission.CHANGE_REGISTER)
    entry = session.get_one(Entry, row.entry_id)
    said = open_column(session, row, "sealed_application") if whole else {}
    decisions = [each for each in proposals_about(session, entry.id) if each.kind == Kind.REVIEW] if whole else []
    return ReviewView(
        id=row.id,
        entry_id=row.entry_id,
        report_id=entry.report_id,
        organisation_id=row.organisation_id,
        state=ReviewState(row.state),
        full_name=None if entry.standing == REMOVED else entry_content(session, entry).full_name,
        applied_on=row.applied_on,
        eligible_from=row.eligible_from,
        received_by=row.received_by,
        received_at=row.received_at,
        consulted_by=row.consulted_by,
        consulted_at=row.consulted_at,
        due=row.due,
        answered_by=row.answered_by,
        answered_at=row.answered_at,
        ended_at=row.ended_at,
        application=said.get("application"),
        advice=said.get("advice"),
        question=open_column(session, row, "sealed_question") if row.sealed_question is not None else None,
        answer=open_column(session, row, "sealed_answer") if row.sealed_answer is not None else None,
        proposals=tuple(each for each in decisions if each.content["review"] == row.id),
    )
