"""The group: instant help, exit codes, one shape of error, and no traceback for anybody."""

import json
import os
import subprocess
import sys
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from review_ui.cli import main as module
from review_ui.cli.main import VERBS, cli
from tests.review_ui.cli.conftest import Run

ROOT = Path(__file__).parents[3]
PROBLEM_KEYS = ["type", "title", "status", "detail", "hint", "faults"]


def candor(*words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", "from review_ui.cli.main import main; main()", *words],
        capture_output=True, text=True, cwd=ROOT, env={**os.environ, **environment}, check=False, timeout=120,
    )  # fmt: skip


def test_help_names_every_verb_and_loads_none_of_the_heavy_libraries() -> None:
    code = (
        "import sys\nfrom review_ui.cli.main import cli\n"
        "try:\n    cli(['--help'])\nexcept SystemExit as end:\n    assert end.code == 0\n"
        "heavy = {'numpy', 'torch', 'sqlalchemy', 'pydantic', 'lightgbm', 'fastapi', 'mlflow', 'faiss', 'yaml'}\n"
        "assert not heavy & set(sys.modules), heavy & set(sys.modules)\n"
    )

    answer = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=False, timeout=60
    )

    assert (answer.returncode, answer.stderr) == (0, "")
    assert all(f"\n  {verb} " in answer.stdout for verb in VERBS)


@pytest.mark.parametrize("verb", list(VERBS))
def test_every_verb_explains_itself(run: Run, verb: str) -> None:
    answer = run(verb, "--help")

    assert answer.code == 0
    assert answer.out.startswith("Usage:")


def test_an_unknown_verb_or_option_is_a_wrong_call(run: Run) -> None:
    for words in (
        ["fly"],
        ["rank"],
        ["rank", "x", "--fast"],
        ["schema", "planet"],
        ["rank", "x", "--top", "0"],
    ):
        answer = run(*words)

        assert answer.code == 2, words
        assert answer.out == ""
        assert answer.err.startswith("candor: ")


def test_an_error_with_json_is_one_line_of_problem_details(run: Run) -> None:
    for words in (["rank", "nothing", "--json"], ["rank", "--json"], ["audit", "verify", "--json"]):
        answer = run(*words)

        assert (answer.code, answer.out) == (2, "")
        assert len(answer.err.splitlines()) == 1
        assert list(answer.problem) == PROBLEM_KEYS
        assert answer.problem["status"] == 422


def test_the_same_error_in_words_says_what_to_do(run: Run) -> None:
    answer = run("audit", "verify")

    assert "expected a workspace in" in answer.err
    assert "what to do: " in answer.err


def test_what_nobody_foresaw_is_a_short_message_and_a_log_file(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    @click.command("boom")
    def boom() -> None:
        raise ZeroDivisionError("secret detail")

    home.mkdir()
    monkeypatch.setattr(module.Verbs, "get_command", lambda *_: boom)

    answer = CliRunner().invoke(cli, ["--home", str(home), "boom"])

    assert answer.exit_code == 1
    assert "unexpected ZeroDivisionError" in answer.stderr
    assert "Traceback" not in answer.stderr
    assert "secret detail" not in answer.stderr
    assert "secret detail" in (home / "logs/errors.log").read_text()


def test_a_home_that_is_a_file_is_a_wrong_call(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")

    answer = CliRunner().invoke(cli, ["--home", str(tmp_path / "file"), "models"])

    assert answer.exit_code == 2


def test_settings_with_faults_are_named_before_anything_runs(home: Path, run: Run) -> None:
    home.mkdir()
    (home / "config.yaml").write_text("encoder: 5\ncolour: blue\n")

    answer = run("models", "--json")

    assert answer.code == 2
    assert [fault["found"] for fault in answer.problem["faults"]] == ["'colour'", "5"]


def test_a_reader_that_goes_away_hears_no_complaint() -> None:
    code = f"{sys.executable} -c 'from review_ui.cli.main import main; main()' schema profile | head -c 10"

    answer = subprocess.run(
        ["bash", "-c", code], capture_output=True, text=True, cwd=ROOT, check=False, timeout=60
    )

    assert answer.stderr == ""


def test_only_the_result_reaches_standard_output(files: Path, tmp_path: Path) -> None:
    answer = candor(
        "--home", str(tmp_path / "none"), "rank", str(files / "role.yaml"), "--profiles", str(files / "people.jsonl"), "--json",
        CANDOR_ENCODER="none",
    )  # fmt: skip

    assert answer.returncode == 0, answer.stderr
    assert json.loads(answer.stdout)["schema"] == "candor.rank/1"
    assert "set aside and never scored: name (1)" in answer.stderr
    assert not (tmp_path / "none").exists()


@pytest.mark.parametrize("what", ["role", "profile", "outcome"])
def test_a_schema_is_json_schema(run: Run, what: str) -> None:
    document = run("schema", what).document

    assert document["$schema"].startswith("https://json-schema.org/")
    assert document["type"] == "object"
    assert ("profile_id" if what == "outcome" else "id") in document["required"]
