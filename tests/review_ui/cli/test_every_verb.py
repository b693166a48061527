"""Everybody tries every verb of the command line: each person of the enterprise, and nobody at all.

What each role may leave on record is said in `tests/review_ui/web/test_every_door.py`; here stands what the command line adds
to it. `pytest -rP` prints the matrix of answers.
"""

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

import click
import pytest
from click.testing import CliRunner
from sqlalchemy import text

from governance import accounts, holds
from governance.audit import verify
from governance.money import Money
from governance.routing.policy import shipped_text
from governance.stops import stop_ranking
from review_ui.cli.main import cli
from review_ui.grants import COLUMNS
from tests.governance.answers import answers
from tests.review_ui.web.test_every_door import (
    ABROAD,
    LEAST_FIRST,
    MAY_RECORD,
    ROLE_OF,
    newest,
    recorded_since,
)
from tests.review_ui.web.world import PASSWORD, UNIT, Site

# What the command line does and the pages do not.
TAKING_IN = {"people.imported", "identity.resolved", "snapshot.published"}
MAY_RECORD_HERE = {
    "procurement": TAKING_IN | {"people.purged", "person.split", "evidence.made", "template.filed"},
    "compliance": {"people.purged", "person.split", "person.erasure_requested", "person.erased", "retention.applied",
                   "hold.placed", "hold.lifted", "audit.exported", "evidence.made"},
    "data_scientist": TAKING_IN,
    "auditor": {"audit.exported", "evidence.made"},
    "administrator": TAKING_IN | {"template.filed"},
}  # fmt: skip
EVERYBODYS_OWN = {"token.issued", "account.password_changed", "session.all_closed"}
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
# Options that a verb does not require and does little without.
ALSO_SAID = {"import": ("licence",), "account token": ("scopes",), "account grants import": ("applied",),
             "ranking stop": ("business_unit",), "retention apply": ("carry_out",)}  # fmt: skip
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
        done, engagement = site.completed()
        with site.workspace.command(site.actor("petra")) as work:
            stop = stop_ranking(work, reason="tried", business_unit="Legal")
        with site.workspace.command(site.actor("lena")) as work:
            hold = holds.place_hold(work, "person", person, "tried")
        with site.workspace.command(site.actor("bea")) as work:
            grant = accounts.grant(work, site.actor("otto").id, "finance", "Legal")
        (folder / "people.jsonl").write_text(
            json.dumps({"id": "new", "text": "Python and PostgreSQL."}) + "\n"
        )
        (folder / "role.json").write_text(
            json.dumps({"id": "r", "title": "Engineer", "must_have": ["Python"]})
        )
        (folder / "answers.json").write_text(
            json.dumps({one: asdict(said) for one, said in answers().items()})
        )
        (folder / "grants.csv").write_text(f"{','.join(COLUMNS)}\notto,Otto,finance,Legal,,,,,\n")
        (folder / "policy.yaml").write_bytes(
            shipped_text().replace(b'version: "2026-2"', b'version: "tried"')
        )
        self.values: dict[str, list[str]] = {
            "role": [str(folder / "role.json")], "person": ["P-1002"], "path": [str(folder / "people.jsonl")],
            "form": ["jsonl"], "name": ["eve"], "a": ["P-1003"], "b": ["P-1004"], "reason": ["tried"],
            "source": ["marketplace"], "bundle": ["0" * 16], "shortlist": [site.case(done).shortlists[-1].id],
            "label": ["tried"], "scopes": ["read"], "licence": ["C-1"], "requisition": [requisition],
            "business_unit": [UNIT], "stop_id": [stop], "hold_id": [hold], "grant_id": [grant], "kind": ["person"],
            "subject": ["P-1005"], "entry": ["1"], "engagement": [engagement], "out": [str(folder / "out")],
            "to": ["petra"], "unit": [UNIT], "ends": ["2027-01-15"], "budget": ["1000"], "currency": ["USD"],
            "file": [str(folder / "grants.csv")], "delegation": ["B-1001"], "token_id": ["T-1001"], "text": ["Python"],
            "template": ["accountant"], "family": ["finance-accounting"], "extension_id": ["X-1001"], "decision": ["cleared"],
            "answers": [str(folder / "answers.json")], "reason_code": ["budget"],
        }  # fmt: skip
        self.of_verb = {
            "account disable": {"name": "otto"}, "account enable": {"name": "otto"}, "account log-out": {"name": "otto"},
            "account grant": {"name": "otto", "role": "procurement"}, "account password": {"name": "otto"},
            "approvals delegate": {"role": "procurement"}, "policy check": {"path": str(folder / "policy.yaml")},
            "policy apply": {"path": str(folder / "policy.yaml")},
        }  # fmt: skip

    def words(self, verb: str, command: click.Command) -> list[str]:
        values = {name: said[0] for name, said in self.values.items()} | self.of_verb.get(verb, {})
        said = [
            values[str(one.name)]
            for one in command.params
            if isinstance(one, click.Argument) and (one.required or one.name in values)
        ]
        for option in command.params:
            wanted = option.required or option.name in ALSO_SAID.get(verb, ())
            if isinstance(option, click.Option) and wanted:
                said += [option.opts[0], *([] if option.is_flag else [values[str(option.name)]])]
        return said


@pytest.mark.slow
def test_nobody_does_by_a_verb_what_their_role_may_not(site: Site, tmp_path: Path) -> None:
    attempt, home = Attempt(site, tmp_path), site.workspace.home
    people = ("", *(name for name in LEAST_FIRST if name not in ("dora", "petra")))
    ids = {name: site.actor(name).id for name in people if name}
    matrix: Counter[tuple[str, str, int]] = Counter()
    tried = dict(verbs(cli))
    assert set(tried) >= NOT_TRIED
    done = set()

    for name in people:
        role = ROLE_OF.get(name, "nobody")
        may = (
            MAY_RECORD.get(role, set())
            | MAY_RECORD_HERE.get(role, set())
            | (EVERYBODYS_OWN if name else set())
        )
        for verb, command in tried.items():
            if verb not in NOT_TRIED:
                named = [] if not name or not takes_a_name(command) else ["--as", name]
                words = attempt.words(verb, command)
                seq = newest(site)
                answer = CliRunner().invoke(
                    cli, ["--home", str(home), *verb.split(), *words, *named], input=f"{PASSWORD}\n" * 3
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


# What a verb takes that belongs to one case, all of them in Germany.
OF_CASES = {"requisition", "engagement", "shortlist", "extension_id"}


@pytest.mark.slow
def test_no_verb_shows_or_moves_a_case_of_another_country(site: Site, tmp_path: Path) -> None:
    attempt, home = Attempt(site, tmp_path), site.workspace.home
    for name, roles in ABROAD.items():
        site.add(name)
        for role in roles:
            limit = Money.of(200_000, "USD") if role == "procurement" else None
            site.give(name, role, jurisdiction="FR", approval_limit=limit)
    marks = {one for name in OF_CASES for one in attempt.values[name] if name != "extension_id"}
    matrix: Counter[tuple[str, str, int]] = Counter()
    seq = newest(site)

    for name in ABROAD:
        for verb, command in verbs(cli):
            if verb in NOT_TRIED or not takes_a_name(command):
                continue
            words = [*attempt.words(verb, command), *_of_the_case(attempt, command), "--as", name]
            answer = CliRunner().invoke(
                cli, ["--home", str(home), *verb.split(), *words], input=f"{PASSWORD}\n" * 3
            )
            matrix[name, verb, answer.exit_code] += 1
            if (
                verb == "audit export"
            ):  # as of a case that never was: what comes back are questions like this one
                lines = [json.loads(line) for line in answer.stdout.splitlines()]
                assert {line["entry"]["action"] for line in lines if "entry" in line} == {"audit.exported"}
            elif marks & set(words):
                assert answer.exit_code, (name, verb, answer.output)
                assert answer.stdout == "", (name, verb)
            else:
                assert not [one for one in marks if one in answer.output], (name, verb, answer.output)

    for line in sorted(f"{name:8} {code} x{count:<3} {verb}" for (name, verb, code), count in matrix.items()):
        print(line)
    touched = text("SELECT subject_id FROM audit_entry WHERE seq > :seq")
    with site.workspace.database.read() as session:
        assert not marks & set(session.scalars(touched, {"seq": seq}))
    assert {"replay", "audit export", "evidence", "extension approve"} <= {verb for _, verb, _ in matrix}


def _of_the_case(attempt: Attempt, command: click.Command) -> list[str]:
    """What a verb can be narrowed to one case with."""
    options = [one for one in command.params if isinstance(one, click.Option) and one.name in OF_CASES]
    return [word for one in options[:1] for word in (one.opts[0], attempt.values[str(one.name)][0])]


def takes_a_name(command: click.Command) -> bool:
    return any(one.name == "as_name" for one in command.params)
