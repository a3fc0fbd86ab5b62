"""The append-only trail: who did what to what, when and why, in a chain that shows any later change.

`record` notes an event in the session; the events of a session are chained and inserted just before it commits, in the same
transaction as what they tell of. If they cannot be written, nothing is committed.
"""

from vetting.audit.checkpoints import Checkpoints
from vetting.audit.events import EVENTS, AuditError, EventKind, Operation
from vetting.audit.reading import TrailEvent, TrailFilter, find_events
from vetting.audit.trail import Trail, event_about, events_about, events_by, last_sequence, record, recorded_events
from vetting.audit.verifier import Finding, verify

__all__ = [
    "EVENTS",
    "AuditError",
    "Checkpoints",
    "EventKind",
    "Finding",
    "Operation",
    "Trail",
    "TrailEvent",
    "TrailFilter",
    "event_about",
    "events_about",
    "events_by",
    "find_events",
    "last_sequence",
    "record",
    "recorded_events",
    "verify",
]
