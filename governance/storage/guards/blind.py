"""The blind stage: the order stands before anybody is shown, ratings before the list opens, and both before a decision."""

from governance.storage.guards.guard import Guard, any_of, fixed

_NOT_IN_REVIEW = """NOT EXISTS (
    SELECT 1 FROM shortlist s JOIN requisition r ON r.id = s.requisition_id
    WHERE s.id = NEW.shortlist_id AND s.superseded_at IS NULL AND r.state = 'in_review')"""

_ENDED = """EXISTS (SELECT 1 FROM blind_end e WHERE e.shortlist_id = NEW.shortlist_id AND e.reviewer = NEW.reviewer)"""

_ELSEWHERE = """NOT EXISTS (SELECT 1 FROM blind_place p WHERE p.shortlist_id = NEW.shortlist_id
    AND p.position = NEW.position AND p.person_id = NEW.person_id)"""

_SHOWN_ALREADY = """EXISTS (SELECT 1 FROM blind_reading b WHERE b.shortlist_id = NEW.shortlist_id)"""

_MISCOUNTED = """(NEW.rated <> (SELECT COUNT(*) FROM blind_reading b WHERE b.shortlist_id = NEW.shortlist_id
    AND b.reviewer = NEW.reviewer AND b.rating IS NOT NULL))"""

_TOO_EARLY = """EXISTS (SELECT 1 FROM blind_stage t WHERE t.shortlist_id = NEW.shortlist_id
    AND NEW.rated + NEW.unreadable <> t.size AND (t.required OR NEW.reason IS NULL))"""

_DECIDED_UNRATED = """(EXISTS (SELECT 1 FROM blind_stage t WHERE t.shortlist_id = NEW.shortlist_id)
    AND NOT EXISTS (SELECT 1 FROM blind_end e
                    WHERE e.shortlist_id = NEW.shortlist_id AND e.reviewer = NEW.decided_by))"""

GUARDS: tuple[Guard, ...] = (
    Guard("guard_blind_stage_insert", "blind_stage", "INSERT", "a blind stage is drawn once",
          "EXISTS (SELECT 1 FROM blind_stage t WHERE t.shortlist_id = NEW.shortlist_id)"),
    Guard("guard_blind_stage_update", "blind_stage", "UPDATE", "a blind stage never changes"),
    Guard("guard_blind_stage_delete", "blind_stage", "DELETE", "a blind stage is never deleted"),
    Guard("guard_blind_place_insert", "blind_place", "INSERT", "the blind order stands before anybody is shown",
          any_of(_SHOWN_ALREADY, """EXISTS (SELECT 1 FROM blind_place p
              WHERE p.shortlist_id = NEW.shortlist_id AND p.position = NEW.position)""")),
    Guard("guard_blind_place_update", "blind_place", "UPDATE", "the blind order never changes"),
    Guard("guard_blind_place_delete", "blind_place", "DELETE", "the blind order is never deleted"),
    Guard("guard_blind_reading_insert", "blind_reading", "INSERT",
          "somebody is opened unrated, while the list is in review and still closed to the reviewer",
          any_of("NEW.rating IS NOT NULL", _NOT_IN_REVIEW, _ENDED, _ELSEWHERE,
                 "EXISTS (SELECT 1 FROM blind_reading b WHERE b.id = NEW.id)")),
    Guard("guard_blind_reading_update", "blind_reading", "UPDATE",
          "a rating is 1 to 5 and stands once the list is open to the reviewer",
          any_of(fixed("id", "shortlist_id", "reviewer", "position", "person_id", "opened_at"),
                 "NEW.rating IS NULL", "NEW.rating NOT BETWEEN 1 AND 5", "NEW.rated_at IS NULL", _ENDED)),
    Guard("guard_blind_reading_delete", "blind_reading", "DELETE", "a rating is never deleted"),
    Guard("guard_blind_end_insert", "blind_end", "INSERT", "a list opens once everybody readable is rated",
          any_of(_ENDED, _MISCOUNTED, _TOO_EARLY)),
    Guard("guard_blind_end_update", "blind_end", "UPDATE", "a list that was opened stays so", fixed(
        "shortlist_id", "reviewer", "business_unit", "rated", "unreadable", "ended_at")),
    Guard("guard_blind_end_delete", "blind_end", "DELETE", "a list that was opened stays so"),
    Guard("guard_decision_blind", "decision", "INSERT", "nobody decides on a list they have not rated first",
          _DECIDED_UNRATED),
)  # fmt: skip
