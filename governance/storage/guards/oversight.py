"""Looking at decisions by reviewer takes two people, and what they agreed on never changes."""

from governance.storage.guards.guard import Guard, all_of, any_of, fixed

_ANSWERED = "NEW.answer IS NOT NULL OR NEW.answered_by IS NOT NULL OR NEW.answered_at IS NOT NULL"

# An answer is whole, one of the two there are, and another person's.
_ANSWERED_ALONE = all_of(
    "OLD.answer IS NULL", f"({_ANSWERED})",
    "(" + any_of("NEW.answer IS NULL", "NEW.answer NOT IN ('approved', 'refused')", "NEW.answered_at IS NULL",
                 "NEW.answered_by IS NULL", "NEW.answered_by = OLD.asked_by") + ")",
)  # fmt: skip

_ANSWERED_AGAIN = f"(OLD.answer IS NOT NULL AND ({fixed('answer', 'answered_by', 'answered_at')}))"

_HALF_ENDED = "((NEW.ended_at IS NULL) <> (NEW.ended_by IS NULL))"

GUARDS: tuple[Guard, ...] = (
    Guard("guard_oversight_view_insert", "oversight_view", "INSERT",
          "a view by reviewer is asked for first, and another person answers",
          any_of(_ANSWERED, "NEW.ended_at IS NOT NULL", "NEW.ended_by IS NOT NULL", "NEW.business_unit = '*'",
                 "EXISTS (SELECT 1 FROM oversight_view v WHERE v.id = NEW.id)")),
    Guard("guard_oversight_view_update", "oversight_view", "UPDATE",
          "a view by reviewer takes two people and never changes but to be answered and ended, each once",
          any_of(fixed("id", "business_unit", "purpose", "last_day", "asked_by", "asked_at"),
                 _ANSWERED_ALONE, _ANSWERED_AGAIN, "OLD.ended_at IS NOT NULL", _HALF_ENDED)),
    Guard("guard_oversight_view_delete", "oversight_view", "DELETE", "a view by reviewer is never deleted"),
)  # fmt: skip
