"""`candor taxonomy`: published taxonomies into the home, and which ones are there."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from review_ui.cli.acting import acting
from review_ui.cli.call import Call, Verb, VerbGroup, as_option, json_option

if TYPE_CHECKING:
    from features.taxonomies import Catalogue
    from review_ui.bootstrap import Workspace

SCHEMA = "candor.taxonomies/1"


@click.group(cls=VerbGroup)
def taxonomy() -> None:
    """Import and list taxonomies of skills."""


@taxonomy.command("import", cls=Verb)
@click.argument("name", type=click.Choice(["esco", "onet"]))
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@as_option
@json_option
@click.pass_obj
def import_(call: Call, name: str, folder: Path, as_name: str | None, as_json: bool) -> None:
    """Store the taxonomy in the publisher's files in DIR. A fault refuses it whole, and all faults are told."""
    from features.taxonomies.store import save_catalogue

    # Where nobody has an account yet, there is nobody to act as and no record of acts to keep.
    actor = acting(call, as_name) if _has_people(call.workspace) else None
    catalogue = _read(name, folder)
    for notice in catalogue.notices:
        call.say(notice)
    if actor is None:
        stored = save_catalogue(catalogue, call.home)
    else:
        with call.workspace.command(actor) as work:
            work.require("people.import")
            stored = save_catalogue(catalogue, call.home)
            work.audit("taxonomy.imported", "taxonomy", name, facts={"version": stored.version})
    skills, jobs = len(catalogue.taxonomy), len(catalogue.occupations)
    if as_json:
        counts = {"skills": skills, "occupations": jobs, "notices": list(catalogue.notices)}
        call.result_json({"schema": SCHEMA, "name": name, "version": stored.version, **counts})
        return
    call.result(f"stored {name} {stored.version}: {skills:,} skills, {jobs:,} occupations")


@taxonomy.command("list", cls=Verb)
@json_option
@click.pass_obj
def list_(call: Call, as_json: bool) -> None:
    """The taxonomies in the home; `*` marks the version in use."""
    from features.taxonomies.store import list_catalogues

    stored = list_catalogues(call.home)
    if as_json:
        found = [{"name": one.name, "version": one.version, "current": one.current} for one in stored]
        call.result_json({"schema": SCHEMA, "taxonomies": found})
        return
    call.result("* starter  (ships with the software)")
    for one in stored:
        call.result(f"{'*' if one.current else ' '} {one.name}  {one.version}")


def _has_people(workspace: "Workspace") -> bool:
    from governance.accounts import has_accounts

    return workspace.exists and has_accounts(workspace.database)


def _read(name: str, folder: Path) -> "Catalogue":
    if name == "esco":
        from features.taxonomies.esco import read_esco

        return read_esco(folder)
    from features.taxonomies.onet import read_onet

    return read_onet(folder)
