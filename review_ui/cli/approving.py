"""`candor approvals`: what waits for an answer, steps that are late, and answering for somebody who is away."""

from datetime import datetime

import click

from review_ui.cli.accounts import DAY
from review_ui.cli.acting import acting
from review_ui.cli.call import Call, Verb, VerbGroup, as_option, json_option

SCHEMA = "candor.approvals/1"


@click.group(cls=VerbGroup)
def approvals() -> None:
    """What waits for an answer; late steps; answering for another."""


@approvals.command(name="list", cls=Verb)
@as_option
@json_option
@click.pass_obj
def list_(call: Call, as_name: str | None, as_json: bool) -> None:
    """What waits for an answer of yours, the longest wait first."""
    from governance.reading import approval_queue

    actor = acting(call, as_name)
    with call.existing.database.read() as session:
        queue = approval_queue(session, actor)
    if as_json:
        from review_ui.web.api.values import as_objects

        call.result_json({"schema": SCHEMA, "waiting": as_objects(queue)})
        return
    for item in queue:
        late = f", due {item.due_at:%Y-%m-%d}" if item.due_at else ""
        whom = f", for {item.on_behalf_of}" if item.on_behalf_of else ""
        call.result(
            f"{item.requisition.id} {item.kind}  {item.requisition.title}  {item.requisition.budget}{late}{whom}"
        )
        if item.why_not:
            call.result(f"    not by you: {item.why_not}")
    if not queue:
        call.result("nothing waits for an answer of yours")


@approvals.command(cls=Verb)
@json_option
@click.pass_obj
def escalate(call: Call, as_json: bool) -> None:
    """Open every late step to the role its policy names. For a scheduler: needs no account and approves nothing."""
    from governance.routing.escalation import escalate_overdue

    workspace = call.existing
    found = escalate_overdue(workspace.database, clock=workspace.clock)
    if as_json:
        steps = [{"step": one.step, "requisition": one.requisition_id, "to": one.to} for one in found]
        call.result_json({"schema": "candor.escalated/1", "steps": steps})
        return
    for one in found:
        call.result(f"{one.requisition_id} {one.step}: {one.to.replace('_', ' ')} may answer too")
    if not found:
        call.result("no step is late")


@approvals.command(cls=Verb)
@click.argument("to", metavar="NAME")
@click.argument("role")
@click.option("--unit", default="*", show_default=True, help="The business unit; * is all of the grant's.")
@click.option("--from", "starts", type=DAY, help="First day; by default today.")
@click.option("--until", "ends", type=DAY, required=True, help="Last day.")
@click.option("--reason", required=True, help="Why; sealed with the delegation.")
@as_option
@click.pass_obj
def delegate(
    call: Call,
    to: str,
    role: str,
    unit: str,
    starts: datetime | None,
    ends: datetime,
    reason: str,
    as_name: str | None,
) -> None:
    """Let NAME answer under your own grant of ROLE between two days."""
    from governance.accounts import find_account
    from governance.routing import delegation

    actor = acting(call, as_name)
    with call.existing.command(actor) as work:
        made = delegation.delegate(
            work,
            find_account(call.existing.database, to).id,
            role,
            unit,
            starts=starts.date() if starts else work.today,
            ends=ends.date(),
            reason=reason,
        )
    call.result(f"{made}: {to} may answer as {role} until {ends:%Y-%m-%d}")


@approvals.command(cls=Verb)
@as_option
@click.pass_obj
def delegations(call: Call, as_name: str | None) -> None:
    """What you gave to others, and what was given to you."""
    from governance.identity import names_of
    from governance.routing import delegation

    actor = acting(call, as_name)
    with call.existing.database.read() as session:
        found = delegation.delegations(session, actor, names_of(session))
    for one in found:
        where = "everywhere" if one.business_unit == "*" else one.business_unit
        call.result(
            f"{one.id}  {one.delegate} for {one.delegator} as {one.role} {where},"
            f" {one.starts} to {one.ends}, {one.state}"
        )
    if not found:
        call.result("nobody answers for another")


@approvals.command(name="end", cls=Verb)
@click.argument("delegation")
@as_option
@click.pass_obj
def end(call: Call, delegation: str, as_name: str | None) -> None:
    """End a delegation now."""
    from governance.routing.delegation import end_delegation

    actor = acting(call, as_name)
    with call.existing.command(actor) as work:
        end_delegation(work, delegation)
    call.result(f"{delegation} has ended")
