"""Legal holds: what they cover is not let go of."""

from governance.storage.guards.guard import Guard, any_of, fixed
from governance.storage.held import person_held, requisition_held

_HELD_KEY = any_of(
    f"(OLD.owner_kind IN ('person', 'protected') AND {person_held('OLD.owner_id')})",
    f"(OLD.owner_kind = 'requisition' AND {requisition_held('OLD.owner_id')})",
    "(OLD.owner_kind = 'hold' AND EXISTS (SELECT 1 FROM legal_hold h WHERE h.id = OLD.owner_id AND h.lifted_at IS NULL))",
)

GUARDS: tuple[Guard, ...] = (
    Guard("guard_hold_insert", "legal_hold", "INSERT", "a hold is placed once, and begins in force",
          any_of("NEW.lifted_at IS NOT NULL", "NEW.subject_kind NOT IN ('person', 'requisition', 'engagement')",
               "EXISTS (SELECT 1 FROM legal_hold h WHERE h.id = NEW.id)")),
    Guard("guard_hold_update", "legal_hold", "UPDATE",
          "a hold never changes but to be lifted by another person than placed it",
          fixed("id", "subject_kind", "subject_id", "business_unit", "reason", "placed_by", "placed_at")
          + " OR OLD.lifted_at IS NOT NULL OR NEW.lifted_at IS NULL OR NEW.lifted_by IS NULL"
          " OR NEW.lifted_by = OLD.placed_by"),
    Guard("guard_hold_delete", "legal_hold", "DELETE", "a hold is never deleted"),
    Guard("guard_erasure_update", "erasure_request", "UPDATE",
          "a request for erasure never changes but to be carried out",
          fixed("id", "person_id", "reason", "requested_by", "requested_at")
          + " OR OLD.carried_out_at IS NOT NULL OR NEW.carried_out_at IS NULL"),
    Guard("guard_erasure_delete", "erasure_request", "DELETE", "a request for erasure is never deleted"),
    Guard("guard_key_insert", "data_key", "INSERT", "a key is made once",
          "EXISTS (SELECT 1 FROM data_key k WHERE k.owner_kind = NEW.owner_kind AND k.owner_id = NEW.owner_id)"),
    Guard("guard_key_update", "data_key", "UPDATE", "under a legal hold no key is dropped",
          f"OLD.wrapped IS NOT NULL AND ({fixed('wrapped', 'owner_kind', 'owner_id')}) AND ({_HELD_KEY})"),
    Guard("guard_key_delete", "data_key", "DELETE", "under a legal hold no key is dropped", _HELD_KEY),
    Guard("guard_profile_update", "source_profile", "UPDATE", "under a legal hold no profile is let go",
          f"OLD.document IS NOT NULL AND NEW.document IS NULL AND {person_held('OLD.person_id')}"),
    Guard("guard_profile_delete", "source_profile", "DELETE", "under a legal hold no profile is let go",
          f"OLD.document IS NOT NULL AND {person_held('OLD.person_id')}"),
    Guard("guard_part_update", "shortlist_part", "UPDATE", "under a legal hold no part of a frozen list is blanked",
          f"({fixed('sealed', 'commitment', 'person_id')}) AND {person_held('OLD.person_id')}"),
    Guard("guard_part_delete", "shortlist_part", "DELETE", "under a legal hold no part of a frozen list is blanked",
          person_held("OLD.person_id")),
)  # fmt: skip
