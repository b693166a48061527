"""Which profiles are one person."""

from governance.storage.guards.guard import Guard, any_of, fixed

# Somebody who counts to another has nobody counting to them, so one step leads to the person.
_NOT_ONE_STEP = """(NEW.ended_at IS NULL AND (NEW.person_id = NEW.into_id
    OR EXISTS (SELECT 1 FROM profile_link l WHERE l.person_id = NEW.into_id AND l.ended_at IS NULL)
    OR EXISTS (SELECT 1 FROM profile_link l WHERE l.into_id = NEW.person_id AND l.ended_at IS NULL)))"""

GUARDS: tuple[Guard, ...] = (
    Guard("guard_link_insert", "profile_link", "INSERT", "a profile counts to someone who stands for themselves",
          any_of(_NOT_ONE_STEP, "EXISTS (SELECT 1 FROM profile_link l WHERE l.id = NEW.id)")),
    Guard("guard_link_update", "profile_link", "UPDATE", "a link never changes but to be ended",
          fixed("id", "person_id", "number", "into_id", "how", "linked_by", "linked_at")
          + " OR OLD.ended_at IS NOT NULL"),
    Guard("guard_link_delete", "profile_link", "DELETE", "a link is never deleted"),
)  # fmt: skip
