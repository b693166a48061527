"""`candor rank`: a role against a pool, as a table with reasons or as the document `candor.rank/1`."""

from datetime import datetime
from pathlib import Path

import click

from review_ui.cli.acting import acting
from review_ui.cli.call import Call, Verb, as_option, json_option, taxonomy_option
from review_ui.cli.progress import progress_bars


@click.command(cls=Verb)
@click.argument("role")
@click.option(
    "--profiles",
    "profiles_path",
    type=click.Path(path_type=Path),
    metavar="FILE.jsonl",
    help="Rank these instead of the workspace's pool.",
)
@click.option("--top", default=20, show_default=True, type=click.IntRange(1, 100_000))
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
@click.option("--excluded", is_flag=True, help="List everybody left out, with every reason.")
@click.option(
    "--diverse", is_flag=True, help="Spread the list over the platforms people come from, at a stated cost."
)
@taxonomy_option
@as_option
@json_option
@click.pass_obj
def rank(
    call: Call,
    role: str,
    profiles_path: Path | None,
    top: int,
    as_of: datetime | None,
    business_unit: str | None,
    excluded: bool,
    diverse: bool,
    taxonomy: str,
    as_name: str | None,
    as_json: bool,
) -> None:
    """Rank people for ROLE: a role file, or else the id of a template.

    People of the workspace are ranked for whoever may see fit and reasons; people of a file for anybody.
    """
    from matching.diversity import DIVERSE_SHARE
    from matching.shortlist import as_document
    from review_ui.services import rank_role

    with progress_bars(quiet=as_json) as progress:
        shortlist, notices = rank_role(
            call.workspace,
            role,
            profiles_path,
            top=top,
            as_of=as_of.date() if as_of else call.workspace.today(),
            business_unit=business_unit,
            diversity=DIVERSE_SHARE if diverse else None,
            taxonomy=taxonomy,
            actor=acting(call, as_name) if profiles_path is None else None,
            progress=progress,
        )
    for notice in notices:
        call.say(notice)
    if as_json:
        call.result_json(as_document(shortlist, with_excluded=excluded))
        return
    from review_ui.cli.shortlist_text import in_words

    call.result(in_words(shortlist, with_excluded=excluded))
