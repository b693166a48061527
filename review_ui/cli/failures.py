"""How a failure reads: a few lines on standard error, or one line of problem details with `--json`.

No traceback ever reaches the user; what was not foreseen goes to a log file whose path is named.
"""

import contextlib
import itertools
import json
import os
import sys
import tempfile
import traceback
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import click

from matching.errors import CandorError, InputError, RunError
from review_ui.cli.call import printable
from review_ui.problems import RUN_FAILED, problem_document, problem_kind

# Beyond this many, plain text says how many more there are; `--json` always lists all.
FAULTS_SHOWN = 1_000


def report_failure(error: BaseException, words: Sequence[str]) -> int:
    """Say what went wrong and give the exit code."""
    if isinstance(error, SystemExit):
        return error.code if isinstance(error.code, int) else RUN_FAILED
    if isinstance(error, BrokenPipeError):
        return _hush()
    if isinstance(error, KeyboardInterrupt | click.Abort):
        print("stopped", file=sys.stderr)
        return RUN_FAILED
    known = _as_own(error, words)
    if "--json" in words:
        print(json.dumps(problem_document(known), ensure_ascii=False), file=sys.stderr)
    else:
        print(printable(in_words(known)), file=sys.stderr)
    return problem_kind(known).exit_code


def in_words(error: CandorError) -> str:
    """The error as people read it: what, where (every fault), what to do."""
    lines = [f"candor: {error.message}"]
    if isinstance(error, InputError):
        lines += [f"  {fault}" for fault in error.faults[:FAULTS_SHOWN]]
        if len(error.faults) > FAULTS_SHOWN:
            lines.append(f"  and {len(error.faults) - FAULTS_SHOWN} more; --json lists them all")
    if error.hint:
        lines.append(f"  what to do: {error.hint}")
    return "\n".join(lines)


def _as_own(error: BaseException, words: Sequence[str]) -> CandorError:
    if isinstance(error, CandorError):
        return error
    if isinstance(error, click.ClickException):
        context = error.ctx if isinstance(error, click.UsageError) else None
        hint = f"see {context.command_path} --help" if context else None
        return InputError(error.format_message(), hint=hint)
    if isinstance(error, OSError) and error.filename is not None:
        return RunError(
            f"{error.filename}: {error.strerror}", hint="check that the path exists and may be written"
        )
    return RunError(f"unexpected {type(error).__name__}", hint=f"the details are in {_log(error, words)}")


def _log(error: BaseException, words: Sequence[str]) -> Path:
    """Write the traceback into the home when there is one, else among the temporary files."""
    text = f"{datetime.now(UTC).isoformat()} candor {' '.join(words)}\n{''.join(traceback.format_exception(error))}\n"
    for folder in (_home(words) / "logs", Path(tempfile.gettempdir()) / "candor-logs"):
        if not folder.parent.is_dir():
            continue
        try:
            folder.mkdir(exist_ok=True, mode=0o700)
            path = folder / "errors.log"
            with open(
                os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600), "a", encoding="utf-8"
            ) as log:
                log.write(text)
        except OSError:
            continue
        return path
    return Path("(no place could be written)")


def _home(words: Sequence[str]) -> Path:
    given = [after for word, after in itertools.pairwise(words) if word == "--home"]
    joined = [word.partition("=")[2] for word in words if word.startswith("--home=")]
    return Path((given + joined + [os.environ.get("CANDOR_HOME") or ".candor"])[0])


def _hush() -> int:
    """The reader of our output has gone: nothing to say, and nothing may be flushed to it at exit."""
    with contextlib.suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return RUN_FAILED
