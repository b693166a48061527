"""`candor evidence`: everything about a case in one file, for whoever examines it. Checking it is `candor audit verify --offline`."""

from pathlib import Path

import click

from review_ui.cli.acting import acting
from review_ui.cli.auditing import FILE, written
from review_ui.cli.call import Call, Verb, as_option


@click.command(cls=Verb)
@click.argument("engagement", required=False)
@click.option("--requisition", metavar="ID", help="The whole requisition instead of one engagement.")
@click.option("--out", type=FILE, required=True, metavar="FILE.zip", help="Where to write it.")
@as_option
@click.pass_obj
def evidence(
    call: Call, engagement: str | None, requisition: str | None, out: Path, as_name: str | None
) -> None:
    """Pack the evidence of ENGAGEMENT, or of a requisition: the case, its entries with proofs, and a verifier. Recorded in the log."""
    from review_ui.evidence import make_pack

    actor = acting(call, as_name)
    pack = make_pack(call.existing, actor, requisition=requisition, engagement=engagement)
    with written(call, out) as file:
        file.write(pack.content)
    call.result(f"{out}: {pack.files} files, {pack.entries} entries of the log with their proofs")
