"""The rules of `config/retention.toml`: what is erased, after how long, and whether two people have let a rule run as it reads."""

from __future__ import annotations

import hashlib
import json
import tomllib
from dataclasses import asdict, dataclass
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from vetting import audit
from vetting.access import Actor, Permission, require
from vetting.db import new_id, utc_now
from vetting.errors import NotFound, Refused
from vetting.records.models import RuleApproval

RULES_FILE = Path(__file__).resolve().parents[2] / "config" / "retention.toml"


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule, as the file reads. `title` is what the privacy notice calls the records; `what` names their kind in the code."""

    id: str
    title: str
    what: str
    after_days: int
    why: str

    @property
    def wording(self) -> str:
        """A digest of how the rule reads; another number of days is another rule, and waits for two people again."""
        return hashlib.sha256(json.dumps(asdict(self), sort_keys=True).encode()).hexdigest()


def load_rules(path: Path = RULES_FILE) -> list[Rule]:
    """Read the file."""
    return [Rule(**rule) for rule in tomllib.loads(path.read_text(encoding="utf-8"))["rule"]]


def find_rule(rule_id: str) -> Rule:
    """The rule with this id. Raises NotFound."""
    for rule in load_rules():
        if rule.id == rule_id:
            return rule
    raise NotFound("retention rule")


def approve_rule(session: Session, actor: Actor, rule: Rule) -> bool:
    """Let a rule run as it reads: the first registrar proposes it, a second one approves. Returns whether it may run now.

    Raises Refused when the same person comes twice.
    """
    require(actor, Permission.CHANGE_REGISTER)
    kept = _approval(session, rule)
    if kept is None:
        session.add(RuleApproval(id=new_id(), rule=rule.id, wording=rule.wording, proposed_by=actor.id))
    elif kept.approved_by is None:
        if kept.proposed_by == actor.id:
            raise Refused("You proposed this rule: a second person has to approve it.", code="second_person_needed")
        kept.approved_by, kept.approved_at = actor.id, utc_now()
    else:
        return True
    session.flush()
    audit.record(session, actor, "retention_rule_approved", rule=rule.id, wording=rule.wording, runs=kept is not None)
    return kept is not None


def may_run(session: Session, rule: Rule) -> bool:
    """Whether two people have let the rule run as it reads now."""
    kept = _approval(session, rule)
    return kept is not None and kept.approved_by is not None


def _approval(session: Session, rule: Rule) -> RuleApproval | None:
    return session.scalar(select(RuleApproval).where(RuleApproval.rule == rule.id, RuleApproval.wording == rule.wording))
