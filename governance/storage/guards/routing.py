"""Requests, the routes of their approval, delegations and policies: nothing goes on while a step is open."""

from governance.storage.guards.guard import Guard, any_of, fixed

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

GUARDS: tuple[Guard, ...] = (
    Guard("guard_approval_routed", "approval", "INSERT",
          "nothing is approved while a step of its route is not", _UNROUTED_APPROVAL),
    Guard("guard_requisition_insert", "requisition", "INSERT", "a request begins as a draft, once",
          any_of("NEW.state <> 'draft'", "EXISTS (SELECT 1 FROM requisition r WHERE r.id = NEW.id)")),
    Guard("guard_requisition_routed", "requisition", "UPDATE",
          "no request and no selection is approved while a step of its route is not",
          any_of(_APPROVED_UNROUTED, _ENGAGING_UNROUTED)),
    Guard("guard_intake_insert", "requisition_intake", "INSERT", "a version of a request says one thing",
          "EXISTS (SELECT 1 FROM requisition_intake i WHERE i.requisition_id = NEW.requisition_id "
          "AND i.number = NEW.number)"),
    Guard("guard_intake_update", "requisition_intake", "UPDATE", "what a version of a request says never changes"),
    Guard("guard_intake_delete", "requisition_intake", "DELETE", "what a version of a request says is never deleted"),
    Guard("guard_route_insert", "approval_route", "INSERT", "a route is made once, and one is in force",
          "EXISTS (SELECT 1 FROM approval_route w WHERE w.id = NEW.id OR (w.requisition_id = NEW.requisition_id "
          "AND w.kind = NEW.kind AND w.voided_at IS NULL))"),
    Guard("guard_route_update", "approval_route", "UPDATE", "a route never changes but to be voided",
          fixed("id", "requisition_id", "kind", "role_version", "business_unit", "policy_version", "policy_sha256",
                 "made_at") + " OR CAST(NEW.facts AS TEXT) <> CAST(OLD.facts AS TEXT) OR OLD.voided_at IS NOT NULL"),
    Guard("guard_route_delete", "approval_route", "DELETE", "a route is never deleted"),
    Guard("guard_step_insert", "approval_step", "INSERT", "a step is made once, and nobody has answered it",
          any_of("NEW.answer IS NOT NULL", "NEW.answered_by IS NOT NULL", "NEW.on_behalf_of IS NOT NULL",
               "EXISTS (SELECT 1 FROM approval_step s WHERE s.id = NEW.id OR (s.route_id = NEW.route_id "
               "AND s.stage = NEW.stage AND s.position = NEW.position))")),
    Guard("guard_step_update", "approval_step", "UPDATE", "a step is answered once and never changes afterwards",
          "OLD.answer IS NOT NULL OR " + fixed("id", "route_id", "business_unit", "stage", "position",
                                                "within_limit", "escalate_to", "due_days")
          + "".join(f" OR CAST(NEW.{column} AS TEXT) <> CAST(OLD.{column} AS TEXT)" for column in ("roles", "rules"))
          + " OR (OLD.opened_at IS NOT NULL AND (" + fixed("opened_at", "due_at") + "))"
          + " OR (OLD.escalated_at IS NOT NULL AND " + fixed("escalated_at") + ")"),
    Guard("guard_step_answer", "approval_step", "UPDATE",
          "a step is answered when it is open, by one person for one step of a route, not on their own request or choice",
          "NEW.answer IS NULL AND (NEW.answered_by IS NOT NULL OR NEW.on_behalf_of IS NOT NULL) "
          "OR OLD.answer IS NULL AND NEW.answer IS NOT NULL AND ("
          + any_of(_HALF_ANSWERED, _ANSWERED_TWICE, _ANSWERED_OWN, _ANSWERED_EARLY) + ")"),
    Guard("guard_step_role", "approval_step", "UPDATE",
          "who answers holds a role of the step, with a limit that covers the budget where it asks for one",
          _WITHOUT_THE_ROLE),
    Guard("guard_step_delegated", "approval_step", "UPDATE",
          "who answers for another does so under a delegation that holds that day", _UNDELEGATED),
    Guard("guard_step_delete", "approval_step", "DELETE", "a step is never deleted"),
    Guard("guard_delegation_insert", "delegation", "INSERT", "nobody delegates but a grant of their own, to another",
          any_of(_FOREIGN_GRANT, "NEW.ended_at IS NOT NULL", "EXISTS (SELECT 1 FROM delegation d WHERE d.id = NEW.id)")),
    Guard("guard_delegation_update", "delegation", "UPDATE", "a delegation never changes but to be ended",
          fixed("id", "delegator_id", "delegate_id", "grant_id", "business_unit", "starts", "ends", "reason", "made_at")
          + " OR OLD.ended_at IS NOT NULL"),
    Guard("guard_delegation_delete", "delegation", "DELETE", "a delegation is never deleted"),
    Guard("guard_policy_insert", "routing_policy", "INSERT", "a policy is proposed before it is approved",
          any_of("NEW.approved_by IS NOT NULL", "NEW.approved_at IS NOT NULL",
               "EXISTS (SELECT 1 FROM routing_policy p WHERE p.id = NEW.id)")),
    Guard("guard_policy_update", "routing_policy", "UPDATE",
          "a policy never changes but to be approved by another person, and to be retired",
          fixed("id", "policy_version", "sha256", "document", "proposed_by", "proposed_at")
          + " OR NEW.approved_by = NEW.proposed_by OR (NEW.approved_at IS NOT NULL AND NEW.approved_by IS NULL)"
          + " OR (OLD.approved_at IS NOT NULL AND (" + fixed("approved_by", "approved_at") + "))"
          + " OR OLD.retired_at IS NOT NULL OR (NEW.retired_at IS NOT NULL AND NEW.approved_at IS NULL)"),
    Guard("guard_policy_one", "routing_policy", "UPDATE", "one policy is in force", _SECOND_POLICY),
    Guard("guard_policy_delete", "routing_policy", "DELETE", "a policy is never deleted"),
)  # fmt: skip
