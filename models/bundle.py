"""A model on disk: an immutable folder named by the hash of its manifest, and refused when anything in it differs.

    manifest.json   kind, basis, features and their fingerprint, encoder, taxonomy, data, metrics, gates, file hashes
    weights.json    an additive model, or the prior beneath a booster
    booster.txt     what LightGBM learned on top of it
    calibrator.json scores as probabilities, only where the enterprise's own outcomes suffice
    card.md         the same for people

Who approved a bundle is `governance`; a signature laid beside these files is not part of them. `cold_start.py` makes
the bundle that ships with the software.
"""

import hashlib
import json
import os
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Literal

import rfc8785

from features.specs import SPECS
from matching.errors import InputError, NotFound, RunError
from matching.feature_spec import FeatureSpec, fingerprint
from matching.shortlist import Basis
from models.calibration import Calibrator
from models.card import write_card
from models.fit import FitBands
from models.ranker import AdditiveRanker, BoosterRanker, Identity, Term

VERSION = 1
MANIFEST = "manifest.json"
BUILT_IN = Path(__file__).parent / "data" / "cold_start"

Kind = Literal["additive", "lambdamart"]
KINDS: tuple[Kind, ...] = ("additive", "lambdamart")
WEIGHTS, BOOSTER, CALIBRATOR = "weights.json", "booster.txt", "calibrator.json"
_RETRAIN = "train again: candor train"


@dataclass(frozen=True)
class About:
    """What a bundle says of itself beside its weights. `author` is an account id, `created_at` ISO 8601 in UTC."""

    basis: Basis
    created_at: str
    author: str | None = None
    encoder: str | None = None
    taxonomy: str | None = None
    data: Mapping[str, Any] = field(default_factory=dict)
    metrics: Mapping[str, Any] = field(default_factory=dict)
    gates: Sequence[Mapping[str, Any]] = ()
    params: Mapping[str, Any] = field(default_factory=dict)
    notes: Sequence[str] = ()


def write_bundle(root: Path, ranker: AdditiveRanker | BoosterRanker, about: About) -> str:
    """Write `root/<hash>/` whole or not at all, and give the hash; an equal bundle is written once."""
    files = bundle_files(ranker, about)
    name = hashlib.sha256(files[MANIFEST]).hexdigest()
    if (root / name).is_dir():
        return name
    root.mkdir(parents=True, exist_ok=True)
    scratch = root / f".writing-{name[:16]}-{os.getpid()}"
    shutil.rmtree(scratch, ignore_errors=True)
    scratch.mkdir()
    for file, content in files.items():
        (scratch / file).write_bytes(content)
    scratch.replace(root / name)
    return name


def bundle_files(ranker: AdditiveRanker | BoosterRanker, about: About) -> dict[str, bytes]:
    """The files of a bundle by name; the same ranker and the same words give the same bytes."""
    if ranker.calibrator is not None and about.basis != "own_outcomes":
        raise InputError(
            f"expected a calibrator only in a bundle learned from own outcomes, found basis {about.basis}",
            hint="a probability beside a real person rests on the enterprise's own outcomes alone",
        )
    kind: Kind = "additive" if isinstance(ranker, AdditiveRanker) else "lambdamart"
    stated = {
        "version": VERSION,
        "kind": kind,
        **asdict(about),
        "specs": [asdict(spec) for spec in ranker.specs],
        "fingerprint": fingerprint(ranker.specs),
        "fit": ranker.bands.as_dict(),
        "stand_ins": dict(ranker.stand_ins),
    }
    files = {**_model_files(ranker), "card.md": write_card(stated).encode()}
    hashes = {file: hashlib.sha256(content).hexdigest() for file, content in files.items()}
    return {MANIFEST: rfc8785.dumps(_plain({**stated, "files": hashes})), **files}


def load_bundle(
    folder: Path, *, featurizer_specs: tuple[FeatureSpec, ...] = SPECS, encoder: str | None = None
) -> AdditiveRanker | BoosterRanker:
    """The ranker of a bundle; RunError when a file, the features or the encoder are not those it was made with.

    `encoder` names the one that will serve; a bundle that states none goes with any.
    """
    return _load(folder, featurizer_specs, encoder, name=folder.name)


def built_in(*, featurizer_specs: tuple[FeatureSpec, ...] = SPECS) -> AdditiveRanker | BoosterRanker:
    """The cold-start ranker that ships with the software."""
    return _load(BUILT_IN, featurizer_specs, None, name=None)


def built_in_hash() -> str:
    """Hash of the shipped bundle's manifest."""
    return hashlib.sha256((BUILT_IN / MANIFEST).read_bytes()).hexdigest()


def read_manifest(folder: Path) -> dict[str, Any]:
    """What a bundle states, its name checked against it."""
    return _manifest(folder, folder.name)[0]


def _load(
    folder: Path, specs: tuple[FeatureSpec, ...], encoder: str | None, *, name: str | None
) -> AdditiveRanker | BoosterRanker:
    stated, found = _manifest(folder, name)
    _refuse_other_version(folder, stated)
    for file, digest in stated["files"].items():
        if not (folder / file).is_file() or _digest(folder / file) != digest:
            raise _broken(folder, file)
    if stated["fingerprint"] != fingerprint(specs):
        raise RunError(
            f"expected a model made for today's features ({fingerprint(specs)[:12]}), found bundle {found[:12]} made for "
            f"others ({stated['fingerprint'][:12]}): {_differing(stated['specs'], specs)}",
            hint=_RETRAIN,
        )
    if encoder is not None and stated["encoder"] not in (None, encoder):
        raise RunError(
            f"expected a model trained with the encoder in use ({encoder}), found bundle {found[:12]} trained with {stated['encoder']}",
            hint=f"serve with that encoder, or {_RETRAIN}",
        )
    return _ranker(folder, stated, specs, found)


def _ranker(
    folder: Path, stated: Mapping[str, Any], specs: tuple[FeatureSpec, ...], name: str
) -> AdditiveRanker | BoosterRanker:
    identity = Identity(
        name, stated["kind"], stated["basis"], stated["created_at"], stated["encoder"], stated["taxonomy"]
    )
    bands, stand_ins = FitBands.from_dict(stated["fit"]), stated["stand_ins"]
    terms = _terms(json.loads((folder / WEIGHTS).read_bytes()))
    calibrator = _calibrator(folder) if CALIBRATOR in stated["files"] else None
    if stated["kind"] == "lambdamart":
        model = (folder / BOOSTER).read_text(encoding="utf-8")
        return BoosterRanker(specs, identity, bands, stand_ins, calibrator, model=model, prior=terms)
    return AdditiveRanker(specs, identity, bands, stand_ins, calibrator, terms=terms)


def _model_files(ranker: AdditiveRanker | BoosterRanker) -> dict[str, bytes]:
    files = {}
    if ranker.calibrator is not None:
        files[CALIBRATOR] = rfc8785.dumps(ranker.calibrator.as_dict())
    if isinstance(ranker, BoosterRanker):
        return {WEIGHTS: _terms_bytes(ranker.prior), BOOSTER: ranker.model.encode(), **files}
    return {WEIGHTS: _terms_bytes(ranker.terms), **files}


def _calibrator(folder: Path) -> Calibrator:
    try:
        return Calibrator.from_dict(json.loads((folder / CALIBRATOR).read_bytes()))
    except (KeyError, TypeError, ValueError) as error:
        raise RunError(
            f"expected a calibrator in {folder / CALIBRATOR}, found: {error}", hint=_RETRAIN
        ) from error


def _terms_bytes(terms: Mapping[str, Term]) -> bytes:
    return rfc8785.dumps(
        _plain({name: {"weight": term.weight, "points": term.points} for name, term in terms.items()})
    )


def _terms(said: Mapping[str, Any]) -> dict[str, Term]:
    return {
        name: Term(each["weight"], tuple((x, y) for x, y in each["points"])) for name, each in said.items()
    }


def _manifest(folder: Path, name: str | None) -> tuple[dict[str, Any], str]:
    path = folder / MANIFEST
    if not path.is_file():
        raise NotFound(
            f"expected a model bundle, found no {MANIFEST} in {folder}",
            hint="candor models lists those there are",
        )
    content = path.read_bytes()
    found = hashlib.sha256(content).hexdigest()
    if name is not None and found != name:
        raise _broken(folder, MANIFEST)
    stated: dict[str, Any] = json.loads(content)
    return stated, found


def _refuse_other_version(folder: Path, stated: Mapping[str, Any]) -> None:
    if stated.get("version") != VERSION or stated.get("kind") not in KINDS:
        raise RunError(
            f"expected bundle version {VERSION} of a kind among {', '.join(KINDS)}, "
            f"found version {stated.get('version')} {stated.get('kind')} in {folder}",
            hint=_RETRAIN,
        )


def _differing(stated: Sequence[Mapping[str, Any]], specs: tuple[FeatureSpec, ...]) -> str:
    then, now = {spec["name"]: dict(spec) for spec in stated}, {spec.name: asdict(spec) for spec in specs}
    names = [name for name in {**then, **now} if then.get(name) != now.get(name)]
    return (
        ", ".join(names[:5]) + (f" and {len(names) - 5} more" if len(names) > 5 else "")
        if names
        else "another order"
    )


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _plain(value: Any) -> Any:
    """Tuples as lists, all the way down."""
    if isinstance(value, Mapping):
        return {key: _plain(item) for key, item in value.items()}
    return [_plain(item) for item in value] if isinstance(value, list | tuple) else value


def _broken(folder: Path, file: str) -> RunError:
    return RunError(
        f"expected the bundle {folder.name[:12]} as it was written, found {file} changed or missing in {folder}",
        hint=_RETRAIN,
    )
