"""A frozen list is ranked once more from what was kept of then: the same, or it says what differs or why it cannot."""

import json
import shutil
from datetime import date
from typing import Any

import pytest
from click.testing import CliRunner
from sqlalchemy import text

from governance.accounts.tokens import issue_token
from governance.canonical import canonical
from governance.fit import read_fit
from governance.people.importing import upsert_profiles
from governance.people.restrictions import erase_person, restrict
from governance.review import freeze_shortlist
from governance.stops import stop_ranking
from matching.diversity import DIVERSE_SHARE
from matching.roles import Role
from matching.shortlist import as_document
from models.bundle import About, built_in, write_bundle
from review_ui import retention, services
from review_ui.cli.main import cli
from review_ui.replaying import Replayed, replay
from tests.review_ui.web.world import Site


@pytest.fixture
def frozen(site: Site) -> tuple[Site, str, list[str]]:
    requisition_id, ranked = site.in_review()
    return site, site.case(requisition_id).shortlists[0].id, ranked


def replayed(site: Site, shortlist: str) -> Replayed:
    return replay(site.workspace, site.actor("audrey"), shortlist)[1]


def erase(site: Site, person: str) -> None:
    with site.workspace.command(site.actor("lena")) as work:
        erase_person(work, person, "asked to be forgotten")


def froze(site: Site, change: Any = None, model: str | None = None, **options: Any) -> str:
    """A list frozen of a ranking made here, `change`d before."""
    requisition_id = site.approved()
    role = Role.model_validate(site.case(requisition_id).role)
    snapshot = site.workspace.snapshot_hash()
    assert snapshot is not None
    matcher = site.workspace.matcher_of(snapshot, model or site.workspace.bundle_hash())
    ranking = matcher.shortlist(
        role, as_of=date(2026, 11, 24), business_unit="Payments", **({"top": 20} | options)
    )
    document = as_document(ranking, with_excluded=True)
    if change is not None:
        change(document)
    with site.workspace.command(site.actor("mona")) as work:
        return freeze_shortlist(work, requisition_id, document, model or matcher.ranker.hash, snapshot)


@pytest.mark.parametrize("stopped", [False, True], ids=["ranked", "drawn"])
def test_after_somebody_is_erased_lists_are_made_without_them_and_replay_the_same(
    frozen: tuple[Site, str, list[str]], stopped: bool
) -> None:
    site, _, ranked = frozen
    erase(site, ranked[0])
    if stopped:
        with site.workspace.command(site.actor("lena")) as work:
            stop_ranking(work, business_unit="*", family=None, reason="odd lists")

    requisition_id, without = site.in_review()

    shortlist = site.case(requisition_id).shortlists[0].id
    assert set(without) == set(ranked) - {ranked[0]}
    assert ranked[0].encode() not in read_fit(site.workspace.database, site.actor("audrey"), shortlist)
    again = replayed(site, shortlist).again
    assert again is not None
    assert again.same_order


def test_ranked_again_it_is_the_same(frozen: tuple[Site, str, list[str]]) -> None:
    site, shortlist, ranked = frozen

    document, found = replay(site.workspace, site.actor("audrey"), shortlist)

    assert found.same
    assert found.again is not None
    assert (found.again.compared, found.again.differences) == (len(ranked), ())
    assert (found.model_kept, found.snapshot_kept, found.why_not) == (True, True, None)
    assert found.proof.sha256 == site.case(found.origin.requisition_id).shortlists[0].sha256
    assert [one["id"] for one in json.loads(document)["candidates"]] == ranked


def test_later_imports_blocks_and_days_change_nothing(frozen: tuple[Site, str, list[str]]) -> None:
    site, shortlist, ranked = frozen
    with site.workspace.command(site.actor("paul")) as work:
        restrict(work, ranked[0], "block", "a dispute")
        upsert_profiles(
            work, [{"id": "new", "text": "Python PostgreSQL FastAPI"}], source="panel",
            as_of=date(2026, 11, 24), licence="c",
        )  # fmt: skip
    services.refresh_snapshot(site.workspace, site.actor("paul"))
    site.clock.advance(days=200)

    assert replayed(site, shortlist).same


def test_after_an_erasure_the_place_is_compared_and_the_score_of_everybody_else(
    frozen: tuple[Site, str, list[str]],
) -> None:
    site, shortlist, ranked = frozen
    erase(site, ranked[0])

    found = replayed(site, shortlist)

    assert (found.same, found.proof.intact, found.proof.erased) == (False, False, (ranked[0],))
    assert found.again is not None
    assert (found.again.same_order, found.again.same_scores) == (True, True)
    assert found.again.compared == len(ranked) - 1
    assert found.proof.unproven == ()


def test_after_the_snapshot_has_followed_an_erasure_it_says_that_it_is_gone(
    frozen: tuple[Site, str, list[str]],
) -> None:
    site, shortlist, ranked = frozen
    erase(site, ranked[0])
    retention.purge(site.workspace)

    found = replayed(site, shortlist)

    assert (found.snapshot_kept, found.again) == (False, None)
    assert "the snapshot it was ranked from" in str(found.why_not)
    assert found.proof.unproven == ()


def test_a_model_that_is_gone_is_named(site: Site) -> None:
    name = write_bundle(site.workspace.bundles, built_in(), About("prior", "2026-11-24T00:00:00Z"))
    shortlist = froze(site, model=name)
    assert replayed(site, shortlist).same

    shutil.rmtree(site.workspace.bundles / name)

    found = replayed(site, shortlist)
    assert (found.model_kept, found.again) == (False, None)
    assert found.why_not == f"the model that ranked it ({name[:16]}) is no longer kept"


def test_a_model_or_a_snapshot_that_was_changed_ranks_nothing(site: Site) -> None:
    name = write_bundle(site.workspace.bundles, built_in(), About("prior", "2026-11-24T00:00:00Z"))
    shortlist = froze(site, model=name)
    weights = site.workspace.bundles / name / "weights.json"
    kept = weights.read_bytes()
    weights.write_bytes(kept.replace(b'"weight":', b'"weight":1', 1))
    changed_model = replayed(site, shortlist)
    weights.write_bytes(kept)
    snapshot = site.workspace.snapshots / str(site.workspace.snapshot_hash())
    (snapshot / "lists.json").write_bytes((snapshot / "lists.json").read_bytes() + b" ")
    changed_snapshot = replayed(site, shortlist)

    for found, place in ((changed_model, "weights.json"), (changed_snapshot, "lists.json")):
        assert found.again is None
        assert place in str(found.why_not)
        assert not found.same


def test_a_list_that_was_frozen_otherwise_than_ranked_shows_who_differs(site: Site) -> None:
    """Whoever freezes may write what they like; ranking again finds it."""

    def swap(document: dict[str, Any]) -> None:
        first, second = document["candidates"][:2]
        first["rank"], second["rank"] = 2, 1
        document["candidates"][:2] = [second, first]
        document["candidates"][2]["score"] += 0.25

    shortlist = froze(site, swap)

    found = replayed(site, shortlist)

    assert found.proof.intact
    assert found.again is not None
    assert (found.again.same_order, found.again.same_scores) == (False, False)
    assert [(one.frozen_rank, one.rank) for one in found.again.differences] == [(1, 2), (2, 1), (3, 3)]
    third = found.again.differences[2]
    assert third.frozen_score is not None
    assert third.score is not None
    assert third.frozen_score - third.score == pytest.approx(0.25)
    assert found.in_words()[0] == "ranked again: 3 DIFFER from what was frozen"


def test_a_row_that_was_tampered_with_differs_from_the_log_and_is_told(
    frozen: tuple[Site, str, list[str]],
) -> None:
    site, shortlist, _ = frozen
    with site.workspace.database.command(site.actor("ada")) as work:
        found = work.session.execute(text("SELECT frame FROM shortlist")).scalar_one()
        frame = json.loads(found)
        frame["role"]["must_have"] = ["Java"]
        work.session.execute(
            text("UPDATE shortlist SET frame = :frame"), {"frame": canonical(frame).decode()}
        )
        work.audit("test.tampered", "shortlist", shortlist)

    found = replayed(site, shortlist)

    assert found.proof.unproven == ("frame",)
    assert found.again is not None
    assert not found.again.same_scores


def test_a_list_spread_over_platforms_is_spread_again(site: Site) -> None:
    assert replayed(site, froze(site, diversity=DIVERSE_SHARE, top=5)).same


def test_an_empty_list_is_the_same(site: Site) -> None:
    found = replayed(
        site, froze(site, restricted=dict.fromkeys((f"P-{n}" for n in range(1001, 1030)), "block"))
    )

    assert found.same
    assert found.again is not None
    assert found.again.compared == 0


def test_the_command_line_tells_it_beside_the_bytes_or_as_a_document(
    frozen: tuple[Site, str, list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    site, shortlist, ranked = frozen
    monkeypatch.setenv("CANDOR_ENCODER", "none")
    with site.workspace.command(site.actor("audrey")) as work:
        monkeypatch.setenv("CANDOR_TOKEN", issue_token(work, "replay", ["read"]))
    home = ["--home", str(site.workspace.home)]

    plain = CliRunner().invoke(cli, [*home, "replay", shortlist])
    document = CliRunner().invoke(cli, [*home, "replay", shortlist, "--json"])

    assert plain.stdout_bytes == read_fit(site.workspace.database, site.actor("audrey"), shortlist)
    assert f"ranked again: the same order, and the same score of all {len(ranked)} people" in plain.stderr
    assert json.loads(document.stdout) == replayed(site, shortlist).as_dict() | {
        "ranked_again": {"compared": len(ranked), "same_order": True, "same_scores": True, "differences": []}
    }


def test_the_api_tells_it_to_those_who_may_read_the_case(frozen: tuple[Site, str, list[str]]) -> None:
    site, _, _ = frozen

    found = site.visitor("audrey").get("/api/v1/requisitions/R-1001/replay")
    absent = site.visitor("otto").get("/api/v1/requisitions/R-1001/replay")

    assert found.json()["ranked_again"]["same_order"]
    assert found.json()["schema"] == "candor.replay/1"
    assert absent.status_code == 404
