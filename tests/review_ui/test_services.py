"""Use cases that cross packages, on a small home: freeze, replay, promote, and parts that follow the record."""

import json
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from features.linking import SkillLinker
from features.skills import Taxonomy
from features.taxonomy import load_starter
from governance import accounts, promotion, requisitions
from governance.access import Actor
from governance.fit import read_fit
from governance.lists.shortlists import prove_shortlist
from governance.money import Money
from matching.errors import Conflict, Forbidden, NotFound, RunError
from matching.profiles import Profile
from matching.shortlist import Shortlist
from matching.sources.port import SourceBatch, SourceLicence
from models.bundle import About, built_in_hash, write_bundle
from models.cold_start import cold_start_ranker
from review_ui import services
from review_ui.bootstrap import Workspace, open_workspace
from review_ui.cli.main import cli
from review_ui.replaying import proof_in_words
from review_ui.settings import read_settings
from tests.fakes import WordEncoder
from tests.governance.giving import add, give, second_administrator
from tests.governance.world import intake

PASSWORD = "correct horse battery"
LIMIT = Money.of(100_000, "EUR")
PEOPLE = [
    Profile(id="a", text="Ran payroll and bookkeeping for eight years."),
    Profile(id="b", skills=["Bookkeeping", "Excel"]),
    Profile(id="c", text="Chef with a love of pastry."),
]


@pytest.fixture
def workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Workspace]:
    monkeypatch.setenv("CANDOR_ENCODER", "none")
    workspace = open_workspace(tmp_path / "home")
    root = accounts.bootstrap_administrator(workspace.database, "root", PASSWORD, "Root", demo=True)
    services.prepare_home(workspace, root)
    cast = {
        "mara": ["requester", "hiring_manager"],
        "priya": ["procurement"],
        "dana": ["data_scientist"],
        "noor": ["data_scientist"],
    }
    second_administrator(workspace.database, root, "rhea", PASSWORD, demo=True)
    for name, roles in cast.items():
        add(workspace.database, name, PASSWORD, by="root", demo=True)
        for role in roles:
            give(workspace.database, name, role, by=("root", "rhea"), approval_limit=LIMIT)
    yield workspace
    workspace.close()


def actor(workspace: Workspace, name: str) -> Actor:
    return accounts.find_account(workspace.database, name)


@pytest.fixture
def pool(workspace: Workspace) -> str:
    """People imported under a licence and a snapshot in service; gives its hash."""
    dana = actor(workspace, "dana")
    services.import_profiles(
        workspace, dana, PEOPLE, source="acme", licence="C-1", protected={"a": {"name": "Ann Example"}}
    )
    return services.refresh_snapshot(workspace, dana)


@pytest.fixture
def requisition(workspace: Workspace) -> str:
    """An approved request for an accountant."""
    with workspace.command(actor(workspace, "mara")) as work:
        found = requisitions.create_requisition(
            work,
            title="Accountant",
            business_unit="digital",
            budget=Money.of(20_000, "EUR"),
            template_id="accountant",
            intake=intake("mara"),
        )
        requisitions.submit(work, found)
    with workspace.command(actor(workspace, "priya")) as work:
        requisitions.approve_requisition(work, found)
    return found


def test_a_shortlist_is_frozen_with_its_model_and_snapshot_and_replays_to_the_same_bytes(
    workspace: Workspace,
    pool: str,
    requisition: str,
    capfdbinary: pytest.CaptureFixture[bytes],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    shortlist = services.make_shortlist(workspace, actor(workspace, "mara"), requisition)

    frozen = read_fit(workspace.database, actor(workspace, "priya"), shortlist)
    document = json.loads(frozen)
    assert (document["snapshot"]["hash"], document["model"]["hash"]) == (pool, built_in_hash())
    assert (
        "same bytes as frozen" in proof_in_words(shortlist, prove_shortlist(workspace.database, shortlist))[0]
    )
    with workspace.command(actor(workspace, "priya")) as work:
        monkeypatch.setenv("CANDOR_TOKEN", accounts.issue_token(work, "replay", ["read"]))
    with pytest.raises(SystemExit, match="0"):
        cli(["--home", str(workspace.home), "replay", shortlist])
    assert capfdbinary.readouterr().out == frozen


def test_only_who_may_see_a_requisition_makes_a_shortlist_of_it(
    workspace: Workspace, pool: str, requisition: str
) -> None:
    with pytest.raises(NotFound, match="requisition"):
        services.make_shortlist(workspace, actor(workspace, "dana"), requisition)


def test_refreshing_the_pool_takes_a_person_who_may_import(workspace: Workspace, pool: str) -> None:
    with pytest.raises(Forbidden, match=r"people\.import"):
        services.refresh_snapshot(workspace, actor(workspace, "mara"))
    assert workspace.snapshot_hash() == pool


def test_the_matcher_is_kept_until_the_snapshot_changes(workspace: Workspace, pool: str) -> None:
    first = workspace.matcher()
    assert workspace.matcher() is first

    services.import_profiles(
        workspace, actor(workspace, "dana"), [Profile(id="d", text="Payroll.")], source="acme", licence="C-1"
    )
    services.refresh_snapshot(workspace, actor(workspace, "dana"))

    assert len(workspace.matcher().pool) == len(first.pool) + 1


def test_a_snapshot_of_another_encoder_is_not_served(
    workspace: Workspace, pool: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("CANDOR_ENCODER")
    other = open_workspace(workspace.home)

    with pytest.raises(Conflict, match="encoder"):
        other.matcher()
    other.close()


@pytest.fixture
def bundle(workspace: Workspace) -> str:
    """A bundle of dana's, registered."""
    about = About(basis="simulated", created_at=datetime(2026, 1, 1, tzinfo=UTC).isoformat())
    name = write_bundle(workspace.bundles, cold_start_ranker(), about)
    with workspace.command(actor(workspace, "dana")) as work:
        promotion.register_bundle(work, name)
    return name


def test_the_trainer_of_a_bundle_cannot_put_it_into_service(workspace: Workspace, bundle: str) -> None:
    dana = actor(workspace, "dana")
    services.propose_bundle(workspace, dana, bundle[:10])

    with pytest.raises(Forbidden, match="trained this bundle"):
        services.approve_bundle(workspace, dana, bundle)


@pytest.mark.slow
def test_an_approved_bundle_serves_and_a_changed_signature_stops_it(
    workspace: Workspace, pool: str, bundle: str
) -> None:
    services.propose_bundle(workspace, actor(workspace, "dana"), bundle)
    services.approve_bundle(workspace, actor(workspace, "noor"), bundle)

    assert workspace.matcher().ranker.hash == bundle
    assert [(m["hash"], m["approved_by"]) for m in services.list_models(workspace) if m["serving"]] == [
        (bundle, "Noor")
    ]

    (workspace.bundles / bundle / "signature.json").unlink()
    with pytest.raises(RunError, match="signed"):
        open_workspace(workspace.home).ranker(bundle)


def test_a_snapshot_made_with_another_taxonomy_is_refused(workspace: Workspace, pool: str) -> None:
    other = open_workspace(workspace.home)
    smaller = Taxonomy(list(load_starter())[1:], load_starter().families.values())
    vars(other)["_linker"] = SkillLinker(smaller)

    with pytest.raises(Conflict, match="snapshot made with the taxonomy of this release"):
        other.matcher()

    assert workspace.matcher().pool.about["hash"] == pool


def test_looking_at_a_home_does_not_make_it(tmp_path: Path) -> None:
    workspace = open_workspace(tmp_path / "nothing")

    assert not workspace.exists
    assert workspace.snapshot_hash() is None
    assert not (tmp_path / "nothing").exists()


def test_the_environment_wins_over_the_file_of_settings(tmp_path: Path) -> None:
    (tmp_path / "config.yaml").write_text("encoder: from-file\n")

    assert read_settings(tmp_path, {}).encoder == "from-file"
    assert read_settings(tmp_path, {"CANDOR_ENCODER": "none"}).encoder == "none"
    assert read_settings(tmp_path / "absent", {}).encoder is None


def test_an_unchanged_import_encodes_nothing_and_a_changed_row_only_itself(workspace: Workspace) -> None:
    from features.caching import CachedEncoder
    from review_ui.importing import Incoming, run_import

    class CountingEncoder(WordEncoder):
        def __init__(self) -> None:
            self.texts: list[str] = []

        def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
            self.texts += texts
            return super().encode(texts)

    counting = CountingEncoder()
    workspace.__dict__["_encoder"] = CachedEncoder(counting)

    def take_in(*profiles: Profile) -> dict[str, int]:
        licence = SourceLicence(contract="C-1")
        incoming = Incoming("profile", "acme", licence, "0" * 64, SourceBatch(profiles))
        counting.texts.clear()
        return run_import(workspace, actor(workspace, "dana"), incoming).counts

    take_in(*PEOPLE)
    encoded = len(counting.texts)
    unchanged = take_in(*PEOPLE)
    after_nothing = list(counting.texts)
    changed = take_in(
        *PEOPLE[:2], Profile(id="c", text="Pastry chef who bakes rye bread every single morning.")
    )

    assert encoded > 0
    assert (unchanged["unchanged"], after_nothing) == (3, [])
    assert changed["changed"] == 1
    assert counting.texts
    assert all("rye bread" in text or "Pastry chef" in text for text in counting.texts)


def test_a_merged_person_is_ranked_once_and_quoted_from_their_one_profile(workspace: Workspace) -> None:
    from governance.people.profiles import read_profiles
    from governance.people.same_person import link_profiles

    dana, priya = actor(workspace, "dana"), actor(workspace, "priya")
    told = {
        "upwork": Profile(id="u", text="Ran payroll for forty shops."),
        "toptal": Profile(id="t", text="Did the bookkeeping of a bank."),
    }
    for source, profile in told.items():
        services.import_profiles(workspace, dana, [profile], source=source, licence="C-1")
    services.refresh_snapshot(workspace, dana)
    with workspace.command(priya) as work:
        link_profiles(work, "P-1001", "P-1002", "the same portrait")

    def ranked() -> Shortlist:
        return services.rank_role(workspace, "accountant", None, top=5, as_of=workspace.today(), actor=priya)[
            0
        ]

    old_pool = ranked()
    services.refresh_snapshot(workspace, dana)
    new_pool = ranked()

    assert [one.id for one in old_pool.candidates] == ["P-1001"]
    assert [(one.id, one.gates[0].detail) for one in old_pool.excluded] == [
        ("P-1002", "joined to another record")
    ]
    assert [one.id for one in new_pool.candidates] == ["P-1001"]
    text = read_profiles(workspace.database, ["P-1002"])["P-1002"]["text"]
    assert text == "Did the bookkeeping of a bank.\n\nRan payroll for forty shops."
    spans = [span for one in new_pool.candidates[0].requirements for span in one.evidence]
    assert spans
    assert all(text[span.start : span.end] == span.text for span in spans if span.field == "text")
