"""Which homes a demo may use: an empty one, its own half-built one, and no one else's."""

from pathlib import Path

import pytest

from governance.accounts import bootstrap_administrator, has_accounts
from matching.errors import Conflict, InputError
from review_ui.bootstrap import Workspace
from review_ui.demo import build_demo, marker
from review_ui.demo.accounts import open_accounts


def test_a_home_with_people_of_its_own_is_refused_and_left_as_it_was(empty: Workspace) -> None:
    bootstrap_administrator(empty.database, "someone", "correct horse battery", "Someone Real")

    with pytest.raises(Conflict, match="not a demo"):
        build_demo(empty, size=40, seed=1)

    assert not (empty.home / marker.BUILDING).exists()
    assert has_accounts(empty.database)


def test_an_interrupted_build_is_cleared_away_but_for_its_vectors(empty: Workspace) -> None:
    marker.begin(empty)
    open_accounts(empty)
    for folder in ("snapshots", "bundles", "runs", "vectors"):
        (empty.home / folder).mkdir()
        (empty.home / folder / "left-over").touch()

    marker.begin(empty)

    assert not has_accounts(empty.database)
    assert not any(
        (empty.home / folder / "left-over").exists() for folder in ("snapshots", "bundles", "runs")
    )
    assert (empty.home / "vectors" / "left-over").exists()


def test_a_build_that_fails_leaves_no_marker_of_a_finished_demo(
    empty: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("review_ui.demo.build.import_people", fail)
    with pytest.raises(KeyboardInterrupt):
        build_demo(empty, size=40, seed=1)

    assert (empty.home / marker.BUILDING).exists()
    assert marker.read_marker(empty) is None


def test_too_few_people_are_refused_before_anything_is_written(empty: Workspace) -> None:
    with pytest.raises(InputError, match="at least 28 people"):
        build_demo(empty, size=20, seed=1)

    assert not (empty.home / marker.BUILDING).exists()


def test_a_marker_that_is_none_is_named(empty: Workspace) -> None:
    empty.home.mkdir()
    (empty.home / marker.FINISHED).write_text("[]")

    with pytest.raises(Conflict, match="found something else"):
        build_demo(empty, size=40, seed=1)


def test_two_homes_share_nothing(empty: Workspace, tmp_path: Path) -> None:
    marker.begin(empty)

    assert [path.name for path in tmp_path.iterdir()] == ["home"]
