"""`candor account`: who may come in, and as what. The first account of an empty home becomes its administrator."""

from datetime import date, datetime
from decimal import Decimal

import click

from review_ui.cli.acting import acting, read_password
from review_ui.cli.call import Call, Verb, VerbGroup, as_option

DAY = click.DateTime(["%Y-%m-%d"])


@click.group(cls=VerbGroup)
def account() -> None:
    """Add, disable and grant accounts."""


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
    """Close an account; what it did stays on the record."""
    from governance import accounts

    actor = acting(call, as_name)
    with call.existing.command(actor) as work:
        accounts.disable(work, accounts.find_account(call.existing.database, name).id)
    call.result(f"{name} disabled")


@account.command(cls=Verb)
@click.argument("name")
@click.argument("role")
@click.option(
    "--business-unit", default="*", show_default=True, help="The business unit it holds in; * is all."
)
@click.option(
    "--limit", type=(Decimal, str), metavar="AMOUNT CURRENCY", help="May approve up to this amount."
)
@click.option(
    "--jurisdiction", default="*", show_default=True, help="Approves under this country's law; * is any."
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
    limit: tuple[Decimal, str] | None,
    jurisdiction: str,
    starts: datetime | None,
    ends: datetime | None,
    as_name: str | None,
) -> None:
    """Give NAME a ROLE in a business unit, up to an amount, between two days."""
    from governance import accounts
    from governance.intake import read_jurisdiction
    from governance.money import Money

    place = read_jurisdiction(jurisdiction)
    actor = acting(call, as_name)
    approval_limit = Money.of(limit[0], limit[1].upper()) if limit else None
    with call.existing.command(actor) as work:
        accounts.grant(
            work,
            accounts.find_account(call.existing.database, name).id,
            role,
            business_unit,
            approval_limit=approval_limit,
            starts=_day(starts),
            ends=_day(ends),
            jurisdiction=place,
        )
    call.result(f"{name} is {role} in {'every business unit' if business_unit == '*' else business_unit}")


@account.command(cls=Verb)
@click.argument("label")
@click.option("--until", type=DAY, help="Last day it works.")
@as_option
@click.pass_obj
def token(call: Call, label: str, until: datetime | None, as_name: str | None) -> None:
    """Make a token of your own for CANDOR_TOKEN. It is shown once."""
    from datetime import UTC, timedelta

    from governance import accounts

    actor = acting(call, as_name)
    expires = until.replace(tzinfo=UTC) + timedelta(days=1) if until else None
    with call.existing.command(actor) as work:
        made = accounts.issue_token(work, label, expires=expires)
    call.result(made)


def _day(moment: datetime | None) -> date | None:
    return moment.date() if moment else None
