"""Fuzzy identity matching that explains itself: a pure library (no web, database, settings or clock).

A subject and the listed people are `Identity` records; a `MatchIndex` finds the listed people whom a subject may be, and why.
"""

from vetting.matching.archive import pack, unpack, weights_of
from vetting.matching.bulk import in_workers
from vetting.matching.folding import fold_full_name
from vetting.matching.identity import Identity, PersonName, ServiceNumber
from vetting.matching.index import MatchIndex, compare
from vetting.matching.matcher import Comparison, Match
from vetting.matching.model import MatchModel, ModelError, load_model, read_model
from vetting.matching.prepare import UnusableIdentity, check_identity, unread_values
from vetting.matching.readings import split_full_name
from vetting.matching.subjects import SubjectIndex

__all__ = [
    "Comparison",
    "Identity",
    "Match",
    "MatchIndex",
    "MatchModel",
    "ModelError",
    "PersonName",
    "ServiceNumber",
    "SubjectIndex",
    "UnusableIdentity",
    "check_identity",
    "compare",
    "fold_full_name",
    "in_workers",
    "load_model",
    "pack",
    "read_model",
    "split_full_name",
    "unpack",
    "unread_values",
    "weights_of",
]
