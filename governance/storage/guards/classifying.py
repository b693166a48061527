"""Classifications of work, legal's decisions, and that no engagement is without."""

from governance.storage.guards.guard import Guard, any_of, fixed

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

GUARDS: tuple[Guard, ...] = (
    Guard("guard_engagement_insert_classified", "engagement", "INSERT",
          "no engagement without a classification in force, cleared by legal where the risk is high",
          _UNCLASSIFIED),
    Guard("guard_classification_insert", "classification", "INSERT",
          "one classification is in force, and a high one stands until the request changes",
          any_of(_HIGH_ALREADY, _CLASSIFIED_ALREADY, _NO_SUCH_EXTENSION, "NEW.risk NOT IN ('low', 'medium', 'high')")),
    Guard("guard_classification_update", "classification", "UPDATE",
          "a classification never changes but to be voided",
          fixed("id", "requisition_id", "business_unit", "role_version", "extension_id", "rules_version", "rules_sha256", "likelihood", "impact",
                 "risk", "up_to_weeks", "words", "assessed_by", "assessed_at")
          # JSON of PostgreSQL compares with nothing.
          + "".join(f" OR CAST(NEW.{column} AS TEXT) <> CAST(OLD.{column} AS TEXT)"
                    for column in ("answers", "dimensions", "stakes")) + " OR OLD.voided_at IS NOT NULL"),
    Guard("guard_classification_delete", "classification", "DELETE", "a classification is never deleted"),
    Guard("guard_cleared_insert", "classification_decision", "INSERT",
          "a high classification is decided once, by someone who neither asked, answered nor selected",
          any_of(_OWN_CLASSIFICATION, "NEW.decision NOT IN ('cleared', 'refused')",
               "EXISTS (SELECT 1 FROM classification_decision d "
               "WHERE d.id = NEW.id OR d.classification_id = NEW.classification_id)")),
    Guard("guard_cleared_update", "classification_decision", "UPDATE", "legal's decision never changes"),
    Guard("guard_cleared_delete", "classification_decision", "DELETE", "legal's decision is never deleted"),
)  # fmt: skip
