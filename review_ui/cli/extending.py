"""`candor extension`: an engagement that is to go on longer, from the question to another person's answer."""

import json
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click
from pydantic import ValidationError

from matching.errors import Fault, InputError
from review_ui.cli.acting import acting
from review_ui.cli.call import Call, Verb, VerbGroup, as_option, json_option

if TYPE_CHECKING:
    from governance.classification.scoring import Answer

SCHEMA = "candor.extensions/1"

extension_argument = click.argument("extension_id", metavar="EXTENSION")
reason_option = click.option("--reason", required=True, help="Why; kept sealed with the extension.")
note_option = click.option("--note", help="Kept sealed with the answer.")


@click.group(cls=VerbGroup)
def extension() -> None:
    """Extend an engagement: ask, classify the work anew, have another person approve."""


@extension.command(cls=Verb)
@click.argument("engagement")
@click.option("--until", type=click.DateTime(["%Y-%m-%d"]), help="The new last day.")
@click.option("--hours", type=click.IntRange(1, 100_000), help="Hours in all, those worked already included.")
@click.option(
    "--deliverable", "deliverables", multiple=True, help="One each, all of them; by default as agreed."
)
@reason_option
@as_option
@click.pass_obj
def ask(
    call: Call,
    engagement: str,
    until: datetime | None,
    hours: int | None,
    deliverables: tuple[str, ...],
    reason: str,
    as_name: str | None,
) -> None:
    """Ask for a later end, more hours or other deliverables of ENGAGEMENT. Nothing changes yet."""
    from governance.extensions import extend_engagement

    actor = acting(call, as_name)
    with call.existing.command(actor) as work:
        made = extend_engagement(
            work,
            engagement,
            reason=reason,
            end=until.date() if until else None,
            hours=hours,
            deliverables=deliverables or None,
        )
    call.result(f"{made}: asked for; answer its classification next")


@extension.command(cls=Verb)
@extension_argument
@click.argument("answers", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@as_option
@click.pass_obj
def classify(call: Call, extension_id: str, answers: Path, as_name: str | None) -> None:
    """Answer the questions for the work as EXTENSION would make it, from a JSON file as the API takes it."""
    from governance.extensions import classify_extension

    actor, (answered_by, given) = acting(call, as_name), _read_answers(answers)
    with call.existing.command(actor) as work:
        made = classify_extension(work, extension_id, given, answered_by=answered_by)
    call.result(f"{made}: {extension_id} is classified")


@extension.command(cls=Verb)
@extension_argument
@click.argument("decision", type=click.Choice(["cleared", "refused"]))
@reason_option
@as_option
@click.pass_obj
def decide(call: Call, extension_id: str, decision: str, reason: str, as_name: str | None) -> None:
    """Legal's answer to a high risk of EXTENSION."""
    from governance.extensions import decide_extension

    actor = acting(call, as_name)
    with call.existing.command(actor) as work:
        decide_extension(work, extension_id, decision, reason=reason)  # type: ignore[arg-type]
    call.result(f"{extension_id}: {decision}")


@extension.command(cls=Verb)
@extension_argument
@note_option
@as_option
@click.pass_obj
def approve(call: Call, extension_id: str, note: str | None, as_name: str | None) -> None:
    """Let EXTENSION change the engagement: another person than who asked, within their limit for the new total."""
    from governance.extensions import approve_extension

    actor = acting(call, as_name)
    with call.existing.command(actor) as work:
        approve_extension(work, extension_id, note=note)
    call.result(f"{extension_id} is approved, and the engagement has its terms")


@extension.command(cls=Verb)
@extension_argument
@click.option(
    "--reason-code", required=True, help="budget, not_needed, role_unclear, process, evidence or other."
)
@note_option
@as_option
@click.pass_obj
def deny(call: Call, extension_id: str, reason_code: str, note: str | None, as_name: str | None) -> None:
    """Say no to EXTENSION; the engagement goes on as agreed."""
    from governance.extensions import deny_extension

    actor = acting(call, as_name)
    with call.existing.command(actor) as work:
        deny_extension(work, extension_id, reason_code=reason_code, note=note)
    call.result(f"{extension_id} is denied")


@extension.command(cls=Verb)
@extension_argument
@reason_option
@as_option
@click.pass_obj
def withdraw(call: Call, extension_id: str, reason: str, as_name: str | None) -> None:
    """Take the question of EXTENSION back."""
    from governance.extensions import withdraw_extension

    actor = acting(call, as_name)
    with call.existing.command(actor) as work:
        withdraw_extension(work, extension_id, reason=reason)
    call.result(f"{extension_id} is withdrawn")


@extension.command("list", cls=Verb)
@click.argument("requisition")
@as_option
@json_option
@click.pass_obj
def list_(call: Call, requisition: str, as_name: str | None, as_json: bool) -> None:
    """Every extension asked for of a REQUISITION's engagements, the oldest first."""
    from governance.reading import requisition_case

    actor = acting(call, as_name)
    with call.existing.database.read() as session:
        found = requisition_case(session, actor, requisition).extensions
    if as_json:
        shown = [
            {"id": one.id, "engagement": one.engagement_id, "state": one.state, "end": one.end.isoformat(),
             "hours": one.hours, "deliverables": list(one.deliverables), "asked_by": one.asked_by.name,
             "decided_by": one.decided_by.name if one.decided_by else None}
            for one in found
        ]  # fmt: skip
        call.result_json({"schema": SCHEMA, "requisition": requisition, "extensions": shown})
        return
    for one in found:
        call.result(
            f"{one.id}  {one.engagement_id} until {one.end}, {one.hours} hours: {one.state}, asked by {one.asked_by.name}"
        )
    if not found:
        call.result(f"no engagement of {requisition} was asked to be extended")


def _read_answers(path: Path) -> "tuple[str, dict[str, Answer]]":
    from review_ui.web.requests import Classifying, faults_of

    try:
        sent = Classifying.model_validate(json.loads(path.read_text(encoding="utf-8")))
    except (ValueError, OSError) as error:
        faults = (
            faults_of(error)
            if isinstance(error, ValidationError)
            else [Fault("a JSON file", str(error)[:80])]
        )
        raise InputError(f"the answers in {path} cannot be read", faults=faults) from error
    return sent.answered_by, sent.given()
