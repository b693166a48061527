"""Model bundles: nobody approves what they trained or proposed."""

from governance.storage.guards.guard import Guard, any_of, fixed

_SELF_APPROVED = """(NEW.approved_by IS NOT NULL AND (NEW.approved_by = NEW.author
    OR NEW.approved_by = NEW.proposed_by OR NEW.proposed_by IS NULL))"""

_UNAPPROVED = "(NEW.state = 'approved' AND NEW.approved_by IS NULL AND NOT NEW.built_in)"

GUARDS: tuple[Guard, ...] = (
    Guard("guard_bundle_insert", "bundle", "INSERT", "nobody approves a bundle they trained or proposed",
          any_of(_SELF_APPROVED, _UNAPPROVED, "EXISTS (SELECT 1 FROM bundle b WHERE b.hash = NEW.hash)")),
    Guard("guard_bundle_update", "bundle", "UPDATE", "nobody approves a bundle they trained or proposed",
          any_of(_SELF_APPROVED, _UNAPPROVED, fixed("hash", "author", "built_in"))),
)  # fmt: skip
