"""`candor explain`: one person's place for a role, as text for three readers or as the document `candor.explain/1`."""

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from review_ui.cli.acting import acting
from review_ui.cli.call import Call, Verb, as_option, json_option, printable
from review_ui.cli.progress import progress_bars

if TYPE_CHECKING:
    from models.renderings import Reader


@click.command(cls=Verb)
@click.argument("role")
@click.argument("person")
@click.option(
    "--profiles",
    "profiles_path",
    type=click.Path(path_type=Path),
    metavar="FILE.jsonl",
    help="Rank these instead of the workspace's pool.",
)
@click.option("--against", metavar="PERSON", help="Say why one of the two stands above the other.")
@click.option(
    "--top",
    default=5,
    show_default=True,
    type=click.IntRange(1, 1_000),
    help="The first places that `what would change it` aims at.",
)
@click.option(
    "--for",
    "reader",
    type=click.Choice(["manager", "procurement", "candidate"]),
    default="manager",
    show_default=True,
    help="Who reads it: bars and evidence, every figure, or a brief for the person themselves.",
)
@click.option(
    "--as-of",
    type=click.DateTime(["%Y-%m-%d"]),
    metavar="DATE",
    help="The day of the ranking; by default today.",
)
@click.option(
    "--business-unit",
    metavar="UNIT",
    help="Rank the workspace's pool for this unit; by default the role's, else only people held for all.",
)
@as_option
@json_option
@click.pass_obj
def explain(
    call: Call,
    role: str,
    person: str,
    profiles_path: Path | None,
    against: str | None,
    top: int,
    reader: "Reader",
    as_of: datetime | None,
    business_unit: str | None,
    as_name: str | None,
    as_json: bool,
) -> None:
    """Explain the place of PERSON for ROLE: why, beside whom, and what would change it.

    People of the workspace are explained to whoever may see fit and reasons; people of a file to anybody.
    """
    from models.explained import as_document
    from models.renderings import as_text, render_for
    from review_ui.explaining import explain_ranking

    with progress_bars(quiet=as_json) as progress:
        explanation, notices = explain_ranking(
            call.workspace,
            role,
            person,
            profiles_path,
            against=against,
            k=top,
            as_of=as_of.date() if as_of else call.workspace.today(),
            business_unit=business_unit,
            actor=acting(call, as_name) if profiles_path is None else None,
            progress=progress,
        )
    for notice in notices:
        call.say(notice)
    if as_json:
        call.result_json(as_document(explanation))
        return
    call.result(printable(as_text(render_for(reader, explanation))))
