"""Command lines as pages show them, held against the real command tree without running anything.

A line of a shell block is parsed as the program would (`faults_of_call`); a synopsis, or words between backticks, need only
name verbs and options that exist (`faults_of_synopsis`). Files that a line names are not looked for.
"""

import re
import shlex
from collections.abc import Iterator, Sequence

import click

from review_ui.cli.main import cli
from tests.docs.pages import ROOT, Code

SHELL = frozenset({"sh", "bash", "shell", "console"})
OURS = re.compile(r"(^|[\s;&|(])([\w./-]*/)?(candor|make)(\s|$)")
OPTION = re.compile(r"(?<![\w-])--[a-z][a-z-]*")
PUNCTUATION = frozenset("();<>|&")


def calls(block: Code) -> Iterator[tuple[str, ...]]:
    """The words of each call of `candor` or `make` in a shell block; in a `console` block only behind a `$`."""
    text = block.text.replace("\\\n", " ")
    for line in text.splitlines():
        if block.language == "console":
            if not line.startswith("$ "):
                continue
            line = line.removeprefix("$ ")
        if OURS.search(line):
            yield from filter(None, map(_ours, _simple_commands(line)))


def faults_of_call(words: Sequence[str]) -> list[str]:
    """Why the program would refuse these words, the existence of files apart."""
    if words[0] == "make":
        targets = [word for word in words[1:] if not word.startswith("-") and "=" not in word]
        return [f"no such target: make {target}" for target in targets if target not in make_targets()]
    try:
        _descend(cli, click.Context(cli, info_name="candor"), list(words[1:]))
    except click.UsageError as error:
        return [error.format_message()]
    return []


def faults_of_synopsis(text: str) -> list[str]:
    """Verbs and options that `candor ...`, with placeholders, brackets and alternatives, names and that do not exist."""
    text = text.split(" | ")[0]
    words = re.sub(r"\[[^\]]*\]|--home \S+", "", text).split()[1:]
    if not words or not re.match(r"[a-z]", words[0]):
        return []
    commands, faults = _named(cli, words)
    known = {name for command in (cli, *commands) for name in options(command)} | {"--help"}
    return faults or [f"no such option: {name}" for name in OPTION.findall(text) if name not in known]


def verbs(group: click.Group = cli, before: str = "candor") -> Iterator[tuple[str, click.Command]]:
    """Every command of the tree that does something, with its full name."""
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command is not None
        if isinstance(command, click.Group):
            yield from verbs(command, f"{before} {name}")
        else:
            yield f"{before} {name}", command


def options(command: click.Command) -> set[str]:
    parameters = [it for it in command.params if isinstance(it, click.Option)]
    return {name for it in parameters for name in (*it.opts, *it.secondary_opts) if name.startswith("--")}


def make_targets() -> set[str]:
    return set(re.findall(r"^([a-z-]+):.*##", (ROOT / "Makefile").read_text(), re.MULTILINE))


def _descend(command: click.Command, context: click.Context, words: list[str]) -> None:
    if {"--help", "--version"} & set(words):
        return
    values, rest, _ = command.make_parser(context).parse_args(words)
    for parameter in command.params:
        _check(parameter, values.get(str(parameter.name)), context)
    if not isinstance(command, click.Group):
        if rest:
            raise click.UsageError(f"unexpected: {' '.join(rest)}")
        return
    name, inner, after = command.resolve_command(context, rest) if rest else (None, None, [])
    if inner is None:
        raise click.UsageError("no verb")
    _descend(inner, click.Context(inner, info_name=name, parent=context), after)


def _check(parameter: click.Parameter, value: object, context: click.Context) -> None:
    given = (
        isinstance(value, str | list | tuple) and len(value) > 0
    )  # what was left out is a marker of click's own
    if parameter.required and not given:
        raise click.UsageError(f"missing: {parameter.human_readable_name}")
    if given and not isinstance(parameter.type, click.Path | click.File):
        parameter.type_cast_value(context, value)


def _named(group: click.Group, words: list[str]) -> tuple[list[click.Command], list[str]]:
    context = click.Context(group)
    found = {name: group.get_command(context, name) for name in words[0].rstrip(",.:;").split("|")}
    faults = [f"no such verb: {name}" for name, command in found.items() if command is None]
    commands = [command for command in found.values() if command is not None]
    inner = [command for command in commands if isinstance(command, click.Group)]
    if faults or not inner or len(words) < 2 or not re.match(r"[a-z]", words[1]):
        return commands, faults
    deeper, faults = _named(inner[0], words[1:])
    return [*commands, *deeper], faults


def _simple_commands(line: str) -> Iterator[list[str]]:
    """Split at pipes and the like; comments and redirections are dropped."""
    lexer = shlex.shlex(re.sub(r"\s\d(?=>)", " ", line), posix=True, punctuation_chars=True)
    lexer.whitespace_split = True
    words: list[str] = []
    redirected = False
    for word in lexer:
        if redirected:
            redirected = False
        elif set(word) <= {"<", ">", "&"} and set(word) & {"<", ">"}:
            redirected = True
        elif set(word) <= PUNCTUATION:
            yield words
            words = []
        else:
            words.append(word)
    yield words


def _ours(words: list[str]) -> tuple[str, ...] | None:
    while words and (re.match(r"[A-Za-z_]+=", words[0]) or words[0] in {"$", "time", "sudo", "exec"}):
        words = words[1:]
    if not words or words[0].rpartition("/")[2] not in {"candor", "make"}:
        return None
    return (words[0].rpartition("/")[2], *words[1:])
