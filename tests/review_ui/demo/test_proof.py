"""The demo's own history proves itself: every list ranks again as frozen, every engagement packs, and the schedule takes nothing else."""

import io
import shutil
import zipfile
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from governance import accounts
from governance.accounts import find_account
from governance.audit import verify
from governance.evidence import verify as verifier
from governance.keeping.schedule import TIMED
from governance.storage.tables import Engagement, Shortlist
from review_ui import keeping
from review_ui.bootstrap import Workspace
from review_ui.evidence import make_pack
from review_ui.replaying import replay


@pytest.fixture
def later(demo: Workspace, tmp_path: Path) -> Iterator[Workspace]:
    """A copy of the demo, eleven years on."""
    home = tmp_path / "home"
    shutil.copytree(demo.home, home)
    start = demo.clock()
    workspace = Workspace(home, demo.settings, lambda: start + timedelta(days=11 * 366))
    yield workspace
    workspace.close()


def ids(workspace: Workspace, table: type[Engagement] | type[Shortlist]) -> list[str]:
    with workspace.database.read() as session:
        return list(session.scalars(select(table.id).order_by(table.id)))


def faults(workspace: Workspace, engagement: str) -> list[str]:
    auditor = accounts.find_account(workspace.database, "iris")
    content = make_pack(workspace, auditor, engagement=engagement).content
    with zipfile.ZipFile(io.BytesIO(content)) as pack:
        return verifier.check({name: pack.read(name) for name in pack.namelist()}).faults


def test_every_frozen_list_is_the_same_when_ranked_again(demo: Workspace) -> None:
    found = {one: replay(demo, find_account(demo.database, "iris"), one)[1] for one in ids(demo, Shortlist)}

    assert len(found) > 3
    told = {name: one.why_not or one.in_words() for name, one in found.items() if not one.same}
    assert told == {}


def test_after_the_schedule_the_log_verifies_what_remains_is_proved_and_every_pack_holds(
    later: Workspace,
) -> None:
    engagements, lists = ids(later, Engagement), ids(later, Shortlist)
    assert [fault for one in engagements for fault in faults(later, one)] == []
    due = {one.kind: one.due for one in keeping.what_is_due(later).kinds}

    report = keeping.apply(later)

    assert {one.kind: one.due for one in report.kinds} == due
    assert set(due) == set(TIMED)
    assert due["rejected_candidates"] > 50
    assert due["case_words"] > 0
    assert due["notices"] > 50
    assert not keeping.what_is_due(later).goes
    assert verify(later.database).ok
    for one in lists:
        assert replay(later, find_account(later.database, "iris"), one)[1].proof.unproven == ()
    assert engagements
    assert [fault for one in engagements for fault in faults(later, one)] == []
