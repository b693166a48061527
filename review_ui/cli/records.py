"""`candor replay`: reading a frozen shortlist back. The log is `auditing.py`."""

import click

from review_ui.cli.acting import acting
from review_ui.cli.call import Call, Verb, as_option


@click.command(cls=Verb)
@click.argument("shortlist")
@as_option
@click.pass_obj
def replay(call: Call, shortlist: str, as_name: str | None) -> None:
    """Print the frozen SHORTLIST, the same bytes as on the day; says who has been erased since."""
    from review_ui.services import prove, replay

    document = replay(call.existing, acting(call, as_name), shortlist)
    for line in prove(call.existing, shortlist):
        call.say(line)
    call.result_bytes(document)
