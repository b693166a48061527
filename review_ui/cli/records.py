"""`candor replay`: reading a frozen shortlist back and ranking it once more. The log is `auditing.py`."""

import click

from review_ui.cli.acting import acting
from review_ui.cli.call import Call, Verb, as_option, json_option


@click.command(cls=Verb)
@click.argument("shortlist")
@as_option
@json_option
@click.pass_obj
def replay(call: Call, shortlist: str, as_name: str | None, as_json: bool) -> None:
    """Print the frozen SHORTLIST, the same bytes as on the day; says who is gone and whether ranking again gives the same.

    With --json the report is printed in place of the bytes.
    """
    from review_ui.replaying import proof_in_words, replay

    document, replayed = replay(call.existing, acting(call, as_name), shortlist)
    if as_json:
        call.result_json(replayed.as_dict())
        return
    for line in (*proof_in_words(shortlist, replayed.proof), *replayed.in_words()):
        call.say(line)
    call.result_bytes(document)
