"""`candor replay`: reading a frozen shortlist back. The log is `auditing.py`."""

import click

from review_ui.cli.call import Call, Verb


@click.command(cls=Verb)
@click.argument("shortlist")
@click.pass_obj
def replay(call: Call, shortlist: str) -> None:
    """Print the frozen SHORTLIST, the same bytes as on the day; says who has been erased since."""
    from review_ui.services import prove, replay

    document = replay(call.existing, shortlist)
    for line in prove(call.existing, shortlist):
        call.say(line)
    call.result_bytes(document)
