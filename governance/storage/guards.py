"""Rules the database itself keeps, against any program that reaches it: triggers, declared here as data.

Alembic's batch mode drops triggers, so `install` makes them again after every migration and `differences`
compares them at start-up. Commands check the same rules first and say more; see `governance/approvals.py`.
"""

from dataclasses import dataclass
from typing import Literal

from sqlalchemy import Connection, text

PREFIX = "guard: "
Event = Literal["INSERT", "UPDATE", "DELETE"]


@dataclass(frozen=True, slots=True)
class Guard:
    """Before `event` on `table`: when `forbidden` holds, the statement fails with `message`. Plain SQL, both engines."""

    name: str
    table: str
    event: Event
    message: str
    forbidden: str = "TRUE"

    def statements(self, dialect: str) -> tuple[str, ...]:
        return (self._sqlite(),) if dialect == "sqlite" else self._postgresql()

    @property
    def _words(self) -> str:
        return f"{PREFIX}{self.message}".replace("'", "''")

    def _sqlite(self) -> str:
        return (
            f"CREATE TRIGGER {self.name} BEFORE {self.event} ON {self.table} WHEN {self.forbidden} "
            f"BEGIN SELECT RAISE(ABORT, '{self._words}'); END"
        )

    def _postgresql(self) -> tuple[str, ...]:
        row = "OLD" if self.event == "DELETE" else "NEW"
        return (
            f"CREATE OR REPLACE FUNCTION {self.name}() RETURNS trigger LANGUAGE plpgsql AS $guard$ BEGIN "
            f"IF {self.forbidden} THEN RAISE EXCEPTION '{self._words}' USING ERRCODE = 'check_violation'; "
            f"END IF; RETURN {row}; END $guard$",
            f"CREATE TRIGGER {self.name} BEFORE {self.event} ON {self.table} "
            f"FOR EACH ROW EXECUTE FUNCTION {self.name}()",
        )


def _any(*conditions: str) -> str:
    return " OR ".join(conditions)


def _fixed(*columns: str) -> str:
    """A condition: one of the columns would change."""
    return _any(*(f"NEW.{column} IS DISTINCT FROM OLD.{column}" for column in columns))


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

_TAKEN_OFF = """EXISTS (SELECT 1 FROM list_override o WHERE o.shortlist_id = NEW.shortlist_id
    AND o.person_id = NEW.person_id AND o.action = 'exclude')"""

_NOT_IN_REVIEW = """NOT EXISTS (
    SELECT 1 FROM shortlist s JOIN requisition r ON r.id = s.requisition_id
    WHERE s.id = NEW.shortlist_id AND r.id = NEW.requisition_id AND s.superseded_at IS NULL
      AND r.state = 'in_review')"""

_NOT_NEXT_CHANGE = """(NEW.number <> 1 + (
    SELECT COALESCE(MAX(o.number), 0) FROM list_override o WHERE o.shortlist_id = NEW.shortlist_id)
    OR EXISTS (SELECT 1 FROM list_override o WHERE o.id = NEW.id))"""

_OWN_BUNDLE = """(NEW.kind = 'bundle' AND NEW.decision = 'approved' AND EXISTS (
    SELECT 1 FROM bundle b WHERE b.hash = NEW.bundle_hash
    AND (b.author = NEW.decided_by OR b.proposed_by = NEW.decided_by)))"""

_SELF_APPROVED = """(NEW.approved_by IS NOT NULL AND (NEW.approved_by = NEW.author
    OR NEW.approved_by = NEW.proposed_by OR NEW.proposed_by IS NULL))"""

_UNAPPROVED = "(NEW.state = 'approved' AND NEW.approved_by IS NULL AND NOT NEW.built_in)"

# Somebody who counts to another has nobody counting to them, so one step leads to the person.
_NOT_ONE_STEP = """(NEW.ended_at IS NULL AND (NEW.person_id = NEW.into_id
    OR EXISTS (SELECT 1 FROM profile_link l WHERE l.person_id = NEW.into_id AND l.ended_at IS NULL)
    OR EXISTS (SELECT 1 FROM profile_link l WHERE l.into_id = NEW.person_id AND l.ended_at IS NULL)))"""

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

# To exactly the terms that another person approved, which they do for work that was classified as it would then be.
_EXTENDED = """(NEW.starts_on < OLD.starts_on OR ((NEW.ends_on > OLD.ends_on OR NEW.hours > OLD.hours
    OR CAST(NEW.deliverables AS TEXT) <> CAST(OLD.deliverables AS TEXT)) AND NOT EXISTS (
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
    Guard("guard_approval_insert", "approval", "INSERT", "nobody approves what they requested, selected or trained",
          _any(_OWN_REQUISITION, _OWN_SELECTION, _OWN_BUNDLE,
               "EXISTS (SELECT 1 FROM approval a WHERE a.id = NEW.id)")),
    Guard("guard_approval_update", "approval", "UPDATE", "an approval never changes but to be voided",
          _fixed("id", "kind", "requisition_id", "bundle_hash", "role_version", "shortlist_id", "decision",
                 "decided_by", "decided_at") + " OR OLD.voided_at IS NOT NULL"),
    Guard("guard_approval_delete", "approval", "DELETE", "an approval is never deleted"),
    Guard("guard_stop_insert", "ranking_stop", "INSERT", "a stop of ranking begins in force, once",
          "NEW.lifted_at IS NOT NULL OR NEW.lifted_by IS NOT NULL "
          "OR EXISTS (SELECT 1 FROM ranking_stop k WHERE k.id = NEW.id)"),
    Guard("guard_stop_update", "ranking_stop", "UPDATE",
          "a stop of ranking never changes but to be lifted, once, by another than who stopped it",
          _any(_fixed("id", "business_unit", "family", "reason", "stopped_by", "stopped_at"),
               "OLD.lifted_at IS NOT NULL", _LIFTED_BY_ANOTHER)),
    Guard("guard_stop_delete", "ranking_stop", "DELETE", "a stop of ranking is never deleted"),
    Guard("guard_shortlist_stopped", "shortlist", "INSERT",
          "no ranked list while ranking is stopped, no unranked one while it is not",
          _any(f"(NEW.ranked AND {_STOPPED})", f"(NOT NEW.ranked AND NOT {_STOPPED})")),
    Guard("guard_shortlist_ranked", "shortlist", "UPDATE", "a list stays ranked or unranked",
          _fixed("ranked", "requisition_id")),
    Guard("guard_candidate_insert", "candidate", "INSERT", "nobody on an unranked list has a rank or a score",
          _RANKED_ALL_THE_SAME),
    Guard("guard_candidate_update", "candidate", "UPDATE", "nobody on an unranked list has a rank or a score",
          _RANKED_ALL_THE_SAME),
    Guard("guard_selection_insert", "selection", "INSERT", "a manager's selection rests on their decision, once",
          _any(_UNDECIDED, "EXISTS (SELECT 1 FROM selection s WHERE s.id = NEW.id)")),
    Guard("guard_selection_insert_listed", "selection", "INSERT", "nobody is selected who was taken off the list",
          _TAKEN_OFF),
    Guard("guard_override_insert", "list_override", "INSERT",
          "a list is changed while it is in force and in review, one change after the other",
          _any(_NOT_IN_REVIEW, _NOT_NEXT_CHANGE, "NEW.action NOT IN ('reorder', 'pin', 'exclude', 'add')")),
    Guard("guard_override_update", "list_override", "UPDATE", "a change of a list never changes"),
    Guard("guard_override_delete", "list_override", "DELETE", "a change of a list is never deleted"),
    Guard("guard_selection_update", "selection", "UPDATE", "a selection never changes but to be voided",
          _fixed("id", "requisition_id", "person_id", "origin", "selected_by", "submitted_by")
          + " OR OLD.voided_at IS NOT NULL"),
    Guard("guard_selection_delete", "selection", "DELETE", "a selection is never deleted"),
    Guard("guard_engagement_insert", "engagement", "INSERT",
          "no engagement without a manager's selection and another person's approval",
          _any(_APPROVED_BY_ANOTHER, _SELECTED_BY_MANAGER,
               "EXISTS (SELECT 1 FROM engagement e WHERE e.id = NEW.id)")),
    Guard("guard_engagement_update", "engagement", "UPDATE", "an engagement keeps its person and its approval",
          _fixed("id", "requisition_id", "person_id", "approval_id")),
    Guard("guard_engagement_insert_classified", "engagement", "INSERT",
          "no engagement without a classification in force, cleared by legal where the risk is high",
          _UNCLASSIFIED),
    Guard("guard_engagement_extended", "engagement", "UPDATE",
          "an engagement is not extended without classifying its work again and another person's approval", _EXTENDED),
    Guard("guard_extension_insert", "engagement_extension", "INSERT",
          "an extension is asked for of active work, one at a time, and not again once it was high and not cleared",
          _any("NEW.state <> 'asked' OR NEW.decided_by IS NOT NULL", _NOT_EXTENDABLE, _ASKED_ALREADY)),
    Guard("guard_extension_update", "engagement_extension", "UPDATE",
          "an extension is decided once, for work classified as it would then be, by someone with no other hand in it",
          _any(_fixed("id", "engagement_id", "requisition_id", "ends_on", "hours", "reason", "asked_by", "asked_at"),
               "CAST(NEW.deliverables AS TEXT) <> CAST(OLD.deliverables AS TEXT)", "OLD.state <> 'asked'",
               "NEW.state NOT IN ('asked', 'approved', 'denied', 'withdrawn')", _OWN_EXTENSION)),
    Guard("guard_extension_delete", "engagement_extension", "DELETE", "an extension is never deleted"),
    Guard("guard_classification_insert", "classification", "INSERT",
          "one classification is in force, and a high one stands until the request changes",
          _any(_HIGH_ALREADY, _CLASSIFIED_ALREADY, _NO_SUCH_EXTENSION, "NEW.risk NOT IN ('low', 'medium', 'high')")),
    Guard("guard_classification_update", "classification", "UPDATE",
          "a classification never changes but to be voided",
          _fixed("id", "requisition_id", "role_version", "extension_id", "rules_version", "rules_sha256", "likelihood", "impact",
                 "risk", "up_to_weeks", "words", "assessed_by", "assessed_at")
          # JSON of PostgreSQL compares with nothing.
          + "".join(f" OR CAST(NEW.{column} AS TEXT) <> CAST(OLD.{column} AS TEXT)"
                    for column in ("answers", "dimensions", "stakes")) + " OR OLD.voided_at IS NOT NULL"),
    Guard("guard_classification_delete", "classification", "DELETE", "a classification is never deleted"),
    Guard("guard_cleared_insert", "classification_decision", "INSERT",
          "a high classification is decided once, by someone who neither asked, answered nor selected",
          _any(_OWN_CLASSIFICATION, "NEW.decision NOT IN ('cleared', 'refused')",
               "EXISTS (SELECT 1 FROM classification_decision d "
               "WHERE d.id = NEW.id OR d.classification_id = NEW.classification_id)")),
    Guard("guard_cleared_update", "classification_decision", "UPDATE", "legal's decision never changes"),
    Guard("guard_cleared_delete", "classification_decision", "DELETE", "legal's decision is never deleted"),
    Guard("guard_link_insert", "profile_link", "INSERT", "a profile counts to someone who stands for themselves",
          _any(_NOT_ONE_STEP, "EXISTS (SELECT 1 FROM profile_link l WHERE l.id = NEW.id)")),
    Guard("guard_link_update", "profile_link", "UPDATE", "a link never changes but to be ended",
          _fixed("id", "person_id", "number", "into_id", "how", "linked_by", "linked_at")
          + " OR OLD.ended_at IS NOT NULL"),
    Guard("guard_link_delete", "profile_link", "DELETE", "a link is never deleted"),
    Guard("guard_bundle_insert", "bundle", "INSERT", "nobody approves a bundle they trained or proposed",
          _any(_SELF_APPROVED, _UNAPPROVED, "EXISTS (SELECT 1 FROM bundle b WHERE b.hash = NEW.hash)")),
    Guard("guard_bundle_update", "bundle", "UPDATE", "nobody approves a bundle they trained or proposed",
          _any(_SELF_APPROVED, _UNAPPROVED, _fixed("hash", "author", "built_in"))),
)  # fmt: skip


def install(connection: Connection) -> None:
    """Drop and make every declared guard."""
    for guard in GUARDS:
        drop(connection, guard)
        for statement in guard.statements(connection.dialect.name):
            connection.exec_driver_sql(statement)


def differences(connection: Connection) -> tuple[str, ...]:
    """What stands in the database that is not declared here, or the other way round. Empty when they agree."""
    found = _found(connection)
    wanted = {guard.name: guard for guard in GUARDS}
    missing = [f"{name} is missing" for name in wanted if name not in found]
    foreign = [f"{name} is not one of ours" for name in found if name not in wanted]
    altered = [
        f"{name} was altered"
        for name, guard in wanted.items()
        if name in found and not _same(found[name], guard, connection.dialect.name)
    ]
    return tuple(sorted(missing + foreign + altered))


def drop(connection: Connection, guard: Guard) -> None:
    """Take a guard away, if it is there."""
    on_table = "" if connection.dialect.name == "sqlite" else f" ON {guard.table}"
    connection.exec_driver_sql(f"DROP TRIGGER IF EXISTS {guard.name}{on_table}")


def _found(connection: Connection) -> dict[str, str]:
    if connection.dialect.name == "sqlite":
        query = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"
    else:
        # A disabled trigger (tgenabled 'D') counts as gone; the body is the function's.
        query = (
            "SELECT t.tgname, p.prosrc FROM pg_trigger t JOIN pg_proc p ON p.oid = t.tgfoid "
            "WHERE NOT t.tgisinternal AND t.tgenabled <> 'D'"
        )
    return dict(connection.execute(text(query)).all())


def _same(found: str, guard: Guard, dialect: str) -> bool:
    declared = guard.statements(dialect)[0]
    return found == declared if dialect == "sqlite" else found.strip() in declared
