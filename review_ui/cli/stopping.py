"""`candor ranking`: stop ranking by machine, let it go on, and see where it is stopped."""

from typing import TYPE_CHECKING, Any

import click

from review_ui.cli.acting import acting
from review_ui.cli.call import Call, Verb, VerbGroup, as_option, json_option

if TYPE_CHECKING:
    from governance.stops import StopRecord

SCHEMA = "candor.stops/1"


@click.group(cls=VerbGroup)
def ranking() -> None:
    """Stop ranking by machine: for a role family, a business unit, or everywhere. Lists are then unranked."""


@ranking.command(cls=Verb)
@click.option("--business-unit", default="*", show_default=True, help="Where it stops; * is everywhere.")
@click.option("--family", help="Only this role family; by default every one.")
@click.option("--reason", required=True, help="Why; kept sealed with the stop.")
@as_option
@click.pass_obj
def stop(call: Call, business_unit: str, family: str | None, reason: str, as_name: str | None) -> None:
    """Stop ranking by machine now. One person is enough; another one lifts it."""
    from governance.stops import in_words, stop_ranking

    actor = acting(call, as_name)
    with call.existing.command(actor) as work:
        made = stop_ranking(work, reason=reason, business_unit=business_unit, family=family)
    call.result(f"{made}: ranking by machine is stopped for {in_words(business_unit, family)}")


@ranking.command(cls=Verb)
@click.argument("stop_id", metavar="STOP")
@click.option("--reason", required=True, help="Why it may go on; kept sealed with the stop.")
@as_option
@click.pass_obj
def lift(call: Call, stop_id: str, reason: str, as_name: str | None) -> None:
    """Let ranking go on where STOP kept it; not by who stopped it."""
    from governance.stops import lift_stop

    actor = acting(call, as_name)
    with call.existing.command(actor) as work:
        lift_stop(work, stop_id, reason=reason)
    call.result(f"{stop_id} is lifted")


@ranking.command("file", cls=Verb)
@click.argument("template")
@click.option("--family", required=True, help="The role family it belongs to.")
@as_option
@click.pass_obj
def file_(call: Call, template: str, family: str, as_name: str | None) -> None:
    """File a role TEMPLATE of your own under a family, so that a stop of another family does not cover it."""
    from governance.templates import file_template

    actor = acting(call, as_name)
    with call.existing.command(actor) as work:
        file_template(work, template, family)
    call.result(f"{template} is filed under {family}")


@ranking.command(cls=Verb)
@as_option
@json_option
@click.pass_obj
def stops(call: Call, as_name: str | None, as_json: bool) -> None:
    """Every stop that concerns your business units, those in force first. Shows reasons, so it needs to know who asks."""
    from governance.stops import stops_for

    actor = acting(call, as_name)
    with call.existing.database.read() as session:
        found = stops_for(session, actor)
    if as_json:
        call.result_json({"schema": SCHEMA, "stops": [_as_json(one) for one in found]})
        return
    for one in found:
        lifted = (
            f", lifted {one.lifted_at:%Y-%m-%d %H:%M} by {one.lifted_by.name}"
            if one.lifted_at and one.lifted_by
            else ""
        )
        call.result(f"{one.id}  {one.covers}")
        call.result(
            f"    stopped {one.stopped_at:%Y-%m-%d %H:%M} by {one.stopped_by.name}{lifted}: {one.reason}"
        )
    if not found:
        call.result("ranking by machine was never stopped")


def _as_json(one: "StopRecord") -> dict[str, Any]:
    return {
        "id": one.id,
        "business_unit": one.business_unit,
        "family": one.family,
        "reason": one.reason,
        "stopped_by": one.stopped_by.name,
        "stopped_at": one.stopped_at.isoformat(),
        "lifted_by": one.lifted_by.name if one.lifted_by else None,
        "lifted_at": one.lifted_at.isoformat() if one.lifted_at else None,
        "lift_reason": one.lift_reason,
    }
