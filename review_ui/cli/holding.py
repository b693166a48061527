"""`candor hold`: placing a legal hold, lifting one, and what is held. The rules are `governance/holds.py`."""

from typing import TYPE_CHECKING, Any

import click

from review_ui.cli.acting import acting
from review_ui.cli.call import Call, Verb, VerbGroup, as_option, json_option

if TYPE_CHECKING:
    from governance.holds import HoldRecord

SCHEMA = "candor.holds/1"

reason_option = click.option("--reason", required=True, help="Why; sealed with the hold.")


@click.group(cls=VerbGroup)
def hold() -> None:
    """Keep what is in dispute: nothing under a legal hold is erased or expires."""


@hold.command(cls=Verb)
@click.argument("kind", type=click.Choice(["person", "requisition", "engagement"]))
@click.argument("subject")
@reason_option
@as_option
@click.pass_obj
def place(call: Call, kind: str, subject: str, reason: str, as_name: str | None) -> None:
    """Hold SUBJECT, the id of a person, a requisition or an engagement, and everybody in it."""
    from governance.holds import place_hold

    actor = acting(call, as_name)
    with call.existing.command(actor) as work:
        hold_id = place_hold(work, kind, subject, reason)
    call.result(f"{hold_id}: {kind} {subject} is held until another person lifts it")


@hold.command(cls=Verb)
@click.argument("hold_id", metavar="HOLD")
@reason_option
@as_option
@click.pass_obj
def lift(call: Call, hold_id: str, reason: str, as_name: str | None) -> None:
    """End HOLD, which somebody else placed; whoever waited to be erased is erased now."""
    from governance.holds import lift_hold

    actor = acting(call, as_name)
    with call.existing.command(actor) as work:
        erased = lift_hold(work, hold_id, reason)
    call.result(f"{hold_id} is lifted")
    if erased:
        call.result(f"erased, as asked while it stood: {', '.join(erased)}")


@hold.command("list", cls=Verb)
@click.option("--all", "lifted", is_flag=True, help="Those that were lifted too.")
@as_option
@json_option
@click.pass_obj
def list_(call: Call, lifted: bool, as_name: str | None, as_json: bool) -> None:
    """The holds in force, how many people each covers, and who waits to be erased."""
    from governance.holds import holds

    actor = acting(call, as_name)
    with call.existing.database.read() as session:
        found = holds(session, actor, lifted=lifted)
    if as_json:
        call.result_json({"schema": SCHEMA, "holds": [_as_json(one) for one in found]})
        return
    for one in found:
        call.result(_in_words(one))
    if not found:
        call.result("nothing is held")


def _in_words(one: "HoldRecord") -> str:
    placed = f"placed by {one.placed_by.name} on {one.placed_at:%Y-%m-%d}: {one.reason}"
    waiting = f"; to be erased afterwards: {', '.join(one.waiting)}" if one.waiting else ""
    lifted = (
        f"; lifted by {one.lifted_by.name} on {one.lifted_at:%Y-%m-%d}: {one.lift_reason}"
        if one.lifted_by and one.lifted_at
        else ""
    )
    return f"{one.id}  {one.kind} {one.subject}, {one.people} people, {placed}{waiting}{lifted}"


def _as_json(one: "HoldRecord") -> dict[str, Any]:
    return {
        "id": one.id,
        "kind": one.kind,
        "subject": one.subject,
        "business_unit": one.business_unit,
        "reason": one.reason,
        "placed_by": one.placed_by.id,
        "placed_at": one.placed_at.isoformat(),
        "people": one.people,
        "waiting": list(one.waiting),
        "frees": list(one.frees),
        "lifted_by": one.lifted_by.id if one.lifted_by else None,
        "lifted_at": one.lifted_at.isoformat() if one.lifted_at else None,
        "lift_reason": one.lift_reason,
    }
