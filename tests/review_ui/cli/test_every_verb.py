"""Everybody tries every verb of the command line: each person of the enterprise by their token, and nobody at all.

What each role may leave on record is said in `tests/review_ui/web/test_every_door.py`; here stands what the command line adds
to it. `pytest -rP` prints the matrix of answers.
"""

import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
import pytest
from click.testing import CliRunner

from features.linking import SkillLinker
from features.taxonomy import load_starter
from governance import sessions
from governance.audit import verify
from review_ui import bootstrap
from review_ui.cli.main import cli
from tests.review_ui.web.test_every_door import MAY_RECORD, ROLE_OF, newest, recorded_since
from tests.review_ui.web.world import STAFF, UNIT, Site, found

# What the command line does and the pages do not.
TAKING_IN = {"people.imported", "identity.resolved", "snapshot.published"}
MAY_RECORD_HERE = {
    "procurement": TAKING_IN | {"people.purged", "person.split"},
    "compliance": {"people.purged", "person.split", "audit.exported"},
    "data_scientist": TAKING_IN,
    "auditor": {"audit.exported"},
    "administrator": TAKING_IN | {"account.added", "account.granted", "account.disabled"},
}  # fmt: skip
EVERYBODYS_OWN = {"token.issued"}
# They make or serve a workspace, take minutes, or touch no record.
NOT_TRIED = {
    "demo",
    "serve",
    "train",
    "evaluate",
    "schema",
    "skills link",
    "taxonomy draft",
    "taxonomy import",
}
SOMETHING_DONE = {"account token", "account add", "account disable", "import"}


def verbs(command: click.Command, words: tuple[str, ...] = ()) -> Iterator[tuple[str, click.Command]]:
    if isinstance(command, click.Group):
        context = click.Context(command)
        for name in command.list_commands(context):
            inner = command.get_command(context, name)
            assert inner is not None
            yield from verbs(inner, (*words, name))
    else:
        yield " ".join(words), command


class Attempt:
    """Words for a verb: whatever it requires, out of what there is."""

    def __init__(self, site: Site, folder: Path) -> None:
        requisition, person = site.accepted()
        profiles = folder / "people.jsonl"
        profiles.write_text(json.dumps({"id": "new", "text": "Python and PostgreSQL."}) + "\n")
        role = folder / "role.json"
        role.write_text(json.dumps({"id": "r", "title": "Engineer", "must_have": ["Python"]}))
        self.values: dict[str, list[str]] = {
            "role": [str(role)], "person": [person, "P-1001"], "path": [str(profiles)], "form": ["jsonl"],
            "name": ["otto", "eve"], "a": ["P-1001"], "b": ["P-1002"], "reason": ["tried"], "source": ["marketplace"],
            "bundle": ["0" * 16], "shortlist": [site.case(requisition).shortlists[-1].id], "label": ["tried"],
            "licence": ["C-1"], "requisition": [requisition], "business_unit": [UNIT],
        }  # fmt: skip

    def words(self, verb: str, command: click.Command) -> Iterator[list[str]]:
        """Once for every value of the first argument that has several."""
        arguments = [one for one in command.params if isinstance(one, click.Argument)]
        if verb == "account grant":
            yield ["otto", "procurement", "--limit", "1000000", "USD"]
            return
        most = max((len(self.values[str(one.name)]) for one in arguments), default=1)
        for number in range(most):
            said = [self.value(str(one.name), number) for one in arguments]
            for option in command.params:
                wanted = option.required or (verb == "import" and option.name == "licence")
                if isinstance(option, click.Option) and wanted:
                    said += [option.opts[0], self.value(str(option.name), number)]
            yield said

    def value(self, name: str, number: int) -> str:
        values = self.values[name]
        return values[number % len(values)]


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    linker, home = SkillLinker(load_starter()), tmp_path / "home"
    found(home, linker)
    made = Site.at(home, linker)

    def open_workspace(folder: Path, *_: Any) -> bootstrap.Workspace:
        return Site.at(folder, linker).workspace

    monkeypatch.setattr(bootstrap, "open_workspace", open_workspace)
    monkeypatch.chdir(tmp_path)
    yield made
    made.close()


@pytest.mark.slow
def test_nobody_does_by_a_verb_what_their_role_may_not(
    site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    attempt, home = Attempt(site, tmp_path), site.workspace.home
    tokens = {"": ""} | {name: _token(site, name) for name in (*STAFF, "ada")}
    ids = {name: site.actor(name).id for name in tokens if name}
    matrix: Counter[tuple[str, str, int]] = Counter()
    tried = dict(verbs(cli))
    assert set(tried) >= NOT_TRIED
    done = set()

    for name, token in tokens.items():
        monkeypatch.setenv("CANDOR_TOKEN", token)
        role = ROLE_OF.get(name, "nobody")
        may = (
            MAY_RECORD.get(role, set())
            | MAY_RECORD_HERE.get(role, set())
            | (EVERYBODYS_OWN if name else set())
        )
        for verb, command in tried.items():
            for words in () if verb in NOT_TRIED else attempt.words(verb, command):
                seq = newest(site)
                answer = CliRunner().invoke(
                    cli, ["--home", str(home), *verb.split(), *words], input="a long password\n" * 2
                )
                matrix[role, verb, answer.exit_code] += 1

                assert isinstance(answer.exception, SystemExit | None), (name, verb, answer.exception)
                assert answer.exit_code in (0, 1, 2), (name, verb)
                assert "Traceback" not in answer.stderr
                for actor, action, unit in recorded_since(site, seq):
                    done.add(verb)
                    assert name, (verb, action)
                    assert actor == ids[name], (name, verb, action)
                    assert action in may, (name, verb, action)
                    assert name != "otto" or unit in ("Legal", "*"), (verb, action, unit)

    for line in sorted(
        f"{role:16} {code} x{count:<3} {verb}" for (role, verb, code), count in matrix.items()
    ):
        print(line)
    assert done >= SOMETHING_DONE, "verbs that nobody got through prove nothing"
    assert verify(site.workspace.database).ok


def _token(site: Site, name: str) -> str:
    with site.workspace.command(site.actor(name)) as work:
        return sessions.issue_token(work, "every verb")
