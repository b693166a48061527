"""`candor`: the group, the table of verbs, and the one place where an error becomes an exit code.

A verb's module is imported only when that verb runs, so `candor --help` is instant. The rules live elsewhere; read
`call.py` for what a verb is handed, `docs/reference/command-line.md` for the contract.
"""

import os
import sys
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

import click

from review_ui.cli.call import Call
from review_ui.cli.failures import report_failure
from review_ui.problems import RAN

# Products here are small: a second thread of linear algebra only waits, spinning, for the next one. Read when NumPy is
# imported, so it stands before everything that does; torch, which encodes, has threads of its own.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

# verb -> (module, attribute, one line for `candor --help`)
VERBS: dict[str, tuple[str, str, str]] = {
    "demo": ("serving", "demo", "Build a workspace with a simulated marketplace, then serve it."),
    "serve": ("serving", "serve", "Serve the pages and the JSON API."),
    "rank": ("ranking", "rank", "Rank people for a role, with reasons."),
    "ranking": ("stopping", "ranking", "Stop ranking by machine, let it go on, list the stops."),
    "explain": ("explaining", "explain", "Explain one place: why, beside whom, what would change it."),
    "evaluate": ("evaluation", "evaluate", "Measure the ranking beside five plain ones."),
    "import": ("importing", "import_", "Take profiles, roles or outcomes into the workspace."),
    "extension": ("extending", "extension", "Extend an engagement: ask, classify anew, approve."),
    "people": (
        "people",
        "people",
        "Decide who is the same person; erase people, let go of whom no licence holds.",
    ),
    "schema": ("schemas", "schema", "Print the JSON Schema of a file format."),
    "taxonomy": ("taxonomies", "taxonomy", "Import and list taxonomies of skills."),
    "skills": ("skills", "skills", "Find skills in text."),
    "train": ("learning", "train", "Train a ranker on the workspace's own outcomes."),
    "propose": ("learning", "propose", "Propose a trained bundle for service."),
    "approve": ("learning", "approve", "Approve a bundle that somebody else proposed."),
    "models": ("learning", "models", "List bundles and who stands behind them."),
    "policy": ("policies", "policy", "Show, check, apply and simulate who must say yes."),
    "approvals": ("approving", "approvals", "See what waits, escalate what is late, answer for another."),
    "template": ("templating", "template", "Find the role template for a need in your own words."),
    "replay": ("records", "replay", "Print a frozen shortlist, byte for byte."),
    "hold": ("holding", "hold", "Keep what is in dispute: place and lift legal holds."),
    "retention": ("keeping", "retention", "What is kept how long; let go of what is past its time."),
    "audit": ("auditing", "audit", "Check the audit log, sign its head, take entries out with proofs."),
    "evidence": ("evidence", "evidence", "Pack everything about a case into one file that proves itself."),
    "account": ("accounts", "account", "Add, disable and grant accounts."),
}


class Verbs(click.Group):
    """A group whose commands are looked up in `VERBS` and whose errors become exit codes 0, 1 or 2."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002  # click's signature
        return list(VERBS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        if cmd_name not in VERBS:
            return None
        module, attribute, _ = VERBS[cmd_name]
        command: click.Command = getattr(import_module(f"review_ui.cli.{module}"), attribute)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        with formatter.section("Verbs"):
            formatter.write_dl([(verb, line) for verb, (_, _, line) in VERBS.items()])

    def main(self, args: Sequence[str] | None = None, *rest: Any, **options: Any) -> Any:
        words = list(sys.argv[1:] if args is None else args)
        standalone = options.pop("standalone_mode", True)
        try:
            code: Any = super().main(words, *rest, **{**options, "standalone_mode": False})
        except BaseException as error:
            code = report_failure(error, words)
        if standalone:
            sys.exit(code if isinstance(code, int) else RAN)
        return code


@click.group(
    cls=Verbs,
    subcommand_metavar="VERB ...",
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110},
)
@click.option(
    "--home",
    type=click.Path(path_type=Path, file_okay=False),
    envvar="CANDOR_HOME",
    default=Path(".candor"),
    help="The workspace: one folder with database, snapshots, bundles and runs. Default: ./.candor, or CANDOR_HOME.",
)
@click.version_option(package_name="candor", prog_name="candor")
@click.pass_context
def cli(ctx: click.Context, home: Path) -> None:
    """Rank freelancers for a role, show why, and keep the record of who decided what.

    Results go to standard output, messages to standard error. Exit code 0: done; 1: the run failed; 2: the input or
    the call is wrong.
    """
    ctx.obj = Call(home)
    ctx.call_on_close(ctx.obj.close)


def main() -> None:
    """The console script."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    cli()


if __name__ == "__main__":
    main()
