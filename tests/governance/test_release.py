"""The bundle that ships is approved with the release, by hash."""

from importlib.resources import files

from models.bundle import built_in_hash


def test_the_shipped_bundle_is_the_one_the_release_approves() -> None:
    released = (files("governance") / "released_bundles.txt").read_text(encoding="utf-8").split()

    assert built_in_hash() in released
