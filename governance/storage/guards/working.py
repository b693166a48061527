"""Engagements and their extension."""

from governance.storage.guards.guard import Guard, any_of, fixed

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

GUARDS: tuple[Guard, ...] = (
    Guard("guard_engagement_insert", "engagement", "INSERT",
          "no engagement without a manager's selection and another person's approval",
          any_of(_APPROVED_BY_ANOTHER, _SELECTED_BY_MANAGER,
               "EXISTS (SELECT 1 FROM engagement e WHERE e.id = NEW.id)")),
    Guard("guard_engagement_update", "engagement", "UPDATE", "an engagement keeps its person and its approval",
          fixed("id", "requisition_id", "person_id", "approval_id")),
    Guard("guard_engagement_extended", "engagement", "UPDATE",
          "an engagement is not extended without classifying its work again and another person's approval", _EXTENDED),
    Guard("guard_extension_insert", "engagement_extension", "INSERT",
          "an extension is asked for of active work, one at a time, and not again once it was high and not cleared",
          any_of("NEW.state <> 'asked' OR NEW.decided_by IS NOT NULL", _NOT_EXTENDABLE, _ASKED_ALREADY)),
    Guard("guard_extension_update", "engagement_extension", "UPDATE",
          "an extension is decided once, for work classified as it would then be, by someone with no other hand in it",
          any_of(fixed("id", "engagement_id", "requisition_id", "ends_on", "hours", "reason", "asked_by", "asked_at"),
               "CAST(NEW.deliverables AS TEXT) <> CAST(OLD.deliverables AS TEXT)", "OLD.state <> 'asked'",
               "NEW.state NOT IN ('asked', 'approved', 'denied', 'withdrawn')", _OWN_EXTENSION)),
    Guard("guard_extension_delete", "engagement_extension", "DELETE", "an extension is never deleted"),
)  # fmt: skip
