"""Every verb that changes a record with a life cycle, in every state of that record, by somebody who is otherwise entitled.

What each may then do is written down here a second time, from docs/reference and not from the code. Who may at all is crossed in
`test_every_verb.py`, what runs by a clock in `test_every_job.py`. `pytest -rP` prints the matrix.
"""

import json
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from argon2 import PasswordHasher
from click.testing import CliRunner
from sqlalchemy import text, update

from governance.audit import verify
from governance.storage.tables import Account
from matching.errors import CandorError, Conflict, Forbidden, InputError, NotFound
from review_ui import bootstrap
from review_ui.cli.main import cli
from tests.review_ui.cli import states
from tests.review_ui.cli.states import Built, Values
from tests.review_ui.cli.test_every_job import record
from tests.review_ui.cli.test_every_verb import NOT_TRIED, takes_a_name, verbs
from tests.review_ui.web.test_every_door import newest
from tests.review_ui.web.world import NOW, PASSWORD, Site

# What a refusal is called in the table, and what an answer is: `done` leaves an entry of the log, `told` leaves nothing.
REFUSALS = {"no": Conflict, "another": Forbidden, "absent": NotFound, "wrong": InputError}
UNCHANGED = {*REFUSALS, "told"}


@dataclass(frozen=True)
class Verb:
    """Who tries it, the words, and what is to come of it in each state. `{name}` comes from the state."""

    by: str
    words: str
    expected: str

    @property
    def name(self) -> str:
        """As the matrix has it: the words up to the first that comes from the state."""
        return self.words.split(" {")[0]

    @property
    def expectations(self) -> dict[str, str]:
        """Outcome by state."""
        return dict(one.split("=") for one in self.expected.split())

    def expectation(self, state: str) -> str | None:
        """Of the state, else of all (`*`); None: the rules do not speak of it."""
        return self.expectations.get(state, self.expectations.get("*"))


@dataclass(frozen=True)
class Kind:
    """A kind of record: what brings it into its states, in one home or, where they exclude each other, in several.

    `later`: the verbs run years after it.
    """

    builders: tuple[Callable[[Site], Built], ...]
    verbs: tuple[Verb, ...]
    later: bool = False


KINDS: dict[str, Kind] = {
    # people-over-the-machine.md: another person lifts, once; a stop in force is not made twice by one person.
    "stop": Kind((states.stops,), (
        Verb("petra", "ranking lift {stop} --reason tried", "none=absent others=done own=another lifted=no"),
        Verb("petra", "ranking stop --business-unit {unit} --reason tried", "none=done others=done own=no lifted=done"),
        Verb("lena", "rank accountant --business-unit {unit}", "none=told others=no own=no lifted=told"),
    )),
    # "refused while any family is stopped": a stop of a unit alone is none of a family.
    "template": Kind((states.templates, states.templates_under_a_stop_of_a_unit, states.templates_under_a_stop_of_a_family), (
        Verb("petra", "ranking file {template} --family data-ai",
             "none=absent unfiled=done filed=done unit-stopped=done family-stopped=no"),
        Verb("petra", "import {role} --source jsonl --kind role",
             "none=done unfiled=told filed=told reworded=done unit-stopped=done family-stopped=done"),
    )),
    # holds.md: another person lifts; erasing waits for the last hold, once; of whom is erased nothing is left to hold.
    "hold": Kind((states.holds_placed,), (
        Verb("lena", "hold lift {hold} --reason tried", "none=absent others=done own=another lifted=no waited-for=done"),
    )),
    "person": Kind((states.people,), (
        Verb("lena", "hold place person {person} --reason tried", "none=absent free=done held=done waiting=done erased=no"),
        Verb("lena", "people erase {person} --reason tried",
             "none=absent free=done held=done waiting=no erased=no listed=done offered=done engaged=done"),
        Verb("dan", "import {profile} --source jsonl --name marketplace --licence C-1",
             "free=done held=done waiting=passed-over erased=passed-over"),
        Verb("dan", "import {outcome} --source jsonl --kind outcome --name marketplace", "free=done held=done erased=wrong"),
    )),
    "licence": Kind((states.licence_run_out, states.licence_run_out_and_held, states.licence_run_out_and_gone), (
        Verb("lena", "people purge", "run-out=done held=told gone=told"),
    )),
    # identity.md: a wrong join is split first; an answer may be answered anew; nothing is said of who is erased.
    "pair": Kind((states.pairs,), (
        Verb("paul", "people same {a} {b} --reason tried", "none=absent alone=wrong doubt=done joined=no apart=done erased=no joined-and-held=no"),
        Verb("paul", "people different {a} {b} --reason tried", "none=absent alone=wrong doubt=done joined=no apart=done erased=no joined-and-held=no"),
        Verb("paul", "people split {a} {b} --reason tried", "none=absent alone=no doubt=absent joined=done apart=absent erased=absent joined-and-held=done"),
    )),
    # who-may-do-what.md, engagement and extension; classification.md on what a high risk waits for.
    "engagement": Kind((states.engagements_there,), (
        Verb("mona", "extension ask {engagement} --hours 350 --reason tried",
             "none=absent onboarding=no active=done asked=no denied=done refused=no completed=no terminated=no"),
        Verb("lena", "hold place engagement {engagement} --reason tried",
             "none=absent onboarding=done active=done completed=done terminated=done"),
        Verb("audrey", "evidence {engagement} --out {out}", "none=absent onboarding=done active=done completed=done terminated=done"),
    )),
    "extension": Kind((states.extensions_there,), (
        Verb("mona", "extension classify {extension} {answers}",
             "none=absent asked=done low=done high=no cleared=no refused=no approved=no denied=no withdrawn=no completed=no"),
        Verb("cleo", "extension decide {extension} cleared --reason tried",
             "none=absent asked=no low=no high=done cleared=no refused=no approved=no denied=no withdrawn=no completed=no"),
        Verb("paul", "extension approve {extension}",
             "none=absent asked=no low=done own=another high=no cleared=done refused=no approved=no denied=no withdrawn=no"
             " completed=no terminated=no"),
        Verb("paul", "extension deny {extension} --reason-code budget",
             "none=absent asked=done low=done high=done cleared=done refused=done approved=no denied=no withdrawn=no completed=done"),
        Verb("mona", "extension withdraw {extension} --reason tried",
             "none=absent asked=done low=done high=done cleared=done refused=done approved=no denied=no withdrawn=no completed=done"),
    )),
    # A case may be held, packed and proved whatever became of it; a frozen list reads the same ever after.
    "requisition": Kind((states.requisitions_there,), (
        Verb("lena", "hold place requisition {requisition} --reason tried", "none=absent *=done"),
        Verb("audrey", "evidence --requisition {requisition} --out {out}", "none=absent *=done"),
        Verb("audrey", "audit prove --requisition {requisition}", "*=done"),
        Verb("audrey", "audit export --requisition {requisition}", "*=done"),
        Verb("mona", "extension list {requisition}", "none=absent *=told"),
        Verb("mona", "replay {shortlist}", "none=absent in-review=told selected=told denied=told active=told completed=told"),
    )),
    # routing.md: a late step is opened once, and only while it waits.
    "step": Kind(tuple(states.steps(state) for state in states.LATE), (
        Verb("", "approvals escalate", "on-time=told late=done escalated=told answered=told denied=told cancelled=told edited=told"),
    )),
    # retention.md: what has ended long ago goes, once; what goes on or is held stays.
    "ended": Kind(tuple(states.ended(state) for state in states.ENDED), (
        Verb("lena", "retention apply --carry-out",
             "submitted=kept in-review=kept active=kept denied=done cancelled=done completed=done terminated=done"
             " lately-cancelled=kept cancelled-and-held=kept"),
    ), later=True),
    # access.md: a role takes two people, neither of whom receives it; what has ended does not end again.
    "grant": Kind((states.grants,), (
        Verb("bea", "account confirm {grant}",
             "none=absent waiting=done own=another for-oneself=another in-force=no to-come=no over=no denied=no withdrawn=no revoked=no"
             " closed=no mixed=no"),
        Verb("bea", "account deny {grant}",
             "none=absent waiting=done own=done in-force=no to-come=no over=no denied=no withdrawn=no revoked=no closed=no mixed=done"),
        Verb("bea", "account revoke {grant}",
             "none=absent waiting=no own=no in-force=done to-come=done over=no denied=no withdrawn=no revoked=no closed=no held-oneself=another"),
    )),
    "account": Kind((states.accounts_there,), (
        Verb("bea", "account add {name}", "none=done open=no closed=no oneself=no"),
        Verb("bea", "account disable {name}", "none=absent open=done closed=no oneself=another"),
        Verb("bea", "account enable {name}", "none=absent open=no closed=done oneself=no"),
        Verb("bea", "account password {name}", "none=absent open=done closed=done oneself=done"),
        Verb("bea", "account log-out {name}", "none=absent open=done closed=done oneself=done"),
        Verb("bea", "account grant {name} finance", "none=absent open=done closed=no oneself=another auditor=no"),
        Verb("bea", "account grants import {list} --apply", "none=done open=done closed=wrong auditor=wrong"),
        Verb("petra", "approvals delegate {name} procurement --until 2026-12-15 --reason tried",
             "none=absent open=done closed=absent auditor=another"),
    )),
    "token": Kind((states.tokens,), (
        Verb("bea", "account revoke-token {token}", "none=absent own=done others=done revoked=no run-out=no closed=no"),
    )),
    "mapping": Kind((states.mappings, states.mapping_in_force), (
        Verb("bea", "account oidc-mapping --confirm {mapping}",
             "none=absent waiting=done own=another denied=no in-force=no replaced=no ended=no"),
        Verb("bea", "account oidc-mapping --end {mapping}",
             "none=absent waiting=done own=done denied=no in-force=done replaced=no ended=no"),
    )),
    # routing.md: another person applies the very same file; a newer one retires it, and it may come again.
    "policy": Kind((states.no_policy, states.policy_proposed, states.policy_of_ones_own, states.policy_in_force, states.policy_retired), (
        Verb("lena", "policy apply {policy}", "none=done waiting=done own=another in-force=no same-version=no retired=done"),
    )),
    "delegation": Kind((states.delegations,), (
        Verb("petra", "approvals end {delegation}",
             "none=absent given=done to-come=done received=done others=absent ended=no over=no grant-ended=no"),
    )),
    # who-may-do-what.md, model bundle: neither author nor proposer approves, and what failed asks for a note.
    "bundle": Kind((states.bundles,), (
        Verb("dora", "propose {bundle}", "none=absent registered=done proposed=no own=no serving=no retired=done denied=done"),
        Verb("dora", "approve {bundle}",
             "none=absent registered=no proposed=done own=another trained-oneself=another serving=no retired=no denied=no failed=no"),
    )),
}  # fmt: skip

# One's own and without an earlier state: making a token.
WITHOUT_STATES = {"account token"}
READING = {"account list", "account pending", "account sessions", "approvals delegations", "approvals list", "explain", "hold list",
           "people duplicates", "people notices", "policy simulate", "ranking stops"}  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("kind", KINDS)
def test_a_verb_does_in_each_state_what_the_rules_say(
    kind: str, site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tried, matrix, wrong = KINDS[kind], [], []
    moment = states.LATER if tried.later else NOW + timedelta(hours=12)  # after all that was done
    monkeypatch.setattr(bootstrap, "open_workspace", lambda home: _at(home, site, moment).workspace)

    for number, build in enumerate(tried.builders):
        home = tmp_path / f"built-{number}"
        shutil.copytree(site.workspace.home, home)
        there = Site.at(home, site.workspace.linker)
        built = build(there)
        _make_passwords_cheap(there)
        as_built = record(there), newest(there)
        for verb, (state, values) in product(tried.verbs, built.items()):
            expected = verb.expectation(state)
            if expected is None:
                continue
            said = values | {"out": str(tmp_path / "pack.zip")}
            tries = _outcome if expected in UNCHANGED else _in_a_copy
            found = tries(there, verb, said, as_built)
            matrix.append((verb.name, state, found))
            if found != expected:
                wrong.append((verb.words, state, f"expected {expected}, found {found}"))
        there.close()

    for name, state, found in matrix:
        print(f"{kind:12} {name:24} {state:20} {found}")
    assert wrong == []
    for verb in tried.verbs:
        reached = {state for name, state, _ in matrix if name == verb.name}
        assert reached >= set(verb.expectations) - {"*"}, (verb.name, "some states were never built")


def test_every_verb_that_acts_as_a_person_is_tried_or_only_reads() -> None:
    tree = {verb for verb, command in verbs(cli) if takes_a_name(command)} - NOT_TRIED
    tried = {
        one for one in tree for kind in KINDS.values() for verb in kind.verbs if verb.words.startswith(one)
    }

    assert tree - tried == WITHOUT_STATES | READING


def _in_a_copy(site: Site, verb: Verb, values: Values, as_built: tuple[str, int]) -> str:
    home = site.workspace.home.parent / "copy"
    shutil.copytree(site.workspace.home, home)
    copy = Site.at(home, site.workspace.linker)
    try:
        found = _outcome(copy, verb, values, as_built)
        assert verify(copy.workspace.database).ok
    finally:
        copy.close()
        shutil.rmtree(home)
    return found


def _outcome(site: Site, verb: Verb, values: Values, as_built: tuple[str, int]) -> str:
    """The word of the table for what comes of it; what is refused or only told leaves every row as it was."""
    before, seq = as_built
    error = _refusal(site.workspace.home, verb, values)
    entries = _since(site, seq)
    if error is None and entries:
        return _done(entries)
    if entries or record(site) != before:
        return f"{error or 'told'}, and something changed all the same"
    if error is None:
        return "told"
    return next((word for word, refusal in REFUSALS.items() if isinstance(error, refusal)), repr(error))


def _refusal(home: Path, verb: Verb, values: Values) -> CandorError | None:
    """What the verb refuses with; run as `candor` runs it, short of putting that into words and an exit code."""
    words = [word.format(**values) for word in verb.words.split()]
    named = ["--as", verb.by] if verb.by else []
    with CliRunner().isolation(input=f"{PASSWORD}\n" * 3):
        try:
            with cli.make_context("candor", ["--home", str(home), *words, *named]) as context:
                cli.invoke(context)
        except CandorError as error:
            return error
    return None


def _done(entries: list[dict[str, Any]]) -> str:
    """`done`, but for what a verb about many leaves as it is: who is not taken in again, and cases that are kept."""
    facts = {entry["action"]: entry["facts"] for entry in entries}
    if facts.get("people.imported", {}).get("suppressed"):
        return "passed-over"
    if "retention.applied" in facts:
        applied = [entry for entry in entries if entry["action"] == "retention.applied"]
        gone = {entry["subject"]["id"]: entry["facts"]["records"] for entry in applied}
        return "done" if gone.get("case_words") else "kept"
    return "done"


def _since(site: Site, seq: int) -> list[dict[str, Any]]:
    query = text("SELECT entry FROM audit_entry WHERE seq > :seq ORDER BY seq")
    with site.workspace.database.read() as session:
        return [json.loads(entry) for entry in session.scalars(query, {"seq": seq})]


def _at(home: Path, site: Site, now: datetime) -> Site:
    made = Site.at(home, site.workspace.linker)
    made.clock.now = now
    return made


def _make_passwords_cheap(site: Site) -> None:
    """The same passwords, hashed so that checking one takes no time; what a hash is worth is not tried here."""
    cheap = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)
    with site.workspace.database.upkeep() as session:
        session.execute(update(Account).values(password_hash=cheap))
