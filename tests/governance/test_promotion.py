"""A model serves only after someone else than its author and proposer said so."""

import hashlib
import json
import threading
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.exc import IntegrityError

from governance import promotion
from matching.errors import Conflict, Forbidden, InputError, NotFound
from tests.governance.world import World


def make_bundle(folder: Path, words: str = "one", **stated: Any) -> tuple[str, Path]:
    bundle_dir = folder / words
    bundle_dir.mkdir()
    manifest = json.dumps({"words": words, **stated}).encode()
    (bundle_dir / "manifest.json").write_bytes(manifest)
    return hashlib.sha256(manifest).hexdigest(), bundle_dir


def propose(world: World, bundle_hash: str, author: str = "dan", proposer: str = "dan") -> None:
    with world.as_(author) as work:
        promotion.register_bundle(work, bundle_hash)
    with world.as_(proposer) as work:
        promotion.propose_bundle(work, bundle_hash, note="better on every slice")


def champion(world: World) -> str | None:
    with world.database.read() as session:
        return promotion.champion(session)


def test_another_person_approves_and_the_bundle_serves_under_a_signature(
    world: World, tmp_path: Path
) -> None:
    bundle_hash, bundle_dir = make_bundle(tmp_path)
    propose(world, bundle_hash)
    assert champion(world) is None

    with world.as_("dora") as work:
        promotion.approve_bundle(work, bundle_hash, bundle_dir=bundle_dir)

    assert champion(world) == bundle_hash
    assert promotion.verify_signature(world.database, bundle_hash, bundle_dir)


@pytest.mark.parametrize(
    ("approver", "deed"), [("dan", "trained this bundle"), ("dora", "proposed this bundle")]
)
def test_neither_author_nor_proposer_approves(world: World, approver: str, deed: str) -> None:
    propose(world, "b" * 64, author="dan", proposer="dora")

    with pytest.raises(Forbidden, match=deed), world.as_(approver) as work:
        promotion.approve_bundle(work, "b" * 64)
    with world.as_("cora") as work:
        promotion.approve_bundle(work, "b" * 64)


def test_the_author_may_be_someone_else_than_who_registers(world: World) -> None:
    with world.as_("dora") as work:
        promotion.register_bundle(work, "b" * 64, author=world.actor("dan").id)
        promotion.propose_bundle(work, "b" * 64)

    with pytest.raises(Forbidden, match="trained"), world.as_("dan") as work:
        promotion.approve_bundle(work, "b" * 64)
    with pytest.raises(InputError, match="account that trained"), world.as_("dora") as work:
        promotion.register_bundle(work, "c" * 64, author="A-9")


def test_the_next_champion_retires_the_last_and_it_can_come_back(world: World) -> None:
    for bundle_hash in ("b" * 64, "c" * 64):
        propose(world, bundle_hash)
        with world.as_("dora") as work:
            promotion.approve_bundle(work, bundle_hash)
    with world.database.read() as session:
        states = {
            bundle.hash[0]: (bundle.state, bundle.champion) for bundle in promotion.list_bundles(session)
        }
    assert states == {"b": ("retired", False), "c": ("approved", True)}

    with world.as_("dan") as work:
        promotion.propose_bundle(work, "b" * 64)
    with world.as_("dora") as work:
        promotion.approve_bundle(work, "b" * 64)

    assert champion(world) == "b" * 64


def test_a_denied_bundle_may_be_proposed_again(world: World) -> None:
    propose(world, "b" * 64)
    with world.as_("dora") as work:
        promotion.deny_bundle(work, "b" * 64, reason_code="evidence", note="one slice got worse")
    with world.as_("dan") as work:
        promotion.propose_bundle(work, "b" * 64)

    with world.database.read() as session:
        assert [bundle.state for bundle in promotion.list_bundles(session)] == ["proposed"]


def test_a_bundle_that_failed_a_gate_serves_only_with_a_reason_on_record(
    world: World, tmp_path: Path
) -> None:
    gates = [{"label": "A better fact never costs score", "passed": False}]
    bundle_hash, bundle_dir = make_bundle(tmp_path, gates=gates)
    propose(world, bundle_hash)

    with pytest.raises(Conflict, match="A better fact never costs score"), world.as_("dora") as work:
        promotion.approve_bundle(work, bundle_hash, bundle_dir=bundle_dir, note="  ")
    assert champion(world) is None
    with world.as_("dora") as work:
        promotion.approve_bundle(
            work, bundle_hash, bundle_dir=bundle_dir, note="The violation is below 1e-6."
        )

    assert champion(world) == bundle_hash


def test_a_manifest_that_is_not_the_bundles_is_refused(world: World, tmp_path: Path) -> None:
    bundle_hash, bundle_dir = make_bundle(tmp_path)
    propose(world, bundle_hash)
    (bundle_dir / "manifest.json").write_text("{}")

    with pytest.raises(Conflict, match="expected a manifest that hashes to"), world.as_("dora") as work:
        promotion.approve_bundle(work, bundle_hash, bundle_dir=bundle_dir)

    assert champion(world) is None
    assert not (bundle_dir / promotion.SIGNATURE_FILE).exists()


@pytest.mark.parametrize("change", ["manifest", "statement", "signature", "absent"])
def test_a_signature_stands_for_one_bundle_one_approval_and_this_home(
    world: World, tmp_path: Path, change: str
) -> None:
    bundle_hash, bundle_dir = make_bundle(tmp_path)
    propose(world, bundle_hash)
    with world.as_("dora") as work:
        promotion.approve_bundle(work, bundle_hash, bundle_dir=bundle_dir)
    path = bundle_dir / promotion.SIGNATURE_FILE
    document = json.loads(path.read_text())
    if change == "manifest":
        (bundle_dir / "manifest.json").write_text("{}")
    elif change == "absent":
        path.unlink()
    else:
        altered = {"statement": document["statement"] | {"approved_by": "A-9"}, "signature": "00" * 64}
        path.write_text(json.dumps(document | {change: altered[change]}))

    assert not promotion.verify_signature(world.database, bundle_hash, bundle_dir)


def test_the_release_bundle_serves_until_there_is_one_of_our_own(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(promotion, "released_hashes", lambda: frozenset({"r" * 64, "s" * 64}))
    for _ in range(2):
        with world.as_("ada") as work:
            promotion.register_release_bundle(work, "r" * 64)
    assert champion(world) == "r" * 64
    propose(world, "b" * 64)
    with world.as_("dora") as work:
        promotion.approve_bundle(work, "b" * 64)

    with world.as_("ada") as work:
        promotion.register_release_bundle(work, "s" * 64)

    assert champion(world) == "b" * 64


def test_a_newer_release_replaces_the_older_ones_bundle(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(promotion, "released_hashes", lambda: frozenset({"r" * 64, "s" * 64}))
    with world.as_("ada") as work:
        promotion.register_release_bundle(work, "r" * 64)
        promotion.register_release_bundle(work, "s" * 64)

    assert champion(world) == "s" * 64


def test_a_bundle_the_release_does_not_name_is_not_approved_by_it(world: World) -> None:
    with pytest.raises(Forbidden, match="not a bundle of this release"), world.as_("ada") as work:
        promotion.register_release_bundle(work, "b" * 64)


def test_of_two_approvals_at_once_exactly_one_wins(world: World) -> None:
    propose(world, "b" * 64)
    together, results = threading.Barrier(2), []

    def approve(name: str) -> None:
        actor = world.actor(name)
        together.wait()
        try:
            with world.database.command(actor) as work:
                promotion.approve_bundle(work, "b" * 64)
            results.append("won")
        except Conflict:
            results.append("conflict")

    threads = [threading.Thread(target=approve, args=(name,)) for name in ("dora", "cora")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(results) == ["conflict", "won"]


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE bundle SET state = 'approved', approved_by = author",
        "UPDATE bundle SET state = 'approved', approved_by = proposed_by",
        "UPDATE bundle SET state = 'approved'",
        "UPDATE bundle SET author = 'A-1010'",
        "UPDATE bundle SET built_in = TRUE, state = 'approved'",
        "INSERT INTO bundle SELECT * FROM bundle",
        "INSERT INTO bundle (hash, state, built_in, author, registered_at, version) "
        "VALUES ('x', 'approved', FALSE, 'A-1008', '2025-03-03 09:00:00', 1)",
    ],
)
def test_the_database_refuses_a_bundle_nobody_else_approved(world: World, statement: str) -> None:
    propose(world, "b" * 64, author="dan", proposer="dan")
    refusal = "nobody approves a bundle they trained or proposed"
    with pytest.raises(IntegrityError, match=refusal):
        world.direct(statement)

    assert champion(world) is None


@pytest.mark.parametrize("bundle_hash", ["../../etc/passwd", "short", ""])
def test_a_bundle_is_known_by_the_hash_of_its_manifest(world: World, bundle_hash: str) -> None:
    with pytest.raises(InputError, match="expected the hash of a bundle's manifest"):
        propose(world, bundle_hash)


def test_a_bundle_is_registered_once(world: World) -> None:
    propose(world, "b" * 64)

    with pytest.raises(Conflict, match="is registered already"):
        propose(world, "b" * 64, author="dora")


def test_a_bundle_without_its_manifest_is_not_approved(world: World, tmp_path: Path) -> None:
    propose(world, "b" * 64)

    with pytest.raises(NotFound, match=r"no manifest at .*manifest\.json"), world.as_("dora") as work:
        promotion.approve_bundle(work, "b" * 64, bundle_dir=tmp_path)
