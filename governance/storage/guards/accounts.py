"""Roles, tokens and sign-on: a role takes two people."""

from governance.storage.guards.guard import Guard, all_of, any_of, fixed

# Neither of the two is the one who receives it.
_TWO_PEOPLE = """(NEW.confirmed_by IS NOT NULL AND NEW.granted_by <> NEW.confirmed_by
    AND NEW.granted_by <> NEW.account_id AND NEW.confirmed_by <> NEW.account_id)"""

# The administrator of an empty home: the first grant there ever was.
_FIRST_GRANT = """(NEW.basis = 'bootstrap' AND NEW.role = 'administrator' AND NEW.granted_by = 'home'
    AND NEW.confirmed_by = 'home' AND NOT EXISTS (SELECT 1 FROM account_grant))"""

# The second administrator, once: confirmed by the only one there was, who also proposed it.
_FOUNDING = """(NEW.basis = 'founding' AND NEW.role = 'administrator' AND NEW.granted_by = NEW.confirmed_by
    AND NEW.confirmed_by <> NEW.account_id
    AND NOT EXISTS (SELECT 1 FROM account_grant g WHERE g.basis = 'founding')
    AND EXISTS (SELECT 1 FROM account_grant g WHERE g.role = 'administrator' AND g.confirmed_at IS NOT NULL
        AND g.revoked_at IS NULL AND g.account_id = NEW.confirmed_by)
    AND NOT EXISTS (SELECT 1 FROM account_grant g JOIN account a ON a.id = g.account_id
        WHERE g.role = 'administrator' AND g.confirmed_at IS NOT NULL AND g.revoked_at IS NULL
          AND a.disabled_at IS NULL AND g.account_id <> NEW.confirmed_by))"""

# What a group gives ends by itself, is never administrator, and rests on a mapping that two others signed off.
_BY_MAPPING = all_of(
    "NEW.basis = 'sign_on'", _TWO_PEOPLE, "NEW.role <> 'administrator'", "NEW.lapses_at IS NOT NULL",
    """EXISTS (SELECT 1 FROM sign_on_mapping m WHERE m.proposed_by = NEW.granted_by
        AND m.confirmed_by = NEW.confirmed_by AND m.ended_at IS NULL)""",
)  # fmt: skip

_GRANTED_ALONE = f"""(NEW.confirmed_at IS NOT NULL AND NOT ({_FIRST_GRANT} OR {_BY_MAPPING}))
    OR (NEW.confirmed_at IS NULL AND (NEW.basis <> 'two_people' OR NEW.confirmed_by IS NOT NULL))"""

_CONFIRMED_ALONE = f"""(OLD.confirmed_at IS NULL AND (NEW.confirmed_at IS NOT NULL OR NEW.basis <> OLD.basis)
    AND NOT ((NEW.basis = 'two_people' AND {_TWO_PEOPLE}) OR {_FOUNDING}))"""

_GRANT_REWRITTEN = """(OLD.confirmed_at IS NOT NULL AND (NEW.confirmed_at IS DISTINCT FROM OLD.confirmed_at
    OR NEW.confirmed_by IS DISTINCT FROM OLD.confirmed_by OR NEW.basis <> OLD.basis))
    OR OLD.revoked_at IS NOT NULL"""

_MAPPING_ALONE = (
    """(NEW.confirmed_at IS NOT NULL AND (NEW.confirmed_by IS NULL OR NEW.confirmed_by = NEW.proposed_by))"""
)

GUARDS: tuple[Guard, ...] = (
    Guard("guard_grant_insert", "account_grant", "INSERT", "a grant is proposed first, and another person confirms it",
          any_of(_GRANTED_ALONE, "EXISTS (SELECT 1 FROM account_grant g WHERE g.id = NEW.id)")),
    Guard("guard_grant_update", "account_grant", "UPDATE",
          "a grant takes two people, neither of them who receives it, and never changes but to be ended",
          any_of(fixed("id", "account_id", "role", "business_unit", "jurisdiction", "limit_minor", "limit_currency",
                      "starts", "ends", "granted_by", "granted_at", "lapses_at"),
               _CONFIRMED_ALONE, _GRANT_REWRITTEN)),
    Guard("guard_grant_delete", "account_grant", "DELETE", "a grant is never deleted"),
    Guard("guard_token_insert", "api_token", "INSERT", "a token has scopes and an end",
          any_of("NEW.scopes IS NULL", "NEW.expires_at IS NULL",
               "EXISTS (SELECT 1 FROM api_token t WHERE t.id = NEW.id OR t.token_hash = NEW.token_hash)")),
    Guard("guard_token_update", "api_token", "UPDATE", "a token never changes but to be revoked",
          fixed("id", "token_hash", "account_id", "label", "issued_at", "expires_at")
          + " OR CAST(NEW.scopes AS TEXT) IS DISTINCT FROM CAST(OLD.scopes AS TEXT) OR OLD.revoked_at IS NOT NULL"),
    Guard("guard_mapping_insert", "sign_on_mapping", "INSERT", "a sign-on mapping is proposed first",
          "NEW.confirmed_at IS NOT NULL OR NEW.confirmed_by IS NOT NULL "
          "OR EXISTS (SELECT 1 FROM sign_on_mapping m WHERE m.id = NEW.id)"),
    Guard("guard_mapping_update", "sign_on_mapping", "UPDATE", "a sign-on mapping takes two people and never changes",
          any_of(_MAPPING_ALONE, fixed("id", "digest", "proposed_by", "proposed_at"),
               "CAST(NEW.document AS TEXT) <> CAST(OLD.document AS TEXT)", "OLD.ended_at IS NOT NULL",
               "(OLD.confirmed_at IS NOT NULL AND (NEW.confirmed_at IS DISTINCT FROM OLD.confirmed_at "
               "OR NEW.confirmed_by IS DISTINCT FROM OLD.confirmed_by))")),
    Guard("guard_mapping_delete", "sign_on_mapping", "DELETE", "a sign-on mapping is never deleted"),
    Guard("guard_identity_insert", "account_identity", "INSERT", "a subject is linked to one account, for good",
          "EXISTS (SELECT 1 FROM account_identity i WHERE i.subject_mac = NEW.subject_mac)"),
    Guard("guard_identity_update", "account_identity", "UPDATE", "a subject is linked to one account, for good"),
    Guard("guard_identity_delete", "account_identity", "DELETE", "a subject is linked to one account, for good"),
)  # fmt: skip
