"""Who acts: `--as NAME` with a password, or the token in CANDOR_TOKEN. Neither is an error; nothing acts unnamed.

The same accounts and the same refusals as the pages. What the person may do is decided inside, not here.
"""

import os
import sys
from typing import TYPE_CHECKING

import click

from matching.errors import InputError, Unauthenticated

if TYPE_CHECKING:
    from governance.access import Actor
    from review_ui.cli.call import Call

VARIABLE = "CANDOR_TOKEN"


def acting(call: "Call", name: str | None) -> "Actor":
    """The person behind this call; `--as` goes before CANDOR_TOKEN."""
    workspace = call.existing  # that there is none goes before who acts in it
    token = os.environ.get(VARIABLE)
    if name is None and not token:
        raise Unauthenticated(
            "expected a person who acts, found nobody",
            hint=f"add --as NAME (it asks for the password) or set {VARIABLE}",
        )
    from governance import accounts

    if name is not None:
        return accounts.authenticate(
            workspace.database, name, read_password(f"Password of {name}"), clock=workspace.clock
        )
    actor = accounts.resolve_token(workspace.database, token or "", clock=workspace.clock)
    if actor is None:
        raise Unauthenticated(
            f"the token in {VARIABLE} is not valid here",
            hint="it may have expired or been revoked; ask for a new one",
        )
    return actor


def named(call: "Call", name: str | None) -> "Actor | None":
    """`acting` where somebody was named, by `--as` or by a token; else whoever holds the home itself."""
    return acting(call, name) if name is not None or os.environ.get(VARIABLE) else None


def read_password(prompt: str, *, confirm: bool = False) -> str:
    """A password typed unseen on a terminal, else the next line of standard input."""
    if sys.stdin.isatty():
        answer: str = click.prompt(prompt, hide_input=True, confirmation_prompt=confirm, err=True)
        return answer
    line = sys.stdin.readline()
    if not line:
        raise InputError(
            f"expected a line on standard input ({prompt.lower()}), found its end",
            hint="pipe the password in",
        )
    return line.rstrip("\r\n")
