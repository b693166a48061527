"""Who leaves loses everything at once, and coming back brings nothing of it."""

import json

import pytest
from sqlalchemy import text

from governance import accounts
from governance.access import Actor
from matching.errors import Conflict, Forbidden, Unauthenticated
from tests.governance.world import PASSWORD, World


def entry(world: World, action: str) -> list[dict[str, object]]:
    query = text("SELECT entry FROM audit_entry WHERE action = :action ORDER BY seq")
    with world.database.read() as session:
        return [json.loads(found)["facts"] for found in session.scalars(query, {"action": action})]


def leave(world: World, name: str) -> Actor:
    left = world.actor(name)
    with world.as_("ada") as work:
        accounts.disable(work, left.id)
    return left


def test_a_leaver_loses_sessions_tokens_and_grants_in_one_entry(world: World) -> None:
    session_token = accounts.open_session(world.database, world.actor("mona"))
    with world.as_("mona") as work:
        token = accounts.issue_token(work, "nightly", ["read"])
        accounts.issue_token(work, "weekly", ["read"])
    with world.as_("ada") as work:
        pending = accounts.grant(work, world.actor("mona").id, "finance")

    leave(world, "mona")

    assert entry(world, "account.disabled") == [
        {"sessions": 1, "delegations": 0, "tokens": 2, "grants": 1, "pending_grants": 1}
    ]
    assert accounts.resolve_session(world.database, session_token) is None
    assert accounts.resolve_token(world.database, token) is None
    assert world.actor("mona").grants == ()
    with pytest.raises(Unauthenticated, match="wrong"):
        accounts.authenticate(world.database, "mona", PASSWORD)
    with pytest.raises(Conflict, match="no longer waits"), world.as_("bea") as work:
        accounts.confirm_grant(work, pending)


def test_what_a_leaver_proposed_for_others_goes_with_them(world: World) -> None:
    with world.as_("bea") as work:
        proposed = accounts.grant(work, world.actor("rita").id, "finance")

    leave(world, "bea")

    with pytest.raises(Conflict, match="no longer waits"), world.as_("ada") as work:
        accounts.deny_grant(work, proposed)


def test_coming_back_brings_nothing_with_it(world: World) -> None:
    session_token = accounts.open_session(world.database, world.actor("mona"))
    with world.as_("mona") as work:
        token = accounts.issue_token(work, "nightly", ["read"])
    left = leave(world, "mona")

    with world.as_("bea") as work:
        accounts.enable(work, left.id)

    assert accounts.authenticate(world.database, "mona", PASSWORD).grants == ()
    assert accounts.resolve_session(world.database, session_token) is None
    assert accounts.resolve_token(world.database, token) is None
    with pytest.raises(Conflict, match="not disabled"), world.as_("bea") as work:
        accounts.enable(work, left.id)


def test_nobody_closes_their_own_account_or_one_twice_and_no_role_goes_to_a_closed_one(world: World) -> None:
    with pytest.raises(Forbidden, match="own account"), world.as_("ada") as work:
        accounts.disable(work, work.actor.id)
    left = leave(world, "mona")
    with pytest.raises(Conflict, match="disabled already"), world.as_("ada") as work:
        accounts.disable(work, left.id)
    with pytest.raises(Conflict, match="is disabled"), world.as_("ada") as work:
        accounts.grant(work, left.id, "finance")


def test_closing_and_opening_is_for_administrators(world: World) -> None:
    with pytest.raises(Forbidden, match=r"account\.close"), world.as_("paul") as work:
        accounts.disable(work, world.actor("mona").id)
    left = leave(world, "mona")
    with pytest.raises(Forbidden, match=r"account\.manage"), world.as_("paul") as work:
        accounts.enable(work, left.id)
