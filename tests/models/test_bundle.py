"""A model on disk: what comes back, and what is refused."""

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from features.specs import SPECS as DECLARED
from governance.promotion import released_hashes
from matching.errors import InputError, NotFound, RunError
from matching.shortlist import Basis
from models.bundle import BUILT_IN, About, built_in, built_in_hash, load_bundle, read_manifest, write_bundle
from models.calibration import Calibrator, Curve
from models.cold_start import make_cold_start
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


OWN = replace(ABOUT, basis="own_outcomes")
CURVE = Curve((0.25, 1.5, -0.5, 0.0), ((-2.0, 0.1), (1.0, 0.7)), 0.5)
CALIBRATOR = Calibrator(CURVE, (CURVE,) * 2, 321, -1.0, (0.0, 0.5), (1.0, 2.0))


def calibrated(root: Path) -> Path:
    return root / write_bundle(root, replace(additive(), calibrator=CALIBRATOR), OWN)


def test_a_calibrator_comes_back_and_is_hashed_like_the_other_files(tmp_path: Path) -> None:
    folder = calibrated(tmp_path)

    assert load_bundle(folder, featurizer_specs=SPECS).calibrator == CALIBRATOR
    assert set(read_manifest(folder)["files"]) == {"weights.json", "card.md", "calibrator.json"}


@pytest.mark.parametrize("tampering", [b" ", None])
def test_a_calibrator_changed_or_missing_is_refused(tmp_path: Path, tampering: bytes | None) -> None:
    path = calibrated(tmp_path) / "calibrator.json"
    if tampering is None:
        path.unlink()
    else:
        path.write_bytes(path.read_bytes() + tampering)

    with pytest.raises(RunError, match=r"calibrator\.json changed or missing"):
        load_bundle(path.parent, featurizer_specs=SPECS)


def test_a_calibrator_laid_beside_a_bundle_is_not_read(folder: Path) -> None:
    (folder / "calibrator.json").write_text(json.dumps(CALIBRATOR.as_dict()))

    assert load_bundle(folder, featurizer_specs=SPECS).calibrator is None


@pytest.mark.parametrize("basis", ["prior", "simulated"])
def test_a_calibrator_is_written_only_beside_own_outcomes(tmp_path: Path, basis: Basis) -> None:
    with pytest.raises(InputError, match=f"found basis {basis}"):
        write_bundle(tmp_path, replace(additive(), calibrator=CALIBRATOR), replace(ABOUT, basis=basis))

    assert list(tmp_path.iterdir()) == []


def test_without_a_calibrator_the_shipped_bundle_is_what_was_released_byte_for_byte() -> None:
    made = make_cold_start()

    assert made == {path.name: path.read_bytes() for path in BUILT_IN.iterdir()}
    assert set(json.loads(made["manifest.json"])["files"]) == {"weights.json", "card.md"}
    assert built_in_hash() in released_hashes()
