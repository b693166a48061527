"""The audit log: entries only follow one another."""

from governance.storage.guards.guard import Guard

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
)  # fmt: skip
