"""`candor people`: what licences no longer let the workspace hold."""

import click

from review_ui.cli.acting import acting
from review_ui.cli.call import Call, Verb, VerbGroup, as_option, json_option
from review_ui.cli.progress import progress_bars


@click.group(cls=VerbGroup)
def people() -> None:
    """Let go of people whose licence has run out."""


@people.command(cls=Verb)
@click.option("--dry-run", is_flag=True, help="Say what would go, change nothing; needs no account.")
@as_option
@json_option
@click.pass_obj
def purge(call: Call, dry_run: bool, as_name: str | None, as_json: bool) -> None:
    """Drop every profile past its last day, and whoever nothing else holds; snapshots and vectors follow."""
    from review_ui import retention

    workspace = call.existing
    if dry_run:
        report = retention.preview(workspace)
    else:
        actor = acting(call, as_name)
        with progress_bars(quiet=as_json) as progress:
            report = retention.purge(workspace, actor, progress=progress)
    if as_json:
        call.result_json(report.as_dict())
    else:
        call.result(report.in_words())
