"""`candor train`, `propose`, `approve`, `models`: from outcomes to a model in service, by two people."""

import click

from review_ui.cli.acting import acting
from review_ui.cli.call import Call, Verb, as_option, json_option
from review_ui.cli.progress import progress_bars


@click.command(cls=Verb)
@as_option
@json_option
@click.pass_obj
def train(call: Call, as_name: str | None, as_json: bool) -> None:
    """Train a ranker on the workspace's own outcomes; registers a bundle, puts nothing into service."""
    from review_ui.services import train

    actor = acting(call, as_name)
    with progress_bars(quiet=as_json) as progress:
        report = train(call.existing, actor, progress=progress)
    if as_json:
        call.result_json({"schema": "candor.train/1", **report.as_dict()})
        return
    call.result(report.in_words())


@click.command(cls=Verb)
@click.argument("bundle")
@click.option("--note", help="Why; kept with the record.")
@as_option
@click.pass_obj
def propose(call: Call, bundle: str, note: str | None, as_name: str | None) -> None:
    """Propose BUNDLE (its hash, or enough of its beginning) for service."""
    from review_ui.services import propose_bundle

    full = propose_bundle(call.existing, acting(call, as_name), bundle, note=note)
    call.result(f"{full} proposed; somebody who neither trained nor proposed it must approve it")


@click.command(cls=Verb)
@click.argument("bundle")
@click.option("--note", help="Why; kept with the record.")
@as_option
@click.pass_obj
def approve(call: Call, bundle: str, note: str | None, as_name: str | None) -> None:
    """Approve a BUNDLE that somebody else trained and proposed: it ranks from now on."""
    from review_ui.services import approve_bundle

    full = approve_bundle(call.existing, acting(call, as_name), bundle, note=note)
    call.result(f"{full} approved and in service")


@click.command(cls=Verb)
@json_option
@click.pass_obj
def models(call: Call, as_json: bool) -> None:
    """List bundles: which one serves, who trained, proposed and approved each, and what it measured."""
    from review_ui.services import list_models

    found = list_models(call.workspace)
    if as_json:
        call.result_json({"schema": "candor.models/1", "models": found})
        return
    for model in found:
        mark = "*" if model["serving"] else " "
        approved = f", approved by {model['approved_by']}" if model["approved_by"] else ""
        call.result(
            f"{mark} {model['hash'][:16]}  {model['state']:<10} {model['kind']}, basis {model['basis']}, by {model['author']}{approved}"
        )
