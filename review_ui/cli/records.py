"""`candor replay` and `candor audit`: reading the record back and checking that nobody rewrote it."""

from dataclasses import asdict

import click

from matching.errors import RunError
from review_ui.cli.call import Call, Verb, VerbGroup, json_option


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


@click.group(cls=VerbGroup)
def audit() -> None:
    """Check the audit log."""


@audit.command(cls=Verb)
@json_option
@click.pass_obj
def verify(call: Call, as_json: bool) -> None:
    """Recompute every entry's hash and the root over them; name the first entry that does not hold."""
    from governance.audit import verify as verify_log

    report = verify_log(call.existing.database)
    if as_json:
        call.result_json({"schema": "candor.audit/1", **asdict(report)})
    else:
        state = "holds" if report.ok else "DOES NOT HOLD"
        call.result(f"audit log {state}: {report.size} entries, root {report.root}\n{report.tail}")
    if not report.ok:
        raise RunError(
            _what_is_wrong(report.first_bad, report.guards),
            hint="keep a copy of the database and tell your auditor",
        )


def _what_is_wrong(first_bad: object, guards: tuple[str, ...]) -> str:
    if first_bad is not None:
        return f"the first entry that does not hold is {getattr(first_bad, 'seq', '?')}: {getattr(first_bad, 'fault', '?')}"
    return f"guards of the database are missing or changed: {', '.join(guards)}"
