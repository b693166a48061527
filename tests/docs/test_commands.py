"""What pages tell people to type exists: verbs, options, choices, arguments, make targets."""

import re

import pytest

from tests.docs.command_lines import (
    SHELL,
    calls,
    faults_of_call,
    faults_of_synopsis,
    make_targets,
    options,
    verbs,
)
from tests.docs.pages import ROOT, Code, blocks, inline_code

REFERENCE = ROOT / "docs/reference/command-line.md"


def shell(text: str, language: str = "sh") -> Code:
    return Code(ROOT / "README.md", 1, language, text)


def test_every_command_in_a_shell_block_parses() -> None:
    faults = {
        f"{block} {' '.join(words)}": found
        for block in blocks()
        if block.language in SHELL
        for words in calls(block)
        if (found := faults_of_call(words))
    }

    assert faults == {}


def test_every_synopsis_names_verbs_and_options_that_exist() -> None:
    shown = [(str(code), code.text) for code in inline_code()]
    for block in blocks():
        if block.language not in SHELL:
            shown += [(str(block), line.strip()) for line in block.text.splitlines()]
    for template in sorted((ROOT / "review_ui/templates").glob("*.html")):
        shown += [
            (template.name, text) for text in re.findall(r"<code>([^<{]*)</code>", template.read_text())
        ]

    faults = {
        f"{where} {text}": found
        for where, text in shown
        if text.startswith("candor ") and (found := faults_of_synopsis(text))
    }

    assert faults == {}


def test_every_make_target_that_is_named_exists() -> None:
    named = {
        code.text.split()[1]: str(code) for code in inline_code() if re.match(r"make [a-z-]+( |$)", code.text)
    }

    assert {target: where for target, where in named.items() if target not in make_targets()} == {}


@pytest.mark.parametrize(("name", "command"), list(verbs()), ids=lambda it: it if isinstance(it, str) else "")
def test_the_reference_tells_of_every_verb_and_option(name: str, command: object) -> None:
    page = REFERENCE.read_text()

    missing = [it for it in (name, *sorted(options(command))) if it not in page]  # type: ignore[arg-type]

    assert missing == []


def test_the_readme_gives_the_two_commands() -> None:
    readme = [words for block in blocks() if block.page.name == "README.md" for words in calls(block)]

    assert ("make", "run") in readme
    assert ("make", "test") in readme


@pytest.mark.parametrize(
    "line",
    [
        "candor rank role.yaml --profiles p.jsonl --top 5 --json | jq .candidates > out.json 2> err.txt",
        "candor --home x schema role",
        "CANDOR_TOKEN=abc .venv/bin/candor train && candor models --json  # afterwards",
        "candor rank \\\n  role.yaml",
        "candor --help",
        "make run PYTHON=python3.12",
        "python -m pytest  # neither candor nor make",
    ],
)
def test_a_sound_line_has_no_faults(line: str) -> None:
    assert [fault for words in calls(shell(line)) for fault in faults_of_call(words)] == []


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ("candor rnak role.yaml", "No such command 'rnak'"),
        ("candor rank role.yaml --tpo 5", "No such option"),
        ("candor rank", "missing: ROLE"),
        ("candor rank a.yaml b.yaml", "unexpected: b.yaml"),
        ("candor rank a.yaml --top few", "'few' is not a valid"),
        ("candor schema rule", "'rule' is not"),
        ("ls; candor audit", "no verb"),
        ("make coffee", "no such target: make coffee"),
    ],
)
def test_a_faulty_line_is_found(line: str, fault: str) -> None:
    (words,) = calls(shell(line))

    (found,) = faults_of_call(words)

    assert fault in found


def test_output_in_a_console_block_is_no_command() -> None:
    assert list(calls(shell("$ candor models\ncandor knows nothing yet", "console"))) == [
        ("candor", "models")
    ]


@pytest.mark.parametrize(
    ("text", "faults"),
    [
        ("candor [--home DIR] VERB ...", []),
        ("candor account add|disable|grant ...", []),
        ("candor import PATH --source table|jsonl [--dry-run] [--json]", []),
        ("candor audit verify", []),
        ("candor audit burn", ["no such verb: burn"]),
        ("candor forget", ["no such verb: forget"]),
        ("candor rank ROLE [--best]", ["no such option: --best"]),
    ],
)
def test_a_synopsis_is_held_to_verbs_and_options(text: str, faults: list[str]) -> None:
    assert faults_of_synopsis(text) == faults
