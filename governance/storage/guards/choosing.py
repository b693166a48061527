"""Selections and approvals: a choice rests on decisions, and another person says yes to it."""

from governance.storage.guards.guard import Guard, any_of, fixed

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

_OWN_BUNDLE = """(NEW.kind = 'bundle' AND NEW.decision = 'approved' AND EXISTS (
    SELECT 1 FROM bundle b WHERE b.hash = NEW.bundle_hash
    AND (b.author = NEW.decided_by OR b.proposed_by = NEW.decided_by)))"""

GUARDS: tuple[Guard, ...] = (
    Guard("guard_approval_insert", "approval", "INSERT", "nobody approves what they requested, selected or trained",
          any_of(_OWN_REQUISITION, _OWN_SELECTION, _OWN_BUNDLE,
               "EXISTS (SELECT 1 FROM approval a WHERE a.id = NEW.id)")),
    Guard("guard_approval_update", "approval", "UPDATE", "an approval never changes but to be voided",
          fixed("id", "kind", "requisition_id", "bundle_hash", "role_version", "shortlist_id", "business_unit", "decision",
                 "reason_code", "note", "decided_by", "decided_at")
          + "".join(f" OR CAST(NEW.{column} AS TEXT) IS DISTINCT FROM CAST(OLD.{column} AS TEXT)" for column in ("before", "after"))
          + " OR OLD.voided_at IS NOT NULL"),
    Guard("guard_approval_delete", "approval", "DELETE", "an approval is never deleted"),
    Guard("guard_selection_insert", "selection", "INSERT", "a manager's selection rests on their decision, once",
          any_of(_UNDECIDED, "EXISTS (SELECT 1 FROM selection s WHERE s.id = NEW.id)")),
    Guard("guard_selection_update", "selection", "UPDATE", "a selection never changes but to be voided",
          fixed("id", "requisition_id", "shortlist_id", "person_id", "business_unit", "position", "origin", "selected_by",
                 "submitted_by", "selected_at")
          + " OR OLD.voided_at IS NOT NULL"),
    Guard("guard_selection_delete", "selection", "DELETE", "a selection is never deleted"),
)  # fmt: skip
