"""`candor account`: who may come in, and as what. The first account of an empty home becomes its administrator.

Giving a role takes two people: `grant` proposes, `confirm` is another's yes. Whole lists of grants are `account_grants.py`,
tokens and sessions `account_tokens.py`.
"""

from datetime import date, datetime
from decimal import Decimal

import click

from review_ui.cli.account_grants import grants, oidc_mapping
from review_ui.cli.account_tokens import log_out, revoke_token, sessions, token
from review_ui.cli.acting import acting, read_password
from review_ui.cli.call import Call, Verb, VerbGroup, as_option, json_option

DAY = click.DateTime(["%Y-%m-%d"])


@click.group(cls=VerbGroup)
def account() -> None:
    """Add and close accounts, propose and confirm their grants, make tokens."""


@account.command(cls=Verb)
@click.argument("name")
@click.option("--display-name", help="The name others see; by default NAME.")
@as_option
@click.pass_obj
def add(call: Call, name: str, display_name: str | None, as_name: str | None) -> None:
    """Add an account; asks for its password. In an empty home it becomes the administrator."""
    from governance import accounts
    from review_ui.services import prepare_home

    workspace = call.workspace
    shown = display_name or name
    if not accounts.has_accounts(workspace.database):
        password = read_password(f"New password for {name}", confirm=True)
        first = accounts.bootstrap_administrator(
            workspace.database, name, password, shown, clock=workspace.clock
        )
        prepare_home(workspace, first)
        call.result(f"{name} added as the administrator of {call.home}")
        return
    actor = acting(call, as_name)
    password = read_password(f"New password for {name}", confirm=True)
    with workspace.command(actor) as work:
        accounts.add_account(work, name, password, shown)
    call.result(f"{name} added; without a grant they can do nothing yet")


@account.command(cls=Verb)
@click.argument("name")
@as_option
@click.pass_obj
def disable(call: Call, name: str, as_name: str | None) -> None:
    """Close an account at once, with its sessions, tokens and grants; what it did stays on the record."""
    from governance import accounts

    actor = acting(call, as_name)
    with call.existing.command(actor) as work:
        accounts.disable(work, accounts.find_account(call.existing.database, name).id)
    call.result(f"{name} disabled")


@account.command(cls=Verb)
@click.argument("name")
@as_option
@click.pass_obj
def enable(call: Call, name: str, as_name: str | None) -> None:
    """Let a closed account log in again; its grants are given anew, by two people."""
    from governance import accounts

    actor = acting(call, as_name)
    with call.existing.command(actor) as work:
        accounts.enable(work, accounts.find_account(call.existing.database, name).id)
    call.result(f"{name} enabled; without a grant they can do nothing yet")


@account.command(cls=Verb)
@click.argument("name")
@as_option
@click.pass_obj
def password(call: Call, name: str, as_name: str | None) -> None:
    """Set the password of NAME: your own, or anybody's for an administrator. Their sessions end."""
    from governance import accounts

    actor = acting(call, as_name)
    new = read_password(f"New password for {name}", confirm=True)
    with call.existing.command(actor) as work:
        accounts.set_password(work, accounts.find_account(call.existing.database, name).id, new)
    call.result(f"{name} has a new password")


@account.command(cls=Verb)
@click.argument("name")
@click.argument("role")
@click.option(
    "--business-unit", default="*", show_default=True, help="The business unit it holds in; * is all."
)
@click.option(
    "--jurisdiction", default="*", show_default=True, help="The country it holds for, such as DE; * is all."
)
@click.option(
    "--limit", type=(Decimal, str), metavar="AMOUNT CURRENCY", help="May approve up to this amount."
)
@click.option("--from", "starts", type=DAY, help="First day it holds.")
@click.option("--until", "ends", type=DAY, help="Last day it holds.")
@as_option
@click.pass_obj
def grant(
    call: Call,
    name: str,
    role: str,
    business_unit: str,
    jurisdiction: str,
    limit: tuple[Decimal, str] | None,
    starts: datetime | None,
    ends: datetime | None,
    as_name: str | None,
) -> None:
    """Propose a ROLE for NAME in a business unit, up to an amount, between two days; another person confirms it."""
    from governance import accounts
    from governance.intake import read_jurisdiction
    from governance.money import Money

    place = read_jurisdiction(jurisdiction)
    actor = acting(call, as_name)
    approval_limit = Money.of(limit[0], limit[1].upper()) if limit else None
    with call.existing.command(actor) as work:
        proposed = accounts.grant(
            work,
            accounts.find_account(call.existing.database, name).id,
            role,
            business_unit,
            approval_limit=approval_limit,
            starts=_day(starts),
            ends=_day(ends),
            jurisdiction=place,
        )
    call.result(f"{proposed} proposed: {name} as {role}; it gives nothing until another person confirms it")


@account.command(cls=Verb)
@json_option
@as_option
@click.pass_obj
def pending(call: Call, as_json: bool, as_name: str | None) -> None:
    """List the grants that wait for a second person."""
    from governance import accounts
    from review_ui.grants import described, pending_document

    actor = acting(call, as_name)
    with call.existing.database.read() as session:
        found = accounts.pending_grants(session, actor)
    if as_json:
        call.result_json(
            {"schema": "candor.pending-grants/1", "grants": [pending_document(one) for one in found]}
        )
        return
    for one in found:
        note = f" (not by you: {one.why_not})" if one.why_not else ""
        call.result(
            f"{one.id}  {one.account.name}: {described(one.grant)}, proposed by {one.proposed_by.name}{note}"
        )
    if not found:
        call.say("nothing waits for confirmation")


@account.command(cls=Verb)
@click.argument("grant_id", metavar="GRANT")
@as_option
@click.pass_obj
def confirm(call: Call, grant_id: str, as_name: str | None) -> None:
    """Confirm a GRANT that somebody else proposed; from now on it holds."""
    from governance import accounts

    actor = acting(call, as_name)
    with call.existing.command(actor) as work:
        accounts.confirm_grant(work, grant_id)
    call.result(f"{grant_id} confirmed")


@account.command(cls=Verb)
@click.argument("grant_id", metavar="GRANT")
@as_option
@click.pass_obj
def deny(call: Call, grant_id: str, as_name: str | None) -> None:
    """Deny a proposed GRANT, or withdraw your own proposal."""
    from governance import accounts

    actor = acting(call, as_name)
    with call.existing.command(actor) as work:
        accounts.deny_grant(work, grant_id)
    call.result(f"{grant_id} denied")


@account.command(cls=Verb)
@click.argument("grant_id", metavar="GRANT")
@as_option
@click.pass_obj
def revoke(call: Call, grant_id: str, as_name: str | None) -> None:
    """Take back a GRANT that is in force, at once."""
    from governance import accounts

    actor = acting(call, as_name)
    with call.existing.command(actor) as work:
        accounts.revoke_grant(work, grant_id)
    call.result(f"{grant_id} revoked")


@account.command("list", cls=Verb)
@json_option
@as_option
@click.pass_obj
def list_(call: Call, as_json: bool, as_name: str | None) -> None:
    """List accounts with the grants they hold."""
    from governance import accounts
    from review_ui.grants import account_document, described

    actor = acting(call, as_name)
    with call.existing.database.read() as session:
        found = accounts.list_accounts(session, actor)
    if as_json:
        call.result_json(
            {"schema": "candor.accounts/1", "accounts": [account_document(one) for one in found]}
        )
        return
    for one in found:
        call.result(f"{one.name}  {one.display_name}{' (disabled)' if one.disabled else ''}")
        for grant_id, held in one.grants:
            call.result(f"  {grant_id}  {described(held)}")


account.add_command(grants)
account.add_command(oidc_mapping)
for one in (token, revoke_token, sessions, log_out):
    account.add_command(one)


def _day(moment: datetime | None) -> date | None:
    return moment.date() if moment else None
