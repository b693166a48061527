"""A record from before grants took two people, opened by this version."""

from datetime import UTC, datetime, timedelta

from sqlalchemy import text

from governance import accounts
from governance.storage import guards, schema
from tests.governance.world import World


def test_grants_stay_in_force_and_every_token_gets_an_end(world: World) -> None:
    held = {name: world.actor(name).grants for name in ("ada", "paul", "audrey")}
    with world.as_("mona") as work:
        endless = accounts.issue_token(work, "endless", ["read"])
        far = accounts.issue_token(work, "far", ["read"])
        near = accounts.issue_token(work, "near", ["read"])
    _age(world)
    world.direct("UPDATE api_token SET expires_at = NULL WHERE id = 'T-1001'")
    world.direct("UPDATE api_token SET expires_at = '2099-01-01 00:00:00' WHERE id = 'T-1002'")

    reopened = World(world.folder, world.url)

    assert {name: reopened.actor(name).grants for name in held} == held
    with reopened.database.read() as session:
        bases = session.scalars(text("SELECT DISTINCT basis FROM account_grant")).all()
        tokens = {one.id: one for one in accounts.own_tokens(session, reopened.actor("mona"))}
    assert bases == ["legacy"]
    assert all(one.scopes is None for one in tokens.values())
    ends = [tokens[one].expires_at for one in ("T-1001", "T-1002")]
    assert [round((end - datetime.now(UTC)) / timedelta(days=1)) for end in ends if end] == [90, 365]
    for token in (endless, far, near):
        actor = accounts.resolve_token(reopened.database, token)
        assert actor is not None
        assert actor.only is not None
    reopened.database.close()


def _age(world: World) -> None:
    """Take the record back to the version before."""
    from alembic import command

    world.database.close()
    world.drop_guards(*(guard.name for guard in guards.GUARDS))
    with world.another_program() as connection:
        command.downgrade(schema._config(connection), "0005")
