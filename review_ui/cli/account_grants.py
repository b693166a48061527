"""`candor account grants`: a whole list of grants from a file, told first, proposed when asked."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from review_ui.cli.acting import acting
from review_ui.cli.call import Call, Verb, VerbGroup, as_option, json_option

if TYPE_CHECKING:
    from governance.grant_lists import GrantPlan


@click.group(cls=VerbGroup)
def grants() -> None:
    """Compare a list of grants with those on record, and propose what is new."""


@grants.command("import", cls=Verb)
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--apply", "applied", is_flag=True, help="Propose what is new; without it nothing changes.")
@click.option(
    "--revoke-missing", is_flag=True, help="With --apply, take back what is on record and not in FILE."
)
@json_option
@as_option
@click.pass_obj
def import_(
    call: Call, file: Path, applied: bool, revoke_missing: bool, as_json: bool, as_name: str | None
) -> None:
    """Read FILE.csv: name, display_name, role, business_unit, jurisdiction, limit_amount, limit_currency, starts, ends."""
    from governance.grant_lists import apply_grants, plan_grants
    from review_ui.grants import plan_document, read_grant_file

    actor = acting(call, as_name)
    lines = read_grant_file(file)
    if applied:
        with call.existing.command(actor) as work:
            plan = apply_grants(work, lines, str(file), revoke_missing=revoke_missing)
    else:
        with call.existing.database.read() as session:
            plan = plan_grants(session, actor, lines, str(file))
    if as_json:
        call.result_json(plan_document(plan, applied=applied, revoked=applied and revoke_missing))
        return
    _tell(call, plan, applied=applied, revoked=applied and revoke_missing)


def _tell(call: Call, plan: "GrantPlan", *, applied: bool, revoked: bool) -> None:
    from review_ui.cli.accounts import described

    for name, display_name in plan.new_accounts:
        call.result(f"+ account {name} ({display_name}), without a password")
    for line in plan.proposals:
        call.result(f"+ {line.name}: {described(line.grant)}")
    for one in plan.missing:
        call.result(f"{'-' if revoked else '?'} {one.id} {one.name}: {described(one.grant)}")
    done = "proposed; another person confirms each" if applied else "would be proposed (--apply does it)"
    left = (
        "taken back"
        if revoked
        else "on record and not in the file (--apply --revoke-missing takes them back)"
    )
    call.say(f"{len(plan.proposals)} {done}, {plan.unchanged} unchanged, {len(plan.missing)} {left}")
