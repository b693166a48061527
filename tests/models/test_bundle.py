"""A model on disk: what comes back, and what is refused."""

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from features.specs import SPECS as DECLARED
from matching.errors import NotFound, RunError
from models.bundle import About, built_in, built_in_hash, load_bundle, read_manifest, write_bundle
from models.fit import FitBands, Thresholds
from models.ranker import AdditiveRanker, BoosterRanker, straight
from models.training import train
from tests.models.toys import SPECS, compared, past_data, random_values

ABOUT = About(
    basis="simulated", created_at="2026-01-01T00:00:00Z", author="acc-1", encoder="words-64", taxonomy="t1"
)


def additive() -> AdditiveRanker:
    bands = FitBands(Thresholds(0.8, 0.4), (("words", Thresholds(0.5, 0.2)),))
    return AdditiveRanker(
        SPECS, bands=bands, stand_ins={"success": 70.0}, terms={"met": straight(SPECS[0], 2.0)}
    )


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / write_bundle(tmp_path, additive(), ABOUT)


def test_what_was_written_comes_back(folder: Path) -> None:
    found = load_bundle(folder, featurizer_specs=SPECS)

    assert isinstance(found, AdditiveRanker)
    assert (found.terms, found.bands, found.stand_ins) == (
        additive().terms,
        additive().bands,
        {"success": 70.0},
    )
    assert found.description == {
        "hash": folder.name,
        "kind": "additive",
        "basis": "simulated",
        "created_at": "2026-01-01T00:00:00Z",
        "encoder": "words-64",
        "taxonomy": "t1",
    }


def test_a_booster_scores_the_same_after_it_was_written(tmp_path: Path) -> None:
    ranker = train(past_data(), specs=SPECS).ranker
    rows = compared(random_values(np.random.default_rng(1), 50).tolist())

    found = load_bundle(tmp_path / write_bundle(tmp_path, ranker, ABOUT), featurizer_specs=SPECS)

    assert isinstance(found, BoosterRanker)
    assert found.score(rows).scores.tolist() == ranker.score(rows).scores.tolist()
    assert found.basis == "simulated"


def test_an_equal_bundle_has_the_same_name_and_is_written_once(folder: Path) -> None:
    before = (folder / "manifest.json").stat().st_mtime_ns

    assert write_bundle(folder.parent, additive(), ABOUT) == folder.name
    assert (folder / "manifest.json").stat().st_mtime_ns == before
    assert [path.name for path in folder.parent.iterdir()] == [folder.name]


def test_any_difference_gives_another_name(folder: Path) -> None:
    assert write_bundle(folder.parent, additive(), replace(ABOUT, author="acc-2")) != folder.name


@pytest.mark.parametrize("file", ["manifest.json", "weights.json", "card.md"])
def test_a_changed_file_is_refused_by_name(folder: Path, file: str) -> None:
    (folder / file).write_bytes((folder / file).read_bytes() + b" ")

    with pytest.raises(RunError, match=f"found {file} changed or missing") as caught:
        load_bundle(folder, featurizer_specs=SPECS)

    assert "candor train" in str(caught.value.hint)


def test_a_missing_file_is_refused(folder: Path) -> None:
    (folder / "weights.json").unlink()

    with pytest.raises(RunError, match=r"weights\.json changed or missing"):
        load_bundle(folder, featurizer_specs=SPECS)


def test_a_signature_beside_the_files_does_no_harm(folder: Path) -> None:
    (folder / "signature.json").write_text("{}")

    assert load_bundle(folder, featurizer_specs=SPECS).hash == folder.name


def test_a_model_for_other_features_is_refused_and_names_them(folder: Path) -> None:
    other = (SPECS[0], replace(SPECS[1], direction=0), *SPECS[2:])

    with pytest.raises(RunError, match=r"made for others .*: shown$") as caught:
        load_bundle(folder, featurizer_specs=other)

    assert "train again" in str(caught.value.hint)


def test_the_same_features_in_another_order_are_refused(folder: Path) -> None:
    with pytest.raises(RunError, match="another order"):
        load_bundle(folder, featurizer_specs=SPECS[::-1])


def test_a_model_trained_with_another_encoder_is_refused_when_asked(folder: Path) -> None:
    assert load_bundle(folder, featurizer_specs=SPECS, encoder="words-64").hash == folder.name
    with pytest.raises(RunError, match="trained with words-64"):
        load_bundle(folder, featurizer_specs=SPECS, encoder="other")


def test_a_folder_that_holds_no_bundle_is_not_found(tmp_path: Path) -> None:
    with pytest.raises(NotFound, match=r"no manifest\.json"):
        load_bundle(tmp_path)


def test_the_manifest_says_what_the_model_was_made_from(folder: Path) -> None:
    stated = read_manifest(folder)

    assert {"version", "kind", "basis", "created_at", "author", "encoder", "taxonomy", "data", "metrics", "gates", "params",
            "specs", "fingerprint", "fit", "stand_ins", "files", "notes"} == set(stated)  # fmt: skip
    assert stated["author"] == "acc-1"
    assert set(stated["files"]) == {"weights.json", "card.md"}


def test_the_card_says_what_a_simulated_basis_is_worth(folder: Path) -> None:
    assert "Its figures say nothing of real people" in (folder / "card.md").read_text()


def test_the_shipped_model_loads_against_the_declared_features() -> None:
    ranker = built_in()

    assert ranker.specs == DECLARED
    assert ranker.hash == built_in_hash()
    assert ranker.basis == "prior"


def test_the_shipped_model_refuses_other_features() -> None:
    with pytest.raises(RunError, match="made for others"):
        built_in(featurizer_specs=SPECS)


def test_a_manifest_is_canonical_json(folder: Path) -> None:
    content = (folder / "manifest.json").read_bytes()

    assert (
        content
        == json.dumps(json.loads(content), sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
    )
