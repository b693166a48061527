"""`candor evaluate`: the ranking beside five plain ones on a labelled set. The figures are `models/evaluation.py`'s."""

from datetime import datetime
from pathlib import Path

import click

from review_ui.cli.call import Call, Verb, json_option, taxonomy_option
from review_ui.cli.progress import progress_bars

FILE = click.Path(path_type=Path)


@click.command(cls=Verb)
@click.option(
    "--roles", "roles_path", type=FILE, required=True, metavar="R.jsonl", help="Roles, YAML or JSON lines."
)
@click.option("--profiles", "profiles_path", type=FILE, required=True, metavar="P.jsonl")
@click.option("--qrels", "qrels_path", type=FILE, required=True, metavar="Q.tsv", help="Grades in TREC form.")
@click.option("--judged-only", is_flag=True, help="For each role rank only the profiles judged for it.")
@click.option("--gates", is_flag=True, help="Apply each role's hard constraints first.")
@click.option("--k", "ks", type=click.IntRange(1, 1_000), multiple=True, default=(5, 10), show_default=True)
@click.option(
    "--as-of",
    type=click.DateTime(["%Y-%m-%d"]),
    metavar="DATE",
    help="The day of the ranking; by default today.",
)
@taxonomy_option
@json_option
@click.pass_obj
def evaluate(
    call: Call,
    roles_path: Path,
    profiles_path: Path,
    qrels_path: Path,
    judged_only: bool,
    gates: bool,
    ks: tuple[int, ...],
    as_of: datetime | None,
    taxonomy: str,
    as_json: bool,
) -> None:
    """Measure candor, bm25, cosine, rrf, keyword and shuffle side by side, with 95% intervals over roles."""
    from review_ui.services import evaluate_files

    with progress_bars(quiet=as_json) as progress:
        document, notices = evaluate_files(
            call.workspace,
            roles_path,
            profiles_path,
            qrels_path,
            judged_only=judged_only,
            gates=gates,
            ks=tuple(sorted(set(ks))),
            as_of=as_of.date() if as_of else call.workspace.today(),
            taxonomy=taxonomy,
            progress=progress,
        )
    for notice in notices:
        call.say(notice)
    if as_json:
        call.result_json(document)
        return
    from models.evaluation_report import format_table

    call.result(format_table(document))
