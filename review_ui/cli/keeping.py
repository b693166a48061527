"""`candor retention`: how long each kind of record is kept, what is past its time, and letting that go."""

import click

from review_ui.cli.acting import acting
from review_ui.cli.call import Call, Verb, VerbGroup, as_option, expect_option, json_option
from review_ui.cli.progress import progress_bars


@click.group(cls=VerbGroup)
def retention() -> None:
    """Keep every kind of record as long as the schedule says, and no longer."""


@retention.command(cls=Verb)
@json_option
@click.pass_obj
def show(call: Call, as_json: bool) -> None:
    """What the schedule says of each kind, and how many records are past their time today."""
    _report(call, None, carry_out=False, as_json=as_json)


@retention.command(cls=Verb)
@click.option("--carry-out", is_flag=True, help="Let it go; without this it is only told what would go.")
@expect_option
@as_option
@json_option
@click.pass_obj
def apply(call: Call, carry_out: bool, expect: int | None, as_name: str | None, as_json: bool) -> None:
    """Let go of everything past its time that no legal hold covers. A dry run unless told to --carry-out."""
    if expect is not None and not carry_out:
        raise click.UsageError("expected --carry-out with --expect: a dry run lets nothing go")
    _report(call, as_name, carry_out=carry_out, expect=expect, as_json=as_json)


def _report(
    call: Call, as_name: str | None, *, carry_out: bool, as_json: bool, expect: int | None = None
) -> None:
    from review_ui import keeping

    workspace = call.existing
    schedule = keeping.schedule_of(workspace)
    if carry_out:
        actor = acting(call, as_name)
        with progress_bars(quiet=as_json) as progress:
            report = keeping.apply(workspace, actor, expected=expect, progress=progress)
    else:
        report = keeping.what_is_due(workspace)
    if as_json:
        call.result_json(keeping.as_document(schedule, report, dry_run=not carry_out))
    else:
        call.result(keeping.in_words(schedule, report, dry_run=not carry_out))
