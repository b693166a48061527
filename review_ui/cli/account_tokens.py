"""`candor account token`, `sessions` and `log-out`: ways in that are one's own, and how they end."""

from datetime import UTC, datetime, timedelta

import click

from review_ui.cli.acting import acting
from review_ui.cli.call import Call, Verb, as_option, json_option

DAY = click.DateTime(["%Y-%m-%d"])


@click.command(cls=Verb)
@click.argument("label")
@click.option(
    "--scope",
    "scopes",
    multiple=True,
    metavar="SCOPE",
    help="What it may do, as far as you may: read, request, review, procure, classify, privacy, learn, audit, manage. Repeat it.",
)
@click.option("--until", type=DAY, help="Last day it works; by default 90 days from now, at most 365.")
@as_option
@click.pass_obj
def token(
    call: Call, label: str, scopes: tuple[str, ...], until: datetime | None, as_name: str | None
) -> None:
    """Make a token of your own for CANDOR_TOKEN. It is shown once."""
    from governance import accounts

    actor = acting(call, as_name)
    expires = until.replace(tzinfo=UTC) + timedelta(days=1) if until else None
    with call.existing.command(actor) as work:
        made = accounts.issue_token(work, label, scopes, expires=expires)
    call.result(made)


@click.command(cls=Verb)
@json_option
@as_option
@click.pass_obj
def sessions(call: Call, as_json: bool, as_name: str | None) -> None:
    """List your own open sessions and tokens."""
    from governance import accounts
    from review_ui.grants import own_document

    actor = acting(call, as_name)
    with call.existing.database.read() as session:
        document = own_document(accounts.own_sessions(session, actor), accounts.own_tokens(session, actor))
    if as_json:
        call.result_json({"schema": "candor.sessions/1", **document})
        return
    for one in document["sessions"]:
        call.result(f"session since {one['opened_at']}, last seen {one['seen_at']}")
    for one in document["tokens"]:
        scopes = "no scopes" if one["scopes"] is None else " ".join(one["scopes"])
        call.result(f"{one['id']}  {one['label']} ({scopes}) until {one['expires_at']}")


@click.command("revoke-token", cls=Verb)
@click.argument("token_id", metavar="TOKEN")
@as_option
@click.pass_obj
def revoke_token(call: Call, token_id: str, as_name: str | None) -> None:
    """Take back a token by its id (T-1001): your own, or anybody's for an administrator."""
    from governance import accounts

    actor = acting(call, as_name)
    with call.existing.command(actor) as work:
        accounts.revoke_token(work, token_id)
    call.result(f"{token_id} revoked")


@click.command("log-out", cls=Verb)
@click.argument("name", required=False)
@as_option
@click.pass_obj
def log_out(call: Call, name: str | None, as_name: str | None) -> None:
    """End every session of NAME, by default your own."""
    from governance import accounts

    actor = acting(call, as_name)
    who = accounts.find_account(call.existing.database, name) if name else actor
    with call.existing.command(actor) as work:
        closed = accounts.close_sessions(work, who.id)
    call.result(f"{who.name}: {closed} session{'' if closed == 1 else 's'} closed")
