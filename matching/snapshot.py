"""A pool on disk: an immutable, memory-mapped directory with a manifest of hashes.

Arrays are `.npy` files named for where they stand in the pool; small lists are in the manifest. The snapshot's name is
the hash of its manifest. Knows nothing of how a pool is filled.
"""

import hashlib
import json
import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

import numpy as np
import rfc8785
from numpy.typing import NDArray
from scipy.sparse import csc_array, csr_array

from matching.errors import RunError
from matching.lexical import LexicalIndex
from matching.places import Places
from matching.pool import Labels, Passages, Pool, Sets
from matching.retrieval import EXACT_BELOW
from matching.vectors import ByteVectors, DenseIndex
from matching.word_vectors import WordVectors

VERSION = 4
INDEX = "documents.index"
Array = NDArray[Any]

_AGAIN = "make a new snapshot from the record: candor import, or start the demo again"


def write_snapshot(pool: Pool, root: Path) -> str:
    """Write a pool under `root/<hash>/` and give the hash; the folder appears whole or not at all."""
    root.mkdir(parents=True, exist_ok=True)
    scratch = root / f".writing-{os.getpid()}"
    shutil.rmtree(scratch, ignore_errors=True)
    scratch.mkdir()
    hashes = {}
    for name, array in _arrays(pool):
        np.save(scratch / f"{name}.npy", np.ascontiguousarray(array))
        hashes[name] = _digest(scratch / f"{name}.npy")
    if len(pool) > EXACT_BELOW:
        pool.index.write(scratch / INDEX)
        hashes[INDEX] = _digest(scratch / INDEX)
    (scratch / "lists.json").write_text(json.dumps(_lists(pool), ensure_ascii=False), encoding="utf-8")
    hashes["lists"] = _digest(scratch / "lists.json")
    manifest = rfc8785.dumps({"version": VERSION, "about": pool.about, "hashes": hashes})
    (scratch / "manifest.json").write_bytes(manifest)
    name = hashlib.sha256(manifest).hexdigest()
    if (root / name).exists():
        shutil.rmtree(scratch)
    else:
        scratch.replace(root / name)
    return name


def open_snapshot(folder: Path, *, check: bool = True) -> Pool:
    """The pool in a snapshot's folder, arrays memory-mapped; refuses a file whose hash differs from the manifest."""
    manifest = (folder / "manifest.json").read_bytes()
    if hashlib.sha256(manifest).hexdigest() != folder.name:
        raise _broken(folder, "manifest.json")
    stated: dict[str, Any] = json.loads(manifest)
    if stated["version"] != VERSION:
        raise RunError(
            f"expected a snapshot of version {VERSION}, found version {stated['version']} in {folder}",
            hint=_AGAIN,
        )
    if check:
        for name, digest in stated["hashes"].items():
            path = folder / _file_of(name)
            if not path.is_file() or _digest(path) != digest:
                raise _broken(folder, path.name)
    lists: dict[str, Any] = json.loads((folder / "lists.json").read_text(encoding="utf-8"))
    arrays = {
        # As plain arrays over the mapped pages: a `memmap` costs microseconds at every slice.
        name: np.asarray(np.load(folder / _file_of(name), mmap_mode="r"))
        for name in stated["hashes"]
        if name not in ("lists", INDEX)
    }
    about = {**stated["about"], "hash": folder.name}
    index = DenseIndex.read(folder / INDEX) if INDEX in stated["hashes"] else None
    return _pool(arrays, lists, about, index)


def _file_of(name: str) -> str:
    return {"lists": "lists.json", INDEX: INDEX}.get(name, f"{name}.npy")


@dataclass(frozen=True, slots=True)
class Held:
    """Whom a snapshot holds, and what labels it knows of them."""

    name: str
    ids: frozenset[str]
    labels: frozenset[str]


def list_snapshots(root: Path) -> list[Held]:
    """Every snapshot under `root`, by name; reads their lists alone."""
    found = []
    for path in sorted(root.glob("*/lists.json")):
        if not path.parent.name.startswith("."):
            lists: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
            found.append(Held(path.parent.name, frozenset(lists["ids"]), frozenset(lists["labels"])))
    return found


def remove_snapshot(root: Path, name: str) -> None:
    """Take a snapshot off the disk; whoever has it open keeps reading."""
    shutil.rmtree(root / name)


def _arrays(pool: Pool) -> Iterator[tuple[str, Array]]:
    yield "documents", pool.documents
    yield "titles", pool.titles
    yield "sketches", pool.sketches
    yield "passages.codes", pool.passages.vectors.codes
    yield "passages.scales", pool.passages.vectors.scales
    yield "passages.offsets", pool.passages.offsets
    yield "passages.telling", pool.passages.telling
    # Which roots a passage has, not how often: the data would be ones.
    yield "passages.stems.indices", pool.passages.stems.indices
    yield "passages.stems.indptr", pool.passages.stems.indptr
    words = pool.passages.words
    # Of people who say nothing there are none, which is not the same as never encoded.
    if words is not None:
        yield "passages.words.codes", words.vectors.codes
        yield "passages.words.scales", words.vectors.scales
        yield "passages.words.offsets", words.offsets
    yield from _sparse("skills", pool.skills)
    yield from _sparse("lexical", pool.lexical.weights)
    yield from ((f"number.{name}", column) for name, column in pool.numbers.items())
    yield from ((f"label.{name}", labels.codes) for name, labels in pool.labels.items())
    for name, sets in pool.sets.items():
        yield from _sparse(f"set.{name}", sets.members)
    if pool.places:
        yield from ((f"places.{one.name}", getattr(pool.places, one.name)) for one in fields(pool.places))


def _sparse(name: str, matrix: csr_array | csc_array) -> Iterator[tuple[str, Array]]:
    yield f"{name}.data", matrix.data
    yield f"{name}.indices", matrix.indices
    yield f"{name}.indptr", matrix.indptr


def _lists(pool: Pool) -> dict[str, Any]:
    return {
        "ids": pool.ids,
        "words": list(pool.lexical.vocabulary),
        "mean_length": None if np.isnan(pool.lexical.mean_length) else pool.lexical.mean_length,
        "stems": list(pool.passages.vocabulary),
        "skills": pool.skills.shape[1],
        "labels": {name: labels.vocabulary for name, labels in pool.labels.items()},
        "sets": {name: sets.vocabulary for name, sets in pool.sets.items()},
    }


def _pool(
    arrays: dict[str, Array], lists: dict[str, Any], about: dict[str, Any], index: DenseIndex | None
) -> Pool:
    people = len(lists["ids"])
    places = _named(arrays, "places.")
    passages = Passages(
        vectors=ByteVectors(arrays["passages.codes"], arrays["passages.scales"]),
        offsets=arrays["passages.offsets"],
        telling=arrays["passages.telling"],
        vocabulary={stem: column for column, stem in enumerate(lists["stems"])},
        stems=_incidence(arrays, "passages.stems", len(lists["stems"])),
        words=_words(_named(arrays, "passages.words.")),
    )
    return Pool(
        ids=tuple(lists["ids"]),
        numbers=_named(arrays, "number."),
        labels={
            name: Labels(tuple(words), arrays[f"label.{name}"]) for name, words in lists["labels"].items()
        },
        sets={
            name: Sets(tuple(words), csr_array(_parts(arrays, f"set.{name}"), shape=(people, len(words))))
            for name, words in lists["sets"].items()
        },
        skills=_columns(arrays, "skills", (people, lists["skills"])),
        documents=arrays["documents"],
        titles=arrays["titles"],
        passages=passages,
        lexical=LexicalIndex(
            {word: column for column, word in enumerate(lists["words"])},
            _columns(arrays, "lexical", (people, len(lists["words"]))),
            float("nan") if lists.get("mean_length") is None else lists["mean_length"],
        ),
        # A snapshot from before there were sketches has none.
        sketches=arrays.get("sketches", np.zeros((0, 0), np.uint32)),
        about=about,
        places=Places(**places) if places else None,
        built_index=index,
    )


def _words(arrays: dict[str, Array]) -> WordVectors | None:
    return WordVectors(ByteVectors(arrays["codes"], arrays["scales"]), arrays["offsets"]) if arrays else None


def _named(arrays: dict[str, Array], prefix: str) -> dict[str, Array]:
    return {name.removeprefix(prefix): array for name, array in arrays.items() if name.startswith(prefix)}


def _columns(arrays: dict[str, Array], name: str, shape: tuple[int, int]) -> csc_array:
    return csc_array(_parts(arrays, name), shape=shape)


def _incidence(arrays: dict[str, Array], name: str, width: int) -> csr_array:
    indices, indptr = arrays[f"{name}.indices"], arrays[f"{name}.indptr"]
    # One byte stands for all of them: a row's roots are read from `indices` alone.
    ones = np.broadcast_to(np.ones(1, np.int8), indices.shape)
    return csr_array((ones, indices, indptr), shape=(len(indptr) - 1, width))


def _parts(arrays: dict[str, Array], name: str) -> tuple[Array, Array, Array]:
    return arrays[f"{name}.data"], arrays[f"{name}.indices"], arrays[f"{name}.indptr"]


def _digest(path: Path) -> str:
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _broken(folder: Path, name: str) -> RunError:
    return RunError(
        f"expected the snapshot {folder.name[:12]} to be as it was written, found {name} changed or missing in {folder}",
        hint=_AGAIN,
    )
