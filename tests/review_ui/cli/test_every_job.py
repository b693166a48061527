"""Everybody runs every command that a scheduler runs: each role, for one unit, one country and all of both, and nobody at all.

Who may run it and what it may leave on record is written down here a second time. `pytest -rP` prints the matrix of answers.
"""

import hashlib
import re
import shutil
from collections.abc import Iterator
from datetime import timedelta
from itertools import product
from pathlib import Path

import pytest
from click.testing import CliRunner
from sqlalchemy import select, text

from governance import accounts, holds, requisitions
from governance.access import RoleName
from governance.accounts import leaving
from governance.audit import verify
from governance.people.erasures import request_erasure
from governance.people.importing import Licence
from governance.storage.tables import Base
from matching.profiles import Profile
from review_ui import services
from review_ui.cli.main import cli
from tests.governance.world import intake
from tests.review_ui.cli.test_every_verb import verbs
from tests.review_ui.web.test_every_door import newest, recorded_since
from tests.review_ui.web.world import NOW, UNIT, Site

LONG_AGO = NOW - timedelta(days=11 * 366)
PLACES = ((UNIT, "*"), ("*", "DE"), ("*", "*"))
SCHEDULED = Path(__file__).parents[3] / "docs/how-to/administrator.md"
EVERYWHERE = {("*", "*")}
PURGING = {"people.purged", "snapshot.published"}

# Command -> the scope of its token, roles and places that may run it, and what it may leave on record.
JOBS: dict[str, tuple[str, set[str], set[tuple[str, str]], set[str]]] = {
    "approvals escalate": ("keep", set(RoleName) | {"nobody"}, {*PLACES, ("", "")}, {"approval.escalated"}),
    "people purge": ("keep", {"procurement", "compliance"}, EVERYWHERE, PURGING),
    "retention apply --carry-out": ("keep", {"compliance"}, EVERYWHERE, PURGING | {"retention.applied"}),
    # No clock starts these, but they set off what had to wait: an erasure, once the last hold is gone.
    "hold lift H-1001 --reason settled": ("privacy", {"compliance"}, EVERYWHERE, {"hold.lifted", "person.erased"}),
}  # fmt: skip
# In nobody's name but the home's own, which holds no grant and approves nothing.
BY_THE_HOME = {"approvals escalate"}


@pytest.fixture
def overdue(site: Site) -> Site:
    """Two units in two countries, each with a step that is late, a case past its time and a profile past its licence."""
    site.clock.now = LONG_AGO
    dan = site.actor("dan")
    for by, unit, country in (("mona", UNIT, "DE"), ("otto", "Legal", "FR")):
        terms = {"business_unit": unit, "intake": intake("mona", jurisdiction=country)}
        site.submitted(by, **terms)
        over = site.submitted(by, **terms)
        with site.workspace.command(site.actor(by)) as work:
            requisitions.cancel_requisition(work, over, reason="no budget")
        services.import_profiles(
            site.workspace, dan, [Profile(id="x", text="Python.")], source=f"acme-{unit}",
            licence=Licence("C-1", retain_days=90), business_unit=unit, as_of=LONG_AGO.date(),
        )  # fmt: skip
    site.clock.now = NOW
    with site.workspace.command(site.actor("lena")) as work:
        holds.place_hold(work, "person", "P-1001", "a claim")
        request_erasure(work, "P-1001", "by letter")
    return site


def people(site: Site) -> Iterator[tuple[str, str, tuple[str, str]]]:
    """A new account for each role and place: its name, role and place."""
    for role, (unit, country) in product(RoleName, PLACES):
        name = f"{role.value}-{PLACES.index((unit, country))}"
        site.add(name)
        site.give(name, role.value, unit, jurisdiction=country)
        yield name, role.value, (unit, country)


def token(site: Site, name: str, *scopes: str) -> str:
    with site.workspace.command(site.actor(name)) as work:
        return accounts.issue_token(work, "scheduler", scopes)


def run(home: Path, job: str, token: str | None) -> int:
    answer = CliRunner().invoke(cli, ["--home", str(home), *job.split()], env={"CANDOR_TOKEN": token})
    assert isinstance(answer.exception, SystemExit | None), (job, answer.exception)
    return answer.exit_code


def record(site: Site) -> str:
    """A hash of every row."""
    digest = hashlib.sha256()
    with site.workspace.database.read() as session:
        for table in Base.metadata.sorted_tables:
            for row in session.execute(select(table).order_by(*table.primary_key.columns)):
                digest.update(repr(tuple(row)).encode())
    return digest.hexdigest()


def test_the_jobs_are_those_of_the_command_tree_and_of_the_page_for_administrators() -> None:
    tree = {verb for verb, _ in verbs(cli)}
    told = re.findall(r"^\| `candor ([^`]+)` \|", SCHEDULED.read_text("utf-8"), re.MULTILINE)

    assert {" ".join(job.split()[:2]) for job in JOBS} <= tree
    assert set(told) == {job for job, (scope, *_) in JOBS.items() if scope == "keep"}
    for verb, command in verbs(cli):
        assert "scheduler" not in (command.help or "") or verb in told


@pytest.mark.slow
def test_nobody_sets_off_by_a_job_what_their_role_may_not(overdue: Site, tmp_path: Path) -> None:
    site, matrix = overdue, []
    who = [("", "nobody", ("", "")), *people(site)]
    tokens = {
        (name, job): token(site, name, scope) for name, *_ in who if name for job, (scope, *_) in JOBS.items()
    }
    before, seq = record(site), newest(site)
    allowed = []

    for (name, role, place), (job, (_, roles, places, _)) in product(who, JOBS.items()):
        if role in roles and place in places:
            allowed.append((name, role, place, job))
            continue
        code = run(site.workspace.home, job, tokens.get((name, job)))
        matrix.append((role, place, job, code))
        assert code in (1, 2), (name, job)
        assert record(site) == before, (name, job)

    for number, (name, role, place, job) in enumerate(allowed):
        home = tmp_path / f"copy-{number}"
        shutil.copytree(site.workspace.home, home)
        first, second = (run(home, job, tokens.get((name, job))) for _ in range(2))
        matrix.append((role, place, job, first))
        copy = Site.at(home, site.workspace.linker)
        entries = recorded_since(copy, seq)
        actor = "home" if job in BY_THE_HOME else copy.actor(name).id
        assert (first, second) == (0, 1 if job.startswith("hold") else 0), (name, job)
        assert {action for _, action, _ in entries} == JOBS[job][3], (name, job)
        assert {one for one, _, _ in entries} == {actor}, (name, job)
        assert _tokens_since(copy, seq) == {job in BY_THE_HOME}, (name, job)
        assert verify(copy.workspace.database).ok
        done = len(entries)
        run(home, job, tokens.get((name, job)))
        assert len(recorded_since(copy, seq)) == done, f"{job} found more to do the second time"
        copy.close()
        shutil.rmtree(home)

    for role, (unit, country), job, code in sorted(matrix):
        print(f"{role:16} {unit or '-':9} {country or '-':3} {code}  {job}")


def test_a_token_made_for_something_else_or_past_its_end_or_of_who_left_runs_no_job(overdue: Site) -> None:
    site = overdue
    reading = token(site, "lena", "read", "audit", "manage", "learn", "request", "review", "classify")
    left = token(site, "paul", "keep")
    site.clock.now = LONG_AGO
    past = token(site, "lena", "keep", "privacy")
    site.clock.now = NOW
    with site.workspace.command(site.actor("ada")) as work:
        leaving.disable(work, site.actor("paul").id)
    before = record(site)

    for job, held in product(set(JOBS) - BY_THE_HOME, (reading, past, left)):
        assert run(site.workspace.home, job, held) in (1, 2), job

    assert record(site) == before


def _tokens_since(site: Site, seq: int) -> set[bool]:
    """Whether entries after that one name no token."""
    query = text("SELECT entry FROM audit_entry WHERE seq > :seq")
    with site.workspace.database.read() as session:
        return {'"token":"T-' not in entry for entry in session.scalars(query, {"seq": seq})}
