"""`candor import`: files of other systems into the workspace, whole or not at all."""

from pathlib import Path

import click

from matching.sources.registry import SOURCE_NAMES
from review_ui.cli.acting import acting
from review_ui.cli.call import Call, Verb, as_option, json_option, printable
from review_ui.cli.progress import progress_bars


@click.command("import", cls=Verb)
@click.argument("path", type=click.Path(path_type=Path))
@click.option("--source", "form", type=click.Choice(SOURCE_NAMES), required=True, help="What the file is.")
@click.option(
    "--kind", type=click.Choice(["profile", "role", "outcome"]), default="profile", show_default=True
)
@click.option(
    "--map",
    "map_path",
    type=click.Path(path_type=Path),
    metavar="MAP.yaml",
    help="Which column feeds which field, and the licence.",
)
@click.option("--name", help="Name of the source in the record; by default the map's, else the file's.")
@click.option(
    "--licence", metavar="REF", help="The contract or licence these data are held under, when no map says it."
)
@click.option("--business-unit", default="*", show_default=True)
@click.option("--dry-run", is_flag=True, help="Read and check everything, change nothing; needs no account.")
@click.option(
    "--preview",
    is_flag=True,
    help="Show the profiles that the first rows become; writes nothing, needs no account.",
)
@as_option
@json_option
@click.pass_obj
def import_(
    call: Call,
    path: Path,
    form: str,
    kind: str,
    map_path: Path | None,
    name: str | None,
    licence: str | None,
    business_unit: str,
    dry_run: bool,
    preview: bool,
    as_name: str | None,
    as_json: bool,
) -> None:
    """Take profiles, roles or outcomes from PATH. Dirty cells are put right or named; a bad file is refused whole.

    PATH is a file; for cv and jsonresume it may be a folder with a file a person.
    """
    from review_ui.importing import read_import, run_import

    if preview:
        _preview(call, path, form, kind, map_path, name, as_json=as_json)
        return
    actor = None if dry_run else acting(call, as_name)
    batch = read_import(path, form=form, kind=kind, map_path=map_path, name=name, licence=licence)
    for notice in batch.notices:
        call.say(notice)
    if dry_run and kind == "profile" and batch.licence is None:
        call.say("no licence is said: without one the import itself will be refused (see --licence)")
    with progress_bars(quiet=as_json) as progress:
        report = run_import(call.workspace, actor, batch, business_unit=business_unit, progress=progress)
    if as_json:
        call.result_json(report.as_dict())
        return
    call.result(report.in_words())


def _preview(
    call: Call, path: Path, form: str, kind: str, map_path: Path | None, name: str | None, *, as_json: bool
) -> None:
    from matching.errors import InputError
    from review_ui.importing import read_import
    from review_ui.previewing import preview_document, preview_in_words

    if kind != "profile":
        raise InputError(f"expected profiles to preview, found --kind {kind}", hint="use --dry-run")
    incoming = read_import(
        path, form=form, kind=kind, map_path=map_path, name=name, licence=None, keep_going=True
    )
    if as_json:
        call.result_json(preview_document(incoming))
        return
    for notice in incoming.notices:
        call.say(notice)
    call.result(printable(preview_in_words(incoming)))
