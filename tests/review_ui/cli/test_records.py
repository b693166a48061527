"""`models`, `replay`, `skills`, `serve`: reading back, and refusing to expose a demo."""

import json
import socket
from pathlib import Path

import pytest

from review_ui.cli.serving import is_loopback
from tests.review_ui.cli.conftest import PASSWORD, Run


def test_an_empty_home_serves_the_built_in_model(run: Run, home: Path) -> None:
    models = run("models", "--json").document["models"]

    assert [(model["serving"], model["basis"]) for model in models] == [(True, "prior")]
    assert len(models[0]["hash"]) == 64
    assert not home.exists()


def test_models_in_words_mark_the_one_that_serves(run: Run) -> None:
    assert run("models").out.startswith("* ")


def test_replaying_what_never_was_is_not_found(staffed: Run) -> None:
    assert staffed("replay", "S-9").code == 2
    assert staffed("replay", "S-9", "--as", "dana", typed=[PASSWORD]).code == 1


def test_proposing_an_unknown_bundle_is_not_found_and_a_short_name_a_wrong_call(staffed: Run) -> None:
    unknown = staffed("propose", "0123456789", "--as", "dana", typed=[PASSWORD])
    short = staffed("propose", "01", "--as", "dana", typed=[PASSWORD])

    assert (unknown.code, short.code) == (1, 2)


def test_skills_are_linked_with_spans_of_the_text(run: Run, tmp_path: Path) -> None:
    text = "Built APIs in Python; no experience with Java."
    (tmp_path / "t.jsonl").write_text(json.dumps({"id": "t", "text": text}) + "\n")

    document = run("skills", "link", tmp_path / "t.jsonl", "--json").document

    found = {skill["label"]: skill["evidence"] for skill in document["results"][0]["skills"]}
    assert "Python" in found
    assert "Java" not in found
    assert all(
        text[span["start"] : span["end"]] == span["text"] for spans in found.values() for span in spans
    )


def test_a_demo_is_never_served_beyond_this_machine(run: Run, home: Path) -> None:
    from governance.accounts import bootstrap_administrator
    from review_ui.bootstrap import open_workspace

    workspace = open_workspace(home)
    bootstrap_administrator(workspace.database, "root", PASSWORD, "Root", demo=True)
    workspace.close()

    answer = run("serve", "--host", "0.0.0.0")

    assert answer.code == 2
    assert "loopback" in answer.err


def test_serving_nothing_is_a_wrong_call(run: Run) -> None:
    assert run("serve").code == 2


def test_a_port_in_use_is_a_clear_failure(staffed: Run) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        answer = staffed("serve", "--port", str(taken.getsockname()[1]))

    assert answer.code == 1
    assert "another program listens there" in answer.err


@pytest.mark.parametrize(
    ("host", "answer"), [("127.0.0.1", True), ("::1", True), ("0.0.0.0", False), ("192.0.2.7", False)]
)
def test_loopback_is_told_from_the_rest(host: str, answer: bool) -> None:
    assert is_loopback(host) is answer
