"""An encoder that never encodes the same text twice: what it made is kept in memory and, where it may be, on disk."""

import hashlib
import os
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matching.ports import Encoder
from matching.vectors import ByteVectors
from matching.word_vectors import Worded, WordVectors

Progress = Callable[[int, int], None]
Vectors = NDArray[np.float32]
Row = NDArray[Any]

# Texts encoded and written in one go.
_BATCH = 256
_KEY = ("key", "V16")


class CachedEncoder:
    """An encoder before which a cache stands; in `folder` when one is given, under the encoder's name.

    On disk: a row a text in `vectors.rows`, and in `words.rows` a row for each of its words.
    """

    def __init__(self, inner: Encoder, folder: Path | None = None) -> None:
        self.inner = inner
        self._folder = folder / _safe(inner.name) if folder else None
        self._vectors: dict[bytes, Vectors] = {}
        self._words: dict[bytes, ByteVectors] = {}
        self._loaded = False
        self._used: set[bytes] | None = None

    @property
    def name(self) -> str:
        return self.inner.name

    @property
    def dimension(self) -> int:
        return self.inner.dimension

    @property
    def word_dimension(self) -> int:
        return self.inner.word_dimension

    def encode(self, texts: Sequence[str]) -> Vectors:
        return self.encode_all(texts)

    def encode_all(self, texts: Sequence[str], *, progress: Progress | None = None) -> Vectors:
        """As `encode`, telling `progress(done, total)` after each batch of new texts."""
        self._load()
        keys = [_key(text) for text in texts]
        for fresh, batch in self._batches(keys, texts, progress, self._vectors):
            self._keep(fresh, self.inner.encode(batch))
        return self._stacked(keys)

    def encode_words(self, texts: Sequence[str], *, progress: Progress | None = None) -> Worded:
        """As the encoder's own, telling `progress(done, total)` after each batch of new texts."""
        width = self.word_dimension
        if not width:
            return Worded(self.encode_all(texts, progress=progress), None)
        self._load()
        keys = [_key(text) for text in texts]
        for fresh, batch in self._batches(keys, texts, progress, self._vectors, self._words):
            read = self.inner.encode_words(batch)
            self._keep(fresh, read.vectors)
            self._keep_words(fresh, read.words, width)
        return Worded(self._stacked(keys), WordVectors.of([self._words[key] for key in keys], width))

    @contextmanager
    def keeping_only_used(self) -> Iterator[None]:
        """Afterwards every vector not asked for inside the block is gone, from memory and disk; other encoders' too."""
        self._load()
        self._used = set()
        try:
            yield
            self._vectors = {key: row.copy() for key, row in self._vectors.items() if key in self._used}
            self._words = {
                key: ByteVectors(one.codes.copy(), one.scales.copy())
                for key, one in self._words.items()
                if key in self._used
            }
            self._rewrite()
        finally:
            self._used = None

    def _batches(
        self,
        keys: list[bytes],
        texts: Sequence[str],
        progress: Progress | None,
        *kept: Mapping[bytes, Any],
    ) -> Iterator[tuple[list[bytes], list[str]]]:
        """What any of `kept` lacks. Texts of like length share a batch: padding is most of the cost otherwise."""
        fresh = {
            key: text
            for key, text in zip(keys, texts, strict=True)
            if any(key not in known for known in kept)
        }
        pending = sorted(fresh.items(), key=lambda item: len(item[1]))
        for start in range(0, len(pending), _BATCH):
            batch = pending[start : start + _BATCH]
            yield [key for key, _ in batch], [text for _, text in batch]
            if progress:
                progress(start + len(batch), len(pending))

    def _stacked(self, keys: list[bytes]) -> Vectors:
        """The vectors of texts that are kept, and from now on in use."""
        if self._used is not None:
            self._used.update(keys)
        if not keys:
            return np.zeros((0, self.dimension), np.float32)
        return np.stack([self._vectors[key] for key in keys])

    def _keep(self, keys: list[bytes], vectors: Vectors) -> None:
        new = [i for i, key in enumerate(keys) if key not in self._vectors]
        self._vectors.update((keys[i], vectors[i]) for i in new)
        if self._folder is not None and new:
            _vector_rows(self._folder, self.dimension).add([keys[i] for i in new], vector=vectors[new])

    def _keep_words(self, keys: list[bytes], words: WordVectors | None, width: int) -> None:
        if words is None:
            raise ValueError(
                f"expected vectors of words from {self.name}, which states {width} columns; found none"
            )
        own = [words[i] for i in range(len(keys))]
        self._words.update(zip(keys, own, strict=True))
        if self._folder is not None:
            # A text without words has a row too: it is known to have none.
            filled = [one if len(one) else _no_word(width) for one in own]
            times = [len(one) for one in filled]
            _word_rows(self._folder, width).add(
                [key for key, count in zip(keys, times, strict=True) for _ in range(count)],
                count=np.repeat([len(one) for one in own], times),
                scale=np.concatenate([one.scales for one in filled]),
                code=np.concatenate([one.codes for one in filled]),
            )

    def _load(self) -> None:
        if self._loaded:
            return
        self._loaded = True
        if self._folder is None or not self._folder.is_dir():
            return
        rows = _vector_rows(self._folder, self.dimension).read()
        self._vectors.update(zip(_keys(rows), rows["vector"], strict=True))
        if self.word_dimension:
            rows = _word_rows(self._folder, self.word_dimension).read()
            counts = rows["count"].tolist()
            for key, start, end in _runs(_keys(rows)):
                own = rows[start : start + counts[start]]
                if start + counts[start] <= end:
                    self._words[key] = ByteVectors(own["code"], own["scale"])

    def _rewrite(self) -> None:
        """The cache on disk made anew from memory: beside the old one, then in its place."""
        if self._folder is None or not self._folder.parent.is_dir():
            return
        fresh = CachedEncoder(self.inner)
        fresh._folder = self._folder.with_name(f".{self._folder.name}-{os.getpid()}")
        shutil.rmtree(fresh._folder, ignore_errors=True)
        if self._vectors:
            fresh._keep(list(self._vectors), np.stack(list(self._vectors.values())))
        if self._words:
            width = self.word_dimension
            fresh._keep_words(list(self._words), WordVectors.of(list(self._words.values()), width), width)
        for other in self._folder.parent.iterdir():
            if other.is_dir() and other != fresh._folder:
                shutil.rmtree(other)
        if self._vectors:
            fresh._folder.replace(self._folder)


@dataclass(frozen=True)
class _Rows:
    """Rows of one shape in a file that is only ever added to, each batch in one write; what was torn off is left out."""

    path: Path
    shape: np.dtype[Any]

    def read(self) -> Row:
        whole = self.path.stat().st_size // self.shape.itemsize if self.path.is_file() else 0
        return np.fromfile(self.path, self.shape, whole) if whole else np.empty(0, self.shape)

    def add(self, keys: list[bytes], **columns: Row) -> None:
        rows = np.empty(len(keys), self.shape)
        rows["key"] = np.frombuffer(b"".join(keys), _KEY[1])
        for name, column in columns.items():
            rows[name] = column
        self.path.parent.mkdir(parents=True, exist_ok=True)
        with open(self.path, "ab", buffering=0) as file:
            if torn := file.tell() % self.shape.itemsize:
                file.truncate(file.tell() - torn)
            left = memoryview(rows.tobytes())
            # One call takes two gigabytes at most.
            while left:
                left = left[file.write(left) :]


def _vector_rows(folder: Path, width: int) -> _Rows:
    return _Rows(folder / "vectors.rows", np.dtype([_KEY, ("vector", np.float32, (width,))]))


def _word_rows(folder: Path, width: int) -> _Rows:
    # With how many words its text has: of a text whose last words were torn off none are taken.
    shape = [_KEY, ("count", np.uint32), ("scale", np.float32), ("code", np.int8, (width,))]
    return _Rows(folder / "words.rows", np.dtype(shape))


def _no_word(width: int) -> ByteVectors:
    return ByteVectors(np.zeros((1, width), np.int8), np.zeros(1, np.float32))


def _keys(rows: Row) -> list[bytes]:
    packed = rows["key"].tobytes()
    return [packed[i : i + 16] for i in range(0, len(packed), 16)]


def _runs(keys: list[bytes]) -> Iterator[tuple[bytes, int, int]]:
    """Each key with the half-open places where it stands without a break."""
    start = 0
    for end in range(1, len(keys) + 1):
        if end == len(keys) or keys[end] != keys[start]:
            yield keys[start], start, end
            start = end


def _key(text: str) -> bytes:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()[:16]


def _safe(name: str) -> str:
    return "".join(character if character.isalnum() or character in "-_." else "_" for character in name)
