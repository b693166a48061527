"""Frozen lists: whether a machine ranked them, and what people changed in them."""

from governance.storage.guards.guard import Guard, any_of, fixed

_TAKEN_OFF = """EXISTS (SELECT 1 FROM list_override o WHERE o.shortlist_id = NEW.shortlist_id
    AND o.person_id = NEW.person_id AND o.action = 'exclude')"""

_NOT_IN_REVIEW = """NOT EXISTS (
    SELECT 1 FROM shortlist s JOIN requisition r ON r.id = s.requisition_id
    WHERE s.id = NEW.shortlist_id AND r.id = NEW.requisition_id AND s.superseded_at IS NULL
      AND r.state = 'in_review')"""

_NOT_NEXT_CHANGE = """(NEW.number <> 1 + (
    SELECT COALESCE(MAX(o.number), 0) FROM list_override o WHERE o.shortlist_id = NEW.shortlist_id)
    OR EXISTS (SELECT 1 FROM list_override o WHERE o.id = NEW.id))"""

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
    Guard("guard_stop_insert", "ranking_stop", "INSERT", "a stop of ranking begins in force, once",
          "NEW.lifted_at IS NOT NULL OR NEW.lifted_by IS NOT NULL "
          "OR EXISTS (SELECT 1 FROM ranking_stop k WHERE k.id = NEW.id)"),
    Guard("guard_stop_update", "ranking_stop", "UPDATE",
          "a stop of ranking never changes but to be lifted, once, by another than who stopped it",
          any_of(fixed("id", "business_unit", "family", "reason", "stopped_by", "stopped_at"),
               "OLD.lifted_at IS NOT NULL", _LIFTED_BY_ANOTHER)),
    Guard("guard_stop_delete", "ranking_stop", "DELETE", "a stop of ranking is never deleted"),
    Guard("guard_shortlist_stopped", "shortlist", "INSERT",
          "no ranked list while ranking is stopped, no unranked one while it is not",
          any_of(f"(NEW.ranked AND {_STOPPED})", f"(NOT NEW.ranked AND NOT {_STOPPED})")),
    Guard("guard_shortlist_ranked", "shortlist", "UPDATE", "a list stays ranked or unranked",
          fixed("ranked", "requisition_id")),
    Guard("guard_candidate_insert", "candidate", "INSERT", "nobody on an unranked list has a rank or a score",
          _RANKED_ALL_THE_SAME),
    Guard("guard_candidate_update", "candidate", "UPDATE", "nobody on an unranked list has a rank or a score",
          _RANKED_ALL_THE_SAME),
    Guard("guard_selection_insert_listed", "selection", "INSERT", "nobody is selected who was taken off the list",
          _TAKEN_OFF),
    Guard("guard_override_insert", "list_override", "INSERT",
          "a list is changed while it is in force and in review, one change after the other",
          any_of(_NOT_IN_REVIEW, _NOT_NEXT_CHANGE, "NEW.action NOT IN ('reorder', 'pin', 'exclude', 'add')")),
    Guard("guard_override_update", "list_override", "UPDATE", "a change of a list never changes"),
    Guard("guard_override_delete", "list_override", "DELETE", "a change of a list is never deleted"),
)  # fmt: skip
