"""Rules the database itself keeps, against any program that reaches it: triggers, declared here as data.

Alembic's batch mode drops triggers, so `install` makes them again after every migration and `differences`
compares them at start-up. Commands check the same rules first and say more; see `governance/approvals.py`.
"""

from dataclasses import dataclass
from typing import Literal

from sqlalchemy import Connection, text

from governance.storage.held import person_held, requisition_held

PREFIX = "guard: "
Event = Literal["INSERT", "UPDATE", "DELETE"]


@dataclass(frozen=True, slots=True)
class Guard:
    """Before `event` on `table`: when `forbidden` holds, the statement fails with `message`. Plain SQL, both engines."""

    name: str
    table: str
    event: Event
    message: str
    forbidden: str = "TRUE"

    def statements(self, dialect: str) -> tuple[str, ...]:
        return (self._sqlite(),) if dialect == "sqlite" else self._postgresql()

    @property
    def _words(self) -> str:
        return f"{PREFIX}{self.message}".replace("'", "''")

    def _sqlite(self) -> str:
        return (
            f"CREATE TRIGGER {self.name} BEFORE {self.event} ON {self.table} WHEN {self.forbidden} "
            f"BEGIN SELECT RAISE(ABORT, '{self._words}'); END"
        )

    def _postgresql(self) -> tuple[str, ...]:
        row = "OLD" if self.event == "DELETE" else "NEW"
        return (
            f"CREATE OR REPLACE FUNCTION {self.name}() RETURNS trigger LANGUAGE plpgsql AS $guard$ BEGIN "
            f"IF {self.forbidden} THEN RAISE EXCEPTION '{self._words}' USING ERRCODE = 'check_violation'; "
            f"END IF; RETURN {row}; END $guard$",
            f"CREATE TRIGGER {self.name} BEFORE {self.event} ON {self.table} "
            f"FOR EACH ROW EXECUTE FUNCTION {self.name}()",
        )


def _any(*conditions: str) -> str:
    return " OR ".join(conditions)


def _all(*conditions: str) -> str:
    return f"({' AND '.join(conditions)})"


def _fixed(*columns: str) -> str:
    """A condition: one of the columns would change."""
    return _any(*(f"NEW.{column} IS DISTINCT FROM OLD.{column}" for column in columns))


_APPROVED_BY_ANOTHER = """NOT EXISTS (
    SELECT 1 FROM approval a
    JOIN requisition r ON r.id = a.requisition_id
    JOIN selection s ON s.requisition_id = a.requisition_id AND s.person_id = NEW.person_id
    WHERE a.id = NEW.approval_id AND a.requisition_id = NEW.requisition_id
      AND a.kind = 'selection' AND a.decision = 'approved' AND a.voided_at IS NULL AND s.voided_at IS NULL
      AND a.decided_by <> s.selected_by AND a.decided_by <> s.submitted_by
      AND a.decided_by <> r.requested_by
      AND NOT EXISTS (SELECT 1 FROM list_override o
          WHERE o.shortlist_id = s.shortlist_id AND o.made_by = a.decided_by))"""

_SELECTED_BY_MANAGER = """NOT EXISTS (
    SELECT 1 FROM selection s WHERE s.requisition_id = NEW.requisition_id AND s.origin = 'manager')"""

_UNDECIDED = """(NEW.origin = 'manager' AND NOT EXISTS (
    SELECT 1 FROM decision d WHERE d.shortlist_id = NEW.shortlist_id AND d.person_id = NEW.person_id
    AND d.decision = 'select' AND d.decided_by = NEW.selected_by AND d.undone_at IS NULL))"""

_OWN_REQUISITION = """(NEW.decision = 'approved' AND NEW.requisition_id IS NOT NULL AND (
    EXISTS (SELECT 1 FROM requisition r WHERE r.id = NEW.requisition_id AND r.requested_by = NEW.decided_by)
    OR EXISTS (SELECT 1 FROM requisition_version v WHERE v.requisition_id = NEW.requisition_id
               AND v.number = NEW.role_version AND v.author = NEW.decided_by)))"""

# Whoever changed the list the selected stand on had a hand in the choice.
_OWN_SELECTION = """(NEW.decision = 'approved' AND NEW.kind = 'selection' AND EXISTS (
    SELECT 1 FROM selection s WHERE s.requisition_id = NEW.requisition_id AND s.voided_at IS NULL
    AND (s.selected_by = NEW.decided_by OR s.submitted_by = NEW.decided_by OR EXISTS (
        SELECT 1 FROM list_override o
        WHERE o.shortlist_id = s.shortlist_id AND o.made_by = NEW.decided_by))))"""

_TAKEN_OFF = """EXISTS (SELECT 1 FROM list_override o WHERE o.shortlist_id = NEW.shortlist_id
    AND o.person_id = NEW.person_id AND o.action = 'exclude')"""

_NOT_IN_REVIEW = """NOT EXISTS (
    SELECT 1 FROM shortlist s JOIN requisition r ON r.id = s.requisition_id
    WHERE s.id = NEW.shortlist_id AND r.id = NEW.requisition_id AND s.superseded_at IS NULL
      AND r.state = 'in_review')"""

_NOT_NEXT_CHANGE = """(NEW.number <> 1 + (
    SELECT COALESCE(MAX(o.number), 0) FROM list_override o WHERE o.shortlist_id = NEW.shortlist_id)
    OR EXISTS (SELECT 1 FROM list_override o WHERE o.id = NEW.id))"""

_OWN_BUNDLE = """(NEW.kind = 'bundle' AND NEW.decision = 'approved' AND EXISTS (
    SELECT 1 FROM bundle b WHERE b.hash = NEW.bundle_hash
    AND (b.author = NEW.decided_by OR b.proposed_by = NEW.decided_by)))"""

_SELF_APPROVED = """(NEW.approved_by IS NOT NULL AND (NEW.approved_by = NEW.author
    OR NEW.approved_by = NEW.proposed_by OR NEW.proposed_by IS NULL))"""

_UNAPPROVED = "(NEW.state = 'approved' AND NEW.approved_by IS NULL AND NOT NEW.built_in)"

# Somebody who counts to another has nobody counting to them, so one step leads to the person.
_NOT_ONE_STEP = """(NEW.ended_at IS NULL AND (NEW.person_id = NEW.into_id
    OR EXISTS (SELECT 1 FROM profile_link l WHERE l.person_id = NEW.into_id AND l.ended_at IS NULL)
    OR EXISTS (SELECT 1 FROM profile_link l WHERE l.into_id = NEW.person_id AND l.ended_at IS NULL)))"""

# Of the request as it is now, and not high unless legal cleared it: who did neither asked, answered nor selected.
_UNCLASSIFIED = """NOT EXISTS (
    SELECT 1 FROM classification c
    JOIN requisition r ON r.id = c.requisition_id AND r.role_version = c.role_version
    WHERE c.requisition_id = NEW.requisition_id AND c.extension_id IS NULL AND c.voided_at IS NULL
      AND (c.risk <> 'high' OR EXISTS (
        SELECT 1 FROM classification_decision d
        WHERE d.classification_id = c.id AND d.decision = 'cleared'
          AND NOT EXISTS (SELECT 1 FROM selection s WHERE s.requisition_id = NEW.requisition_id
              AND s.voided_at IS NULL AND (s.selected_by = d.decided_by OR s.submitted_by = d.decided_by)))))"""

# Or whoever does not like the answer would ask again until it is another.
_HIGH_ALREADY = """EXISTS (SELECT 1 FROM classification c WHERE c.requisition_id = NEW.requisition_id
    AND c.role_version = NEW.role_version AND c.risk = 'high'
    AND c.extension_id IS NOT DISTINCT FROM NEW.extension_id)"""

_CLASSIFIED_ALREADY = """EXISTS (SELECT 1 FROM classification c WHERE c.id = NEW.id
    OR (c.requisition_id = NEW.requisition_id AND c.voided_at IS NULL
        AND c.extension_id IS NOT DISTINCT FROM NEW.extension_id))"""

_NO_SUCH_EXTENSION = """(NEW.extension_id IS NOT NULL AND NOT EXISTS (
    SELECT 1 FROM engagement_extension x WHERE x.id = NEW.extension_id AND x.requisition_id = NEW.requisition_id
    AND x.state = 'asked' AND x.asked_at <= NEW.assessed_at))"""

_OWN_CLASSIFICATION = """NOT EXISTS (
    SELECT 1 FROM classification c JOIN requisition r ON r.id = c.requisition_id
    WHERE c.id = NEW.classification_id AND c.risk = 'high' AND c.voided_at IS NULL
      AND c.assessed_by <> NEW.decided_by AND r.requested_by <> NEW.decided_by
      AND NOT EXISTS (SELECT 1 FROM engagement_extension x
          WHERE x.id = c.extension_id AND x.asked_by = NEW.decided_by)
      AND NOT EXISTS (SELECT 1 FROM requisition_version v
          WHERE v.requisition_id = r.id AND v.author = NEW.decided_by)
      AND NOT EXISTS (SELECT 1 FROM selection s WHERE s.requisition_id = r.id AND s.voided_at IS NULL
          AND (s.selected_by = NEW.decided_by OR s.submitted_by = NEW.decided_by)))"""

_HELD_KEY = _any(
    f"(OLD.owner_kind IN ('person', 'protected') AND {person_held('OLD.owner_id')})",
    f"(OLD.owner_kind = 'requisition' AND {requisition_held('OLD.owner_id')})",
    "(OLD.owner_kind = 'hold' AND EXISTS (SELECT 1 FROM legal_hold h WHERE h.id = OLD.owner_id AND h.lifted_at IS NULL))",
)

# Every step of the route in force is approved, and there is one; of the request as it is now.
_COMPLETE = """EXISTS (
    SELECT 1 FROM approval_route w JOIN approval_step s ON s.route_id = w.id
    WHERE w.requisition_id = {requisition} AND w.role_version = {version} AND w.kind = '{kind}'
      AND w.voided_at IS NULL AND NOT EXISTS (SELECT 1 FROM approval_step o
          WHERE o.route_id = w.id AND o.answer IS DISTINCT FROM 'approved'))"""

_UNROUTED_APPROVAL = "(NEW.decision = 'approved' AND NEW.requisition_id IS NOT NULL AND NOT CASE NEW.kind {} ELSE FALSE END)".format(
    " ".join(
        f"WHEN '{kind}' THEN "
        + _COMPLETE.format(requisition="NEW.requisition_id", version="NEW.role_version", kind=kind)
        for kind in ("requisition", "selection")
    )
)

# Entering from outside, whatever the way: no state of these is reached with a step of the route open.
_ASKED = "('draft', 'submitted', 'denied', 'cancelled')"
_ENGAGING = "('approved_to_engage', 'onboarding', 'active', 'completed', 'terminated')"
_APPROVED_UNROUTED = f"(NEW.state NOT IN {_ASKED} AND OLD.state IN {_ASKED} AND NOT " + _COMPLETE.format(
    requisition="NEW.id", version="NEW.role_version", kind="requisition") + ")"  # fmt: skip
_ENGAGING_UNROUTED = f"(NEW.state IN {_ENGAGING} AND OLD.state NOT IN {_ENGAGING} AND NOT " + _COMPLETE.format(
    requisition="NEW.id", version="NEW.role_version", kind="selection") + ")"  # fmt: skip

# Who answered, or for whom: neither counts twice on one route.
_ANSWERED_TWICE = """EXISTS (SELECT 1 FROM approval_step o WHERE o.route_id = NEW.route_id AND o.id <> NEW.id
    AND (o.answered_by IN (NEW.answered_by, NEW.on_behalf_of) OR o.on_behalf_of IN (NEW.answered_by, NEW.on_behalf_of)))"""

_ANSWERED_OWN = """(NEW.answer = 'approved' AND EXISTS (
    SELECT 1 FROM approval_route w JOIN requisition r ON r.id = w.requisition_id
    WHERE w.id = NEW.route_id AND (r.requested_by IN (NEW.answered_by, NEW.on_behalf_of)
      OR EXISTS (SELECT 1 FROM requisition_version v WHERE v.requisition_id = r.id
          AND v.author IN (NEW.answered_by, NEW.on_behalf_of))
      OR (w.kind = 'selection' AND EXISTS (SELECT 1 FROM selection c
          WHERE c.requisition_id = r.id AND c.voided_at IS NULL
            AND (c.selected_by IN (NEW.answered_by, NEW.on_behalf_of)
              OR c.submitted_by IN (NEW.answered_by, NEW.on_behalf_of)
               OR EXISTS (SELECT 1 FROM list_override o WHERE o.shortlist_id = c.shortlist_id
                   AND o.made_by IN (NEW.answered_by, NEW.on_behalf_of))))))))"""

_ANSWERED_EARLY = """(OLD.opened_at IS NULL
    OR EXISTS (SELECT 1 FROM approval_route w WHERE w.id = NEW.route_id AND w.voided_at IS NOT NULL)
    OR EXISTS (SELECT 1 FROM approval_step o WHERE o.route_id = NEW.route_id AND o.stage < NEW.stage
        AND o.answer IS DISTINCT FROM 'approved'))"""

_UNDELEGATED = """((NEW.on_behalf_of IS NOT NULL OR NEW.delegation_id IS NOT NULL) AND NOT EXISTS (
    SELECT 1 FROM delegation d JOIN account_grant g ON g.id = d.grant_id
    JOIN account x ON x.id = d.delegator_id JOIN account y ON y.id = d.delegate_id
    WHERE d.id = NEW.delegation_id AND d.delegator_id = NEW.on_behalf_of AND d.delegate_id = NEW.answered_by
      AND d.ended_at IS NULL AND d.starts <= NEW.answered_on AND d.ends >= NEW.answered_on
      AND d.business_unit IN (NEW.business_unit, '*') AND g.revoked_at IS NULL AND g.confirmed_at IS NOT NULL
      AND (g.starts IS NULL OR g.starts <= NEW.answered_on) AND (g.ends IS NULL OR g.ends >= NEW.answered_on)
      AND x.disabled_at IS NULL AND y.disabled_at IS NULL))"""

# A role of the step, there, on that day, and for a yes the limit where the step asks for one. LIKE would need a per cent
# sign, which a driver takes for a parameter.
_WITHOUT_THE_ROLE = """(OLD.answer IS NULL AND NEW.answer IS NOT NULL AND NEW.answered_by IS NOT NULL AND NOT EXISTS (
    SELECT 1 FROM account_grant g JOIN approval_route w ON w.id = NEW.route_id
    JOIN requisition r ON r.id = w.requisition_id
    WHERE g.account_id = COALESCE(NEW.on_behalf_of, NEW.answered_by) AND g.revoked_at IS NULL
      AND (REPLACE(CAST(NEW.roles AS TEXT), '"' || g.role || '"', '') <> CAST(NEW.roles AS TEXT)
           OR (NEW.escalated_at IS NOT NULL AND g.role = NEW.escalate_to))
      AND g.business_unit IN (r.business_unit, '*')
      AND (g.starts IS NULL OR g.starts <= NEW.answered_on) AND (g.ends IS NULL OR g.ends >= NEW.answered_on)
      AND (NEW.answer <> 'approved' OR NOT NEW.within_limit
           OR (g.limit_currency = r.budget_currency AND g.limit_minor >= r.budget_minor))))"""

_HALF_ANSWERED = """(NEW.answer NOT IN ('approved', 'denied') OR NEW.answered_by IS NULL OR NEW.answered_at IS NULL
    OR NEW.answered_on IS NULL)"""

_SECOND_POLICY = """(OLD.approved_at IS NULL AND NEW.approved_at IS NOT NULL AND EXISTS (SELECT 1 FROM routing_policy p
    WHERE p.id <> NEW.id AND p.approved_at IS NOT NULL AND p.retired_at IS NULL))"""

# Not chained: what is passed on is a grant of one's own.
_FOREIGN_GRANT = """(NEW.delegator_id = NEW.delegate_id OR NEW.ends < NEW.starts OR NOT EXISTS (
    SELECT 1 FROM account_grant g WHERE g.id = NEW.grant_id AND g.account_id = NEW.delegator_id
      AND g.revoked_at IS NULL AND g.confirmed_at IS NOT NULL AND g.business_unit IN (NEW.business_unit, '*')))"""

# Neither of the two is the one who receives it.
_TWO_PEOPLE = """(NEW.confirmed_by IS NOT NULL AND NEW.granted_by <> NEW.confirmed_by
    AND NEW.granted_by <> NEW.account_id AND NEW.confirmed_by <> NEW.account_id)"""

# The administrator of an empty home: the first grant there ever was.
_FIRST_GRANT = """(NEW.basis = 'bootstrap' AND NEW.role = 'administrator' AND NEW.granted_by = 'home'
    AND NEW.confirmed_by = 'home' AND NOT EXISTS (SELECT 1 FROM account_grant))"""

# The second administrator, once: confirmed by the only one there was, who also proposed it.
_FOUNDING = """(NEW.basis = 'founding' AND NEW.role = 'administrator' AND NEW.granted_by = NEW.confirmed_by
    AND NEW.confirmed_by <> NEW.account_id
    AND NOT EXISTS (SELECT 1 FROM account_grant g WHERE g.basis = 'founding')
    AND EXISTS (SELECT 1 FROM account_grant g WHERE g.role = 'administrator' AND g.confirmed_at IS NOT NULL
        AND g.revoked_at IS NULL AND g.account_id = NEW.confirmed_by)
    AND NOT EXISTS (SELECT 1 FROM account_grant g JOIN account a ON a.id = g.account_id
        WHERE g.role = 'administrator' AND g.confirmed_at IS NOT NULL AND g.revoked_at IS NULL
          AND a.disabled_at IS NULL AND g.account_id <> NEW.confirmed_by))"""

# What a group gives ends by itself, is never administrator, and rests on a mapping that two others signed off.
_BY_MAPPING = _all(
    "NEW.basis = 'sign_on'", _TWO_PEOPLE, "NEW.role <> 'administrator'", "NEW.lapses_at IS NOT NULL",
    """EXISTS (SELECT 1 FROM sign_on_mapping m WHERE m.proposed_by = NEW.granted_by
        AND m.confirmed_by = NEW.confirmed_by AND m.ended_at IS NULL)""",
)  # fmt: skip

_GRANTED_ALONE = f"""(NEW.confirmed_at IS NOT NULL AND NOT ({_FIRST_GRANT} OR {_BY_MAPPING}))
    OR (NEW.confirmed_at IS NULL AND (NEW.basis <> 'two_people' OR NEW.confirmed_by IS NOT NULL))"""

_CONFIRMED_ALONE = f"""(OLD.confirmed_at IS NULL AND (NEW.confirmed_at IS NOT NULL OR NEW.basis <> OLD.basis)
    AND NOT ((NEW.basis = 'two_people' AND {_TWO_PEOPLE}) OR {_FOUNDING}))"""

_GRANT_REWRITTEN = """(OLD.confirmed_at IS NOT NULL AND (NEW.confirmed_at IS DISTINCT FROM OLD.confirmed_at
    OR NEW.confirmed_by IS DISTINCT FROM OLD.confirmed_by OR NEW.basis <> OLD.basis))
    OR OLD.revoked_at IS NOT NULL"""

_MAPPING_ALONE = (
    """(NEW.confirmed_at IS NOT NULL AND (NEW.confirmed_by IS NULL OR NEW.confirmed_by = NEW.proposed_by))"""
)

# To exactly the terms that another person approved, which they do for work that was classified as it would then be.
# Of work that is over the words may be let go of.
_EXTENDED = """(NEW.starts_on < OLD.starts_on OR ((NEW.ends_on > OLD.ends_on OR NEW.hours > OLD.hours
    OR (CAST(NEW.deliverables AS TEXT) <> CAST(OLD.deliverables AS TEXT)
        AND NOT (OLD.state IN ('completed', 'terminated') AND CAST(NEW.deliverables AS TEXT) = '[]'))) AND NOT EXISTS (
        SELECT 1 FROM engagement_extension x WHERE x.engagement_id = NEW.id AND x.state = 'approved'
        AND x.ends_on = NEW.ends_on AND x.hours = NEW.hours
        AND CAST(x.deliverables AS TEXT) = CAST(NEW.deliverables AS TEXT))))"""

_NOT_EXTENDABLE = """NOT EXISTS (
    SELECT 1 FROM engagement e WHERE e.id = NEW.engagement_id AND e.requisition_id = NEW.requisition_id
    AND e.state = 'active' AND e.ends_on <= NEW.ends_on AND e.hours <= NEW.hours)"""

_ASKED_ALREADY = """EXISTS (
    SELECT 1 FROM engagement_extension x WHERE x.id = NEW.id OR (x.engagement_id = NEW.engagement_id
    AND (x.state = 'asked' OR EXISTS (
        SELECT 1 FROM classification c WHERE c.extension_id = x.id AND c.risk = 'high' AND NOT EXISTS (
            SELECT 1 FROM classification_decision d
            WHERE d.classification_id = c.id AND d.decision = 'cleared')))))"""

_OWN_EXTENSION = """(NEW.state = 'approved' AND (NEW.decided_by IS NULL OR NEW.decided_by = NEW.asked_by
    OR NOT EXISTS (SELECT 1 FROM engagement e WHERE e.id = NEW.engagement_id AND e.state = 'active')
    OR EXISTS (SELECT 1 FROM requisition r WHERE r.id = NEW.requisition_id AND r.requested_by = NEW.decided_by)
    OR EXISTS (SELECT 1 FROM requisition_version v
        WHERE v.requisition_id = NEW.requisition_id AND v.author = NEW.decided_by)
    OR EXISTS (SELECT 1 FROM selection s WHERE s.requisition_id = NEW.requisition_id AND s.voided_at IS NULL
        AND (s.selected_by = NEW.decided_by OR s.submitted_by = NEW.decided_by))
    OR NOT EXISTS (
        SELECT 1 FROM classification c JOIN requisition r
            ON r.id = c.requisition_id AND r.role_version = c.role_version
        WHERE c.extension_id = NEW.id AND c.voided_at IS NULL AND c.assessed_by <> NEW.decided_by
          AND (c.risk <> 'high' OR EXISTS (
            SELECT 1 FROM classification_decision d WHERE d.classification_id = c.id
            AND d.decision = 'cleared' AND d.decided_by <> NEW.decided_by)))))"""

# A request whose template, or whose template's family, nobody knows is covered by a stop of any family.
_STOPPED = """EXISTS (
    SELECT 1 FROM ranking_stop k JOIN requisition r ON r.id = NEW.requisition_id
    LEFT JOIN role_template t ON t.id = r.template_id
    WHERE k.lifted_at IS NULL AND k.business_unit IN ('*', r.business_unit)
      AND (k.family IS NULL OR t.family IS NULL OR k.family = t.family))"""

_RANKED_ALL_THE_SAME = """((NEW.rank IS NOT NULL OR NEW.score IS NOT NULL) AND NOT EXISTS (
    SELECT 1 FROM shortlist s WHERE s.id = NEW.shortlist_id AND s.ranked))"""

_LIFTED_BY_ANOTHER = (
    """(NEW.lifted_at IS NOT NULL AND (NEW.lifted_by IS NULL OR NEW.lifted_by = NEW.stopped_by))"""
)

GUARDS: tuple[Guard, ...] = (
    Guard("guard_audit_update", "audit_entry", "UPDATE", "an audit entry never changes"),
    Guard("guard_audit_delete", "audit_entry", "DELETE", "an audit entry is never deleted"),
    # INSERT OR REPLACE deletes the old row without firing its DELETE trigger; only the INSERT can be stopped.
    Guard("guard_audit_insert", "audit_entry", "INSERT", "an audit entry only follows the last one",
          "COALESCE(NEW.seq, -1) <> (SELECT COALESCE(MAX(seq), 0) + 1 FROM audit_entry)"),
    Guard("guard_head_update", "audit_head", "UPDATE", "the audit head only grows with the log",
          "NEW.id <> OLD.id OR NEW.size < OLD.size"),
    Guard("guard_head_delete", "audit_head", "DELETE", "the audit head is never deleted"),
    Guard("guard_head_insert", "audit_head", "INSERT", "there is one audit head",
          "EXISTS (SELECT 1 FROM audit_head)"),
    Guard("guard_approval_insert", "approval", "INSERT", "nobody approves what they requested, selected or trained",
          _any(_OWN_REQUISITION, _OWN_SELECTION, _OWN_BUNDLE,
               "EXISTS (SELECT 1 FROM approval a WHERE a.id = NEW.id)")),
    Guard("guard_approval_update", "approval", "UPDATE", "an approval never changes but to be voided",
          _fixed("id", "kind", "requisition_id", "bundle_hash", "role_version", "shortlist_id", "decision",
                 "decided_by", "decided_at") + " OR OLD.voided_at IS NOT NULL"),
    Guard("guard_approval_delete", "approval", "DELETE", "an approval is never deleted"),
    Guard("guard_stop_insert", "ranking_stop", "INSERT", "a stop of ranking begins in force, once",
          "NEW.lifted_at IS NOT NULL OR NEW.lifted_by IS NOT NULL "
          "OR EXISTS (SELECT 1 FROM ranking_stop k WHERE k.id = NEW.id)"),
    Guard("guard_stop_update", "ranking_stop", "UPDATE",
          "a stop of ranking never changes but to be lifted, once, by another than who stopped it",
          _any(_fixed("id", "business_unit", "family", "reason", "stopped_by", "stopped_at"),
               "OLD.lifted_at IS NOT NULL", _LIFTED_BY_ANOTHER)),
    Guard("guard_stop_delete", "ranking_stop", "DELETE", "a stop of ranking is never deleted"),
    Guard("guard_shortlist_stopped", "shortlist", "INSERT",
          "no ranked list while ranking is stopped, no unranked one while it is not",
          _any(f"(NEW.ranked AND {_STOPPED})", f"(NOT NEW.ranked AND NOT {_STOPPED})")),
    Guard("guard_shortlist_ranked", "shortlist", "UPDATE", "a list stays ranked or unranked",
          _fixed("ranked", "requisition_id")),
    Guard("guard_candidate_insert", "candidate", "INSERT", "nobody on an unranked list has a rank or a score",
          _RANKED_ALL_THE_SAME),
    Guard("guard_candidate_update", "candidate", "UPDATE", "nobody on an unranked list has a rank or a score",
          _RANKED_ALL_THE_SAME),
    Guard("guard_approval_routed", "approval", "INSERT",
          "nothing is approved while a step of its route is not", _UNROUTED_APPROVAL),
    Guard("guard_requisition_insert", "requisition", "INSERT", "a request begins as a draft, once",
          _any("NEW.state <> 'draft'", "EXISTS (SELECT 1 FROM requisition r WHERE r.id = NEW.id)")),
    Guard("guard_requisition_routed", "requisition", "UPDATE",
          "no request and no selection is approved while a step of its route is not",
          _any(_APPROVED_UNROUTED, _ENGAGING_UNROUTED)),
    Guard("guard_intake_insert", "requisition_intake", "INSERT", "a version of a request says one thing",
          "EXISTS (SELECT 1 FROM requisition_intake i WHERE i.requisition_id = NEW.requisition_id "
          "AND i.number = NEW.number)"),
    Guard("guard_intake_update", "requisition_intake", "UPDATE", "what a version of a request says never changes"),
    Guard("guard_intake_delete", "requisition_intake", "DELETE", "what a version of a request says is never deleted"),
    Guard("guard_route_insert", "approval_route", "INSERT", "a route is made once, and one is in force",
          "EXISTS (SELECT 1 FROM approval_route w WHERE w.id = NEW.id OR (w.requisition_id = NEW.requisition_id "
          "AND w.kind = NEW.kind AND w.voided_at IS NULL))"),
    Guard("guard_route_update", "approval_route", "UPDATE", "a route never changes but to be voided",
          _fixed("id", "requisition_id", "kind", "role_version", "business_unit", "policy_version", "policy_sha256",
                 "made_at") + " OR CAST(NEW.facts AS TEXT) <> CAST(OLD.facts AS TEXT) OR OLD.voided_at IS NOT NULL"),
    Guard("guard_route_delete", "approval_route", "DELETE", "a route is never deleted"),
    Guard("guard_step_insert", "approval_step", "INSERT", "a step is made once, and nobody has answered it",
          _any("NEW.answer IS NOT NULL", "NEW.answered_by IS NOT NULL", "NEW.on_behalf_of IS NOT NULL",
               "EXISTS (SELECT 1 FROM approval_step s WHERE s.id = NEW.id OR (s.route_id = NEW.route_id "
               "AND s.stage = NEW.stage AND s.position = NEW.position))")),
    Guard("guard_step_update", "approval_step", "UPDATE", "a step is answered once and never changes afterwards",
          "OLD.answer IS NOT NULL OR " + _fixed("id", "route_id", "business_unit", "stage", "position",
                                                "within_limit", "escalate_to", "due_days")
          + "".join(f" OR CAST(NEW.{column} AS TEXT) <> CAST(OLD.{column} AS TEXT)" for column in ("roles", "rules"))
          + " OR (OLD.opened_at IS NOT NULL AND (" + _fixed("opened_at", "due_at") + "))"
          + " OR (OLD.escalated_at IS NOT NULL AND " + _fixed("escalated_at") + ")"),
    Guard("guard_step_answer", "approval_step", "UPDATE",
          "a step is answered when it is open, by one person for one step of a route, not on their own request or choice",
          "NEW.answer IS NULL AND (NEW.answered_by IS NOT NULL OR NEW.on_behalf_of IS NOT NULL) "
          "OR OLD.answer IS NULL AND NEW.answer IS NOT NULL AND ("
          + _any(_HALF_ANSWERED, _ANSWERED_TWICE, _ANSWERED_OWN, _ANSWERED_EARLY) + ")"),
    Guard("guard_step_role", "approval_step", "UPDATE",
          "who answers holds a role of the step, with a limit that covers the budget where it asks for one",
          _WITHOUT_THE_ROLE),
    Guard("guard_step_delegated", "approval_step", "UPDATE",
          "who answers for another does so under a delegation that holds that day", _UNDELEGATED),
    Guard("guard_step_delete", "approval_step", "DELETE", "a step is never deleted"),
    Guard("guard_delegation_insert", "delegation", "INSERT", "nobody delegates but a grant of their own, to another",
          _any(_FOREIGN_GRANT, "NEW.ended_at IS NOT NULL", "EXISTS (SELECT 1 FROM delegation d WHERE d.id = NEW.id)")),
    Guard("guard_delegation_update", "delegation", "UPDATE", "a delegation never changes but to be ended",
          _fixed("id", "delegator_id", "delegate_id", "grant_id", "business_unit", "starts", "ends", "made_at")
          + " OR OLD.ended_at IS NOT NULL"),
    Guard("guard_delegation_delete", "delegation", "DELETE", "a delegation is never deleted"),
    Guard("guard_policy_insert", "routing_policy", "INSERT", "a policy is proposed before it is approved",
          _any("NEW.approved_by IS NOT NULL", "NEW.approved_at IS NOT NULL",
               "EXISTS (SELECT 1 FROM routing_policy p WHERE p.id = NEW.id)")),
    Guard("guard_policy_update", "routing_policy", "UPDATE",
          "a policy never changes but to be approved by another person, and to be retired",
          _fixed("id", "policy_version", "sha256", "document", "proposed_by", "proposed_at")
          + " OR NEW.approved_by = NEW.proposed_by OR (NEW.approved_at IS NOT NULL AND NEW.approved_by IS NULL)"
          + " OR (OLD.approved_at IS NOT NULL AND (" + _fixed("approved_by", "approved_at") + "))"
          + " OR OLD.retired_at IS NOT NULL OR (NEW.retired_at IS NOT NULL AND NEW.approved_at IS NULL)"),
    Guard("guard_policy_one", "routing_policy", "UPDATE", "one policy is in force", _SECOND_POLICY),
    Guard("guard_policy_delete", "routing_policy", "DELETE", "a policy is never deleted"),
    Guard("guard_selection_insert", "selection", "INSERT", "a manager's selection rests on their decision, once",
          _any(_UNDECIDED, "EXISTS (SELECT 1 FROM selection s WHERE s.id = NEW.id)")),
    Guard("guard_selection_insert_listed", "selection", "INSERT", "nobody is selected who was taken off the list",
          _TAKEN_OFF),
    Guard("guard_override_insert", "list_override", "INSERT",
          "a list is changed while it is in force and in review, one change after the other",
          _any(_NOT_IN_REVIEW, _NOT_NEXT_CHANGE, "NEW.action NOT IN ('reorder', 'pin', 'exclude', 'add')")),
    Guard("guard_override_update", "list_override", "UPDATE", "a change of a list never changes"),
    Guard("guard_override_delete", "list_override", "DELETE", "a change of a list is never deleted"),
    Guard("guard_selection_update", "selection", "UPDATE", "a selection never changes but to be voided",
          _fixed("id", "requisition_id", "person_id", "origin", "selected_by", "submitted_by")
          + " OR OLD.voided_at IS NOT NULL"),
    Guard("guard_selection_delete", "selection", "DELETE", "a selection is never deleted"),
    Guard("guard_engagement_insert", "engagement", "INSERT",
          "no engagement without a manager's selection and another person's approval",
          _any(_APPROVED_BY_ANOTHER, _SELECTED_BY_MANAGER,
               "EXISTS (SELECT 1 FROM engagement e WHERE e.id = NEW.id)")),
    Guard("guard_engagement_update", "engagement", "UPDATE", "an engagement keeps its person and its approval",
          _fixed("id", "requisition_id", "person_id", "approval_id")),
    Guard("guard_engagement_insert_classified", "engagement", "INSERT",
          "no engagement without a classification in force, cleared by legal where the risk is high",
          _UNCLASSIFIED),
    Guard("guard_engagement_extended", "engagement", "UPDATE",
          "an engagement is not extended without classifying its work again and another person's approval", _EXTENDED),
    Guard("guard_extension_insert", "engagement_extension", "INSERT",
          "an extension is asked for of active work, one at a time, and not again once it was high and not cleared",
          _any("NEW.state <> 'asked' OR NEW.decided_by IS NOT NULL", _NOT_EXTENDABLE, _ASKED_ALREADY)),
    Guard("guard_extension_update", "engagement_extension", "UPDATE",
          "an extension is decided once, for work classified as it would then be, by someone with no other hand in it",
          _any(_fixed("id", "engagement_id", "requisition_id", "ends_on", "hours", "reason", "asked_by", "asked_at"),
               "CAST(NEW.deliverables AS TEXT) <> CAST(OLD.deliverables AS TEXT)", "OLD.state <> 'asked'",
               "NEW.state NOT IN ('asked', 'approved', 'denied', 'withdrawn')", _OWN_EXTENSION)),
    Guard("guard_extension_delete", "engagement_extension", "DELETE", "an extension is never deleted"),
    Guard("guard_classification_insert", "classification", "INSERT",
          "one classification is in force, and a high one stands until the request changes",
          _any(_HIGH_ALREADY, _CLASSIFIED_ALREADY, _NO_SUCH_EXTENSION, "NEW.risk NOT IN ('low', 'medium', 'high')")),
    Guard("guard_classification_update", "classification", "UPDATE",
          "a classification never changes but to be voided",
          _fixed("id", "requisition_id", "role_version", "extension_id", "rules_version", "rules_sha256", "likelihood", "impact",
                 "risk", "up_to_weeks", "words", "assessed_by", "assessed_at")
          # JSON of PostgreSQL compares with nothing.
          + "".join(f" OR CAST(NEW.{column} AS TEXT) <> CAST(OLD.{column} AS TEXT)"
                    for column in ("answers", "dimensions", "stakes")) + " OR OLD.voided_at IS NOT NULL"),
    Guard("guard_classification_delete", "classification", "DELETE", "a classification is never deleted"),
    Guard("guard_cleared_insert", "classification_decision", "INSERT",
          "a high classification is decided once, by someone who neither asked, answered nor selected",
          _any(_OWN_CLASSIFICATION, "NEW.decision NOT IN ('cleared', 'refused')",
               "EXISTS (SELECT 1 FROM classification_decision d "
               "WHERE d.id = NEW.id OR d.classification_id = NEW.classification_id)")),
    Guard("guard_cleared_update", "classification_decision", "UPDATE", "legal's decision never changes"),
    Guard("guard_cleared_delete", "classification_decision", "DELETE", "legal's decision is never deleted"),
    Guard("guard_link_insert", "profile_link", "INSERT", "a profile counts to someone who stands for themselves",
          _any(_NOT_ONE_STEP, "EXISTS (SELECT 1 FROM profile_link l WHERE l.id = NEW.id)")),
    Guard("guard_link_update", "profile_link", "UPDATE", "a link never changes but to be ended",
          _fixed("id", "person_id", "number", "into_id", "how", "linked_by", "linked_at")
          + " OR OLD.ended_at IS NOT NULL"),
    Guard("guard_link_delete", "profile_link", "DELETE", "a link is never deleted"),
    Guard("guard_hold_insert", "legal_hold", "INSERT", "a hold is placed once, and begins in force",
          _any("NEW.lifted_at IS NOT NULL", "NEW.subject_kind NOT IN ('person', 'requisition', 'engagement')",
               "EXISTS (SELECT 1 FROM legal_hold h WHERE h.id = NEW.id)")),
    Guard("guard_hold_update", "legal_hold", "UPDATE",
          "a hold never changes but to be lifted by another person than placed it",
          _fixed("id", "subject_kind", "subject_id", "business_unit", "reason", "placed_by", "placed_at")
          + " OR OLD.lifted_at IS NOT NULL OR NEW.lifted_at IS NULL OR NEW.lifted_by IS NULL"
          " OR NEW.lifted_by = OLD.placed_by"),
    Guard("guard_hold_delete", "legal_hold", "DELETE", "a hold is never deleted"),
    Guard("guard_erasure_update", "erasure_request", "UPDATE",
          "a request for erasure never changes but to be carried out",
          _fixed("id", "person_id", "reason", "requested_by", "requested_at")
          + " OR OLD.carried_out_at IS NOT NULL OR NEW.carried_out_at IS NULL"),
    Guard("guard_erasure_delete", "erasure_request", "DELETE", "a request for erasure is never deleted"),
    Guard("guard_key_insert", "data_key", "INSERT", "a key is made once",
          "EXISTS (SELECT 1 FROM data_key k WHERE k.owner_kind = NEW.owner_kind AND k.owner_id = NEW.owner_id)"),
    Guard("guard_key_update", "data_key", "UPDATE", "under a legal hold no key is dropped",
          f"OLD.wrapped IS NOT NULL AND ({_fixed('wrapped', 'owner_kind', 'owner_id')}) AND ({_HELD_KEY})"),
    Guard("guard_key_delete", "data_key", "DELETE", "under a legal hold no key is dropped", _HELD_KEY),
    Guard("guard_profile_update", "source_profile", "UPDATE", "under a legal hold no profile is let go",
          f"OLD.document IS NOT NULL AND NEW.document IS NULL AND {person_held('OLD.person_id')}"),
    Guard("guard_profile_delete", "source_profile", "DELETE", "under a legal hold no profile is let go",
          f"OLD.document IS NOT NULL AND {person_held('OLD.person_id')}"),
    Guard("guard_part_update", "shortlist_part", "UPDATE", "under a legal hold no part of a frozen list is blanked",
          f"({_fixed('sealed', 'commitment', 'person_id')}) AND {person_held('OLD.person_id')}"),
    Guard("guard_part_delete", "shortlist_part", "DELETE", "under a legal hold no part of a frozen list is blanked",
          person_held("OLD.person_id")),
    Guard("guard_grant_insert", "account_grant", "INSERT", "a grant is proposed first, and another person confirms it",
          _any(_GRANTED_ALONE, "EXISTS (SELECT 1 FROM account_grant g WHERE g.id = NEW.id)")),
    Guard("guard_grant_update", "account_grant", "UPDATE",
          "a grant takes two people, neither of them who receives it, and never changes but to be ended",
          _any(_fixed("id", "account_id", "role", "business_unit", "jurisdiction", "limit_minor", "limit_currency",
                      "starts", "ends", "granted_by", "granted_at", "lapses_at"),
               _CONFIRMED_ALONE, _GRANT_REWRITTEN)),
    Guard("guard_grant_delete", "account_grant", "DELETE", "a grant is never deleted"),
    Guard("guard_token_insert", "api_token", "INSERT", "a token has scopes and an end",
          _any("NEW.scopes IS NULL", "NEW.expires_at IS NULL",
               "EXISTS (SELECT 1 FROM api_token t WHERE t.id = NEW.id OR t.token_hash = NEW.token_hash)")),
    Guard("guard_token_update", "api_token", "UPDATE", "a token never changes but to be revoked",
          _fixed("id", "token_hash", "account_id", "issued_at", "expires_at")
          + " OR CAST(NEW.scopes AS TEXT) IS DISTINCT FROM CAST(OLD.scopes AS TEXT) OR OLD.revoked_at IS NOT NULL"),
    Guard("guard_mapping_insert", "sign_on_mapping", "INSERT", "a sign-on mapping is proposed first",
          "NEW.confirmed_at IS NOT NULL OR NEW.confirmed_by IS NOT NULL "
          "OR EXISTS (SELECT 1 FROM sign_on_mapping m WHERE m.id = NEW.id)"),
    Guard("guard_mapping_update", "sign_on_mapping", "UPDATE", "a sign-on mapping takes two people and never changes",
          _any(_MAPPING_ALONE, _fixed("id", "digest", "proposed_by", "proposed_at"),
               "CAST(NEW.document AS TEXT) <> CAST(OLD.document AS TEXT)", "OLD.ended_at IS NOT NULL",
               "(OLD.confirmed_at IS NOT NULL AND (NEW.confirmed_at IS DISTINCT FROM OLD.confirmed_at "
               "OR NEW.confirmed_by IS DISTINCT FROM OLD.confirmed_by))")),
    Guard("guard_mapping_delete", "sign_on_mapping", "DELETE", "a sign-on mapping is never deleted"),
    Guard("guard_identity_insert", "account_identity", "INSERT", "a subject is linked to one account, for good",
          "EXISTS (SELECT 1 FROM account_identity i WHERE i.subject_mac = NEW.subject_mac)"),
    Guard("guard_identity_update", "account_identity", "UPDATE", "a subject is linked to one account, for good"),
    Guard("guard_identity_delete", "account_identity", "DELETE", "a subject is linked to one account, for good"),
    Guard("guard_bundle_insert", "bundle", "INSERT", "nobody approves a bundle they trained or proposed",
          _any(_SELF_APPROVED, _UNAPPROVED, "EXISTS (SELECT 1 FROM bundle b WHERE b.hash = NEW.hash)")),
    Guard("guard_bundle_update", "bundle", "UPDATE", "nobody approves a bundle they trained or proposed",
          _any(_SELF_APPROVED, _UNAPPROVED, _fixed("hash", "author", "built_in"))),
)  # fmt: skip


def install(connection: Connection) -> None:
    """Drop and make every declared guard."""
    for guard in GUARDS:
        drop(connection, guard)
        for statement in guard.statements(connection.dialect.name):
            connection.exec_driver_sql(statement)


def differences(connection: Connection) -> tuple[str, ...]:
    """What stands in the database that is not declared here, or the other way round. Empty when they agree."""
    found = _found(connection)
    wanted = {guard.name: guard for guard in GUARDS}
    missing = [f"{name} is missing" for name in wanted if name not in found]
    foreign = [f"{name} is not one of ours" for name in found if name not in wanted]
    altered = [
        f"{name} was altered"
        for name, guard in wanted.items()
        if name in found and not _same(found[name], guard, connection.dialect.name)
    ]
    return tuple(sorted(missing + foreign + altered))


def drop(connection: Connection, guard: Guard) -> None:
    """Take a guard away, if it is there."""
    on_table = "" if connection.dialect.name == "sqlite" else f" ON {guard.table}"
    connection.exec_driver_sql(f"DROP TRIGGER IF EXISTS {guard.name}{on_table}")


def _found(connection: Connection) -> dict[str, str]:
    if connection.dialect.name == "sqlite":
        query = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"
    else:
        # A disabled trigger (tgenabled 'D') counts as gone; the body is the function's.
        query = (
            "SELECT t.tgname, p.prosrc FROM pg_trigger t JOIN pg_proc p ON p.oid = t.tgfoid "
            "WHERE NOT t.tgisinternal AND t.tgenabled <> 'D'"
        )
    return dict(connection.execute(text(query)).all())


def _same(found: str, guard: Guard, dialect: str) -> bool:
    declared = guard.statements(dialect)[0]
    return found == declared if dialect == "sqlite" else found.strip() in declared
