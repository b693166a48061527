"""`candor taxonomy`: published taxonomies into the home, which ones are there, and role drafts out of them."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from review_ui.cli.acting import acting
from review_ui.cli.call import Call, Verb, VerbGroup, as_option, json_option
from review_ui.cli.progress import progress_bars

if TYPE_CHECKING:
    from collections.abc import Sequence

    from features.taxonomies import Catalogue, Occupation
    from features.taxonomies.occupations import Nearness
    from matching.errors import InputError
    from review_ui.bootstrap import Workspace

SCHEMA = "candor.taxonomies/1"
DRAFT_SCHEMA = "candor.draft/1"


@click.group(cls=VerbGroup)
def taxonomy() -> None:
    """Import and list taxonomies of skills; draft roles from their occupations."""


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


@taxonomy.command("draft", cls=Verb)
@click.argument("occupation")
@click.option(
    "--taxonomy", "name", type=click.Choice(["esco", "onet"]), default="esco", show_default=True,
    help="The imported taxonomy to draft from.",
)  # fmt: skip
@json_option
@click.pass_obj
def draft(call: Call, occupation: str, name: str, as_json: bool) -> None:
    """Draft a role from an OCCUPATION: one of its names, or its URI. A near name is suggested, never taken."""
    from features.drafting import as_yaml, draft_role
    from features.taxonomies.occupations import Occupations, published_name
    from features.taxonomies.store import current_catalogue, open_catalogue

    stored = current_catalogue(call.home, name)
    catalogue = open_catalogue(stored)
    index = Occupations(catalogue)
    called = index.named(occupation)
    if len(called) != 1:
        near = () if called else index.near(occupation, _nearness(call, quiet=as_json))
        raise _choice(occupation, called, near)
    (found,) = called
    drafted = draft_role(catalogue, found, title=published_name(found, occupation))
    if not as_json:
        call.result(as_yaml(drafted, source=f"{name} {stored.version}"))
        return
    left_out = {"essential": drafted.left_out, "optional": drafted.left_out_optional}
    call.result_json(
        {
            "schema": DRAFT_SCHEMA,
            "taxonomy": {"name": name, "version": stored.version},
            "occupation": {"uri": found.uri, "label": found.label},
            "role": drafted.role,
            "left_out": left_out,
        }
    )


def _choice(asked: str, called: "Sequence[Occupation]", near: "Sequence[Occupation]") -> "InputError":
    """Which occupation was meant: all that may be, as faults, so that a program can read them too."""
    from matching.errors import Fault, InputError

    found = f"{len(called)} that are called so" if called else "none that is called so"
    may_be = called or near
    return InputError(
        f"expected the name of one occupation, found {found}: {asked!r}",
        faults=[Fault(f"{one.uri} to mean this one", repr(asked), field=one.label) for one in may_be],
        hint="name one of these, or give its URI"
        if may_be
        else "try another job title, in the taxonomy's language",
    )


def _nearness(call: Call, *, quiet: bool) -> "Nearness | None":
    """Cosine of the name with each label, where there is an encoder; the vectors of labels are kept in the home."""
    encoder = call.workspace.encoder
    if encoder is None:
        return None

    def near(asked: str, labels: "Sequence[str]") -> "Sequence[float]":
        with progress_bars(quiet=quiet) as progress:
            vectors = encoder.encode_all(labels, progress=progress)
        return [float(cosine) for cosine in vectors @ encoder.encode([asked])[0]]

    return near


def _has_people(workspace: "Workspace") -> bool:
    from governance.accounts import has_accounts

    return workspace.exists and has_accounts(workspace.database)


def _read(name: str, folder: Path) -> "Catalogue":
    if name == "esco":
        from features.taxonomies.esco import read_esco

        return read_esco(folder)
    from features.taxonomies.onet import read_onet

    return read_onet(folder)
