"""What every verb is handed: the home, the workspace when it is asked for, and where results and messages go.

Knows no verb. Standard output belongs to the result alone: while a verb runs, anything else that prints lands on
standard error.
"""

import contextlib
import json
import re
import sys
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

import click

if TYPE_CHECKING:
    from review_ui.bootstrap import Workspace

# Control and bidirectional characters in people's own words must not steer a terminal.
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")


class Call:
    """One run of the command line."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.out: TextIO = sys.stdout

    @cached_property
    def workspace(self) -> "Workspace":
        from review_ui.bootstrap import open_workspace

        return open_workspace(self.home)

    @property
    def existing(self) -> "Workspace":
        """The workspace, if there is one in the home; an InputError that says how to make one otherwise."""
        from review_ui.services import require_record

        return require_record(self.workspace)

    def close(self) -> None:
        """Give back what the call opened."""
        opened: Workspace | None = self.__dict__.get("workspace")
        if opened is not None:
            opened.close()

    def result(self, text: str) -> None:
        """Words for standard output."""
        self.out.write(text if text.endswith("\n") else text + "\n")
        self.out.flush()

    def result_json(self, document: Any) -> None:
        self.result(json.dumps(document, ensure_ascii=False, allow_nan=False, indent=2))

    def result_bytes(self, data: bytes) -> None:
        """Exactly these bytes, without a newline of our own."""
        self.out.flush()
        self.out.buffer.write(data)
        self.out.buffer.flush()

    def say(self, text: str) -> None:
        """Words for standard error."""
        print(printable(text), file=sys.stderr, flush=True)


class Verb(click.Command):
    """A command during which stray prints go to standard error."""

    def invoke(self, ctx: click.Context) -> Any:
        call: Call = ctx.find_root().obj
        call.out = sys.stdout
        with contextlib.redirect_stdout(sys.stderr):
            return super().invoke(ctx)


class VerbGroup(click.Group):
    """A verb with verbs of its own (`account add`)."""

    command_class = Verb


def printable(text: str) -> str:
    """The text without characters that would steer a terminal; line breaks and tabs stay."""
    return _UNPRINTABLE.sub(" ", text)


json_option = click.option(
    "--json", "as_json", is_flag=True, help="One JSON document on standard output; errors as JSON too."
)
as_option = click.option(
    "--as", "as_name", metavar="NAME", help="Act as this person; asks for the password. Or set CANDOR_TOKEN."
)
expect_option = click.option(
    "--expect",
    type=click.IntRange(0),
    metavar="RECORDS",
    help="How many records you were told of: where it is another number by now, nothing goes.",
)
taxonomy_option = click.option(
    "--taxonomy",
    type=click.Choice(["starter", "esco", "onet"]),
    default="starter",
    show_default=True,
    help="The skills to go by; others than the starter are imported first.",
)
