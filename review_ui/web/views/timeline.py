"""Audit entries as readable lines, each with its proof: sequence number and the beginning of its leaf hash.

The line says what was done in the pages' words; the entry itself, with all its facts, is what was hashed.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from governance.reading import AuditLine
from review_ui.web import words

ACTS = {
    "account.added": "Added an account",
    "account.disabled": "Disabled an account",
    "account.granted": "Granted a role",
    "account.grant_revoked": "Took a role back",
    "account.locked": "Log-in locked after failures",
    "account.password_changed": "Changed a password",
    "approval.given_together": "Said yes to this and others at once",
    "approval.escalated": "Opened a late step to another role",
    "blind.list_opened": "Opened the list",
    "blind.opened": "Read somebody blind",
    "blind.rated": "Rated somebody blind",
    "bundle.registered": "Registered a model",
    "bundle.released": "Installed the model of the release",
    "bundle.proposed": "Proposed a model",
    "bundle.approved": "Approved a model",
    "bundle.denied": "Denied a model",
    "candidate.decided": "Decided",
    "candidate.decision_undone": "Undid the decision on",
    "candidate.contacted": "Contacted",
    "candidate.screened": "Screened",
    "candidate.offered": "Made the offer to",
    "candidate.accepted": "Recorded a yes from",
    "candidate.declined": "Recorded a no from",
    "candidate.withdrawn": "Withdrew",
    "classification.assessed": "Classified the work",
    "classification.cleared": "Cleared the classification",
    "classification.refused": "Refused the classification",
    "delegation.ended": "Ended a delegation",
    "delegation.made": "Let somebody answer for them",
    "engagement.started": "Started the engagement of",
    "engagement.activated": "Work started",
    "engagement.completed": "Work completed",
    "engagement.terminated": "Ended the engagement early",
    "hold.placed": "Placed a legal hold",
    "hold.lifted": "Lifted a legal hold",
    "extension.asked": "Asked to extend the engagement",
    "extension.approved": "Extended the engagement",
    "extension.denied": "Denied the extension",
    "extension.withdrawn": "Withdrew the extension",
    "list.reordered": "Moved on the list",
    "list.pinned": "Pinned on the list",
    "list.excluded": "Took off the list",
    "list.added": "Added to the list by hand",
    "outcome.recorded": "Recorded the outcome",
    "outcomes.imported": "Imported earlier outcomes",
    "oversight.people_approved": "Approved a view by reviewer",
    "oversight.people_asked": "Asked for a view by reviewer",
    "oversight.people_ended": "Ended a view by reviewer",
    "oversight.people_refused": "Refused a view by reviewer",
    "oversight.people_seen": "Looked at decisions by reviewer",
    "people.imported": "Imported people",
    "person.erased": "Erased a person",
    "person.erasure_requested": "Asked for an erasure that waits for a legal hold to end",
    "person.restricted": "Restricted a person",
    "person.restriction_lifted": "Lifted a restriction",
    "policy.approved": "Approved a policy of approval",
    "policy.proposed": "Proposed a policy of approval",
    "protected.read": "Read protected attributes for an audit",
    "ranking.stopped": "Stopped ranking by machine",
    "ranking.stop_lifted": "Let ranking by machine go on",
    "record.guards_restored": "Restored the record's guards",
    "record.migrated": "Migrated the record",
    "requisition.created": "Wrote the request",
    "requisition.edited": "Changed the request",
    "requisition.submitted": "Submitted the request",
    "requisition.approved": "Approved the request",
    "requisition.step_approved": "Approved a step of the request",
    "requisition.denied": "Denied the request",
    "requisition.cancelled": "Cancelled the request",
    "requisition.sourcing_started": "Started sourcing",
    "review.finished": "Finished the review",
    "review.reopened": "Reopened the review",
    "selection.approved": "Approved the selection",
    "selection.step_approved": "Approved a step of the selection",
    "selection.denied": "Denied the selection",
    "selection.sent_back": "Sent the selection back",
    "selection.overridden": "Replaced the selection",
    "session.opened": "Logged in",
    "session.closed": "Logged out",
    "shortlist.frozen": "Ranked the pool and froze the shortlist",
    "snapshot.published": "Put a new snapshot of the pool in service",
    "template.filed": "Filed a role template under a family",
    "template.saved": "Saved a role template",
    "token.issued": "Issued a token",
    "token.revoked": "Revoked a token",
}
# What entries are about, by the first part of their action.
ABOUT = {
    "account": "Accounts and grants",
    "approval": "Late steps, and cases answered at once",
    "blind": "Blind ratings",
    "bundle": "Models",
    "candidate": "Candidates",
    "classification": "Classification",
    "delegation": "Delegations",
    "engagement": "Engagements",
    "extension": "Extensions",
    "hold": "Legal holds",
    "list": "Changes of lists",
    "outcome": "Outcomes",
    "people": "Imports of people",
    "person": "Restrictions and erasures",
    "policy": "Policies of approval",
    "ranking": "Stops of ranking",
    "requisition": "Requests",
    "review": "Reviews",
    "selection": "Selections",
    "session": "Log-ins",
    "shortlist": "Shortlists",
    "token": "Tokens",
}
# Facts worth a reader's eye; the rest are in the entry.
_SHOWN = (
    "position", "rank", "role", "role_version", "shortlist", "candidates", "positions", "hours", "rating", "rework",
    "risk", "likelihood", "impact", "new", "changed", "unchanged", "people", "selected", "before", "after", "voided",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class TimelineLine:
    """`news`: others did it since the reader last looked."""

    seq: int
    at: datetime
    who: str
    did: str
    about: str
    facts: str
    leaf: str
    leaf_hash: str
    news: bool = False


def timeline(entries: Iterable[AuditLine], news: Collection[int] = ()) -> tuple[TimelineLine, ...]:
    """`news`: the places in the log of what is new to the reader."""
    return tuple(_line(entry, entry.seq in news) for entry in entries)


def _line(entry: AuditLine, news: bool) -> TimelineLine:
    did = ACTS.get(entry.action, words.plain(entry.action))
    person = entry.facts.get("person")
    return TimelineLine(
        seq=entry.seq,
        at=entry.at,
        who=entry.actor.name if entry.token is None else f"{entry.actor.name}, by token {entry.token}",
        did=f"{did} {person}"
        if isinstance(person, str) and entry.action.split(".")[0] in ("candidate", "engagement", "list")
        else did,
        about=f"{entry.subject_kind} {_short(entry.subject_id)}",
        facts=", ".join(_facts(entry.facts, entry.action)),
        leaf=entry.leaf_hash[:10],
        leaf_hash=entry.leaf_hash,
        news=news,
    )


def _facts(facts: Mapping[str, Any], action: str) -> Iterable[str]:
    if isinstance(decision := facts.get("decision"), str):
        yield words.decision_name(decision)
    if isinstance(reason := facts.get("reason"), str):
        yield words.reason_label(reason, action).lower()
    if isinstance(model := facts.get("model"), str):
        yield f"model M-{model[:8]}"
    for key in _SHOWN if "decision" not in facts else ("rank",):
        value = facts.get(key)
        if isinstance(value, list) and value:
            yield f"{key} {words.listed(str(one) for one in value)}"
        elif isinstance(value, str | int) and not isinstance(value, bool):
            yield (
                f"{key.replace('_', ' ')} {value:,}"
                if isinstance(value, int)
                else f"{key.replace('_', ' ')} {_short(value)}"
            )


def _short(text: str) -> str:
    return f"{text[:8]}…" if len(text) > 40 else text
