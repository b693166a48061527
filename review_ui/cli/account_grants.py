"""`candor account grants` and `oidc-mapping`: many grants at once, from a file or by groups, each signed off by two people."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from review_ui.cli.acting import acting
from review_ui.cli.call import Call, Verb, VerbGroup, as_option, json_option

if TYPE_CHECKING:
    from governance.access import Actor
    from governance.accounts.grant_lists import GrantPlan


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
    from governance.accounts.grant_lists import apply_grants, plan_grants
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
    from review_ui.grants import described

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


@click.command("oidc-mapping", cls=Verb)
@click.argument("file", type=click.Path(path_type=Path), required=False)
@click.option(
    "--confirm", "confirmed", metavar="MAPPING", help="Confirm a mapping that somebody else proposed."
)
@click.option("--end", "ended", metavar="MAPPING", help="Deny one that waits, or end the one in force.")
@json_option
@as_option
@click.pass_obj
def oidc_mapping(
    call: Call,
    file: Path | None,
    confirmed: str | None,
    ended: str | None,
    as_json: bool,
    as_name: str | None,
) -> None:
    """Propose FILE.yaml as what the provider's groups give; without a file or option, list mappings."""
    from governance.sign_on import mapping
    from matching.files import read_mapping

    if sum(one is not None for one in (file, confirmed, ended)) > 1:
        raise click.UsageError("expected one of FILE, --confirm and --end, found more")
    actor = acting(call, as_name)
    if file is not None:
        document = read_mapping(file, "sign-on mapping")
        with call.existing.command(actor) as work:
            made = mapping.propose_mapping(work, document, str(file))
        call.result(f"{made} proposed; it gives nothing until another person confirms it")
    elif confirmed is not None:
        with call.existing.command(actor) as work:
            mapping.confirm_mapping(work, confirmed)
        call.result(f"{confirmed} confirmed; groups count from the next log-in on")
    elif ended is not None:
        with call.existing.command(actor) as work:
            mapping.end_mapping(work, ended)
        call.result(f"{ended} ended, and every grant that it gave")
    else:
        _tell_mappings(call, actor, as_json=as_json)


def _tell_mappings(call: Call, actor: "Actor", *, as_json: bool) -> None:
    from governance.sign_on.mapping import list_mappings
    from review_ui.grants import described, mapping_document

    with call.existing.database.read() as session:
        found = list_mappings(session, actor)
    if as_json:
        call.result_json(
            {"schema": "candor.oidc-mappings/1", "mappings": [mapping_document(one) for one in found]}
        )
        return
    for one in found:
        state = f"confirmed by {one.confirmed_by.name}" if one.confirmed_by else "waits for confirmation"
        call.result(f"{one.id}  proposed by {one.proposed_by.name}, {state}, sha256 {one.digest[:12]}")
        for group, given in one.groups.items():
            call.result(f"  {group}: {'; '.join(map(described, given))}")
    if not found:
        call.say("no mapping: groups give nothing")
