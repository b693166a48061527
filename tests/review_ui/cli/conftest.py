"""The command line run in this process over small files, each test in a home of its own, ranking by words alone."""

import json
import shutil
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from features.linking import SkillLinker
from governance import accounts
from review_ui import bootstrap
from review_ui.bootstrap import open_workspace
from review_ui.cli.main import cli
from review_ui.services import prepare_home
from tests.governance.giving import add, give, second_administrator
from tests.review_ui.web.world import Site

PASSWORD = "correct horse battery"  # a password of nobody
ADMINISTRATORS = ("root", "rhea")

ROLE = {
    "id": "bookkeeper",
    "title": "Bookkeeper",
    "must_have": ["Bookkeeping", "Payroll"],
    "nice_to_have": ["QuickBooks"],
    "max_hourly_rate": {"amount": 60, "currency": "EUR"},
    "hours_per_week": 20,
}
PROFILES = [
    {"id": "a", "text": "Ran payroll and bookkeeping in QuickBooks for eight years.", "name": "Ann Example"},
    {
        "id": "b",
        "headline": "Bookkeeper",
        "skills": ["Bookkeeping", "Excel"],
        "experience": [{"title": "Clerk", "description": "Monthly closing and bookkeeping for shops."}],
        "hourly_rate": {"amount": 45, "currency": "EUR"},
        "hours_per_week": 30,
    },
    {"id": "c", "text": "Chef with a love of pastry.", "hourly_rate": {"amount": 40, "currency": "EUR"}},
    {
        "id": "d",
        "text": "Payroll at a bank.",
        "hourly_rate": {"amount": 90, "currency": "EUR"},
        "hours_per_week": 5,
    },
    {"id": "e", "text": "Payroll clerk.", "hourly_rate": {"amount": 90, "currency": "USD"}},
]
QRELS = "bookkeeper 0 a 3\nbookkeeper 0 b 2\nbookkeeper 0 c 0\nbaker 0 a 0\n"


@dataclass(frozen=True)
class Ran:
    """What a call answered."""

    code: int
    out: str
    err: str

    @property
    def document(self) -> Any:
        return json.loads(self.out)

    @property
    def problem(self) -> dict[str, Any]:
        """The one line of problem details on standard error."""
        problem: dict[str, Any] = json.loads(self.err.strip().splitlines()[-1])
        return problem


Run = Callable[..., Ran]


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


@pytest.fixture
def run(home: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Run:
    monkeypatch.setenv("CANDOR_ENCODER", "none")
    monkeypatch.delenv("CANDOR_TOKEN", raising=False)
    monkeypatch.delenv("CANDOR_HOME", raising=False)
    monkeypatch.chdir(tmp_path)

    def _run(*words: str | Path, typed: Sequence[str] = ()) -> Ran:
        answer = CliRunner().invoke(
            cli, ["--home", str(home), *map(str, words)], input="".join(f"{line}\n" for line in typed)
        )
        assert isinstance(answer.exception, SystemExit | None), answer.exception
        return Ran(answer.exit_code, answer.stdout, answer.stderr)

    return _run


@pytest.fixture
def files(tmp_path: Path) -> Path:
    """A folder with `role.yaml`, `roles.jsonl`, `people.jsonl` and `qrels.tsv`."""
    folder = tmp_path / "files"
    folder.mkdir()
    (folder / "role.yaml").write_text(json.dumps(ROLE))
    roles = [ROLE, {"id": "baker", "title": "Baker"}]
    (folder / "roles.jsonl").write_text("".join(json.dumps(role) + "\n" for role in roles))
    (folder / "people.jsonl").write_text("".join(json.dumps(person) + "\n" for person in PROFILES))
    (folder / "qrels.tsv").write_text(QRELS)
    return folder


@pytest.fixture(scope="session")
def staffed_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home made once: two administrators, `root` and `rhea`, two data scientists, `dana` and `noor`, and a hiring manager, `mina`."""
    home = tmp_path_factory.mktemp("staffed") / "home"
    workspace = open_workspace(home)
    root = accounts.bootstrap_administrator(workspace.database, "root", PASSWORD, "Root")
    prepare_home(workspace, root)
    second_administrator(workspace.database, root, "rhea", PASSWORD)
    roles = {"dana": "data_scientist", "noor": "data_scientist", "mina": "hiring_manager"}
    for name, role in roles.items():
        add(workspace.database, name, PASSWORD, by="root")
        give(workspace.database, name, role, by=ADMINISTRATORS)
    workspace.close()
    return home


@pytest.fixture
def staffed(run: Run, staffed_home: Path, home: Path) -> Run:
    """`run` in a copy of `staffed_home`."""
    shutil.copytree(staffed_home, home)
    return run


@pytest.fixture
def site(
    _founded: Path, _linker: SkillLinker, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Site]:
    """The small enterprise of the pages' tests, in `home`; whatever the command line opens has a clock of its own, at NOW."""
    linker, home = _linker, tmp_path / "home"
    shutil.copytree(_founded, home)
    made = Site.at(home, linker)

    def open_workspace(folder: Path, *_: Any) -> bootstrap.Workspace:
        return Site.at(folder, linker).workspace

    monkeypatch.delenv("CANDOR_TOKEN", raising=False)
    monkeypatch.setattr(bootstrap, "open_workspace", open_workspace)
    monkeypatch.chdir(tmp_path)
    yield made
    made.close()


def rank_pool(run: Run, *words: str | Path) -> Ran:
    """`candor rank` of the workspace's own people, as who may see fit."""
    answer: Ran = run("rank", *words, "--as", "mina", typed=[PASSWORD])
    return answer
